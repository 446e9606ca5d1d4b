"""Labels and values on a page: which line is a label, which is its value, what is prose.

Belongs here: the reading of label/value blocks in any markup, by the names of labels and never by their position. Does not belong here:
what a value means (`parsers.values.codes`) or which field a label feeds (`parsers.record.draft`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, islice, pairwise

from parsers.page.html import Line, PageText

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
LONGEST_LABEL = 200


def label_key(printed: str) -> str:
    r"""A label in the form in which labels are compared: no colon, no soft hyphens, single spaces, case folded.

    >>> label_key("Projekt\u00adägare :")
    'projektägare'
    """
    return _short_key(printed) if len(printed) <= LONGEST_LABEL else _key(printed)


def _key(printed: str) -> str:
    words = _INVISIBLE.sub("", unicodedata.normalize("NFKC", printed))
    return " ".join(words.split()).rstrip(":").rstrip().casefold()


_short_key = lru_cache(maxsize=4096)(_key)  # a page asks for the key of each of its lines several times; long lines are no labels


_OTHERS = re.compile(
    r"(?:(?:Andra|Andre|Fler|Flere|Relaterte?|Relaterade|Relaterede|Liknande|Lignende|Øvrige|Övriga)"
    r" (?:pros?jekt\w*|nyhet\w*|saker|nyheder)"
    r"|(?:Related|Similar|Other|More) (?:projects?|news)|Related|Muut hankkeet|Muita hankkeita"
    r"|Les også|Läs också|Læs også|Siste nytt|Senaste nytt|(?:Siste |Senaste |Seneste )?(?:Nyheter|Nyheder)):?",
    re.I,
)


def tells_of_others(words: str) -> bool:
    """Whether a line is a heading behind which other projects or news are told of."""
    return _OTHERS.fullmatch(words.strip()) is not None


def own_lines(page: PageText) -> tuple[Line, ...]:
    """The lines up to such a heading."""
    lines = page.lines
    end = next((at for at, line in enumerate(lines) if at and tells_of_others(page.of(line))), len(lines))
    return lines[:end]


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
    """The label/value pairs of a page's facts and what surrounds them: lines before the first label and after the last value.

    `unread` are lines that are known labels by their words but do not stand like one; `elsewhere` the known labels of further blocks
    (another project in a teaser, a co-funder, a contact), which are no facts of this record.
    """

    pairs: tuple[Pair, ...]
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    unread: tuple[Line, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printing:
    """How a registry prints its labels and values, where that is not the usual block.

    `runs_through`: facts stand in several sections, in any order, with headings between them; `sections` names those headings. Nothing is
    read behind another heading (a teaser, a menu) until the next section. `inline`: a value stands on its label's line or nowhere.
    `after_gap`: an empty line may stand between a label and its value. `leading`: labels are printed in capitals without a colon, the
    value behind them on the same line. `lists` names labels whose value is a list, a name to a line; `prose` those that head running
    text, in which only known labels are labels.
    """

    runs_through: bool = False
    sections: tuple[str, ...] = ()
    inline: bool = False
    after_gap: bool = False
    leading: bool = False
    mixed: bool = False
    lists: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()


USUAL = Printing()
BULLETS = "•·*-–—▪◦"
_BULLET = re.compile(rf"[{re.escape(BULLETS)}]\s+|\d{{1,2}}[.)]\s+")
_UNKNOWN_LABEL = re.compile(r"[^\W\d_][^:.!?]{1,60}:(?=\s|$)")


def bullet_end(words: str) -> int:
    """How many characters of a line are its bullet or number."""
    found = _BULLET.match(words)
    return found.end() if found else 0


def read_block(page: PageText, vocabulary: Collection[str], personal: Collection[str] = (), printing: Printing = USUAL) -> Block:
    """The pairs of a page. `vocabulary` holds the known labels as `label_key` gives them, `personal` those of personal data among them.

    A line is a label where it is a known label printed the way this page prints labels (with a colon, or marked up like one), or where an
    unknown line looks just like the known ones around it. The lines up to the next label are its value; a gap ends it. So an empty value
    is followed by the next label and never takes it.

    The facts are the block with most known labels and the blocks right beside it that hold nothing but labels and values; a heading or
    prose ends them, and so does a block that begins to repeat labels.
    """
    if printing.runs_through:
        return _Sheet(page, vocabulary, personal, printing).read()
    return _Reader(page, vocabulary, personal).read()


_Found = tuple[Span, Span | None, bool]  # the label, the value on the same line, whether the label is known


class _Reader:
    def __init__(self, page: PageText, vocabulary: Collection[str], personal: Collection[str]) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.personal = personal
        self.block_of = list(accumulate(int(line.after_gap) for line in page.lines))
        keys = [(line, label_key(page.of(line)), page.of(line).endswith(":")) for line in page.lines]
        known = [(line, colon) for line, key, colon in keys if key in vocabulary and line.role not in ("value", "heading")]
        self.colons = any(colon for _, colon in known)
        shapes = _Shapes(page, vocabulary)
        self.label_shapes, self.value_shapes = shapes.labels, shapes.values
        leads = [line for line in page.lines if line.lead_end and label_key(page.text[line.start : line.lead_end]) in vocabulary]
        self.lead_shapes = {line.shape for line in leads}

    def read(self) -> Block:
        labels = {at: found for at, line in enumerate(self.page.lines) if (found := self._label(line)) is not None}
        known = [found for found in labels.values() if found[2]]
        mostly_inline = 2 * sum(inline is not None for _, inline, _ in known) > len(known)
        pairs: dict[int, tuple[Pair, int]] = {}
        for at, (label_span, inline, is_known) in labels.items():
            takes_lines = not mostly_inline or self.page.lines[at].role == "label"
            value, n_lines, end = (inline, 1, at) if inline or not takes_lines else self._value_after(at, labels)
            printed = self.page.text[label_span.start : label_span.end]
            pairs[at] = Pair(printed.rstrip(": \u00a0"), label_key(printed), is_known, label_span, value, n_lines), end
        return self._facts(pairs)

    def _facts(self, pairs: dict[int, tuple[Pair, int]]) -> Block:
        """The pairs of the record's own blocks, out of all that look like pairs."""
        by_block: dict[int, list[int]] = {}
        for at in pairs:
            by_block.setdefault(self.block_of[at], []).append(at)
        n_known = {block: sum(pairs[at][0].known for at in members) for block, members in by_block.items()}
        if not any(n_known.values()):
            return Block((), self.page.lines, (), self._unread(pairs))
        primary = max(n_known, key=lambda block: (n_known[block], -block))
        chosen = [primary]
        seen = {pairs[at][0].key for at in by_block[primary]}
        for step in (1, -1):
            block = primary + step
            while block in by_block and self._is_pure(block, by_block[block], pairs):
                keys = [pairs[at][0].key for at in by_block[block]]
                if max(len(keys), n_known[primary]) > 1 and not seen.isdisjoint(keys):
                    break
                seen.update(keys)
                chosen.append(block)
                block += step
        while not n_known[min(chosen)]:
            chosen.remove(min(chosen))
        while not n_known[max(chosen)]:
            chosen.remove(max(chosen))
        ours = sorted(at for block in chosen for at in by_block[block] if not self._is_contact(block, primary, by_block[block], pairs))
        elsewhere = [
            pairs[at][0].label for block, members in by_block.items() if block not in chosen and n_known[block] > 1 for at in members
        ]
        last = max(pairs[at][1] for block in chosen for at in by_block[block])
        own = tuple(pairs[at][0] for at in ours)
        return Block(own, self.page.lines[: ours[0]], self.page.lines[last + 1 :], self._unread(pairs), tuple(elsewhere))

    def _is_pure(self, block: int, members: list[int], pairs: dict[int, tuple[Pair, int]]) -> bool:
        """Whether a block holds nothing but labels and their values."""
        covered = {line for at in members for line in range(at, pairs[at][1] + 1)}
        return all(at in covered for at, of_block in enumerate(self.block_of) if of_block == block)

    def _is_contact(self, block: int, primary: int, members: list[int], pairs: dict[int, tuple[Pair, int]]) -> bool:
        """Whether a block beside the facts is about a person: what else stands in it is the person's too."""
        return block != primary and len(members) > 1 and any(pairs[at][0].key in self.personal for at in members)

    def _unread(self, pairs: dict[int, tuple[Pair, int]]) -> tuple[Line, ...]:
        covered = {line for at, (_, end) in pairs.items() for line in range(at, end + 1)}
        lines = enumerate(self.page.lines)
        return tuple(
            line for at, line in lines if at not in covered and line.role != "value" and label_key(self.page.of(line)) in self.vocabulary
        )

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
            if lead.rstrip().endswith(":") or label_key(lead) in self.vocabulary or line.shape in self.lead_shapes:
                return (
                    Span(line.start, line.lead_end),
                    _trimmed(self.page.text, line.lead_end, line.end),
                    label_key(lead) in self.vocabulary,
                )
        head, colon, tail = words.partition(":")
        if colon and tail.strip() and label_key(head) in self.vocabulary:
            return Span(line.start, line.start + len(head) + 1), _trimmed(self.page.text, line.start + len(head) + 1, line.end), True
        if line.shape in self.label_shapes - self.value_shapes:
            return whole, None, False
        return None

    def _is_shaped_like_label(self, line: Line) -> bool:
        """Whether a known label without a colon stands where this page has its labels; elsewhere it is a value of the same words."""
        if self.page.is_html and self.label_shapes:
            return line.shape in self.label_shapes and (not self.colons or line.shape not in self.value_shapes)
        return not self.colons

    def _value_after(self, at: int, stops: Container[int]) -> tuple[Span | None, int, int]:
        lines = self.page.lines
        end = at
        while end + 1 < len(lines) and end + 1 not in stops and self._continues(lines[at], lines[end + 1]):
            if end > at and lines[end + 1].role != "value" and label_key(self.page.of(lines[end + 1])) in self.vocabulary:
                break
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


class _Shapes:
    """How a page marks up its labels and its values: the shapes that are mostly known labels, and those that follow them."""

    def __init__(self, page: PageText, vocabulary: Collection[str], *, across_gaps: bool = False) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.labels: set[str] = set()
        self.labels = self._of_labels()
        self.values = self._of_values(across_gaps=across_gaps)

    def is_known(self, line: Line) -> bool:
        """Whether a line is a known label by its words and not by its place a value or a heading."""
        return line.role not in ("value", "heading") and label_key(self.page.of(line)) in self.vocabulary

    def _of_labels(self) -> set[str]:
        if not self.page.is_html:
            return set()
        of_known = Counter(line.shape for line in self.page.lines if self.is_known(line))
        of_all = Counter(line.shape for line in self.page.lines)
        return {shape for shape, n in of_known.items() if 2 * n >= of_all[shape]}

    def _of_values(self, *, across_gaps: bool) -> set[str]:
        """Shapes that follow known labels, the odd one out left aside (it may be prose after an empty value)."""
        following: Counter[str] = Counter()
        for label, line in pairwise(self.page.lines):
            if self._could_be_label(label) and not self._could_be_label(line) and (across_gaps or not line.after_gap):
                following[line.shape] += 1
        most = max(following.values(), default=0)
        return {shape for shape, n in following.items() if n > 1 or n == most}

    def _could_be_label(self, line: Line) -> bool:
        return self.is_known(line) and (not self.page.is_html or line.shape in self.labels)


class _Sheet:
    """Reads facts that run through a page in sections; see `Printing`."""

    def __init__(self, page: PageText, vocabulary: Collection[str], personal: Collection[str], printing: Printing) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.personal = personal
        self.printing = printing
        self.sections = {label_key(name) for name in printing.sections}
        self.section_starts = tuple(name.casefold() for name in printing.sections)
        self.prose = {label_key(name) for name in printing.prose}
        self.known: dict[int, _Found | None] = {}
        shapes = _Shapes(page, vocabulary, across_gaps=printing.after_gap)
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

    def _label(self, line: Line, inside_facts: bool, *, in_cell: bool = False) -> _Found | None:
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
            return Span(start, start + end), _trimmed(self.page.text, start + end, line.end), False
        return None

    def _known_label(self, line: Line) -> _Found | None:
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
                return Span(start, start + end), _trimmed(self.page.text, start + end, line.end), True
        leading = self.capitals.match(words) if self.capitals else None
        if leading:
            return Span(start, start + leading.end()), _trimmed(self.page.text, start + leading.end(), line.end), True
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


@cache
def in_capitals(vocabulary: frozenset[str]) -> re.Pattern[str]:
    """The known labels in capitals at the start of a line, the longest first; invisible characters in them do not matter."""
    labels = sorted((key.upper() for key in vocabulary), key=len, reverse=True)
    between = r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]*"
    spelt = ["".join(r"\s+" if char == " " else re.escape(char) + between for char in label) for label in labels]
    return re.compile(rf"(?:{'|'.join(spelt)})(?=\s)")


def _is_name(words: str) -> bool:
    """Whether a line of a list is a name and not the beginning of prose."""
    return len(words) < 100 and not words.endswith((".", "]", ":", "…")) and ". " not in words


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    if not words.strip():
        return None
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
