"""What the tables say that cases of `warehouse_cases.toml` do not: bodies by their digest, several records, places, sums by region."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from warehouse_inputs import ADDRESS, DANISH, ESF_SE, INTERREG, Raw, one, project, rows, several_projects

CODE = "22-021-S03"
ID = f"esf_se:{CODE}"


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    return Raw(tmp_path)


def test_a_project_has_the_values_of_its_page(raw: Raw) -> None:
    raw.crawl(0)
    digest = raw.page(CODE, project(CODE))
    built = raw.build()
    assert one(
        built,
        "SELECT project_id, title, fund_code, cci_raw, programme_cci, CAST(start_on AS VARCHAR), start_precision, eu_cofinancing_rate_pct, "
        "is_strategic, participants, source_url, body_sha256, record_no, is_listed, issue_count FROM core.project",
    ) == (
        ID, f"Projekt {CODE}", "ESF+", "2021SE05SFPR", "2021SE05SFPR001", "2023-01-02", "day", Decimal("40.0000"),
        False, 0, f"{ADDRESS}{CODE}", digest, 1, True, 0,
    )  # fmt: skip
    assert rows(built, "SELECT kind, source, stage, amount, currency FROM core.funding ORDER BY kind") == [
        ("support", "EU+national", "unstated", Decimal("600.00"), "SEK"),
        ("total_cost", "total", "unstated", Decimal("1000.00"), "SEK"),
    ]
    assert one(built, "SELECT scheme, code FROM core.classification") == ("intervention_field_2021_2027", "175")
    assert one(built, "SELECT organisation_id, role, name_raw FROM core.participation") == (
        "SE-ORGNR:2120002551",
        "beneficiary",
        "STORUMANS KOMMUN",
    )


@pytest.mark.parametrize("kind", ["missing", "gone", "other page"])
def test_a_project_not_seen_in_the_latest_crawl_is_no_longer_listed(raw: Raw, kind: str) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(1)
    raw.page("22-031-S02", project("22-031-S02"))
    if kind == "gone":
        raw.page(CODE, status=410)
    if kind == "other page":
        raw.page(CODE, kind="other")
    assert rows(raw.build(), "SELECT project_code, is_listed FROM core.project ORDER BY project_code") == [
        (CODE, False),
        ("22-031-S02", True),
    ]


def test_two_records_with_one_code_on_a_page_are_reported(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Första"), project(CODE, title="Andra"))
    built = raw.build()
    assert one(built, "SELECT title FROM core.project") == ("Första",)
    assert one(built, "SELECT code, value_raw FROM ops.issue") == ("several_records", CODE)


@pytest.mark.parametrize(
    ("values", "nuts_code", "region_code"),
    [
        ({"nuts_code": "SE0", "region_name": "ESF Nationellt"}, "SE0", "SE"),
        ({"nuts_code": None, "region_name": "ESF Nationellt"}, "SE0", "SE"),
        ({"nuts_code": None, "region_name": "Övre Norrland"}, "SE33", "SE33"),
        ({"nuts_code": None, "region_name": "Mordor"}, None, "SE"),
        ({"nuts_code": "SE99", "region_name": None}, "SE99", "SE"),
        ({"nuts_code": "SE331", "region_name": None}, "SE331", "SE33"),
        ({"nuts_code": "SE", "region_name": None}, "SE", "SE"),
    ],
)
def test_where_a_project_is_put(raw: Raw, values: dict[str, str | None], nuts_code: str | None, region_code: str) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, **values))
    built = raw.build()
    assert one(built, "SELECT region_code FROM core.location WHERE basis = 'registry_stated'") == (nuts_code,)
    assert one(built, "SELECT region_code FROM mart.project") == (region_code,)
    unknown = rows(built, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_region'")
    assert unknown == ([("Mordor",)] if nuts_code is None else [])


def test_money_by_region_and_fund_adds_up(tmp_path: Path) -> None:
    built = several_projects(tmp_path).build()
    assert rows(
        built,
        "SELECT region_code, fund_code, currency, n_projects, n_with_total_cost, total_cost_coverage_pct, total_cost_amount, "
        "n_with_support, support_amount, eu_amount, median_eu_cofinancing_rate_pct FROM mart.funding_by_region_fund "
        "ORDER BY region_code, fund_code, currency",
    ) == [
        ("SE", "ESF", "SEK", 1, 1, Decimal("100.00"), Decimal("1000.00"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("SE", "ESF+", "SEK", 2, 2, Decimal("100.00"), Decimal("370.00"), 2, Decimal("1200.00"), None, Decimal("40.0000")),
        ("SE21", "ESF", "SEK", 1, 1, Decimal("100.00"), Decimal("40.00"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("SE21", "ESF+", "SEK", 1, 1, Decimal("100.00"), Decimal("1000.00"), 1, Decimal("600.00"), Decimal("5.00"), Decimal("40.0000")),
        ("SE33", "ESF+", "SEK", 3, 2, Decimal("66.67"), Decimal("3500.50"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("SE33", "unknown", "SEK", 1, 1, Decimal("100.00"), Decimal("11.00"), 1, Decimal("10.00"), None, Decimal("40.0000")),
    ]
    assert one(
        built, "SELECT sum(n_projects), sum(total_cost_amount), sum(support_amount), sum(eu_amount) FROM mart.funding_by_region_fund"
    ) == one(
        built,
        "SELECT (SELECT count(*) FROM core.project), sum(amount) FILTER (WHERE kind = 'total_cost'), "
        "sum(amount) FILTER (WHERE source = 'EU+national'), sum(amount) FILTER (WHERE source = 'EU') FROM core.funding",
    )


def test_a_registry_never_captured_keeps_its_corrections_and_has_nothing_else(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(DANISH, ESF_SE, INTERREG))
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    built = raw.build(corrections=["erhvervsfremme_dk:EFA-1,title,Titl,Titel,,misspelt,2026-11-25"])
    assert rows(built, "SELECT project_id, state FROM core.correction") == [("erhvervsfremme_dk:EFA-1", "waiting")]
    assert rows(built, "SELECT registry, n_projects FROM mart.registry_coverage ORDER BY registry") == [("esf_se", 1)]
    [never] = (tmp_path / "warehouse" / "partitions").glob("interreg_se_no-*")
    assert not list(never.glob("*.parquet"))


def test_as_of_tells_what_is_printed_twice_once_in_the_order_of_the_page(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE), items=[{"partner_name": name} for name in ("Ö kommun", "A kommun", "Ö kommun")])
    [(told,)] = rows(raw.build(), "SELECT field_values FROM mart.as_of('2024-02-01')")
    assert json.loads(told)["partner_name"] == ["Ö kommun", "A kommun"]
    assert json.loads(told)["start_on"] == ["2023-01-02"]
