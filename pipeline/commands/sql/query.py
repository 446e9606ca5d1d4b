"""Puts queries to the published warehouse, read-only, in a way that Ctrl-C ends, says what is wrong with a bad one, and what tables mean.

Belongs here: the read-only connection, the line about the publication it reads, and the queries behind `diarium sql --tables` and
`--describe NAME` (the file may be of another version than this program). Does not belong here: what the answer looks like
(`pipeline.commands.sql.answers`); the same meanings as a document (`warehouse.dictionary`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.commands.sql.answers import AnswerForm, write_answer
from pipeline.terminal.options import INTERRUPTED, USAGE, Refused
from pipeline.terminal.wording import close_to
from warehouse.connect import reading
from warehouse.visible import visible_lines

SEARCHED_SCHEMAS = ("mart", "core", "ref", "ops", "staging")
"""Where a name without a schema is looked for, in this order."""

NAMES_HELP = "Tables and columns: diarium sql --tables, diarium sql --describe TABLE, or docs/data-dictionary.md"
READ_ONLY_HELP = "The published file is only read. A temporary table of your own is possible: CREATE TEMP TABLE mine AS SELECT ..."


class QueryError(Refused):
    """A query cannot be answered, or was stopped (`exit_code` 130); the message may have several lines."""

    exit_code = USAGE
    shown = staticmethod(visible_lines)


@contextmanager
def published_connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to what is published now, in which tables and macros need no schema, marts first."""
    with reading(warehouse) as connection:
        found = connection.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'diarium'").fetchall()
        path = ",".join(f"diarium.{name}" for name in SEARCHED_SCHEMAS if (name,) in found)
        connection.execute(f"SET search_path = '{path}'")
        yield connection


def run_query(connection: duckdb.DuckDBPyConnection, query: str, form: AnswerForm) -> None:
    """Writes the answer to a query, or to several parted by semicolons, in order. Ctrl-C stops it. Raises `QueryError`."""
    try:
        statements = connection.extract_statements(query)
        _interruptibly(connection, lambda: write_answer(connection, statements, form))
    except duckdb.InterruptException:
        raise QueryError("stopped", INTERRUPTED) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise QueryError(f"{form.file or 'standard output'}: {error.strerror or error}") from error
    except (duckdb.Error, RuntimeError) as error:
        raise QueryError(_explained(error)) from error


def publication_line(connection: duckdb.DuckDBPyConnection) -> str:
    """Which publication is read, in one line: when, how many projects of how many registries, and whether it is the bundled sample."""
    try:
        found = connection.execute("SELECT published_at, n_projects, n_registries, is_sample FROM diarium.ops.publication").fetchall()
    except duckdb.CatalogException:
        found = []
    if not found:
        return "a warehouse that does not say when it was published (no ops.publication)"
    published_at, n_projects, n_registries, is_sample = found[0]
    kind = "the bundled SAMPLE, not to be cited" if is_sample else "live registries"
    return f"published {published_at:%Y-%m-%d %H:%M} UTC, {n_projects} projects of {n_registries} registries, {kind}"


def _interruptibly(connection: duckdb.DuckDBPyConnection, work: Callable[[], None]) -> None:
    """Does the work aside, so that Ctrl-C reaches it: while DuckDB hands rows over, it does not look whether somebody wants it to stop."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        done = aside.submit(work)
        while True:
            try:
                done.result()
                return
            except KeyboardInterrupt:
                connection.interrupt()


def _explained(error: Exception) -> str:
    """What DuckDB says, and what to do where it does not say that."""
    said = str(error).rstrip()
    if "read-only" in said:
        return f"{said}\n{READ_ONLY_HELP}"
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return f"{said}\n{NAMES_HELP}"
    return said


NAMED = """
    SELECT schema_name, schema_name || '.' || table_name AS full_name, NULL AS arguments, estimated_size AS n_rows, comment
    FROM duckdb_tables() WHERE database_name = 'diarium'
    UNION ALL
    SELECT schema_name, schema_name || '.' || view_name, NULL, NULL, comment
    FROM duckdb_views() WHERE database_name = 'diarium' AND schema_name <> 'main' AND NOT internal
    UNION ALL
    SELECT schema_name, schema_name || '.' || function_name, array_to_string(parameters, ', '), NULL, comment
    FROM duckdb_functions() WHERE database_name = 'diarium'
"""
IN_ORDER = f"ORDER BY list_position({list(SEARCHED_SCHEMAS)}, schema_name), arguments IS NOT NULL, full_name"
LISTED = f"""
    SELECT full_name || coalesce('(' || arguments || ')', '') AS name, n_rows, split_part(comment, '. ', 1) AS meaning
    FROM ({NAMED}) {IN_ORDER}
"""
"""Tables with their number of rows, views, and macros with their arguments; the meaning is cut after its first sentence."""

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
        raise QueryError(f"no table or macro {wanted}; {hint}diarium sql --tables lists all")
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
