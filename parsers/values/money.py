"""Amounts of money as printed, in the form of one declared locale. No format is sniffed: `1.629.843` is a million in Danish and an error
in Swedish.

Belongs here: numbers with their grouping, multiplier words and currencies. Does not belong here: what an amount is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

import babel

from parsers.values.numbers import Unreadable, in_digits

Locale = Literal["sv", "nb", "nn", "da", "fi", "fr", "en", "sv-prose", "nb-prose", "da-prose"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. `currency` is ISO 4217 or None where the words name none; `is_rounded` tells that a multiplier was printed (`43 mio.`)."""

    amount: Decimal
    currency: str | None
    is_rounded: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """How a locale writes numbers: the mark between groups of three, the decimal mark, and what `kr` means there.

    In the Nordic languages a comma is the decimal mark and nothing else, so people's prose, which groups by spaces and by dots, can be read
    without a guess as long as one number keeps to one mark (`sv-prose`, `nb-prose`, `da-prose`: `group` holds both)."""

    group: str
    decimal: str
    krona: str | None


_FORMS: dict[Locale, _Form] = {
    "sv": _Form(" ", ",", "SEK"),
    "nb": _Form(" ", ",", "NOK"),
    "nn": _Form(" ", ",", "NOK"),
    "da": _Form(".", ",", "DKK"),
    "fi": _Form(" ", ",", None),
    "fr": _Form(" ", ",", None),
    "en": _Form(",", ".", None),
    "sv-prose": _Form(" .", ",", "SEK"),
    "nb-prose": _Form(" .", ",", "NOK"),
    "da-prose": _Form(" .", ",", "DKK"),
}
NUMBER_LOCALES = tuple(_FORMS)
CURRENCY_CODES = frozenset(babel.Locale("en").currencies)
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "euroa": "EUR", "sek": "SEK", "nok": "NOK", "dkk": "DKK"}
_CURRENCIES |= {f"{word} kronor": code for word, code in (("svenska", "SEK"), ("norska", "NOK"), ("danska", "DKK"))}
_CURRENCIES |= {f"{word} kroner": code for word, code in (("svenske", "SEK"), ("norske", "NOK"), ("danske", "DKK"))}
_KRONOR = ("kr", "kr.", "kronor", "kroner", "krona", "krone")
_MILLION = (
    "mio",
    "mio.",
    "mill",
    "mill.",
    "miljon",
    "miljoner",
    "million",
    "millioner",
    "millionar",
    "millions",
    "milj",
    "milj.",
    "miljoonaa",
    "m",
)
_MULTIPLIERS = {
    **dict.fromkeys(_MILLION, 6),
    **dict.fromkeys(("tusen", "tusind", "thousand", "k"), 3),
    **dict.fromkeys(("miljard", "miljarder", "milliard", "milliarder", "mia", "mia.", "mrd", "mrd.", "billion", "bn", "b"), 9),
}
_KRONA_MULTIPLIERS = {"mnkr": 6, "mkr": 6, "msek": 6, "mnok": 6, "mdkk": 6, "tkr": 3, "mdkr": 9}
_NUMBER_WORDS: dict[str, tuple[str, ...]] = {
    "sv": ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "nb": ("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    "nn": ("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    "da": ("to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    "fi": (),
    "fr": (),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_LARGEST = Decimal(10) ** 15


def amount_of(words: str, locale: Locale) -> Money:
    """The amount printed as `words`: `1 981 742`, `53.399.971`, `kr. 8.982.093`, `43,4 mio. kr.`, `tre mio. kr.`, `2 450 030,67 €`.

    Raises `Unreadable` for groups that are not of three digits, a word that is neither currency nor multiplier, two different currencies,
    zero, and anything of 10^15 or more.
    """
    text = in_digits(words).casefold()
    found = _pattern(locale).fullmatch(text)
    if not found:
        raise Unreadable(
            "unreadable_amount", f"not an amount as written in {locale}: digits in groups of three, known currency and multiplier only"
        )
    form = _FORMS[locale]
    if found["word"]:
        number = Decimal(_NUMBER_WORDS[_language(locale)].index(found["word"]) + 2)
    else:
        number = Decimal(re.sub(r"\D", "", found["whole"]) + "." + (found["decimals"] or "0"))
    multiplier = found["multiplier"]
    power = 0 if multiplier is None else _MULTIPLIERS.get(multiplier, _KRONA_MULTIPLIERS.get(multiplier, 0))
    if found["word"] and not power:
        raise Unreadable("unreadable_amount", "a number in words without a multiplier is no amount")
    named = {_currency(word, form) for word in (found["before"], found["after"], found["again"]) if word}
    if multiplier in _KRONA_MULTIPLIERS:
        named.add({"msek": "SEK", "mnok": "NOK", "mdkk": "DKK"}.get(multiplier, form.krona))
    if len(named) > 1:
        raise Unreadable("two_currencies", f"names two currencies: {' and '.join(sorted(str(name) for name in named))}")
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


def amounts_in(text: str, locale: Locale) -> list[tuple[int, int]]:
    """Where amounts of money stand in running text, half-open, longest first found: digits (or a number in words before a multiplier) with
    a currency or a multiplier of kronor. Whether each can be read is for `amount_of` to say; `127 50 euro` is found whole, and refused."""
    folded = "".join(" " if char.isspace() else char.casefold() if len(char.casefold()) == 1 else char for char in text)
    found = []
    for match in _candidate_pattern(locale).finditer(folded):
        if match["before"] or match["after"] or match["krona"]:
            found.append(match.span())
    return found


@cache
def _candidate_pattern(locale: Locale) -> re.Pattern[str]:
    currency = "|".join(re.escape(word) for word in sorted((*_CURRENCIES, *_KRONOR), key=len, reverse=True))
    multiplier = "|".join(re.escape(word) for word in sorted(_MULTIPLIERS, key=len, reverse=True))
    krona = "|".join(re.escape(word) for word in sorted(_KRONA_MULTIPLIERS, key=len, reverse=True))
    words = "|".join(_NUMBER_WORDS[_language(locale)]) or r"(?!)"
    number = rf"(?:\d[\d .,]*\d|\d|(?:{words})(?= (?:{multiplier}|{krona})\b))"
    after = rf"(?: ?(?P<after>(?:{currency}))(?![\w]))?"
    times = rf"(?: ?(?:(?P<multiplier>{multiplier})|(?P<krona>{krona}))(?![\w]))?"
    return re.compile(rf"(?<![\w.,])(?:(?P<before>{currency}) ?)?(?<![\w.,-]){number}{times}{after}")


@cache
def _currency_pattern() -> re.Pattern[str]:
    words = (*_CURRENCIES, *_KRONOR, *(word for word, _ in _KRONA_MULTIPLIERS.items()))
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{listed})(?![^\W\d_])")


def _language(locale: Locale) -> str:
    return locale.partition("-")[0]


def _currency(word: str, form: _Form) -> str | None:
    if word not in _KRONOR:
        return _CURRENCIES[word]
    if form.krona is None:
        raise Unreadable("ambiguous_currency", f"{word!r} is the currency of three countries and of none that writes numbers this way")
    return form.krona


@cache
def _pattern(locale: Locale) -> re.Pattern[str]:
    form = _FORMS[locale]
    decimal = re.escape(form.decimal)
    currency = "|".join(re.escape(word) for word in sorted((*_CURRENCIES, *_KRONOR), key=len, reverse=True))
    multiplier = "|".join(re.escape(word) for word in sorted((*_MULTIPLIERS, *_KRONA_MULTIPLIERS), key=len, reverse=True))
    words = "|".join(_NUMBER_WORDS[_language(locale)]) or r"(?!)"
    grouped = "|".join(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+" for group in form.group)
    number = rf"(?:(?P<whole>{grouped}|\d+)(?:{decimal}(?P<decimals>\d{{1,2}}))?|(?P<word>{words}))"
    return re.compile(
        rf"(?:(?P<before>{currency}) ?)?{number}(?: ?(?P<multiplier>{multiplier}))?(?: ?(?P<after>{currency}))?(?: (?P<again>€))?(?:,-|:-)?"
    )
