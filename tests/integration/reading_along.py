"""A reader of the published warehouse that never rests: looks at it again and again until told to stop, and says what it saw.

    python -m tests.integration.reading_along PUBLISHED STOP WAY

`WAY` is how it opens the file: `reading` (as Diarium itself does) or `connect` (as anybody does with DuckDB), a connection each time, or
`hold`: one connection while the file is replaced three times. It ends when the file `STOP` is there, and prints one JSON object.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import reading
from warehouse.validate import check_queries

HELD_OVER = 3  # publications
REST_S = 0.02
OF_THE_RUN = ("run_id", "published_at", "started_at", "finished_at")
SUMS = tuple(query for query in check_queries() if query.name in ("every_mart_adds_up_to_core", "every_mart_counts_each_project_once"))


class HalfState(Exception):
    """What was read does not belong together."""


@contextmanager
def connected(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection as anybody makes it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        yield connection


def look(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The run that is published and a digest of every table. Raises `HalfState` where two answers do not go together."""
    [(run_id, n_projects)] = connection.execute("SELECT run_id, n_projects FROM ops.publication").fetchall()
    counts = connection.execute("SELECT (SELECT count(*) FROM core.project), (SELECT count(*) FROM mart.project_all)").fetchall()[0]
    if set(counts) != {n_projects}:
        raise HalfState(f"run {run_id} has {n_projects} projects, but core.project and mart.project_all have {counts}")
    for query in SUMS:
        if rows := connection.execute(query.select).fetchall():
            raise HalfState(f"run {run_id}: {query.description}: {rows[0]}")
    digests = _digests(connection)
    if [(run_id,)] != connection.execute("SELECT run_id FROM ops.run").fetchall():
        raise HalfState(f"run {run_id} is published, but ops.run names another")
    return run_id, hashlib.sha256(repr(digests).encode()).hexdigest()


def _digests(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Number of rows and a sum over the hashes of the rows of each table, without the columns that say which run it was."""
    columns: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY ALL"
    ).fetchall():
        columns.setdefault(f"{schema}.{table}", []).append(column)
    each = (
        f"SELECT '{name}', count(*), sum(hash({', '.join(column for column in every if column not in OF_THE_RUN) or 'true'})) FROM {name}"
        for name, every in columns.items()
    )
    return connection.execute(" UNION ALL ".join(each) + " ORDER BY ALL").fetchall()


def look_until(stop: Path, published: Path, way: str) -> dict[str, Any]:
    """Looks until told to stop: how often, which runs with which content, and all that went wrong."""
    opened: Callable[[Path], AbstractContextManager[duckdb.DuckDBPyConnection]] = connected if way == "connect" else reading
    seen: set[tuple[str, str]] = set()
    n_looks, n_connections, wrong = 0, 0, []
    while not stop.exists():
        try:
            with opened(published) as connection:
                n_connections += 1
                first = look(connection)
                n_looks += 1
                seen.add(first)
                time.sleep(REST_S)
                files = {published.stat().st_ino}
                while way == "hold" and len(files) <= HELD_OVER and not stop.exists():
                    n_looks += 1
                    files.add(published.stat().st_ino)
                    time.sleep(REST_S)
                    if (now := look(connection)) != first:
                        raise HalfState(f"one connection saw {first}, then {now}")
        except Exception as error:  # noqa: BLE001  (whatever a reader runs into is what we are after)
            wrong.append(f"{type(error).__name__}: {error}")
    return {"way": way, "looks": n_looks, "connections": n_connections, "seen": sorted(seen), "wrong": wrong}


if __name__ == "__main__":
    found = look_until(Path(sys.argv[2]), Path(sys.argv[1]), sys.argv[3])
    sys.stdout.write(json.dumps(found) + "\n")
