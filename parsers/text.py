"""Labels and values on a page: which line is a label, which is its value, what is prose.

Belongs here: the reading of label/value blocks in any markup, by the names of labels and never by their position. Does not belong here:
what a value means (`parsers.values`) or which field a label feeds (`parsers.labelled`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from parsers.html import Line, PageText

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def label_key(printed: str) -> str:
    r"""A label in the form in which labels are compared: no colon, no soft hyphens, single spaces, case folded.

    >>> label_key("Projekt\u00adägare :")
    'projektägare'
    """
    words = unicodedata.normalize("NFKC", printed).translate(_INVISIBLE)
    return re.sub(r"\s+", " ", words).strip().rstrip(":").rstrip().casefold()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in a page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with its value. `value` is None where the page prints none; `known` tells that the label is in the vocabulary;
    `n_lines` counts the lines the value takes."""

    label: str
    key: str
    known: bool
    label_span: Span
    value: Span | None
    n_lines: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """The label/value pairs of a page and what surrounds them: lines before the first label and after the last value."""

    pairs: tuple[Pair, ...]
    before: tuple[Line, ...]
    after: tuple[Line, ...]


def read_block(page: PageText, vocabulary: Collection[str]) -> Block:
    """The pairs of a page. `vocabulary` holds the known labels as `label_key` gives them.

    A line is a label where it is a known label printed the way this page prints labels (with a colon, or marked up like one), or where an
    unknown line looks just like the known ones around it. The lines up to the next label are its value; a gap ends it. So an empty value
    is followed by the next label and never takes it.
    """
    return _Reader(page, vocabulary).read()


_Found = tuple[Span, Span | None, bool]  # the label, the value on the same line, whether the label is known
_Labelled = tuple[int, _Found]  # with the number of its line


class _Reader:
    def __init__(self, page: PageText, vocabulary: Collection[str]) -> None:
        self.page = page
        self.vocabulary = vocabulary
        keys = [(line, label_key(page.of(line)), page.of(line).endswith(":")) for line in page.lines]
        known = [(line, colon) for line, key, colon in keys if key in vocabulary and line.role not in ("value", "heading")]
        self.colons = any(colon for _, colon in known)
        self.label_shapes = self._label_shapes([line for line, _ in known])
        self.value_shapes = self._value_shapes()

    def read(self) -> Block:
        labels = [(at, pair) for at, line in enumerate(self.page.lines) if (pair := self._label(line)) is not None]
        labels = self._of_fact_blocks(labels)
        if not labels:
            return Block((), self.page.lines, ())
        stops = {at for at, _ in labels}
        pairs, last = [], labels[-1][0]
        for at, (label_span, inline, known) in labels:
            value, n_lines, end = (inline, 1, at) if inline else self._value_after(at, stops)
            printed = self.page.text[label_span.start : label_span.end]
            pairs.append(Pair(printed.rstrip(": \u00a0"), label_key(printed), known, label_span, value, n_lines))
            last = max(last, end)
        return Block(tuple(pairs), self.page.lines[: labels[0][0]], self.page.lines[last + 1 :])

    def _label(self, line: Line) -> _Found | None:
        words = self.page.of(line)
        if line.role in ("heading", "value"):
            return None
        known = label_key(words) in self.vocabulary
        whole = Span(line.start, line.end)
        if known and (line.role == "label" or words.endswith(":") or self._is_shaped_like_label(line)):
            return whole, None, True
        if line.role == "label" or words.endswith(":"):
            return whole, None, False
        if line.lead_end is not None:
            lead = self.page.text[line.start : line.lead_end]
            if lead.rstrip().endswith(":") or label_key(lead) in self.vocabulary:
                return Span(line.start, line.lead_end), self._trimmed(line.lead_end, line.end), label_key(lead) in self.vocabulary
        head, colon, tail = words.partition(":")
        if colon and tail.strip() and label_key(head) in self.vocabulary:
            return Span(line.start, line.start + len(head) + 1), self._trimmed(line.start + len(head) + 1, line.end), True
        if line.shape in self.label_shapes - self.value_shapes:
            return whole, None, False
        return None

    def _is_shaped_like_label(self, line: Line) -> bool:
        """Whether a known label without a colon stands where this page has its labels; elsewhere it is a value of the same words."""
        if self.page.is_html and self.label_shapes:
            return line.shape in self.label_shapes and (not self.colons or line.shape not in self.value_shapes)
        return not self.colons

    def _of_fact_blocks(self, labels: list[_Labelled]) -> list[_Labelled]:
        """The labels of the blocks that hold facts. Prose that ends in a colon is no label, and one label repeated in a teaser of
        another project is no fact of this one: a block counts with three known labels, or with any where no block has three."""
        block_of, number = [], 0
        for line in self.page.lines:
            number += line.after_gap
            block_of.append(number)
        known = Counter(block_of[at] for at, (_, _, is_known) in labels if is_known)
        enough = min(3, max(known.values(), default=0))
        return [(at, found) for at, found in labels if known[block_of[at]] >= max(enough, 1)]

    def _value_after(self, at: int, stops: set[int]) -> tuple[Span | None, int, int]:
        lines = self.page.lines
        end = at
        while end + 1 < len(lines) and end + 1 not in stops and self._continues(lines[at], lines[end + 1]):
            end += 1
        if end == at:
            return None, 0, at
        return Span(lines[at + 1].start, lines[end].end), end - at, end

    def _continues(self, label: Line, line: Line) -> bool:
        if line.after_gap or line.role in ("heading", "label"):
            return False
        if not self.page.is_html or line.role == "value":
            return True
        return label.role != "label" and (line.shape in self.value_shapes or not self.value_shapes)

    def _label_shapes(self, known: list[Line]) -> set[str]:
        """Shapes that are mostly known labels."""
        if not self.page.is_html:
            return set()
        of_known = Counter(line.shape for line in known)
        of_all = Counter(line.shape for line in self.page.lines)
        return {shape for shape, n in of_known.items() if 2 * n >= of_all[shape]}

    def _value_shapes(self) -> set[str]:
        """Shapes that follow known labels, the odd one out left aside (it may be prose after an empty value)."""
        following: Counter[str] = Counter()
        for label, line in pairwise(self.page.lines):
            if self._could_be_label(label) and not self._could_be_label(line) and not line.after_gap:
                following[line.shape] += 1
        most = max(following.values(), default=0)
        return {shape for shape, n in following.items() if n > 1 or n == most}

    def _could_be_label(self, line: Line) -> bool:
        known = line.role not in ("value", "heading") and label_key(self.page.of(line)) in self.vocabulary
        return known and (not self.page.is_html or line.shape in self.label_shapes)

    def _trimmed(self, start: int, end: int) -> Span | None:
        words = self.page.text[start:end]
        if not words.strip():
            return None
        start += len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip()))
