"""`datapackage.json`: the Data Package (version 2) description of a snapshot, which `frictionless` validates it by; and the Table Schema of
columns, generated from their definitions, which every Parquet file has too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE, LICENCE_URL, Contents, DataFile
from warehouse.tables.model import Column

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


def data_package(contents: Contents) -> dict[str, Any]:
    """The description as a dictionary, a resource per data file."""
    names = {file.name for file in contents.files}
    return {
        "$schema": PROFILE,
        "name": "diarium",
        "title": contents.title,
        "description": contents.description,
        "id": f"diarium-{contents.snapshot_id}",
        "version": contents.snapshot_id,
        "snapshot_profile": contents.profile.name,
        "keywords": list(KEYWORDS),
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": "What Diarium adds; sources keep their own terms (registries.csv)"}],
        "contributors": [{"title": AUTHORS, "roles": ["creator"]}],
        "sources": [_source(source.title, source.publisher, source.licence, source.home) for source in contents.sources],
        "resources": [_resource(file, names) for file in contents.files],
    }


def _source(title: str, publisher: str, licence: str, home: str | None) -> dict[str, str]:
    source = {"title": f"{title} ({publisher}; licence: {licence})"}
    return source | ({"path": home} if home else {})


def _resource(file: DataFile, names: set[str]) -> dict[str, Any]:
    schema = table_schema(file.columns, file.primary_key, file.unique)
    if keys := _foreign_keys(file.columns, file.name, names):
        schema["foreignKeys"] = keys
    return {
        "name": file.name,
        "path": file.path,
        "type": "table",
        "format": "parquet" if file.is_parquet else "csv",
        "mediatype": "application/vnd.apache.parquet" if file.is_parquet else "text/csv",
        **({} if file.is_parquet else {"encoding": "utf-8"}),
        "description": file.description,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def table_schema(columns: Sequence[Column], primary_key: Sequence[str] = (), unique: Sequence[Sequence[str]] = ()) -> dict[str, Any]:
    """The schema of a table with these columns, without its references to others."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if primary_key:
        schema["primaryKey"] = list(primary_key)
    if unique:
        schema["uniqueKeys"] = [list(key) for key in unique]
    return schema


def _foreign_keys(columns: Sequence[Column], own: str, exported: set[str]) -> list[dict[str, Any]]:
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
