"""Dates and periods as printed, in declared forms and languages, each with its precision.

Belongs here: `2023-09-01`, `30.08.2018`, `1 July 2023`, `1. mai 2024`, `juni 2018`, `höstterminen 2015`, `2019` and pairs of them. A form a
registry does not declare is an error, never a guess. Does not belong here: what a date is the date of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel import Locale

from parsers.values.numbers import Unreadable, in_digits, plain
from parsers.vocabulary.reading_words import Precision

DateForm = Literal["iso", "dotted", "slashed", "dashed", "dotted_year_first", "compact", "named", "month", "term", "year"]

_SENTINELS = frozenset(("1900-01-01", "1970-01-01", "9999-12-31", "2099-12-31", "0000-00-00"))
_MONTH = r"[^\W\d_]{3,}\.?(?: fómhair)?"
_MONTH_IN_TEXT = r"(?:jan|feb|mar|apr|maj|mai|may|jun|jul|aug|sep|okt|oct|nov|dec|des)[^\W\d_]*\.?"
_PATTERNS: dict[DateForm, str] = {
    "iso": r"\d{4}-\d{2}-\d{2}",
    "dotted": r"\d{1,2}\.\d{1,2}\.\d{4}",
    "slashed": r"\d{1,2}/\d{1,2}/\d{4}",
    "dashed": r"\d{1,2}-\d{1,2}-\d{4}",
    "dotted_year_first": r"\d{4}\. ?\d{1,2}\. ?\d{1,2}\.?",
    "compact": r"\d{8}",
    "named": rf"\d{{1,2}}\.? (?:de )?{_MONTH} (?:de )?\d{{4}}",
    "term": r"[^\W\d_]+(?:terminen|termin|semesteret|semestret|semester) \d{4}",
    "month": rf"{_MONTH} (?:de )?\d{{4}}",
    "year": r"\d{4}",
}
_EXAMPLES: dict[DateForm, str] = {
    "iso": "2023-09-01",
    "dotted": "30.08.2018",
    "slashed": "30/08/2018",
    "dashed": "30-08-2018",
    "dotted_year_first": "2018. 08. 30.",
    "compact": "20230901",
    "named": "1 July 2023",
    "month": "June 2018",
    "term": "höstterminen 2015",
    "year": "2019",
}
_TERMS = {"vår": "H1", "forår": "H1", "forårs": "H1", "høst": "H2", "haust": "H2", "höst": "H2", "efterår": "H2", "efterårs": "H2"}
_BETWEEN = r" *(?:-{1,2}|–|—|→) *| +(?:till|til|to|og|och|ja päättyy|al|au|bis) +(?:den +)?"
_BEFORE = r"(?:alkaa|från|fra|from|frå)(?: og med| och med)? "


_NUMBERS = (
    *("ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    *("ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    *("et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
)
_DURATION = re.compile(
    rf"(?:(?:over |i )?(?:en |et |ett )?)?(?P<number>\d{{1,3}}(?:,5)?|{'|'.join(dict.fromkeys(_NUMBERS))})[ -]?"
    r"(?P<unit>år(?:ig[ate]*|s)?|måneder|månader|månad|måned)(?: periode?n?)?"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date. `value` is ISO 8601 cut to what is known, `2018-06-30`, `2018-06`, `2019`; a term is a half-year, `2015-H2`."""

    value: str
    precision: Precision


def date_of(words: str, forms: tuple[DateForm, ...], languages: tuple[str, ...]) -> Dated:
    """The date printed as `words` in one of `forms`; names of months in one of `languages`.

    Raises `Unreadable` for other forms, impossible days, unknown months and sentinels such as 1900-01-01.
    """
    text = in_digits(words).lower()
    if text in _SENTINELS:
        raise Unreadable("sentinel_date", "a placeholder, not a date")
    form = next((form for form, pattern in _PATTERNS.items() if form in forms and re.fullmatch(pattern, text)), None)
    if form is None:
        raise Unreadable("unreadable_date", f"not a date as written here ({' or '.join(_EXAMPLES[form] for form in forms)})")
    found = _read(text, form, languages)
    if found.value in _SENTINELS:
        raise Unreadable("sentinel_date", "a placeholder, not a date")
    return found


def period_of(words: str, forms: tuple[DateForm, ...], languages: tuple[str, ...]) -> tuple[tuple[Dated, int, int], tuple[Dated, int, int]]:
    """Both dates of a period (`2022-09-01 - 2023-09-30`, `1 sep 2015 – 31 aug 2018`, `2019-2021`), each with its span inside `words`.

    Raises `Unreadable` where either date cannot be read, or the end lies before the start.
    """
    found = _period_pattern(forms).fullmatch(_spaced(words))
    if not found:
        raise Unreadable("unreadable_period", f"not a period as written here ({_EXAMPLES[forms[0]]} - {_EXAMPLES[forms[0]]})")
    first, last = (date_of(found[part], forms, languages) for part in ("first", "last"))
    if first.precision == last.precision and first.value > last.value:
        raise Unreadable("period_reversed", "the end lies before the start")
    return (first, *found.span("first")), (last, *found.span("last"))


def periods_in(text: str, forms: tuple[DateForm, ...]) -> list[tuple[int, int]]:
    """Where periods stand in running text, half-open; whether each can be read is for `period_of` to say."""
    one = "|".join(_PATTERNS[form].replace(_MONTH, _MONTH_IN_TEXT) for form in _PATTERNS if form in forms)
    return [found.span() for found in re.finditer(rf"(?<![\w.-])(?:{one})(?:{_BETWEEN})(?:{one})(?![\w-])", _spaced(text))]


def months_of(words: str) -> int:
    """Months of a length of time in a Nordic language: `3 år`, `tre år`, `2,5 år`, `18 månader`. Raises `Unreadable`."""
    found = _DURATION.fullmatch(plain(words).lower().rstrip("."))
    if not found:
        raise Unreadable("unreadable_duration", "not a length of time such as 3 år")
    number = found["number"]
    years_or_months = _NUMBERS.index(number) + 1 if number in _NUMBERS else None
    amount = float(number.replace(",", ".")) if years_or_months is None else float(years_or_months % 12 or 12)
    months = amount * (12 if found["unit"].startswith("å") else 1)
    if not 0 < months <= 240 or months != int(months):
        raise Unreadable("unreadable_duration", "no length an operation can have in whole months")
    return int(months)


def durations_in(text: str) -> list[tuple[int, int]]:
    """Where lengths of time stand in running text, half-open."""
    return [found.span() for found in re.finditer(rf"(?<![\w,]){_DURATION.pattern}(?!\w)", _spaced(text))]


def _spaced(words: str) -> str:
    """`words`, equally long, with every space made a plain one and letters folded where that keeps the length."""
    return "".join(" " if char.isspace() else char.lower() if len(char.lower()) == 1 else char for char in words)


@cache
def _period_pattern(forms: tuple[DateForm, ...]) -> re.Pattern[str]:
    one = "|".join(_PATTERNS[form] for form in forms)
    return re.compile(rf"\s*(?:{_BEFORE})?(?P<first>{one})(?:{_BETWEEN})(?P<last>{one})\.?\s*")


def _read(text: str, form: DateForm, languages: tuple[str, ...]) -> Dated:
    match form:
        case "iso":
            return _day(*text.split("-"))
        case "dotted":
            return _day(*reversed(text.split(".")))
        case "slashed":
            return _day(*reversed(text.split("/")))
        case "dashed":
            return _day(*reversed(text.split("-")))
        case "dotted_year_first":
            return _day(*re.findall(r"\d+", text))
        case "compact":
            return _day(text[:4], text[4:6], text[6:])
        case "named":
            day, *month, year = (part for part in text.split() if part != "de")
            return _day(year, str(_month(" ".join(month), languages)), day.rstrip("."))
        case "month":
            *month, year = (part for part in text.split() if part != "de")
            return Dated(f"{year}-{_month(' '.join(month), languages):02}", "month")
        case "term":
            return _term(text)
        case "year":
            if not 1950 <= int(text) <= 2098:
                raise Unreadable("unreadable_date", "not a year of any programme")
            return Dated(text, "year")


def _day(year: str, month: str, day: str) -> Dated:
    try:
        return Dated(date(int(year), int(month), int(day)).isoformat(), "day")
    except ValueError:
        raise Unreadable("impossible_date", "no such day in the calendar") from None


def _term(text: str) -> Dated:
    name, year = text.split()
    half = next((half for start, half in _TERMS.items() if re.fullmatch(rf"{start}s?(?:termin\w*|semest\w+)", name)), None)
    if half is None:
        raise Unreadable("unreadable_date", "no term of that name")
    return Dated(f"{year}-{half}", "term")


def _month(word: str, languages: tuple[str, ...]) -> int:
    """Number of the month that `word` names or begins to name with at least three letters, in one of `languages`."""
    wanted = word.rstrip(".")
    numbers = {number for name, number in _months(languages) if name.startswith(wanted)}
    if len(numbers) != 1:
        raise Unreadable("unreadable_date", f"no month of that name in {', '.join(languages)}")
    return numbers.pop()


@cache
def _months(languages: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (name.lower(), number)
        for language in languages
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(language).months[context][width].items()
    )
