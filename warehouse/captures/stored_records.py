"""Our own captures read back from WARC files: responses and revisits with their bodies, metadata, how much of a torn file is whole.

Belongs here: what a record of ours means. Does not belong here: finding records (`warc_reader`), the index (`index`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from warehouse.captures.digests import is_digest_of
from warehouse.captures.exchange import Headers
from warehouse.captures.http_message import HttpMessage, message_in
from warehouse.captures.warc_reader import (
    ArchiveRecord,
    Damage,
    Reference,
    UnreadableArchive,
    archive_records,
    record_at,
    reference_of,
    unreadable_record,
    whole_records,
)
from warehouse.captures.warc_writer import CANONICAL_FIELD, IMPORTED_FIELD

RecordType = Literal["response", "revisit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A response or revisit record as read from a file. `body` (decoded) is None for a revisit; `refers_to` is None for a response."""

    record_type: RecordType
    offset: int
    url: str
    canonical_url: str
    fetched_at: datetime
    status: int
    headers: Headers
    payload_digest: str | None
    body: bytes | None
    refers_to: Reference | None


def read_record(file: Path, offset: int) -> StoredRecord:
    """The response or revisit record that begins at byte `offset`. Raises `DamagedCaptureError`."""
    record = record_at(file, offset)
    try:
        if (message := _answer_in(record)) is not None:
            return stored_capture(record, message)
    except ValueError as error:
        raise unreadable_record(file, offset, error) from error
    raise unreadable_record(file, offset, f"a response or revisit record with an answer was expected, not {record.kind!r}")


def read_records(file: Path) -> Iterator[StoredRecord]:
    """The response and revisit records of a WARC file, in order, digests checked. Raises `DamagedCaptureError` at the first bad one."""
    for record in whole_records(file):
        message = _answer_in(record)
        try:
            _check_digests(record, record.block if message is None else message.payload)
            stored = stored_capture(record, message) if message is not None else None
        except ValueError as error:
            raise unreadable_record(file, record.offset, error) from error
        if stored is not None:
            yield stored


def read_metadata(file: Path, about: str) -> bytes | None:
    """The content of the last metadata record about `about`, or None where there is none. Raises `DamagedCaptureError`."""
    found = None
    for record in whole_records(file, lambda kind, _url, length: length if kind == "metadata" else 0):
        if record.kind == "metadata" and record.url == about:
            found = record.block
    return found


def whole_length(file: Path) -> int:
    """How many bytes of a WARC file that broke off are whole: up to the end of the last exchange both of whose records are complete."""
    whole = 0
    try:
        for record in archive_records(file, lambda *_: 0):
            if isinstance(record, Damage):
                break
            if record.kind not in ("response", "revisit"):  # else its request record is still to come
                whole = record.end
    except UnreadableArchive:
        return 0
    return whole


def read_is_sample(file: Path) -> bool:
    """Whether the file's warcinfo record says that it holds sample pages; files of others do not. Raises `DamagedCaptureError`."""
    return is_sample_info(record_at(file, 0))


def read_is_import(file: Path) -> bool:
    """Whether the file's warcinfo record says that we took its captures from a file of others. Raises `DamagedCaptureError`."""
    record = record_at(file, 0)
    return record.kind == "warcinfo" and f"{IMPORTED_FIELD}: ".encode() in record.block


def is_sample_info(record: ArchiveRecord) -> bool:
    """Whether a record is a warcinfo record that says that its file holds sample pages."""
    return record.kind == "warcinfo" and b"isSample: true" in record.block


def _answer_in(record: ArchiveRecord) -> HttpMessage | None:
    return message_in(record) if record.kind in ("response", "revisit") else None


def stored_capture(record: ArchiveRecord, answer: HttpMessage) -> StoredRecord:
    """The capture in a record. Raises `ValueError`."""
    place = reference_of(record.url, record.date)
    if place is None:
        raise ValueError("the record has no WARC-Target-URI or no WARC-Date")
    if not answer.status:
        raise ValueError(f"no HTTP status in {answer.first_line[:40]!r}")
    is_response = record.kind == "response"
    return StoredRecord(
        record_type="response" if is_response else "revisit",
        offset=record.offset,
        url=place[0],
        canonical_url=record.field(CANONICAL_FIELD) or place[0],
        fetched_at=place[1],
        status=answer.status,
        headers=answer.headers,
        payload_digest=record.field("WARC-Payload-Digest") or None,
        body=answer.body if is_response else None,
        refers_to=None if is_response else record.refers_to,
    )


def _check_digests(record: ArchiveRecord, payload: bytes) -> None:
    if record.kind == "revisit":  # its payload digest is that of what it stands for
        return
    digests = (("payload", record.field("WARC-Payload-Digest"), payload), ("block", record.field("WARC-Block-Digest"), record.block))
    if failed := [f"{name} digest failed: {digest}" for name, digest, content in digests if is_digest_of(digest, [content]) is False]:
        raise ValueError("; ".join(failed))
