"""The published file answers the obvious question rightly, alone and in any tool, and a changed cell of it is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_inputs import Raw, one, project, rows, three_registries

from pipeline.commands.verify.verification import verify
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.connect import attach
from warehouse.file_differences import file_differences
from warehouse.places import Places
from warehouse.progress import silent
from warehouse.tables import catalogue

CLI = Path(sys.prefix) / "readers" / "duckdb-cli" / "duckdb_cli" / "duckdb"
COUNTED_ONCE = """
SELECT sum(funding.amount_eur)
FROM core.funding JOIN core.project USING (project_id) JOIN ref.registry USING (registry)
WHERE funding.is_summed AND funding.field = 'total_cost' AND registry.authority = 'registry'
"""


@pytest.fixture(scope="module")
def published(every: tuple[Settings, RunReport]) -> Path:
    return every[0].places.warehouse


def test_the_sum_of_all_projects_is_the_total_counted_once(published: Path) -> None:
    (total,) = one(published, COUNTED_ONCE)
    assert one(published, "SELECT sum(total_cost_eur) FROM project") == (total,)
    (everything,) = one(published, "SELECT sum(total_cost_eur) FROM project_all")
    assert everything > total, "the sample has registries that repeat others"


def test_duckdbs_own_command_line_finds_marts_without_a_schema(published: Path) -> None:
    if not CLI.exists():
        pytest.skip(f"{CLI} is not there: make test puts DuckDB's command line into it")
    (total,) = one(published, COUNTED_ONCE)
    asked = [str(CLI), "-readonly", "-csv", "-noheader", str(published), "SELECT sum(total_cost_eur) FROM project"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(total)


def test_every_mart_stands_in_the_schema_a_tool_looks_into_first(published: Path) -> None:
    found = {name for (name,) in rows(published, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal")}
    assert found == {table.name for table in catalogue.tables_of("mart")}


def test_the_file_answers_alone_with_external_access_off(published: Path) -> None:
    with duckdb.connect(published, read_only=True, config={"enable_external_access": False}) as connection:
        for view, schema in connection.execute("SELECT view_name, schema_name FROM duckdb_views() WHERE NOT internal").fetchall():
            connection.execute(f"FROM {schema}.{view} LIMIT 1").fetchall()
        cited = "SELECT value, value_raw, captured_at IS NOT NULL FROM mart.cite('esf_se:22-021-S03', 'eu_cofinancing_rate_pct')"
        assert connection.execute(cited).fetchall() == [("40", "40%", True)]


def test_evidence_has_the_words_of_every_value_of_a_project_as_it_stands(published: Path) -> None:
    found = dict(rows(published, "SELECT field, value FROM core.evidence WHERE project_id = 'esf_se:22-021-S03' AND item_no = 0"))
    columns = ("title", "beneficiary_name", "nuts_code", "description")
    names = "title, beneficiary_name, stated_region_code, description"
    assert tuple(found[name] for name in columns) == one(published, f"SELECT {names} FROM project WHERE project_id = 'esf_se:22-021-S03'")


def test_nobody_can_write_into_the_published_file_by_mistake(published: Path) -> None:
    assert published.stat().st_mode & 0o777 == 0o444


# what macros do not know is an error


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("in_region('XX99')", "in_region: no NUTS edition has the region 'XX99'"),
        ("in_region(NULL)", "in_region: no NUTS edition has the region 'NULL'"),
        ("cite('esf_se:22-021', 'title')", "cite: no project 'esf_se:22-021'"),
        ("cite('esf_se:22-021-S03', 'titel')", "cite: no field 'titel'"),
        ("partners_of('Nobody of this name')", "partners_of: no organisation 'Nobody of this name'"),
        ("partners_of('')", "partners_of: no organisation ''"),
        ("scorecard_gap('esf', 'h')", "scorecard_gap: no registry 'esf'"),
        ("scorecard_gap('esf_se', 'x')", "scorecard_gap: Article 49(3) has no item 'x'"),
    ],
)
def test_a_macro_refuses_what_it_does_not_know(published: Path, call: str, told: str) -> None:
    with pytest.raises(duckdb.InvalidInputException) as refused:
        rows(published, f"FROM mart.{call}")
    assert told in str(refused.value)


def test_what_is_known_and_not_there_is_no_error(published: Path) -> None:
    assert rows(published, "FROM mart.in_region('MT')") == []
    assert rows(published, "FROM mart.cite('esf_se:22-021-S03', 'website')") == []


@pytest.mark.parametrize("name", ["region exempel", "REGION EX", "interreg_se_no:name-none", "gion exem"])
def test_partners_are_found_by_a_part_of_the_name_in_any_case(published: Path, name: str) -> None:
    if ":" in name:
        asked = "SELECT organisation_id FROM participation WHERE project_id = 'interreg_se_no:exempelvagen-2' AND role = 'beneficiary'"
        (name,) = one(published, asked)
    found = rows(published, f"SELECT organisation_name FROM mart.partners_of('{name}') WHERE contains(partner_of, 'Region Exempel')")
    assert ("Eksempelbyen Utvikling",) in found
    assert ("Region Exempel",) not in found


@pytest.mark.parametrize("moment", ["TIMESTAMPTZ '{0}+00'", "TIMESTAMP '{0}'", "'{0}'", "'{0}Z'", "'{0}+00:00'"])
def test_a_moment_is_the_same_in_every_time_zone_of_the_session(published: Path, moment: str) -> None:
    (latest,) = one(published, "SELECT max(valid_from) FROM core.project_version")
    (n_all,) = one(published, "SELECT count(*) FROM core.project")
    with duckdb.connect(published, read_only=True) as connection:
        for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
            connection.execute(f"SET TimeZone = '{zone}'")
            [(then,)] = connection.execute(f"SELECT count(*) FROM mart.as_of({moment.format(latest)})").fetchall()
            assert then == n_all
        connection.execute("SET TimeZone = 'America/Los_Angeles'")
        [(before,)] = connection.execute("SELECT count(*) FROM mart.as_of(TIMESTAMPTZ '2020-01-01 00:00:00+00')").fetchall()
        assert before == 0


# where a project is


@pytest.mark.parametrize(
    ("values", "region"),
    [
        ({"nuts_code": "SE0", "region_name": "ESF Nationellt"}, "SE"),
        ({"nuts_code": None, "region_name": None}, "SE"),
        ({"nuts_code": "SE33"}, "SE33"),
        ({"nuts_code": None, "region_name": None, "country_code": None}, "unallocated"),
        ({"nuts_code": None, "region_name": None, "programme_cci": "2021TC16RFCB016"}, "unallocated"),
        ({"nuts_code": "NO0A", "region_name": None}, "NO0A"),
    ],
)
def test_a_project_of_no_one_region_is_in_its_country_unless_it_crosses_a_border(
    tmp_path: Path, values: dict[str, str | None], region: str
) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", **values))
    assert one(raw.build(), "SELECT region_code FROM project") == (region,)


def test_a_fund_that_nobody_states_is_unknown_everywhere(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", fund_code=None))
    path = raw.build()
    for mart in (table.name for table in catalogue.tables_of("mart") if any(column.name == "fund_code" for column in table.columns)):
        assert {fund for (fund,) in rows(path, f"SELECT fund_code FROM {mart}")} <= {"unknown"}, mart
    assert rows(path, "SELECT fund_code FROM mart.as_of('2100-01-01')") == [("unknown",)]


def test_sums_by_country_region_and_year_add_up_to_the_same(published: Path) -> None:
    totals = [
        one(published, f"SELECT sum(n_projects), sum(support_eur), sum(total_cost_eur) FROM {mart}")
        for mart in ("funding_by_country_fund", "funding_by_region_fund", "funding_by_region_fund_year", "funding_by_year_fund")
    ]
    assert len(set(totals)) == 1
    counted = (
        "SELECT count(*), sum(support_eur), sum(total_cost_eur) FROM project_region WHERE is_main AND region_basis = 'registry_stated'"
    )
    assert one(published, counted)[0] == totals[0][0]


def test_coverage_has_the_number_the_source_itself_prints(published: Path) -> None:
    found = one(published, "SELECT n_listed, n_printed FROM registry_coverage WHERE registry = 'esf_se'")
    assert found == (46, 46)


def test_a_mean_weighted_by_cost_is_not_the_mean(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", eu_cofinancing_rate_pct="40", total_cost="900", currency="EUR"))
    raw.page("22-002-S01", project("22-002-S01", eu_cofinancing_rate_pct="80", total_cost="100", currency="EUR"))
    raw.page("22-003-S01", project("22-003-S01", eu_cofinancing_rate_pct="90", total_cost=None, currency="EUR"))
    names = ("mean", "cost_weighted_mean", "median")
    asked = ", ".join(f"CAST({name}_eu_cofinancing_rate_pct AS DOUBLE)" for name in names)
    assert one(raw.build(), f"SELECT {asked} FROM rate_by_fund") == (70.0, 44.0, 80.0)


# a changed file is found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two builds of the same inputs: one that may be changed, and one to compare it with."""
    folder = tmp_path_factory.mktemp("pair")
    built = three_registries(folder).build()
    ours = folder / "ours.duckdb"
    shutil.copyfile(built, ours)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{ours}' AS ours")
        attach(connection, built, "theirs")
        yield connection


def found_after(connection: duckdb.DuckDBPyConnection, *statements: str) -> list[Any]:
    """The differences after some statements, which are then undone."""
    connection.execute("BEGIN")
    try:
        for statement in statements:
            connection.execute(statement)
        return list(file_differences(connection, "ours", "theirs"))
    finally:
        connection.execute("ROLLBACK")


def test_two_builds_of_the_same_do_not_differ(pair: duckdb.DuckDBPyConnection) -> None:
    assert found_after(pair) == []


CELLS = [
    pytest.param(table, column, id=f"{table.full_name}.{column.name}")
    for table in (catalogue.table("mart.project_all"), catalogue.table("core.project"))
    for column in table.columns
]


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_one_changed_cell_is_named_with_its_table_row_and_column(pair: duckdb.DuckDBPyConnection, table: Any, column: Any) -> None:
    [(key,)] = pair.execute(f"SELECT max(project_id) FROM ours.{table.full_name}").fetchall()
    other = {
        "VARCHAR": "'other'",
        "DATE": "DATE '1999-01-01'",
        "TIMESTAMP": "TIMESTAMP '1999-01-01'",
        "BOOLEAN": f"NOT coalesce({column.name}, false)",
    }
    value = next((told for kind, told in other.items() if column.type == kind), f"coalesce({column.name}, 0) + 1")
    found = found_after(pair, f"UPDATE ours.{table.full_name} SET {column.name} = {value} WHERE project_id = '{key}'")
    named = [each for each in found if each.table == table.full_name]
    if column.name == "project_id":
        assert {each.row for each in named} == {"other", key}
    else:
        assert [(each.row, each.column) for each in named] == [(key, column.name)]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DROP TABLE ours.mart.conflict CASCADE", "mart.conflict"),
        ("CREATE TABLE ours.core.added AS SELECT 1 AS a", "core.added"),
        ("ALTER TABLE ours.core.indicator ADD COLUMN mine INTEGER", "core.indicator"),
        ("DELETE FROM ours.ref.fund WHERE fund_code = 'ESF+'", "ref.fund"),
        ("CREATE OR REPLACE VIEW ours.mart.project AS FROM ours.mart.project_all LIMIT 1", "mart.project"),
        ("CREATE OR REPLACE MACRO ours.mart.in_region(code) AS TABLE SELECT code", "mart.in_region()"),
        ("UPDATE ours.staging.evidence SET items = items[1:1]", "staging.evidence"),
    ],
)
def test_a_table_view_or_macro_that_was_changed_is_named(pair: duckdb.DuckDBPyConnection, statement: str, table: str) -> None:
    assert table in {each.table for each in found_after(pair, statement)}


def test_verify_names_a_changed_cell_and_the_changed_file(first: tuple[Settings, RunReport], tmp_path: Path) -> None:
    shutil.copytree(first[0].data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("dagster"))
    places = Places(tmp_path / "data")
    assert verify(places, silent).is_proved
    places.warehouse.chmod(0o644)
    with duckdb.connect(places.warehouse) as connection:
        connection.execute("UPDATE mart.project_all SET total_cost_eur = 1 WHERE project_id = 'esf_se:22-021-S03'")
    found = verify(places, silent)
    assert found.rebuild is not None
    assert not found.is_proved
    assert [
        (each.table, each.row, each.column, each.published) for each in found.rebuild.differences if each.table == "mart.project_all"
    ] == [("mart.project_all", "esf_se:22-021-S03", "total_cost_eur", "1.00")]
    assert "is not the file that was published" in found.rebuild.problems[0]
