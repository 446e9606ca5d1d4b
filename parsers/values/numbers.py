"""Numbers and the plain form of words: rates, whole numbers, yes and no, and what a value that cannot be read raises.

A reader returns the canonical text of the value or raises `Unreadable` with the reason; it never returns a wrong value for broken input.
Does not belong here: which label a value came from.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from parsers.vocabulary.issue_codes import CodeOfIssue, issue_code

_PLACEHOLDERS = frozenset(
    (
        *("", "n/a", "na", "n.a", "n/d", "null", "saknas", "uppgift saknas", "uppgifter saknas", "ej angivet", "ingen uppgift"),
        *("ej tillämpligt", "ikke relevant", "ei sovelleta", "k. a", "s.o", "nie dotyczy", "non disponibile", "n.v.t", "nu se aplică"),
        *("не е приложимо", "nėra duomenų", "neattiecas", "mhux applikabbli", "neuvádza sa", "ni relevantno", "ei tietoja"),
    )
)
_YES_NO = {"sv": {"ja": "true", "nej": "false"}}


class Unreadable(ValueError):
    """A value that cannot be read as what its label says. `code` is the issue code; the message is the reason in words.

    Raises `UnknownIssueCode` where the catalogue lacks the code."""

    def __init__(self, code: CodeOfIssue, reason: str) -> None:
        issue_code(code)
        super().__init__(reason)
        self.code = code


def plain(words: str) -> str:
    """Words with every kind of space made one plain space and soft hyphens left out; what is compared and stored, never what is cited."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", words).replace("\u00ad", "")).strip()


def plain_lines(words: str) -> str:
    """Running text with each of its lines plain; its paragraphs stay paragraphs."""
    return "\n".join(plain(line) for line in words.strip().split("\n"))


def in_digits(words: str) -> str:
    """`plain(words)`, for values made of digits. Raises `Unreadable` for digits of another script than 0-9."""
    text = plain(words)
    if any(char.isdecimal() and not char.isascii() for char in text):
        raise Unreadable("unreadable_number", "holds digits of another script than 0-9")
    return text


def is_placeholder(words: str) -> bool:
    """Whether a printed value says only that there is none: `-`, `n/a`, `Uppgift saknas`, invisible characters."""
    visible = "".join(char for char in plain(words).casefold() if unicodedata.category(char) != "Cf").strip(" .-–—_")
    return visible in _PLACEHOLDERS


def rate_pct(words: str) -> str:
    """A rate in percent: `40%`, `50 %`, `(85%)`, `25,45%`, `25%*`. Raises `Unreadable` without a percent sign or outside 0-100."""
    found = re.fullmatch(r"\(?(\d{1,3})(?:[,.](\d{1,3}))? ?%\*?\)?", in_digits(words))
    if not found:
        raise Unreadable("unreadable_rate", "not a rate of the form 40 %")
    number = Decimal(f"{found.group(1)}.{found.group(2) or '0'}")
    if number > 100:
        raise Unreadable("impossible_rate", "a rate lies between 0 and 100 %")
    return decimal_text(number)


def integer(words: str) -> str:
    """A whole number, grouped by spaces or not: `3000`, `3 000`."""
    found = re.fullmatch(r"\d{1,3}(?: \d{3}){1,2}|\d{1,9}", in_digits(words))
    if not found:
        raise Unreadable("unreadable_number", "not a whole number")
    return str(int(found.group().replace(" ", "")))


def yes_no(words: str, locale: str) -> str:
    """`true` or `false` for the two words of the locale (Swedish Ja, Nej)."""
    known = _YES_NO.get(locale, {})
    found = known.get(plain(words).casefold())
    if found is None:
        raise Unreadable("unknown_category", f"neither {' nor '.join(known)}" if known else f"yes and no are not known in {locale}")
    return found


def decimal_text(number: Decimal) -> str:
    """The canonical text of a number: plain notation, no trailing zeros."""
    return f"{number.normalize():f}"
