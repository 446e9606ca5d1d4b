"""What a user has after an upgrade: a data folder of an earlier version, taken over by today's `reparse` and `run` with nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from parsers.registry import sources

ARCHIVES = sorted(Path(__file__).parent.glob("*.tar.xz"))
FACTS = """
project_id, title, nullif(fund_code, 'unknown'), beneficiary_name, start_on, end_on, total_cost_amount, support_amount, currency,
CASE WHEN length(region_code) = 4 THEN region_code END
"""
ERASED, CHANGED, CORRECTED = "esf_se:24-902-S01", "esf_se:22-009-S02", "esf_se:22-021-S03"


@dataclass(frozen=True)
class DataFolder:
    path: Path
    facts_before: list[tuple[Any, ...]]

    def diarium(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pipeline.cli", *words, "--data-dir", str(self.path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.path, query)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "warehouse" / "diarium.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def unpacked(archive: Path, folder: Path) -> DataFolder:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return DataFolder(folder / "data", rows(folder / "data", f"SELECT {FACTS} FROM mart.project ORDER BY project_id"))


of_each_version = pytest.mark.parametrize("archive", ARCHIVES, ids=lambda archive: archive.name.removesuffix(".tar.xz"))


@pytest.fixture(scope="module", params=ARCHIVES, ids=lambda archive: archive.name.removesuffix(".tar.xz"))
def reparsed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A folder of an earlier version after `diarium reparse`. Copy it before changing anything in it."""
    found = unpacked(request.param, tmp_path_factory.mktemp("upgrade"))
    ended = found.diarium("reparse")
    assert "Published" in ended.stdout, ended.stdout + ended.stderr
    return found


@pytest.fixture(scope="module")
def run_again(reparsed: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The same folder after `diarium run`."""
    folder = tmp_path_factory.mktemp("run") / "data"
    shutil.copytree(reparsed.path, folder)
    found = DataFolder(folder, reparsed.facts_before)
    ended = found.diarium("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return found


def test_no_project_is_lost_and_none_says_something_else(reparsed: DataFolder) -> None:
    assert len(reparsed.facts_before) == 97
    assert reparsed.rows(f"SELECT {FACTS} FROM mart.project_all ORDER BY project_id") == reparsed.facts_before


def test_history_stays(reparsed: DataFolder) -> None:
    changes = reparsed.rows("SELECT project_id, field, old_value, new_value, change_cause FROM mart.project_change")
    assert changes == [(CHANGED, "participants", "710", "715", "source")]


def test_what_was_corrected_stays_corrected(reparsed: DataFolder) -> None:
    assert reparsed.rows(f"SELECT participants FROM mart.project_all WHERE project_id = '{CORRECTED}'") == [(17,)]


def test_what_was_held_back_stays_held_back_until_the_next_crawl(reparsed: DataFolder, run_again: DataFolder) -> None:
    ended = reparsed.diarium("status")
    assert "an example of a decision: held by hand" in ended.stdout
    assert "24 of 52 pages failed" in ended.stdout
    ended = run_again.diarium("status")
    assert "an example of a decision" not in ended.stdout
    assert ended.returncode == 0, ended.stdout


def test_every_capture_can_still_be_proved(reparsed: DataFolder) -> None:
    ended = reparsed.diarium("captures", "verify")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_next_crawl_goes_on_from_the_old_one(run_again: DataFolder) -> None:
    assert run_again.rows("SELECT count(*) FROM mart.project_all WHERE registry = 'npa'")[0][0] > 0
    assert (
        run_again.rows("SELECT count(*) FROM mart.project_all WHERE registry = 'esf_se' AND first_seen_at < '2026-11-29 16:35:00'")[0][0]
        > 40
    )
    back = run_again.rows(f"SELECT new_value FROM mart.project_change WHERE project_id = '{CHANGED}' ORDER BY changed_at")
    assert back == [("715",), ("710",)]


def test_what_was_erased_does_not_come_back(reparsed: DataFolder, run_again: DataFolder) -> None:
    for folder in (reparsed, run_again):
        assert folder.rows(f"SELECT count(*) FROM mart.project_all WHERE project_id = '{ERASED}'") == [(0,)]
        assert "was captured" in folder.diarium("captures", "ls", "--url", ERASED.partition(":")[2]).stderr


@of_each_version
def test_a_purge_erases_the_runs_of_the_earlier_version_and_rebuilds_every_registry(archive: Path, tmp_path: Path) -> None:
    """Its runs hold values in their events. One registry chosen in the environment is no reason to leave the others as they are."""
    old = unpacked(archive, tmp_path)
    title = next(str(row[1]) for row in old.facts_before if row[0] == CHANGED)
    assert is_in_dagster(old.path, title)

    ended = old.diarium("purge", "--yes", "--json", "--project", CHANGED, "--reason", "asked for on 12 May", DIARIUM_REGISTRIES="npa")

    told = json.loads(ended.stdout)
    assert (ended.returncode, told["is_proved"], told["rebuilt"]) == (0, True, True), ended.stdout + ended.stderr
    assert not is_in_dagster(old.path, title)
    assert old.rows(f"SELECT {FACTS} FROM mart.project_all ORDER BY project_id") == [row for row in old.facts_before if row[0] != CHANGED]
    assert read_by_the_last_run(old.path) == set(sources())


def is_in_dagster(folder: Path, words: str) -> bool:
    """Whether words are in any row of the databases of a Dagster home, which are JSON."""
    for file in (folder / "dagster").rglob("*.db"):
        with closing(sqlite3.connect(file)) as connection:
            if any(json.dumps(words)[1:-1] in line for line in connection.iterdump()):
                return True
    return False


def read_by_the_last_run(folder: Path) -> set[str]:
    """The registries whose observations the newest run made."""
    newest = "SELECT last_run_id FROM asset_keys ORDER BY last_materialization_timestamp DESC LIMIT 1"
    query = f"SELECT asset_key FROM asset_keys WHERE last_run_id = ({newest})"
    with closing(sqlite3.connect(folder / "dagster" / "history" / "runs" / "index.db")) as connection:
        keys = [json.loads(key) for (key,) in connection.execute(query)]
    return {key[1] for key in keys if key[0] == "observation"}
