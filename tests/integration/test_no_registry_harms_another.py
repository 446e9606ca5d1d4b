"""One registry's mistake stays its own: the others are published, what was published of it stays, and one line says what happened."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from parsers.reader_guards import LOGGER
from parsers.reading import Page
from parsers.registry import BUNDLED, Source, look_in, sources
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings

CHANGED = "22-021-S03"
RAISES = "def {hook}(*_):\n    return [][1]\n"
DIVIDES = '''"""A reader with a mistake."""


def amend(draft, block, page, registry):
    raise ZeroDivisionError(page.text.text)
'''


def broken_folders(folder: Path) -> None:
    """A registry whose reading raises, one whose discovery does, one whose declaration is misspelt, one whose reader is no Python."""
    for code in ("kohesio", "eura_fi", "npa", "eupublicdata"):
        shutil.copytree(BUNDLED / code, folder / code)
    (folder / "kohesio" / "reader.py").write_text(DIVIDES, "utf-8")
    with (folder / "eura_fi" / "reader.py").open("a", encoding="utf-8") as reader:
        reader.write(f"\n\n{RAISES.format(hook='discover')}")
    declared = folder / "npa" / "registry.toml"
    declared.write_text(declared.read_text("utf-8").replace('"beneficiary_name"', '"beneficiary_nam"'), "utf-8")
    (folder / "eupublicdata" / "reader.py").write_text("def amend(:\n", "utf-8")


@dataclass(frozen=True, slots=True)
class SecondRun:
    """A run over data with broken registries, after one in which all were sound."""

    data: Path
    code: int
    said: str

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(Settings(data_dir=self.data).places.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


def diarium(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"DIARIUM_SAMPLE_FAULT": f"set={CHANGED}:Antal deltagare=25"} if words[0] == "run" else {}
    command = [sys.executable, "-m", "pipeline.cli", *words, "--data-dir", str(data)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | settings)


@pytest.fixture(scope="module")
def second(every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> SecondRun:
    data = tmp_path_factory.mktemp("harm") / "data"
    shutil.copytree(every[0].data_dir, data)
    broken_folders(data / "registries")
    done = diarium(data, "run")
    return SecondRun(data, done.returncode, done.stdout + done.stderr)


BROKEN = {
    "kohesio": "ZeroDivisionError in kohesio/reader.py, line 5",
    "eura_fi": "discovery raised IndexError in eura_fi/reader.py",
    "npa": "registries/npa/registry.toml: labels.Lead partner: no such field: 'beneficiary_nam' is not known; is beneficiary_name meant?",
    "eupublicdata": "eupublicdata/reader.py: cannot be loaded: SyntaxError in eupublicdata/reader.py, line 1",
}


@pytest.mark.parametrize("code", BROKEN)
def test_one_line_says_which_registry_is_held_back_and_what_is_wrong(second: SecondRun, code: str) -> None:
    lines = [line for line in second.said.splitlines() if code in line and "held back" in line]
    assert len(lines) == 1, second.said
    assert BROKEN[code] in lines[0]
    assert second.code == 1
    assert "Traceback" not in second.said
    assert "Anna" not in second.said


@pytest.mark.parametrize("code", BROKEN)
def test_what_was_published_of_it_stays(second: SecondRun, every: tuple[Settings, RunReport], code: str) -> None:
    query = (
        "SELECT project_id, title, start_on, amount FROM core.project JOIN core.funding USING (project_id) "
        f"WHERE project.registry = '{code}' ORDER BY ALL"
    )
    with duckdb.connect(str(every[0].places.warehouse), read_only=True) as connection:
        before = connection.execute(query).fetchall()
    assert second.ask(query) == before
    assert second.ask(f"SELECT country_code, currency FROM ref.registry WHERE registry = '{code}'") == [
        (sources()[code].registry.country, sources()[code].registry.currency)
    ]


def test_the_others_are_read_and_published(second: SecondRun) -> None:
    assert second.ask(f"SELECT participants FROM core.project WHERE project_code = '{CHANGED}'") == [(25,)]


@pytest.mark.parametrize("code", BROKEN)
def test_the_status_says_it_in_one_line(second: SecondRun, code: str) -> None:
    said = diarium(second.data, "status").stdout
    state = "failed" if code in ("npa", "eupublicdata") else "held"  # their folders cannot be loaded
    assert [line for line in said.splitlines() if line.startswith(f"{code}: {state} since")], said
    assert BROKEN[code].partition(" in ")[0] in " ".join(said.split())


def test_nothing_of_a_page_that_its_reader_raised_on_is_kept_and_no_word_of_it_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, restored: Callable[[], None]
) -> None:
    broken_folders(tmp_path)
    look_in(tmp_path)
    with caplog.at_level("ERROR", LOGGER):
        reading = sources()["kohesio"].parse(
            Page("https://kohesio.ec.europa.eu/en/projects/Q1", b"<p>Start date: 1 July 2023<p>Fund: Anna")
        )
    assert (reading.kind, reading.record_numbers) == ("unreadable", ())
    assert [issue.code for issue in reading.issues] == ["parser_crashed"]
    assert "reader.py" in caplog.text
    assert "Anna" not in caplog.text + reading.issues[0].message


@pytest.fixture
def restored() -> Any:
    """The bundled registries again afterwards."""
    yield look_in
    look_in(None)


MISTAKES: Mapping[str, tuple[str, str, str]] = {
    "label": ('"Startdato" = "start_on"'.replace('"Startdato"', "Startdato"), 'Startdato = "start_onn"', "labels.Startdato: no such field"),
    "selector": ("[record]", '[discover]\nprojects = "a[[x"\n\n[record]', "discover.projects: 'a[[x' is no CSS selector"),
    "locale": ('number_locale = "da"', 'number_locale = "dx"', "number_locale: "),
    "cron": ("20 4 * * 1", "20 4 * * 9", "schedule: '20 4 * * 9' is no cron expression"),
    "key": ("dropped =", "droped =", "droped: no such key; is dropped meant?"),
    "type": ("nuts_version = 2021", 'nuts_version = "soon"', "nuts_version: "),
    "fund": ('"JTF"]', '"JTFF"]', "funds: 'JTFF' is no code of a fund; allowed: ERDF"),
    "expression": ("'^/projekter", "'^(/projekter", "pages.list: "),
    "group": ("(?P<code>", "(?P<cod>", "record.code_in_address: "),
    "shown label": ('"Startdato"]', '"Startdata"]', "pages.shows: 'Startdata' is no label declared here; is Startdato meant?"),
    "fill": ("total_cost = 0.8", "total_cots = 0.8", "expect.fill: 'total_cots' is not known; is total_cost meant?"),
    "name of a fund": ('"JTF"]', '"EFRR"]', "funds: 'EFRR' is no code of a fund; is ERDF meant?"),
    "country": ('country = "DK"', 'country = "XX"', "country: 'XX' is not known"),
    "file": ("title = ", "title : ", "no TOML that can be read"),
    "code": ('code = "erhvervsfremme_dk"', 'code = "dk"', "code: 'dk' is not the name of its folder"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_declaration_is_one_line_with_file_and_key(mistake: str, tmp_path: Path, restored: Callable[[], None]) -> None:
    before, after, said = MISTAKES[mistake]
    text = (BUNDLED / "erhvervsfremme_dk" / "registry.toml").read_text("utf-8")
    assert before in text
    folder = tmp_path / "registries" / "erhvervsfremme_dk"
    folder.mkdir(parents=True)
    (folder / "registry.toml").write_text(text.replace(before, after), "utf-8")
    look_in(folder.parent)
    problem = sources()["erhvervsfremme_dk"].problem or ""
    assert problem.startswith("registries/erhvervsfremme_dk/registry.toml: ")
    assert said in problem
    assert "\n" not in problem


def test_a_reader_that_raises_over_pages_that_count_already_takes_nothing_back(every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    """`reparse` asks for no new crawl: the one that is held back is the one that counts."""
    code = "npa"
    shutil.copytree(every[0].data_dir, tmp_path / "data")
    shutil.copytree(BUNDLED / code, tmp_path / "data" / "registries" / code)
    (tmp_path / "data" / "registries" / code / "reader.py").write_text("def read(page, registry):\n    raise ValueError\n", "utf-8")
    done = diarium(tmp_path / "data", "reparse")
    assert done.returncode == 1
    after = SecondRun(tmp_path / "data", done.returncode, done.stdout)
    query = f"SELECT project_id, title FROM core.project WHERE registry = '{code}' ORDER BY ALL"
    with duckdb.connect(str(every[0].places.warehouse), read_only=True) as connection:
        assert after.ask(query) == connection.execute(query).fetchall() != []


def own_source(folder: Path, name: str, reader: str = "", declared: Callable[[str], str] = str) -> Source:
    """The source of a folder `name` with a Danish declaration of that code."""
    (own := folder / name).mkdir(parents=True)
    text = (BUNDLED / "erhvervsfremme_dk" / "registry.toml").read_text("utf-8").replace("erhvervsfremme_dk", name)
    (own / "registry.toml").write_text(declared(text), "utf-8")
    if reader:
        (own / "reader.py").write_text(reader, "utf-8")
    look_in(folder)
    return next(source for source in sources().values() if source.folder == own)


def moved(text: str) -> str:
    return text.replace("erhvervsfremmebestyrelsen.dk", "own.example")


@pytest.mark.parametrize(
    ("name", "reader", "said"),
    [
        ("esf-pl", "", "registries/esf-pl: a folder's name is the code of its registry"),
        ("own", "import sys\nsys.exit(0)\n", "registries/own/reader.py: cannot be loaded: SystemExit"),
        ("own", "def ammend(draft, block, page, registry): ...\n", "registries/own/reader.py: ammend: no function that a reader can have"),
    ],
)
def test_a_folder_that_cannot_be_used_is_a_registry_with_a_problem(
    name: str, reader: str, said: str, tmp_path: Path, restored: Callable[[], None]
) -> None:
    assert said in (own_source(tmp_path, name, reader, moved).problem or "")
    assert all(source.problem is None for code, source in sources().items() if source.folder.parent == BUNDLED)


def test_a_host_belongs_to_one_registry(tmp_path: Path, restored: Callable[[], None]) -> None:
    source = own_source(tmp_path, "own")
    problem = source.problem or ""
    assert problem.startswith("registries/own/registry.toml: hosts: erhvervsfremmebestyrelsen.dk is declared by erhvervsfremme_dk already")


@pytest.mark.parametrize(
    "reader",
    [
        "def read(page, registry):\n    return None\n",
        "def read(page, registry):\n    raise SystemExit\n",
        "def kind(page, registry):\n    return 'prjoect'\n",
        "def amend(draft, block, page, registry):\n    return [][1]\n",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n@dataclass\nclass Row:\n    a: int\n\n"
        "def read(page, registry):\n    return Row(1)\n",
    ],
)
def test_what_a_reader_returns_is_checked(reader: str, tmp_path: Path, restored: Callable[[], None]) -> None:
    source = own_source(tmp_path, "own", reader, moved)
    assert source.problem is None
    rows = "<li><strong>Startdato</strong> <p>01.02.2023</p></li><li><strong>Støttemodtagerens navn</strong> <p>Eksempel</p></li>"
    reading = source.parse(Page("https://own.example/a-b", f"<main><h1>A b</h1><h2>Info om indsatsen</h2><ul>{rows}</ul></main>".encode()))
    assert [issue.code for issue in reading.issues] == ["parser_crashed"]


def test_a_registry_whose_folder_is_gone_stays_with_a_line_that_says_so(tmp_path: Path, restored: Callable[[], None]) -> None:
    look_in(tmp_path, frozenset(("gone",)))
    assert (sources()["gone"].problem or "").startswith("registries/gone: the folder is gone; put it back, or remove observations/gone")
