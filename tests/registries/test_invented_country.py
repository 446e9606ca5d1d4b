"""A country is rows of data: with one table more, a registry of a country that does not exist is declared and its pages are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers.reading import Page, Reading
from parsers.registry import look_in, sources
from parsers.vocabulary import countries as vocabulary

RURITANIA = """
[XR]
name = "Ruritania"
nuts_prefix = "XR"
is_iso = false
currency = "CZK"
languages = ["cs"]
number_locale = "cs"
date_forms = ["dotted"]
postcode = '[A-Z]\\d{3}'
organisation_numbers = [{ scheme = "XR-NUM", module = "cz.dic" }]
personal_form = '\\d{9,10}'
"""
DECLARED = """
code = "ruritania"
title = "Projects of Ruritania"
publisher = "nobody"
licence = "none"
country = "XR"
languages = ["cs"]
hosts = ["projekty.ruritania.example"]
start_urls = ["https://projekty.ruritania.example/"]
schedule = "0 4 * * 1"
min_delay_s = 1.0
currency = "CZK"
number_locale = "cs"
date_forms = ["dotted"]
funds = ["ERDF"]
nuts_version = 2021
grain = "project"
dropped = []
[pages]
project = '^/p/'
[expect]
min_projects = 1
[labels]
"Číslo" = "project_code"
"Název" = "title"
"Celkem" = "total_cost"
"Příjemce" = "beneficiary_name"
"IČO" = "beneficiary_org_number"
"PSČ" = "beneficiary_postcode"
"Zahájení" = "start_on"
"NUTS" = "nuts_code"
"""
PRINTED = {
    "Číslo": "R-1",
    "Název": "Most přes řeku",
    "Celkem": "1 234 567,50 Kč",
    "Příjemce": "Obec Zenda",
    "IČO": "25123891",
    "PSČ": "Z101",
    "Zahájení": "01.09.2024",
    "NUTS": "XR01",
}


@pytest.fixture
def ruritania(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The country and its registry, by data alone."""
    (countries := tmp_path / "ruritania.toml").write_text(RURITANIA, "utf-8")
    (folder := tmp_path / "registries" / "ruritania").mkdir(parents=True)
    (folder / "registry.toml").write_text(DECLARED, "utf-8")
    monkeypatch.setattr(vocabulary, "FILES", (*vocabulary.FILES, countries))
    look_in(folder.parent)
    yield
    look_in(None)


def read(**instead: str) -> Reading:
    rows = "".join(f"<dt>{label}</dt><dd>{words}</dd>" for label, words in (PRINTED | instead).items())
    page = Page("https://projekty.ruritania.example/p/1", f"<main><h1>Projekt</h1><dl>{rows}</dl></main>".encode())
    assert sources()["ruritania"].problem is None
    return sources()["ruritania"].parse(page)


@pytest.mark.usefixtures("ruritania")
def test_a_page_of_it_is_read_in_the_forms_of_the_country() -> None:
    values = {seen.field: seen.value for seen in read().observations}
    assert values == {
        "project_code": "R-1",
        "title": "Most přes řeku",
        "total_cost": "1234567.5",
        "currency": "CZK",
        "beneficiary_name": "Obec Zenda",
        "beneficiary_org_number": "25123891",
        "beneficiary_postcode": "Z101",
        "start_on": "2024-09-01",
        "nuts_code": "XR01",
        "country_code": "XR",
    }


@pytest.mark.usefixtures("ruritania")
@pytest.mark.parametrize(
    ("label", "words", "code"),
    [
        ("PSČ", "10100", "unreadable_postcode"),
        ("IČO", "25123892", "invalid_organisation_number"),
        ("IČO", "710319/2745", "personal_number"),
        ("Celkem", "1.234.567,50 Kč", "unreadable_amount"),
        ("Celkem", "1 234 567,50 zł", "unexpected_currency"),
        ("Zahájení", "2024-09-01", "unreadable_date"),
    ],
)
def test_what_has_another_form_is_no_value(label: str, words: str, code: str) -> None:
    assert code in [issue.code for issue in read(**{label: words}).issues]
