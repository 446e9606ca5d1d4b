"""A run in which nothing has changed crawls, compares and leaves all as it is; whatever has changed is noticed and made anew."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.registry import BUNDLED
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.places import Places
from warehouse.run_log import Ending, logged_runs

ENDS_ITS_PROCESS = "\n\ndef amend(*_):\n    __import__('os')._exit(3)\n"
LOADED = """
import atexit, sys
from pipeline.cli import main
atexit.register(lambda: print(sorted({'dagster', 'great_expectations'} & set(sys.modules))))
main()
"""


def diarium(places: Places, *words: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(("-c", code) if code else ("-m", "pipeline.cli")), *words, "--data-dir", str(places.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


def published_bytes(places: Places) -> dict[str, str]:
    files = [places.warehouse, places.report, *(path for path in places.exports.rglob("*") if path.is_file())]
    return {str(path.relative_to(places.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def copy_of(every: tuple[Settings, RunReport], folder: Path) -> Places:
    shutil.copytree(every[0].data_dir, folder / "data")
    return Places(folder / "data")


@pytest.fixture(scope="module")
def again(every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> tuple[Places, dict[str, str], str]:
    """The data after a second run of the same sample, what was published before it, and what it said."""
    places = copy_of(every, tmp_path_factory.mktemp("again"))
    before = published_bytes(places)
    done = diarium(places, "run")
    assert done.returncode == 0, done.stderr
    return places, before, done.stdout


def test_every_published_byte_stays(again: tuple[Places, dict[str, str], str]) -> None:
    places, before, said = again
    assert published_bytes(places) == before
    assert f"Nothing has changed: {places.warehouse} stays as it was published" in said


def test_the_crawl_is_kept_and_the_run_is_a_line_in_the_log(again: tuple[Places, dict[str, str], str]) -> None:
    places, _, _ = again
    last = logged_runs(places.runs)[-1]
    assert (last.ending, last.n_problems, last.n_pages) == (Ending.UNCHANGED, 0, last.n_pages_unchanged)
    assert all(len(CaptureStore(places.captures).crawls(code)) == 2 for code in last.registries)
    assert (
        f"Last run {last.finished_at.isoformat(timespec='seconds')}Z (refresh): unchanged; {last.n_pages} pages"
        in diarium(places, "status").stdout
    )


def test_it_needs_neither_dagster_nor_great_expectations(every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    done = diarium(copy_of(every, tmp_path), "run", code=LOADED)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]"), done.stderr


def a_correction(places: Places) -> None:
    columns = "project_id,field,expected_value,corrected_value,corrected_precision,reason,decided_on"
    places.corrections.write_text(f"{columns}\nesf_se:22-021-S03,title,,Ett annat namn,,decided by the authority,2026-11-25\n", "utf-8")


def a_missing_report(places: Places) -> None:
    places.report.unlink()


def a_changed_label(places: Places) -> None:
    shutil.copytree(BUNDLED / "npa", places.root / "registries" / "npa")
    declared = places.root / "registries" / "npa" / "registry.toml"
    declared.write_text(declared.read_text("utf-8").replace('= "beneficiary_name"', '= "managing_authority"', 1), "utf-8")


@pytest.mark.parametrize(("change", "made_again"), [(a_correction, {"esf_se"}), (a_missing_report, set()), (a_changed_label, {"npa"})])
def test_what_has_changed_is_published_anew(
    every: tuple[Settings, RunReport], tmp_path: Path, change: Callable[[Places], None], made_again: set[str]
) -> None:
    places = copy_of(every, tmp_path)
    partitions = {path.name for path in places.partitions.iterdir()}
    change(places)
    done = diarium(places, "run")
    assert f"Published {places.warehouse}" in done.stdout, done.stderr
    made = {path.name for path in places.partitions.iterdir()} - partitions
    assert {name.rpartition("-")[0] for name in made if not name.startswith("titles-")} == made_again
    assert f"Nothing has changed: {places.warehouse}" in diarium(places, "run").stdout


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(file.read_bytes()[::-1]), Path.unlink])
def test_a_partition_that_is_damaged_or_not_whole_is_made_again(
    every: tuple[Settings, RunReport], tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    places = copy_of(every, tmp_path)
    [file] = places.partitions.glob("esf_se-*/core.project.parquet")
    content = file.read_bytes()
    damage(file)
    a_missing_report(places)
    done = diarium(places, "run")
    assert f"Published {places.warehouse}" in done.stdout, done.stderr
    assert file.read_bytes() == content


def test_a_damaged_snapshot_is_noticed(every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    places = copy_of(every, tmp_path)
    [file] = places.exports.glob("*/core/project.parquet")
    file.write_bytes(file.read_bytes()[:-10])
    done = diarium(places, "run")
    assert done.returncode == 1
    assert "away and export again" in done.stderr


def test_a_reader_that_ends_its_process_leaves_its_pages_not_read(every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    places = copy_of(every, tmp_path)
    shutil.copytree(BUNDLED / "eupublicdata", places.root / "registries" / "eupublicdata")
    with (places.root / "registries" / "eupublicdata" / "reader.py").open("a", encoding="utf-8") as reader:
        reader.write(ENDS_ITS_PROCESS)
    before = published_bytes(places)
    done = diarium(places, "run")
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "not read" in line]
    assert "the process that read it ended with exit code 3" in line
    after = published_bytes(places)
    assert {path: after[path] for path in after if path.endswith("core/project.parquet")} == {
        path: before[path] for path in before if path.endswith("core/project.parquet")
    }
    shutil.rmtree(places.root / "registries")
    assert diarium(places, "run").returncode == 0
