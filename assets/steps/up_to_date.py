"""Whether what is published is what would be published again: it says what it was built from, and its files are as they were left.

Belongs here: the digest of all that a publication is made of, and the note beside it. Does not belong here: making anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from parsers.version import file_content
from warehouse.inputs import Inputs
from warehouse.partitions import digest_of
from warehouse.places import Places

LIBRARIES = (
    *("CurrencyConverter", "duckdb", "great-expectations", "lxml", "pyarrow", "python-stdnum", "rapidfuzz"),
    *("babel", "beautifulsoup4", "dagster"),
)
"""The libraries whose release may change what is built, checked or exported."""
_ROOT = Path(__file__).parents[2]
_CODE = ("warehouse", "parsers", "assets")
_SUFFIXES = (".py", ".sql", ".toml", ".csv", ".js", ".css", ".html", ".json", ".zip")


def built_from(inputs: Inputs) -> str:
    """Twenty hex digits over all that a publication of the inputs is made of: captures and records that count, corrections, reference data,
    code and its libraries."""
    digest = hashlib.sha256(_code().encode())
    for row in sorted(inputs.registries, key=lambda row: row.registry):
        digest.update(digest_of(inputs.of_registry(row.registry)).encode())
    return digest.hexdigest()[:20]


def note_publication(places: Places, source: str) -> None:
    """Notes beside the publication what it was built from, and which files it left."""
    told = {"built_from": source, "files": _signatures(places)}
    aside = places.published.with_name(f".{places.published.name}.tmp")
    aside.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    aside.replace(places.published)


def is_published(places: Places, source: str) -> bool:
    """Whether the publication was built from just this, and its files are there as it left them."""
    try:
        told = json.loads(places.published.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told == {"built_from": source, "files": _signatures(places)}


def _signatures(places: Places) -> dict[str, list[int]]:
    """Size and time of change of each published file, by its path."""
    return {str(path.relative_to(places.root)): [path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(_files(places))}


def _files(places: Places) -> Iterator[Path]:
    yield from (path for path in (places.warehouse, places.report) if path.exists())
    yield from (path for path in places.exports.rglob("*") if path.is_file())


@cache
def _code() -> str:
    """What the code says, without comments, and the versions of libraries."""
    files = [
        path for part in _CODE for path in sorted((_ROOT / part).rglob("*")) if path.suffix in _SUFFIXES and "samples" not in path.parts
    ]
    said = [file_content(path) if path.suffix == ".py" else hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return "\0".join([*said, *(f"{library} {version(library)}" for library in LIBRARIES)])
