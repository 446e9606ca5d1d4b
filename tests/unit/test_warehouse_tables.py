"""The definitions keep to the grammar, and what is generated from them is up to date."""

from __future__ import annotations

import re

import duckdb
import pytest

from warehouse import build, dictionary, sql_files
from warehouse.observations.records import record_row
from warehouse.partitions import ASIDE
from warehouse.table_rules import rules_of
from warehouse.tables import catalogue
from warehouse.tables.arrow_schema import arrow_schema
from warehouse.tables.catalogue import COLUMNS, MONEY, define_table, exported_tables
from warehouse.tables.code_lists import OBSERVED_FIELDS
from warehouse.tables.model import Column, Ordered, Table, TableDefinitionError
from warehouse.validate import check_queries

EVERY_CASE = [pytest.param(table, column, id=f"{table.full_name}.{column.name}") for table in catalogue.TABLES for column in table.columns]
INNER_VIEWS = ("core.evidence", "mart.project_region")
"""Views of published tables: where words stand changes with the layout of a page, and shares follow from what is exported."""
EVERY_TABLE = [pytest.param(table, id=table.full_name) for table in catalogue.TABLES]
VALIDITY = {"valid_from", "valid_to"}
MONEY_SUM = "DECIMAL(28,2)"


@pytest.mark.parametrize(("table", "column"), EVERY_CASE)
def test_column_names_keep_to_the_grammar(table: Table, column: Column) -> None:
    name, kind = column.name, column.type
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    assert (kind == "DATE") == name.endswith("_on")
    assert (kind == "TIMESTAMP") == (name.endswith("_at") or name in VALIDITY)
    assert (kind == "BOOLEAN") == name.startswith(("is_", "has_"))
    assert (kind in (MONEY, MONEY_SUM)) == (name == "amount" or (name.endswith(("_amount", "_eur")) and not name.startswith("n_")))
    if name.endswith("_eur"):
        assert name.startswith("n_with_") or column.unit == "EUR"
    if name.startswith("n_") or name.endswith(("_count", "_no")):
        assert kind in ("INTEGER", "BIGINT")
        assert column.minimum is not None
    if name.endswith("_pct"):
        assert kind.startswith("DECIMAL")
        assert (column.minimum, column.maximum, column.unit) == (0, 100, "percent")
    if name.endswith(("_id", "_code", "_raw")) and kind != "BOOLEAN":
        assert kind == "VARCHAR"
    if kind in (MONEY, MONEY_SUM) and not name.endswith("_eur"):
        assert any(other.name == "currency" for other in table.columns)


@pytest.mark.parametrize(("table", "column"), EVERY_CASE)
def test_every_column_says_what_it_means(table: Table, column: Column) -> None:
    assert column.description.endswith(".")
    assert column.article_letter is None or column.article_letter in "abcdefghijklmn"
    if column.references:
        schema_and_table, _, key = column.references.rpartition(".")
        assert catalogue.table(schema_and_table).column(key)


@pytest.mark.parametrize(("table", "column"), [case for case in EVERY_CASE if case.values[1].fields])
def test_a_column_is_made_of_fields_that_are_observed(table: Table, column: Column) -> None:
    assert set(column.fields) <= set(OBSERVED_FIELDS)


def test_every_item_of_the_article_is_answered_by_a_column_with_evidence() -> None:
    lettered = {column.article_letter: column for column in catalogue.table("mart.project").columns if column.article_letter}
    assert set(lettered) == set("adefghijklmn")
    assert all(column.fields for column in lettered.values())


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_table_names_are_singular_or_measure_by_dimensions(table: Table) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", table.name)
    assert not table.name.endswith("s") or table.name.endswith("alias")
    assert table.exported == (table.schema in ("core", "mart") and table.full_name not in INNER_VIEWS)


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_rule_ids_are_unique_within_a_table(table: Table) -> None:
    ids = [rule.rule_id for rule in rules_of(table)]
    assert len(ids) == len(set(ids))


def test_no_clock_of_the_run_is_exported() -> None:
    exported = {f"{table.full_name}.{column.name}" for table in exported_tables() for column in table.exported_columns}
    assert not {name for name in exported if name.endswith(("last_seen_at", "fetched_at", "published_at", ".body_sha256"))} - {
        "core.project_version.body_sha256"
    }


def test_exported_free_text_is_searched_for_contact_details() -> None:
    for table in exported_tables():
        free = {column.name for column in table.exported_columns if column.is_free_text}
        checked = catalogue.table(table.rows_of) if table.rows_of else table
        found = {rule.kind: rule.offending for rule in rules_of(checked)}.get("no_contact_details") or ""
        assert all(f"'{name}' AS column_name" in found for name in free)


def test_every_sql_file_fills_or_checks_a_defined_table() -> None:
    files = {f"{path.parent.name}.{path.stem}": path.read_text(encoding="utf-8") for path in sql_files.SQL.glob("*/*.sql")}
    selects = {name: text for name, text in files.items() if not name.startswith(("checks.", "function.", "macro.", "pair."))}
    made = {table.full_name for table in (*build.build_order("staging", "core", "ops"), *build.build_order("mart"))}
    assert sorted(selects) == sorted((made | set(ASIDE)) - set(build.MADE_IN_PYTHON))
    assert all(text.startswith("-- grain: ") and "\n-- source: " in text for text in selects.values())
    assert {query.table for query in check_queries()} <= {table.full_name for table in catalogue.TABLES}


@pytest.mark.parametrize(("file", "table"), [("organisation", "core.organisation_link"), ("operation", "staging.title_candidate")])
def test_a_table_made_in_python_names_the_tables_it_reads(file: str, table: str) -> None:
    text = (sql_files.SQL / "pair" / f"{file}.sql").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"\b(?:FROM|JOIN) ((?:ref|staging|core)\.\w+)", text))) == sorted(build.MADE_IN_PYTHON[table])


def test_the_dictionary_names_every_column() -> None:
    text = dictionary.dictionary()
    assert all(f"| `{column.name}` | {column.type} |" in text for table in catalogue.TABLES for column in table.columns)


def _table(**changes: object) -> Table:
    column = Column(name="a_id", type="VARCHAR", description="A.", nullable=False)
    usual: dict[str, object] = {"schema": "core", "name": "thing", "description": "T.", "columns": (column,), "primary_key": ("a_id",)}
    return Table(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"primary_key": ("b_id",)}, "no column 'b_id'"),
        ({"ordered": (Ordered("a_id", "z_on"),)}, "no column 'z_on'"),
        ({"primary_key": ()}, "neither primary_key nor order_by"),
        ({"columns": (Column(name="a_id", type="VARCHAR", description="A."),)}, "nullable=False"),
        ({"columns": (Column(name="a_id", type="VARCHAR", description="A.", nullable=False),) * 2}, "defined twice"),
    ],
)
def test_a_contradictory_definition_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(TableDefinitionError, match=said):
        _table(**changes)


def _defined(columns: str, **overrides: object) -> Table:
    written = {"description": "T.", "primary_key": ["registry"], "columns": columns, "overrides": overrides}
    return define_table("core.thing", written)


@pytest.mark.parametrize(
    ("columns", "overrides", "said"),
    [
        ("registry nowhere", {}, r"core\.thing: no column 'nowhere' in columns\.toml"),
        ("registry title:nowhere", {}, r"core\.thing: no column 'title:nowhere' in columns\.toml"),
        ("registry {nowhere}", {}, r"core\.thing: 'nowhere' is missing, in the table or in groups\.toml"),
        ("registry", {"title": "T."}, r"core\.thing: overrides of columns it does not have: title"),
        ("registry title", {"title": {"patern": "T"}}, r"core\.thing\.title: patern: .*, not 'T'"),
        ("registry title", {"title": {"maximum": "9 %"}}, r"core\.thing\.title: maximum\.\w+: .* valid integer.*, not '9 %'"),
        ("registry title", {"title": {"pattern": "SHA265"}}, r"SHA265 is not in warehouse/tables/code_lists\.py"),
    ],
)
def test_a_table_is_made_of_columns_of_the_catalogue(columns: str, overrides: dict[str, object], said: str) -> None:
    with pytest.raises(TableDefinitionError, match=said):
        _defined(columns, **overrides)


def test_a_table_has_no_unknown_property() -> None:
    with pytest.raises(TableDefinitionError, match=r"core\.thing: grain: .*, not 'project'"):
        define_table("core.thing", {"description": "T.", "primary_key": ["registry"], "columns": "registry", "grain": "project"})


def test_every_column_is_in_a_table() -> None:
    assert {name.partition(":")[0] for name in COLUMNS} == {column.name for table in catalogue.TABLES for column in table.columns}


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_a_table_has_an_arrow_schema_that_duckdb_reads_as_its_own(table: Table) -> None:
    rows = arrow_schema(table.full_name).empty_table()
    with duckdb.connect() as connection:
        made = connection.from_arrow(rows)
        assert [(name, str(kind)) for name, kind in zip(made.columns, made.types, strict=True)] == [
            (column.name, column.type) for column in table.columns
        ]


def test_values_of_a_record_stand_in_one_order() -> None:
    """By member of the group; a correction, what is printed, in the order of the page, what is derived."""
    places = [
        (0, True, "derived", None),
        (0, False, "label", 0),
        (0, False, "prose", 2147483647),
        (0, False, "label", None),
        (0, False, "derived", 3),
        (0, False, "derived", None),
        (1, True, "derived", None),
        (1, False, "label", 7),
    ]
    seen = [
        {"field": f"f{n}", "value": "x", "value_raw": "x", "label": None, "precision": None}
        | {"item_no": item_no, "is_corrected": is_corrected, "method": method, "span_start": start}
        for n, (item_no, is_corrected, method, start) in enumerate(places)
    ]
    row, _ = record_row({"record_no": 1}, seen[::-1])
    assert [item["field"] for item in row["evidence"]] == [each["field"] for each in seen]


def test_severities_authorities_and_roles_have_ranks() -> None:
    with duckdb.connect() as connection:
        for statement in sql_files.functions():
            connection.execute(statement)
        ranks = connection.execute(
            "SELECT severity_rank('error') > severity_rank('warning'), authority_rank('registry') < authority_rank('project_page'), "
            "role_rank('beneficiary'), role_rank('nobody')"
        ).fetchall()[0]
    assert ranks == (True, True, 1, None)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(TableDefinitionError, match=r"core\.nothing: no such table"):
        catalogue.table("core.nothing")


def test_a_check_query_about_core_reads_no_mart() -> None:
    """The checks of core run before the marts are built."""
    early = [query for query in check_queries() if not query.table.startswith("mart.")]
    assert [query.name for query in early if re.search(r"\bmart\.", query.select)] == []
