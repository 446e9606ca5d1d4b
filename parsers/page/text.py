"""What the text of a page is: its code points, its lines with their role, and the mask over personal data.

Belongs here: the shapes that spans refer to, and the masking. Does not belong here: how the text is made of bytes (`parsers.page.html`,
`parsers.page.encoding`), or what a line means (`parsers.page.labels`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from stdnum import luhn

Role = Literal["text", "label", "value", "heading"]
MASK = "•"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+ ?(?:@|\uff20|\((?:at|snabel-a)\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+")
_AT = re.compile(r"[@\uff20)\]]")  # the last character of what is in every match of the one above
_TELEPHONE = re.compile(
    r"(?<![\d\w])(?:\+|(?<!/)00)\d{2}[\d ()/.-]{6,}\d"  # +46 70 123 45 67, 0046 70 ...
    r"|(?<![\d/.-])(?<!\d )(?!\d\d([./])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d))"  # no date such as 08.11.2018, but
    r"(?:07\d|08|0[1-9]\d{1,2})[ ./-]{0,3}\d{2,3}(?:[ .-]?\d{2,3}){1,3}(?![\d-])"  # 070-123 45 67, 08 123 456 78
    r"|\(0\d{1,3}\) ?\d{2,3}(?:[ -]?\d{2,3}){1,3}"  # (08) 12 34 56
    r"|000-000 00 00"  # the placeholder of redacted pages
    r"|(?i:\b(?:tel|telefon|mobil|tfn)(?:[.:]|\.? ?nr)[.: ]*)\d[\d -]{5,}\d"  # tel: 123 45 67
)
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])) ?[-+]? ?(\d{4})(?!\d)")
_SUSPECT = re.compile(  # found in every match of the three above; the one set it begins with is what makes the search fast
    r"[\d@\uff20(\[](?:(?<=\d)[\d ()/.-]{4,}\d|(?<=[@\uff20])|(?<=[(\[])(?:at|snabel-a)[)\]])"
)
_FOLDED = dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " ") | dict.fromkeys(
    "\u2010\u2011\u2012\u2013\u2014\u2212", "-"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in a page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page's text: `text[start:end]`.

    `shape` is the innermost block element as markup has it (tag, classes, column), equal for lines that are marked up alike; `lead_end`
    is where a leading inline element (`<strong>Label:</strong> value`) ends, or None; `after_gap` tells that an empty line comes before.
    """

    start: int
    end: int
    role: Role = "text"
    shape: str = ""
    lead_end: int | None = None
    after_gap: bool = False

    def span(self, found: re.Match[str], group: str | int = 0) -> Span:
        """Where a group of a match in the words of this line stands in the page's text."""
        return Span(self.start + found.start(group), self.start + found.end(group))


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text and its lines. `is_html` tells that lines carry markup; `decoding_note` says what was wrong with the encoding;
    `is_truncated` that the page breaks off before its end; `is_too_deep` that elements are nested deeper than is read: no text."""

    text: str
    lines: tuple[Line, ...]
    is_html: bool
    decoding_note: str | None = None
    is_truncated: bool = False
    is_too_deep: bool = False
    keys: dict[int, str] = field(default_factory=dict, compare=False, repr=False)
    """The keys of lines worked out so far, by where they start (`parsers.page.labels.key_of`)."""

    def of(self, line: Line) -> str:
        """The words of one line."""
        return self.text[line.start : line.end]


def mask_personal(text: str) -> str:
    """`text` with e-mail addresses, telephone numbers and personal identity numbers replaced, each character by `MASK`."""
    folded = text
    for printed, plain in _FOLDED.items():
        folded = folded.replace(printed, plain)
    spans = [span for start, end in _suspect_lines(folded) for span in _personal(folded, start, end)]
    if not spans:
        return text
    chars = list(text)
    for start, end in spans:
        chars[start:end] = MASK * (end - start)
    return "".join(chars)


def _suspect_lines(folded: str) -> Iterator[tuple[int, int]]:
    """The lines that may hold personal data: those with an at sign or a long number. No personal datum runs over two lines."""
    end = 0
    while found := _SUSPECT.search(folded, end):
        start = folded.rfind("\n", 0, found.start()) + 1
        end = folded.find("\n", found.end())
        end = len(folded) if end < 0 else end
        yield start, end


def _personal(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if _AT.search(folded, start, end):
        yield from (found.span() for found in _EMAIL.finditer(folded, start, end))
    yield from (found.span() for found in _TELEPHONE.finditer(folded, start, end))
    yield from (found.span() for found in _PERSON_NUMBER.finditer(folded, start, end) if luhn.is_valid(found[1] + found[2]))
