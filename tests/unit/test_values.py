"""Words as printed become values, or an error with a reason; never a guess."""

from __future__ import annotations

import pytest

from parsers.values import codes, numbers
from parsers.values.numbers import Unreadable

FUNDS = {"ESF+": "ESF+", "ESF": "ESF"}


@pytest.mark.parametrize(
    ("words", "rate"),
    [("40%", "40"), ("50 %", "50"), ("(85%)", "85"), ("25,45%", "25.45"), ("25%*", "25"), ("40,0%", "40"), ("100 %", "100"), ("0%", "0")],
)
def test_rates(words: str, rate: str) -> None:
    assert numbers.rate_pct(words) == rate


@pytest.mark.parametrize("words", ["140%", "0,4", "40", "-5%", "40 procent", "%", "40% 50%"])
def test_a_rate_without_percent_sign_or_outside_its_range_is_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        numbers.rate_pct(words)


@pytest.mark.parametrize(("words", "digits"), [("2220001289", "2220001289"), ("222000-1289", "2220001289"), ("232100 0222", "2321000222")])
def test_organisation_numbers(words: str, digits: str) -> None:
    assert codes.swedish_organisation_number(words) == digits


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("2220001288", "invalid_organisation_number"),
        ("222000128", "invalid_organisation_number"),
        ("8112289874", "personal_number"),
        ("198112289874", "personal_number"),
    ],
)
def test_wrong_check_digits_and_personal_numbers_are_refused(words: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        codes.swedish_organisation_number(words)
    assert caught.value.code == code
    assert words not in str(caught.value)


def test_postcodes_keep_their_digits_only() -> None:
    assert codes.postcode("923 81", "SE") == "92381"
    for words in ("02381", "9238", "SE-92381"):
        with pytest.raises(Unreadable):
            codes.postcode(words, "SE")


def test_countries_are_read_in_the_language_of_the_registry_only() -> None:
    assert codes.country_named("Sverige", ("sv",)) == "SE"
    assert codes.country_named("Norge", ("sv",)) == "NO"
    with pytest.raises(Unreadable):
        codes.country_named("Sweden", ("sv",))


def test_an_unknown_fund_never_falls_to_a_default() -> None:
    assert codes.fund("ESF+", FUNDS) == "ESF+"
    with pytest.raises(Unreadable) as caught:
        codes.fund("ERUF", FUNDS)
    assert caught.value.code == "unknown_category"


def test_a_cut_cci_is_completed_only_when_one_programme_fits() -> None:
    assert codes.complete_cci("2021SE05SFPR", ("2021SE05SFPR001", "2014SE05M9OP001")) == "2021SE05SFPR001"
    assert codes.complete_cci("2021SE05SFPR", ("2021SE05SFPR001", "2021SE05SFPR002")) is None
    with pytest.raises(Unreadable):
        codes.cci("2021SE05")


def test_national_pseudo_codes_are_nuts_codes_as_printed() -> None:
    assert codes.nuts("SE0") == "SE0"
    with pytest.raises(Unreadable):
        codes.nuts("se33")


@pytest.mark.parametrize(("words", "value"), [("Ja", "true"), ("nej", "false")])
def test_yes_and_no(words: str, value: str) -> None:
    assert numbers.yes_no(words, "sv") == value
    with pytest.raises(Unreadable):
        numbers.yes_no("Kanske", "sv")


def test_whole_numbers() -> None:
    assert numbers.integer("3 000") == "3000"
    assert numbers.integer("0") == "0"
    for words in ("30 00", "3,5", "ca 300", ""):
        with pytest.raises(Unreadable):
            numbers.integer(words)
