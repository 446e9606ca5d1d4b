"""Dates and periods in declared forms and languages, each with its precision; any other form is refused."""

from __future__ import annotations

import pytest

from parsers.values.dates import DateForm, date_of, period_of, periods_in
from parsers.values.numbers import Unreadable

ALL: tuple[DateForm, ...] = ("iso", "dotted", "slashed", "dashed", "dotted_year_first", "compact", "named", "month", "term", "year")
NORDIC = ("sv", "nb", "da", "fi", "en", "es")


@pytest.mark.parametrize(
    ("words", "value", "precision"),
    [
        ("2023-09-01", "2023-09-01", "day"),
        ("30.08.2018", "2018-08-30", "day"),
        ("1.9.2019", "2019-09-01", "day"),
        ("01/02/2023", "2023-02-01", "day"),
        ("01-02-2023", "2023-02-01", "day"),
        ("2023. 02. 01.", "2023-02-01", "day"),
        ("2023.2.1", "2023-02-01", "day"),
        ("20230301", "2023-03-01", "day"),
        ("1 July 2023", "2023-07-01", "day"),
        ("2 enero 2017", "2017-01-02", "day"),
        ("2 de enero de 2017", "2017-01-02", "day"),
        ("1. mai 2024", "2024-05-01", "day"),
        ("30. April 2027", "2027-04-30", "day"),
        ("2. sept 2024", "2024-09-02", "day"),
        ("1 sep 2015", "2015-09-01", "day"),
        ("31\u00a0aug\u00a02018", "2018-08-31", "day"),
        ("1 heinäkuuta 2023", "2023-07-01", "day"),
        ("juni 2018", "2018-06", "month"),
        ("desember 2015", "2015-12", "month"),
        ("höstterminen 2015", "2015-H2", "term"),
        ("vårterminen 2016", "2016-H1", "term"),
        ("efterårssemestret 2019", "2019-H2", "term"),
        ("2019", "2019", "year"),
    ],
)
def test_a_date_with_its_precision(words: str, value: str, precision: str) -> None:
    found = date_of(words, ALL, NORDIC)
    assert (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("01.02.2023", "pl", "2023-02-01"),
        ("1 lutego 2023 r.", "pl", "2023-02-01"),
        ("2023 r.", "pl", "2023"),
        ("01/02/2023", "el", "2023-02-01"),
        ("1 Φεβρουαρίου 2023", "el", "2023-02-01"),
        ("2023. 02. 01.", "hu", "2023-02-01"),
        ("2016.02.02", "hu", "2016-02-02"),
        ("2023. február 1.", "hu", "2023-02-01"),
        ("1 februarie 2023", "ro", "2023-02-01"),
        ("1. 2. 2023", "cs", "2023-02-01"),
        ("1. února 2023", "cs", "2023-02-01"),
        ("01.02.2023 г.", "bg", "2023-02-01"),
        ("1 февруари 2023 г.", "bg", "2023-02-01"),
        ("1.2.2023.", "hr", "2023-02-01"),
        ("1. Februar 2023", "de", "2023-02-01"),
        ("1er février 2023", "fr", "2023-02-01"),
        ("1st July 2023", "en", "2023-07-01"),
        ("3 Meán Fómhair 2023", "ga", "2023-09-03"),
        ("2023. gada 1. februāris", "lv", "2023-02-01"),
        ("2023 m. vasario 1 d.", "lt", "2023-02-01"),
        ("1 ta' Frar 2023", "mt", "2023-02-01"),
        ("01-02-2023", "nl", "2023-02-01"),
    ],
)
def test_a_date_in_its_language(words: str, language: str, value: str) -> None:
    assert date_of(words, ALL, (language,)).value == value


@pytest.mark.parametrize(
    "words", ["1900-01-01", "9999-12-31", "0000-00-00", "2023-02-30", "23-01-02", "2023", "01.02.2023", "2023-1-2", "", "1 juli 2023"]
)
def test_sentinels_and_impossible_or_undeclared_forms_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        date_of(words, ("iso",), ("sv",))


@pytest.mark.parametrize("words", ["1 ju 2023", "1 foo 2023", "31 juni 2023", "mandag 2018", "sommerterminen 2015", "1066", "2099"])
def test_unknown_months_terms_and_years_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        date_of(words, ALL, NORDIC)


def test_a_month_that_begins_like_two_is_refused() -> None:
    assert date_of("1 mar 2020", ("named",), ("en",)).value == "2020-03-01"
    with pytest.raises(Unreadable):
        date_of("1 mar 2020", ("named",), ("en", "fi"))  # March, and marraskuu, which is November


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2022-09-01 - 2023-09-30", "2022-09-01", "2023-09-30"),
        ("2022-07-01 till 2023-09-30", "2022-07-01", "2023-09-30"),
        ("2022-09-01 -- 2023-09-30", "2022-09-01", "2023-09-30"),
        (" 2022-09-01 – 2023-09-30", "2022-09-01", "2023-09-30"),
        ("20230301-20260228", "2023-03-01", "2026-02-28"),
        ("Alkaa 1.9.2019 ja päättyy 31.8.2022", "2019-09-01", "2022-08-31"),
        ("1. mai 2024 – 30. April 2027", "2024-05-01", "2027-04-30"),
        ("2 september 2024 – 31 Augusti 2027", "2024-09-02", "2027-08-31"),
        ("1 sep 2015 – 31 aug 2018", "2015-09-01", "2018-08-31"),
        ("2015-07-01 → 2016-12-31", "2015-07-01", "2016-12-31"),
        ("2019 – 2021", "2019", "2021"),
        ("fra juni 2018 til august 2020", "2018-06", "2020-08"),
        ("2023.02.01. – 2024.03.31.", "2023-02-01", "2024-03-31"),
        ("od 01.02.2023 r. do 31.03.2024 r.", "2023-02-01", "2024-03-31"),
        ("από 01/02/2023 έως 31/03/2024", "2023-02-01", "2024-03-31"),
        ("del 1 de enero de 2017 al 2 de enero de 2018", "2017-01-01", "2018-01-02"),
    ],
)
def test_a_period_gives_both_dates_with_their_places(words: str, start: str, end: str) -> None:
    (first, a, b), (last, c, d) = period_of(words, ALL, NORDIC)
    assert (first.value, last.value) == (start, end)
    assert date_of(words[a:b], ALL, NORDIC) == first
    assert date_of(words[c:d], ALL, NORDIC) == last


@pytest.mark.parametrize("words", ["2022-09-01 -", "2023-09-30 - 2022-09-01", "2022-09-01", "2022-09-01 2023-09-30", "2021-2019"])
def test_half_a_period_and_one_that_runs_backwards_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        period_of(words, ALL, NORDIC)


def test_a_year_before_a_sentence_that_begins_with_a_month_is_a_year() -> None:
    text = "Prosjektet gikk 2019 – 2021. Mai var siste måned."
    assert [text[start:end] for start, end in periods_in(text, ALL)] == ["2019 – 2021"]
