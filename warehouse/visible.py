"""Words of a source as they may be shown where control characters would do something: terminals, logs, the Dagster UI.

Belongs here: what may be shown as it is. Does not belong here: spreadsheets (`warehouse.spreadsheets`), HTML.
"""

from __future__ import annotations

import re
import unicodedata

SOFT_HYPHEN = "\u00ad"
_LEFT_BY_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(words: str) -> str:
    """Words from a page as a terminal may show them: line ends as ⏎, control characters and direction marks escaped, spaces as they are."""
    shown = ("⏎" if char == "\n" else char if _is_harmless(char) else char.encode("unicode_escape").decode("ascii") for char in words)
    return "".join(shown)


def visible_lines(words: str) -> str:
    """The same of words that are meant to have several lines."""
    return "\n".join(visible(line) for line in words.split("\n"))


def cut_to(words: str, longest: int) -> str:
    """The words, or as many characters of them as `longest` allows, an ellipsis the last."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def visible_json(text: str) -> str:
    r"""JSON in which nothing commands a terminal: what `json.dumps` leaves as it is (C1 controls, direction marks) is escaped as JSON
    escapes it, so that a program reads the same.

    >>> print(visible_json('"\x9b31m"'))
    "\u009b31m"
    """
    return _LEFT_BY_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char == SOFT_HYPHEN or unicodedata.category(char) == "Zs"
