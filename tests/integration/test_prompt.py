"""The prompt of `diarium sql` on a real pseudo-terminal: history, completion, giving up, dot commands, and what it says of what is read."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pexpect
import pyte
import pytest
from terminals import at_a_terminal

from pipeline.commands.sql.prompt import is_complete

READY = "diarium>"
COLUMNS, LINES = 100, 200
PATIENCE = 30  # seconds
ENDLESS = "SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b WHERE (a.range * b.range) % 7 = 3;"
ENDLESS_ROWS = "SELECT a.range FROM range(9999999) a, range(9999999) b WHERE a.range + b.range = -1;"


def publish(data: Path, *, day: int, n_projects: int) -> None:
    """Puts a small warehouse in place, as a publication does: whole, under another inode."""
    folder = data / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "aside.duckdb")) as connection:
        connection.execute("CREATE SCHEMA mart; CREATE SCHEMA ops; CREATE TABLE mart.project (project_id VARCHAR, title VARCHAR)")
        connection.execute("INSERT INTO mart.project SELECT 'esf_se:' || range, 'Projekt ' || range FROM range(?)", [n_projects])
        connection.execute("COMMENT ON TABLE mart.project IS 'One row per project. Each of them once.'")
        connection.execute("COMMENT ON COLUMN mart.project.title IS 'Name of the operation.'")
        connection.execute("CREATE MACRO mart.in_region(code) AS TABLE SELECT project_id, code FROM mart.project")
        connection.execute(
            "CREATE TABLE ops.publication (published_at TIMESTAMP, n_projects BIGINT, n_registries BIGINT, is_sample BOOLEAN)"
        )
        connection.execute("INSERT INTO ops.publication VALUES (?, ?, 2, true)", [f"2026-11-{day} 04:05:06", n_projects])
    (folder / "aside.duckdb").replace(folder / "diarium.duckdb")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path / "data", day=25, n_projects=3)
    return tmp_path / "data"


class Terminal:
    """A person at a terminal of 100 columns, who types and reads what is on the screen."""

    def __init__(self, process: pexpect.spawn[str]) -> None:
        self.process = process
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.Stream(self._screen)

    def screen(self) -> str:
        """What is on the screen, lines without the spaces behind them."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def wait(self, holds: Callable[[str], object]) -> str:
        """The screen as soon as it is as expected."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(pexpect.TIMEOUT, pexpect.EOF):
                self._stream.feed(self.process.read_nonblocking(100_000, timeout=0.1))
            if holds(self.screen()):
                return self.screen()
        raise AssertionError(f"never came:\n{self.screen()}")

    def is_ready(self, screen: str) -> bool:
        """The last line is an empty prompt."""
        return screen.rpartition("\n")[2] == READY

    def read(self) -> str:
        """The screen once one can type."""
        return self.wait(self.is_ready)

    def type(self, words: str) -> None:
        self.process.send(words)

    def ask(self, words: str) -> str:
        """Types a line, waits for the next prompt and tells what has appeared between the two."""
        n_before = self.screen().count(READY)
        self.type(f"{words}\r")
        screen = self.wait(lambda seen: self.is_ready(seen) and seen.count(READY) > n_before)
        return READY.join(screen.split(READY)[n_before:-1])

    def leave(self) -> int:
        self.process.sendeof()
        self.wait(lambda _screen: not self.process.isalive())
        return int(self.process.exitstatus or 0)


@contextmanager
def terminal(data: Path, *options: str, home: Path | None = None) -> Iterator[Terminal]:
    """`diarium sql` on a pseudo-terminal that answers no questions about itself, its history under `home`."""
    told = at_a_terminal(XDG_STATE_HOME=str(home or data.parent / "state"), PROMPT_TOOLKIT_NO_CPR="1")
    arguments = ["-m", "pipeline.cli", "sql", "--data-dir", str(data), *options]
    process: pexpect.spawn[str] = pexpect.spawn(
        sys.executable, arguments, env=told, encoding="utf-8", dimensions=(LINES, COLUMNS), cwd=str(Path(__file__).parents[2])
    )
    try:
        yield Terminal(process)
    finally:
        process.close(force=True)


def test_it_begins_by_saying_what_is_read_and_what_to_type(data: Path) -> None:
    with terminal(data) as at:
        begun = at.read()
        assert "published 2026-11-25 04:05 UTC, 3 projects of 2 registries, the bundled SAMPLE, not to be cited.\n" in begun
        assert "diarium.duckdb" in begun.replace("\n", "")  # where a long path is folded
        assert ".help" in begun
        assert at.leave() == 0


def test_a_query_of_several_lines_is_answered_as_a_table(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        told = at.ask("SELECT title\rFROM project\rWHERE project_id = 'esf_se:1';")
        assert "│ Projekt 1 │" in told
        assert "   ...> FROM project" in told


def test_a_wrong_query_says_what_is_there_and_the_next_one_is_answered(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        told = at.ask("SELECT titel FROM project;")
        assert 'Candidate bindings: "title"' in told
        assert ".schema TABLE" in told
        assert "Projekt 2" in at.ask("FROM project;")


def test_history_survives_a_restart_and_is_the_owners_alone(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        at.ask("SELECT max(title) AS last FROM project;")
        at.leave()
    with terminal(data) as at:
        assert f"History: {data.parent}/state/diarium/sql_history" in at.read().replace("\n", "")
        at.type("\x1b[A")
        at.wait(lambda screen: screen.endswith("SELECT max(title) AS last FROM project;"))
        assert "Projekt 2" in at.ask("")
    file = data.parent / "state" / "diarium" / "sql_history"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_without_a_place_for_history_it_works_all_the_same(data: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder", "utf-8")
    with terminal(data, home=taken) as at:
        assert "it lasts for this session" in at.read()
        assert "Projekt 0" in at.ask("FROM project;")


@pytest.mark.parametrize(
    ("typed", "completed", "rest", "seen"),
    [
        ("FROM mart.pro\t", "FROM mart.project", ";", "Projekt 0"),
        ("FROM proj\t", "FROM project", ";", "Projekt 0"),
        ("SELECT * FROM project AS p WHERE p.ti\t", "WHERE p.title", " = 'Projekt 2';", "esf_se:2"),
        ("FROM project WHERE project_\t", "WHERE project_id", " = 'esf_se:1';", "Projekt 1"),
        ("FROM in_r\t", "FROM in_region(", "'SE');", "│ SE "),
        ("FROM mart.in_r\t", "FROM mart.in_region(", "'SE');", "│ SE "),
        (".tab\t", ".tables", "", "mart.project"),
    ],
)
def test_tab_completes_tables_columns_macros_and_commands(data: Path, typed: str, completed: str, rest: str, seen: str) -> None:
    with terminal(data) as at:
        at.read()
        at.type(typed)
        at.wait(lambda screen: screen.endswith(completed))
        assert seen in at.ask(rest)


def test_ctrl_c_gives_up_a_half_typed_query(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        at.type("SELECT 'half\rof it")
        at.wait(lambda screen: screen.endswith("of it"))
        at.type("\x03")
        at.read()
        assert "Projekt 1" in at.ask("FROM project;")


@pytest.mark.parametrize("query", [ENDLESS, ENDLESS_ROWS])
def test_ctrl_c_stops_a_query_that_runs(data: Path, query: str) -> None:
    with terminal(data) as at:
        at.read()
        at.type(f"{query}\r")
        at.wait(lambda screen: screen.endswith(query[-9:]))
        time.sleep(1.5)
        at.type("\x03")
        assert "stopped" in at.read()
        assert "Projekt 1" in at.ask("FROM project;")


def test_tables_and_schema_show_names_and_what_they_mean(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        told = at.ask(".tables")
        assert re.search(r"mart\.project\s+│\s+3 │ One row per project\s+│", told)
        assert "mart.in_region(code)" in told
        assert "ops.publication" not in at.ask(".tables mart")
        told = at.ask(".schema project")
        assert "mart.project: One row per project. Each of them once." in told
        assert re.search(r"title\s+│ VARCHAR │ Name of the operation\.", told)
        assert "no table or macro nope; .tables lists all" in at.ask(".schema nope")


def test_the_mode_changes_how_answers_look(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        assert "there is table, record, csv, json" in at.ask(".mode xml")
        at.ask(".mode csv")
        assert "esf_se:0,Projekt 0" in at.ask("FROM project LIMIT 1;")
        at.ask(".mode json")
        assert '{"project_id": "esf_se:0", "title": "Projekt 0"}' in at.ask("FROM project LIMIT 1;")
        assert "no command .nope; there is .tables" in at.ask(".nope")


def test_a_new_publication_is_read_at_once_and_said(data: Path) -> None:
    with terminal(data) as at:
        at.read()
        at.ask("CREATE TEMP TABLE mine AS SELECT 42 AS answer;")
        assert "42" in at.ask("FROM mine;"), "one connection lasts as long as the publication"
        publish(data, day=26, n_projects=5)
        told = " ".join(at.ask("SELECT count(*) AS n FROM project;").split())
        assert "another publication: published 2026-11-26 04:05 UTC, 5 projects" in told
        assert "│ 5 │" in told
        assert "another publication" not in at.ask("FROM project;")


def test_it_does_not_begin_where_nothing_is_published(tmp_path: Path) -> None:
    with terminal(tmp_path / "nothing") as at:
        assert "run 'diarium run' first" in " ".join(at.wait(lambda _screen: not at.process.isalive()).split())
        assert at.process.exitstatus == 1


def piped(data: Path, words: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.cli", "sql", "--data-dir", str(data), *options]
    return subprocess.run(command, input=words, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])


def test_in_a_pipe_it_says_nothing_but_the_answers(data: Path) -> None:
    done = piped(data, "SELECT title FROM project\nWHERE project_id = 'esf_se:1';\n\nSELECT ';\n' AS b;SELECT 1 AS c", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == 'title\nProjekt 1\nb\n";\n"\nc\n1\n'


def test_in_a_pipe_nothing_published_is_said_once(tmp_path: Path) -> None:
    done = piped(tmp_path / "nothing", "SELECT 1;\nSELECT 2;\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("run 'diarium run' first") == 1


def test_in_a_pipe_commands_work_and_an_error_is_told_by_the_exit_code(data: Path) -> None:
    done = piped(data, ".mode csv\nSELECT 1 AS a;\nnonsense;\n.quit\nSELECT 2;\n")
    assert (done.returncode, done.stdout) == (2, "a\n1\n")
    assert "nonsense" in done.stderr


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("SELECT 1;", True),
        ("SELECT 1", False),
        ("SELECT 1; -- done", True),
        ("SELECT 1 -- not yet;", False),
        ("SELECT 'a;", False),
        ("SELECT 'å;ö';", True),
        ('SELECT "a;', False),
        ("SELECT $$a;", False),
        ("SELECT 1 /* ;", False),
        ("", True),
        (".tables", True),
        ("exit", True),
        ("  quit ", True),
    ],
)
def test_a_query_ends_with_a_semicolon_that_is_not_quoted(words: str, whole: bool) -> None:
    assert is_complete(words) is whole
