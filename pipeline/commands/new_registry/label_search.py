"""Which lines of pages from an unknown site are labels, and how the site prints them.

Belongs here: the search for labels by how they stand on the page and by the words other registries use. Does not belong here: what a label
means (`label_meanings`). Values are read with `parsers.page.blocks.block_of`, as the module drafted from them
will do."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from parsers.page.blocks import block_of
from parsers.page.labels import Block, Printing, bullet_end, label_key
from parsers.page.text import MASK, Line, PageText

_LONGEST_LABEL = 70
_MOST_WORDS = 9
_SENTENCE = re.compile(r"[.!?…]\s|[!?…]$|\]$")
_INLINE = re.compile(r"(?P<head>[^\W\d_][^:!?]{1,60}):\s+\S")
_FIGURE = re.compile(r"(?:€|kr\.? |[A-Z]{3} )?\d")
_LEAST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class FoundLabels:
    """The labels of some pages, how the site prints them, and what was read of every page that way."""

    keys: frozenset[str]
    printing: Printing
    blocks: tuple[Block, ...]


def find_labels(pages: Sequence[PageText], known: Collection[str], personal: Collection[str]) -> FoundLabels:
    """The labels of `pages`. `known` are label keys of other registries, `personal` those of personal data among them."""
    keys = _marked_or_known(pages, known)
    for page in pages:
        for members in _alike(page):
            found = {label_key(_stripped(page, page.lines[at])) for at in members}
            if not keys or found & keys:
                keys |= found
    best = max(_printings(pages, keys), key=lambda printing: _score(pages, keys, set(personal) & keys, printing))
    blocks = tuple(block_of(page, keys, set(personal) & keys, best) for page in pages)
    return FoundLabels(frozenset(keys), best, blocks)


def is_short(words: str) -> bool:
    """Whether words can be a label: few, with a letter, no sentence, nothing masked."""
    text = words.strip()
    if not 2 <= len(text.rstrip(":")) <= _LONGEST_LABEL or len(text.split()) > _MOST_WORDS or MASK in text:
        return False
    return text[0].isalpha() and not _SENTENCE.search(text)


def _stripped(page: PageText, line: Line) -> str:
    words = page.of(line)
    return words[bullet_end(words) :]


def _marked_or_known(pages: Sequence[PageText], known: Collection[str]) -> set[str]:
    """The labels that markup, a colon or another registry's words tell."""
    sighted = [list(_sightings(page, known)) for page in pages]
    heads_on = Counter(key for found in sighted for key in {key for _, sign, key in found if sign == "head"})
    keys: set[str] = set()
    for page, found in zip(pages, sighted, strict=True):
        marked = [at for at, sign, _ in found if sign == "marked"]
        heads = [at for at, sign, _ in found if sign == "head"]
        for at, sign, key in found:
            if sign == "known" and (len(marked) >= _LEAST_ALIKE or at - 1 in marked):
                continue
            if sign == "head" and not (key in known or heads_on[key] > 1 or _run_of_heads(page, at, heads)):
                continue
            keys.add(key)
    return keys


def _sightings(page: PageText, known: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Lines that may be labels or begin with one: their number, what makes them look so (`marked` up or with a colon at the end, `known`
    words, a `lead`ing element, a `head` before a colon), and the label's key."""
    for at, line in enumerate(page.lines):
        words, may_begin = _stripped(page, line), line.role not in ("value", "heading")
        lead = page.text[line.start : line.lead_end] if line.lead_end and may_begin else ""
        inline = _INLINE.match(words) if may_begin else None
        signs = (
            ("marked", line.role == "label" or words.endswith(":"), words),
            ("known", label_key(words) in known, words),
            ("lead", lead.rstrip().endswith(":") or label_key(lead) in known, lead),
            ("head", inline is not None and "http" not in inline["head"], inline["head"] if inline else ""),
        )
        found = next(((at, sign, label_key(label)) for sign, holds, label in signs if holds and is_short(label)), None)
        if found and line.role != "value":
            yield found


def _run_of_heads(page: PageText, at: int, heads: Sequence[int]) -> bool:
    """Whether a `head: value` line has others of its shape close by, so that it is no sentence with a colon."""
    close = [page.lines[other] for other in heads if abs(other - at) <= 4 and page.lines[other].shape == page.lines[at].shape]
    figures = all(_digits(page.of(line).partition(":")[2]) for line in close)
    return len(close) >= _LEAST_ALIKE or (figures and len(close) > 1)


def _alike(page: PageText) -> Iterator[list[int]]:
    """Groups of lines that stand like labels without a colon: short ones marked up alike, each before a line marked up in another way;
    short ones each before a figure or a date."""
    by_shape: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(page.lines):
        by_shape[_look(page, line)].append(at)
    for shape, members in by_shape.items():
        words = [label_key(_stripped(page, page.lines[at])) for at in members]
        followed = [at for at in members if at + 1 < len(page.lines) and _look(page, page.lines[at + 1]) != shape]
        short = all(is_short(_stripped(page, page.lines[at])) for at in members)
        if len(members) >= _LEAST_ALIKE and len(followed) == len(members) == len(set(words)) and short and not any(map(_digits, words)):
            yield members
    figures = [at for at in range(len(page.lines) - 1) if _stands_before_figure(page, at)]
    if len(figures) >= _LEAST_ALIKE:
        yield figures


def _stands_before_figure(page: PageText, at: int) -> bool:
    words, line, value = _stripped(page, page.lines[at]), page.lines[at], page.of(page.lines[at + 1])
    figure = len(value) < 40 and _FIGURE.match(value) is not None and not page.lines[at + 1].after_gap
    return figure and line.role == "text" and is_short(words) and not _digits(words)


def _look(page: PageText, line: Line) -> str:
    """How a line is marked up; in plain text, whether it has a bullet."""
    return line.shape if page.is_html else "bullet" if bullet_end(page.of(line)) else "plain"


def _digits(words: str) -> bool:
    return any(char.isdigit() for char in words)


def _printings(pages: Sequence[PageText], keys: Collection[str]) -> list[Printing]:
    """Ways of printing to try, the usual one first: of equal ones the first is taken."""
    sections = _sections(pages, keys)
    return [
        Printing(),
        Printing(runs_through=True, sections=sections),
        Printing(runs_through=True, sections=sections, inline=True),
        Printing(runs_through=True, sections=sections, after_gap=True),
    ]


def _sections(pages: Sequence[PageText], keys: Collection[str]) -> tuple[str, ...]:
    """Headings behind the first label with a label behind them, as printed."""
    found: dict[str, str] = {}
    for page in pages:
        heading, seen = None, False
        for line in page.lines:
            words = _stripped(page, line)
            if _begins_with(page, line, keys):
                if heading:
                    found.setdefault(label_key(heading), heading)
                heading, seen = None, True
            elif line.role == "heading":
                heading = words if seen and is_short(words) else None
    return tuple(found.values())


def _begins_with(page: PageText, line: Line, keys: Collection[str]) -> bool:
    words = _stripped(page, line)
    lead = page.text[line.start : line.lead_end] if line.lead_end else words
    return any(key in keys for key in (label_key(words), label_key(words.partition(":")[0]), label_key(lead)))


def _score(pages: Sequence[PageText], keys: set[str], personal: set[str], printing: Printing) -> tuple[int, int]:
    """How much a way of printing reads: labels with a value of one line count, values that run over several or swallow other text count
    against it, and so do values below their label on a page that prints nearly all of them behind it."""
    n_read = n_labels = 0
    for page in pages:
        pairs = [pair for pair in block_of(page, keys, personal, printing).pairs if pair.known]
        n_labels += len({pair.key for pair in pairs})
        behind = [pair for pair in pairs if pair.value and "\n" not in page.text[pair.label_span.end : pair.value.start]]
        mostly_behind = len(behind) > 0.7 * sum(pair.value is not None for pair in pairs)
        for pair in pairs:
            words = page.text[pair.value.start : pair.value.end] if pair.value else ""
            good = pair.n_lines == 1 and len(words) < 300 and not words.endswith(":") and (pair in behind or not mostly_behind)
            n_read += (1 if good else -1) if words else 0
    return n_labels + n_read, n_labels
