"""Labels on a page: how they are compared, how a registry prints them and a page marks them up, and the shapes of what is read: pairs and
blocks.

Belongs here: what blocks and sheets share. Does not belong here: the reading of either (`parsers.page.blocks`, `parsers.page.sheets`),
what a value means (`parsers.values`) or which field a label feeds (`parsers.record`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from parsers.page.text import Line, PageText, Span

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
LONGEST_LABEL = 200


def label_key(printed: str) -> str:
    r"""A label in the form in which labels are compared: no colon, no soft hyphens, single spaces, case folded.

    >>> label_key("Projekt\u00adägare :")
    'projektägare'
    """
    return _short_key(printed) if len(printed) <= LONGEST_LABEL else _key(printed)


def key_of(page: PageText, line: Line) -> str:
    """The `label_key` of a whole line, worked out once for each line of a page."""
    start = line.start
    key = page.keys.get(start)
    if key is None:
        key = page.keys[start] = label_key(page.text[start : line.end])
    return key


def _key(printed: str) -> str:
    words = unicodedata.normalize("NFKC", printed)
    if not words.isprintable() or "  " in words:  # nothing invisible is printable, and of white space a space alone
        words = " ".join(_INVISIBLE.sub("", words).split())
    return words.strip().rstrip(":").rstrip().casefold()


_short_key = lru_cache(maxsize=4096)(_key)  # a page asks for the key of each of its lines several times; long lines are no labels
_OTHERS = re.compile(
    r"(?:(?:Andra|Andre|Fler|Flere|Relaterte?|Relaterade|Relaterede|Liknande|Lignende|Øvrige|Övriga)"
    r" (?:pros?jekt\w*|nyhet\w*|saker|nyheder)"
    r"|(?:Related|Similar|Other|More) (?:projects?|news)|Related|Muut hankkeet|Muita hankkeita"
    r"|Les også|Läs också|Læs også|Siste nytt|Senaste nytt|(?:Siste |Senaste |Seneste )?(?:Nyheter|Nyheder)):?",
    re.I,
)


def tells_of_others(words: str) -> bool:
    """Whether a line is a heading above other projects or news."""
    return _OTHERS.fullmatch(words.strip()) is not None


def own_lines(page: PageText) -> tuple[Line, ...]:
    """The lines up to such a heading."""
    lines = page.lines
    end = next((at for at, line in enumerate(lines) if at and tells_of_others(page.of(line))), len(lines))
    return lines[:end]


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
_BULLETS = frozenset(BULLETS)
_BULLET = re.compile(rf"[{re.escape(BULLETS)}]\s+|\d{{1,2}}[.)]\s+")


def bullet_end(words: str) -> int:
    """How many characters of a line are its bullet or number."""
    found = _BULLET.match(words) if words[:1] in _BULLETS or words[:1].isdecimal() else None
    return found.end() if found else 0


FoundLabel = tuple[Span, Span | None, bool]  # the label, the value on the same line, whether the label is known


@cache
def in_capitals(vocabulary: frozenset[str]) -> re.Pattern[str]:
    """The known labels in capitals at the start of a line, the longest first; invisible characters in them do not matter."""
    labels = sorted((key.upper() for key in vocabulary), key=len, reverse=True)
    between = r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]*"
    spelt = ["".join(r"\s+" if char == " " else re.escape(char) + between for char in label) for label in labels]
    return re.compile(rf"(?:{'|'.join(spelt)})(?=\s)")


def trimmed_span(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    if not words.strip():
        return None
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


class LabelShapes:
    """How a page marks up its labels and its values: the shapes of lines that are mostly known labels, and of those that follow them."""

    def __init__(self, page: PageText, vocabulary: Collection[str], *, across_gaps: bool = False) -> None:
        self.page = page
        self.known = {line.start for line in page.lines if line.role not in ("value", "heading") and key_of(page, line) in vocabulary}
        self.labels = self._of_labels()
        self.values = self._of_values(across_gaps=across_gaps)

    def is_known(self, line: Line) -> bool:
        """Whether a line is a known label by its words and not by its place a value or a heading."""
        return line.start in self.known

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
