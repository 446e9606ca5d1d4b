"""Whether exported snapshots still are what they say: checksums, Data Package, snapshot id, and the rows of each Parquet file.

Belongs here: what can be told from a snapshot's own files. Does not belong here: writing one (`warehouse.export`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.export import LATEST, SUMS

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


def latest_snapshot(exports: Path) -> Path | None:
    """The snapshot `LATEST` names, there or not; None without such a file."""
    file = exports / LATEST
    return exports / file.read_text("utf-8").strip() if file.is_file() else None


def check_snapshot(folder: Path) -> SnapshotReport:
    """Reads every file of a snapshot and compares it with SHA256SUMS, the Data Package and the snapshot's id."""
    digests = {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    rows, damaged = _rows(folder, digests)
    problems = [*_sums(folder, digests), *_package(folder, digests), *damaged]
    return SnapshotReport(folder.name, len(digests), rows, tuple(problems))


def _sums(folder: Path, digests: dict[str, str]) -> Iterator[SnapshotProblem]:
    if SUMS not in digests:
        yield SnapshotProblem(folder / SUMS, "the checksums of the snapshot", "no such file")
        return
    listed = {}
    for line in (folder / SUMS).read_text("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, digest in listed.items():
        if digests.get(name) != digest:
            yield SnapshotProblem(folder / name, f"SHA-256 {digest}, as {SUMS} says", _found(digests.get(name)))
    for name in sorted(digests.keys() - listed.keys() - {SUMS}):
        yield SnapshotProblem(folder / name, f"a line in {SUMS}", "a file it does not list", "move it out of the snapshot")


def _package(folder: Path, digests: dict[str, str]) -> Iterator[SnapshotProblem]:
    try:
        package: dict[str, Any] = json.loads((folder / PACKAGE).read_text("utf-8"))
        told = {str(each["path"]): str(each["hash"]).removeprefix("sha256:") for each in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield SnapshotProblem(folder / PACKAGE, "a Data Package", f"not readable as one ({type(error).__name__}: {error})")
        return
    for name, digest in told.items():
        if digests.get(name) != digest:
            yield SnapshotProblem(folder / name, f"SHA-256 {digest}, as {PACKAGE} says", _found(digests.get(name)))
    for name in sorted(name for name in digests if name.endswith(".parquet") and name not in told):
        yield SnapshotProblem(folder / name, f"a resource in {PACKAGE}", "a file it does not describe", "move it out of the snapshot")
    whole = hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in told.items()).encode()).hexdigest()
    if not folder.name.endswith(f"-{whole[:8]}"):
        yield SnapshotProblem(folder / PACKAGE, f"the hashes that the id {folder.name} stands for", f"those of an id ending in {whole[:8]}")


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


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
