"""Bodies opened to be read: the charsets one may be in, what is packed with gzip or zip, and forms whose words nobody can see.

Belongs here: reading only, for what erases words. Does not belong here: the search that proves it (`search.containers`), HTTP encodings
(`content_encoding`), what is looked for.
"""

from __future__ import annotations

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

MAX_UNPACKED = 1 << 30
"""The most bytes that are unpacked from one body; an archive that says it holds more is not opened."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_IN_PAGE = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SEALED_FORMS = {
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\xfd7zXZ": "compressed with xz",
    b"BZh": "compressed with bzip2",
}


class UnsearchableError(ValueError):
    """Bytes in a form whose words cannot be seen, so that nobody can say whether erased ones are among them."""


def sealed_form(body: bytes) -> str | None:
    """What a body is whose words cannot be seen, or None."""
    return next((form for magic, form in _SEALED_FORMS.items() if body.startswith(magic)), None)


def charsets(body: bytes, content_type: str) -> list[str]:
    """The charsets a reader may take `body` for, the likeliest first."""
    found: list[str] = [name for bom, name in _BOMS if body.startswith(bom)][:1]
    declared = [name[1] for name in [_DECLARED.search(content_type)] if name]
    declared += [name[1].decode() for name in [_IN_PAGE.search(body[:4096])] if name]
    wide = [name for name in declared if name.lower().replace("_", "-").startswith(("utf-16", "utf-32"))]
    found += [f"{name}-le" if re.fullmatch(r"(?i)utf[-_]?(?:16|32)", name) else name for name in wide]
    if b"\0" in body:
        found += ["utf-16-le", "utf-16-be"]
    try:
        body.decode("utf-8")
        found.append("utf-8")
    except UnicodeDecodeError:
        found += [name for name in declared if name not in wide]
        found += ["utf-8", "cp1252", "latin-1"]
    known: dict[str, None] = {}
    for name in found:
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        known["cp1252" if codec in ("iso8859-1", "ascii") and name != "latin-1" else codec] = None
    return list(known)


def unpacked_gzip(body: bytes) -> bytes:
    """A gzip file's content. Raises `UnsearchableError`."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as stream:
            plain = stream.read(MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnsearchableError(f"not a readable gzip file ({error})") from error
    if len(plain) > MAX_UNPACKED:
        raise UnsearchableError(f"a gzip file that holds more than {MAX_UNPACKED} bytes")
    return plain


def zip_members(body: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """The members of a zip file with their content. Raises `UnsearchableError`."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise UnsearchableError(f"a zip file that holds more than {MAX_UNPACKED} bytes")
            for info in archive.infolist():
                yield info, archive.read(info)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise UnsearchableError(f"not a readable zip file ({error})") from error
