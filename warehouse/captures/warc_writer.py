"""WARC 1.1 written: records as gzip members, an exchange as response or revisit with its request, metadata.

Belongs here: bytes of records. Does not belong here: reading them back (`warc_reader`), or which file they go to (`crawl_writer`).
Our own lines and not warcio's writer, since an unchanged page costs little else than its record: docs/decisions/0018.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

from warehouse.captures.digests import payload_digest
from warehouse.captures.exchange import Exchange, Headers
from warehouse.captures.warc_dates import warc_date

_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CANONICAL_FIELD = "Diarium-Canonical-URL"
REDACTED_FIELD = "Diarium-Redacted"
IMPORTED_FIELD = "importedFrom"
ANSWER_FIELD = "Diarium-Answer"
"""WARC header with the first line of a "not modified" answer; each header of the answer is a WARC header `Diarium-Answer-<name>`.

The block of such a revisit is empty, as the standard allows: replay tools then show the page it stands for. With the 304 in its block,
they would answer a reader with it, and show nothing.
"""
_HTTP_RESPONSE = "application/http; msgtype=response"
_HTTP_REQUEST = "application/http; msgtype=request"
_LEVEL = 6
_SMALL = 1 << 11


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that a revisit record stands for; `payload_digest` is None where it could not be read."""

    url: str
    fetched_at: datetime
    payload_digest: str | None


class WarcFile:
    """Writes WARC 1.1, one gzip member per record, to `stream`; opens with a warcinfo record, unless it goes on with one begun before."""

    def __init__(self, stream: BinaryIO, *, name: str, software: str, is_sample: bool, imported_from: str | None = None) -> None:
        self._stream = stream
        self._length = stream.tell()
        if self._length:
            return
        info = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS_TO, "isSample": str(is_sample).lower()}
        if imported_from is not None:
            info[IMPORTED_FIELD] = imported_from
        told = "".join(f"{key}: {' '.join(value.split())}\r\n" for key, value in info.items()).encode()
        fields = (*_begun("warcinfo", None, datetime.now(UTC)), ("WARC-Filename", name), ("Content-Type", "application/warc-fields"))
        self._write(fields, told)

    def write(self, exchange: Exchange, original: Original | None = None, *, is_redacted: bool = False) -> int:
        """Writes the exchange, as a revisit of `original` where one is given. Returns the offset of the response or revisit record.

        Of a capture made by others the request may not be known (no request headers); then no request record is made up.
        """
        offset = self._length
        begun = _begun("response" if original is None else "revisit", exchange.url, exchange.fetched_at)
        fields = [*begun, (CANONICAL_FIELD, exchange.canonical_url)]
        if is_redacted:
            fields.append((REDACTED_FIELD, "erased words were masked before it was stored"))
        status = f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()
        headers = [(_stored_name(name), value) for name, value in exchange.response_headers]
        if original is None:
            fields.append(("WARC-Payload-Digest", payload_digest(exchange.raw_body)))
            block = http_head(status, headers) + exchange.raw_body
        else:
            fields.append(("WARC-Profile", _NOT_MODIFIED_PROFILE if exchange.is_not_modified else _SAME_PAYLOAD_PROFILE))
            fields.append(("WARC-Refers-To-Target-URI", original.url))
            fields.append(("WARC-Refers-To-Date", warc_date(original.fetched_at)))
            if original.payload_digest is not None:
                fields.append(("WARC-Payload-Digest", original.payload_digest))
            block = b""
            if exchange.is_not_modified:
                fields += [(ANSWER_FIELD, status), *((f"{ANSWER_FIELD}-{name}", value) for name, value in headers)]
            else:
                block = http_head(status, headers)
        self._write((*fields, ("Content-Type", _HTTP_RESPONSE)), block)
        if exchange.request_headers:
            self._write_request(exchange, begun[0][1])
        return offset

    def write_metadata(self, about: str, moment: datetime, content: bytes, content_type: str) -> None:
        """Writes what we know about an address or a crawl as a metadata record."""
        self._write((*_begun("metadata", about, moment), ("Content-Type", content_type)), content)

    def _write_request(self, exchange: Exchange, answer_id: str) -> None:
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = http_head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers)
        begun = _begun("request", exchange.url, exchange.fetched_at)
        self._write((*begun, ("WARC-Concurrent-To", answer_id), ("Content-Type", _HTTP_REQUEST)), head + exchange.request_body)

    def _write(self, fields: Iterable[tuple[str, str]], block: bytes) -> None:
        written = member(fields, block)
        self._stream.write(written)
        self._length += len(written)


def member(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """A record as one gzip member, its block digest and length added. Line ends in a value become spaces: they would end the header."""
    lines = [f"{name}: {' '.join(value.split()) if _breaks(value) else value}\r\n" for name, value in fields]
    head = f"WARC/1.1\r\n{''.join(lines)}WARC-Block-Digest: {payload_digest(block)}\r\nContent-Length: {len(block)}\r\n\r\n"
    whole = head.encode("utf-8", "replace") + block + b"\r\n\r\n"
    # a window as small as the record: setting up one of the usual size takes four times as long as packing so little
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + 11, 4) if len(whole) <= _SMALL else zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(whole) + packer.flush()


def http_head(first_line: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The head of an HTTP message in the bytes it came in."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{first_line}\r\n{lines}\r\n".encode("latin-1", "replace")


def _begun(kind: str, about: str | None, moment: datetime) -> Headers:
    """The headers every record begins with; the first is its id."""
    target = (("WARC-Target-URI", about),) if about is not None else ()
    return (("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"), ("WARC-Type", kind), *target, ("WARC-Date", warc_date(moment)))


def _breaks(value: str) -> bool:
    return "\n" in value or "\r" in value


def _stored_name(name: str) -> str:
    """The body is stored without transfer encoding, so the header that announced it is renamed, as the Internet Archive does."""
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name
