"""The Arrow schema of a table: what the rows look like that Python, not SQL, makes for it."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.tables import catalogue


def arrow_schema(full_name: str) -> pa.Schema:
    """The columns of `schema.table` in order, with the types that DuckDB gives them."""
    columns = ", ".join(f'CAST(NULL AS {column.type}) AS "{column.name}"' for column in catalogue.table(full_name).columns)
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {columns}").to_arrow_table().schema
