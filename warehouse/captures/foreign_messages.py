"""Answers as other tools store them: chunked or not, encoded or already decoded, whatever their headers say. Bodies are kept.

Belongs here: what body such an answer brings. Does not belong here: finding it in a file (`warc_reader`), taking it apart (`http_message`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from warehouse.captures.content_encoding import ContentDecoder, UndecodableBodyError
from warehouse.captures.exchange import Headers
from warehouse.captures.http_message import HttpMessage, message_in
from warehouse.captures.warc_reader import ArchiveRecord

_MAX_BODY_BYTES = 64 * 1024 * 1024
_SNIFFED_BYTES = 2_048
_KNOWN_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)[\s>]", re.IGNORECASE)


class UnusableMessage(Exception):
    """A message whose page cannot be had; `reason` is the same for all of its kind, `is_damage` tells that bytes are wrong."""

    def __init__(self, reason: str, *, is_damage: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_damage = is_damage


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer brings, in our terms: `raw` is without transfer encoding, `body` also without content encoding. Headers that are not
    true of `raw` (any more) have the name the Internet Archive gives such: `X-Archive-Orig-...`."""

    headers: Headers
    raw: bytes
    body: bytes


def answer_of(record: ArchiveRecord) -> HttpMessage:
    """The answer in a record. Raises `UnusableMessage`."""
    message = message_in(record)
    if message is None or not message.status:
        raise UnusableMessage("no HTTP answer in the record", is_damage=True)
    return message


def content_of(answer: HttpMessage) -> Content:
    """The body of an answer. Raises `UnusableMessage`."""
    raw = answer.raw_body
    renamed = {"transfer-encoding"} if answer.is_chunked else set()
    encoding = answer.header("Content-Encoding").lower()
    if encoding in _KNOWN_ENCODINGS:
        body = _decoded(raw, encoding)
        if body is None:
            renamed.add("content-encoding")
            body = raw
    else:
        renamed.add("content-encoding")
        body = raw = _decoded_by_library(raw, encoding)
    length = answer.header("Content-Length")
    if length.isdecimal() and int(length) != len(raw):
        renamed.add("content-length")
    headers = tuple((f"X-Archive-Orig-{name}" if name.lower() in renamed else name, value) for name, value in answer.headers)
    return Content(headers, raw, body)


def looks_like_html(body: bytes) -> bool:
    """Whether a body begins like an HTML page, whatever its charset."""
    return bool(_HTML.search(body[:_SNIFFED_BYTES].replace(b"\0", b"")))


def _decoded(raw: bytes, encoding: str) -> bytes | None:
    """A body without its content encoding; None where it is already without."""
    try:
        decoder, size = ContentDecoder(encoding or None), 0
        pieces: list[bytes] = []
        for piece in decoder.pieces(raw):
            pieces.append(piece)
            size += len(piece)
            if size > _MAX_BODY_BYTES:
                raise UnusableMessage(f"a body of more than {_MAX_BODY_BYTES >> 20} MB")
        decoder.finish()
    except UndecodableBodyError as error:
        if encoding.endswith("gzip") and raw.startswith(b"\x1f\x8b"):
            raise UnusableMessage(f"a broken gzip body ({error})", is_damage=True) from error
        return None
    return b"".join(pieces)


def _decoded_by_library(raw: bytes, encoding: str) -> bytes:
    """A body in an encoding we do not ask for ourselves: br where the library is there, and bodies that are decoded already."""
    if encoding == "br" and find_spec("brotli"):
        try:
            body: bytes = import_module("brotli").decompress(raw)
        except Exception as error:
            if looks_like_html(raw):
                return raw
            raise UnusableMessage("a broken br body", is_damage=True) from error
        return body
    if looks_like_html(raw):
        return raw
    hint = "; it could be with the Python package brotli installed" if encoding == "br" else ""
    raise UnusableMessage(f"compressed with {encoding}, which cannot be read here{hint}")
