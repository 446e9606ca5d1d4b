"""What two warehouse files differ in: tables, views and macros, columns, rows and cells.

Belongs here: comparing two attached files. Does not belong here: making the second one (`diarium verify` rebuilds it from the records).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.tables import catalogue

OF_THE_RUN = ("ops.run", "ops.check_result", "ops.publication")
"""Their rows tell of the run that published; no second build has the same."""
MACRO = "()"
MOST_ROWS = 200
"""Rows of a table whose differing cells are listed; further rows are only counted."""
_RELATIONS = f"""
SELECT name, kind || ' ' || told FROM (
    SELECT schema_name || '.' || table_name AS name, 'columns' AS kind,
        string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) AS told
    FROM duckdb_columns() WHERE database_name = $database AND NOT internal GROUP BY ALL
    UNION ALL
    SELECT schema_name || '.' || view_name, 'a', 'view' FROM duckdb_views() WHERE database_name = $database AND NOT internal
    UNION ALL
    SELECT schema_name || '.' || function_name || '{MACRO}', 'macro', array_to_string(parameters, ', ') || ' ' || macro_definition
    FROM duckdb_functions() WHERE database_name = $database AND NOT internal
)
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One thing in which the published file is not as it would be made again; `row` is its key, None for a whole table."""

    table: str
    row: str | None
    column: str | None
    published: str
    rebuilt: str


def file_differences(connection: duckdb.DuckDBPyConnection, published: str, rebuilt: str) -> Iterator[FileDifference]:
    """Every difference of two attached databases, but for the rows of `OF_THE_RUN` and what is never published."""
    ours, theirs = _relations(connection, published), _relations(connection, rebuilt)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield FileDifference(name, None, None, _told(ours.get(name)), _told(theirs.get(name)))
        elif name not in OF_THE_RUN and not name.endswith(MACRO):  # of views the rows: DuckDB writes their SQL down in no fixed order
            try:
                yield from _row_differences(connection, name, published, rebuilt)
            except duckdb.Error as error:  # a view of what is gone
                yield FileDifference(name, None, None, str(error).splitlines()[0], "rows")


def _relations(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    unpublished = {table.full_name for table in catalogue.TABLES if not table.is_published}
    found: dict[str, list[str]] = defaultdict(list)
    for name, told in connection.execute(_RELATIONS, {"database": database}).fetchall():
        if name not in unpublished:
            found[name].append(told)
    return dict(found)


def _told(definition: list[str] | None) -> str:
    return "; ".join(definition) if definition else "no such table"


def _row_differences(connection: duckdb.DuckDBPyConnection, name: str, published: str, rebuilt: str) -> Iterator[FileDifference]:
    one, other = (f"{database}.{name}" for database in (published, rebuilt))
    if _digest(connection, one) == _digest(connection, other):
        return
    rows = connection.execute(
        f"(SELECT true AS is_published, * FROM (FROM {one} EXCEPT ALL FROM {other})) UNION ALL "
        f"(SELECT false, * FROM (FROM {other} EXCEPT ALL FROM {one})) ORDER BY ALL"
    )
    columns = [str(each[0]) for each in rows.description or []][1:]
    key = next((table.sort_key for table in catalogue.TABLES if table.full_name == name), tuple(columns))
    by_key: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for is_published, *values in rows.fetchall():
        by_key[tuple(values[columns.index(each)] for each in key)][0 if is_published else 1].append(values)
    for told, (ours, theirs) in list(by_key.items())[:MOST_ROWS]:
        row = ", ".join(map(str, told))
        for mine, again in zip(ours, theirs, strict=False):
            pairs = zip(columns, mine, again, strict=True)
            yield from (FileDifference(name, row, column, str(had), str(has)) for column, had, has in pairs if had != has)
        if len(ours) != len(theirs):
            yield FileDifference(name, row, None, f"{len(ours)} such rows" if ours else "no such row", f"{len(theirs)} of them")
    if len(by_key) > MOST_ROWS:
        yield FileDifference(name, None, None, f"{len(by_key)} rows differ", f"the first {MOST_ROWS} are listed")


def _digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Any, ...]:
    """The number of rows, and a sum over the hash of each: equal for the same rows in any order."""
    [found] = connection.execute(f"SELECT count(*), sum(CAST(hash(told) AS HUGEINT)) FROM {table} AS told").fetchall()
    return tuple(found)
