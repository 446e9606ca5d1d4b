"""The SQLAlchemy dialect through which Great Expectations reads DuckDB.

Great Expectations fetches a result after its connection went back to the pool, when DuckDB has already dropped it. This dialect takes
all rows as soon as a statement has run. Importing this module imports SQLAlchemy, so import it inside a function.
"""

from __future__ import annotations

from typing import Any

from duckdb_sqlalchemy import Dialect, DuckDBExecutionContext
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy


class BufferedExecutionContext(DuckDBExecutionContext):
    """Holds every result in memory from the moment its statement has run."""

    def post_exec(self) -> None:
        """Fetch all rows now and serve them from a buffer."""
        super().post_exec()  # type: ignore[no-untyped-call]
        cursor: Any = self.cursor
        if cursor is not None and cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=cursor.fetchall())


class BufferedDialect(Dialect):
    """DuckDB's dialect with buffered results; keeps the name `duckdb`, on which other code branches."""

    name = "duckdb"
    execution_ctx_cls = BufferedExecutionContext
    supports_statement_cache = True


def register() -> str:
    """Make the dialect known and return the URL scheme that selects it."""
    registry.register("duckdb.buffered", __name__, "BufferedDialect")
    return "duckdb+buffered"
