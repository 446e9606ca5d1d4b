"""WARC records: one exchange written as response or revisit with its request, metadata records, and records read back."""

from __future__ import annotations

import hashlib
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warehouse.captures.encoding import decode_body
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import Exchange, Headers, header_of

RecordType = Literal["response", "revisit"]
Reference = tuple[str, datetime]

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CANONICAL_FIELD = "Diarium-Canonical-URL"
REDACTED_FIELD = "Diarium-Redacted"
IMPORTED_FIELD = "importedFrom"
ANSWER_FIELD = "Diarium-Answer"
"""WARC header with the first line of a "not modified" answer; each header of the answer is a WARC header `Diarium-Answer-<name>`.

The block of such a revisit is empty, as the standard allows: replay tools then show the page it stands for. With the 304 in its block,
they would answer a reader with it, and show nothing.
"""
HTTP_RESPONSE = "application/http; msgtype=response"
CHUNK_BYTES = 65_536
HEAD_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that a revisit record stands for; `payload_digest` is None where it could not be read."""

    url: str
    fetched_at: datetime
    payload_digest: str | None


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


class _WireHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers written back in the bytes they came in; warcio percent-encodes what is not ASCII."""

    def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
        text: str = self.to_str(header_filter)
        return text.encode("latin-1", "replace") + b"\r\n"


class WarcFile:
    """Writes WARC 1.1, one gzip member per record, to `stream`; opens with a warcinfo record, unless it goes on with one begun before."""

    def __init__(self, stream: BinaryIO, *, name: str, software: str, is_sample: bool, imported_from: str | None = None) -> None:
        self._stream = stream
        self._writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        if stream.tell():
            return
        info = {"software": software, "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO, "isSample": str(is_sample).lower()}
        if imported_from is not None:
            info[IMPORTED_FIELD] = imported_from
        self._writer.write_record(self._writer.create_warcinfo_record(name, info))

    def write(self, exchange: Exchange, original: Original | None = None, *, is_redacted: bool = False) -> int:
        """Writes the exchange, as a revisit of `original` where one is given. Returns the offset of the response or revisit record.

        Of a capture made by others the request may not be known (no request headers); then no request record is made up.
        """
        offset = self._stream.tell()
        fields = {"WARC-Date": warc_date(exchange.fetched_at), CANONICAL_FIELD: exchange.canonical_url}
        if is_redacted:
            fields[REDACTED_FIELD] = "erased words were masked before it was stored"
        if original is None:
            kind, payload = "response", exchange.raw_body
            fields["WARC-Payload-Digest"] = payload_digest(payload)
        else:
            kind, payload = "revisit", b""
            fields["WARC-Profile"] = NOT_MODIFIED_PROFILE if exchange.is_not_modified else SAME_PAYLOAD_PROFILE
            fields["WARC-Refers-To-Target-URI"] = original.url
            fields["WARC-Refers-To-Date"] = warc_date(original.fetched_at)
            if original.payload_digest is not None:
                fields["WARC-Payload-Digest"] = original.payload_digest
        headers = [(_stored_name(name), value) for name, value in exchange.response_headers]
        status = f"{exchange.status} {exchange.reason}".rstrip()
        is_in_fields = original is not None and exchange.is_not_modified
        answer = self._writer.create_warc_record(
            exchange.url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type=HTTP_RESPONSE,
            warc_headers_dict=fields,
            http_headers=None if is_in_fields else _WireHeaders(status, headers, protocol="HTTP/1.1"),
        )
        if is_in_fields:
            answer.rec_headers.add_header(ANSWER_FIELD, f"HTTP/1.1 {status}")
            for name, value in headers:
                answer.rec_headers.add_header(f"{ANSWER_FIELD}-{name}", value)
        if not exchange.request_headers:
            self._writer.write_record(answer)
            return offset
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request_line = _WireHeaders(f"{exchange.method} {target} HTTP/1.1", list(exchange.request_headers), is_http_request=True)
        asked = self._writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=request_line,
        )
        self._writer.write_request_response_pair(asked, answer)
        return offset

    def write_metadata(self, about: str, moment: datetime, content: bytes, content_type: str) -> None:
        """Writes what we know about an address or a crawl as a metadata record."""
        record = self._writer.create_warc_record(
            about,
            "metadata",
            payload=BytesIO(content),
            length=len(content),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": warc_date(moment)},
        )
        self._writer.write_record(record)


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


def payload_digest(payload: bytes) -> str:
    """The digest of a payload as WARC tools write it: SHA-1 in base 32."""
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def warc_date(moment: datetime) -> str:
    """A moment as WARC 1.1 dates are written, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _stored_name(name: str) -> str:
    """The body is stored without transfer encoding, so the header that announced it is renamed, as the Internet Archive does."""
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name


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
