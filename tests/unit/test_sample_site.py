"""The sample pages: every file has an address, they are served as a well-behaved site does, and break where told."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from stdnum import luhn

from parsers.registry import sources
from pipeline.fetch.crawlers import SampleCrawler
from pipeline.sample_faults import Faults, faults_for
from pipeline.sample_server import LAST_MODIFIED, SampleServer
from pipeline.sample_site import SampleProblem, SampleSite, one_spelling, path_of
from pipeline.settings import Settings

HOST = "https://www.esf.se"
LIST = "/resultat/projektbanken/"
PROJECT = LIST + "projekt/?dnr="
DEAD_LINK, CALL = PROJECT + "23-999-S99", PROJECT + "24-911-U02"
CHANGED = b"1 981 742"


@pytest.fixture(scope="module")
def site() -> SampleSite:
    return SampleSite.of(sources()["esf_se"].folder)


@pytest.fixture
def server(site: SampleSite) -> Iterator[SampleServer]:
    with SampleServer(site) as running:
        yield running


def ask(server: SampleServer, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("code", sources())
def test_every_file_has_an_address_and_every_page_a_kind(code: str) -> None:
    folder = sources()[code].folder / "samples"
    listed = json.loads((folder / "site.json").read_text("utf-8"))
    entries = [*listed["pages"], listed["not_found"]]
    assert {entry["file"] for entry in entries} | {"site.json"} == {file.name for file in folder.iterdir()}
    kinds = {"project", "list", "call", "news", "partner", "document", "other", "error"}
    assert {page.kind for page in SampleSite.of(folder.parent).pages.values()} <= kinds
    assert SampleSite.of(folder.parent).not_found.status == 404


@pytest.mark.parametrize("code", sources())
def test_every_person_is_the_invented_one(code: str) -> None:
    for page in SampleSite.of(sources()[code].folder).pages.values():
        text = page.body.decode("utf-8", "replace")
        assert not re.search(r"[\w.+-]+(?:@|\(at\))\w", re.sub(r"anna\.exempel(?:@|\(at\))example\.se", "", text))


def test_invented_projects_of_esf_are_recognisable(site: SampleSite) -> None:
    """Codes `YY-9NN` and `YYYY/9NNNN`, postcodes `999NN`, organisation numbers `99...` with a right check digit; the others are real."""
    codes = [address.partition("dnr=")[2] for address, page in site.pages.items() if page.kind == "project"]
    invented = {code for code in codes if re.fullmatch(r"\d\d-9\d\d-S\d\d|20\d\d/9\d{4}", code)}
    assert len(invented) == 26
    for code in codes:
        text = site.find(PROJECT + code).body.decode()
        assert ("Påhittat projekt" in text) == (code in invented)
        main = text.partition("<main")[2].partition("Sammanfattning")[0]
        assert ("99" in "".join(re.findall(r">\s*(999\d\d)\s*<", main))) == (code in invented)
        for number in re.findall(r">\s*(99\d{8})\s*<", main):
            assert luhn.is_valid(number)


def test_the_list_pages_lead_to_every_project_to_calls_and_to_a_dead_link(site: SampleSite) -> None:
    found = [str(link["href"]) for number in ("", "?sida=2", "?sida=3", "?sida=4") for link in hits(site, LIST + number)]
    assert {one_spelling(urljoin(HOST, link)) for link in found} >= {
        address for address, page in site.pages.items() if page.kind in ("project", "call")
    }
    assert {DEAD_LINK, CALL, "/intern/granskning/", PROJECT + "2022%2F00355"} <= set(found)


def hits(site: SampleSite, address: str) -> list[dict[str, str]]:
    return [link.attrs for link in BeautifulSoup(site.find(address).body, "lxml").select(".hit a")]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (HOST + PROJECT + "2022%2F00355", HOST + PROJECT + "2022/00355"),
        ("http://WWW.ESF.SE" + PROJECT + "23-043-S02&utm_source=nyhetsbrev#topp", HOST + PROJECT + "23-043-S02"),
        (LIST + "?utm_medium=a&sida=2", LIST + "?sida=2"),
        (HOST, HOST + "/"),
    ],
)
def test_spellings_of_an_address(asked: str, meant: str) -> None:
    assert one_spelling(asked) == meant == one_spelling(meant)


def test_a_page_is_found_by_its_host_and_without_one_by_its_path() -> None:
    pages = SampleSite.of(sources()["npa"].folder)
    news = "/news/preparatory-projects-approved/"
    assert pages.find("https://www.interreg-npa.eu" + news).status == 200
    assert pages.find("https://2014-20.interreg-npa.eu" + news).status == 404
    assert pages.find(news) is pages.find("http://127.0.0.1:8000" + news) is pages.find("https://www.interreg-npa.eu" + news)
    assert path_of("https://www.interreg-npa.eu" + news) == news


def test_a_registry_without_sample_pages_is_held_back_with_what_to_add(tmp_path: Path) -> None:
    crawler = SampleCrawler(Settings(data_dir=tmp_path))
    [failure] = crawler.crawl(replace(sources()["npa"], folder=tmp_path / "npa"), {}, lambda done, left: None, lambda address: False)
    assert failure.ends_crawl  # type: ignore[union-attr]
    assert "npa has no sample pages: add them to" in failure.error  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["{", '{"pages": []}', '{"pages": [{"address": "https://a.example/", "file": "gone.html", "kind": "list"}]}']
)
def test_a_site_json_that_cannot_be_used_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "site.json").write_text(text, "utf-8")
    with pytest.raises(SampleProblem, match=r"site\.json cannot be used"):
        SampleSite.of(tmp_path)


def test_server_is_on_loopback_and_answers_with_validators(server: SampleServer, site: SampleSite) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    status, headers, body = ask(server, PROJECT + "22-021-S03", Host="www.esf.se")
    assert (status, headers["Content-Type"], headers["Last-Modified"]) == (200, "text/html; charset=utf-8", LAST_MODIFIED)
    assert body == site.find(HOST + PROJECT + "22-021-S03").body
    assert re.fullmatch(r'"[0-9a-f]{64}"', headers["ETag"])


def test_unchanged_pages_are_answered_304(server: SampleServer) -> None:
    path = PROJECT + "2022%2F00355"
    _, headers, _ = ask(server, path)
    _, zipped, _ = ask(server, path, Accept_Encoding="gzip")
    answers = [
        ask(server, path, If_None_Match=headers["ETag"])[::2],
        ask(server, path, If_None_Match=zipped["ETag"], Accept_Encoding="gzip")[::2],
        ask(server, path, If_Modified_Since=LAST_MODIFIED)[::2],
    ]
    assert answers == [(304, b"")] * 3
    assert ask(server, path, If_None_Match='"other"', If_Modified_Since=LAST_MODIFIED)[0] == 200
    assert ask(server, path, If_Modified_Since="not a date")[0] == 200
    assert [record.conditional for record in server.requests] == [False, False, True, True, True, True, True]


def test_head_gzip_robots_and_not_found(server: SampleServer, site: SampleSite) -> None:
    status, headers, body = ask(server, LIST, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(site.find(LIST).body)), b"")
    _, headers, body = ask(server, LIST, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == site.find(LIST).body
    status, headers, body = ask(server, "/robots.txt", Accept_Encoding="gzip")
    assert (status, headers.get("Content-Encoding"), b"Disallow: /intern/" in body) == (200, None, True)
    status, headers, body = ask(server, DEAD_LINK)
    assert (status, b"404" in body, "ETag" in headers) == (404, True, False)


def test_one_connection_serves_many_requests_and_threads_end_with_the_block(site: SampleSite) -> None:
    before = threading.active_count()
    with SampleServer(site) as server:
        connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=5)
        connection.connect()
        port = connection.sock.getsockname()[1]
        for path in (LIST, DEAD_LINK, "/robots.txt"):
            connection.request("GET", path)
            connection.getresponse().read()
            assert connection.sock.getsockname()[1] == port
    assert threading.active_count() == before
    connection.close()
    assert [(record.method, record.path, record.status) for record in server.requests] == [
        ("GET", LIST, 200),
        ("GET", DEAD_LINK, 404),
        ("GET", "/robots.txt", 200),
    ]


def test_faults_can_be_switched_on_and_off_while_serving(site: SampleSite) -> None:
    path, encoded = PROJECT + "2022/00355", PROJECT + "2022%2F00355"
    with SampleServer(site, Faults(dead={HOST + path}, missing={LIST})) as server:
        assert (ask(server, encoded)[0], ask(server, LIST)[0]) == (500, 404)
        server.faults.dead.clear()
        _, before, _ = ask(server, path)
        server.faults.replace[encoded] = b"<html>garbled"
        status, replaced, body = ask(server, path)
        assert (status, body) == (200, b"<html>garbled")
        assert replaced["ETag"] != before["ETag"]
        assert ask(server, path, If_Modified_Since=LAST_MODIFIED)[0] == 200
        server.faults.replace.clear()
        server.faults.rewrite = lambda address, page: page.replace(CHANGED, b"1 000 000") if "2022/00355" in address else page
        status, rewritten, body = ask(server, path, If_None_Match=before["ETag"])
        assert (status, b"1 000 000" in body) == (200, True)
        assert ask(server, path, If_None_Match=rewritten["ETag"])[0] == 304
        server.faults.rewrite = None
        assert ask(server, path, If_None_Match=before["ETag"])[0] == 304


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ("gone=2022/00355", {PROJECT + "2022/00355"}),
        ("withdrawn=22-021-S03", {PROJECT + "22-021-S03"}),
        ("garble=22-021-S03", {PROJECT + "22-021-S03"}),
        ("set=23-901-S02:Unionens medfinansieringsgrad=45 %", {PROJECT + "23-901-S02"}),
        ("gone=21-021-S03", set()),
        ("", set()),
    ],
)
def test_a_named_fault_breaks_the_page_it_names_and_no_other(fault: str, broken: set[str], site: SampleSite) -> None:
    faults = faults_for(fault, site)
    assert {path_of(address) for address, page in site.pages.items() if faults.apply(address, page) is not page} == broken


@pytest.mark.parametrize("code", ["esf_se", "kohesio"])
def test_half_breaks_about_every_second_project_page(code: str) -> None:
    pages = SampleSite.of(sources()[code].folder)
    projects = [address for address, page in pages.pages.items() if page.kind == "project"]
    assert 0.25 < len(faults_for("half", pages).dead) / len(projects) < 0.75
