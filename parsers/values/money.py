"""Amounts of money as printed, in the form of one declared locale. No format is sniffed: `1.629.843` is a million in Danish and an error
in Swedish.

Belongs here: an amount made of digits, multiplier and currency. Does not belong here: the words themselves
(`parsers.vocabulary.currencies`, `parsers.vocabulary.languages`), or what an amount is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parsers.values.numbers import Unreadable, in_digits
from parsers.vocabulary.currencies import CURRENCY_WORDS
from parsers.vocabulary.languages import number_form


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. `currency` is ISO 4217 or None where the words name none; `is_rounded` tells that a multiplier was printed (`43 mio.`)."""

    amount: Decimal
    currency: str | None
    is_rounded: bool


_PLAIN_WORDS = [word for word, meant in CURRENCY_WORDS.items() if not meant.power]
_MULTIPLES = [word for word, meant in CURRENCY_WORDS.items() if meant.power]
_LARGEST = Decimal(10) ** 15
_APOSTROPHE = "’"


def amount_of(words: str, locale: str) -> Money:
    """The amount printed as `words`: `1 981 742`, `53.399.971`, `kr. 8.982.093`, `43,4 mio. kr.`, `tre mio. kr.`, `2 450 030,67 €`.

    Raises `Unreadable` for groups that are not of three digits, a word that is neither currency nor multiplier, two different currencies,
    zero, and anything of 10^15 or more.
    """
    form = number_form(locale)
    found = _pattern(locale).fullmatch(in_digits(words).casefold().replace(_APOSTROPHE, "'"))
    if not found:
        raise Unreadable(
            "unreadable_amount", f"not an amount as written in {locale}: digits in groups of three, known currency and multiplier only"
        )
    if found["word"]:
        number = Decimal(form.numbers[found["word"]])
    else:
        number = Decimal(re.sub(r"\D", "", found["whole"]) + "." + (found["decimals"] or "0"))
    multiple = CURRENCY_WORDS[found["multiple"]].power if found["multiple"] else 0
    power = form.multipliers[found["multiplier"]] if found["multiplier"] else multiple
    if found["word"] and not power:
        raise Unreadable("unreadable_amount", "a number in words without a multiplier is no amount")
    named = {_currency(word, form.currency) for word in (found["before"], found["multiple"], found["after"], found["again"]) if word}
    if len(named) > 1:
        raise Unreadable("two_currencies", f"names two currencies: {' and '.join(sorted(named))}")
    amount = number.scaleb(power)
    if amount == 0:
        raise Unreadable("zero_amount", "zero, which registries print for a missing amount")
    if amount >= _LARGEST:
        raise Unreadable("impossible_amount", "larger than any fund")
    return Money(amount, named.pop() if named else None, is_rounded=power > 0)


def currency_at(words: str) -> tuple[int, int] | None:
    """Where in `words` the first currency is named, half-open, or None where none is."""
    found = _currency_pattern().search(words.casefold()) if len(words.casefold()) == len(words) else None
    return found.span() if found else None


def amounts_in(text: str, locale: str) -> list[tuple[int, int]]:
    """Where amounts of money stand in running text, half-open, longest first found: digits (or a number in words before a multiplier) with
    a currency or a multiplier of one. Whether each can be read is for `amount_of` to say; `127 50 euro` is found whole, and refused."""
    folded = "".join(" " if char.isspace() else char.casefold() if len(char.casefold()) == 1 else char for char in text)
    matches = _candidate_pattern(locale).finditer(folded.replace(_APOSTROPHE, "'"))
    return [match.span() for match in matches if match["before"] or match["after"] or match["multiple"]]


def _currency(word: str, home: str | None) -> str:
    meant = CURRENCY_WORDS[word].meaning(home)
    if meant is None:
        raise Unreadable("ambiguous_currency", f"{word!r} is no currency that can be told in a language that writes numbers this way")
    return meant


def _any_of(words: Iterable[str]) -> str:
    """The words as alternatives of a regular expression, the longest first; none matches nothing."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"


@cache
def _candidate_pattern(locale: str) -> re.Pattern[str]:
    form = number_form(locale)
    plain, multiples = (
        _any_of(word for word in words if CURRENCY_WORDS[word].meaning(form.currency)) for words in (_PLAIN_WORDS, _MULTIPLES)
    )
    multiplier = _any_of(form.multipliers)
    number = rf"(?:\d[\d .,']*\d|\d|(?:{_any_of(form.numbers)})(?= (?:{multiplier}|{multiples})\b))"
    times = rf"(?: ?(?:(?P<multiplier>{multiplier})|(?P<multiple>{multiples}))(?![\w]))?"
    after = rf"(?: ?(?:(?:{_any_of(form.of)}) ?)?(?P<after>{plain})(?![\w]))?"
    return re.compile(rf"(?<![\w.,])(?:(?P<before>{plain}) ?)?(?<![\w.,-]){number}{times}{after}")


@cache
def _currency_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{_any_of(CURRENCY_WORDS)})(?![^\W\d_])")


@cache
def _pattern(locale: str) -> re.Pattern[str]:
    form = number_form(locale)
    plain, decimal = _any_of(_PLAIN_WORDS), re.escape(form.decimal)
    grouped = "|".join(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+" for group in form.group)
    number = rf"(?:(?P<whole>{grouped}|\d+)(?:{decimal}(?P<decimals>\d{{1,2}}))?|(?P<word>{_any_of(form.numbers)}))"
    times = rf"(?: ?(?:(?P<multiplier>{_any_of(form.multipliers)})|(?P<multiple>{_any_of(_MULTIPLES)})))?"
    after = rf"(?: ?(?:(?:{_any_of(form.of)}) ?)?(?P<after>{plain}))?(?: (?P<again>€))?"
    return re.compile(rf"(?:(?P<before>{plain}) ?)?{number}{times}{after}(?:[,.:](?:--?|–|—))?")
