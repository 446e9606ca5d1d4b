"""Numbers and the plain form of words: rates, whole numbers, yes and no, and what a value that cannot be read raises.

A reader returns the canonical text of the value or raises `Unreadable` with the reason; it never returns a wrong value for broken input.
Does not belong here: which label a value came from.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from parsers.vocabulary.issue_codes import CodeOfIssue, issue_code
from parsers.vocabulary.languages import LANGUAGES, number_form, words_under

_SPACES = re.compile(r"\s+")
_PLACEHOLDERS = frozenset(("", *words_under("missing")))


class Unreadable(ValueError):
    """A value that cannot be read as what its label says. `code` is the issue code; the message is the reason in words.

    Raises `UnknownIssueCode` where the catalogue lacks the code."""

    def __init__(self, code: CodeOfIssue, reason: str) -> None:
        issue_code(code)
        super().__init__(reason)
        self.code = code


def plain(words: str) -> str:
    """Words with every kind of space made one plain space and soft hyphens left out; what is compared and stored, never what is cited."""
    text = unicodedata.normalize("NFC", words)
    if not text.isprintable() or "  " in text:  # of white space a space alone is printable, and no soft hyphen is
        text = _SPACES.sub(" ", text.replace("\u00ad", ""))
    return text.strip()


def plain_lines(words: str) -> str:
    """Running text with each of its lines plain; its paragraphs stay paragraphs."""
    return "\n".join(plain(line) for line in words.strip().split("\n"))


def in_digits(words: str) -> str:
    """`plain(words)`, for values made of digits. Raises `Unreadable` for digits of another script than 0-9."""
    text = plain(words)
    if not text.isascii() and any(char.isdecimal() and not char.isascii() for char in text):
        raise Unreadable("unreadable_number", "holds digits of another script than 0-9")
    return text


def is_placeholder(words: str) -> bool:
    """Whether a printed value says only that there is none: `-`, `n/a`, `Uppgift saknas`, invisible characters."""
    text = plain(words).casefold()
    if not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return text.strip(" .-–—_") in _PLACEHOLDERS


def rate_pct(words: str) -> str:
    """A rate in percent: `40%`, `50 %`, `(85%)`, `25,45%`, `25%*`. Raises `Unreadable` without a percent sign or outside 0-100."""
    found = re.fullmatch(r"\(?(\d{1,3})(?:[,.](\d{1,3}))? ?%\*?\)?", in_digits(words))
    if not found:
        raise Unreadable("unreadable_rate", "not a rate of the form 40 %")
    number = Decimal(f"{found.group(1)}.{found.group(2) or '0'}")
    if number > 100:
        raise Unreadable("impossible_rate", "a rate lies between 0 and 100 %")
    return decimal_text(number)


def integer(words: str, locale: str | None = None) -> str:
    """A whole number, its groups of three marked by spaces, as in `locale`, or not at all: `3000`, `3 000`, and `3.000` in German."""
    group = "|".join(re.escape(mark) for mark in dict.fromkeys(" " + (number_form(locale).group if locale else "")))
    found = re.fullmatch(rf"\d{{1,3}}(?:({group})\d{{3}})(?:\1\d{{3}})?|\d{{1,9}}", in_digits(words))
    if not found:
        raise Unreadable("unreadable_number", "not a whole number")
    return str(int(re.sub(r"\D", "", found.group())))


def yes_no(words: str, language: str) -> str:
    """`true` or `false` for the two words of the language (Swedish Ja, Nej)."""
    known = LANGUAGES.get(language)
    text = plain(words).lower()
    if known and text in (*known.yes, *known.no):
        return "true" if text in known.yes else "false"
    both = " nor ".join((*known.yes, *known.no)) if known else ""
    raise Unreadable("unknown_category", f"neither {both}" if both else f"yes and no are not known in {language}")


def decimal_text(number: Decimal) -> str:
    """The canonical text of a number: plain notation, no trailing zeros."""
    return f"{number.normalize():f}"
