"""Masking erased words in bytes: the body of an answer in whatever charset it is, also inside zip and gzip, and header lines.

Belongs here: from bytes to text and back without losing a byte that is not masked. Does not belong here: finding the words
(`phrase_spots`), opening what is packed (`packed_bodies`).
"""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO

from warehouse.erasure.packed_bodies import UnsearchableError, charsets, sealed_form, unpacked_gzip, zip_members
from warehouse.erasure.phrase_spots import TEXT_MASK, Lexicon, masked

ASCII_MASK = "*"
"""Where the mask itself cannot be written: in header lines and in charsets that lack it."""


def redacted_body(body: bytes, content_type: str, lexicon: Lexicon) -> bytes:
    """`body` (without content encoding) with erased words masked; the very `body` where there is none. Raises `UnsearchableError`."""
    if body.startswith(b"PK\x03\x04"):
        return _redacted_zip(body, lexicon)
    if body.startswith(b"\x1f\x8b"):
        plain = unpacked_gzip(body)
        redacted = redacted_body(plain, content_type, lexicon)
        return body if redacted is plain else gzip.compress(redacted, mtime=0)
    if form := sealed_form(body):
        raise UnsearchableError(f"the body is {form}, whose words cannot be searched; erase its address")
    for charset in charsets(body, content_type):
        body = _redacted_in(body, charset, lexicon)
    return body


def redacted_line(line: str, lexicon: Lexicon) -> str:
    """A header line or field, read from the wire as Latin-1 where it is not UTF-8, with erased words masked in ASCII."""
    try:
        text = line.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return masked(line, lexicon, ASCII_MASK)
    hidden = masked(text, lexicon, ASCII_MASK)
    return line if hidden is text else hidden.encode("utf-8").decode("latin-1")


def _redacted_zip(body: bytes, lexicon: Lexicon) -> bytes:
    members = [(info, content, redacted_body(content, "", lexicon)) for info, content in zip_members(body)]
    if all(redacted is content for _, content, redacted in members):
        return body
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for info, _, redacted in members:
            archive.writestr(info, redacted, compress_type=info.compress_type)
    return packed.getvalue()


def _redacted_in(body: bytes, charset: str, lexicon: Lexicon) -> bytes:
    errors = "surrogateescape" if charset == "utf-8" else "strict"
    try:
        text = body.decode(charset, errors)
        if text.encode(charset, errors) != body:
            return body
    except UnicodeError:
        return body
    hidden = masked(text, lexicon, _mask_in(charset))
    return body if hidden is text else hidden.encode(charset, errors)


def _mask_in(charset: str) -> str:
    try:
        TEXT_MASK.encode(charset)
    except UnicodeError:
        return ASCII_MASK
    return TEXT_MASK
