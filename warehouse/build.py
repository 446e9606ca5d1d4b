"""From captures and observations to tables: `build_core` starts a fresh file aside, `build_mart` adds the marts.

Tables are created from `warehouse/tables/` and filled by the SELECT of the same name under `warehouse/sql/`, sorted, so that the same
inputs give the same rows in the same order whatever the number of threads. Nothing is edited in place and no published file is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.candidate_links import organisation_links, title_links
from warehouse.connect import writing
from warehouse.euro_rates import exchange_rates
from warehouse.inputs import InputError, Inputs, crawl_row, failure_rows, registry_values
from warehouse.organisation_numbers import judged_numbers
from warehouse.sql_files import create_table_macro, functions, select_of, table_macros, table_sources
from warehouse.sql_literal import sql_literal
from warehouse.tables import catalogue
from warehouse.tables.model import SchemaName, Table
from warehouse.vocabulary_rows import country_rows, field_rows, scheme_rows

HERE = Path(__file__).parent
MADE_IN_PYTHON: dict[str, tuple[Callable[[duckdb.DuckDBPyConnection], pa.Table], tuple[str, ...]]] = {
    "staging.organisation_number": (judged_numbers, ("staging.current_value", "ref.registry")),
    "core.organisation_link": (organisation_links, ("core.organisation",)),
    "staging.title_candidate": (title_links, ("core.project", "core.participation", "core.organisation", "core.mention", "ref.registry")),
}
"""Tables that no SELECT can fill, with those they are made of: numbers are judged by python-stdnum, names are compared by rapidfuzz."""
SLICE = 25_000
"""Projects for which a table is filled at a time (`Table.is_sliced`)."""
Connection = duckdb.DuckDBPyConnection


class SqlMismatch(Exception):
    """A SELECT and the definition of its table name different columns; the message names both."""


def build_core(inputs: Inputs, target: Path, *, threads: int | None = None) -> dict[str, int]:
    """Start `target` afresh with schemas `ref`, `staging`, `core` and `ops`; returns the number of rows by `schema.table`.

    Raises `InputError` for an input file that cannot be read and `SqlMismatch` where a SELECT does not fit its table.
    """
    part = target.with_name(f"{target.name}.part")  # a build that was killed leaves no file that looks whole
    for stale in (target, part):
        stale.unlink(missing_ok=True)
        stale.with_name(f"{stale.name}.wal").unlink(missing_ok=True)
    counts: dict[str, int] = {}
    with writing(part, threads=threads) as connection:
        _create(connection, catalogue.tables_of("ref", "staging", "core", "ops"))
        for table in catalogue.TABLES:
            if table.is_by_hand:
                counts[table.full_name] = _load_csv(connection, table, HERE / "reference" / f"{table.name}.csv")
        counts["ref.country"] = _insert_rows(connection, catalogue.table("ref.country"), country_rows())
        counts["ref.field"] = _insert_rows(connection, catalogue.table("ref.field"), field_rows())
        counts["ref.organisation_scheme"] = _insert_rows(connection, catalogue.table("ref.organisation_scheme"), scheme_rows())
        counts["ref.exchange_rate"] = _insert_arrow(connection, catalogue.table("ref.exchange_rate"), exchange_rates())
        counts["ref.registry"] = _insert_rows(
            connection, catalogue.table("ref.registry"), [registry_values(row) for row in inputs.registries]
        )
        for file in inputs.corrections:
            counts["staging.correction"] = _load_csv(connection, catalogue.table("staging.correction"), file)
        crawls = [crawl_row(path) for path in inputs.crawl_manifests]
        counts["staging.crawl"] = _load_manifests(connection, "staging.crawl", crawls)
        failures = [row for path in inputs.crawl_manifests for row in failure_rows(path)]
        counts["staging.crawl_failure"] = _load_manifests(connection, "staging.crawl_failure", failures)
        files = {"capture": inputs.capture_indexes, "page": inputs.pages, "observation": inputs.observations, "issue": inputs.issues}
        for name, paths in files.items():
            counts[f"staging.{name}"] = _load_parquet(connection, catalogue.table(f"staging.{name}"), paths)
        counts["ops.reading_change"] = _load_parquet(connection, catalogue.table("ops.reading_change"), inputs.reading_changes)
        for table in build_order("staging", "core", "ops"):
            make, _ = MADE_IN_PYTHON.get(table.full_name, (None, ()))
            counts[table.full_name] = _insert_arrow(connection, table, make(connection)) if make else fill(connection, table)
    part.replace(target)
    return counts


def build_mart(target: Path, *, threads: int | None = None) -> dict[str, int]:
    """Add schema `mart` to a file that `build_core` made, replacing marts that are there; returns rows by `schema.table`."""
    counts: dict[str, int] = {}
    with writing(target, threads=threads) as connection:
        connection.execute("DROP SCHEMA IF EXISTS mart CASCADE")
        _create(connection, catalogue.tables_of("mart"))
        for table in build_order("mart"):
            counts[table.full_name] = fill(connection, table)
        for macro in table_macros():
            for statement in create_table_macro(macro):
                connection.execute(statement)
    return counts


def build_order(*schemas: SchemaName) -> list[Table]:
    """The tables of the schemas that are made of other tables, each after those its SELECT names as its source."""
    sources = {table.full_name: table_sources(table.full_name) for table in catalogue.tables_of(*schemas)}
    sources |= {name: frozenset(read) for name, (_, read) in MADE_IN_PYTHON.items() if name in sources}
    made = {name: read for name, read in sources.items() if read}
    return [catalogue.table(name) for name in TopologicalSorter({name: sorted(made[name] & made.keys()) for name in made}).static_order()]


def fill(connection: Connection, table: Table) -> int:
    """Fill an empty table from its SELECT, sorted by its key; returns the number of rows. Raises `SqlMismatch`."""
    select, origin = select_of(table.full_name), f"warehouse/sql/{table.schema}/{table.name}.sql"
    if not table.is_sliced:
        return _insert_select(connection, table, select, origin)
    for first, last in _slices(connection):
        connection.execute("SET VARIABLE first_project = ?", [first])
        connection.execute("SET VARIABLE last_project = ?", [last])
        _insert_select(connection, table, select, origin)
    return _count(connection, table)


def _slices(connection: Connection) -> list[tuple[str, str]]:
    """First and last project of each slice, in the order of projects; where there is no project, one slice of none."""
    found = connection.execute(
        "SELECT min(project_id), max(project_id) FROM ("
        "SELECT project_id, (row_number() OVER (ORDER BY project_id) - 1) // ? AS slice_no "
        "FROM (SELECT DISTINCT project_id FROM staging.sighting)"
        ") GROUP BY slice_no ORDER BY slice_no",
        [SLICE],
    ).fetchall()
    return [(str(first), str(last)) for first, last in found] or [("", "")]


def _create(connection: Connection, tables: Sequence[Table]) -> None:
    """Create functions and tables, the latter in one transaction: each of the 600 comments on its own would wait for the disk."""
    for statement in functions():
        connection.execute(statement)
    connection.execute("BEGIN")
    for table in tables:
        for statement in table.ddl():
            connection.execute(statement)
    connection.execute("COMMIT")


def _insert_select(connection: Connection, table: Table, select: str, origin: str) -> int:
    try:
        given = {str(row[0]) for row in connection.execute(f"DESCRIBE {select}").fetchall()}
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise SqlMismatch(f"{origin} does not fit the tables it reads: {error}") from error
    wanted = {column.name for column in table.columns}
    if given != wanted:
        parts = [f"lacks {', '.join(sorted(wanted - given))}"] * bool(wanted - given)
        parts += [f"has besides {', '.join(sorted(given - wanted))}"] * bool(given - wanted)
        raise SqlMismatch(f"{origin} {' and '.join(parts)}; {table.full_name} is defined in warehouse/tables/{table.schema}.toml")
    # what is as large as the captures stays in the order it comes in: nothing that is exported depends on it
    order = "" if table.schema == "staging" else f" ORDER BY {', '.join(table.sort_key)}"
    connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM ({select}\n){order}")
    return _count(connection, table)


def _load_csv(connection: Connection, table: Table, file: Path) -> int:
    """Load a CSV with exactly the table's columns in its header. Raises `InputError` where it is not that."""
    types = ", ".join(f"'{column.name}': '{column.type}'" for column in table.columns)
    try:
        header = tuple(file.read_text(encoding="utf-8").partition("\n")[0].strip().split(","))
        if header != tuple(column.name for column in table.columns):
            raise InputError(f"{file}: its header is {','.join(header)}, not the columns of {table.full_name}")
        options = f"header = true, delim = ',', quote = '\"', auto_detect = false, columns = {{{types}}}"
        select = f"SELECT * FROM read_csv({sql_literal(file)}, {options})"
        return _insert_select(connection, table, select, str(file))
    except (OSError, UnicodeDecodeError, duckdb.Error) as error:
        raise InputError(f"{file}: cannot be read into {table.full_name} ({error}); correct the line it names") from error


def _insert_arrow(connection: Connection, table: Table, rows: pa.Table) -> int:
    connection.register("arriving", rows)
    try:
        return _insert_select(connection, table, "SELECT * FROM arriving", f"warehouse, {table.full_name}")
    finally:
        connection.unregister("arriving")


def _load_parquet(connection: Connection, table: Table, paths: Sequence[Path]) -> int:
    if not paths:
        return 0
    files = ", ".join(sql_literal(path) for path in sorted(paths))
    try:
        present = {row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet([{files}], union_by_name = true)").fetchall()}
        # files of an earlier version may lack a column that came later
        columns = ", ".join(each.name if each.name in present or not each.nullable else f"NULL AS {each.name}" for each in table.columns)
        select = f"SELECT {columns} FROM read_parquet([{files}], union_by_name = true)"
        return _insert_select(connection, table, select, f"{table.full_name} from {len(paths)} files")
    except (duckdb.Error, SqlMismatch) as error:
        names = ", ".join(str(path) for path in sorted(paths))
        raise InputError(f"{names}: cannot be read into {table.full_name} ({error}); parse or crawl the registry again") from error


def _load_manifests(connection: Connection, name: str, rows: Iterable[dict[str, Any]]) -> int:
    table = catalogue.table(name)
    return _insert_rows(connection, table, [tuple(row[column.name] for column in table.columns) for row in rows])


def _insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> int:
    marks = ", ".join("?" for _ in table.columns)
    for row in sorted(rows, key=repr):
        connection.execute(f"INSERT INTO {table.full_name} VALUES ({marks})", row)
    return _count(connection, table)


def _count(connection: Connection, table: Table) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchone()
    return int(row[0]) if row else 0
