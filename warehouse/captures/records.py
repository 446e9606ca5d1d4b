"""WARC records read back: responses and revisits with their bodies, metadata, and how much of a torn file is whole."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from warehouse.captures.content_encoding import decode_body
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.warc_file import ANSWER_FIELD, CANONICAL_FIELD, IMPORTED_FIELD

RecordType = Literal["response", "revisit"]
Reference = tuple[str, datetime]

CHUNK_BYTES = 65_536
HEAD_BYTES = 1_024


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
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            return _stored(record, offset)
    except Exception as error:
        raise _damaged(file, offset, error) from error


def read_records(file: Path) -> Iterator[StoredRecord]:
    """The response and revisit records of a WARC file, in order, digests checked. Raises `DamagedCaptureError` at the first bad one."""
    end = 0
    try:
        with file.open("rb") as stream:
            records = ArchiveIterator(stream, check_digests=True)
            for record in records:
                stored = _stored(record, end) if _answer_of(record) is not None else None
                length = records.get_record_length()
                if record.digest_checker.passed is False:
                    raise ValueError("; ".join(record.digest_checker.problems))
                if stored is not None:
                    yield stored
                end += length
        if end != file.stat().st_size:
            raise ValueError("the file ends in the middle of a record")
    except Exception as error:
        raise _damaged(file, end, error) from error


def read_metadata(file: Path, about: str) -> bytes | None:
    """The content of the last metadata record about `about`, or None where there is none. Raises `DamagedCaptureError`."""
    found = None
    try:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "metadata" and record.rec_headers.get_header("WARC-Target-URI") == about:
                    found = record.content_stream().read()
    except Exception as error:
        raise _damaged(file, 0, error) from error
    return found


def whole_length(file: Path) -> int:
    """How many bytes of a WARC file that broke off are whole: up to the end of the last exchange both of whose records are complete."""
    whole = end = 0
    with file.open("rb") as stream:
        for head, length in _members(stream):
            end += length
            if not re.search(rb"^WARC-Type: (response|revisit)\r$", head, re.MULTILINE):  # else its request record is still to come
                whole = end
    return whole


def _members(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The first bytes and the length of each gzip member, as far as they are whole."""
    rest = b""
    while chunk := rest or stream.read(CHUNK_BYTES):
        inflater, length = zlib.decompressobj(31), 0
        head = b""
        while chunk and not inflater.eof:
            try:
                piece = inflater.decompress(chunk)
            except zlib.error:
                return
            length += len(chunk)
            head = head or piece[:HEAD_BYTES]
            chunk = b"" if inflater.eof else stream.read(CHUNK_BYTES)
        if not inflater.eof:
            return
        rest = inflater.unused_data
        yield head, length - len(rest)


def read_is_sample(file: Path) -> bool:
    """Whether the file's warcinfo record says that it holds sample pages; files of others do not. Raises `DamagedCaptureError`."""
    return b"isSample: true" in _warcinfo(file)


def read_is_import(file: Path) -> bool:
    """Whether the file's warcinfo record says that we took its captures from a file of others. Raises `DamagedCaptureError`."""
    return f"{IMPORTED_FIELD}: ".encode() in _warcinfo(file)


def _warcinfo(file: Path) -> bytes:
    """What the first record says of the file, empty where it is no warcinfo record."""
    try:
        with file.open("rb") as stream:
            record = next(iter(ArchiveIterator(stream)))
            content: bytes = record.content_stream().read() if record.rec_type == "warcinfo" else b""
            return content
    except Exception as error:
        raise _damaged(file, 0, error) from error


def answer_in_fields(fields: Headers) -> tuple[str, Headers] | None:
    """The first line and the headers of an answer that is told by WARC headers; None where they tell none."""
    first, prefix = header_of(fields, ANSWER_FIELD), f"{ANSWER_FIELD}-".lower()
    headers = tuple((name[len(prefix) :], value) for name, value in fields if name.lower().startswith(prefix))
    return (first, headers) if first else None


def _answer_of(record: Any) -> tuple[int, Headers] | None:
    """The status and the headers of the answer in a record; None where it holds none."""
    if record.rec_type not in ("response", "revisit"):
        return None
    if record.http_headers is not None:
        return int(record.http_headers.get_statuscode()), tuple(record.http_headers.headers)
    told = answer_in_fields(tuple(record.rec_headers.headers))
    return (int(told[0].split(" ")[1]), told[1]) if told else None


def _stored(record: Any, offset: int) -> StoredRecord:
    answer = _answer_of(record)
    if answer is None:
        raise ValueError(f"a response or revisit record with an answer was expected, not {record.rec_type!r}")
    status, headers = answer
    fields: Headers = tuple(record.rec_headers.headers)
    url, date = header_of(fields, "WARC-Target-URI"), header_of(fields, "WARC-Date")
    if not url or not date:
        raise ValueError("the record has no WARC-Target-URI or no WARC-Date")
    is_chunked = (header_of(headers, "Transfer-Encoding") or "").lower() == "chunked"
    raw = (ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream).read()
    record.raw_stream.read()
    if record.raw_stream.limit:
        raise ValueError(f"the record ends {record.raw_stream.limit} bytes early")
    target, moment = header_of(fields, "WARC-Refers-To-Target-URI"), header_of(fields, "WARC-Refers-To-Date")
    is_response = record.rec_type == "response"
    return StoredRecord(
        record_type="response" if is_response else "revisit",
        offset=offset,
        url=url,
        canonical_url=header_of(fields, CANONICAL_FIELD) or url,
        fetched_at=_moment(date),
        status=status,
        headers=headers,
        payload_digest=header_of(fields, "WARC-Payload-Digest"),
        body=decode_body(raw, header_of(headers, "Content-Encoding")) if is_response else None,
        refers_to=(target, _moment(moment)) if target and moment and not is_response else None,
    )


def _moment(date: str) -> datetime:
    return datetime.fromisoformat(date).astimezone(UTC)


def _damaged(file: Path, offset: int, error: Exception) -> DamagedCaptureError:
    cause = str(error).strip() or type(error).__name__
    return DamagedCaptureError(
        f"not a readable WARC record ({cause}); restore the file from a copy, or remove it", file=file, offset=offset
    )
