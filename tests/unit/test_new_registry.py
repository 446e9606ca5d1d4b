"""`diarium new-registry`: the draft is a module that works, the report says what it is made of, bad input ends in one line."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from parsers.reading import Page
from parsers.record.json_records import records
from parsers.registry import sources
from pipeline.commands.new_registry.draft_output import show_proposal
from pipeline.commands.new_registry.draft_registry import code_of, draft_registry
from pipeline.commands.new_registry.module_text import module_text
from pipeline.commands.new_registry.proposal import NewRegistryError, Proposal
from pipeline.commands.new_registry.propose import propose
from pipeline.settings import Settings
from pipeline.terminal import console
from tests.unit.test_drafting import SHARED, assert_nothing_personal, german, others, plain, sample_pages, shared_page, swedish

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PARTS = ("REGISTRY", "canonical_url", "discover", "is_project", "parse")


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def written(folder: Path, pages: Sequence[Page], code: str, *hidden: str) -> tuple[Proposal, ModuleType]:
    proposal = propose(pages, others(*hidden))
    file = folder / f"{code}.py"
    file.write_text(module_text(proposal, code), "utf-8")
    return proposal, load(file)


def diarium(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    command = [sys.executable, "-m", "pipeline.cli", "new-registry", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=told, cwd=cwd, check=False)


def save(folder: Path, pages: Sequence[Page]) -> list[str]:
    files = [folder / f"page{number}.{'txt' if page.content_type == 'text/plain' else 'html'}" for number, page in enumerate(pages)]
    for file, page in zip(files, pages, strict=True):
        file.write_bytes(page.body)
    return [str(file) for file in files]


SETS = {
    "swedish": (swedish, ()),
    "german": (german, ()),
    "sample": (lambda: sample_pages()[::4], ("esf_se",)),
    "single": (lambda: [plain('Projektnummer:\nA-1\nProjektets "smeknamn"\\:\nröd\nTotal budget:\n7 000\nÖvrigt:\n1\n')], ()),
    "no_address": (lambda: [Page("", page.body, page.content_type) for page in swedish()], ()),
}


@pytest.mark.parametrize("name", SETS)
def test_the_draft_reads_its_own_pages(name: str, tmp_path: Path) -> None:
    make, hidden = SETS[name]
    pages = make()
    proposal, module = written(tmp_path, pages, name, *hidden)
    assert all(hasattr(module, part) for part in PARTS)
    assert (module.REGISTRY.code, module.REGISTRY.expect.min_projects) == (name, 1)
    readings = [module.parse(page) for page in pages]
    assert all(module.is_project(page) for page in pages)
    assert all(len(reading.record_numbers) == 1 for reading in readings)
    seen = {each.field for reading in readings for each in reading.observations}
    parts = {"period": "start_on", "eu_contribution_and_rate": "eu_contribution"}
    assert {parts.get(str(label.field), label.field) for label in proposal.of_use("field")} <= seen
    for page, reading in zip(pages, readings, strict=True):
        for each in reading.observations:
            if each.method != "derived" and each.start is not None:
                assert page.text.text[each.start : each.end] == each.value_raw
    assert_nothing_personal(repr([reading.observations for reading in readings]))


def test_the_record_has_the_values(tmp_path: Path) -> None:
    pages = german()
    _, module = written(tmp_path, pages, "foerderung")
    [record] = records(module.parse(pages[0]))
    assert (record["project_code"], record["title"], record["beneficiary_name"]) == (
        "W-1001",
        "Werkstatt Morgen",
        "Lernhof Musterstadt gGmbH",
    )
    assert (record["start_on"], record["end_on"]) == ("2022-03-01", "2025-02-28")
    assert (float(record["total_cost"]), record["currency"], record["country_code"]) == (1234567.89, "EUR", "DE")
    assert [label for label in module.REGISTRY.dropped if "sprech" in label or "reichbar" in label]


def test_the_draft_finds_its_pages_in_a_list_and_knows_their_one_address(tmp_path: Path) -> None:
    _, module = written(tmp_path, german(), "foerderung")
    markup = b'<a href="/vorhaben/w-2">a</a><a href="/vorhaben/?page=2">b</a><a href="/ueber-uns/">c</a><a href="https://x.example/vorhaben/1">d</a>'
    found = module.discover(Page("https://foerderung.beispiel.de/vorhaben/", markup))
    assert [(link.url, link.kind) for link in found] == [
        ("https://foerderung.beispiel.de/vorhaben/w-2", "project"),
        ("https://foerderung.beispiel.de/vorhaben/?page=2", "list"),
    ]
    assert module.canonical_url("http://foerderung.beispiel.de/vorhaben/w-2?utm_source=x#top") == (
        "https://foerderung.beispiel.de/vorhaben/w-2/"
    )
    assert module.parse(Page("https://foerderung.beispiel.de/vorhaben/w-9", b"<p>Nicht gefunden</p>")).kind == "unreadable"
    assert module.parse(Page("https://foerderung.beispiel.de/ueber-uns/", b"<p>Wir</p>")).kind == "other"


def test_drafts_pass_the_linter_the_formatter_and_the_type_checker(tmp_path: Path) -> None:
    for name, (make, hidden) in SETS.items():
        written(tmp_path, make(), name, *hidden)
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", str(tmp_path)]
    for arguments in (
        ["ruff", "check", *config],
        ["ruff", "format", "--check", *config],
        ["mypy", "--config-file", str(ROOT / "pyproject.toml"), *(str(tmp_path / f"{name}.py") for name in SETS)],
    ):
        done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_guess_is_marked_and_what_is_unplaced_is_a_todo() -> None:
    text = module_text(propose(german(), others()), "foerderung")
    mapped = [line for line in text.splitlines() if '": "' in line and "project_code" not in line]
    assert mapped
    above = text.splitlines()
    assert all("# check:" in line or "# check:" in above[above.index(line) - 1] for line in mapped)
    for name in ("country", "currency", "number_locale", "date_forms", "languages", "hosts"):
        [line] = [line for line in above if line.startswith(f"    {name}=")]
        assert "# check:" in line or "# TODO:" in line
    assert "# TODO: `Bewilligte Mittel`, on 2 of 2 pages: an amount" in text


def report(pages: Sequence[Page], monkeypatch: pytest.MonkeyPatch, *hidden: str) -> str:
    shown = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=shown, force_terminal=True, width=240, no_color=True, soft_wrap=True, highlight=False))
    show_proposal(propose(pages, others(*hidden)), [f"page{number}.html" for number in range(len(pages))], Path("drafts/new.py"), sources())
    return shown.getvalue()


def test_the_report_says_what_goes_where_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = report(german(), monkeypatch)
    for words in (
        "Laufzeitbeginn",
        "start_on",
        "2022-03-01",
        "dropped (personal)",
        "TODO",
        "2/2",
        "by its words",
        "foerderung.beispiel.de",
    ):
        assert words in shown
    assert "move it to parsers/registries/new.py" in shown
    assert "make check" in shown
    assert "Das Vorhaben richtet sich" in shown
    assert_nothing_personal(shown)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not on this machine")
def test_neither_report_nor_draft_of_real_pages_holds_a_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages = [shared_page(file.name) for file in sorted(SHARED.glob("*_esf_2*.txt"))]
    assert_nothing_personal(report(pages, monkeypatch, "esf_se"))
    _, module = written(tmp_path, pages, "esf_new", "esf_se")
    assert_nothing_personal((tmp_path / "esf_new.py").read_text("utf-8"))
    assert {"Kontaktperson", "E-post"} <= set(module.REGISTRY.dropped)
    assert all(module.parse(page).record_numbers == (1,) for page in pages)


def test_the_command_writes_the_draft_and_says_what_comes_next(tmp_path: Path) -> None:
    pages = swedish()
    done = diarium(*save(tmp_path, pages), *(part for page in pages for part in ("--url", page.url)), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    target = tmp_path / "projekt_exempelfonden_se.py"
    assert load(target).REGISTRY.hosts == ("projekt.exempelfonden.se",)
    for words in ("Wrote projekt_exempelfonden_se.py", "beneficiary_name", "make check", "parsers/registries/projekt_exempelfonden_se.py"):
        assert words in done.stdout
    assert_nothing_personal(done.stdout + target.read_text("utf-8"))


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("kept", "utf-8")
    done = diarium(*save(tmp_path, swedish()), "--code", "mine", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "mine.py").read_text("utf-8")) == (2, "kept")
    assert "mine.py exists already and is not overwritten: give another --code or --out" in done.stderr
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
        (["page.txt", "--code", "Not a name"], "a code is a module's name"),
        (["page.txt", "--code", "class"], "a code is a module's name"),
        (["page.txt", "--out", "missing"], "missing: no such folder"),
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
    assert not list(tmp_path.glob("*.py"))


def test_a_code_is_made_of_the_host() -> None:
    assert [code_of(host) for host in ("www.esf.se", "bank.exempel-fonden.se", "127.0.0.1", "")] == [
        "esf_se",
        "bank_exempel_fonden_se",
        "registry_127_0_0_1",
        "new_registry",
    ]


def test_the_command_explains_itself(tmp_path: Path) -> None:
    done = diarium("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "never overwritten" in done.stdout


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
    proposal, target = draft_registry([f"{site}/moved"], [], "fetched", tmp_path, Settings(contact="nobody@example.org"), others())
    assert proposal.pages[0].url == f"{site}/vorhaben/w-1001"
    assert [path for path, _ in _Handler.asked] == ["/robots.txt", "/moved", "/vorhaben/w-1001"]
    assert all("nobody@example.org" in agent for _, agent in _Handler.asked)
    assert load(target).REGISTRY.hosts == ("127.0.0.1",)


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
