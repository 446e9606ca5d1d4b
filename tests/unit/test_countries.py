"""Countries are data: what the bundled file says holds, and another country is added by a file alone."""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from parsers.values.dates import DateForm
from parsers.values.persons import is_personal_number
from parsers.vocabulary import countries as vocabulary
from parsers.vocabulary.countries import Country, NumberScheme, UnknownCountry, UnreadableCountries, countries, country

REGIONS = Path(__file__).parents[2] / "warehouse" / "reference" / "region.csv"
DESCRIBED = [each for each in countries().values() if each.languages and not each.is_union]
SCHEMES = [scheme for each in DESCRIBED for scheme in each.organisation_numbers]
RURITANIA = """
[XR]
name = "Ruritania"
nuts_prefix = "RU"
is_iso = false
currency = "SEK"
postcode = '[A-Z]\\d{2}'
organisation_numbers = [{ scheme = "XR-NUMBER", module = "pl.nip", form = '8\\d{9}' }]
"""


@pytest.fixture
def ruritania(tmp_path: Path) -> Path:
    path = tmp_path / "ruritania.toml"
    path.write_text(RURITANIA, "utf-8")
    return path


def test_every_country_of_iso_3166_has_a_name() -> None:
    iso = [each for each in countries().values() if each.is_iso]
    assert len(iso) == 249
    assert all(each.name for each in iso)


def test_the_union_its_neighbours_and_switzerland_are_described() -> None:
    assert len(DESCRIBED) == 27 + 4
    assert all(each.languages and each.number_locale and each.date_forms and each.organisation_numbers for each in DESCRIBED)
    assert [each.code for each in countries().values() if each.is_union] == ["EU"]


def test_a_nuts_prefix_is_that_of_the_regions() -> None:
    with REGIONS.open(encoding="utf-8", newline="") as file:
        prefixes = {(row["country_code"], row["region_code"][:2]) for row in csv.DictReader(file)}
    assert {(code, country(code).nuts_prefix) for code, _ in prefixes} == prefixes


@pytest.mark.parametrize("each", DESCRIBED, ids=lambda each: each.code)
def test_the_form_of_postcodes_fits_an_example_and_no_other_words(each: Country) -> None:
    assert each.postcode_example
    assert each.is_postcode(each.postcode_example)
    assert not each.is_postcode(f"{each.postcode_example}7777")


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.scheme)
def test_numbers_have_a_module_that_validates_an_example(scheme: NumberScheme) -> None:
    assert callable(import_module(f"stdnum.{scheme.module}").validate)
    assert scheme.example is None or scheme.compact(scheme.example)


def test_every_scheme_of_organisations_has_an_example_and_a_name_of_its_own() -> None:
    assert all(scheme.example for each in DESCRIBED for scheme in each.organisation_numbers)
    assert len({scheme.scheme for scheme in SCHEMES}) == len(SCHEMES)
    assert all(scheme.scheme.startswith(f"{each.code}-") for each in DESCRIBED for scheme in each.organisation_numbers)


def test_forms_of_dates_are_those_that_can_be_read() -> None:
    assert {form for each in DESCRIBED for form in each.date_forms} <= set(get_args(DateForm))


def test_no_example_of_an_organisation_has_the_form_of_a_person() -> None:
    assert not [scheme for each in DESCRIBED for scheme in each.organisation_numbers if is_personal_number(str(scheme.example), each.code)]


def test_a_number_of_a_person_is_not_one_of_an_organisation() -> None:
    assert country("PT").organisation_numbers[0].compact("501 964 843") == "501964843"
    with pytest.raises(ValueError, match="format"):
        country("IS").organisation_numbers[0].compact("120174-3399")


def test_a_country_is_added_by_data_alone(ruritania: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert countries(ruritania)["XR"].name == "Ruritania"
    with pytest.raises(UnknownCountry, match="'XR' is not a country code"):
        country("XR")
    monkeypatch.setattr(vocabulary, "FILES", (*vocabulary.FILES, ruritania))
    assert country("XR").nuts_prefix == "RU"
    assert country("XR").is_postcode("A 12")
    assert country("XR").organisation_numbers[0].compact("PL 8567346215") == "8567346215"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nmae = 'x'", r"\[XX\] nmae: unknown key; known are name"),
        ("currency = 'XQQ'", r"\[XX\] currency: 'XQQ' is no currency"),
        ("languages = 'sv'", r"\[XX\] languages: not a list"),
        ("languages = ['qq']", r"\[XX\] languages: 'qq' is no language"),
        ("number_locale = 'qq'", r"\[XX\] number_locale: 'qq' is no language"),
        ("is_iso = 'no'", r"\[XX\] is_iso: not true or false"),
        ("postcode = '['", r"\[XX\] postcode: not a regular expression"),
        ("organisation_numbers = ['se.orgnr']", r"\[XX\] organisation_numbers: not a table"),
        ("organisation_numbers = [{ scheme = 'XX-A' }]", r"\[XX\] organisation_numbers: not a table"),
        ("organisation_numbers = [{ scheme = 'XX-A', module = 'xx.y' }]", r"\[XX\] organisation_numbers: module: python-stdnum has no"),
        (
            "organisation_numbers = [{ scheme = 'XX-A', module = 'se.orgnr', form = '(' }]",
            r"\[XX\] organisation_numbers: form: not a regular",
        ),
        ("personal_form = '('", r"\[XX\] personal_form: not a regular"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "other.toml"
    path.write_text(f"[XX]\nname = 'Elsewhere'\n{line}\n", "utf-8")
    with pytest.raises(UnreadableCountries, match=rf"other\.toml: {problem}"):
        countries(path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (path := tmp_path / "broken.toml").write_text("[XX\n", "utf-8")
    with pytest.raises(UnreadableCountries, match=r"broken\.toml: cannot be read"):
        countries(path)
    path.write_text("[XX]\n", "utf-8")
    (path := tmp_path / "nameless.toml").write_text("[XX]\n", "utf-8")
    with pytest.raises(UnreadableCountries, match=r"nameless\.toml: \[XX\] name: missing"):
        countries(path)
