"""Words of a source as they may be shown where control characters would do something: terminals, logs, the Dagster UI.

Belongs here: what may be shown as it is. Does not belong here: spreadsheets (`warehouse.spreadsheets`), HTML.
"""

from __future__ import annotations

import unicodedata

SOFT_HYPHEN = "\u00ad"


def visible(words: str) -> str:
    """Words from a page as a terminal may show them: line ends as ⏎, control characters and direction marks escaped, spaces as they are."""
    shown = ("⏎" if char == "\n" else char if _is_harmless(char) else char.encode("unicode_escape").decode("ascii") for char in words)
    return "".join(shown)


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char == SOFT_HYPHEN or unicodedata.category(char) == "Zs"
