"""Proving that the store is whole: every WARC file read to its end, against its digests, its index and its manifest.

One damaged file, or record, never hides the others: everything that is wrong is reported, with its place and what to do about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.digests import is_digest_of
from warehouse.captures.errors import DamagedIndexError, DamagedManifestError
from warehouse.captures.files import ASIDE_SUFFIX, INDEX_SUFFIX, MANIFEST_SUFFIX, WARC_SUFFIX, crawl_id_of, index_file_of, manifest_of
from warehouse.captures.foreign_messages import UnusableMessage, answer_of
from warehouse.captures.index import CaptureRow, capture_rows, read_index, row_of
from warehouse.captures.manifest import manifest_urn, read_manifest
from warehouse.captures.stored_records import stored_capture
from warehouse.captures.warc_reader import ArchiveRecord, Damage, Reference, UnreadableArchive, archive_records
from warehouse.lock import FileLock, HeldElsewhere

FindingSeverity = Literal["problem", "note"]

_LOST = "restore the file from a copy; without one, remove the crawl's three files, and the pages are fetched again"
_MENDS = "the next run writes it anew from the WARC file"
_COMPARED = (
    *("registry", "crawl_id", "url", "canonical_url", "fetched_at", "status", "record_type"),
    *("body_sha256", "body_bytes", "payload_digest", "file"),
)
"""Not compared: what headers of a 304 leave out, which the index has from the capture that the server was asked about."""
_CRAWL_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be (`problem`), or that one may want to know (`note`)."""

    registry: str
    file: Path
    offset: int | None
    problem: str
    advice: str
    severity: FindingSeverity = "problem"


@dataclass(slots=True)
class StoreProof:
    """What was looked at, and all that was found."""

    n_files: int = 0
    n_records: int = 0
    n_captures: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """No problem at all."""
        return all(each.severity == "note" for each in self.findings)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the file itself says of a capture, in the terms of the index."""

    row: CaptureRow
    payload_digest: str | None
    refers_to: Reference | None

    @property
    def place(self) -> Reference:
        """What a revisit names it by."""
        return self.row.url, self.row.fetched_at


def prove_store(store: CaptureStore, codes: Iterable[str], progress: Callable[[str, int, int | None], None]) -> StoreProof:
    """Reads everything that is stored of the registries. Writes nothing."""
    done = StoreProof()
    for code in codes:
        folder = store.folder_of(code)
        warcs = sorted(folder.glob(f"*{WARC_SUFFIX}"))
        answers: dict[Path, dict[int, _Answer]] = {}
        metadata: dict[Path, dict[str, bytes]] = {}
        for number, warc in enumerate(warcs, 1):
            answers[warc], metadata[warc] = {}, {}
            done.findings += _of_warc(code, warc, answers[warc], metadata[warc], done)
            done.n_files += 1
            progress(f"prove_store {code}", number, len(warcs))
        done.n_captures += sum(map(len, answers.values()))
        bodies = {each.place: each for found in answers.values() for each in found.values() if each.refers_to is None}
        for warc in warcs:
            done.findings += _of_revisits(code, warc, answers[warc], bodies)
            done.findings += _of_index(code, warc, _resolved(answers[warc], bodies))
            done.findings += _of_manifest(code, warc, metadata[warc])
        done.findings += _of_folder(code, folder)
    return done


def _of_warc(code: str, warc: Path, answers: dict[int, _Answer], metadata: dict[str, bytes], done: StoreProof) -> Iterator[Finding]:
    last = -1
    try:
        for each in archive_records(warc):
            if isinstance(each, Damage):
                yield Finding(code, warc, each.offset, each.problem, _LOST)
                continue
            done.n_records += 1
            if each.offset == last:
                yield Finding(code, warc, each.offset, "several records in one gzip member, so they cannot be read by their offset", _LOST)
            last = each.offset
            yield from _of_record(code, warc, each, answers, metadata)
    except UnreadableArchive as problem:
        yield Finding(code, warc, None, problem.problem, _LOST)


def _of_record(code: str, warc: Path, record: ArchiveRecord, answers: dict[int, _Answer], metadata: dict[str, bytes]) -> Iterator[Finding]:
    if is_digest_of(record.field("WARC-Block-Digest"), (record.block,)) is False:
        yield Finding(code, warc, record.offset, f"the {record.kind} record is not what its block digest says", _LOST)
    if record.kind == "metadata":
        metadata[record.url] = record.block
    if record.kind not in ("response", "revisit"):
        return
    try:
        message = answer_of(record)
        if record.kind == "response" and is_digest_of(record.field("WARC-Payload-Digest"), (message.payload,)) is False:
            yield Finding(code, warc, record.offset, f"the body of {record.url} is not what its payload digest says", _LOST)
        stored = stored_capture(record, message)
    except (UnusableMessage, ValueError) as problem:
        yield Finding(code, warc, record.offset, f"the answer of {record.url} cannot be read: {problem}", _LOST)
        return
    answers[record.offset] = _Answer(row_of(stored, code, crawl_id_of(warc), warc.name), stored.payload_digest, stored.refers_to)


def _of_revisits(code: str, warc: Path, answers: Mapping[int, _Answer], bodies: Mapping[Reference, _Answer]) -> Iterator[Finding]:
    for offset, each in answers.items():
        if each.row.record_type != "revisit":
            continue
        if each.refers_to is None:
            yield Finding(code, warc, offset, f"the revisit of {each.place[0]} does not say what it stands for", _LOST)
            continue
        url, moment = each.refers_to
        original = bodies.get(each.refers_to)
        words = f"the revisit of {each.place[0]} stands for the answer of {url} of {moment.isoformat()}"
        if original is None:
            advice = "restore the WARC file that holds that answer; without it, fetch the page again"
            yield Finding(code, warc, offset, f"{words}, which is in no readable record here", advice)
        elif each.payload_digest and each.payload_digest != original.payload_digest:
            yield Finding(code, warc, offset, f"{words}, whose payload digest is another", _LOST)


def _resolved(answers: Mapping[int, _Answer], bodies: Mapping[Reference, _Answer]) -> dict[int, CaptureRow]:
    """The rows the index should have, revisits with the bodies they stand for."""
    rows = {}
    for offset, each in answers.items():
        original = bodies.get(each.refers_to) if each.refers_to else None
        rows[offset] = each.row.standing_for(original.row) if original else each.row
    return rows


def _of_index(code: str, warc: Path, rows: Mapping[int, CaptureRow]) -> Iterator[Finding]:
    index = index_file_of(warc)
    try:
        indexed: dict[int, CaptureRow] = {row.record_offset: row for row in capture_rows(read_index(index))}
    except DamagedIndexError as problem:
        words = "is missing" if not index.exists() else problem.problem.partition(";")[0]
        yield Finding(code, index, None, f"the index {words}", _MENDS)
        return
    advice = "remove the index: the next run writes it anew from the WARC file"
    for offset in sorted(rows.keys() - indexed.keys()):
        yield Finding(code, index, offset, f"no row for the capture of {rows[offset].url} at that offset of the WARC file", advice)
    for offset in sorted(indexed.keys() - rows.keys()):
        words = f"a row for {indexed[offset].url}, of which no capture can be read at that offset of the WARC file"
        yield Finding(code, index, offset, words, advice)
    for offset in sorted(rows.keys() & indexed.keys()):
        for name in _COMPARED:
            value = getattr(rows[offset], name)
            if getattr(indexed[offset], name) != value:
                words = f"{name} of {rows[offset].url} is {getattr(indexed[offset], name)} in the index and {value} in the WARC file"
                yield Finding(code, index, offset, words, advice)


def _of_manifest(code: str, warc: Path, metadata: Mapping[str, bytes]) -> Iterator[Finding]:
    manifest, copy = manifest_of(warc), metadata.get(manifest_urn(crawl_id_of(warc)))
    if copy is None:
        yield Finding(code, warc, None, "no readable copy of the crawl's manifest in the WARC file", _LOST)
    try:
        read_manifest(manifest)
    except DamagedManifestError as problem:
        words = "is missing" if not manifest.exists() else problem.problem.partition(";")[0]
        yield Finding(code, manifest, None, f"the manifest {words}", _MENDS if copy is not None else "restore it from a copy")
        return
    if copy is not None and json.loads(manifest.read_bytes()) != _json(copy):
        advice = "restore the right one of the two from a copy, or remove the manifest: the next run writes it anew from the WARC file"
        yield Finding(code, manifest, None, "the manifest is not what its copy in the WARC file says", advice)


def _of_folder(code: str, folder: Path) -> Iterator[Finding]:
    for file in sorted(folder.glob("*")):
        if file.name.endswith((INDEX_SUFFIX, MANIFEST_SUFFIX)) and not (folder / f"{crawl_id_of(file)}{WARC_SUFFIX}").exists():
            yield Finding(code, file, None, "its WARC file is gone", "restore the WARC file from a copy, or remove this file too")
        elif file.name.endswith(ASIDE_SUFFIX):
            is_at_work = _is_at_work(folder)
            words = "belongs to the crawl that is under way" if is_at_work else "was left aside by a crawl or an import that was killed"
            advice = "leave it alone" if is_at_work else "the next run goes on with it, or puts what is whole of it in place"
            yield Finding(code, file, None, words, advice, "note")
        elif not file.name.startswith(".") and not _CRAWL_ID.fullmatch(crawl_id_of(file)):
            yield Finding(code, file, None, "is no file of the store", "move it elsewhere", "note")


def _is_at_work(folder: Path) -> bool:
    lock = folder / ".writer.lock"
    if not lock.exists():
        return False
    try:
        FileLock(lock).release()
    except (HeldElsewhere, OSError):
        return True
    return False


def _json(text: bytes) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
