"""Pages that tell of the same operation in the same words: paragraphs two pages share.

Belongs here: finding them. Does not belong here: merging anything; a shared paragraph is evidence for a link, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers.page.text import PageText, Span
from parsers.values import numbers

LEAST_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Shared:
    """A paragraph that stands on two pages, with its place on each."""

    left: Span
    right: Span


def paragraphs_of_both(left: PageText, right: PageText, least: int = LEAST_LENGTH) -> list[Shared]:
    """The paragraphs of at least `least` characters that both pages print, compared with spaces folded, in the order of the left page.

    Shorter ones (menus, headings, contact lines) are no evidence.
    """
    places: dict[str, Span] = {}
    for line in right.lines:
        words = numbers.plain(right.of(line))
        if len(words) >= least:
            places.setdefault(words, Span(line.start, line.end))
    found = []
    for line in left.lines:
        words = numbers.plain(left.of(line))
        if words in places:
            found.append(Shared(Span(line.start, line.end), places.pop(words)))
    return found
