"""Whether exported snapshots still are what they say: checksums, snapshot id, what the descriptions say of the files, and the rows of each.

Belongs here: what can be told from a snapshot's own files. Does not belong here: writing one (`warehouse.export`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.export.profile import FULL, Profile
from warehouse.export.snapshot import CHECKSUMS, DESCRIPTIONS, id_hash
from warehouse.export.snapshot_contents import sha256_of

PACKAGE = "datapackage.json"
RESTORE = "move the snapshot away and fetch it again, or `diarium export` writes the published content anew"


@dataclass(frozen=True, slots=True)
class SnapshotProblem:
    """A file of a snapshot that is not as the snapshot says."""

    file: Path
    expected: str
    found: str
    to_do: str = RESTORE


@dataclass(frozen=True, slots=True)
class SnapshotReport:
    """What a snapshot holds: files checked, rows by `schema/table.parquet`, and the problems."""

    snapshot_id: str
    n_files: int
    rows: dict[str, int]
    problems: tuple[SnapshotProblem, ...]


def snapshot_folders(exports: Path) -> list[Path]:
    """The snapshots under a folder of exports, sorted by id; unfinished ones (hidden) are left out."""
    return sorted(path for path in exports.glob("*") if path.is_dir() and not path.name.startswith("."))


def latest_snapshot(exports: Path, profile: Profile = FULL) -> Path | None:
    """The snapshot that the profile's `LATEST` file names, there or not; None without such a file."""
    file = exports / profile.latest
    return exports / file.read_text("utf-8").strip() if file.is_file() else None


def check_snapshot(folder: Path) -> SnapshotReport:
    """Reads every file of a snapshot and compares it with SHA256SUMS, the descriptions that are there and the snapshot's id.

    A snapshot of an earlier version has fewer descriptions; what it has must hold.
    """
    digests = {path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    rows, damaged = _rows(folder, digests)
    problems = [*_sums(folder, digests), *_described(folder, digests), *_named(folder, digests), *damaged]
    return SnapshotReport(folder.name, len(digests), rows, tuple(problems))


def _sums(folder: Path, digests: dict[str, str]) -> Iterator[SnapshotProblem]:
    if CHECKSUMS not in digests:
        yield SnapshotProblem(folder / CHECKSUMS, "the checksums of the snapshot", "no such file")
        return
    listed = {}
    for line in (folder / CHECKSUMS).read_text("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, digest in listed.items():
        if digests.get(name) != digest:
            yield SnapshotProblem(folder / name, f"SHA-256 {digest}, as {CHECKSUMS} says", _found(digests.get(name)))
    for name in sorted(digests.keys() - listed.keys() - {CHECKSUMS}):
        yield SnapshotProblem(folder / name, f"a line in {CHECKSUMS}", "a file it does not list", "move it out of the snapshot")


def _described(folder: Path, digests: dict[str, str]) -> Iterator[SnapshotProblem]:
    """What each description says of the digests of the files. Every table must be in each."""
    for name, digests_in in DIGESTS_IN.items():
        if name not in digests and name != PACKAGE:
            continue
        try:
            told = dict(digests_in(json.loads((folder / name).read_text("utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            yield SnapshotProblem(folder / name, f"a {DESCRIBED_IN[name]}", f"not readable as one ({type(error).__name__}: {error})")
            continue
        for path, digest in told.items():
            if digests.get(path) != digest:
                yield SnapshotProblem(folder / path, f"SHA-256 {digest}, as {name} says", _found(digests.get(path)))
        for path in sorted(path for path in digests if path.endswith((".parquet", ".csv")) and path not in told):
            yield SnapshotProblem(folder / path, f"a resource in {name}", "a file it does not describe", "move it out of the snapshot")


def _named(folder: Path, digests: dict[str, str]) -> Iterator[SnapshotProblem]:
    """Whether the id is that of the files, and the one every description names."""
    ending = id_hash(digests)
    if not folder.name.endswith(f"-{ending}"):
        yield SnapshotProblem(folder / CHECKSUMS, f"the hashes that the id {folder.name} stands for", f"those of an id ending in {ending}")
    for name in DESCRIPTIONS:
        if name in digests and folder.name not in (folder / name).read_text("utf-8", "replace"):
            yield SnapshotProblem(folder / name, f"the id {folder.name}", "another one, or none")


def _rows(folder: Path, digests: dict[str, str]) -> tuple[dict[str, int], list[SnapshotProblem]]:
    """Rows by file, read from the data and not just from the footer, which must say the same."""
    rows: dict[str, int] = {}
    problems = []
    for name in (name for name in digests if name.endswith(".parquet")):
        try:
            with pq.ParquetFile(folder / name) as file:
                said = int(file.metadata.num_rows)
                first = file.schema_arrow.names[:1]
                rows[name] = sum(batch.num_rows for batch in file.iter_batches(columns=first))
        except (OSError, pa.ArrowException) as error:
            problems.append(SnapshotProblem(folder / name, "a Parquet file", f"not readable as one ({error})"))
            continue
        if rows[name] != said:
            problems.append(SnapshotProblem(folder / name, f"{said} rows, as its own metadata says", f"{rows[name]} rows"))
    return rows, problems


def _found(digest: str | None) -> str:
    return f"SHA-256 {digest}" if digest else "no such file"


def _in_package(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((str(each["path"]), str(each["hash"]).removeprefix("sha256:")) for each in package["resources"])


def _in_croissant(description: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((str(each["contentUrl"]), str(each["sha256"])) for each in description["distribution"])


def _in_dcat(description: dict[str, Any]) -> Iterator[tuple[str, str]]:
    [dataset] = (node for node in description["@graph"] if "dcat:distribution" in node)
    for each in dataset["dcat:distribution"]:
        yield str(each["dcat:downloadURL"]["@id"]), str(each["spdx:checksum"]["spdx:checksumValue"]["@value"])


DESCRIBED_IN = {PACKAGE: "Data Package", "croissant.json": "Croissant description", "dcat.jsonld": "DCAT description"}
DIGESTS_IN: dict[str, Callable[[dict[str, Any]], Iterator[tuple[str, str]]]] = {
    PACKAGE: _in_package,
    "croissant.json": _in_croissant,
    "dcat.jsonld": _in_dcat,
}
