"""Tables of a connection, created from their definitions and filled: by the SELECT of the same name, from files, from rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.inputs import InputError
from warehouse.sql_files import functions, select_of
from warehouse.sql_literal import sql_literal
from warehouse.tables import catalogue
from warehouse.tables.model import Table

SLICE = 100_000
"""Projects for which a table is filled at a time (`Table.is_sliced`)."""
Connection = duckdb.DuckDBPyConnection
_FITTING: set[tuple[Table, str]] = set()
"""What was found to give the columns of its table."""


class SqlMismatch(Exception):
    """A SELECT and the definition of its table name different columns; the message names both."""


def create_tables(connection: Connection, tables: Sequence[Table], *, comments: bool = True) -> None:
    """Create functions and tables, the latter in one transaction: each of the 600 comments on its own would wait for the disk."""
    for statement in functions():
        connection.execute(statement)
    connection.execute("BEGIN")
    for table in sorted(tables, key=lambda table: table.is_view):
        for statement in table.ddl(select_of(table.full_name) if table.is_view else "")[: None if comments else 2]:
            connection.execute(statement)
    connection.execute("COMMIT")


def fill(connection: Connection, table: Table) -> int:
    """Fill an empty table from its SELECT, sorted by its key; returns the number of rows. Raises `SqlMismatch`."""
    select = select_of(table.full_name)
    if (table, select) not in _FITTING:  # the SELECTs of a registry are those of the one before
        _must_fit(connection, table, select, f"warehouse/sql/{table.schema}/{table.name}.sql")
        _FITTING.add((table, select))
    for first, last in _slices(connection) if table.is_sliced else [("", "")]:
        connection.execute("SET VARIABLE first_project = ?", [first])
        connection.execute("SET VARIABLE last_project = ?", [last])
        _insert(connection, table, select)
    return count_rows(connection, table)


def _slices(connection: Connection) -> list[tuple[str, str]]:
    """First and last project of each slice, in the order of projects; where there is no project, one slice of none."""
    found = connection.execute(
        "SELECT min(project_id), max(project_id) FROM ("
        "SELECT project_id, (row_number() OVER (ORDER BY project_id) - 1) // ? AS slice_no FROM core.project"
        ") GROUP BY slice_no ORDER BY slice_no",
        [SLICE],
    ).fetchall()
    return [(str(first), str(last)) for first, last in found] or [("", "")]


def insert_select(connection: Connection, table: Table, select: str, origin: str, *, is_sorted: bool = False) -> int:
    """Insert what a SELECT gives, sorted by the table's key unless it `is_sorted` already; returns the number of rows the table has.

    Raises `SqlMismatch` where it does not give the table's columns.
    """
    _must_fit(connection, table, select, origin)
    _insert(connection, table, select, is_sorted=is_sorted)
    return count_rows(connection, table)


def _insert(connection: Connection, table: Table, select: str, *, is_sorted: bool = False) -> None:
    # what is as large as the captures stays in the order it comes in: nothing that is exported depends on it
    order = "" if is_sorted or table.schema == "staging" else f" ORDER BY {', '.join(table.sort_key)}"
    connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM ({select}\n){order}")


def _must_fit(connection: Connection, table: Table, select: str, origin: str) -> None:
    try:
        given = {str(row[0]) for row in connection.execute(f"DESCRIBE {select}").fetchall()}
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise SqlMismatch(f"{origin} does not fit the tables it reads: {error}") from error
    wanted = {column.name for column in table.columns}
    if given != wanted:
        parts = [f"lacks {', '.join(sorted(wanted - given))}"] * bool(wanted - given)
        parts += [f"has besides {', '.join(sorted(given - wanted))}"] * bool(given - wanted)
        raise SqlMismatch(f"{origin} {' and '.join(parts)}; {table.full_name} is defined in warehouse/tables/{table.schema}.toml")


def insert_arrow(connection: Connection, table: Table, rows: pa.Table) -> int:
    """Insert an Arrow table; returns the number of rows."""
    connection.register("arriving", rows)
    try:
        return insert_select(connection, table, "SELECT * FROM arriving", f"warehouse, {table.full_name}")
    finally:
        connection.unregister("arriving")


def keep_arrow(connection: Connection, name: str, rows: pa.Table) -> None:
    """Makes a temporary table of an Arrow table: a view over Arrow itself takes no filter that a join pushes down."""
    connection.register("arriving", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM arriving")
    connection.unregister("arriving")


def load_csv(connection: Connection, table: Table, file: Path) -> int:
    """Load a CSV with exactly the table's columns in its header. Raises `InputError` where it is not that."""
    types = ", ".join(f"'{column.name}': '{column.type}'" for column in table.columns)
    try:
        header = tuple(file.read_text(encoding="utf-8").partition("\n")[0].strip().split(","))
        if header != tuple(column.name for column in table.columns):
            raise InputError(f"{file}: its header is {','.join(header)}, not the columns of {table.full_name}")
        options = f"header = true, delim = ',', quote = '\"', auto_detect = false, columns = {{{types}}}"
        select = f"SELECT * FROM read_csv({sql_literal(file)}, {options})"
        return insert_select(connection, table, select, str(file))
    except (OSError, UnicodeDecodeError, duckdb.Error) as error:
        raise InputError(f"{file}: cannot be read into {table.full_name} ({error}); correct the line it names") from error


def load_parquet(connection: Connection, table: Table, paths: Sequence[Path]) -> int:
    """Load files of rows of the table; returns the number of rows. Raises `InputError`."""
    if not paths:
        return 0
    try:
        return insert_select(connection, table, _rows_of(connection, table, paths), f"{table.full_name} from {len(paths)} files")
    except (duckdb.Error, SqlMismatch) as error:
        raise _unreadable(table, paths, error) from error


def view_parquet(connection: Connection, table: Table, paths: Sequence[Path]) -> int:
    """Makes the table a view of its files, which is cheaper than loading what is read once; returns its rows. Raises `InputError`."""
    nothing = ", ".join(f"CAST(NULL AS {column.type}) AS {column.name}" for column in table.columns)
    try:
        rows = _rows_of(connection, table, paths) if paths else f"SELECT {nothing} LIMIT 0"
        connection.execute(f"CREATE OR REPLACE VIEW {table.full_name} AS {rows}")
        return count_rows(connection, table)
    except duckdb.Error as error:
        raise _unreadable(table, paths, error) from error


def _rows_of(connection: Connection, table: Table, paths: Sequence[Path]) -> str:
    files = ", ".join(sql_literal(path.absolute()) for path in sorted(paths))  # a view is asked from any folder
    present = {row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet([{files}], union_by_name = true)").fetchall()}
    # files of an earlier version may lack a column that came later
    columns = ", ".join(
        each.name if each.name in present or not each.nullable else f"CAST(NULL AS {each.type}) AS {each.name}" for each in table.columns
    )
    return f"SELECT {columns} FROM read_parquet([{files}], union_by_name = true)"


def _unreadable(table: Table, paths: Sequence[Path], error: Exception) -> InputError:
    names = ", ".join(str(path) for path in sorted(paths))
    return InputError(f"{names}: cannot be read into {table.full_name} ({error}); parse or crawl the registry again")


def load_manifests(connection: Connection, name: str, rows: Iterable[dict[str, Any]], into: str | None = None) -> int:
    """Insert rows made of crawl manifests into the table of that name, or `into` another of its shape."""
    table = catalogue.table(name)
    return insert_rows(connection, table, [tuple(row[column.name] for column in table.columns) for row in rows], into)


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]], into: str | None = None) -> int:
    """Insert rows in the order of the table's columns, sorted; returns the number of rows."""
    if rows:
        marks = ", ".join("?" for _ in table.columns)
        places = ", ".join(f"({marks})" for _ in rows)
        connection.execute(
            f"INSERT INTO {into or table.full_name} VALUES {places}", [value for row in sorted(rows, key=repr) for value in row]
        )
    return count_rows(connection, table)


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    row = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchone()
    return int(row[0]) if row else 0
