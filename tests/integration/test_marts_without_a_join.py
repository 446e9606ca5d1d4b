"""The obvious questions are answered by one mart each, without a join; the figures expected here were worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_inputs import ESF_CODE, ESF_SE, KOHESIO, Raw, project, rows

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
    told = "SELECT eu_cofinancing_rate_pct, computed_eu_rate_pct, computed_support_rate_pct FROM mart.project ORDER BY project_id"
    assert rows(five, told) == [
        numbers(40, 40, 60),
        numbers(50, 30, 50),
        numbers(90, None, None),
        numbers(None, 25, None),
        numbers(60, 61, 80),
    ]


def test_support_above_the_cost_is_no_share_of_it(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", support_amount="1001"))
    raw.page("22-002-S01", project("22-002-S01", total_cost="0"))
    assert rows(raw.build(), "SELECT computed_support_rate_pct FROM mart.project") == [(None,), (None,)]


def test_registries_that_repeat_others_state_no_rates_of_their_own(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(ESF_SE, KOHESIO))
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01"))
    raw.crawl(0, registry="kohesio")
    raw.page("https://kohesio.ec.europa.eu/en/projects/Q1", project("Q1", eu_cofinancing_rate_pct="85"))
    path = raw.build()
    assert rows(path, "SELECT n_projects, max_eu_cofinancing_rate_pct FROM mart.rate_by_fund") == [(1, Decimal(40))]
    assert rows(path, "SELECT registry, is_counted FROM mart.participation ORDER BY 1") == [("esf_se", True), ("kohesio", False)]


def test_a_fund_is_added_up_in_one_row_a_currency(five: Path) -> None:
    told = "SELECT fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_support, support_amount, eu_amount"
    assert rows(five, f"{told} FROM mart.funding_by_fund") == [("ESF+", "SEK", 5, 4, Decimal(3100), 3, Decimal(1180), Decimal(1011))]


def test_a_beneficiary_has_its_number_country_region_and_registries(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", **ÅNGE))
    raw.page("22-002-S01", project("22-002-S01", **ÅNGE))
    raw.page("22-003-S01", project("22-003-S01", **(ÅNGE | {"beneficiary_postcode": "92381"})))
    told = "beneficiary_name, org_number, country_code, beneficiary_region_code, beneficiary_region_name, registries, n_projects"
    path = raw.build()
    assert rows(path, f"SELECT {told} FROM mart.funding_by_beneficiary_fund") == [
        ("Ånge kommun", "2120002387", "SE", "SE32", "Mellersta Norrland", "esf_se", 3)
    ]
    assert rows(path, "SELECT beneficiary_org_number, beneficiary_region_name FROM mart.project WHERE project_code = '22-003-S01'") == [
        ("2120002387", "Övre Norrland")
    ]


def test_a_partner_stands_beside_the_project_its_region_and_its_money(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    partners = [{"partner_name": "Eksempel kommune", "partner_role": "partner", "partner_region_name": "Østfold"}]
    raw.page("22-001-S01", project("22-001-S01", eu_contribution="400"), items=partners)
    told = (
        "organisation_name, role, org_number, region_name_raw, beneficiary_name, programme_cci, region_code, region_name, "
        "CAST(start_on AS VARCHAR), CAST(end_on AS VARCHAR), project_total_cost_amount, project_support_amount, "
        "project_eu_amount, currency, source_url"
    )
    money = (Decimal(1000), Decimal(600), Decimal(400), "SEK", "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-001-S01")
    whole = ("STORUMANS KOMMUN", "2021SE05SFPR001", "SE33", "Övre Norrland", "2023-01-02", "2024-12-31", *money)
    assert rows(raw.build(), f"SELECT {told} FROM mart.participation ORDER BY role") == [
        ("STORUMANS KOMMUN", "beneficiary", "2120002551", None, *whole),
        ("Eksempel kommune", "partner", None, "Østfold", *whole),
    ]


def test_a_change_names_project_registry_fund_region_and_owner(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    for week, cost in ((0, "1000"), (1, "1200")):
        raw.crawl(week)
        raw.page("22-001-S01", project("22-001-S01", total_cost=cost))
    place = ("STORUMANS KOMMUN", "SE33", "Övre Norrland", True)
    told = "field, old_value, new_value, title, registry, fund_code, programme_cci, beneficiary_name, region_code, region_name, is_listed"
    assert rows(raw.build(), f"SELECT {told} FROM mart.project_change") == [
        ("total_cost", "1000", "1200", "Projekt 22-001-S01", "esf_se", "ESF+", "2021SE05SFPR001", *place)
    ]


def test_a_conflict_names_both_operations_and_both_registries(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(replace(ESF_SE, code_pattern=ESF_CODE), KOHESIO))
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", title="Ny väg", participants=["3", "4"]))
    raw.crawl(0, registry="kohesio")
    theirs = project("Q1", title="New way", description="Local id 2021SE05SFPR001_22-001-S01.", total_cost="1500", participants="3")
    raw.page("https://kohesio.ec.europa.eu/en/projects/Q1", theirs)
    told = "SELECT field, title, registry, fund_code, beneficiary_name, other_title, other_registry FROM mart.conflict"
    owner = ("ESF+", "STORUMANS KOMMUN")
    assert rows(raw.build(), f"{told} WHERE field IN ('total_cost', 'participants') AND registry = 'esf_se' ORDER BY 1, 7") == [
        ("participants", "Ny väg", "esf_se", *owner, "Ny väg", "esf_se"),
        ("total_cost", "Ny väg", "esf_se", *owner, "New way", "kohesio"),
    ]


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
