"""The Data Package (version 2) description of a snapshot, generated from the table definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.tables.model import Column, Table

SAMPLE_TITLE = "Diarium: the bundled sample, not real data"
SAMPLE_WARNING = "Made from the sample registry that comes with Diarium. About half of its projects are invented. Do not cite it."
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
}


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One Parquet file of a snapshot, its path relative to the snapshot."""

    table: Table
    path: str
    sha256: str
    n_rows: int


def describe(snapshot_id: str, tables: Sequence[ExportedTable], registries: Sequence[dict[str, Any]], *, is_sample: bool) -> dict[str, Any]:
    """`datapackage.json` as a dictionary; `registries` have `title`, `publisher` and `licence` of each source."""
    names = {exported.table.full_name for exported in tables}
    return {
        "$schema": PROFILE,
        "name": "diarium",
        "title": SAMPLE_TITLE if is_sample else "Diarium: projects financed by EU funds, as their registries publish them",
        "description": SAMPLE_WARNING if is_sample else "One Parquet file per table; amounts as stated, in the source currency.",
        "id": f"diarium-{snapshot_id}",
        "version": snapshot_id,
        "sources": [{"title": f"{row['title']} ({row['publisher']}; licence: {row['licence']})"} for row in registries],
        "resources": [
            {
                "name": exported.table.full_name.replace(".", "_"),
                "path": exported.path,
                "type": "table",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "description": exported.table.description,
                "hash": f"sha256:{exported.sha256}",
                "schema": table_schema(exported.table, names),
            }
            for exported in tables
        ],
    }


def table_schema(table: Table, exported: set[str]) -> dict[str, Any]:
    """Table Schema of the exported columns; references to tables outside `exported` are left out."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.exported_columns]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.unique:
        schema["uniqueKeys"] = [list(key) for key in table.unique]
    keys = []
    for column in table.exported_columns:
        target, _, key = (column.references or "").rpartition(".")
        if target in exported:
            # a resource refers to itself by the empty name
            resource = "" if target == table.full_name else target.replace(".", "_")
            keys.append({"fields": [column.name], "reference": {"resource": resource, "fields": [key]}})
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "number" if column.type.startswith("DECIMAL") else TYPES[column.type],
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.article_letter:
        field["article_49_3_letter"] = column.article_letter
    constraints: dict[str, Any] = {}
    if not column.nullable and "not_null" not in column.warns_on:
        constraints["required"] = True
    if column.allowed and "allowed" not in column.warns_on:
        constraints["enum"] = list(column.allowed)
    if column.pattern and "pattern" not in column.warns_on:
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if constraints:
        field["constraints"] = constraints
    return field
