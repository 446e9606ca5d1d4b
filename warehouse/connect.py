"""How the warehouse file is opened and closed: `reading` the published one, `writing` the aside one.

Nothing here knows any table. The published file is only ever opened through `reading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from warehouse.sql_literal import sql_literal

MEMORY_LIMIT = "2GB"
"""What DuckDB may hold of a build or a check; what is more is written to its temporary folder. Python and Arrow come on top of it."""


class WarehouseMissing(FileNotFoundError):
    """There is no warehouse file at the path yet."""

    def __init__(self, path: Path) -> None:
        """Keep `path` so that callers can name it."""
        super().__init__(f"No warehouse at {path} yet: run 'diarium run' first")
        self.path = path


class WarehouseUnreadable(Exception):
    """The file is there but DuckDB cannot open it for reading; the message says why."""


@contextmanager
def reading(path: Path, *, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse file, its tables reachable as `schema.table`.

    The file is attached to a fresh in-memory instance: `duckdb.connect(path)` would hand out the instance another part of this process
    holds for the same path, which after a publication is still the replaced file. Raises `WarehouseMissing` or `WarehouseUnreadable`.
    """
    if not path.is_file():
        raise WarehouseMissing(path)
    with duckdb.connect() as connection:
        _settle(connection, threads)
        # beside the file, not in the folder somebody happens to stand in
        connection.execute(f"SET temp_directory = {sql_literal(path.with_name(f'.{path.name}.tmp'))}")
        attach(connection, path, "diarium")
        connection.execute("USE diarium")
        yield connection


@contextmanager
def writing(path: Path, *, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-write connection to the aside file, created when absent; changes are in the file when the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        _settle(connection, threads)
        # rows are sorted where their order is visible; keeping it elsewhere costs memory
        connection.execute("SET preserve_insertion_order = false")
        yield connection
        connection.execute("CHECKPOINT")


@contextmanager
def in_memory(threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database in memory; what is more than it may hold goes to a temporary folder that ends with it."""
    with TemporaryDirectory(prefix="diarium-") as aside, duckdb.connect() as connection:
        _settle(connection, threads)
        connection.execute(f"SET temp_directory = {sql_literal(Path(aside))}")
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach another warehouse file read-only under `name`. Raises `WarehouseUnreadable`."""
    try:
        connection.execute(f"ATTACH {sql_literal(path)} AS {name} (READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseUnreadable(f"{path} cannot be read: {error}. If a run is building it, wait; else run 'diarium run' again") from error


def _settle(connection: duckdb.DuckDBPyConnection, threads: int | None) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
