"""Records of our WARC files as they stand, of any kind, and the HTTP message in one: to be searched, or written again otherwise.

Belongs here: taking records and messages apart and putting them together. Does not belong here: what a capture is (`records`), what is
changed in one (`erasure`), files of others (`foreign`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from warehouse.captures.content_encoding import decode_body
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.records import Reference, answer_in_fields
from warehouse.captures.warc_file import http_head, member

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_HTTP = ("response", "request", "revisit")
_MADE_ANEW = frozenset(("warc-block-digest", "content-length"))


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record of a WARC file as it stands: its WARC headers and its block, which for HTTP begins with the HTTP headers."""

    offset: int
    length: int
    fields: Headers
    block: bytes

    def field(self, name: str) -> str:
        """A WARC header, empty where the record has none of that name."""
        return header_of(self.fields, name) or ""

    @property
    def kind(self) -> str:
        """The WARC-Type."""
        return self.field("WARC-Type")

    @property
    def url(self) -> str:
        """The address the record is about, empty where it has none."""
        return self.field("WARC-Target-URI")

    @property
    def place(self) -> Reference | None:
        """What a revisit names the record by."""
        return reference_of(self.url, self.field("WARC-Date"))

    @property
    def refers_to(self) -> Reference | None:
        """The record a revisit stands for."""
        return reference_of(self.field("WARC-Refers-To-Target-URI"), self.field("WARC-Refers-To-Date"))

    def to_bytes(self) -> bytes:
        """The record as one gzip member, its length and block digest those of its block."""
        return member([(name, value) for name, value in self.fields if name.lower() not in _MADE_ANEW], self.block)


@dataclass(frozen=True, slots=True)
class HttpBlock:
    """The block of an HTTP record: its first line and headers (Latin-1, as on the wire), and what follows them, encoded as it is."""

    first_line: str
    headers: Headers
    payload: bytes

    @property
    def body(self) -> bytes:
        """The payload without transfer and content encoding. Raises `UndecodableBodyError`."""
        raw = self.payload
        if (header_of(self.headers, "Transfer-Encoding") or "").lower() == "chunked":
            raw = ChunkedDataReader(BytesIO(raw)).read()
        return decode_body(raw, header_of(self.headers, "Content-Encoding"))

    def to_bytes(self) -> bytes:
        """The block."""
        return http_head(self.first_line, self.headers) + self.payload


def warc_records(file: Path) -> Iterator[WarcRecord]:
    """Every record of a WARC file, whatever its type. Raises `DamagedCaptureError`, also where the file goes on after its last record."""
    end = 0
    try:
        with file.open("rb") as stream:
            records = ArchiveIterator(stream, no_record_parse=True)
            for record in records:
                block = record.raw_stream.read()
                if record.raw_stream.limit:
                    raise ValueError(f"the record ends {record.raw_stream.limit} bytes early")
                offset, length = records.get_record_offset(), records.get_record_length()
                yield WarcRecord(offset, length, tuple(record.rec_headers.headers), block)
                end = offset + length
        if end != file.stat().st_size:
            raise ValueError("the file goes on after its last readable record")
    except DamagedCaptureError:
        raise
    except Exception as error:
        told = f"not a readable WARC record ({error}); restore the file from a copy, or remove it"
        raise DamagedCaptureError(told, file=file, offset=end) from error


def http_block(record: WarcRecord) -> HttpBlock | None:
    """The HTTP message of a record; None where it has none."""
    told = answer_in_fields(record.fields) if record.kind == "revisit" and not record.block else None
    if told is not None:
        return HttpBlock(*told, b"")
    if record.kind not in _HTTP or not record.block or not record.url.startswith(("http:", "https:")):
        return None
    return HttpBlock(*split_message(record.block))


def split_message(block: bytes) -> tuple[str, Headers, bytes]:
    """The first line, the headers (lines folded over several together) and the rest of an HTTP message, however it ends its lines."""
    end = _END_OF_HEADERS.search(block)
    head, payload = (block[: end.start()], block[end.end() :]) if end else (block.rstrip(b"\r\n"), b"")
    first, *lines = re.split(r"\r?\n", head.decode("latin-1"))
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon and name.strip():
            headers.append((name.strip(), value.strip()))
    return first, tuple(headers), payload


def status_of(message: HttpBlock) -> int:
    """The status of an answer, 0 where the message is none."""
    found = re.match(r"\S+ (\d{3})", message.first_line)
    return int(found[1]) if found else 0


def reference_of(url: str, date: str) -> Reference | None:
    """What a revisit names a record by; None where an address or a date is missing."""
    try:
        return (url, datetime.fromisoformat(date).astimezone(UTC)) if url and date else None
    except ValueError:
        return None
