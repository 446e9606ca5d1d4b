"""What the published file says of its tables, columns and macros: the queries behind `diarium sql --tables` and `--describe NAME`.

Belongs here: finding a name and its comments in the file, which may be of another version than this program. Does not belong here: how the
answer looks (`pipeline.commands.sql.answers`); the same meanings as a document (`warehouse.dictionary`).
"""

from __future__ import annotations

import duckdb

from pipeline.commands.sql.query import SEARCHED_SCHEMAS, QueryError
from pipeline.terminal.close_names import close_to

NAMED = """
    SELECT schema_name, schema_name || '.' || table_name AS full_name, NULL AS arguments, estimated_size AS n_rows, comment
    FROM duckdb_tables() WHERE database_name = 'diarium'
    UNION ALL
    SELECT schema_name, schema_name || '.' || function_name, array_to_string(parameters, ', '), NULL, comment
    FROM duckdb_functions() WHERE database_name = 'diarium'
"""
IN_ORDER = f"ORDER BY list_position({list(SEARCHED_SCHEMAS)}, schema_name), n_rows IS NULL, full_name"
LISTED = f"""
    SELECT full_name || coalesce('(' || arguments || ')', '') AS name, n_rows, split_part(comment, '. ', 1) AS meaning
    FROM ({NAMED}) {IN_ORDER}
"""
"""Every table and macro: a macro with its arguments and no number of rows, the meaning cut after its first sentence."""

UNIT = r"' \[([^\]]+)\]$'"
"""The unit stands at the end of a column's comment (`warehouse.tables.model`)."""


def description_query(connection: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    """The query for the columns of a table, or for a macro with its arguments, and what to say above the answer, which may be nothing.

    A name without a schema is that of the first schema that has it. Raises `QueryError`.
    """
    name = wanted.casefold().removesuffix("()")
    rows = connection.execute(f"SELECT full_name, arguments, comment FROM ({NAMED}) {IN_ORDER}").fetchall()
    found = next((row for row in rows if name in (row[0], row[0].partition(".")[2])), None)
    if found is None:
        near = close_to(name, [row[0] for row in rows])
        hint = f"do you mean {' or '.join(near)}? " if near else ""
        raise QueryError(f"no table or macro {wanted}; {hint}diarium sql --tables lists all", 2)
    full_name, arguments, comment = found
    if arguments is not None:
        return f"SELECT full_name AS macro, arguments, comment AS meaning FROM ({NAMED}) WHERE full_name = {_literal(full_name)}", ""
    return _columns(full_name), f"{full_name}: {comment or ''}"


def _columns(full_name: str) -> str:
    return f"""
        SELECT column_name AS "column", data_type AS type, nullif(regexp_extract(comment, {UNIT}, 1), '') AS unit,
               regexp_replace(comment, {UNIT}, '') AS meaning
        FROM duckdb_columns() WHERE database_name = 'diarium' AND schema_name || '.' || table_name = {_literal(full_name)}
        ORDER BY column_index
    """


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
