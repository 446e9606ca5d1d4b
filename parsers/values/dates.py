"""Dates and periods as printed, in declared forms and languages, each with its precision.

Belongs here: `2023-09-01`, `30.08.2018`, `1 July 2023`, `1. mai 2024`, `juni 2018`, `höstterminen 2015`, `2019` and pairs of them. A form a
registry does not declare is an error, never a guess. Does not belong here: the small words of dates (`parsers.vocabulary.languages`; names
of months are CLDR's, through babel), or what a date is the date of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel import Locale

from parsers.values.numbers import Unreadable, in_digits, plain
from parsers.vocabulary.languages import LANGUAGES, words_under
from parsers.vocabulary.reading_words import Precision

DateForm = Literal["iso", "dotted", "dotted_year_first", "slashed", "dashed", "compact", "named", "month", "term", "year"]


def _any_of(key: str) -> str:
    """The words of all languages under a key, as alternatives of a regular expression."""
    return f"(?:{'|'.join(map(re.escape, words_under(key)))})"


_FIRST_YEAR, _LAST_YEAR = 1950, 2098
_SENTINELS = frozenset(("1900-01-01", "1970-01-01", "9999-12-31", "2099-12-31", "0000-00-00"))
_MONTH = rf"[^\W\d_]{{3,}}\.?(?: {_any_of('second_word_of_month')})?"
_IN_TEXT = ("sv", "nb", "nn", "da", "en")
"""Languages whose months are looked for in running text."""
_DAY, _OF = rf"\d{{1,2}}(?:\.|{_any_of('after_day')})?", rf"(?:{_any_of('in_date')} )?"
_PATTERNS: dict[DateForm, str] = {
    "iso": r"\d{4}-\d{2}-\d{2}",
    "dotted": r"\d{1,2}\. ?\d{1,2}\. ?\d{4}",
    "dotted_year_first": r"\d{4}\. ?\d{1,2}\. ?\d{1,2}",
    "slashed": r"\d{1,2}/\d{1,2}/\d{4}",
    "dashed": r"\d{1,2}-\d{1,2}-\d{4}",
    "compact": r"\d{8}",
    "named": rf"{_DAY} {_OF}{_MONTH} {_OF}\d{{4}}",
    "term": rf"[^\W\d_]+{_any_of('terms')} \d{{4}}",
    "month": rf"{_MONTH} {_OF}\d{{4}}",
    "year": r"\d{4}",
}
_YEAR_FIRST: dict[DateForm, str] = {  # never looked for in running text: `2019 – 2021. Mai` are two years and the next sentence
    "named": rf"\d{{4}}\.? {_OF}(?:{_MONTH} \d{{1,2}}\.?|\d{{1,2}}\. {_MONTH})(?: {_any_of('after_date')})?",
    "month": rf"\d{{4}}\.? {_OF}{_MONTH}",
}
_AFTER = rf"(?:\.| ?{_any_of('after_year')})??"
_EXAMPLES: dict[DateForm, str] = {
    "iso": "2023-09-01",
    "dotted": "30.08.2018",
    "dotted_year_first": "2018.08.30.",
    "slashed": "30/08/2018",
    "dashed": "30-08-2018",
    "compact": "20230901",
    "named": "1 July 2023",
    "month": "June 2018",
    "term": "höstterminen 2015",
    "year": "2019",
}
_BETWEEN = rf" *(?:-{{1,2}}|–|—|→) *| +{_any_of('until')} +(?:{_any_of('date_article')} +)?"
_BEFORE = rf"{_any_of('since')} "
_NUMBERS = {word: number for language in LANGUAGES.values() for number, word in enumerate(language.numbers, 1)}
_DURATION = re.compile(
    rf"(?:{_any_of('during')} ){{0,2}}(?P<number>\d{{1,3}}(?:,5)?|{_any_of('numbers')})[ -]?"
    rf"(?:(?P<years>{_any_of('years')})|{_any_of('months')})(?: {_any_of('span_of_time')})?"
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
    form = next((form for form in _PATTERNS if form in forms and re.fullmatch(_alone(form), text)), None)
    if form is None:
        raise Unreadable("unreadable_date", f"not a date as written here ({' or '.join(_EXAMPLES[form] for form in forms)})")
    found = _read(text, form, languages)
    if found.value in _SENTINELS:
        raise Unreadable("sentinel_date", "a placeholder, not a date")
    if not _FIRST_YEAR <= int(found.value[:4]) <= _LAST_YEAR:
        raise Unreadable("impossible_date", "not a year of any programme")
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
    return [found.span() for found in _periods_pattern(forms).finditer(_spaced(text))]


def months_of(words: str) -> int:
    """Months of a length of time in a Nordic language: `3 år`, `tre år`, `2,5 år`, `18 månader`. Raises `Unreadable`."""
    found = _DURATION.fullmatch(plain(words).lower().rstrip("."))
    if not found:
        raise Unreadable("unreadable_duration", "not a length of time such as 3 år")
    number = found["number"]
    amount = float(_NUMBERS.get(number) or number.replace(",", "."))
    months = amount * (12 if found["years"] else 1)
    if not 0 < months <= 240 or months != int(months):
        raise Unreadable("unreadable_duration", "no length an operation can have in whole months")
    return int(months)


def durations_in(text: str) -> list[tuple[int, int]]:
    """Where lengths of time stand in running text, half-open."""
    return [found.span() for found in re.finditer(rf"(?<![\w,]){_DURATION.pattern}(?!\w)", _spaced(text))]


def _spaced(words: str) -> str:
    """`words`, equally long, with every space made a plain one and letters folded where that keeps the length."""
    return "".join(" " if char.isspace() else char.lower() if len(char.lower()) == 1 else char for char in words)


def _alone(form: DateForm) -> str:
    """A date that stands by itself, a year's abbreviation behind it included."""
    either = f"{_PATTERNS[form]}|{_YEAR_FIRST[form]}" if form in _YEAR_FIRST else _PATTERNS[form]
    return either if form in ("iso", "compact") else rf"(?:{either}){_AFTER}"


@cache
def _period_pattern(forms: tuple[DateForm, ...]) -> re.Pattern[str]:
    one = "|".join(map(_alone, forms))
    return re.compile(rf"\s*(?:{_BEFORE})?(?P<first>{one})(?:{_BETWEEN})(?P<last>{one})\.?\s*")


@cache
def _periods_pattern(forms: tuple[DateForm, ...]) -> re.Pattern[str]:
    begins = "|".join(sorted({name[:3] for name, _ in _months(_IN_TEXT)}))
    one = "|".join(_PATTERNS[form].replace(_MONTH, rf"(?:{begins})[^\W\d_]*\.?") for form in _PATTERNS if form in forms)
    return re.compile(rf"(?<![\w.-])(?:{one})(?:{_BETWEEN})(?:{one})(?![\w-])")


def _read(text: str, form: DateForm, languages: tuple[str, ...]) -> Dated:
    numbers = re.findall(r"\d+", text)
    match form:
        case "iso" | "dotted_year_first":
            return _day(*numbers)
        case "dotted" | "slashed" | "dashed":
            return _day(*reversed(numbers))
        case "compact":
            return _day(text[:4], text[4:6], text[6:])
        case "named":
            day, year = sorted(numbers, key=len)
            return _day(year, str(_month(text, languages)), day)
        case "month":
            return Dated(f"{numbers[0]}-{_month(text, languages):02}", "month")
        case "term":
            return _term(text)
        case "year":
            if not _FIRST_YEAR <= int(numbers[0]) <= _LAST_YEAR:
                raise Unreadable("unreadable_date", "not a year of any programme")
            return Dated(numbers[0], "year")


def _day(year: str, month: str, day: str) -> Dated:
    try:
        return Dated(date(int(year), int(month), int(day)).isoformat(), "day")
    except ValueError:
        raise Unreadable("impossible_date", "no such day in the calendar") from None


def _term(text: str) -> Dated:
    name, year = text.split()[:2]
    halves = {"first_half": "H1", "second_half": "H2"}
    half = next((half for key, half in halves.items() if re.fullmatch(f"{_any_of(key)}s?{_any_of('terms')}", name)), None)
    if half is None:
        raise Unreadable("unreadable_date", "no term of that name")
    return Dated(f"{year}-{half}", "term")


_NO_MONTH = re.compile(
    rf"\d+(?:{_any_of('after_day')}\b)?|(?<!\S)(?:{_any_of('in_date')}|{_any_of('after_year')}|{_any_of('after_date')})(?!\S)|\."
)


def _month(text: str, languages: tuple[str, ...]) -> int:
    """Number of the month that `text` names, or begins to name with at least three letters, in one of `languages`."""
    wanted = " ".join(_NO_MONTH.sub(" ", text).split())
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
