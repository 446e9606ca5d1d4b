"""Markdown for the Dagster UI. What comes from a source stays text there: no markup, no control character, no endless line.

An address becomes a link to what it says; no words can become a link to something else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from warehouse.visible import cut_to, visible

CELL = 60
LINE = 500
DESCRIPTION = 2_000
_BETWEEN = "\n\n"  # no line has a line break
_ENTITIES = {char: f"&#{ord(char)};" for char in "|`[]*~\\@>"} | {"&": "&amp;", "<": "&lt;"}
_EMPHASIS = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # within a word an underscore is one


def literal(words: object, limit: int = LINE) -> str:
    """Words as Markdown that shows just them, cut after `limit` characters."""
    text = visible(cut_to(str(words), limit)).replace("⏎", " ")
    return _EMPHASIS.sub("&#95;", "".join(_ENTITIES.get(char, char) for char in text))


def escaped_description(*lines: str) -> str:
    """The description of a check's result, which the UI shows as Markdown: a paragraph a line."""
    return _BETWEEN.join(literal(line, DESCRIPTION) for line in lines)


def unescaped_description(description: str) -> list[str]:
    """The lines of a description that `escaped_description` made."""
    return [html.unescape(line) for line in description.split(_BETWEEN) if line]


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]], limit: int = CELL) -> str:
    """A Markdown table of plain texts; None is an empty cell."""
    lines = [[literal("" if value is None else value, limit) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [[*header], ["---"] * len(header), *lines])


def markdown_list(lines: Iterable[str], limit: int = LINE) -> str:
    """A list of plain texts."""
    return "\n".join(f"- {literal(line, limit)}" for line in lines)
