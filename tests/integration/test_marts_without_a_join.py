"""The obvious questions are answered by one mart each, without a join; the figures expected here were worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_inputs import Raw, project, rows

NORTH = {"nuts_code": "SE32", "region_name": "Mellersta Norrland"}
ÅNGE = {"beneficiary_name": "Ånge kommun", "beneficiary_org_number": "2120002387", "beneficiary_postcode": "84131"}


def numbers(*values: float | None) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(str(value)) for value in values)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five projects of one fund, the last two in another region: rates that agree, that are apart, and halves of the pair missing."""
    raw = Raw(tmp_path_factory.mktemp("rates"))
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", eu_cofinancing_rate_pct="40", support_amount="600", eu_contribution="400"))
    raw.page("22-002-S01", project("22-002-S01", eu_cofinancing_rate_pct="50", support_amount="500", eu_contribution="300"))
    raw.page("22-003-S01", project("22-003-S01", eu_cofinancing_rate_pct="90", total_cost=None, support_amount=None))
    raw.page("22-004-S01", project("22-004-S01", eu_cofinancing_rate_pct=None, support_amount=None, eu_contribution="250", **NORTH))
    page = project("22-005-S01", eu_cofinancing_rate_pct="60", total_cost="100", support_amount="80", eu_contribution="61", **NORTH)
    raw.page("22-005-S01", page)
    return raw.build()


SPREAD = "min_{0}_pct, median_{0}_pct, max_{0}_pct"
RATES = (
    "n_projects, n_with_eu_cofinancing_rate, eu_cofinancing_rate_coverage_pct, "
    f"{SPREAD.format('eu_cofinancing_rate')}, n_with_computed_eu_rate, {SPREAD.format('computed_eu_rate')}, n_with_both_rates, "
    f"n_rates_apart, n_with_computed_support_rate, {SPREAD.format('computed_support_rate')}"
)
ALL_FIVE = (5, 4, *numbers(80, 40, 55, 90), 4, *numbers(25, 35, 61), 3, 1, 3, *numbers(50, 60, 80))
SOUTHERN = (3, 3, *numbers(100, 40, 50, 90), 2, *numbers(30, 35, 40), 2, 1, 2, *numbers(50, 55, 60))
NORTHERN = (2, 1, *numbers(50, 60, 60, 60), 2, *numbers(25, 43, 61), 1, 0, 1, *numbers(80, 80, 80))


@pytest.mark.parametrize(
    ("mart", "dimensions", "expected"),
    [
        ("rate_by_fund", "fund_code", [("ESF+", *ALL_FIVE)]),
        ("rate_by_programme_fund", "programme_cci, fund_code", [("2021SE05SFPR001", "ESF+", *ALL_FIVE)]),
        (
            "rate_by_region_fund",
            "region_name, fund_code",
            [("Mellersta Norrland", "ESF+", *NORTHERN), ("Övre Norrland", "ESF+", *SOUTHERN)],
        ),
    ],
)
def test_rates_are_told_as_stated_beside_what_amounts_come_to(five: Path, mart: str, dimensions: str, expected: list[Any]) -> None:
    assert rows(five, f"SELECT {dimensions}, {RATES} FROM mart.{mart} ORDER BY ALL") == expected


def test_the_share_of_support_in_the_cost_stands_in_the_project_and_is_not_the_union_s_rate(five: Path) -> None:
    told = "SELECT eu_cofinancing_rate_pct, computed_eu_rate_pct, computed_support_rate_pct FROM mart.project_all ORDER BY project_id"
    assert rows(five, told) == [
        numbers(40, 40, 60),
        numbers(50, 30, 50),
        numbers(90, None, None),
        numbers(None, 25, None),
        numbers(60, 61, 80),
    ]


def test_a_fund_is_added_up_in_one_row_a_currency(five: Path) -> None:
    told = "SELECT fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_support, support_amount, eu_amount"
    assert rows(five, f"{told} FROM mart.funding_by_fund") == [("ESF+", "SEK", 5, 4, Decimal(3100), 3, Decimal(1180), Decimal(1011))]


@pytest.fixture(scope="module")
def partnered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Storuman in three projects: alone, with two, with one of these twice over."""
    raw = Raw(tmp_path_factory.mktemp("partners"))
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01"))
    two = [{"partner_name": "Eksempel kommune", "partner_role": "lead"}, {"partner_name": "Exempels kommun", "partner_role": "partner"}]
    raw.page("22-002-S01", project("22-002-S01"), items=two)
    raw.page("22-003-S01", project("22-003-S01"), items=[{"partner_name": "Exempels kommun", "partner_role": "partner,operator"}])
    raw.page("22-004-S01", project("22-004-S01", **ÅNGE), items=[{"partner_name": "Helt annan", "partner_role": "partner"}])
    return raw.build()


@pytest.mark.parametrize("asked", ["2120002551", "SE-ORGNR:2120002551", "Storumans kommun"])
def test_whom_an_organisation_works_with_is_asked_by_number_id_or_name(partnered: Path, asked: str) -> None:
    assert rows(partnered, f"SELECT organisation_name, n_projects, roles, project_ids FROM mart.partners_of('{asked}')") == [
        ("Exempels kommun", 2, "operator, partner", "esf_se:22-002-S01, esf_se:22-003-S01"),
        ("Eksempel kommune", 1, "lead", "esf_se:22-002-S01"),
    ]


MACROS = (
    ("in_region('SE33')", 4),
    ("as_of(TIMESTAMP '2100-01-01')", 4),
    ("cite('esf_se:22-001-S01', 'title')", 1),
    ("scorecard_gap('esf_se', 'i')", 4),
    ("partners_of('2120002551')", 2),
)


@pytest.mark.parametrize(("call", "n_rows"), MACROS)
def test_a_macro_works_in_the_file_opened_directly_and_attached_under_another_name(partnered: Path, call: str, n_rows: int) -> None:
    with duckdb.connect(str(partnered), read_only=True) as direct:
        assert len(direct.execute(f"FROM mart.{call}").fetchall()) == n_rows
    with duckdb.connect() as attached:
        attached.execute(f"ATTACH '{partnered}' AS other (READ_ONLY)")
        attached.execute("USE other")
        assert len(attached.execute(f"FROM mart.{call}").fetchall()) == n_rows
