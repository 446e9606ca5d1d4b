"""Pages of projects in sentences of four kinds, written for this test: what they tell is read, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest

from parsers.reading import Page
from parsers.record.json_records import records
from parsers.registry import source_for

PAGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "danish": (
        "https://www.eksempel.dk/nyt",
        "Nyt projekt giver flere praktikpladser\n\n31.10.2018\n\nProjektet har et samlet budget på 84 mio. kr., heraf "
        "43,4 mio. kr. fra EU's "
        "Socialfond. Projektet løber fra den 1. januar 2019 til den 31. december 2021.\n\nEksempelskolen er operatør på projektet.\n",
        {
            "fund_code": "ESF",
            "total_cost": 84_000_000,
            "eu_contribution": 43_400_000,
            "currency": "DKK",
            "start_on": "2019-01-01",
            "end_on": "2021-12-31",
            "partners": ["Eksempelskolen"],
        },
    ),
    "danish in years": (
        "https://www.eksempel.dk/projekt",
        "Prøv noget\n\nProjektet er støttet af Den Europæiske Socialfond med 43 mio. kr. Projektet har en samlet "
        "økonomi på 84 mio. kr. og løber "
        "i perioden 2019-2021.\n\nPartnere: Eksempelskolen, Lærested og By College.\n",
        {
            "fund_code": "ESF",
            "total_cost": 84_000_000,
            "eu_contribution": 43_000_000,
            "start_on": "2019",
            "start_precision": "year",
            "partners": ["Eksempelskolen", "Lærested", "By College"],
        },
    ),
    "norwegian": (
        "https://www.eksempel.no/grense",
        "Grenseløst eksempel\n\nPublisert: 03.02.2019\n\nProsjektet er et Interreg-prosjekt der Eksempel senter er norsk prosjekteier. "
        "Totalbudsjettet er på 12,4 millioner kroner, hvorav 6,2 millioner kroner er EU-støtte. Prosjektet varer fra "
        "1. januar 2019 til 31. "
        "desember 2021.\n\nPartnere i prosjektet: Høgskolen i Oslo og Akershus, Eksempelstad kommune og Moss kommune.\n",
        {
            "published_on": "2019-02-03",
            "total_cost": 12_400_000,
            "eu_contribution": 6_200_000,
            "currency": "NOK",
            "start_on": "2019-01-01",
            "end_on": "2021-12-31",
            "partners": ["Eksempel senter", "Høgskolen i Oslo og Akershus", "Eksempelstad kommune", "Moss kommune"],
        },
    ),
    "swedish": (
        "https://www.exempel.se/lyft",
        "Skärgårdsexemplet\n\nProjektet finansieras av Europeiska regionala utvecklingsfonden med 12,5 miljoner "
        "kronor. Projektets totala budget är "
        "31 250 000 kronor. Projektperiod: 2023-09-01 – 2026-08-31.\n\nProjektägare är Region Exempel. Projektet genomförs tillsammans med "
        "Exempelö kommun, Provtälje kommun och Haninge kommun.\n",
        {
            "fund_code": "ERDF",
            "total_cost": 31_250_000,
            "eu_contribution": 12_500_000,
            "currency": "SEK",
            "start_on": "2023-09-01",
            "end_on": "2026-08-31",
            "partners": ["Region Exempel", "Exempelö kommun", "Provtälje kommun", "Haninge kommun"],
        },
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_the_sentences_tell_is_read(name: str) -> None:
    url, text, expected = PAGES[name]
    (told,) = records(source_for(url).parse(Page(url, text.encode(), "text/plain; charset=utf-8")))
    assert {field: told[field] for field in expected} == expected
    assert told["eu_cofinancing_rate_pct"] is None


@pytest.mark.parametrize("name", PAGES)
def test_the_same_in_markup(name: str) -> None:
    url, text, expected = PAGES[name]
    title, *paragraphs = [part for part in text.split("\n\n") if part.strip()]
    body = f"<html><main><h1>{title}</h1>{''.join(f'<p>{part}</p>' for part in paragraphs)}</main></html>"
    (told,) = records(source_for(url).parse(Page(url, body.encode(), "text/html; charset=utf-8")))
    assert {field: told[field] for field in expected} == expected
