"""How the page's questions are put to the warehouse: the SELECTs under `sql/`, and their answers as plain data for JSON.

Belongs here: reading the files, running them, turning rows into columns of numbers and legible words. Does not belong here: what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from warehouse.report.browser_text import legible

SQL = Path(__file__).parent / "sql"
MINUTE = "%Y-%m-%d %H:%M"

Columns = dict[str, list[Any]]
Record = dict[str, Any]


def report_query(name: str) -> str:
    """The SELECT of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def answer_rows(connection: duckdb.DuckDBPyConnection, name: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a SELECT as plain values."""
    found = connection.execute(report_query(name), list(given)).fetchall()
    return [tuple(json_value(value) for value in row) for row in found]


def answer_records(connection: duckdb.DuckDBPyConnection, name: str, given: Sequence[Any] = ()) -> list[Record]:
    """The rows of a SELECT by column name."""
    answer = connection.execute(report_query(name), list(given))
    names = [str(column[0]) for column in answer.description or ()]
    return [dict(zip(names, map(json_value, row), strict=True)) for row in answer.fetchall()]


def answer_columns(answer: duckdb.DuckDBPyConnection) -> Columns:
    """All rows of an answer, column by column: names stand once however many rows there are."""
    names = [str(column[0]) for column in answer.description or ()]
    rows = answer.fetchall()
    return {name: [json_value(row[position]) for row in rows] for position, name in enumerate(names)}


def json_value(value: Any) -> Any:
    """A value of DuckDB as JSON knows it: amounts as numbers (sums have at most 15 digits), moments to the minute (UTC), legible words."""
    if isinstance(value, str):
        return legible(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.strftime(MINUTE)
    return value.isoformat() if isinstance(value, date) else value
