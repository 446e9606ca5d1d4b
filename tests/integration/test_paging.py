"""Every way to page a list that registries use, crawled over real HTTP; hosts at the same time; and no live registry inside a network."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from loopback_registry import POLICY, SITE
from small_site import Reply, Seen, Site
from test_crawl import SOURCE

from parsers.discover import form_page, json_page, json_values, linked, numbered_pages, offset_pages
from parsers.reading import Link, Page
from parsers.registry import Source, sources
from pipeline.fetch.connections import is_public
from pipeline.fetch.crawlers import SampleCrawler
from pipeline.fetch.polite_crawler import PoliteCrawler
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure
from warehouse.captures.stored_records import read_records

PROJECTS = [f"/p/{n}" for n in range(1, 8)]
PER_PAGE = 3
Discover = Callable[[Page], list[Link]]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    for path in PROJECTS:
        site.page(path)
    yield site
    site.close()


def shown(page: Page) -> list[Link]:
    return [Link(url, "project") for url in linked(page) if "/p/" in url]


def to_linked(page: Page) -> list[Link]:
    return [*shown(page), *(Link(url, "list") for url in linked(page) if "?p=" in url)]


def to_numbered(page: Page) -> list[Link]:
    return [*shown(page), *(Link(url, "list") for url in numbered_pages(page.url, "page", 3))]


def to_offsets(page: Page) -> list[Link]:
    return [*shown(page), *(Link(url, "list") for url in offset_pages(page.url, "from", len(PROJECTS), PER_PAGE))]


def to_forms(page: Page) -> list[Link]:
    return [*shown(page), *(form_page(f"{SITE}/list/", {"sida": n}) for n in (1, 2, 3))]


def to_json(page: Page) -> list[Link]:
    if page.url.endswith("/list/"):
        return [json_page(f"{SITE}/api", {"page": n}) for n in (1, 2, 3)]
    return [Link(path, "project") for path in json_values(page, "hits[].path")]


def slice_of(number: int) -> list[str]:
    return PROJECTS[(number - 1) * PER_PAGE : number * PER_PAGE]


def listing(paths: list[str], more: str = "") -> Reply:
    return Reply(
        b"<h1>Projekt</h1>" + "".join(f'<a href="{path}">x</a>' for path in paths).encode() + more.encode(),
        headers={"Content-Type": "text/html"},
    )


def by_link(site: Site) -> None:
    site.routes["/list/"] = lambda _: listing(slice_of(1), '<a href="?p=2">2</a>')
    site.routes["/list/?p=2"] = lambda _: listing(slice_of(2), '<a href="?p=3">3</a>')
    site.routes["/list/?p=3"] = lambda _: listing(slice_of(3))


def by_number(site: Site) -> None:
    site.routes["/list/"] = lambda _: listing(slice_of(1))
    for n in (1, 2, 3):
        site.routes[f"/list/?page={n}"] = lambda _, n=n: listing(slice_of(n))  # type: ignore[misc]


def by_offset(site: Site) -> None:
    site.routes["/list/"] = lambda _: listing([])
    for n in (1, 2, 3):
        site.routes[f"/list/?from={(n - 1) * PER_PAGE}"] = lambda _, n=n: listing(slice_of(n))  # type: ignore[misc]


def by_form(site: Site) -> None:
    def answer(seen: Seen) -> Reply:
        if seen.method == "GET":
            return listing([], "<form method=post></form>")
        assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
        return listing(slice_of(int(parse_qs(seen.body.decode())["sida"][0])))

    site.routes["/list/"] = answer


def by_json(site: Site) -> None:
    def answer(seen: Seen) -> Reply:
        assert (seen.method, seen.headers["content-type"]) == ("POST", "application/json")
        hits = [{"path": path} for path in slice_of(json.loads(seen.body)["page"])]
        return Reply(json.dumps({"hits": hits}).encode(), headers={"Content-Type": "application/json"})

    site.routes["/list/"] = lambda _: listing([])
    site.routes["/api"] = answer


KINDS: dict[str, tuple[Callable[[Site], None], Discover, int]] = {
    "list pages that link to each other": (by_link, to_linked, 3),
    "page number": (by_number, to_numbered, 4),
    "offset": (by_offset, to_offsets, 4),
    "search form": (by_form, to_forms, 4),
    "JSON endpoint": (by_json, to_json, 4),
}


def crawl(site: Site, source: Source, store: CaptureStore | None = None, **options: object) -> list[Exchange | FetchFailure]:
    crawler = PoliteCrawler(POLICY, stand_ins=dict.fromkeys(source.registry.hosts, site.address), **options)  # type: ignore[arg-type]
    if store is None:
        return list(crawler.crawl(source, {}))
    with store.begin("loopback", is_sample=True, software="diarium-test") as writer:
        steps = list(crawler.crawl(source, writer.known))
        for step in steps:
            assert isinstance(step, Exchange)
            writer.add(step)
        writer.finish("accepted")
    return steps


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_list_is_followed_to_its_end(site: Site, tmp_path: Path, kind: str) -> None:
    prepare, discover, n_lists = KINDS[kind]
    prepare(site)
    store = CaptureStore(tmp_path)
    steps = crawl(site, replace(SOURCE, discover=discover), store)
    assert [path for path in site.paths() if path.startswith("/p/")] == PROJECTS
    assert len(steps) == n_lists + len(PROJECTS)
    again = crawl(site, replace(SOURCE, discover=discover), store)
    assert len(again) == len(steps)
    assert {row["record_type"] for row in store.index("loopback").to_pylist()[len(steps) :]} == {"revisit"}


def test_what_a_form_asked_for_is_stored_with_what_was_sent(site: Site, tmp_path: Path) -> None:
    by_form(site)
    crawl(site, replace(SOURCE, discover=to_forms), CaptureStore(tmp_path))
    (file,) = tmp_path.glob("loopback/*.warc.gz")
    addresses = {record.canonical_url for record in read_records(file)}
    assert {f"{SITE}/list/?__wb_method=POST&{urlencode({'sida': n})}" for n in (1, 2, 3)} < addresses


def test_a_list_that_cannot_be_read_is_reported_and_the_rest_goes_on(site: Site) -> None:
    def to_three(page: Page) -> list[Link]:
        if page.url.endswith("/list/"):
            return [Link(f"/api?page={n}", "list") for n in (1, 2, 3)]
        return [Link(path, "project") for path in json_values(page, "hits[].path")]

    site.routes["/list/"] = lambda _: listing([])
    site.routes["/api?page=1"] = lambda _: Reply(b"<html>moved</html>")
    for n in (2, 3):
        hits = [{"path": path} for path in slice_of(n)]
        site.routes[f"/api?page={n}"] = lambda _, hits=hits: Reply(json.dumps({"hits": hits}).encode())  # type: ignore[misc]
    *_, failure = sorted(crawl(site, replace(SOURCE, discover=to_three)), key=lambda step: isinstance(step, FetchFailure))
    assert isinstance(failure, FetchFailure)
    assert failure.is_list
    assert "/api?page=1: the list is no JSON" in failure.error
    assert [path for path in site.paths() if path.startswith("/p/")] == PROJECTS[PER_PAGE:]


def test_addresses_given_by_hand_are_visited_as_projects(site: Site) -> None:
    site.routes["/list/"] = lambda _: listing(["/p/1"])
    given = [f"{SITE}/p/5", f"{SITE}/p/1", "https://elsewhere.example/p/6"]
    crawl(site, replace(SOURCE, discover=shown), addresses=given)
    assert site.paths() == ["/robots.txt", "/list/", "/p/5", "/p/1"]


def test_hosts_are_visited_at_the_same_time_and_each_by_one_request_at_a_time() -> None:
    hosts = ("a.example", "b.example", "c.example")
    sites = {host: Site() for host in hosts}
    under_way, most, guard = dict.fromkeys(hosts, 0), dict.fromkeys([*hosts, "all"], 0), threading.Lock()

    def slow(host: str) -> Callable[[Seen], Reply]:
        def answer(_: Seen) -> Reply:
            with guard:
                under_way[host] += 1
                most[host] = max(most[host], under_way[host])
                most["all"] = max(most["all"], sum(under_way.values()))
            time.sleep(0.05)
            with guard:
                under_way[host] -= 1
            return Reply(b"<html>project</html>")

        return answer

    for host, site in sites.items():
        for n in range(4):
            site.routes[f"/p/{n}"] = slow(host)
        site.routes["/list/"] = lambda _, host=host: listing([f"https://{host}/p/{n}" for n in range(4)])  # type: ignore[misc]
    registry = replace(SOURCE.registry, hosts=hosts, start_urls=tuple(f"https://{host}/list/" for host in hosts))
    crawler = PoliteCrawler(POLICY, stand_ins={host: site.address for host, site in sites.items()})
    steps = list(crawler.crawl(replace(SOURCE, registry=registry, discover=shown), {}))
    for site in sites.values():
        site.close()
    assert len(steps) == 15
    assert [most[host] for host in hosts] == [1, 1, 1]
    assert most["all"] > 1


def test_one_dead_host_does_not_end_the_crawl_of_another(site: Site) -> None:
    registry = replace(SOURCE.registry, hosts=("registry.example", "dead.example"), start_urls=("https://dead.example/", f"{SITE}/list/"))
    site.routes["/list/"] = lambda _: listing(PROJECTS)
    stand_ins = {"registry.example": site.address, "dead.example": "http://127.0.0.1:9"}
    steps = list(PoliteCrawler(POLICY, stand_ins=stand_ins).crawl(replace(SOURCE, registry=registry, discover=shown), {}))
    failures = [step for step in steps if isinstance(step, FetchFailure)]
    assert len(steps) == 1 + len(PROJECTS) + len(failures)
    assert [(failure.url, failure.ends_crawl) for failure in failures] == [("https://dead.example/", True)]


def test_two_crawls_of_one_host_share_its_pace(site: Site) -> None:
    site.routes["/list/"] = lambda _: listing(PROJECTS[:3])
    source = replace(SOURCE, discover=shown)
    crawler = PoliteCrawler(POLICY, stand_ins={"registry.example": site.address}, min_delay_s=0.1)
    threads = [threading.Thread(target=lambda: list(crawler.crawl(source, {}))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moments = sorted(seen.at for seen in site.requests)
    assert moments[-1] - moments[0] >= 0.1 * (len(moments) - 1) * 0.9


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 192.168.0.1 172.16.0.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 ::1 :: fe80::1%eth0 fd00::1 "
    "::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ff02::1".split(),
)
def test_addresses_inside_a_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["193.10.64.7", "2001:67c:124c::1", "64:ff9b::c10a:4007"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_a_live_registry_is_not_looked_for_inside_a_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.address.rsplit(":")[-1])
    looked_up = socket.getaddrinfo

    def resolve(host: str, *rest: object, **more: object) -> list[tuple[object, ...]]:
        return looked_up("127.0.0.1" if host == "registry.example" else host, *rest, **more)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    url = f"http://registry.example:{port}/list/"
    site.routes["/list/"] = lambda _: listing(["/p/1"])
    source = replace(SOURCE, registry=replace(SOURCE.registry, start_urls=(url,)), discover=shown)
    (failure,) = PoliteCrawler(POLICY).crawl(source, {})
    assert isinstance(failure, FetchFailure)
    assert "registry.example stands for 127.0.0.1, which is no address of the public internet" in failure.error
    assert site.n_connections == 0
    allowed = list(PoliteCrawler(replace(POLICY, may_reach_private=True)).crawl(source, {}))
    assert [step.status for step in allowed] == [200, 200]


@pytest.mark.parametrize(("status", "asked"), [(307, "POST"), (308, "POST"), (302, "GET")])
def test_a_form_that_is_sent_elsewhere_goes_with_what_was_filled_in(site: Site, status: int, asked: str) -> None:
    by_form(site)
    form = site.routes["/list/"]
    site.routes["/list/"] = lambda seen: Reply(b"", status, {"Location": "/sok/"}) if seen.method == "POST" else form(seen)
    site.routes["/sok/"] = lambda seen: form(seen)
    crawl(site, replace(SOURCE, discover=to_forms))
    assert {seen.method for seen in site.requests if seen.path == "/sok/"} == {asked}
    found = [path for path in site.paths() if path.startswith("/p/")]
    assert found == (PROJECTS if asked == "POST" else [])


def test_addresses_given_to_a_run_reach_the_crawl_of_their_registry() -> None:
    call = "https://www.esf.se/utlysningar/omstallning-i-skenstad/"
    settings = Settings(addresses=f"{call}\nhttps://kohesio.eu/en/projects/Q1,2")  # type: ignore[arg-type]
    assert settings.addresses == (call, "https://kohesio.eu/en/projects/Q1,2")
    assert Settings(addresses=settings.as_environment()["DIARIUM_ADDRESSES"]).addresses == settings.addresses  # type: ignore[arg-type]
    steps = SampleCrawler(settings).crawl(sources()["esf_se"], {}, lambda done, total: None, lambda url: False)
    assert [step.status for step in steps if step.url == call] == [200]
