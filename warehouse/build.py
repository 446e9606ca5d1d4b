"""From captures and observations to tables: `build_core` starts a fresh file aside, `build_mart` adds the marts.

Tables are created from `warehouse/tables/` and filled by the SELECT of the same name under `warehouse/sql/`, sorted, so that the same
inputs give the same rows in the same order whatever the number of threads. Nothing is edited in place and no published file is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import writing
from warehouse.inputs import InputError, Inputs, crawl_row, failure_rows
from warehouse.tables import catalogue
from warehouse.tables.model import Table

HERE = Path(__file__).parent
CORE_ORDER = (
    "staging.sighting",
    "staging.current_value",
    "core.project_version",
    "core.participation",
    "core.organisation",
    "core.location",
    "core.funding",
    "core.classification",
    "ops.issue",
    "ops.quarantine",
    "core.project",
)
MART_ORDER = ("mart.project", "mart.funding_by_region_fund", "mart.project_change")


class SqlMismatch(Exception):
    """A SELECT and the definition of its table name different columns; the message names both."""


def build_core(inputs: Inputs, target: Path, *, threads: int | None = None) -> dict[str, int]:
    """Start `target` afresh with schemas `ref`, `staging`, `core` and `ops`; returns the number of rows by `schema.table`.

    Raises `InputError` for an input file that cannot be read and `SqlMismatch` where a SELECT does not fit its table.
    """
    for stale in (target, target.with_name(f"{target.name}.wal")):
        stale.unlink(missing_ok=True)
    counts: dict[str, int] = {}
    with writing(target, threads=threads) as connection:
        _create(connection, catalogue.tables_of("ref", "staging", "core", "ops"))
        for name in ("fund", "programme", "region", "region_alias"):
            counts[f"ref.{name}"] = _load_reference(connection, catalogue.table(f"ref.{name}"))
        counts["ref.registry"] = _insert_rows(connection, catalogue.table("ref.registry"), [astuple(row) for row in inputs.registries])
        crawls = [crawl_row(path) for path in inputs.crawl_manifests]
        counts["staging.crawl"] = _load_manifests(connection, "staging.crawl", crawls)
        failures = [row for path in inputs.crawl_manifests for row in failure_rows(path)]
        counts["staging.crawl_failure"] = _load_manifests(connection, "staging.crawl_failure", failures)
        files = {"capture": inputs.capture_indexes, "page": inputs.pages, "observation": inputs.observations, "issue": inputs.issues}
        for name, paths in files.items():
            counts[f"staging.{name}"] = _load_parquet(connection, catalogue.table(f"staging.{name}"), paths)
        for full_name in CORE_ORDER:
            counts[full_name] = fill(connection, catalogue.table(full_name))
    return counts


def build_mart(target: Path, *, threads: int | None = None) -> dict[str, int]:
    """Add schema `mart` to a file that `build_core` made, replacing marts that are there; returns rows by `schema.table`."""
    counts: dict[str, int] = {}
    with writing(target, threads=threads) as connection:
        connection.execute("DROP SCHEMA IF EXISTS mart CASCADE")
        _create(connection, catalogue.tables_of("mart"))
        for full_name in MART_ORDER:
            counts[full_name] = fill(connection, catalogue.table(full_name))
    return counts


def select_of(full_name: str) -> str:
    """The SELECT that fills `schema.table`, as written in its file."""
    schema, name = full_name.split(".")
    return (HERE / "sql" / schema / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def fill(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Fill an empty table from its SELECT, sorted by its key; returns the number of rows. Raises `SqlMismatch`."""
    return _insert_select(connection, table, select_of(table.full_name), f"warehouse/sql/{table.schema}/{table.name}.sql")


def _create(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Create the tables in one transaction: each of the 400 comments on its own would wait for the disk."""
    connection.execute("BEGIN")
    for table in tables:
        for statement in table.ddl():
            connection.execute(statement)
    connection.execute("COMMIT")


def _insert_select(connection: duckdb.DuckDBPyConnection, table: Table, select: str, origin: str) -> int:
    try:
        given = {str(row[0]) for row in connection.execute(f"DESCRIBE {select}").fetchall()}
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise SqlMismatch(f"{origin} does not fit the tables it reads: {error}") from error
    wanted = {column.name for column in table.columns}
    if given != wanted:
        parts = [f"lacks {', '.join(sorted(wanted - given))}"] * bool(wanted - given)
        parts += [f"has besides {', '.join(sorted(given - wanted))}"] * bool(given - wanted)
        raise SqlMismatch(f"{origin} {' and '.join(parts)}; {table.full_name} is defined in warehouse/tables/{table.schema}.py")
    order = ", ".join(table.sort_key)
    connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM ({select}\n) ORDER BY {order}")
    return _count(connection, table)


def _load_reference(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    types = ", ".join(f"'{column.name}': '{column.type}'" for column in table.columns)
    path = _quoted(HERE / "reference" / f"{table.name}.csv")
    select = f"SELECT * FROM read_csv({path}, header = true, delim = ',', quote = '\"', auto_detect = false, columns = {{{types}}})"
    return _insert_select(connection, table, select, f"warehouse/reference/{table.name}.csv")


def _load_parquet(connection: duckdb.DuckDBPyConnection, table: Table, paths: Sequence[Path]) -> int:
    if not paths:
        return 0
    columns = ", ".join(column.name for column in table.columns)
    files = ", ".join(_quoted(path) for path in sorted(paths))
    try:
        select = f"SELECT {columns} FROM read_parquet([{files}], union_by_name = true)"
        return _insert_select(connection, table, select, f"{table.full_name} from {len(paths)} files")
    except (duckdb.Error, SqlMismatch) as error:
        names = ", ".join(str(path) for path in sorted(paths))
        raise InputError(f"{names}: cannot be read into {table.full_name} ({error}); parse or crawl the registry again") from error


def _load_manifests(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[dict[str, Any]]) -> int:
    table = catalogue.table(name)
    return _insert_rows(connection, table, [tuple(row[column.name] for column in table.columns) for row in rows])


def _insert_rows(connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[tuple[object, ...]]) -> int:
    marks = ", ".join("?" for _ in table.columns)
    for row in sorted(rows, key=repr):
        connection.execute(f"INSERT INTO {table.full_name} VALUES ({marks})", row)
    return _count(connection, table)


def _count(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchone()
    return int(row[0]) if row else 0


def _quoted(path: Path) -> str:
    escaped = str(path).replace("'", "''")
    return f"'{escaped}'"
