"""`CITATION.cff` (Citation File Format 1.2.0) of a snapshot, and the same as one line and as BibTeX."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE, SAMPLE_WARNING, TERMS, Contents, SourceRegistry


def citation_cff(contents: Contents) -> str:
    """The whole file. Strings are written as JSON, which is YAML too."""
    return "\n".join(_lines(_described(contents))) + "\n"


def citation_line(contents: Contents) -> str:
    """What stands in a list of references."""
    return f"{AUTHORS} ({contents.released_on.year}). {contents.title}. Snapshot {contents.snapshot_id}."


def citation_bibtex(contents: Contents) -> str:
    """The same for BibTeX, on one line."""
    day = contents.released_on
    return (
        f"@misc{{diarium-{contents.snapshot_id}, author = {{{{{AUTHORS}}}}}, title = {{{{{contents.title}}}}}, year = {{{day.year}}}, "
        f"month = {{{day.month}}}, note = {{Snapshot {contents.snapshot_id}}}}}"
    )


def _described(contents: Contents) -> dict[str, Any]:
    message = "Cite this snapshot by its id, and the registries you use beside it."
    return {
        "cff-version": "1.2.0",
        "message": SAMPLE_WARNING if contents.is_sample else message,
        "type": "dataset",
        "title": contents.title,
        "version": contents.snapshot_id,
        "date-released": contents.released_on.isoformat(),
        "authors": [{"name": AUTHORS}],
        "abstract": f"{contents.description} {TERMS}",
        "keywords": list(KEYWORDS),
        "license": LICENCE,
        "identifiers": [
            {
                "type": "other",
                "value": f"urn:diarium:{contents.snapshot_id}",
                "description": "Ends in the first digits of a SHA-256 over the digests of the files; README.md says which.",
            }
        ],
        "references": [_reference(source) for source in contents.sources],
    }


def _reference(source: SourceRegistry) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "type": "database",
        "title": source.title,
        "authors": [{"name": source.publisher}],
        "publisher": {"name": source.publisher},
        "notes": f"Registry {source.registry}; {source.n_projects} projects; licence: {source.licence}",
    }
    return reference | ({"url": source.home} if source.home else {})


def _lines(value: dict[str, Any], indent: str = "") -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, dict):
            yield f"{indent}{key}:"
            yield from _lines(each, f"{indent}  ")
        elif isinstance(each, list):
            yield f"{indent}{key}:"
            for item in each:
                yield from _item(item, f"{indent}  ")
        else:
            yield f"{indent}{key}: {json.dumps(each, ensure_ascii=False)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{indent}- {json.dumps(item, ensure_ascii=False)}"
        return
    for n, line in enumerate(_lines(item, f"{indent}  ")):
        yield f"{indent}- {line.lstrip()}" if n == 0 else line
