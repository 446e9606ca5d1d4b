"""`CITATION.cff` (Citation File Format 1.2.0) of a snapshot, and the same as one line and as BibTeX."""

from __future__ import annotations

from typing import Any

import yaml

from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE, SAMPLE_WARNING, TERMS, Contents, SourceRegistry

LINE = 1 << 20
"""So wide that no value is broken into several lines."""


def citation_cff(contents: Contents) -> str:
    """The whole file."""
    return str(yaml.safe_dump(_described(contents), allow_unicode=True, sort_keys=False, width=LINE))


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
