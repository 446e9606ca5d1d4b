"""The HTTP message in a record, taken apart and put together again.

Does not belong here: finding records (`warc_reader`), bodies that are not what their headers say (`foreign_messages`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from warehouse.captures.content_encoding import decode_body
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.warc_reader import ArchiveRecord
from warehouse.captures.warc_writer import ANSWER_FIELD, http_head

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})(?:\s+(.*))?")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A request or an answer: its first line and headers (Latin-1, as on the wire), and what follows them, encoded as it is."""

    first_line: str
    headers: Headers
    payload: bytes

    def header(self, name: str) -> str:
        """The first header of that name, empty where there is none."""
        return (header_of(self.headers, name) or "").strip()

    @property
    def status(self) -> int:
        """The status of an answer, 0 where the message is none."""
        found = _STATUS_LINE.match(self.first_line)
        return int(found[1]) if found else 0

    @property
    def reason(self) -> str:
        """The words after the status."""
        found = _STATUS_LINE.match(self.first_line)
        return (found[2] or "").strip() if found else ""

    @property
    def method(self) -> str:
        """The method of a request, empty where the message is none."""
        word = self.first_line.partition(" ")[0]
        return word if word.isalpha() and word.isupper() else ""

    @property
    def is_chunked(self) -> bool:
        """Whether the headers say so; the payload of others may be without chunks all the same."""
        return self.header("Transfer-Encoding").lower().endswith("chunked")

    @property
    def raw_body(self) -> bytes:
        """The payload without transfer encoding."""
        return _dechunked(self.payload) if self.is_chunked else self.payload

    @property
    def body(self) -> bytes:
        """The payload without transfer and content encoding. Raises `UndecodableBodyError`."""
        return decode_body(self.raw_body, self.header("Content-Encoding"))

    def to_bytes(self) -> bytes:
        """The message as the block of a record."""
        return http_head(self.first_line, self.headers) + self.payload


def message_in(record: ArchiveRecord) -> HttpMessage | None:
    """The HTTP message of a record; None where it has none."""
    if record.kind not in ("response", "request", "revisit") or not record.url.lower().startswith(("http:", "https:")):
        return None
    return _split(record.block) if record.block else _answer_in_fields(record)


def _answer_in_fields(record: ArchiveRecord) -> HttpMessage | None:
    """The answer that our revisits of a 304 have in WARC headers."""
    prefix = f"{ANSWER_FIELD}-".lower()
    headers = tuple((name[len(prefix) :], value) for name, value in record.fields if name.lower().startswith(prefix))
    return HttpMessage(first, headers, b"") if (first := record.field(ANSWER_FIELD)) else None


def _split(block: bytes) -> HttpMessage:
    """A block as a message, however it ends its lines; headers folded over several lines together."""
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
    return HttpMessage(first, tuple(headers), payload)


def _dechunked(raw: bytes) -> bytes:
    """A chunked body without its chunks; as it is where it is not chunked (any more)."""
    pieces: list[bytes] = []
    place = 0
    while (found := _CHUNK_SIZE.match(raw, place)) is not None:
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(raw[found.end() : found.end() + size])
        place = found.end() + size
        if len(pieces[-1]) < size or (raw[place : place + 2] not in (b"\r\n", b"") and raw[place : place + 1] != b"\n"):
            return raw
        place += 2 if raw[place : place + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces and place >= len(raw) else raw
