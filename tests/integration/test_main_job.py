"""The main job end to end on the bundled sample: real HTTP on loopback, real Dagster, the real DuckDB file. And breaking it."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warehouse_inputs import rows

from parsers.registry import sources
from pipeline.commands.status.registry_status import status_of
from pipeline.dagster.execution import run_pipeline
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from pipeline.settings import Settings
from warehouse.lock import FileLock
from warehouse.progress import silent

DNR = "23-901-S02"


@pytest.fixture
def broken(first: tuple[Settings, RunReport], tmp_path: Path) -> Callable[[str], tuple[Settings, RunReport]]:
    """Runs again, with a fault, over a copy of what the first run left."""

    def run(fault: str) -> tuple[Settings, RunReport]:
        folder = tmp_path / "copy"
        shutil.copytree(first[0].data_dir, folder, ignore=shutil.ignore_patterns("dagster"))
        settings = Settings(data_dir=folder, sample_fault=fault, registries="esf_se")
        return settings, run_pipeline(settings, silent)

    return run


def sums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_a_run_publishes_every_project_of_the_sample_once(first: tuple[Settings, RunReport]) -> None:
    settings, report = first
    assert report.succeeded, report.problems
    assert report.published
    found = rows(settings.places.warehouse, "SELECT project_id, registry FROM core.project")
    assert sorted(found) == sorted((f"esf_se:{code}", "esf_se") for code in printed())


def test_what_is_in_the_warehouse_is_what_the_pages_print(first: tuple[Settings, RunReport]) -> None:
    facts = printed()
    columns = "project_code, title, beneficiary_name, region_code, total_cost_amount, support_amount, CAST(start_on AS VARCHAR)"
    for code, title, owner, region, total, support, start in rows(first[0].places.warehouse, f"SELECT {columns} FROM mart.project"):
        fact = facts[code]
        assert (title, owner, start) == (fact["title"], fact.get("beneficiary_name"), fact.get("start_on"))
        assert [None if amount is None else str(int(amount)) for amount in (total, support)] == [
            fact.get("total_cost"),
            fact.get("support_amount"),
        ]
        is_national = fact.get("region_name", "") in ("ESF Nationellt", "") and fact.get("nuts_code", "") in ("SE0", "")
        assert (region == "SE") == is_national, code


def printed() -> dict[str, dict[str, str]]:
    """By number of the project, the values that its sample page prints."""
    pages: dict[str, dict[str, str]] = defaultdict(dict)
    with (sources()["esf_se"].folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        for fact in csv.DictReader(file):
            pages[fact["page"]][fact["field"]] = fact["value"]
    return {facts["project_code"]: facts for facts in pages.values()}


def test_every_table_and_column_has_a_comment(first: tuple[Settings, RunReport]) -> None:
    settings, _ = first
    assert not rows(settings.places.warehouse, "SELECT schema_name, table_name FROM duckdb_tables() WHERE comment IS NULL OR comment = ''")
    assert not rows(
        settings.places.warehouse,
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''",
    )


def test_a_second_run_stores_no_body_makes_no_version_and_exports_the_same_bytes(
    first: tuple[Settings, RunReport], broken: Callable[[str], tuple[Settings, RunReport]]
) -> None:
    settings, report = broken("")
    assert report.succeeded, report.problems
    # a real project whose owner sits in Stockholm and works in the north
    assert [warning for warning in report.warnings if "esf_se:22-023-S06" not in warning] == []
    before = first[0].places
    newest = max((settings.places.captures / "esf_se").glob("*.warc.gz"))
    with newest.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert "response" not in kinds
    assert kinds.count("revisit") == 51
    versions = "SELECT project_id, version_no, valid_from, valid_to FROM core.project_version ORDER BY ALL"
    assert rows(settings.places.warehouse, versions) == rows(first[0].places.warehouse, versions)
    assert sums(settings.places.exports) == sums(before.exports)
    assert [seen.name for seen in settings.places.exports.iterdir() if seen.is_dir()] == [
        seen.name for seen in before.exports.iterdir() if seen.is_dir()
    ]
    parquet = {name: digest for name, digest in sums(settings.places.observations).items() if name.endswith(".parquet")}
    assert parquet.items() <= sums(before.observations).items()


def test_a_changed_value_makes_one_version_and_one_row_in_the_change_log(broken: Callable[[str], tuple[Settings, RunReport]]) -> None:
    settings, report = broken(f"set={DNR}:Unionens medfinansieringsgrad=45 %")
    assert report.succeeded, report.problems
    changes = rows(settings.places.warehouse, "SELECT project_id, field, old_value, new_value, change_cause FROM mart.project_change")
    assert changes == [(f"esf_se:{DNR}", "eu_cofinancing_rate_pct", "40", "45", "source")]


def test_a_garbled_page_is_named_and_the_values_before_stand(broken: Callable[[str], tuple[Settings, RunReport]]) -> None:
    settings, report = broken(f"garble={DNR}")
    assert not report.succeeded
    assert report.published
    [problem] = report.problems
    assert problem.kind == ProblemKind.QUARANTINED
    assert f"dnr={DNR}" in problem.words
    assert "quarantined" in problem.words
    assert rows(settings.places.warehouse, f"SELECT count(*) FROM core.project WHERE project_code = '{DNR}' AND title IS NOT NULL") == [
        (1,)
    ]
    assert rows(settings.places.warehouse, "SELECT code FROM ops.quarantine") == [("unreadable_page",)]
    [registry] = [each for each in status_of(settings)["registries"] if each["registry"] == "esf_se"]
    assert [url for url, _ in registry["quarantined"]] == [f"https://www.esf.se/resultat/projektbanken/projekt/?dnr={DNR}"]


@pytest.mark.parametrize(
    ("fault", "told", "to_do"),
    [
        ("dead", ["esf_se is held back", "broke off", "www.esf.se"], "look at the site"),
        (
            "half",
            ["esf_se is held back", "pages failed", "500", "https://www.esf.se/resultat/projektbanken/projekt/?dnr="],
            "look at the site",
        ),
        (
            "rename=Diarienummer",
            ["esf_se is held back", "'Ny diarienummer'", "no page now: 'Diarienummer'", "esf_se/registry.toml"],
            "registries/esf_se/registry.toml",
        ),
        ("rename=Startdatum", ["esf_se is held back", "'Ny startdatum'", "'Startdatum'"], "registries/esf_se/registry.toml"),
    ],
)
def test_a_broken_registry_is_held_back_with_what_and_where_and_yesterday_stays(
    fault: str, told: list[str], to_do: str, first: tuple[Settings, RunReport], broken: Callable[[str], tuple[Settings, RunReport]]
) -> None:
    settings, report = broken(fault)
    assert not report.succeeded
    assert not report.published
    everything = "\n".join(problem.words for problem in report.problems)
    assert [part for part in told if part not in everything] == []
    assert report.problems[0].kind == ProblemKind.HELD_BACK
    assert "crashed" not in everything
    assert "Traceback" not in everything
    assert sums(settings.places.warehouse) == sums(first[0].places.warehouse)
    assert rows(settings.places.warehouse, "SELECT count(*) FROM core.project") == [(46,)]
    [registry] = [each for each in status_of(settings)["registries"] if each["registry"] == "esf_se"]
    assert registry["state"] == "held"
    assert to_do in registry["to_do"]


def test_a_registry_heals_once_it_answers_again(broken: Callable[[str], tuple[Settings, RunReport]]) -> None:
    settings, _ = broken("half")
    report = run_pipeline(Settings(data_dir=settings.data_dir, registries="esf_se"), silent)
    assert report.succeeded, report.problems
    assert rows(settings.places.warehouse, "SELECT count(*) FILTER (WHERE is_listed), count(*) FROM core.project") == [(46, 46)]
    assert rows(settings.places.warehouse, "SELECT count(*) FROM core.project_version") == [(46,)]


def test_a_first_run_on_a_dead_server_says_so_and_leaves_no_warehouse(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, sample_fault="dead", registries="esf_se")
    report = run_pipeline(settings, silent)
    assert not report.succeeded
    assert "held back" in report.problems[0].words
    assert not settings.places.warehouse.exists()


def test_a_second_run_at_the_same_time_says_that_the_first_is_at_work(first: tuple[Settings, RunReport]) -> None:
    settings, _ = first
    before = sums(settings.places.warehouse)
    with FileLock(settings.places.root / "run.lock"):
        report = run_pipeline(settings, silent)
    told = f"another run (process {os.getpid()}) is at work on {settings.places.root}; wait for it or end it, then run again"
    assert report.problems == (RunProblem(ProblemKind.ANOTHER_RUN, told),)
    assert sums(settings.places.warehouse) == before


def test_a_folder_that_cannot_be_written_ends_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "run", "--data-dir", str(tmp_path / "file" / "data")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [f"diarium: {tmp_path / 'file'}/data: Not a directory; choose another folder with --data-dir"]


def test_nothing_of_a_held_back_crawl_enters_the_history_after_it_heals(
    first: tuple[Settings, RunReport], broken: Callable[[str], tuple[Settings, RunReport]]
) -> None:
    settings, held = broken("rename=Antal deltagare")
    assert not held.published
    report = run_pipeline(Settings(data_dir=settings.data_dir, registries="esf_se"), silent)
    assert report.succeeded, report.problems
    assert rows(settings.places.warehouse, "FROM mart.project_change") == []
    assert rows(settings.places.warehouse, "SELECT count(*) FROM ops.issue WHERE label LIKE 'Ny %'") == [(0,)]
    assert sums(settings.places.exports) == sums(first[0].places.exports)


def test_a_page_that_cannot_be_had_for_once_does_not_delist_its_project(broken: Callable[[str], tuple[Settings, RunReport]]) -> None:
    settings, report = broken(f"gone={DNR}")
    assert report.published
    assert rows(settings.places.warehouse, "SELECT count(*) FROM core.project WHERE NOT is_listed") == [(0,)]


def test_damaged_derived_files_are_made_again_from_the_captures(
    first: tuple[Settings, RunReport], broken: Callable[[str], tuple[Settings, RunReport]]
) -> None:
    settings, _ = broken("dead")
    places = settings.places
    for file in (places.observations / "esf_se/state.json", places.observations / "esf_se/record.parquet", places.warehouse):
        file.write_bytes(b"junk")
    for index in places.captures.glob("*/*.index.parquet"):
        index.write_bytes(b"junk")
    assert status_of(settings)["publication"] is None
    report = run_pipeline(Settings(data_dir=settings.data_dir, registries="esf_se"), silent)
    assert report.succeeded, report.problems
    assert rows(settings.places.warehouse, "SELECT count(*) FROM core.project") == [(46,)]
    assert sums(places.exports) == sums(first[0].places.exports)


def test_ctrl_c_stops_a_run_with_one_line_and_publishes_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data-dir", str(tmp_path)]
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    observed = tmp_path / "observations/esf_se/state.json"
    while not observed.exists():
        time.sleep(0.05)
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    _, complaint = run.communicate(timeout=60)
    told = "diarium: stopped; nothing was published. What a crawl had fetched is kept: run it again, and it goes on from there\n"
    assert (run.returncode, complaint) == (130, told)
    assert not (tmp_path / "warehouse/diarium.duckdb").exists()
