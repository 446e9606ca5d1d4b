"""The Arrow schema of a table: what the rows look like that Python, not SQL, makes for it."""

from __future__ import annotations

import re

import pyarrow as pa

from warehouse.tables import catalogue

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def arrow_schema(full_name: str) -> pa.Schema:
    """The columns of `schema.table` in order, with their types."""
    return pa.schema([(column.name, _arrow_type(column.type)) for column in catalogue.table(full_name).columns])


def _arrow_type(name: str) -> pa.DataType:
    if decimal := _DECIMAL.fullmatch(name):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    return ARROW_TYPES[name]
