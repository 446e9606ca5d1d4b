"""Bodies opened for the search: gzip, zip, the charsets that a body names, and forms whose words nobody can see.

On purpose this is not what the erasure opens bodies with (`warehouse.erasure.packed_bodies`): what one of them overlooked, the other is to
find.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

MOST_UNPACKED = 1 << 30  # bytes of one body
_NAMED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CLOSED = re.compile(
    rb"(?P<PDF>%PDF)|(?P<Office>\xd0\xcf\x11\xe0)|(?P<_7z>7z\xbc\xaf)|(?P<RAR>Rar!)|(?P<zstd>\x28\xb5\x2f\xfd)|(?P<xz>\xfd7zXZ)|BZh"
)


class UnopenedBody(Exception):
    """Bytes whose words cannot be seen; the message says what they are."""


def closed_form(body: bytes) -> str | None:
    """The form of a body (PDF, 7z, zstd, ...) whose words cannot be seen, or None."""
    found = _CLOSED.match(body)
    return (found.lastgroup or "bzip2").lstrip("_") if found else None


def inflated(body: bytes) -> bytes:
    """What a gzip file holds, all of its members. Raises `UnopenedBody`."""
    plain, rest = bytearray(), body
    try:
        while rest.strip(b"\0"):
            member = zlib.decompressobj(31)
            plain += member.decompress(rest, MOST_UNPACKED + 1 - len(plain))
            if len(plain) > MOST_UNPACKED:
                raise UnopenedBody(f"gzip of more than {MOST_UNPACKED} bytes")
            if not member.eof:
                raise UnopenedBody("gzip that breaks off")
            rest = member.unused_data
    except zlib.error as error:
        raise UnopenedBody(f"gzip that cannot be read ({error})") from error
    return bytes(plain)


def zipped_files(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in a zip. Raises `UnopenedBody`."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            files = archive.infolist()
            if sum(file.file_size for file in files) > MOST_UNPACKED:
                raise UnopenedBody(f"zip of more than {MOST_UNPACKED} bytes")
            for file in files:
                yield file.filename, archive.read(file)
    except UnopenedBody:
        raise
    except Exception as error:  # whatever a broken or encrypted zip makes the library say
        raise UnopenedBody(f"zip that cannot be read ({error})") from error


def named_charsets(body: bytes, content_type: str) -> set[str]:
    """The charsets that a body, or its type, names and Python knows."""
    found = set()
    for name in _NAMED.findall(content_type.encode("latin-1", "replace") + b"\n" + body[:4096]):
        try:
            found.add(codecs.lookup(name.decode("ascii", "replace")).name)
        except LookupError:
            continue
    return found
