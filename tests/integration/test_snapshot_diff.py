"""`diarium diff`: what came, went and changed between two snapshots, and what cannot be compared."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from warehouse_inputs import INTERREG, Raw, old_project, project

import warehouse.export.snapshot
from pipeline.cli import app
from warehouse.diff.changes import ColumnChange, RegistryChange, SchemaChange, TableChange, ValueChange
from warehouse.diff.comparison import compare_snapshots
from warehouse.export.profile import NO_TEXTS
from warehouse.export.snapshot import export
from warehouse.tables.catalogue import exported_tables
from warehouse.tables.model import Table


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def first_crawl(folder: Path) -> Raw:
    raw = Raw(folder)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03", description=None))
    raw.page("22-022-S01", project("22-022-S01", support_amount=None))
    raw.page("2018/00123", old_project("2018/00123"))
    return raw


@pytest.fixture
def two(tmp_path: Path, exports: Path) -> tuple[Path, Path]:
    """A snapshot, and one after a value changed, one came, one went, and a project came."""
    raw = first_crawl(tmp_path)
    before = export(raw.build(), exports).path
    raw.crawl(1)
    raw.page("22-021-S03", project("22-021-S03", total_cost="1500", description="=Ny text"))
    raw.page("22-022-S01", project("22-022-S01", support_amount="500", participants=None))
    raw.page("2018/00123", old_project("2018/00123"))
    raw.page("22-030-S01", project("22-030-S01", title="Nytt projekt"))
    return before, export(raw.build(), exports).path


def ask(*arguments: str | Path, exports: Path) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments), "--exports", str(exports)])


def test_projects_are_counted_by_registry(two: tuple[Path, Path]) -> None:
    assert compare_snapshots(*two).registries == (RegistryChange("esf_se", 3, 4, 1, 0, 2),)
    assert compare_snapshots(two[1], two[0]).registries == (RegistryChange("esf_se", 4, 3, 0, 1, 2),)


def test_values_are_counted_by_column(two: tuple[Path, Path]) -> None:
    found = {each.column: each for each in compare_snapshots(*two).columns}
    assert found["total_cost_amount"] == ColumnChange("total_cost_amount", 1, 0, 0)
    assert found["support_amount"] == ColumnChange("support_amount", 1, 1, 0)
    assert found["participants"] == ColumnChange("participants", 1, 0, 1)
    assert found["description"] == ColumnChange("description", 1, 1, 0)
    assert "title" not in found
    assert "end_on" not in found


def test_totals_stand_by_fund_before_and_after(two: tuple[Path, Path]) -> None:
    found = {(each.fund_code, each.currency, each.measure): (each.before, each.after) for each in compare_snapshots(*two).totals}
    assert found["ESF+", "SEK", "n_projects"] == (2, 3)
    assert found["ESF+", "SEK", "total_cost_amount"] == (Decimal(2000), Decimal(3500))
    assert found["ESF+", "SEK", "support_amount"] == (Decimal(600), Decimal(1700))
    assert found["ESF", "SEK", "n_projects"] == (1, 1)
    assert ("ESF+", "SEK", "eu_amount") not in found


def test_rows_are_counted_by_table(two: tuple[Path, Path]) -> None:
    found = {each.table: each for each in compare_snapshots(*two).tables}
    assert found["core.project"] == TableChange("core.project", 3, 4, 1, 0, 1)
    assert found["mart.project_all"] == TableChange("mart.project_all", 3, 4, 1, 0, 2), "where the description is"
    year = found["mart.funding_by_year_fund"]
    assert year.n_before + (year.n_new or 0) - (year.n_gone or 0) == year.n_after
    assert found["core.project_version"].n_new == 3
    assert found["mart.project_change"].n_before == 0
    assert set(found) == {table.full_name for table in exported_tables()}


def test_each_changed_value_is_told(two: tuple[Path, Path]) -> None:
    found = compare_snapshots(*two)
    assert ValueChange("esf_se:22-021-S03", "changed", "total_cost_amount", "1000.00", "1500.00") in found.values
    assert ValueChange("esf_se:22-022-S01", "changed", "participants", "0", None) in found.values
    assert ValueChange("esf_se:22-030-S01", "new", "title", None, "Nytt projekt") in found.values
    assert len(found.values) == found.n_values
    assert {each.project_id for each in compare_snapshots(*two, project="esf_se:22-021-S03").values} == {"esf_se:22-021-S03"}
    cut = compare_snapshots(*two, limit=2)
    assert (len(cut.values), cut.n_values) == (2, found.n_values)


def test_a_registry_that_came_and_one_that_went(tmp_path: Path) -> None:
    alone = export(first_crawl(tmp_path / "a").build(), tmp_path / "exports").path
    raw = first_crawl(tmp_path / "b")
    raw.registries = (*raw.registries, INTERREG)
    raw.crawl(0, registry="interreg_se_no")
    raw.page("https://www.interreg.example/scandinavian", project("scandinavian", fund_code="ERDF"))
    both = export(raw.build(), tmp_path / "exports").path
    assert RegistryChange("interreg_se_no", 0, 1, 1, 0, 0) in compare_snapshots(alone, both).registries
    assert RegistryChange("interreg_se_no", 1, 0, 0, 1, 0) in compare_snapshots(both, alone).registries


def test_a_snapshot_compared_with_itself_has_no_change(two: tuple[Path, Path], exports: Path) -> None:
    found = compare_snapshots(two[0], two[0])
    assert found.is_empty
    assert (found.columns, found.n_values, found.schema) == ((), 0, ())
    shown = ask(two[0].name, two[0].name, exports=exports)
    assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (0, "Nothing changed")


def test_columns_and_tables_that_came_or_went_are_told(tmp_path: Path, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = first_crawl(tmp_path).build()
    after = export(built, exports).path

    def fewer() -> tuple[Table, ...]:
        kept = (table for table in exported_tables() if table.full_name != "core.mention")
        return tuple(
            replace(table, columns=tuple(column for column in table.columns if column.name != "acronym"))
            if table.full_name == "mart.project_all"
            else table
            for table in kept
        )

    monkeypatch.setattr(warehouse.export.snapshot, "exported_tables", fewer)
    before = export(built, exports).path
    assert compare_snapshots(before, after).schema == (
        SchemaChange("core.mention", None, None, "table"),
        SchemaChange("mart.project_all", "acronym", None, "VARCHAR"),
    )
    assert compare_snapshots(after, before).schema[1] == SchemaChange("mart.project_all", "acronym", "VARCHAR", None)
    assert compare_snapshots(before, after).registries == (RegistryChange("esf_se", 3, 3, 0, 0, 0),)
    shown = ask(before.name, after.name, exports=exports)
    assert "core.mention" in shown.stdout
    assert "acronym" in shown.stdout


def test_a_table_of_what_changed_is_shown(two: tuple[Path, Path], exports: Path) -> None:
    shown = ask(exports=exports)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == f"{two[0].name} -> {two[1].name}"
    for title in ("Projects", "Totals by fund", "Values, by column", "Rows, by table", "What changed"):
        assert title in shown.stdout
    assert "more: --limit" in ask("--limit", "3", exports=exports).stdout


def test_as_csv_every_value_has_a_line_that_no_spreadsheet_runs(two: tuple[Path, Path], exports: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("previous", "latest", "--format", "csv", exports=exports).stdout)))
    assert len(rows) == compare_snapshots(*two).n_values
    assert next(row["after"] for row in rows if row["column"] == "description") == "'=Ny text"


def test_as_json_everything_is_told(two: tuple[Path, Path], exports: Path) -> None:
    told = json.loads(ask("--format", "json", exports=exports).stdout)
    assert (told["before"], told["after"], told["is_empty"]) == (two[0].name, two[1].name, False)
    assert {"schema", "tables", "registries", "columns", "totals", "values", "n_values"} <= told.keys()
    total = next(each for each in told["totals"] if each["measure"] == "total_cost_amount" and each["fund_code"] == "ESF+")
    assert (total["before"], total["after"]) == (2000, 3500)


def test_previous_is_the_one_written_before_of_the_same_kind(two: tuple[Path, Path], tmp_path: Path, exports: Path) -> None:
    export(first_crawl(tmp_path / "other").build(), exports, NO_TEXTS)
    assert ask(exports=exports).stdout.startswith(f"{two[0].name} -> {two[1].name}\n")
    assert "the only one of its kind" in ask("--profile", "no-texts", exports=exports).stderr
    (exports / "LATEST").write_text(f"{two[0].name}\n", "utf-8")
    assert ask(exports=exports).stdout.startswith(f"{two[1].name} -> {two[0].name}\n")


def test_a_folder_can_be_named_instead_of_an_id(two: tuple[Path, Path], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shown = ask(two[0], two[1], exports=elsewhere)
    assert shown.stdout.startswith(f"{two[0].name} -> {two[1].name}\n")


CANNOT: Sequence[tuple[str, Sequence[str], int, str]] = (
    ("an id that is not there", ("20200101-00000000", "latest"), 2, "no snapshot '20200101-00000000' in "),
    ("an unknown format", ("--format", "xml"), 2, "--format xml: there is table, csv, json"),
    ("an unknown profile", ("--profile", "half"), 2, "--profile half: there is full, no-texts"),
    ("a project that is in neither", ("--project", "esf_se:none"), 1, "has a project 'esf_se:none'"),
)


@pytest.mark.parametrize(("arguments", "code", "words"), [each[1:] for each in CANNOT], ids=[each[0] for each in CANNOT])
def test_what_cannot_be_answered_says_why(arguments: Sequence[str], code: int, words: str, two: tuple[Path, Path], exports: Path) -> None:
    shown = ask(*arguments, exports=exports)
    assert shown.exit_code == code
    assert words in shown.stderr
    assert shown.stdout == ""
    assert len(shown.stderr.splitlines()) == 1


def test_where_nothing_was_exported_the_command_says_how(tmp_path: Path) -> None:
    shown = ask(exports=tmp_path / "exports")
    assert shown.exit_code == 2
    assert "diarium export" in shown.stderr


def test_a_folder_that_is_no_snapshot_is_not_compared(two: tuple[Path, Path], tmp_path: Path, exports: Path) -> None:
    (tmp_path / "empty").mkdir()
    shown = ask(tmp_path / "empty", "latest", exports=exports)
    assert (shown.exit_code, "is no snapshot" in shown.stderr) == (1, True)


@pytest.mark.parametrize("name", ["mart/project.parquet", "README.md", "registries.csv"])
def test_a_damaged_snapshot_is_not_compared(name: str, two: tuple[Path, Path], exports: Path) -> None:
    with (two[0] / name).open("ab") as file:
        file.write(b" ")
    shown = ask(exports=exports)
    assert shown.exit_code == 1
    assert f"{two[0].name} is damaged" in shown.stderr
    assert os.path.basename(name) in shown.stderr  # noqa: PTH119


def test_snapshots_of_two_profiles_are_not_compared(tmp_path: Path, exports: Path) -> None:
    built = first_crawl(tmp_path).build()
    whole, bare = export(built, exports).path, export(built, exports, NO_TEXTS).path
    shown = ask(whole.name, bare.name, exports=exports)
    assert shown.exit_code == 1
    assert "what one leaves out would look gone" in shown.stderr
    assert ask(bare.name, bare.name, exports=exports).exit_code == 0


def test_a_renamed_snapshot_is_not_compared(two: tuple[Path, Path], exports: Path) -> None:
    shutil.move(two[0], exports / "20200101-00000000")
    shown = ask("20200101-00000000", "latest", exports=exports)
    assert (shown.exit_code, "is damaged" in shown.stderr) == (1, True)
