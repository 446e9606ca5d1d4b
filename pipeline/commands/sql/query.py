"""Puts queries to the published warehouse, read-only, in a way that Ctrl-C ends, and says what is wrong with a bad one.

Belongs here: the connection a reader has, and what it is told of the publication behind it. Does not belong here: what the answer looks
like (`pipeline.commands.sql.answers`), what tables and columns mean (`pipeline.commands.sql.meanings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.commands.sql.answers import AnswerForm, WrongForm, write_answer
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.visible import visible

SEARCHED_SCHEMAS = ("mart", "core", "ref", "ops", "staging")
"""Where a name without a schema is looked for, in this order."""

NAMES_HELP = "Tables and columns: diarium sql --tables, diarium sql --describe TABLE, or docs/data-dictionary.md"
READ_ONLY_HELP = "The published file is only read. A temporary table of your own is possible: CREATE TEMP TABLE mine AS SELECT ..."


class QueryError(Exception):
    """A query cannot be answered; the message is for the person who asked.

    `exit_code` is 1 where there is no warehouse, 2 for a bad query, 130 for one that was stopped.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__("\n".join(visible(line) for line in message.rstrip().split("\n")))
        self.exit_code = exit_code


@contextmanager
def published_connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to what is published now, tables of all schemas in its search path. Raises `QueryError`."""
    try:
        with reading(warehouse) as connection:
            _search_schemas(connection)
            yield connection
    except (WarehouseMissing, WarehouseUnreadable) as error:
        raise QueryError(str(error), 1) from error


def run_query(connection: duckdb.DuckDBPyConnection, query: str, form: AnswerForm) -> None:
    """Writes the answer to a query, or to several parted by semicolons, in order. Ctrl-C stops it. Raises `QueryError`."""
    try:
        statements = connection.extract_statements(query)
        _interruptibly(connection, lambda: write_answer(connection, statements, form))
    except duckdb.InterruptException:
        raise QueryError("stopped", 130) from None
    except WrongForm as error:
        raise QueryError(str(error), 2) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise QueryError(f"{form.file or 'standard output'}: {error.strerror or error}", 2) from error
    except (duckdb.Error, RuntimeError) as error:
        raise QueryError(_explained(error), 2) from error


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


def _search_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets tables and macros be named without their schema, marts first."""
    found = {name for (name,) in connection.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'diarium'").fetchall()}
    path = ",".join(f"diarium.{name}" for name in SEARCHED_SCHEMAS if name in found)
    connection.execute(f"SET search_path = '{path}'")


def _explained(error: Exception) -> str:
    """What DuckDB says, and what to do where it does not say that."""
    said = str(error).rstrip()
    if "read-only" in said:
        return f"{said}\n{READ_ONLY_HELP}"
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return f"{said}\n{NAMES_HELP}"
    return said
