"""`diarium new-registry`: the draft is a folder that works, the report says what it is made of, bad input ends in one line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import threading
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from parsers import registry
from parsers.reading import Page
from parsers.record.json_records import records
from parsers.registry import BUNDLED, Source
from pipeline.commands.new_registry.draft_output import show_proposal
from pipeline.commands.new_registry.draft_registry import code_of, draft_registry
from pipeline.commands.new_registry.proposal import NewRegistryError, Proposal
from pipeline.sample_site import SampleSite
from pipeline.settings import Settings
from pipeline.terminal import console
from tests.unit.test_drafting import (
    OWN,
    SHARED,
    assert_nothing_personal,
    german,
    others,
    own_pages,
    plain,
    shared_page,
    swedish,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _bundled_again() -> Iterator[None]:
    yield
    registry.look_in(None)


def save(folder: Path, pages: Sequence[Page]) -> list[str]:
    files = [folder / f"page{number}.{'txt' if page.content_type == 'text/plain' else 'html'}" for number, page in enumerate(pages)]
    for file, page in zip(files, pages, strict=True):
        file.write_bytes(page.body)
    return [str(file) for file in files]


def drafted(folder: Path, pages: Sequence[Page], code: str, *hidden: str) -> tuple[Proposal, Source]:
    """The draft from saved pages, loaded as one of the data directory is, but for hosts that a bundled registry declares."""
    urls = [page.url for page in pages if page.url]
    proposal, _, readings = draft_registry(save(folder, pages), urls, code, None, Settings(data_dir=folder), others(*hidden))
    source = registry._loaded(folder / "registries" / code)
    assert source.problem is None
    assert readings == [source.parse(page) for page in pages]
    return proposal, source


def diarium(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    command = [sys.executable, "-m", "pipeline.cli", "new-registry", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=told, cwd=cwd, check=False)


def declared_in(folder: Path) -> str:
    return (folder / "registry.toml").read_text("utf-8")


SETS = {
    "swedish": (swedish, ()),
    "german": (german, ()),
    "polish": (lambda: own_pages("pl_przyklad", "project"), ()),
    "greek": (lambda: own_pages("el_paradeigma", "project"), ()),
    "sample": (lambda: own_pages("esf_se", "project", parent=BUNDLED)[::4], ("esf_se",)),
    "single": (lambda: [plain('Projektnummer:\nA-1\nProjektets "smeknamn"\\:\nröd\nTotal budget:\n7 000\nÖvrigt:\n1\n')], ()),
    "no_address": (lambda: [Page("", page.body, page.content_type) for page in swedish()], ()),
}


@pytest.mark.parametrize("name", SETS)
def test_the_draft_reads_its_own_pages(name: str, tmp_path: Path) -> None:
    make, hidden = SETS[name]
    pages = make()
    proposal, source = drafted(tmp_path, pages, name, *hidden)
    readings = [source.parse(page) for page in pages]
    assert all((reading.kind, len(reading.record_numbers)) == ("project", 1) for reading in readings)
    seen = {each.field for reading in readings for each in reading.observations}
    parts = {"period": "start_on", "eu_contribution_and_rate": "eu_contribution"}
    assert {parts.get(str(label.field), label.field) for label in proposal.of_use("field")} <= seen
    for page, reading in zip(pages, readings, strict=True):
        for each in reading.observations:
            if each.method != "derived" and each.start is not None:
                assert page.text.text[each.start : each.end] == each.value_raw
    assert_nothing_personal(repr([reading.observations for reading in readings]) + declared_in(source.folder))


def test_the_record_has_the_values(tmp_path: Path) -> None:
    pages = german()
    _, source = drafted(tmp_path, pages, "foerderung")
    [record] = records(source.parse(pages[0]))
    assert (record["project_code"], record["title"]) == ("W-1001", "Werkstatt Morgen")
    assert (record["beneficiary_name"], record["country_code"]) == ("Lernhof Musterstadt gGmbH", "DE")
    assert (record["start_on"], record["end_on"]) == ("2022-03-01", "2025-02-28")
    assert (float(record["total_cost"]), record["currency"]) == (1234567.89, "EUR")
    assert [label for label in source.registry.dropped if "sprech" in label or "reichbar" in label]


def test_the_draft_finds_its_pages_in_a_list_and_knows_their_one_address(tmp_path: Path) -> None:
    _, source = drafted(tmp_path, german(), "foerderung")
    markup = b'<a href="/vorhaben/w-2">a</a><a href="/vorhaben/?page=2">b</a><a href="/ueber-uns/">c</a><a href="https://x.example/vorhaben/1">d</a>'
    found = source.discover(Page("https://foerderung.beispiel.de/vorhaben/", markup))
    assert [(link.url, link.kind) for link in found] == [
        ("https://foerderung.beispiel.de/vorhaben/w-2", "project"),
        ("https://foerderung.beispiel.de/vorhaben/?page=2", "list"),
    ]
    assert source.canonical_url("http://foerderung.beispiel.de/vorhaben/w-2?utm_source=x#top") == (
        "https://foerderung.beispiel.de/vorhaben/w-2"
    )
    assert source.parse(Page("https://foerderung.beispiel.de/vorhaben/w-9", b"<p>Nicht gefunden</p>")).kind == "unreadable"
    assert source.parse(Page("https://foerderung.beispiel.de/ueber-uns/", b"<p>Wir</p>")).kind == "other"


@pytest.mark.parametrize("code", ["pl_przyklad", "el_paradeigma"])
def test_a_list_among_the_pages_is_where_the_crawl_begins(code: str, tmp_path: Path) -> None:
    pages = own_pages(code, "list", "project")
    _, source = drafted(tmp_path, pages, "drafted")
    lists, projects = own_pages(code, "list"), own_pages(code, "project")
    assert source.registry.start_urls == (lists[0].url.partition("?")[0],)
    found = {link.url: link.kind for page in lists for link in source.discover(page)}
    assert [url for url, kind in found.items() if kind == "project"] == [page.url for page in projects]
    assert own_pages("drafted", "list", parent=source.folder.parent) == lists
    assert own_pages("drafted", "project", parent=source.folder.parent) == projects


@pytest.mark.parametrize("code", ["pl_przyklad", "el_paradeigma"])
def test_the_draft_reads_what_a_person_declares(code: str, tmp_path: Path) -> None:
    _, source = drafted(tmp_path, own_pages(code, "project"), "drafted")
    told = tomllib.loads(declared_in(OWN / code))
    for key in ("country", "languages", "currency", "number_locale", "date_forms"):
        assert getattr(source.registry, key) == (tuple(told[key]) if isinstance(told[key], list) else told[key])
    assert set(source.registry.dropped) == set(told["dropped"])
    assert source.registry.labels.items() <= told["labels"].items()
    assert told["labels"].keys() - source.registry.labels.keys() <= {"Miejscowość"}  # of what, its word does not tell


@pytest.mark.parametrize("code", ["pl_przyklad", "el_paradeigma"])
def test_a_registry_of_our_own_reads_as_its_facts_say(code: str) -> None:
    registry.look_in(OWN)
    source = registry.sources()[code]
    assert source.problem is None
    facts: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    with (OWN / code / "facts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            facts[row["page"]] |= {(row["field"], row["printed"], row["value"])} if row["value"] else set()
    for address, page in SampleSite.of(OWN / code).pages.items():
        reading = source.parse(Page(address, page.body, page.content_type))
        printed = {(seen.field, seen.value_raw, seen.value) for seen in reading.observations if seen.method != "derived"}
        assert printed == facts[page.file]
        assert source.canonical_url(address) == address or page.kind == "document"
        assert reading.kind in (page.kind, "other")


def test_facts_are_left_to_a_person(tmp_path: Path) -> None:
    _, source = drafted(tmp_path, german(), "foerderung")
    assert (source.folder / "facts.csv").read_text("utf-8") == "page,record,item,field,printed,value\n"
    assert sorted(path.name for path in source.folder.iterdir()) == ["facts.csv", "registry.toml", "samples"]


def test_every_guess_is_marked_and_what_is_unplaced_is_a_comment(tmp_path: Path) -> None:
    _, source = drafted(tmp_path, german(), "foerderung")
    lines = declared_in(source.folder).splitlines()
    mapped = lines[lines.index("[labels]") + 1 : lines.index("[patterns]") - 1]
    assert len(mapped) > 5
    assert all("# check:" in line or line.startswith("# ") for line in mapped)
    for name in ("country", "currency", "number_locale", "date_forms", "languages", "hosts"):
        [line] = [line for line in lines if line.startswith(f"{name} = ")]
        assert "# check:" in line or "# TODO:" in line
    assert any(line.startswith('# "Bewilligte Mittel" = ""  # on 2 of 2 pages: an amount') for line in mapped)


def report(pages: Sequence[Page], monkeypatch: pytest.MonkeyPatch, folder: Path, *hidden: str) -> str:
    shown = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=shown, force_terminal=True, width=240, no_color=True, soft_wrap=True, highlight=False))
    proposal, source = drafted(folder, pages, "new", *hidden)
    show_proposal(proposal, source.folder, [source.parse(page) for page in pages], {"new"})
    return shown.getvalue()


def test_the_report_says_what_goes_where_and_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = report(german(), monkeypatch, tmp_path)
    labels = ("Laufzeitbeginn", "start_on", "2022-03-01", "dropped (personal)", "TODO", "2/2", "by its words", "unknown_label Bewilligte")
    for words in (*labels, "foerderung.beispiel.de", "facts.csv by hand", "diarium fixture new", "There is a registry new already"):
        assert words in shown
    assert_nothing_personal(shown)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not on this machine")
def test_neither_report_nor_draft_of_real_pages_holds_a_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages = [shared_page(file.name) for file in sorted(SHARED.glob("*_esf_2*.txt"))]
    assert_nothing_personal(report(pages, monkeypatch, tmp_path, "esf_se"))
    source = registry._loaded(tmp_path / "registries" / "new")
    assert_nothing_personal(declared_in(source.folder))
    assert {"Kontaktperson", "E-post"} <= set(source.registry.dropped)
    assert all(source.parse(page).record_numbers == (1,) for page in pages)


def test_the_command_writes_the_folder_and_says_what_comes_next(tmp_path: Path) -> None:
    pages = swedish()
    done = diarium(*save(tmp_path, pages), *(part for page in pages for part in ("--url", page.url)), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    registry.look_in(tmp_path / "data/registries")
    source = registry.sources()["projekt_exempelfonden_se"]
    assert source.registry.hosts == ("projekt.exempelfonden.se",)
    assert "Wrote data/registries/projekt_exempelfonden_se" in done.stdout
    assert "beneficiary_name" in done.stdout
    assert_nothing_personal(done.stdout + declared_in(source.folder))


def test_an_existing_folder_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    done = diarium(*save(tmp_path, swedish()), "--code", "mine", "--to", ".", cwd=tmp_path)
    assert (done.returncode, list((tmp_path / "mine").iterdir())) == (2, [])
    assert "mine exists already and is not overwritten: give another --code or --to" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["nowhere.html"], "nowhere.html: No such file"),
        (["empty.html"], "empty.html: empty"),
        (["blank.txt"], "blank.txt: empty"),
        (["picture.html"], "binary"),
        (["nul.txt"], "binary"),
        (["."], "Is a directory"),
        (["prose.html"], "no label on the given pages"),
        (["prose.html", "--url", "nonsense"], "nonsense: not an address"),
        (["prose.html", "--url", "https://a.example/", "--url", "https://b.example/"], "1 files but 2 addresses"),
        (["page.txt", "--code", "Not a name"], "a code is made of small letters"),
        (["page.txt", "--to", "missing"], "missing: no such folder"),
        (["https://projekt.example/1"], "DIARIUM_CONTACT"),
    ],
)
def test_bad_input_ends_in_one_line_that_says_what_to_do(given: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\n")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "nul.txt").write_bytes(b"Projektnummer:\x00A-1")
    (tmp_path / "prose.html").write_text("<p>Vi finns i hela landet.</p>", "utf-8")
    (tmp_path / "page.txt").write_text("Projektnummer:\nA-1\n", "utf-8")
    done = diarium(*given, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.glob("**/registry.toml"))


def test_a_code_is_made_of_the_host() -> None:
    assert [code_of(host) for host in ("www.esf.se", "bank.exempel-fonden.se", "127.0.0.1", "")] == [
        "esf_se",
        "bank_exempel_fonden_se",
        "registry_127_0_0_1",
        "new_registry",
    ]


class _Handler(BaseHTTPRequestHandler):
    """A site of one project, with a moved page, a missing one and one that robots.txt keeps back."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["User-Agent"]))
        if self.path == "/robots.txt":
            self._answer(200, b"User-agent: *\nDisallow: /closed/\n", "text/plain")
        elif self.path == "/vorhaben/w-1001":
            self._answer(200, german()[0].body, "text/html; charset=utf-8")
        elif self.path == "/moved":
            self._answer(301, b"", "text/html", "/vorhaben/w-1001")
        else:
            self._answer(404, b"<p>nichts</p>", "text/html")

    def _answer(self, status: int, body: bytes, kind: str, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    _Handler.asked = []
    monkeypatch.setattr("pipeline.commands.new_registry.given_pages._DELAY_S", 0.0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_fetched_as_robots_allow_and_says_who_asks(site: str, tmp_path: Path) -> None:
    _, target, _ = draft_registry([f"{site}/moved"], [], "fetched", tmp_path, Settings(contact="nobody@example.org"), others())
    [page] = json.loads((target / "samples/site.json").read_text("utf-8"))["pages"]
    assert page == {"address": f"{site}/vorhaben/w-1001", "file": "w-1001.html", "kind": "project"}
    assert [path for path, _ in _Handler.asked] == ["/robots.txt", "/moved", "/vorhaben/w-1001"]
    assert all("nobody@example.org" in agent for _, agent in _Handler.asked)
    assert 'hosts = ["127.0.0.1"]' in declared_in(target)


@pytest.mark.parametrize(("path", "told"), [("/closed/1", "robots.txt does not allow"), ("/gone", "404")])
def test_a_page_that_cannot_be_had_ends_in_a_line(path: str, told: str, site: str, tmp_path: Path) -> None:
    with pytest.raises(NewRegistryError, match=told) as caught:
        draft_registry([site + path], [], None, tmp_path, Settings(contact="nobody@example.org"), others())
    assert not caught.value.is_usage
    assert "/closed/1" not in [asked for asked, _ in _Handler.asked]
    assert not list(tmp_path.iterdir())


def test_nothing_is_fetched_without_a_contact(site: str, tmp_path: Path) -> None:
    with pytest.raises(NewRegistryError, match="DIARIUM_CONTACT"):
        draft_registry([f"{site}/moved"], [], None, tmp_path, Settings(contact=None), others())
    assert _Handler.asked == []
