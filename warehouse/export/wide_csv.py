"""The wide table as CSV, for whoever opens it in a spreadsheet: UTF-8, RFC 4180, one line end for every machine."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.export.profile import Profile
from warehouse.export.snapshot_contents import DataFile, sha256_of, warned
from warehouse.spreadsheets import safe_cell
from warehouse.tables import catalogue
from warehouse.tables.model import Column

WIDE = "mart.project"
PATH = "csv/project.csv"
SAFE = "A text that begins with =, +, -, @, a tab or a carriage return has an apostrophe before it, so that no spreadsheet runs it."
BATCH = 10_000


def write_wide_csv(connection: duckdb.DuckDBPyConnection, profile: Profile, folder: Path, *, is_sample: bool) -> DataFile:
    """Write `mart.project` to `csv/project.csv` under `folder`, with the columns of the profile, sorted by its key."""
    table = catalogue.table(WIDE)
    file = folder / PATH
    file.parent.mkdir(exist_ok=True)
    columns = profile.columns_of(table)
    order = ", ".join(f"{name} ASC NULLS LAST" for name in table.sort_key)
    query = f"SELECT {', '.join(map(_worded, columns))} FROM {table.full_name} ORDER BY {order}"
    return DataFile(
        name="csv_project",
        path=PATH,
        description=warned(f"As {WIDE}, in CSV. {table.description} {SAFE}", is_sample=is_sample),
        columns=columns,
        primary_key=table.primary_key,
        unique=table.unique,
        n_rows=write_csv(connection, query, columns, file),
        sha256=sha256_of(file),
        n_bytes=file.stat().st_size,
    )


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[Column], file: Path) -> int:
    """Write the answer to a query that gives each of the columns as text; returns how many rows it has."""
    texts = [n for n, column in enumerate(columns) if column.type == "VARCHAR"]
    answer = connection.execute(query)
    n_rows = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(column.name for column in columns)
        while rows := answer.fetchmany(BATCH):
            n_rows += len(rows)
            writer.writerows(_safe(row, texts) for row in rows)
    return n_rows


def _safe(row: Sequence[Any], texts: Sequence[int]) -> list[Any]:
    cells = list(row)
    for n in texts:
        cells[n] = safe_cell(cells[n])
    return cells


def _worded(column: Column) -> str:
    """The column as text: numbers with all their decimals, dates and moments in ISO 8601, yes and no as true and false."""
    if column.type == "TIMESTAMP":
        return f"strftime({column.name}, '%Y-%m-%dT%H:%M:%S.%fZ')"
    return column.name if column.type == "VARCHAR" else f"CAST({column.name} AS VARCHAR)"
