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


@pytest.mark.parametrize(
    ("words", "country", "number"),
    [
        ("2220001289", "SE", "2220001289"),
        ("222000-1289", "SE", "2220001289"),
        ("232100 0222", "SE", "2321000222"),
        ("974 760 673", "NO", "974760673"),
        ("10150817", "DK", "10150817"),
        ("2077474-0", "FI", "20774740"),
        ("856-734-62-15", "PL", "8567346215"),  # NIP
        ("192598184", "PL", "192598184"),  # REGON
        ("094259216", "GR", "094259216"),
        ("EL 094259216", "GR", "094259216"),
        ("25123891", "CZ", "25123891"),
        ("31333532", "SK", "31333532"),
        ("175074752", "BG", "175074752"),
        ("404 833 048", "FR", "404833048"),
        ("732 829 320 00074", "FR", "73282932000074"),
        ("18547290", "RO", "18547290"),
        ("12892312", "HU", "12892312"),
        ("00743110157", "IT", "00743110157"),
        ("450401-3150", "IS", "4504013150"),
        ("CHE-100.155.212", "CH", "CHE100155212"),
    ],
)
def test_organisation_numbers(words: str, country: str, number: str) -> None:
    assert codes.organisation_number(words, country) == number


@pytest.mark.parametrize(
    ("words", "country", "code"),
    [
        ("2220001288", "SE", "invalid_organisation_number"),
        ("222000128", "SE", "invalid_organisation_number"),
        ("8112289874", "SE", "personal_number"),
        ("198112289874", "SE", "personal_number"),
        ("222000-1289 och 811228-9874", "SE", "personal_number"),
        ("SE811228987401", "SE", "personal_number"),
        ("SE 811228-9874", "SE", "personal_number"),
        ("SE 19811228-9874", "SE", "personal_number"),
        ("SE556103456701", "SE", "invalid_organisation_number"),  # a VAT number is not taken for one of the twelve digits of a person
        ("8567346214", "PL", "invalid_organisation_number"),
        ("44051401359", "PL", "personal_number"),  # PESEL
        ("44051401350", "PL", "personal_number"),  # in its form, whatever the check digit
        ("131052-308T", "FI", "personal_number"),
        ("RRLWVN85T10H501Q", "IT", "personal_number"),
        ("120174-3399", "IS", "personal_number"),
        ("2220001289", "XK", "unknown_category"),
    ],
)
def test_wrong_check_digits_and_personal_numbers_are_refused(words: str, country: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        codes.organisation_number(words, country)
    assert caught.value.code == code
    assert words not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "country", "code"),
    [
        ("923 81", "SE", "92381"),
        ("00-950", "PL", "00-950"),
        ("105 57", "GR", "10557"),
        ("D02 X285", "IE", "D02X285"),
        ("1012 JS", "NL", "1012JS"),
    ],
)
def test_postcodes_lose_their_spaces_only(words: str, country: str, code: str) -> None:
    assert codes.postcode(words, country) == code


@pytest.mark.parametrize(("words", "country"), [("02381", "SE"), ("9238", "SE"), ("SE-92381", "SE"), ("00950", "PL"), ("105 5", "GR")])
def test_other_words_are_no_postcode(words: str, country: str) -> None:
    with pytest.raises(Unreadable):
        codes.postcode(words, country)


def test_countries_are_read_in_the_language_of_the_registry_only() -> None:
    assert codes.country_named("Sverige", ("sv",)) == "SE"
    assert codes.country_named("Norge", ("sv",)) == "NO"
    with pytest.raises(Unreadable):
        codes.country_named("Sweden", ("sv",))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ESF+", "ESF+"),
        ("EAKR", "ERDF"),
        ("Euroopan sosiaalirahaston (ESR)", "ESF"),
        ("Europejski Fundusz Społeczny", "ESF"),
        ("Europejski Fundusz Społeczny Plus", "ESF+"),
        ("European Social Fund (ESF+)", "ESF+"),
        ("ESF+ - European Social Fund Plus", "ESF+"),
        ("Ευρωπαϊκό Ταμείο Περιφερειακής Ανάπτυξης", "ERDF"),
        ("ΕΚΤ+", "ESF+"),
        ("Фонд за справедлив преход", "JTF"),
        ("Fonds européen pour les affaires maritimes, la pêche et l’aquaculture", "EMFAF"),
        ("FST", "JTF"),
        ("Kommunens medel, Europeiska socialfonden", "ESF"),
    ],
)
def test_funds_by_the_names_and_acronyms_they_are_printed_with(words: str, code: str) -> None:
    assert codes.fund(words, {**FUNDS, "Kommunens medel": ""}) == code


def test_a_registry_may_give_a_name_another_meaning() -> None:
    assert codes.fund("ESF", {"ESF": "ESF+"}) == "ESF+"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Tobaksfonden", "unknown_category"),
        ("ERDF - Kommunens medel", "unknown_category"),
        ("European Social Fund Plus (ESF)", "unknown_category"),
        ("Cohesion Fund (ERDF)", "unknown_category"),
        ("ERDF, ESF", "several_funds"),
    ],
)
def test_an_unknown_fund_never_falls_to_a_default(words: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        codes.fund(words, FUNDS)
    assert caught.value.code == code


def test_a_cut_cci_is_completed_only_when_one_programme_fits() -> None:
    assert codes.complete_cci("2021SE05SFPR", ("2021SE05SFPR001", "2014SE05M9OP001")) == "2021SE05SFPR001"
    assert codes.complete_cci("2021SE05SFPR", ("2021SE05SFPR001", "2021SE05SFPR002")) is None
    with pytest.raises(Unreadable):
        codes.cci("2021SE05")


def test_national_pseudo_codes_are_nuts_codes_as_printed() -> None:
    assert codes.nuts("SE0") == "SE0"
    with pytest.raises(Unreadable):
        codes.nuts("se33")


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("Ja", "sv", "true"),
        ("nej", "sv", "false"),
        ("Tak", "pl", "true"),
        ("ΝΑΙ", "el", "true"),
        ("Όχι", "el", "false"),
        ("Igen", "hu", "true"),
    ],
)
def test_yes_and_no(words: str, language: str, value: str) -> None:
    assert numbers.yes_no(words, language) == value
    for other in ("Kanske", "true", ""):
        with pytest.raises(Unreadable):
            numbers.yes_no(other, language)


@pytest.mark.parametrize("words", ["n/a", "-", "Nie dotyczy", "δ/υ", "Uppgift saknas.", "не е приложимо", "N.V.T."])
def test_placeholders(words: str) -> None:
    assert numbers.is_placeholder(words)


@pytest.mark.parametrize("words", ["NAV", "Nej", "0", "Socialfonden"])
def test_what_is_no_placeholder(words: str) -> None:
    assert not numbers.is_placeholder(words)


@pytest.mark.parametrize(
    ("words", "locale", "number"), [("3 000", "sv", "3000"), ("0", "sv", "0"), ("3.000", "de", "3000"), ("1,234,567", "en", "1234567")]
)
def test_whole_numbers(words: str, locale: str, number: str) -> None:
    assert numbers.integer(words, locale) == number


@pytest.mark.parametrize(("words", "locale"), [("30 00", "sv"), ("3,5", "sv"), ("ca 300", "sv"), ("3.000", "sv"), ("1.234,567", "de")])
def test_other_words_are_no_whole_number(words: str, locale: str) -> None:
    with pytest.raises(Unreadable):
        numbers.integer(words, locale)


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("SK7103192745", "SK"),
        ("CZ7103192745", "CZ"),
        ("ES54362315K", "ES"),
        ("IT RSSMRA80A01H501U", "IT"),
        ("EL123456783", "GR"),
        ("RO1800101221144", "RO"),
        ("PT123456789", "PT"),
    ],
)
def test_a_person_s_number_is_withheld_behind_the_prefix_of_a_vat_number_too(words: str, country: str) -> None:
    with pytest.raises(Unreadable) as refused:
        codes.organisation_number(words, country)
    assert refused.value.code == "personal_number"


@pytest.mark.parametrize(
    ("words", "code"),
    [("SE", "SE"), ("UK", "GB"), ("EL", "GR"), ("FO", "FO"), ("Ireland", "IE"), ("NI", None), ("AB", None), ("EU", None), ("Ltd", None)],
)
def test_a_country_stated_is_one_that_is_described_or_none(words: str, code: str | None) -> None:
    assert codes.country_stated(words, ("en",)) == code
