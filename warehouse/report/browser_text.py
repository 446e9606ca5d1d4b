"""Words from a registry's page as a browser may show them, and addresses as it may follow them.

Belongs here: what is made visible, cut or refused before anything goes into the page. Does not belong here: escaping, which is the work of
`warehouse.report.packed_data` (data) and `warehouse.report.html_page` (markup).
"""

from __future__ import annotations

import re

TITLE = 300  # code points of a title that lists show
WORDS = 600  # of a value before or after a change, of a conflict, of a name
_LINE_END = re.compile("\r\n|[\u2028\u2029\x0b\x0c\x85]")
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\r\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED = re.compile(f"({_MARK}{{8}}){_MARK}+")
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>\\^`{|}]+", re.IGNORECASE)


def legible(words: str) -> str:
    r"""Words whose hidden characters are seen, escaped as `diarium cite` escapes them: control characters, halves of characters, and marks
    that turn the direction of the text around them. What a script needs (joiners, U+200E, U+200F) is left. Of marks upon one letter eight
    are kept: more cover the lines around them, and no browser can break them.

    >>> print(legible("\x1b[31mred \u202eevil"))
    \x1b[31mred \u202eevil
    """
    seen = words if words.isprintable() else _HIDDEN.sub(_escaped, _LINE_END.sub("\n", words))
    return seen if seen.isascii() else _STACKED.sub(r"\1…", seen)


def _escaped(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode("ascii")


def shortened(words: str, most: int = WORDS) -> str:
    """The beginning of long words, and how many characters they have."""
    return words if len(words) <= most else f"{words[:most].rstrip()} … ({len(words):,} characters)"


def web_address(address: str | None) -> str | None:
    """The address where a browser may follow it: of the web and without anything that belongs in none."""
    return address if address and _WEB.fullmatch(address) else None
