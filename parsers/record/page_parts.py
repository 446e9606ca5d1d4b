"""Pages that tell of several operations: where one ends and the next begins.

Belongs here: the cutting of a page's lines into operations by an anchor each of them has (a sentence on money, a block of labels, a lead
partner) and the choice of its title. Does not belong here: what is read in each part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from parsers.page.labels import label_key
from parsers.page.text import MASK, Line, PageText
from parsers.record.title_and_text import is_title

_SHORTEST_SENTENCES = 80
CONTACT_LINE = re.compile(
    r"(?:Kontakt\w*|E-?post|Telefon|Mobil|Tlf|Les mer|Läs mer|Läs|Se |Foto|Publi\w+"
    r"|Op?pdater\w+|Uppdaterad|Revider\w+)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one operation, and its title among them; None where no line can be one."""

    title: Line | None
    lines: tuple[Line, ...]


def parts_of_page(page: PageText, is_anchor: Callable[[Line], bool], *, passed_over: Collection[str] = ()) -> list[Part]:
    """One part per run of anchor lines.

    The title is the last line before the anchor that can be one, and the line above `Delområde: ...` where there is such a line. What
    follows the anchor up to the next title belongs to the part.
    """
    lines = page.lines
    anchors = [at for at, line in enumerate(lines) if is_anchor(line)]
    runs = [at for at in anchors if at - 1 not in anchors]
    titles = [_title_before(page, lines, anchor, anchors, passed_over) for anchor in runs]
    found = []
    for number, anchor in enumerate(runs):
        begins = titles[number] if titles[number] is not None else anchor
        following = number + 1
        ends = len(lines)
        if following < len(runs):
            after = titles[following]
            ends = after if after is not None else runs[following]
        ends = _end_of_item(page, lines, anchor, ends, passed_over)
        chosen = titles[number]
        found.append(Part(lines[chosen] if chosen is not None else None, tuple(lines[begins:ends])))
    return found


def _end_of_item(page: PageText, lines: Sequence[Line], anchor: int, ends: int, passed_over: Collection[str]) -> int:
    """Where an item ends: before the next line behind its anchor that can be a title of its own, even if no anchor follows it."""
    for at in range(anchor + 1, ends):
        line = lines[at]
        is_own = line.role == "heading" or (not page.is_html and line.after_gap and at + 1 < len(lines))
        if is_own and _can_be_title(page, line, passed_over):
            return at
    return ends


def _title_before(page: PageText, lines: Sequence[Line], anchor: int, anchors: Sequence[int], passed_over: Collection[str]) -> int | None:
    floor = max((at for at in anchors if at < anchor), default=-1)
    candidates = [at for at in range(floor + 1, anchor) if _can_be_title(page, lines[at], passed_over)]
    for at in range(anchor - 1, floor, -1):
        if label_key(page.of(lines[at]).partition(":")[0]) == "delområde" and at - 1 in candidates:
            return at - 1
    headings = [at for at in candidates if lines[at].role == "heading"]
    chosen = headings or candidates
    told_at_length = lines[anchor].end - lines[anchor].start > _SHORTEST_SENTENCES
    if told_at_length and len(chosen) > 1 and chosen[-1] == anchor - 1 and chosen[-1] - chosen[-2] > 1 and not headings:
        return chosen[-2]  # right above the owners and with prose before it: a heading within the item
    return chosen[-1] if chosen else None


def _is_labelled(words: str, labels: Collection[str]) -> bool:
    """Whether a line is `label: value`: by a known label, or by a short head in one word."""
    head, colon, _ = words.partition(":")
    return bool(colon) and (label_key(head) in labels or (len(head.split()) == 1 and head.islower()))


def _can_be_title(page: PageText, line: Line, passed_over: Collection[str]) -> bool:
    words = page.of(line)
    if line.role == "heading":
        return label_key(words) not in passed_over
    return (
        is_title(words)
        and MASK not in words
        and not _is_labelled(words, passed_over)
        and not CONTACT_LINE.match(words)
        and label_key(words) not in passed_over
        and len(words.split()) < 25
    )
