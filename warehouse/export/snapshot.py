"""A snapshot for citing: the published warehouse as files that describe, date and prove themselves.

Everything in a snapshot is a function of the data: no clock, no machine, no run. Equal data give equal bytes and the same snapshot id.
Belongs here: what is written in what order, and the id. Does not belong here: the form of any file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import reading
from warehouse.dictionary import snapshot_dictionary
from warehouse.export.citation_file import citation_cff
from warehouse.export.croissant import croissant
from warehouse.export.csv_files import write_registries, write_wide_csv
from warehouse.export.datapackage import data_package
from warehouse.export.dcat import dcat
from warehouse.export.known_issues import known_issues
from warehouse.export.parquet_file import write_parquet
from warehouse.export.profile import FULL, Profile
from warehouse.export.snapshot_contents import Contents, DataFile, coverage_of, day_of_latest_change, is_sample_data, sha256_of, sources_of
from warehouse.export.snapshot_folder import move_snapshot, working_folder
from warehouse.export.snapshot_readme import snapshot_readme
from warehouse.tables.catalogue import exported_tables

CHECKSUMS = "SHA256SUMS"
DESCRIPTIONS = ("CITATION.cff", "README.md", "croissant.json", "datapackage.json", "dcat.jsonld")
"""The files that name the id, and so cannot be part of what it is a hash over."""


class NothingToExport(Exception):
    """The warehouse holds no project, so there is nothing to cite."""


class SnapshotDamaged(Exception):
    """A snapshot of this id is there, but its files are not what its id says; the message names one and says what to do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on disk; `is_new` is False when it was there already."""

    snapshot_id: str
    path: Path
    files: tuple[DataFile, ...]
    is_new: bool


def export(published: Path, out_dir: Path, profile: Profile = FULL) -> Snapshot:
    """Write a snapshot of the published warehouse under `out_dir/<snapshot id>` and name it in `out_dir/LATEST` (or that of its profile).

    The id is the day of the latest change in the data and eight hexadecimal digits of a hash over the hashes of the files that do not name
    it; the bundled sample and a profile that leaves something out are marked before the day. Raises `WarehouseMissing`, `NothingToExport`,
    and `SnapshotDamaged` where the folder of that id has other content.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    with working_folder(out_dir) as folder, reading(published, threads=1) as connection:
        work = folder / "snapshot"
        work.mkdir()
        contents = _write(connection, published, profile, work)
        target = out_dir / contents.snapshot_id
        is_new = move_snapshot(work, target)
        if not is_new:
            _compare(work, target)
        (folder / profile.latest).write_text(f"{contents.snapshot_id}\n", encoding="utf-8")
        (folder / profile.latest).replace(out_dir / profile.latest)
    return Snapshot(contents.snapshot_id, target, contents.files, is_new)


def id_hash(sums: dict[str, str]) -> str:
    """What an id ends in, from the SHA-256 of every file of its snapshot by path: a hash over those of the files that do not name it."""
    named = sorted((path, digest) for path, digest in sums.items() if path not in (*DESCRIPTIONS, CHECKSUMS))
    return hashlib.sha256("".join(f"{digest}  {path}\n" for path, digest in named).encode()).hexdigest()[:8]


def _write(connection: duckdb.DuckDBPyConnection, published: Path, profile: Profile, work: Path) -> Contents:
    """Every file of a snapshot, first those its id depends on, then those that name it."""
    day = day_of_latest_change(connection)
    if day is None:
        raise NothingToExport(f"{published} holds no project; run 'diarium run' first")
    is_sample = is_sample_data(connection)
    sources = sources_of(connection)
    files = [write_parquet(connection, table, profile, work, is_sample=is_sample) for table in exported_tables()]
    files.append(write_wide_csv(connection, profile, work, is_sample=is_sample))
    files.append(write_registries(connection, work, is_sample=is_sample))
    _text(work / "data-dictionary.md", snapshot_dictionary(profile, is_sample=is_sample))
    _text(work / "known-issues.md", known_issues(connection, sources, is_sample=is_sample))
    sums = _sums(work)
    marks = f"{'sample-' if is_sample else ''}{profile.mark}"
    contents = Contents(
        snapshot_id=f"{marks}{day:%Y%m%d}-{id_hash(sums)}",
        released_on=day,
        is_sample=is_sample,
        profile=profile,
        files=tuple(files),
        sources=sources,
        coverage=coverage_of(connection),
    )
    _text(work / "README.md", snapshot_readme(contents))
    _text(work / "CITATION.cff", citation_cff(contents))
    _text(work / "datapackage.json", _json(data_package(contents)))
    _text(work / "croissant.json", _json(croissant(contents)))
    _text(work / "dcat.jsonld", _json(dcat(contents)))
    sums |= {name: sha256_of(work / name) for name in DESCRIPTIONS}
    _text(work / CHECKSUMS, "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)))
    return contents


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def _compare(work: Path, target: Path) -> None:
    """Whether the snapshot in place still has what its id stands for; what only names the id may be in the words of another version."""
    found = _sums(target)
    for path, digest in _sums(work).items():
        if path not in (*DESCRIPTIONS, CHECKSUMS) and found.get(path) != digest:
            raise SnapshotDamaged(f"{target / path} is missing or was changed after it was written: move {target} away and export again")


def _text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
