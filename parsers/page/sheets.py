"""The label/value pairs of a page whose facts run through it in sections, in any order, with headings between them.

Belongs here: reading such a page (`Printing.runs_through`). Does not belong here: the usual block (`parsers.page.blocks`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import islice, pairwise

from parsers.page.labels import (
    LONGEST_LABEL,
    Block,
    FoundLabel,
    LabelShapes,
    Pair,
    Printing,
    bullet_end,
    in_capitals,
    label_key,
    trimmed_span,
)
from parsers.page.text import Line, PageText, Span

_UNKNOWN_LABEL = re.compile(r"[^\W\d_][^:.!?]{1,60}:(?=\s|$)")


class Sheet:
    """Reads facts that run through a page in sections; see `Printing`."""

    def __init__(self, page: PageText, vocabulary: Collection[str], personal: Collection[str], printing: Printing) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.personal = personal
        self.printing = printing
        self.sections = {label_key(name) for name in printing.sections}
        self.section_starts = tuple(name.casefold() for name in printing.sections)
        self.prose = {label_key(name) for name in printing.prose}
        self.known: dict[int, FoundLabel | None] = {}
        shapes = LabelShapes(page, vocabulary, across_gaps=printing.after_gap)
        self.label_shapes = shapes.labels - shapes.values
        followers = [line for label, line in pairwise(page.lines) if self._is_known(label) and not self._is_known(line)]
        self.across_gaps = printing.after_gap and _mostly(line.after_gap for line in followers)
        of_shape = Counter(line.shape for line in followers if self.across_gaps or not line.after_gap)
        self.value_shapes = {shape for shape, n in of_shape.items() if n > 1 or n == max(of_shape.values())}
        self.lists = {label_key(name) for name in printing.lists}
        self.capitals = in_capitals(frozenset(vocabulary)) if printing.leading else None

    def read(self) -> Block:
        beside = not self.printing.mixed and self._stand_beside()
        in_cell = False
        pairs: list[Pair] = []
        marked_up: set[int] = set()
        first, last, taken, inside, in_prose = None, -1, -1, True, False
        for at, line in enumerate(self.page.lines):
            if at <= taken:
                continue
            if self._is_section(line):
                inside, in_prose, in_cell = True, False, line.role == "label"
                continue
            in_cell = in_cell and line.role == "value"
            found = self._label(line, bool(pairs) and not in_prose, in_cell=in_cell) if inside else None
            if found is None:
                inside = inside and (line.role != "heading" or not pairs)
                continue
            span, inline, known = found
            value, n_lines, end = (inline, 1, at) if inline else self._value_after(at, span, known=known, in_cells_only=beside)
            printed = self.page.text[span.start : span.end]
            pairs.append(Pair(printed.rstrip(": \u00a0"), label_key(printed), known, span, value, n_lines))
            if line.role == "label" or line.shape in self.label_shapes:
                marked_up.add(span.start)
            in_prose = in_prose or label_key(printed) in self.prose
            if label_key(printed) in self.personal and value is None:
                end = self._person_below(end)
            first, last, taken = at if first is None else first, max(last, end), end
        while pairs and not pairs[-1].known and pairs[-1].label_span.start not in marked_up:
            pairs.pop()
        if first is None or not pairs:
            return Block((), self.page.lines, ())
        last = max(at for at, line in enumerate(self.page.lines) if line.start <= (pairs[-1].value or pairs[-1].label_span).end)
        return Block(tuple(pairs), self.page.lines[:first], self.page.lines[last + 1 :])

    def _is_section(self, line: Line) -> bool:
        words = self.page.of(line)
        is_label = (line.role == "label" or words.endswith(":")) and label_key(words) in self.vocabulary
        return label_key(words) in self.sections and not is_label

    def _label(self, line: Line, inside_facts: bool, *, in_cell: bool = False) -> FoundLabel | None:
        """A line's label; `in_cell` tells that the line stands in a section's own cell, where labels may stand inside a value."""
        if line.role == "value" and not in_cell:
            return None
        if line.start not in self.known:
            self.known[line.start] = self._known_label(line)
        known = self.known[line.start]
        if known or not inside_facts or line.role == "heading":
            return known
        start = line.start + bullet_end(self.page.of(line))
        words = self.page.text[start : line.end]
        unknown = _UNKNOWN_LABEL.match(words)
        if line.role == "label" or unknown or line.shape in self.label_shapes:
            end = unknown.end() if unknown else len(words)
            return Span(start, start + end), trimmed_span(self.page.text, start + end, line.end), False
        return None

    def _known_label(self, line: Line) -> FoundLabel | None:
        if line.role == "heading" and not self._is_known(line):
            return None
        start = line.start + bullet_end(self.page.of(line))
        start += self._glued_section(self.page.text[start : line.end])
        words = self.page.text[start : line.end]
        if label_key(words) in self.vocabulary:
            return Span(start, line.end), None, True
        heads = [line.lead_end - start] if line.lead_end and line.lead_end > start and self._leads(line, line.lead_end) else []
        heads += [found.end() for found in islice(re.finditer(":", words[:LONGEST_LABEL]), 3)]
        for end in heads:
            if label_key(words[:end]) in self.vocabulary:
                return Span(start, start + end), trimmed_span(self.page.text, start + end, line.end), True
        leading = self.capitals.match(words) if self.capitals else None
        if leading:
            return Span(start, start + leading.end()), trimmed_span(self.page.text, start + leading.end(), line.end), True
        return None

    def _glued_section(self, words: str) -> int:
        """How many characters of a line are a section's heading that lost its line break: `fundingFund: ...`."""
        if not words.casefold().startswith(self.section_starts):
            return 0
        for name in self.printing.sections:
            rest = words[len(name) :]
            if rest and words.casefold().startswith(name.casefold()) and label_key(rest.partition(":")[0]) in self.vocabulary:
                return len(name) if label_key(words.partition(":")[0]) not in self.vocabulary else 0
        return 0

    def _is_known(self, line: Line) -> bool:
        words = self.page.of(line)
        return label_key(words[bullet_end(words) :]) in self.vocabulary

    def _person_below(self, at: int) -> int:
        """The line right below a label of personal data without a value beside it: the person's, and never a label."""
        below = at + 1
        if below >= len(self.page.lines) or self._is_section(self.page.lines[below]) or self._is_known(self.page.lines[below]):
            return at
        return below

    def _leads(self, line: Line, end: int) -> bool:
        """Whether what is marked up at the beginning of a line can be its label: the words behind it do not go on as a sentence."""
        behind = self.page.text[end : line.end].lstrip()
        return self.page.text[line.start : end].rstrip().endswith(":") or not behind[:1].islower()

    def _stand_beside(self) -> bool:
        """Whether this page prints most values on the lines of their labels; then an empty one has none below it."""
        found = [each for line in self.page.lines if (each := self._label(line, inside_facts=False)) and each[2]]
        return 2 * sum(inline is not None for _, inline, _ in found) > len(found)

    def _value_after(self, at: int, label: Span, *, known: bool, in_cells_only: bool) -> tuple[Span | None, int, int]:
        """The value below a label: a line, a cell, or a list (bulleted lines; under a list's label the short ones up to a sentence)."""
        lines = self.page.lines
        first = at + 1
        if first >= len(lines) or not known or not self._is_value(lines[first]) or not self._may_follow(lines[at], lines[first]):
            return None, 0, at
        if in_cells_only and lines[first].role != "value":
            return None, 0, at
        end = first
        bulleted = bullet_end(self.page.of(lines[first])) > 0
        listed = label_key(self.page.text[label.start : label.end]) in self.lists
        while end + 1 < len(lines) and self._is_value(lines[end + 1]) and not lines[end + 1].after_gap:
            words = self.page.of(lines[end + 1])
            in_cell = lines[first].role == lines[end + 1].role == "value"
            if not (in_cell or (bulleted and bullet_end(words)) or (listed and not bulleted and not bullet_end(words) and _is_name(words))):
                break
            end += 1
        return Span(lines[first].start, lines[end].end), end - at, end

    def _may_follow(self, label: Line, line: Line) -> bool:
        """Whether a line below a label can be its value. Where values stand beside their labels, markup may still set them below: in a
        cell, or in the next element of the same block."""
        is_usual = line.shape in self.value_shapes or label.role == "heading" or line.role == "value"
        if self.page.is_html and not is_usual:
            return False
        if line.after_gap and not self.across_gaps and line.role != "value":
            return False
        return not self.printing.inline or line.role == "value" or (self.page.is_html and not _UNKNOWN_LABEL.match(self.page.of(line)))

    def _is_value(self, line: Line) -> bool:
        if line.role in ("heading", "label") or self._is_section(line):
            return False
        return line.shape not in self.label_shapes and self._label(line, inside_facts=False) is None


def _mostly(gaps: Iterable[bool]) -> bool:
    """Whether values stand behind an empty line on this page; where one does so once only, prose stands there and no value."""
    follow = list(gaps)
    return sum(follow) > 1 or 2 * sum(follow) >= len(follow)


def _is_name(words: str) -> bool:
    """Whether a line of a list is a name and not the beginning of prose."""
    return len(words) < 100 and not words.endswith((".", "]", ":", "…")) and ". " not in words
