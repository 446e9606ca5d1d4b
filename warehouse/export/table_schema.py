"""Columns as a Table Schema (Data Package, version 2), generated from their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.tables.model import Column

TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
}


def table_schema(columns: Sequence[Column], primary_key: Sequence[str] = (), unique: Sequence[Sequence[str]] = ()) -> dict[str, Any]:
    """The schema of a table with these columns, without its references to others."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if primary_key:
        schema["primaryKey"] = list(primary_key)
    if unique:
        schema["uniqueKeys"] = [list(key) for key in unique]
    return schema


def foreign_keys(columns: Sequence[Column], own: str, exported: set[str]) -> list[dict[str, Any]]:
    """References of the columns of resource `own` to other resources; those to tables that are not `exported` are left out."""
    keys = []
    for column in columns:
        target, _, key = (column.references or "").rpartition(".")
        resource = target.replace(".", "_")
        if resource in exported:
            # a resource refers to itself by the empty name
            keys.append({"fields": [column.name], "reference": {"resource": "" if resource == own else resource, "fields": [key]}})
    return keys


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
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def _constraints(column: Column) -> dict[str, Any]:
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
    return constraints
