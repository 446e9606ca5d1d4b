"""The rules of tables run in a process beside the run: it finds the same, and its end neither stops a run for ever nor outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from warehouse_inputs import several_projects

from assets.steps.rules_checker import RulesChecker
from tests.processes import children, is_running, until
from warehouse.connect import WarehouseMissing, writing
from warehouse.expectations import CheckCrashed
from warehouse.tables import catalogue
from warehouse.validate import validate_tables

pytestmark = pytest.mark.slow

TABLES = [catalogue.table("core.project"), catalogue.table("core.classification")]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return several_projects(tmp_path_factory.mktemp("sound")).build()


@pytest.fixture(scope="module")
def checker() -> Iterator[RulesChecker]:
    with RulesChecker() as made:
        yield made


def test_it_finds_what_is_found_in_this_process(checker: RulesChecker, sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(sound, tmp_path / "w.duckdb"))
    with writing(path) as connection:
        connection.execute("UPDATE core.project SET end_on = DATE '2001-01-01', title = NULL")
    found = checker.check(path, TABLES)
    assert found == validate_tables(path, TABLES)
    assert {outcome.rule_id for outcome in found if not outcome.passed} == {"title.not_null", "start_on+end_on.ordered"}


def test_a_rule_that_cannot_be_evaluated_is_named_here_too_and_the_process_goes_on(
    checker: RulesChecker, sound: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copyfile(sound, tmp_path / "w.duckdb"))
    with writing(path) as connection:
        connection.execute("ALTER TABLE core.classification DROP COLUMN scheme")
    process = checker.start()
    with pytest.raises(CheckCrashed, match=r"core\.classification: rule .*scheme"):
        checker.check(path, TABLES)
    assert checker.check(sound, TABLES)
    assert checker.start() is process


def test_a_file_that_is_no_warehouse_is_an_error_in_one_line(checker: RulesChecker, tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        checker.check(tmp_path / "none.duckdb", TABLES)
    (tmp_path / "w.duckdb").write_text("no warehouse")
    with pytest.raises(CheckCrashed, match=r"^the tables could not be checked: .*w.duckdb") as raised:
        checker.check(tmp_path / "w.duckdb", TABLES)
    assert len(str(raised.value).splitlines()) == 1


def test_a_process_that_was_killed_is_followed_by_another(sound: Path, caplog: pytest.LogCaptureFixture) -> None:
    with RulesChecker() as checker:
        checker.start().kill()
        assert checker.check(sound, TABLES[:1]) == validate_tables(sound, TABLES[:1])
    assert "the process that checks the tables was killed by SIGKILL; another is tried once" in caplog.text


def test_processes_that_cannot_start_are_an_error_and_nobody_waits_for_them(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with RulesChecker() as checker, pytest.raises(CheckCrashed, match=r"ended with exit code 1, and so did another$"):
        checker.check(sound, TABLES)


def test_there_is_no_process_before_it_is_started_nor_after_the_end() -> None:
    before = children()
    with RulesChecker() as checker:
        assert children() == before
        checker.start()
        assert len(children() - before) == 1
    assert children() == before


PARENT = """
import sys, time, dagster
from pathlib import Path
from assets.steps.rules_checker import RulesChecker
from tests.processes import children
from warehouse.tables import catalogue
with RulesChecker() as checker:
    try:
        checker.start()
        print(*children(), flush=True)
        print(len(checker.check(Path(sys.argv[1]), [catalogue.table("core.project")])), flush=True)
        print([name for name in ("great_expectations", "pandas", "sqlalchemy.dialects.duckdb") if name in sys.modules], flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(1)  # in which the process could say something
        print("stopped", flush=True)
"""


@pytest.fixture
def parent(sound: Path) -> Iterator[subprocess.Popen[str]]:
    """A command that checks and then waits, in a process group of its own as a terminal has it."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", PARENT, str(sound)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0, env=environment)
    yield process
    process.kill()
    process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_great_expectations_is_never_imported_where_the_run_is(parent: subprocess.Popen[str]) -> None:
    line_of(parent)
    assert int(line_of(parent)) > 20
    assert line_of(parent) == "[]"


@pytest.mark.parametrize("moment", ["while it imports", "when it waits"])
def test_ctrl_c_ends_it_without_a_word(moment: str, parent: subprocess.Popen[str]) -> None:
    pid = int(line_of(parent))
    if moment == "when it waits":
        line_of(parent)
    os.killpg(parent.pid, signal.SIGINT)
    said, errors = parent.communicate(timeout=30)
    assert said.endswith("stopped\n")
    assert errors == ""
    until(lambda: not is_running(pid), 5)


@pytest.mark.parametrize("moment", ["while it imports", "when it waits"])
def test_it_does_not_outlive_a_parent_that_is_killed(moment: str, parent: subprocess.Popen[str]) -> None:
    pid = int(line_of(parent))
    if moment == "when it waits":
        line_of(parent)
    parent.kill()
    until(lambda: not is_running(pid), 5)
    assert parent.communicate(timeout=30)[1] == ""
