"""From the bytes of a page to its characters, whatever encoding it declares.

Belongs here: that choice. Does not belong here: the markup.
"""

from __future__ import annotations

import codecs
import re

UNDECODABLE = "\ufffd"
_SURROGATES = re.compile("[\ud800-\udfff]")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def decode(body: bytes, content_type: str) -> tuple[str, str | None]:
    """The characters of `body`, and what was wrong with its declared encoding, if anything.

    A byte order mark wins; then UTF-8 where the bytes are valid UTF-8, or mostly so (accidental validity is as good as impossible for text
    with å, ä or ö); then the charset of the header or of the `meta` element; then windows-1252.
    """
    if body.startswith(codecs.BOM_UTF8):
        return body[3:].decode("utf-8", "replace"), None
    named = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.I)
    meta = _META_CHARSET.search(body[:4096])
    declared = named.group(1).lower() if named else meta.group(1).decode("ascii", "replace").lower() if meta else None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        not_utf8 = error
    else:
        if declared in (None, "utf-8", "utf8", "us-ascii", "ascii") or body.isascii():
            return text, None
        return text, f"declared {declared}, but the bytes are UTF-8; read as UTF-8"
    damaged = body.decode("utf-8", "replace")
    n_lost = damaged.count(UNDECODABLE)
    if sum(not char.isascii() for char in damaged) > 2 * n_lost:
        return damaged, f"UTF-8 with {n_lost} broken characters, the first at byte {not_utf8.start}; values that hold one are not read"
    if declared not in (None, "utf-8", "utf8"):
        try:
            text = body.decode("cp1252" if declared in ("iso-8859-1", "latin-1", "latin1") else declared or "cp1252")
            return _SURROGATES.sub(UNDECODABLE, text), None
        except (UnicodeError, LookupError):
            pass
    note = f"not valid {declared or 'utf-8'} (byte {not_utf8.start}: {body[not_utf8.start]:#04x}); read as windows-1252"
    return body.decode("cp1252", "replace"), note
