"""The order of the rows of a file: that of the table's key, sorted only where the table does not stand in it already."""

from __future__ import annotations

import duckdb

from warehouse.tables.model import Table


def order_of(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """The ORDER BY that a SELECT from the table needs, read by one thread; empty where its rows stand in the order of its key.

    Tables are filled in that order, so it is only looked at; whoever has changed a published file by hand has it sorted.
    """
    order = f" ORDER BY {', '.join(f'{name} ASC NULLS LAST' for name in table.sort_key)}"
    if any(table.column(name).nullable for name in table.sort_key):
        return order
    key = f"row({', '.join(table.sort_key)})"
    falls = f"SELECT 1 FROM (SELECT {key} < lag({key}) OVER () AS falls FROM {table.full_name}) WHERE falls LIMIT 1"
    return order if connection.execute(falls).fetchone() else ""
