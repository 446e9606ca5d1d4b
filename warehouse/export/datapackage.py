"""`datapackage.json`: the Data Package (version 2) description of a snapshot, which `frictionless` validates it by."""

from __future__ import annotations

from typing import Any

from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE, LICENCE_URL, Contents, DataFile
from warehouse.export.table_schema import foreign_keys, table_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


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
    if keys := foreign_keys(file.columns, file.name, names):
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
