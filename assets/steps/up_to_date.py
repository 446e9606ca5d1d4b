"""Whether what is published is what would be published again: it says what it was built from, and its files are as they were left.

Belongs here: the digest of all that a publication is made of, and the note beside it. Does not belong here: making anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from parsers.version import file_content
from warehouse.export.snapshot_check import latest_snapshot
from warehouse.inputs import Inputs
from warehouse.partitions import digest_of
from warehouse.places import Places
from warehouse.store import file_digest, replace_file

LIBRARIES = (
    *("CurrencyConverter", "duckdb", "great-expectations", "lxml", "pyarrow", "python-stdnum", "rapidfuzz"),
    *("babel", "beautifulsoup4", "dagster"),
)
"""The libraries whose release may change what is built, checked or exported."""
ROOT = Path(__file__).parents[2]
_CODE = ("warehouse", "parsers", "assets")
_SUFFIXES = (".py", ".sql", ".toml", ".csv", ".js", ".css", ".html", ".json", ".zip")


def built_from(inputs: Inputs) -> str:
    """Twenty hex digits over all that a publication of the inputs is made of: captures and records that count, corrections, reference data,
    code and its libraries."""
    digest = sha256(code_version().encode())
    for row in sorted(inputs.registries, key=lambda row: row.registry):
        digest.update(digest_of(inputs.of_registry(row.registry)).encode())
    return digest.hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class PublicationNote:
    """What stands beside the publication: what it was built from, and the SHA-256 of the file; both empty where there is no note."""

    built_from: str = ""
    sha256: str = ""


def publication_note(places: Places) -> PublicationNote:
    """What was noted of the publication."""
    try:
        told = json.loads(places.published.read_text("utf-8"))
        return PublicationNote(str(told["built_from"]), str(told.get("sha256", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return PublicationNote()


def note_publication(places: Places, source: str) -> None:
    """Notes beside the publication what it was built from, the digest of the warehouse, and which files it left: warehouse, report and the
    latest snapshot."""
    latest = latest_snapshot(places.exports)
    snapshot = latest.name if latest else ""
    told = {"built_from": source, "sha256": file_digest(places.warehouse), "snapshot": snapshot, "files": _signatures(places, snapshot)}
    replace_file(places.published, lambda aside: aside.write_text(json.dumps(told, indent=1) + "\n", "utf-8"))


def is_published(places: Places, source: str) -> bool:
    """Whether the publication was built from just this, and its files are there as it left them."""
    try:
        told = json.loads(places.published.read_text("utf-8"))
        return bool(told["built_from"] == source and told["files"] == _signatures(places, told["snapshot"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _signatures(places: Places, snapshot: str) -> dict[str, list[int]]:
    """Size and time of change of each published file, by its path; raises `OSError` where one is gone."""
    files = [places.warehouse, places.report, *(path for path in (places.exports / snapshot).rglob("*") if path.is_file())]
    return {str(path.relative_to(places.root)): [path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(files)}


@cache
def code_version(root: Path = ROOT) -> str:
    """The digest of what the code below a folder says, without comments and docstrings, and of the versions of libraries."""
    files = [
        file for part in _CODE for file in sorted((root / part).rglob("*")) if file.suffix in _SUFFIXES and "samples" not in file.parts
    ]
    said = [file_content(path) if path.suffix == ".py" else sha256(path.read_bytes()).hexdigest() for path in files]
    return sha256("\0".join([*said, *(f"{library} {version(library)}" for library in LIBRARIES)]).encode()).hexdigest()
