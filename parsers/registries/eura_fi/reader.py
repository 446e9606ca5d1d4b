"""EURA 2014: the fund, which stands only in the page's heading, and the description, which stands under four labels of its own."""

from __future__ import annotations

import re
from itertools import takewhile

from parsers.declaration import Registry
from parsers.page.labels import Block, Pair, key_of, label_key
from parsers.page.text import Line, Span
from parsers.reading import Page
from parsers.record.draft import Draft
from parsers.record.title_and_text import state_description

_FUND = re.compile(r"Euroopan (?:sosiaalirahaston \(ESR\)|aluekehitysrahaston \(EAKR\))")
_SECTION = re.compile(r"\d{1,2} [A-ZÅÄÖ]")
_GOAL_LABEL = label_key("Tavoite")
_BANNER = frozenset(map(label_key, ("Euroopan unioni Vipuvoimaa EU:lta", "Euroopan unioni", "Vipuvoimaa EU:lta")))


def amend(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """Adds the fund of the heading and the description."""
    for line in (*block.before, *(line for line in page.text.lines if key_of(page.text, line) in _BANNER)):
        _read_heading(draft, line)
    goal = next((pair for pair in block.pairs if pair.key == _GOAL_LABEL), None)
    if goal:
        _read_goal(draft, goal, registry)


def _read_goal(draft: Draft, goal: Pair, registry: Registry) -> None:
    """The description: what stands behind or below `Tavoite:` and its companions, up to the next section or fact."""
    prose_labels = set(map(label_key, registry.printing.prose))

    def ends_prose(words: str) -> bool:
        head = label_key(words.partition(":")[0])
        return bool(_SECTION.match(words)) or (head in registry.vocabulary.all and head not in prose_labels)

    below = [line for line in draft.page.lines if line.start > goal.label_span.end]
    prose = list(takewhile(lambda line: line.role == "text" and not ends_prose(draft.page.of(line)), below))
    start = goal.value.start if goal.value else prose[0].start if prose else None
    if start is not None:
        state_description(draft, Span(start, prose[-1].end if prose else goal.value.end if goal.value else start))


def _read_heading(draft: Draft, line: Line) -> None:
    """The fund out of the page's heading, and the claim to a line of the banner."""
    words = draft.page.of(line)
    found = _FUND.search(words)
    if found:
        draft.read("fund_code", line.span(found), "heading", value="ESF" if "ESR" in found.group() else "ERDF")
    if found or label_key(words) in _BANNER:
        draft.claim_line(line)
