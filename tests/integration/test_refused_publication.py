"""A publication that is refused leaves the rows that break its rules where an operator finds them, and none of their values in Dagster."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets import table_checks
from pipeline.cli import app
from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.jobs import REREAD
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.connect import reading
from warehouse.progress import silent
from warehouse.validate import CheckQuery, check_queries

TITLES = CheckQuery(
    name="no_title_is_allowed",
    table="core.project",
    description="no project has a title",
    severity="error",
    rules=(),
    needs_previous=False,
    needs_crawls=False,
    select="SELECT project_id, title FROM core.project ORDER BY project_id",
)


@pytest.fixture(scope="module")
def refused(first: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, RunReport]]:
    """A copy of the first run after another one with a rule that every project breaks. Nothing may be changed in its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        data = tmp_path_factory.mktemp("refused") / "data"
        shutil.copytree(first[0].data_dir, data, ignore=shutil.ignore_patterns("dagster"))
        settings = Settings(data_dir=data, registries="esf_se")
        settings.places.published.unlink()  # a rule in memory only is no change that a run could see
        with patch.context() as ruled:
            ruled.setattr(table_checks, "check_queries", lambda: [*check_queries(), TITLES])
            report = run_pipeline(settings, silent, REREAD)
        yield settings, report


def events(settings: Settings) -> str:
    """What Dagster keeps of all runs, as JSON."""
    lines: list[str] = []
    for file in settings.places.dagster.rglob("*.db"):
        with closing(sqlite3.connect(file)) as connection:
            lines += connection.iterdump()
    return "\n".join(lines)


def test_what_refused_it_names_the_rule_its_first_project_and_the_command(refused: tuple[Settings, RunReport]) -> None:
    _, report = refused
    assert not report.published
    [problem] = [each.words for each in report.problems if "no project has a title" in each.words]
    assert problem.startswith("core.project: broken by 46 rows: no project has a title (the first: esf_se:")
    assert problem.endswith("; diarium status --check core.project:no_title_is_allowed)")


def test_the_rows_are_shown_although_nothing_was_published(refused: tuple[Settings, RunReport]) -> None:
    done = CliRunner().invoke(app, ["status", "--check", TITLES.name, "--json", "--data-dir", str(refused[0].data_dir)])
    [told] = json.loads(done.output)
    with reading(refused[0].places.build) as connection:
        rows = connection.execute(f"{TITLES.select} LIMIT 5").fetchall()
    assert (done.exit_code, told["n_rows"], told["is_published"]) == (1, 46, False)
    assert [(row["project_id"], row["title"]) for row in told["sample"]] == rows


def test_the_rows_of_a_publication_are_those_it_was_checked_with(first: tuple[Settings, RunReport]) -> None:
    done = CliRunner().invoke(app, ["status", "--check", "postcode_lies_in_stated_region", "--data-dir", str(first[0].data_dir)])
    assert done.exit_code == 1
    assert "core.project_region:postcode_lies_in_stated_region (warning) is broken by 1 row, published: the owner's postcode" in done.output
    assert "STOCKHOLM" in done.output


def test_dagster_keeps_no_title_no_name_and_no_amount_of_any_project(
    first: tuple[Settings, RunReport], refused: tuple[Settings, RunReport]
) -> None:
    with reading(first[0].places.warehouse) as connection:
        values = connection.execute(
            "SELECT DISTINCT value_raw FROM staging.observation WHERE value_raw IS NOT NULL AND length(value_raw) > 8 "
            "AND field IN ('title', 'beneficiary_name', 'description', 'total_cost', 'support', 'contact', 'organisation_number')"
        ).fetchall()
    assert len(values) > 150
    for settings in (first[0], refused[0]):
        told = events(settings)
        assert "esf_se:22-023-S06" in told or "no_title_is_allowed" in told
        assert [value for (value,) in values if value in told or json.dumps(value)[1:-1] in told] == []


def test_the_next_build_takes_their_place(refused: tuple[Settings, RunReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    shutil.copytree(refused[0].data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("dagster"))
    assert not (tmp_path / "data/warehouse/published.json").exists()
    assert run_pipeline(refused[0].changed(data_dir=tmp_path / "data"), silent, REREAD).published
    done = CliRunner().invoke(app, ["status", "--check", TITLES.name, "--data-dir", str(tmp_path / "data")])
    assert (done.exit_code, "no rule 'no_title_is_allowed'" in done.output) == (2, True)
