"""HTTP messages as other tools store them: chunked or not, encoded or already decoded, whatever their headers say. Bodies are kept.

Belongs here: what one stored message says, and whether the digests beside it agree. Does not belong here: finding it in a file (`foreign`).
"""

from __future__ import annotations

import hashlib
import re
from base64 import b16decode, b32decode, b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from warehouse.captures.content_encoding import ContentDecoder, UndecodableBodyError
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.raw import split_message
from warehouse.captures.records import answer_in_fields

MAX_BODY_BYTES = 64 * 1024 * 1024
SNIFFED_BYTES = 2_048
KNOWN_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")

_FIRST_LINE = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})(?:\s+(.*))?")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)[\s>]", re.IGNORECASE)


class UnusableMessage(Exception):
    """A message whose page cannot be had; `reason` is the same for all of its kind, `is_damage` tells that bytes are wrong."""

    def __init__(self, reason: str, *, is_damage: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_damage = is_damage


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as stored: `payload` is what follows the headers, as it lies in the file."""

    status: int
    reason: str
    headers: Headers
    payload: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A request as stored."""

    method: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer brings, in our terms: `raw` is without transfer encoding, `body` also without content encoding. Headers that are not
    true of `raw` (any more) have the name the Internet Archive gives such: `X-Archive-Orig-...`."""

    headers: Headers
    raw: bytes
    body: bytes


def answer_of(block: bytes, fields: Headers = ()) -> Answer:
    """The response in a record's block, or, where that is empty, in the WARC headers of our own. Raises `UnusableMessage`."""
    first, headers, payload = split_message(block)
    if not block and (told := answer_in_fields(fields)) is not None:
        first, headers = told
    found = _FIRST_LINE.match(first)
    if not found:
        raise UnusableMessage("no HTTP answer in the record", is_damage=True)
    return Answer(int(found[1]), (found[2] or "").strip(), headers, payload)


def request_of(block: bytes) -> Request | None:
    """The request in a record's block, None where it is none."""
    first, headers, _ = split_message(block)
    method = first.partition(" ")[0]
    return Request(method, headers) if method.isalpha() and method.isupper() else None


def content_of(answer: Answer) -> Content:
    """The body of an answer. Raises `UnusableMessage`."""
    raw, renamed = answer.payload, set()
    if (header_of(answer.headers, "Transfer-Encoding") or "").strip().lower().endswith("chunked"):
        renamed.add("transfer-encoding")
        dechunked = _dechunked(raw)
        raw = raw if dechunked is None else dechunked
    encoding = (header_of(answer.headers, "Content-Encoding") or "").strip().lower()
    if encoding in KNOWN_ENCODINGS:
        body = _decoded(raw, encoding)
        if body is None:
            renamed.add("content-encoding")
            body = raw
    else:
        renamed.add("content-encoding")
        body = raw = _decoded_by_library(raw, encoding)
    length = (header_of(answer.headers, "Content-Length") or "").strip()
    if length.isdecimal() and int(length) != len(raw):
        renamed.add("content-length")
    headers = tuple((f"X-Archive-Orig-{name}" if name.lower() in renamed else name, value) for name, value in answer.headers)
    return Content(headers, raw, body)


def vouched(told: str, payloads: Iterable[bytes]) -> bool | None:
    """Whether a digest of a WARC header is that of one of the payloads; None where there is none, or of a kind we do not know.

    Tools do not agree on what a payload is (with or without transfer and content encoding), so all of them may be asked for.
    """
    known = digest_key(told)
    return None if known is None else any(hashlib.new(known[0], each, usedforsecurity=False).digest() == known[1] for each in payloads)


def digest_key(told: str) -> tuple[str, bytes] | None:
    """A digest as WARC headers write it (`sha1:` and base 32, or hexadecimal digits, or base 64): its algorithm and its bytes."""
    name, _, value = told.strip().partition(":")
    name = name.lower().replace("-", "")
    if name not in ("sha1", "sha256", "sha512", "md5"):
        return None
    size = hashlib.new(name, usedforsecurity=False).digest_size
    for decode in (lambda text: b16decode(text, casefold=True), lambda text: b32decode(_padded(text), casefold=True), b64decode):
        try:
            raw: bytes = decode(value)
        except ValueError:
            continue
        if len(raw) == size:
            return name, raw
    return None


def looks_like_html(body: bytes) -> bool:
    """Whether a body begins like an HTML page, whatever its charset."""
    return bool(_HTML.search(body[:SNIFFED_BYTES].replace(b"\0", b"")))


def _dechunked(raw: bytes) -> bytes | None:
    """A chunked body without its chunks; None where it is not chunked (any more)."""
    pieces: list[bytes] = []
    place = 0
    while (found := _CHUNK_SIZE.match(raw, place)) is not None:
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(raw[found.end() : found.end() + size])
        place = found.end() + size
        if len(pieces[-1]) < size or (raw[place : place + 2] not in (b"\r\n", b"") and raw[place : place + 1] != b"\n"):
            return None
        place += 2 if raw[place : place + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces and place >= len(raw) else None


def _decoded(raw: bytes, encoding: str) -> bytes | None:
    """A body without its content encoding; None where it is already without."""
    try:
        decoder, size = ContentDecoder(encoding or None), 0
        pieces: list[bytes] = []
        for piece in decoder.pieces(raw):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY_BYTES:
                raise UnusableMessage(f"a body of more than {MAX_BODY_BYTES >> 20} MB")
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


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 8)
