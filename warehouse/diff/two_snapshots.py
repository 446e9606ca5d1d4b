"""Two snapshots side by side in one DuckDB connection: `before."core.project"` and `after."core.project"`.

Belongs here: opening them, and what tables, keys and types each has. Does not belong here: comparing rows.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import MEMORY_LIMIT
from warehouse.export.profile import profile_of
from warehouse.export.snapshot_check import PACKAGE, check_snapshot
from warehouse.sql_literal import sql_literal

PROJECT, PROJECT_ONCE = "mart.project_all", "mart.project"
"""The table by which snapshots are compared, and its name in snapshots of the time when it was the only one of projects."""


class NotComparable(Exception):
    """The two cannot be compared; the message says which is what, and what to do."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its tables with the type of each column, and their keys."""

    name: str
    types: dict[str, dict[str, str]]
    keys: dict[str, tuple[str, ...]]

    def view(self, table: str) -> str:
        """How a query names a table of this side."""
        return f'{self.name}."{table}"'


@contextmanager
def side_by_side(before: Path, after: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Side, Side]]:
    """A connection that has both, each read whole and found undamaged before. Raises `NotComparable`."""
    for folder in (before, after):
        _must_be_whole(folder)
    if (one := profile_of(before.name)) != (other := profile_of(after.name)):
        raise NotComparable(
            f"{before.name} has the profile {one.name}, {after.name} {other.name}: what one leaves out would look gone. "
            f"Compare two of one profile (diarium export --profile {one.name})"
        )
    with tempfile.TemporaryDirectory() as aside, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{aside}'")
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        yield connection, _opened(connection, "before", before), _opened(connection, "after", after)


def _must_be_whole(folder: Path) -> None:
    if not (folder / PACKAGE).is_file():
        raise NotComparable(f"{folder} is no snapshot: it has no {PACKAGE}")
    problems = check_snapshot(folder).problems
    if problems:
        first = problems[0]
        raise NotComparable(f"{folder.name} is damaged: {first.file}: expected {first.expected}, found {first.found}. {first.to_do}")
    if not any((folder / f"{table.replace('.', '/')}.parquet").is_file() for table in (PROJECT, PROJECT_ONCE)):
        raise NotComparable(f"{folder} has no table {PROJECT}, by which snapshots are compared")


def _opened(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> Side:
    package: dict[str, Any] = json.loads((folder / PACKAGE).read_text("utf-8"))
    keys = {
        str(each["path"]).removesuffix(".parquet").replace("/", "."): tuple(each["schema"].get("primaryKey", ()))
        for each in package["resources"]
        if str(each["path"]).endswith(".parquet")
    }
    side = Side(name, {}, keys)
    connection.execute(f"CREATE SCHEMA {name}")
    for table in keys:
        file = folder / f"{table.replace('.', '/')}.parquet"
        connection.execute(f"CREATE VIEW {side.view(table)} AS FROM read_parquet({sql_literal(file)})")
        if table == PROJECT_ONCE and PROJECT not in keys:
            connection.execute(f"CREATE VIEW {side.view(PROJECT)} AS FROM {side.view(table)}")
        described = connection.execute(f"DESCRIBE {side.view(table)}").fetchall()
        side.types[table] = {str(row[0]): str(row[1]) for row in described}
    side.types.setdefault(PROJECT, side.types[PROJECT_ONCE])
    return side
