"""Asks the published warehouse, read-only: one query or a prompt, as a table, CSV or JSON lines; and exports it."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from assets.failures import FORESEEN
from assets.protocols import Places
from pipeline import console
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.export import export

FORMATS = ("table", "csv", "json")
SHOWN_ROWS = 200


class QueryError(Exception):
    """A query cannot be answered; the message is for the person who asked.

    `exit_code` is 1 where there is no warehouse, 2 for a bad query.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def run_query(warehouse: Path, query: str, output: str) -> None:
    """Prints the answer to one query. Raises `QueryError`."""
    try:
        with reading(warehouse) as connection:
            _search_schemas(connection)
            _answer(connection, query, output)
    except (WarehouseMissing, WarehouseUnreadable) as error:
        raise QueryError(str(error), 1) from error


def prompt(warehouse: Path, output: str) -> int:
    """Reads queries up to a semicolon until end of input or `exit`. Each sees what is published at that moment.

    Returns 0, or where nobody sits at the terminal the exit code of the last query that failed. Ctrl-C gives up a half-typed query.
    """
    with suppress(ImportError):
        import readline  # noqa: F401 - line editing and history of input()
    run_query(warehouse, "SELECT 1", "none")
    if sys.stdin.isatty():
        console.say("Read-only. End a query with ';'. SHOW ALL TABLES; lists the tables, exit leaves.")
    waiting: list[str] = []
    worst = 0
    while True:
        try:
            line = input(("diarium> " if not waiting else "    ...> ") if sys.stdin.isatty() else "")
        except EOFError:
            line = "" if not waiting else ";"
            if not waiting:
                return 0 if sys.stdin.isatty() else worst
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            waiting = []
            continue
        if not waiting and line.strip().casefold().rstrip(";") in ("exit", "quit"):
            return 0 if sys.stdin.isatty() else worst
        waiting.append(line)
        if line.rstrip().endswith(";"):
            query, waiting = "\n".join(waiting), []
            try:
                run_query(warehouse, query, output)
            except QueryError as error:
                console.complain(str(error))
                worst = error.exit_code


def export_published(places: Places, out: Path | None) -> Path:
    """Exports the published warehouse; returns the folder of the snapshot. Raises `QueryError`."""
    try:
        return export(places.warehouse, out or places.exports).path
    except FORESEEN as error:
        raise QueryError(str(error), 1) from error
    except OSError as error:
        raise QueryError(f"{out or places.exports}: {error.strerror}", 2) from error


def _search_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets tables be named without their schema, marts first."""
    found = {name for (name,) in connection.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'diarium'").fetchall()}
    path = ",".join(f"diarium.{name}" for name in ("mart", "core", "ref", "ops", "staging") if name in found)
    connection.execute(f"SET search_path = '{path}'")


def _answer(connection: duckdb.DuckDBPyConnection, query: str, output: str) -> None:
    try:
        statements = connection.extract_statements(query)
        for statement in statements:
            _show(*_rows(connection, statement), output)
    except KeyboardInterrupt:
        raise QueryError("stopped", 1) from None
    except (duckdb.Error, RuntimeError) as error:
        raise QueryError(
            f"{str(error).rstrip()}\nTables and columns: docs/data-dictionary.md, or: diarium sql 'SHOW ALL TABLES'", 2
        ) from error


def _rows(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> tuple[list[str], list[tuple[Any, ...]]]:
    answer = connection.execute(statement)
    columns = [str(column[0]) for column in answer.description or ()]
    return columns, answer.fetchall() if columns else []


def _show(columns: list[str], rows: list[tuple[Any, ...]], output: str) -> None:
    if output == "csv":
        _write_csv(columns, rows)
    elif output == "json":
        for row in rows:
            sys.stdout.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_json) + "\n")
    elif output == "table" and columns:
        console.show_rows(columns, rows[:SHOWN_ROWS])
        if len(rows) > SHOWN_ROWS:
            console.say(f"{SHOWN_ROWS} of {len(rows)} rows shown; all of them: --format csv")


def _json(value: Any) -> Any:
    """Amounts as numbers (they have at most 17 digits), everything else in words."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _write_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([str(value).lower() if isinstance(value, bool) else value for value in row] for row in rows)
