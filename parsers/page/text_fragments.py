"""Links that open a page at the words a value was read from: text fragments (`#:~:text=`) as browsers read them.

Belongs here: which words of a page's text make a fragment that finds the right place, and how they are encoded. Does not belong here:
where the words come from. Grammar (https://wicg.github.io/scroll-to-text-fragment/): `#:~:text=[prefix-,]start[,end][,-suffix]`. A browser
looks for whole words; prefix, start, end and suffix must each lie within one block of the page, which is one line of its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from parsers.page.text import MASK

SHORT = 12  # words of fewer characters are common on any page, menus and footers included
LONG = 200  # words of more characters, and those of several lines, are named by their beginning and end
END_WORDS = 5
CONTEXT_WORDS = 8
JOINERS = "'’.:,"  # no end of a word where letters or digits stand on both sides


def encode_part(words: str) -> str:
    """Words as a part of a fragment: percent-encoded, dashes too, since a dash marks prefix and suffix.

    >>> encode_part("2021–2027, 22-021 & 40%")
    '2021%E2%80%932027%2C%2022%2D021%20%26%2040%25'
    """
    return quote(words, safe="").replace("-", "%2D")


def link_to(address: str, text: str, start: int, end: int, *, before: str = "", after: str = "") -> str:
    """The address of a page with the fragment that finds `text[start:end]`, or the bare address where no fragment can.

    `before` and `after` are the words around it that may be named. They go in as prefix and suffix where the words alone are short or stand
    on the page more than once, the suffix only where the prefix does not tell.
    """
    start, end = _whole_words(text, start, end)
    words = text[start:end].strip()
    if not words or MASK in words:
        return address
    prefix, suffix = "", ""
    if len(words) < SHORT or _count(text, words) > 1:
        prefix, suffix = _nearest(before.split(" ")[-CONTEXT_WORDS:]), _nearest(after.split(" ")[:CONTEXT_WORDS])
    if _count(text, f"{prefix} {words}") == 1:
        suffix = ""
    parts = [f"{encode_part(prefix)}-"] * bool(prefix) + _range(words) + [f"-{encode_part(suffix)}"] * bool(suffix)
    return f"{address}{'' if '#' in address else '#'}:~:text={','.join(parts)}"


def _nearest(words: Sequence[str]) -> str:
    together = " ".join(words).strip()
    return "" if MASK in together else together


def _range(words: str) -> list[str]:
    if len(words) <= LONG and "\n" not in words:
        return [encode_part(words)]
    lines = [line for line in words.split("\n") if line.strip()]
    first, last = lines[0].split(" "), lines[-1].split(" ")
    return [encode_part(" ".join(first[:END_WORDS])), encode_part(" ".join(last[-END_WORDS:]))]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words: a browser finds no part of one."""
    while 0 < start < len(text) and _is_within_word(text, start):
        start -= 1
    while 0 < end < len(text) and _is_within_word(text, end):
        end += 1
    return start, end


def _is_within_word(text: str, at: int) -> bool:
    """Whether there is no word boundary before `text[at]`: between two letters or digits, also about a joiner between them ("MERSE's")."""
    before, here = text[at - 1], text[at]
    if here in JOINERS:
        return before.isalnum() and text[at + 1 : at + 2].isalnum()
    if before in JOINERS:
        return here.isalnum() and at > 1 and text[at - 2].isalnum()
    return before.isalnum() and here.isalnum()


def _count(text: str, words: str) -> int:
    """How often the words stand in the text, whatever white space lies between them."""
    return " ".join(text.split()).count(" ".join(words.split()))
