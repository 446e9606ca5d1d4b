"""The sample registry says what its README says, serves it as a well-behaved site does, and breaks where told to."""

import gzip
import http.client
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from stdnum import luhn

from pipeline.sample.faults import Faults
from pipeline.sample.layouts import LAYOUTS
from pipeline.sample.markup import VARIANTS
from pipeline.sample.projects import ProjectRow
from pipeline.sample.server import LAST_MODIFIED, SampleServer
from pipeline.sample.site import ALIASES, CALLS, DEAD_LINK, HIDDEN_PATH, PER_PAGE, Site, build_site, normalise, project_rows

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
LIST = "/resultat/projektbanken/"
PROJECT = LIST + "projekt/?dnr="
ROWS = project_rows()
NBSP, NARROW, SHY = "\u00a0", "\u202f", "\u00ad"

needs_shared = pytest.mark.skipif(not (SHARED / "data" / "pages").is_dir(), reason="../shared with the real pages' texts is not here")


@pytest.fixture(scope="module")
def site() -> Site:
    return build_site()


@pytest.fixture
def server(site: Site) -> Iterator[SampleServer]:
    with SampleServer(site) as running:
        yield running


def by_code(dnr: str) -> ProjectRow:
    return next(row for row in ROWS if row.diarienummer == dnr)


def page_html(site: Site, dnr: str) -> str:
    return site.find(PROJECT + dnr).body.decode()


@cache
def parsed(body: bytes) -> BeautifulSoup:
    return BeautifulSoup(body, "lxml")


def main_of(site: Site, address: str) -> Tag:
    main = parsed(site.find(address).body).main
    assert main is not None
    return main


def facts(site: Site, dnr: str) -> list[tuple[str, str]]:
    """Label (without colon) and value of each row of the fact block, whatever its markup."""
    main = main_of(site, PROJECT + dnr)
    pairs = zip(main.select(".fact-label"), main.select(".fact-value"), strict=True)
    return [(label.get_text().strip().removesuffix(":"), value.get_text().strip("\n ")) for label, value in pairs]


def ask(server: SampleServer, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_there_are_at_least_44_distinct_projects_and_each_is_reachable(site: Site) -> None:
    assert len({row.diarienummer for row in ROWS}) == len(ROWS) >= 44
    assert all(site.find(PROJECT + row.diarienummer).kind == "project" for row in ROWS)
    assert sum(page.kind == "project" for page in site.pages.values()) == len(ROWS)


def test_pages_weigh_what_an_authority_page_weighs(site: Site) -> None:
    html_pages = [page for page in (*site.pages.values(), site.not_found) if page.content_type.startswith("text/html")]
    assert all(30_000 <= len(page.body) <= 60_000 for page in html_pages)


def test_the_same_bytes_come_out_each_time(site: Site) -> None:
    assert build_site() == site


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_in_at_least_two_markups(layout: str) -> None:
    assert len({row.markup for row in ROWS if row.layout == layout}) >= 2


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_used(variant: str) -> None:
    assert any(row.variant == variant for row in ROWS)


def test_rows_use_only_known_layouts_markups_and_variants() -> None:
    assert {row.layout for row in ROWS} == set(LAYOUTS)
    assert {row.markup for row in ROWS} == {"dl", "div", "table"}
    assert {row.variant for row in ROWS} <= {"", *VARIANTS}
    assert {row.origin for row in ROWS} == {"real", "invented"}


def test_all_eight_regions_the_national_code_and_all_areas_occur() -> None:
    assert {row.nuts2 for row in ROWS if row.nuts2} == {"SE0", "SE11", "SE12", "SE21", "SE22", "SE23", "SE31", "SE32", "SE33"}
    plus = [row for row in ROWS if not row.layout.startswith("E")]
    assert {row.programomrade for row in plus if row.programomrade} == set("ABCDEF")
    assert {row.nuts2 for row in plus if row.programomrade == "D"} == {"SE32", "SE33"}
    assert {row.medfinansieringsgrad[:2] for row in plus} == {"40", "90", "95", "10"}


def test_rows_of_2014_2020_have_no_fund_programme_or_nuts() -> None:
    old = [row for row in ROWS if row.layout.startswith("E")]
    assert len(old) >= 10
    assert not any((row.fond, row.cci, row.nuts2, row.organisationsnummer) != ("", "", "", "") for row in old)
    assert all(re.fullmatch(r"20\d\d/\d{5}", row.diarienummer) for row in old)


def test_total_is_never_below_the_support() -> None:
    with_amounts = [row for row in ROWS if row.total_projektbudget]
    for row in with_amounts:
        total, support = (int(re.sub(r"\s", "", value)) for value in (row.total_projektbudget, row.beviljat_esf_stod))
        assert total >= support > 0, row.diarienummer
    assert {row.layout for row in with_amounts} == {"C", "D", "E1", "E2"}


def test_invented_rows_are_recognisable_and_real_ones_are_not_touched() -> None:
    for row in ROWS:
        if row.is_invented:
            assert re.fullmatch(r"\d\d-9\d\d-S\d\d|20\d\d/9\d{4}", row.diarienummer)
            assert row.postnr.startswith("999")
        else:
            assert not re.fullmatch(r"\d\d-9\d\d-S\d\d|20\d\d/9\d{4}", row.diarienummer)
            assert not row.extra_rows
            assert not row.relabel


def test_invented_organisation_numbers_are_valid_begin_with_99_and_name_no_person() -> None:
    numbers = {row.organisationsnummer for row in ROWS if row.is_invented and row.organisationsnummer}
    assert len(numbers) >= 10
    for number in numbers:
        assert re.fullmatch(r"99[2-9]\d{7}", number)
        assert luhn.is_valid(number)


def test_one_owner_has_one_organisation_number() -> None:
    seen: dict[str, str] = {}
    for row in ROWS:
        if row.organisationsnummer:
            assert seen.setdefault(row.projektagare, row.organisationsnummer) == row.organisationsnummer
    assert len(set(seen.values())) == len(seen)


def test_no_personal_data_but_the_placeholder(site: Site) -> None:
    organisations = {row.organisationsnummer for row in ROWS}
    for address, page in site.pages.items():
        text = parsed(page.body).get_text(" ")
        assert set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+", page.body.decode())) <= {"anna.exempel@example.se"}, address
        assert set(re.findall(r"(?<![\d-])0\d{1,3}-\d[\d ]{4,}\d", text)) <= {"000-000 00 00"}, address
        assert set(re.findall(r"(?<![\d-])\d{6}[-+]?\d{4}(?![\d-])", text)) <= organisations, address


def test_the_first_seed_page_carries_exactly_its_labels_and_values(site: Site) -> None:
    assert facts(site, "22-021-S03") == [
        ("Land som berörs", "Sverige"),
        ("Berörd fond", "ESF+"),
        ("Program CCI", "2021SE05SFPR"),
        ("Diarienummer", "22-021-S03"),
        ("Projektägare organisationsnummer", "2220001289"),
        ("Projektägare", "KOMMUNALFÖRBUNDET PARTNERSKAP INLAND-AKADEMI N"),
        ("Namn", "Koordinerad kompetensförstärkning i glesbygd"),
        ("Startdatum", "2023-01-02"),
        ("Slutdatum", "2024-12-31"),
        ("Unionens medfinansieringsgrad", "40%"),
        ("Programområde", "D"),
        ("Specifikt mål", "D1"),
        ("Sekundärtema - Motverka barnfattigdom", "Nej"),
        ("Region", "Övre Norrland"),
        ("NUTS-2 kod", "SE33"),
        ("Stödmottagare postnr", "92381"),
        ("Stödmottagare ort", "STORUMAN"),
        ("Interventionstyp", "175"),
        ("Antal deltagare", "0"),
        ("Insats av strategisk betydelse", "Nej"),
        ("Projektnummer", "22-021-S03"),
    ]
    assert main_of(site, PROJECT + "22-021-S03").h1.get_text() == "22-021-S03 - Koordinerad kompetensförstärkning i glesbygd"  # type: ignore[union-attr]


def printed_pairs(text: str) -> list[tuple[str, str]]:
    """Label/value pairs of a real page's text: a line ending in a colon, then the value unless that is a label too."""
    lines = text.splitlines()
    pairs = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.endswith(":") and not line.startswith("#"):
            pairs.append((line[:-1], "" if following.endswith(":") else following))
    return pairs


def real_texts() -> list[Path]:
    if not SHARED.is_dir():
        return []
    pages = [page for page in (SHARED / "data" / "pages").glob("*_esf_2*.txt") if page.name != "32_esf_22-044-S07_layoutB.txt"]
    return sorted([*pages, *(SHARED / "seeds").glob("002_*.txt"), *(SHARED / "seeds").glob("003_*.txt")])


@needs_shared
@pytest.mark.parametrize("source", real_texts(), ids=lambda path: path.name)
def test_real_pages_print_the_real_labels_in_the_real_order(site: Site, source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    code = re.search(r"\d\d-\d{3}-S\d\d|20\d\d/\d{5}", text)
    assert code is not None
    ours = [pair for pair in facts(site, code[0]) if pair not in (("Startdatum", ""), ("Slutdatum", ""))]
    theirs = printed_pairs(text)
    assert [label for label, _ in ours] == [label for label, _ in theirs]
    assert [pair for pair in ours if pair[0] != "Kontaktperson"] == [pair for pair in theirs if pair[0] != "Kontaktperson"]


@needs_shared
def test_no_sentence_of_the_real_pages_is_copied(site: Site) -> None:
    ours = " ".join(" ".join(parsed(page.body).get_text(" ").split()) for page in site.pages.values())
    files = [*(SHARED / "data" / "pages").glob("*.txt"), *(SHARED / "seeds").glob("*.txt")]
    sentences = {
        sentence.strip()
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for sentence in re.split(r"(?<=[.!?])\s", line)
        if len(sentence.strip()) >= 60
    }
    assert len(sentences) > 20
    assert [sentence for sentence in sentences if sentence in ours] == []


def test_running_text_differs_between_projects(site: Site) -> None:
    texts = {row.diarienummer: main_of(site, PROJECT + row.diarienummer).select("article > p") for row in ROWS}
    bodies = {dnr: tuple(part.get_text() for part in parts[1:-1]) for dnr, parts in texts.items()}
    assert all(3 <= len(body) <= 5 for body in bodies.values())
    assert len(set(bodies.values())) == len(ROWS)
    with_percentages = [dnr for dnr, body in bodies.items() if re.search(r"\d\s?(%|procent)", " ".join(body))]
    assert len(with_percentages) > len(ROWS) / 2


def test_layout_d_is_headed_just_projekt_and_others_by_number_and_name(site: Site) -> None:
    for row in ROWS:
        heading = main_of(site, PROJECT + row.diarienummer).h1
        assert heading is not None
        assert heading.get_text() == ("Projekt" if row.layout == "D" else row.title)


def test_banner_pages_begin_with_the_banner_and_others_have_none(site: Site) -> None:
    for row in ROWS:
        text = parsed(site.find(PROJECT + row.diarienummer).body).body.get_text("\n", strip=True).splitlines()  # type: ignore[union-attr]
        if row.banner == "yes":
            assert text[1:3] == ["information (1)", "Cookies"]
            assert text[4] == "Lär dig mer"
        else:
            assert "Cookies" not in text


@pytest.mark.parametrize(
    ("dnr", "label"),
    [
        ("2022/00355", "Startdatum"),
        ("2022/00355", "Slutdatum"),
        ("2022/00378", "Stödmottagarens address"),
        ("24-904-S07", "Antal deltagare"),
        ("25-903-S02", "Slutdatum"),
        ("2020/90118", "Planerat antal deltagare"),
    ],
)
def test_trap_empty_values(site: Site, dnr: str, label: str) -> None:
    assert (label, "") in facts(site, dnr)


@pytest.mark.parametrize(
    ("dnr", "fragment"),
    [
        ("24-904-S07", "Handläggande kontor:</div>"),
        ("24-906-S01", "Ansvarig enhet</div>"),
        ("23-901-S02", "24&nbsp;316&nbsp;800"),
        ("23-904-S03", "13&#8239;875&#8239;200"),
        ("24-903-S02", "Trygg start&nbsp;2.0"),
        ("24-902-S01", "organisations&shy;nummer"),
        ("24-902-S01", "grund&shy;kompetens"),
        ("22-021-S03", "INLAND-AKADEMI N<"),
        ("23-904-S03", "FYRA EXEMPELKOMMUNER I SAMVE<"),
        ("23-903-S04", "Vägval: Språk &amp; arbete/studier"),
        ("24-908-S02", "Projekt&auml;gare"),
        ("24-909-S01", "Projekt&#228;gare"),
        ("23-901-S02", ">40 %<"),
        ("23-902-S01", ">40,0%<"),
        ("22-044-S07", "Projektägare org.nr.:"),
        ("22-017-S01", "ESF Nationellt"),
        ("23-051-S01", "<strong"),
        ("23-901-S02", '<td class="fact-label">'),
        ("23-017-S04", '<th scope="row" class="fact-label">'),
        ("23-903-S04", '<div class="fact-label label">Namn</div>'),
    ],
)
def test_trap_is_on_its_page(site: Site, dnr: str, fragment: str) -> None:
    assert fragment in page_html(site, dnr)


def test_characters_survive_the_escaping(site: Site) -> None:
    assert ("Total projektbudget", f"24{NBSP}316{NBSP}800") in facts(site, "23-901-S02")
    assert ("Total projektbudget", f"13{NARROW}875{NARROW}200") in facts(site, "23-904-S03")
    assert ("Namn", f"Digital grund{SHY}kompetens i omsorgen") in facts(site, "24-902-S01")
    assert ("Namn", "Meningsfull fritid på Provängen") in facts(site, "24-908-S02")
    assert ("Namn", "Grön kompetens för små företag") in facts(site, "24-909-S01")


def test_calls_look_like_projects_but_have_no_owner(site: Site) -> None:
    for call in CALLS:
        assert site.find(call.address).kind == "call"
        text = main_of(site, call.address).get_text()
        assert "Utlyst belopp" in text
        assert "Projektägare" not in text


def links(site: Site, address: str) -> list[str]:
    return [str(link["href"]) for link in main_of(site, address).select(".hit a")]


def test_list_pages_lead_to_every_project_and_state_their_true_number(site: Site) -> None:
    address, shown, found = LIST, 0, []
    while address:
        main = main_of(site, address)
        counted = re.search(r"Visar (\d+)-(\d+) av (\d+) projekt", main.get_text())
        assert counted is not None
        first, last, total = map(int, counted.groups())
        assert (first, total) == (shown + 1, len(ROWS))
        assert last - first < PER_PAGE
        shown = last
        found += links(site, address)
        following = main.select_one("a[rel=next]")
        address = str(following["href"]) if following else ""
    assert shown == len(ROWS)
    kinds = [site.find(link).kind for link in found]
    assert {normalise(link) for link, kind in zip(found, kinds, strict=True) if kind == "project"} == {
        normalise(PROJECT + row.diarienummer) for row in ROWS
    }
    assert kinds.count("project") == len(ROWS) + len(ALIASES)
    assert kinds.count("call") == len(CALLS)
    assert {DEAD_LINK, HIDDEN_PATH, *ALIASES} <= set(found)
    assert site.find(DEAD_LINK).status == 404


def test_two_spellings_of_an_address_stand_on_different_list_pages(site: Site) -> None:
    for second, dnr in ALIASES.items():
        assert site.find(second) is site.find(PROJECT + dnr)
        on_pages = [{number for number in range(1, 6) if link in links(site, f"{LIST}?sida={number}")} for link in (second, PROJECT + dnr)]
        assert all(on_pages)
        assert not on_pages[0] & on_pages[1]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (PROJECT + "2022%2F00355", PROJECT + "2022/00355"),
        (PROJECT + "23-043-S02&utm_source=nyhetsbrev", PROJECT + "23-043-S02"),
        (LIST + "?sida=1", LIST),
        (LIST + "?utm_medium=a&sida=2", LIST + "?sida=2"),
    ],
)
def test_spellings_of_an_address(asked: str, meant: str) -> None:
    assert normalise(asked) == meant == normalise(meant)


def test_every_internal_link_but_the_dead_one_leads_somewhere(site: Site) -> None:
    for address, page in site.pages.items():
        for link in parsed(page.body).select("a[href^='/']"):
            target = str(link["href"])
            assert site.find(target).status == 200 or target == DEAD_LINK, (address, target)


def test_server_is_on_loopback_and_answers_with_validators(server: SampleServer, site: Site) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    status, headers, body = ask(server, PROJECT + "22-021-S03")
    assert (status, headers["Content-Type"], headers["Last-Modified"]) == (200, "text/html; charset=utf-8", LAST_MODIFIED)
    assert body == site.find(PROJECT + "22-021-S03").body
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


def test_head_gzip_robots_and_not_found(server: SampleServer, site: Site) -> None:
    status, headers, body = ask(server, LIST, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(site.find(LIST).body)), b"")
    _, headers, body = ask(server, LIST, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == site.find(LIST).body
    status, headers, body = ask(server, "/robots.txt", Accept_Encoding="gzip")
    assert (status, headers.get("Content-Encoding"), b"Disallow: /intern/" in body) == (200, None, True)
    status, headers, body = ask(server, DEAD_LINK)
    assert (status, b"404" in body, "ETag" in headers) == (404, True, False)


def test_one_connection_serves_many_requests(server: SampleServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=5)
    connection.connect()
    port = connection.sock.getsockname()[1]
    for path in (LIST, DEAD_LINK, "/robots.txt"):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock.getsockname()[1] == port
    connection.close()
    assert [(record.method, record.path, record.status) for record in server.requests] == [
        ("GET", LIST, 200),
        ("GET", DEAD_LINK, 404),
        ("GET", "/robots.txt", 200),
    ]


def test_threads_end_with_the_block_even_when_a_client_keeps_its_connection(site: Site) -> None:
    before = threading.active_count()
    with SampleServer(site) as running:
        connection = http.client.HTTPConnection(urlsplit(running.base_url).netloc, timeout=5)
        connection.request("GET", LIST)
        connection.getresponse().read()
    assert threading.active_count() == before
    connection.close()


def test_faults_can_be_switched_on_and_off_while_serving(site: Site) -> None:
    path, encoded = PROJECT + "2022/00355", PROJECT + "2022%2F00355"
    with SampleServer(site, Faults(dead={path})) as server:
        assert ask(server, encoded)[0] == 500
        server.faults.dead.clear()
        server.faults.dead_if = lambda address: "2022/" in address
        assert (ask(server, path)[0], ask(server, LIST)[0]) == (500, 200)
        server.faults.dead_if = None
        _, before, _ = ask(server, path)
        server.faults.replace[encoded] = b"<html>garbled"
        status, replaced, body = ask(server, path)
        assert (status, body) == (200, b"<html>garbled")
        assert replaced["ETag"] != before["ETag"]
        assert ask(server, path, If_Modified_Since=LAST_MODIFIED)[0] == 200
        server.faults.replace.clear()
        server.faults.rewrite = lambda address, page: page.replace(b"1 981 742", b"1 000 000") if "2022/00355" in address else page
        status, rewritten, body = ask(server, path, If_None_Match=before["ETag"])
        assert (status, b"1 000 000" in body) == (200, True)
        assert ask(server, path, If_None_Match=rewritten["ETag"])[0] == 304
        server.faults.rewrite = None
        assert ask(server, path, If_None_Match=before["ETag"])[0] == 304
