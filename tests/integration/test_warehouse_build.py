"""What the tables say about captures and observations: identity, history, listing, places, money."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from warehouse_inputs import ADDRESS, Raw, old_project, one, project, rows, several_projects

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


def test_an_unchanged_second_crawl_makes_no_new_version(raw: Raw) -> None:
    for week, status in ((0, 200), (1, 304)):
        raw.crawl(week)
        raw.page(CODE, project(CODE), status=status)
    assert one(
        raw.build(),
        "SELECT version_no, CAST(valid_from AS VARCHAR), valid_to, is_current, changed_fields, change_cause FROM core.project_version",
    ) == (1, "2024-01-01 04:00:00", None, True, None, "source")
    seen = "SELECT CAST(first_seen_at AS VARCHAR), CAST(last_seen_at AS VARCHAR) FROM core.project"
    assert one(raw.build(), seen) == ("2024-01-01 04:00:00", "2024-01-08 04:00:00")


def test_a_changed_body_with_equal_values_makes_no_new_version(raw: Raw) -> None:
    for week in (0, 1):
        raw.crawl(week)
        raw.page(CODE, project(CODE), body=f"banner {week}")
    assert one(raw.build(), "SELECT count(*) FROM core.project_version") == (1,)


def test_a_changed_value_makes_a_version_and_a_line_in_the_change_log(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, participants_planned="10"))
    raw.crawl(1)
    raw.page(CODE, project(CODE, title="Nytt namn", participants_planned=None))
    raw.crawl(2)
    raw.page(CODE, project(CODE, participants_planned="10"))
    built = raw.build()
    assert rows(
        built,
        "SELECT version_no, CAST(valid_from AS DATE)::VARCHAR, CAST(valid_to AS DATE)::VARCHAR, is_current, changed_fields "
        "FROM core.project_version ORDER BY version_no",
    ) == [
        (1, "2024-01-01", "2024-01-08", False, None),
        (2, "2024-01-08", "2024-01-15", False, "participants_planned,title"),
        (3, "2024-01-15", None, True, "participants_planned,title"),
    ]
    assert rows(built, "SELECT field, old_value, new_value FROM mart.project_change WHERE version_no = 2 ORDER BY field") == [
        ("participants_planned", "10", None),
        ("title", f"Projekt {CODE}", "Nytt namn"),
    ]


def test_a_date_that_only_gets_less_exact_is_a_change(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(1)
    raw.page(CODE, project(CODE), precisions={"start_on": "month"})
    built = raw.build()
    assert one(built, "SELECT field, old_value, new_value FROM mart.project_change") == ("start_on", "2023-01-02", "2023-01-02 (month)")
    assert one(built, "SELECT start_precision FROM core.project") == ("month",)


def test_a_garbled_latest_capture_leaves_the_earlier_values_standing(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(1)
    raw.page(CODE, kind="project", issues=[{"code": "missing_mandatory", "severity": "error", "field": "title", "is_quarantined": True}])
    built = raw.build()
    assert one(built, "SELECT title, is_listed, CAST(last_seen_at AS VARCHAR) FROM core.project") == (
        f"Projekt {CODE}",
        True,
        "2024-01-08 04:00:00",
    )
    assert one(built, "SELECT project_id, code, field, is_current, CAST(first_captured_at AS VARCHAR) FROM ops.quarantine") == (
        ID,
        "missing_mandatory",
        "title",
        True,
        "2024-01-08 04:00:00",
    )


def test_an_unreadable_page_is_quarantined_and_a_later_good_one_heals_it(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, kind="unreadable")
    raw.crawl(1)
    raw.page(CODE, project(CODE))
    built = raw.build()
    assert one(built, "SELECT code, project_id, is_current FROM ops.quarantine") == ("unreadable", None, False)
    assert one(built, "SELECT CAST(first_seen_at AS VARCHAR) FROM core.project") == ("2024-01-08 04:00:00",)


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


def test_a_held_crawl_changes_nothing(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(1, state="held")
    raw.page(CODE, project(CODE, title="Fel"))
    raw.page("22-031-S02", project("22-031-S02"))
    assert one(raw.build(), "SELECT project_code, title, is_listed FROM core.project") == (CODE, f"Projekt {CODE}", True)


def test_two_addresses_of_one_project_are_one_project(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(f"{ADDRESS}{CODE}&lang=sv", project(CODE, title="Långa adressen"))
    raw.page(CODE, project(CODE))
    raw.page(f"https://esf.se/x/{CODE}".ljust(len(ADDRESS + CODE), "x"), project(CODE, title="Alfabetiskt först"))
    built = raw.build()
    assert one(built, "SELECT title FROM core.project") == ("Alfabetiskt först",)
    assert one(built, "SELECT code, severity, raised_by, project_id FROM ops.issue") == ("several_addresses", "warning", "warehouse", ID)
    assert one(built, "SELECT issue_count FROM core.project") == (1,)


def test_addresses_that_come_and_go_do_not_make_versions(raw: Raw) -> None:
    long = f"{ADDRESS}{CODE}&lang=sv"
    for week, addresses in enumerate([(long, CODE), (CODE,), (long, CODE)]):
        raw.crawl(week)
        for address in addresses:
            raw.page(address, project(CODE, title="Lång" if address == long else "Kort"))
    built = raw.build()
    assert one(built, "SELECT count(*), max(title) FROM core.project_version JOIN core.project USING (project_id)") == (1, "Kort")


def test_an_address_given_up_takes_its_reading_with_it(raw: Raw) -> None:
    long = f"{ADDRESS}{CODE}&lang=sv"
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Kort"))
    raw.page(long, project(CODE, title="Lång"))
    raw.crawl(1)
    raw.page(long, project(CODE, title="Lång"))
    built = raw.build()
    assert one(built, "SELECT count(*), max(title) FROM core.project_version JOIN core.project USING (project_id)") == (1, "Lång")


def test_a_garbled_preferred_address_does_not_hand_over_to_another(raw: Raw) -> None:
    long = f"{ADDRESS}{CODE}&lang=sv"
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Kort"))
    raw.page(long, project(CODE, title="Lång"))
    raw.crawl(1)
    raw.page(CODE, kind="unreadable")
    raw.page(long, project(CODE, title="Lång"))
    built = raw.build()
    assert one(built, "SELECT title, is_listed FROM core.project") == ("Kort", True)
    assert one(built, "SELECT count(*) FROM core.project_version") == (1,)


def test_a_list_page_yields_to_the_project_page(raw: Raw) -> None:
    raw.crawl(0)
    raw.page("https://www.esf.se/", project(CODE, title="Listan"), kind="list")
    raw.page(CODE, project(CODE, title="Sidan"))
    assert one(raw.build(), "SELECT title FROM core.project") == ("Sidan",)


def test_two_records_with_one_code_on_a_page_are_reported(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Första"), project(CODE, title="Andra"))
    built = raw.build()
    assert one(built, "SELECT title FROM core.project") == ("Första",)
    assert one(built, "SELECT code, value_raw FROM ops.issue") == ("several_records", CODE)


def test_two_values_for_a_single_field_are_reported(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, title=["Namn", "Annat namn"], intervention_field_code=["140", "175"]))
    built = raw.build()
    assert one(built, "SELECT code, field, value_raw FROM ops.issue") == ("several_values", "title", "Annat namn | Namn")
    assert one(built, "SELECT title, intervention_field_codes_raw FROM mart.project") == ("Namn", "140,175")


def test_issues_of_the_current_page_are_counted_and_info_is_not(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE), body="0", issues=[{"code": "unknown_label", "severity": "warning"}] * 3)
    raw.crawl(1)
    issues: list[dict[str, object]] = [
        {"code": "unknown_label", "severity": "warning", "record_no": 0},
        {"code": "personal_data_dropped", "severity": "info"},
    ]
    raw.page(CODE, project(CODE), body="1", issues=issues)
    built = raw.build()
    assert one(built, "SELECT issue_count FROM core.project") == (1,)
    assert rows(built, "SELECT is_current, project_id, count(*) FROM ops.issue GROUP BY ALL ORDER BY 1") == [(False, ID, 3), (True, ID, 2)]


def test_a_2014_20_project_keeps_its_derived_fund_and_gets_its_region_from_the_name(raw: Raw) -> None:
    raw.crawl(0)
    raw.page("2018/00566", old_project("2018/00566", region_name="småland och öarna"))
    built = raw.build()
    assert one(built, "SELECT project_id, fund_code FROM core.project") == ("esf_se:2018/00566", "ESF")
    assert one(
        built,
        "SELECT nuts_code, nuts_version, nuts2_code, region_name_raw, is_code_printed FROM core.location WHERE basis = 'registry_stated'",
    ) == ("SE21", 2021, "SE21", "småland och öarna", False)
    assert one(built, "SELECT region_code, region_name FROM mart.project") == ("SE21", "Småland med öarna")
    assert one(built, "SELECT scheme FROM core.classification") == ("intervention_field_2014_2020",)
    assert one(built, "SELECT organisation_id FROM core.organisation")[0].startswith("esf_se:name-")


@pytest.mark.parametrize(
    ("values", "nuts_code", "region_code"),
    [
        ({"nuts_code": "SE0", "region_name": "ESF Nationellt"}, "SE0", "unallocated"),
        ({"nuts_code": None, "region_name": "ESF Nationellt"}, "SE0", "unallocated"),
        ({"nuts_code": None, "region_name": "Övre Norrland"}, "SE33", "SE33"),
        ({"nuts_code": None, "region_name": "Mordor"}, None, "unallocated"),
        ({"nuts_code": "SE99", "region_name": None}, "SE99", "unallocated"),
        ({"nuts_code": "SE331", "region_name": None}, "SE331", "SE33"),
        ({"nuts_code": "SE", "region_name": None}, "SE", "unallocated"),
    ],
)
def test_where_a_project_is_put(raw: Raw, values: dict[str, str | None], nuts_code: str | None, region_code: str) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, **values))
    built = raw.build()
    assert one(built, "SELECT nuts_code FROM core.location WHERE basis = 'registry_stated'") == (nuts_code,)
    assert one(built, "SELECT region_code FROM mart.project") == (region_code,)
    unknown = rows(built, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_region'")
    assert unknown == ([("Mordor",)] if nuts_code is None else [])


def test_a_project_in_two_regions_is_unallocated_not_counted_twice(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, nuts_code=["SE32", "SE33"], region_name=None))
    built = raw.build()
    assert one(built, "SELECT count(*) FROM core.location WHERE basis = 'registry_stated'") == (2,)
    assert one(built, "SELECT region_code, n_projects FROM mart.funding_by_region_fund") == ("unallocated", 1)


def test_the_beneficiary_s_address_is_a_region_on_a_basis_of_its_own(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE, nuts_code=None, region_name=None))
    built = raw.build()
    assert one(built, "SELECT basis, postcode, city, nuts_code FROM core.location") == ("beneficiary_address", "92381", "STORUMAN", "SE33")
    assert one(built, "SELECT region_code, region_basis, beneficiary_region_code, beneficiary_city FROM mart.project") == (
        "unallocated", "registry_stated", "SE33", "STORUMAN",
    )  # fmt: skip


def test_one_organisation_has_one_row_and_its_usual_name(raw: Raw) -> None:
    raw.crawl(0)
    for code, name in (("22-001-S01", "Storumans kommun"), ("22-002-S01", "STORUMANS KOMMUN"), ("22-003-S01", "STORUMANS KOMMUN")):
        raw.page(code, project(code, beneficiary_name=name))
    built = raw.build()
    assert one(built, "SELECT organisation_id, name, org_number, org_number_scheme FROM core.organisation") == (
        "SE-ORGNR:2120002551",
        "STORUMANS KOMMUN",
        "2120002551",
        "SE-ORGNR",
    )
    assert one(built, "SELECT count(*) FROM core.participation") == (3,)


def test_money_by_region_and_fund_adds_up(tmp_path: Path) -> None:
    built = several_projects(tmp_path).build()
    assert rows(
        built,
        "SELECT region_code, fund_code, currency, n_projects, n_with_total_cost, total_cost_coverage_pct, total_cost_amount, "
        "n_with_support, support_amount, eu_amount, median_eu_cofinancing_rate_pct FROM mart.funding_by_region_fund "
        "ORDER BY region_code, fund_code, currency",
    ) == [
        ("SE21", "ESF", "SEK", 1, 1, Decimal("100.00"), Decimal("40.00"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("SE21", "ESF+", "SEK", 1, 1, Decimal("100.00"), Decimal("1000.00"), 1, Decimal("600.00"), Decimal("5.00"), Decimal("40.0000")),
        ("SE33", "ESF+", "SEK", 3, 2, Decimal("66.67"), Decimal("3500.50"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("SE33", "unknown", "SEK", 1, 1, Decimal("100.00"), Decimal("11.00"), 1, Decimal("10.00"), None, Decimal("40.0000")),
        ("unallocated", "ESF", "SEK", 1, 1, Decimal("100.00"), Decimal("1000.00"), 1, Decimal("600.00"), None, Decimal("40.0000")),
        ("unallocated", "ESF+", "SEK", 2, 2, Decimal("100.00"), Decimal("370.00"), 2, Decimal("1200.00"), None, Decimal("40.0000")),
    ]
    assert one(
        built,
        "SELECT sum(n_projects), sum(total_cost_amount), sum(support_amount), sum(eu_amount) FROM mart.funding_by_region_fund",
    ) == one(
        built,
        "SELECT (SELECT count(*) FROM core.project), sum(amount) FILTER (WHERE kind = 'total_cost'), "
        "sum(amount) FILTER (WHERE source = 'EU+national'), sum(amount) FILTER (WHERE source = 'EU') FROM core.funding",
    )


def test_delisted_projects_stay_in_the_totals(raw: Raw) -> None:
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.page("22-031-S02", project("22-031-S02"))
    raw.crawl(1)
    raw.page(CODE, project(CODE))
    assert one(raw.build(), "SELECT n_projects, n_listed FROM mart.funding_by_region_fund") == (2, 1)
