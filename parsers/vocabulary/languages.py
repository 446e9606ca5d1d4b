"""Languages as registries print them: marks of numbers, multipliers, number words, and the small words of dates, periods and values.

Belongs here: the shape of `languages.toml` and its loading. Does not belong here: how a value is read (`parsers.values`), words of prose.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from parsers.vocabulary.currencies import with_and_without_dot

_PROSE = "-prose"


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language, in small letters; abbreviations with their dot.

    Numbers: `group` holds the marks between groups of three digits (a space stands for every kind of space) and `decimal` the decimal mark,
    where they are not CLDR's; `currency` is the one that words of several countries mean here (`kr`), `of` stands between a number and its
    currency, `read_along` names languages whose multipliers are read too, but for those of `not_read_along`; `numbers` are one to twelve.
    Dates: `until` and `since` stand between and before the two dates of a period, `date_article` before a date; `after_day`, `in_date`,
    `second_word_of_month`, `after_year` and `after_date` stand inside one; `first_half`, `second_half` and `terms` make the names of
    half-years. Lengths of time: `years`, `months`, `during` before and `span_of_time` behind them. `adjectives` tell the country of a
    party, `missing` that there is no value.
    """

    group: str | None = None
    decimal: str | None = None
    currency: str | None = None
    thousand: tuple[str, ...] = ()
    million: tuple[str, ...] = ()
    milliard: tuple[str, ...] = ()
    read_along: tuple[str, ...] = ()
    not_read_along: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    date_article: tuple[str, ...] = ()
    after_day: tuple[str, ...] = ()
    in_date: tuple[str, ...] = ()
    after_year: tuple[str, ...] = ()
    after_date: tuple[str, ...] = ()
    second_word_of_month: tuple[str, ...] = ()
    first_half: tuple[str, ...] = ()
    second_half: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    span_of_time: tuple[str, ...] = ()
    adjectives: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How numbers are printed in a number locale: group and decimal marks, the language's own currency, multiplier words with their power
    of ten, words for two to twelve, and words between a number and its currency."""

    group: str
    decimal: str
    currency: str | None
    multipliers: Mapping[str, int]
    numbers: Mapping[str, int]
    of: tuple[str, ...]


@cache
def number_form(locale: str) -> NumberForm:
    """The form of numbers of `locale`, one of `NUMBER_LOCALES`; in prose people group by spaces too, and by dots where the comma is the
    decimal mark: as long as one number keeps to one mark, it has one meaning. Raises `KeyError` for another locale."""
    code = locale.removesuffix(_PROSE)
    language = LANGUAGES[code]
    symbols = Locale.parse(code, sep="-").number_symbols["latn"]
    group, decimal = language.group or re.sub(r"\s", " ", symbols["group"]), language.decimal or symbols["decimal"]
    if locale.endswith(_PROSE):
        group = "".join(dict.fromkeys(" " + group + ("." if decimal == "," else "")))
    along = {word: power for code in language.read_along for word, power in _multipliers(LANGUAGES[code]).items()}
    multipliers = {word: power for word, power in along.items() if word not in language.not_read_along} | _multipliers(language)
    numbers = {word: number for number, word in enumerate(language.numbers, 1) if number > 1}
    return NumberForm(group, decimal, language.currency, multipliers, numbers, language.of)


def words_under(key: str) -> tuple[str, ...]:
    """The words of all languages under one key, each once, with and without their dot, the longest first (as alternatives of an expression
    need them)."""
    words = with_and_without_dot(word for language in LANGUAGES.values() for word in getattr(language, key))
    return tuple(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word)))


def _multipliers(language: Language) -> dict[str, int]:
    by_power = ((3, language.thousand), (6, language.million), (9, language.milliard))
    return {word.casefold(): power for power, words in by_power for word in with_and_without_dot(words)}


def _language(code: str, table: dict[str, Any], tables: Mapping[str, dict[str, Any]]) -> Language:
    """The language of one table. Raises `ValueError` for a key that is none."""
    table = {**tables[table["like"]], **table} if "like" in table else table
    known = {field.name for field in fields(Language)}
    if unknown := set(table) - known - {"like"}:
        raise ValueError(f"{_FILE.name}: [{code}]: unknown keys {', '.join(sorted(unknown))}; allowed are {', '.join(sorted(known))}")
    words: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items() if key != "like"}
    return Language(**words)


_FILE = Path(__file__).with_suffix(".toml")
_TABLES = tomllib.loads(_FILE.read_text("utf-8"))
LANGUAGES: Mapping[str, Language] = {code: _language(code, table, _TABLES) for code, table in _TABLES.items()}
"""By code: `pl`, and `de-CH` where a country prints numbers another way."""
NUMBER_LOCALES: tuple[str, ...] = tuple(code + form for form in ("", _PROSE) for code in LANGUAGES)
"""What a registry may declare as `number_locale`."""
