"""Registries that do not exist, for generated inputs: their declarations, sizes, forms of codes and amounts, and their organisations.

Belongs here: what is the same for all projects of a registry. Real are only code lists: countries, NUTS-2 codes and names, postcode
prefixes, programme numbers and names of municipalities, as `warehouse/reference/` has them.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from tests.benchmarks.invented_words import HEADS, PLACES, TAILS, Integers
from warehouse.build import HERE
from warehouse.inputs import RegistryRow

Prints = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A registry of an authority that does not exist. `share` is its part of all projects; `country` and `nuts_version` are real."""

    code: str
    share: float
    country: str
    currency: str
    nuts_version: int
    code_form: str
    per_euro: float = 1.0
    region_prints: Prints = ("nuts_code", "region_name")
    partner_share: float = 0.02
    has_etags: bool = True

    @property
    def row(self) -> RegistryRow:
        """Its declaration for the warehouse, which says what it is."""
        pattern = {"slash": r"20\d{2}/\d{5}", "letter": rf"{self.letter}\d{{6}}"}.get(self.code_form)
        return _row(self.code, self.country, self.currency, self.nuts_version, "registry", pattern)

    @property
    def letter(self) -> str:
        """First letter of its codes where they have one."""
        return self.country[0]

    def project_codes(self, years: Integers, numbers: Integers) -> list[str]:
        """Codes of the form the registry uses, rising with the number."""
        pairs = zip(years.tolist(), numbers.tolist(), strict=True)
        if self.code_form == "slash":
            return [f"{year}/{number % 100_000:05d}" for year, number in pairs]
        if self.code_form == "letter":
            return [f"{self.letter}{100_000 + number}" for _, number in pairs]
        return [f"{self.country}.{year}.{number % 97:02d}-{number:06d}-{number % 13:02d}" for year, number in pairs]


SOURCES = (
    Source("gen_pl", 0.22, "PL", "PLN", 2021, "long", 4.4, ("region_name",), has_etags=False),
    Source("gen_es", 0.15, "ES", "EUR", 2021, "long", 1.0, ("region_name",)),
    Source("gen_de", 0.11, "DE", "EUR", 2021, "long", 1.0, ("nuts_code",)),
    Source("gen_se", 0.09, "SE", "SEK", 2021, "slash", 10.8),
    Source("gen_hr", 0.07, "HR", "HRK", 2016, "letter", 7.5, has_etags=False),
    Source("gen_fi", 0.06, "FI", "EUR", 2021, "letter", 1.0, ("region_name",)),
    Source("gen_dk", 0.05, "DK", "DKK", 2021, "letter", 7.46, ("region_name",)),
    Source("gen_no", 0.04, "NO", "NOK", 2016, "letter", 10.5, partner_share=0.6),
    Source("gen_se_growth", 0.04, "SE", "SEK", 2016, "long", 10.8, ("nuts_code",)),
    Source("gen_at", 0.015, "AT", "EUR", 2021, "long", 1.0, has_etags=False),
    Source("gen_ie", 0.005, "IE", "EUR", 2021, "long", 1.0, partner_share=0.2),
)
AGGREGATOR, MIRROR, PAGES = "gen_eu_list", "gen_eu_mirror", "gen_pages"
AGGREGATOR_SHARE, MIRROR_SHARE = 0.14, 0.01
ORGANISATIONS_PER_PROJECT = 0.18
ORGANISATION_SKEW = (20, 0.7)


def _row(code: str, country: str, currency: str, version: int, authority: str, pattern: str | None) -> RegistryRow:
    title = f"Generated registry {code}: every project in it is invented"
    return RegistryRow(
        code, title, country, "tests/benchmarks", "none needed, invented", currency, version, authority, code == "gen_no", pattern
    )


def registry_rows() -> tuple[RegistryRow, ...]:
    """All declarations."""
    repeating = [_row(code, "EU", "EUR", 2021, kind, r"Q\d{7}") for code, kind in ((AGGREGATOR, "aggregator"), (MIRROR, "mirror"))]
    return (*(source.row for source in SOURCES), *repeating, _row(PAGES, "SE", "SEK", 2021, "project_page", None))


@dataclass(frozen=True, slots=True)
class Organisations:
    """The organisations of a country that projects draw from, the frequent ones first; `number` is null where the registry prints none."""

    name: pa.StringArray
    number: pa.StringArray
    postcode: pa.StringArray
    city: pa.StringArray

    def draw(self, rng: np.random.Generator, n: int) -> pa.Array:
        """`n` positions, few organisations with many projects and many with one."""
        scale, tail = ORGANISATION_SKEW
        drawn = scale * (np.power(1 - rng.random(n), -1 / tail) - 1)
        return pa.array(np.minimum(drawn, 2e9).astype(np.int64) % len(self.name))


def organisations(country: str, n_projects: int, seed: int) -> Organisations:
    """Organisations for `n_projects` projects of a country, with numbers where its register is known and right check digits."""
    n = max(20, round(n_projects * ORGANISATIONS_PER_PROJECT))
    rng = np.random.default_rng([seed, 7, *country.encode()])
    places = PLACES.take(pa.array(rng.integers(0, len(PLACES), n)))
    return Organisations(
        pa.array([_name(country, place, *draws) for place, *draws in zip(places.to_pylist(), *_draws(rng, n), strict=True)]),
        pa.array(_numbers(country, n), pa.string()),
        pa.array(_postcodes(country, rng, n)),
        places,
    )


def _draws(rng: np.random.Generator, n: int) -> list[list[int]]:
    return [rng.integers(0, size, n).tolist() for size in (20, len(HEADS), len(TAILS))]


FORMS = {
    "SE": ("{place} kommun", "AB", "ekonomisk förening", "Region {place}"),
    "NO": ("{place} kommune", "AS", "ASA", "{place} fylke"),
    "DK": ("{place} Kommune", "A/S", "ApS", "Region {place}"),
    "FI": ("{place} kaupunki", "Oy", "ry", "{place} yhdistys"),
    "PL": ("Gmina {place}", "Sp. z o.o.", "S.A.", "Powiat {place}"),
    "DE": ("Stadt {place}", "GmbH", "e.V.", "Landkreis {place}"),
    "ES": ("Ayuntamiento de {place}", "S.L.", "S.A.", "Diputación de {place}"),
    "HR": ("Grad {place}", "d.o.o.", "d.d.", "Općina {place}"),
}


def _name(country: str, place: str, kind: int, head: int, tail: int) -> str:
    town, company, society, region = FORMS.get(country, ("{place} Council", "Ltd", "Association", "County of {place}"))
    compound = f"{HEADS[head].capitalize()}{TAILS[tail]}"
    if kind < 5:
        return (town if kind else region).format(place=place)
    return f"{compound} {place} {company if kind < 15 else society}" if kind % 2 else f"{place}s {compound.lower()} {company}"


PRINTED_NUMBERS: dict[str, tuple[str, int, Callable[[str], bool]]] = {
    "SE": ("{}", 556_000_000, se_orgnr.is_valid),
    "NO": ("{}", 91_000_000, no_orgnr.is_valid),
    "DK": ("{}", 2_000_000, cvr.is_valid),
    "FI": ("{}-", 1_000_000, ytunnus.is_valid),
}
"""Form without the check digit, first number, and the test of the register, by country; other registries print no number."""


def _numbers(country: str, n: int) -> list[str | None]:
    """Organisation numbers with the check digit that is right; a number without one is passed over."""
    if country not in PRINTED_NUMBERS:
        return [None] * n
    form, first, is_valid = PRINTED_NUMBERS[country]
    written = (f"{form.format(number)}{digit}" for number in itertools.count(first, 7) for digit in range(10))
    return list(itertools.islice(filter(is_valid, written), n))


@cache
def _reference(name: str) -> list[dict[str, str]]:
    with (HERE / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _postcodes(country: str, rng: np.random.Generator, n: int) -> list[str]:
    prefixes = [row["prefix"] for row in _reference("postcode_region") if row["country_code"] == country] or ["1", "2", "3", "45", "6"]
    length = 4 if country in ("DK", "NO", "AT") else 5
    drawn = zip(rng.integers(0, len(prefixes), n).tolist(), rng.integers(0, 10**length, n).tolist(), strict=True)
    return [(prefixes[at] + f"{digits:0{length}d}")[:length] for at, digits in drawn]


def regions(country: str, version: int) -> tuple[pa.StringArray, pa.StringArray]:
    """Codes and names of the NUTS-2 regions of a country in an edition; real ones."""
    found = [
        (row["nuts_code"], row["name"])
        for row in _reference("region")
        if (row["country_code"], row["nuts_version"], row["nuts_level"], row["is_pseudo"]) == (country, str(version), "2", "false")
    ]
    return pa.array([code for code, _ in found]), pa.array([name for _, name in found])


def programmes(country: str, period: str) -> list[tuple[str, str]]:
    """Numbers of the programmes of a country in a period, each with one of its funds; real ones."""
    rows = [row for row in _reference("programme") if row["country_code"] == country and row["programming_period"] == period]
    funds = {row["fund_code"] for row in _reference("fund")}
    return [(row["programme_cci"], fund) for row in rows for fund in row["fund_codes_raw"].split("/") if fund in funds]


def municipalities() -> list[str]:
    """Names of Swedish municipalities; real ones."""
    return [row["name"] for row in _reference("municipality")]
