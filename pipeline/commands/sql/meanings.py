"""What the published file says of its tables, columns and macros: the queries behind `diarium sql --tables` and `--describe NAME`.

Belongs here: finding a name and its comments in the file, which may be of another version than this program. Does not belong here: how the
answer looks (`pipeline.commands.sql.answers`); the same meanings as a document (`warehouse.dictionary`).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from rapidfuzz import process

from pipeline.commands.sql.query import SEARCHED_SCHEMAS, QueryError

NAMED = """
    SELECT schema_name, table_name AS short_name, '' AS call, NULL AS arguments, estimated_size AS n_rows, comment
    FROM duckdb_tables() WHERE database_name = 'diarium'
    UNION ALL
    SELECT schema_name, function_name, '(' || array_to_string(parameters, ', ') || ')', array_to_string(parameters, ', '), NULL, comment
    FROM duckdb_functions() WHERE database_name = 'diarium'
"""
IN_ORDER = f"list_position({list(SEARCHED_SCHEMAS)}, schema_name), n_rows IS NULL, short_name"
TABLES = f"""
    SELECT schema_name || '.' || short_name || call AS name, n_rows, split_part(comment, '. ', 1) AS meaning
    FROM ({NAMED}) ORDER BY {IN_ORDER}
"""
"""Every table and macro: a macro with its arguments and no number of rows, the meaning cut after its first sentence."""

UNIT = r"' \[([^\]]+)\]$'"
"""The unit stands at the end of a column's comment (`warehouse.tables.model`)."""

CLOSE = 70
"""How alike, of 100, names are that an unknown name may have meant."""

N_CLOSE = 5


@dataclass(frozen=True, slots=True)
class Description:
    """The query for what a table or a macro consists of, and a line on the whole, where the answer does not hold it."""

    query: str
    heading: str


def description(connection: duckdb.DuckDBPyConnection, wanted: str) -> Description:
    """Of a table its columns, of a macro its arguments; the first schema counts where none is named. Raises `QueryError`."""
    name = wanted.casefold().removesuffix("()")
    named = connection.execute(f"SELECT schema_name || '.' || short_name, short_name, call, comment FROM ({NAMED}) ORDER BY {IN_ORDER}")
    rows = named.fetchall()
    found = next((row for row in rows if name in row[:2]), None)
    if not found:
        close = process.extract(name, sorted({row[0] for row in rows}), limit=N_CLOSE, score_cutoff=CLOSE)
        hint = f"; close: {', '.join(full_name for full_name, _, _ in close)}" if close else ""
        raise QueryError(f"no table or macro {wanted}{hint}; diarium sql --tables lists all", 2)
    full_name, _, call, comment = found
    return Description(_arguments(full_name), "") if call else Description(_columns(full_name), f"{full_name}: {comment or ''}")


def _columns(full_name: str) -> str:
    return f"""
        SELECT column_name AS "column", data_type AS type, nullif(regexp_extract(comment, {UNIT}, 1), '') AS unit,
               regexp_replace(comment, {UNIT}, '') AS meaning
        FROM duckdb_columns() WHERE database_name = 'diarium' AND schema_name || '.' || table_name = {_literal(full_name)}
        ORDER BY column_index
    """


def _arguments(full_name: str) -> str:
    return f"""
        SELECT schema_name || '.' || short_name AS macro, arguments, comment AS meaning
        FROM ({NAMED}) WHERE schema_name || '.' || short_name = {_literal(full_name)} AND arguments IS NOT NULL
    """


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
