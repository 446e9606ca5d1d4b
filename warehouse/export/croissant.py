"""`croissant.json`: the snapshot in Croissant, the vocabulary of machine-learning data sets, which `mlcroissant` validates and loads."""

from __future__ import annotations

from typing import Any

from warehouse.export.citation_file import citation_bibtex
from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE_URL, Contents, DataFile
from warehouse.tables.model import Column

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
LANGUAGE_MAP = {"@container": "@language"}
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": LANGUAGE_MAP,
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": LANGUAGE_MAP,
} | {
    term: f"cr:{term}"
    for term in (
        *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject", "fileProperty"),
        *("fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
        *("references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
    )
}
TYPES = {
    "VARCHAR": "sc:Text",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "TIMESTAMP": "sc:DateTime",
    "INTEGER": "cr:Int32",
    "BIGINT": "cr:Int64",
    "DOUBLE": "cr:Float64",
}
LIMITS = (
    "Amounts are as stated by the registries, many of which state none: read every sum with its coverage. Names of natural persons, "
    "sole traders among them, are left out. known-issues.md counts what is doubtful."
)


def croissant(contents: Contents) -> dict[str, Any]:
    """The description as a dictionary: a file object per data file, a record set per Parquet file."""
    day = contents.released_on
    names = {file.name for file in contents.files if file.is_parquet}
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": contents.title,
        "alternateName": contents.snapshot_id,
        "description": contents.description,
        "identifier": f"urn:diarium:{contents.snapshot_id}",
        # Semantic Versioning, which Croissant asks for: the day, with the id as the build
        "version": f"{day.year}.{day.month}.{day.day}+{contents.snapshot_id}",
        "datePublished": day.isoformat(),
        "license": LICENCE_URL,
        "citeAs": citation_bibtex(contents),
        "keywords": list(KEYWORDS),
        "isLiveDataset": False,
        "creator": {"@type": "sc:Organization", "name": AUTHORS},
        "publisher": {"@type": "sc:Organization", "name": AUTHORS},
        "isBasedOn": [f"{source.title} ({source.publisher}; licence: {source.licence})" for source in contents.sources],
        "rai:dataLimitations": LIMITS,
        "distribution": [_file_object(file) for file in contents.files],
        "recordSet": [_record_set(file, names) for file in contents.files if file.is_parquet],
    }


def _file_object(file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"file/{file.name}",
        "name": file.path,
        "description": file.description,
        "contentUrl": file.path,
        "contentSize": f"{file.n_bytes} B",
        "encodingFormat": "application/x-parquet" if file.is_parquet else "text/csv",
        "sha256": file.sha256,
    }


def _record_set(file: DataFile, names: set[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": file.description,
        **({"key": [{"@id": f"{file.name}/{name}"} for name in file.primary_key]} if file.primary_key else {}),
        "field": [_field(file, column, names) for column in file.columns],
    }


def _field(file: DataFile, column: Column, names: set[str]) -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{file.name}/{column.name}",
        "name": column.name,
        "description": f"{column.description} [{column.unit}]" if column.unit else column.description,
        "dataType": "sc:Float" if column.type.startswith("DECIMAL") else TYPES[column.type],
        "source": {"fileObject": {"@id": f"file/{file.name}"}, "extract": {"column": column.name}},
    }
    target, _, key = (column.references or "").rpartition(".")
    record_set = target.replace(".", "_")
    if record_set in names and record_set != file.name:
        field["references"] = {"field": {"@id": f"{record_set}/{key}"}}
    return field
