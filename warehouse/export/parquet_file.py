"""A table as Parquet: sorted, zstd, typed, and describing itself to whoever finds the file alone.

Belongs here: the bytes of Parquet files. Their metadata must not depend on the snapshot, whose id is a hash over them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.export.datapackage import table_schema
from warehouse.export.profile import Profile
from warehouse.export.row_order import order_of
from warehouse.export.snapshot_contents import DataFile, described_file, warned
from warehouse.sql_literal import sql_literal
from warehouse.tables.model import Column, Table

ROW_GROUP = 122_880
NULLABLE = {"INTEGER": ("int32", "Int32"), "BIGINT": ("int64", "Int64"), "BOOLEAN": ("bool", "boolean")}
"""Per column type what pandas calls the values and the dtype that can hold a missing one."""


def write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, profile: Profile, folder: Path, *, is_sample: bool) -> DataFile:
    """Write a table to `<schema>/<name>.parquet` under `folder`, with the columns of the profile."""
    path = f"{table.schema}/{table.name}.parquet"
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    columns = profile.columns_of(table)
    metadata = {
        "table": table.full_name,
        "description": warned(table.description, is_sample=is_sample),
        "profile": profile.name,
        "schema": _json(table_schema(columns, table.primary_key, table.unique)),
        "pandas": _json(pandas_metadata(columns)),
    }
    told = ", ".join(f'"{key}": {sql_literal(value)}' for key, value in metadata.items())
    rows = f"SELECT {', '.join(column.name for column in columns)} FROM {table.full_name}{order_of(connection, table)}"
    row = connection.execute(
        f"COPY ({rows}) TO {sql_literal(str(file))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{told}}})"
    ).fetchone()
    return described_file(folder, path, table.description, table, columns, int(row[0]) if row else 0, is_sample=is_sample)


def pandas_metadata(columns: Sequence[Column]) -> dict[str, Any]:
    """What pandas reads to give whole numbers and flags types that can be empty: without it a missing count makes 2021 a 2021.0."""
    described = [
        {"name": column.name, "field_name": column.name, "pandas_type": kind, "numpy_type": dtype, "metadata": None}
        for column in columns
        if (known := NULLABLE.get(column.type))
        for kind, dtype in [known]
    ]
    return {"index_columns": [], "column_indexes": [], "columns": described, "creator": {"library": "diarium", "version": "1"}}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
