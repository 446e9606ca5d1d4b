"""Every value a sample page prints is read as printed: checked against the table the pages are made from, not against our own output."""

from __future__ import annotations

import re

import pytest

from parsers.reading import Page
from parsers.registry import sources
from parsers.values.numbers import plain
from pipeline.sample.projects import ProjectRow, project_rows
from pipeline.sample.site import build_site
from tests.golden.fixture_pages import HOST, PROJECT

COLUMNS = {
    "project_code": "diarienummer",
    "title": "namn",
    "beneficiary_name": "projektagare",
    "beneficiary_org_number": "organisationsnummer",
    "eu_cofinancing_rate_pct": "medfinansieringsgrad",
    "programme_area": "programomrade",
    "specific_objective_code": "specifikt_mal",
    "is_child_poverty": "barnfattigdom",
    "region_name": "region",
    "nuts_code": "nuts2",
    "beneficiary_postcode": "postnr",
    "beneficiary_city": "ort",
    "intervention_field_code": "interventionstyp",
    "is_strategic": "strategisk",
    "total_cost": "total_projektbudget",
    "support_amount": "beviljat_esf_stod",
    "country_code": "land",
    "fund_code": "fond",
    "cci": "cci",
    "programming_period": "programperiod",
}
NOT_PRINTED = {"C": {"region_name"}, "E1": {"beneficiary_city"}, "E2": {"beneficiary_city"}}  # rows these layouts do not have


@pytest.mark.parametrize("row", project_rows(), ids=lambda row: row.diarienummer)
def test_what_the_table_says_is_what_is_read(row: ProjectRow) -> None:
    page = build_site().find(PROJECT + row.diarienummer)
    reading = sources()["esf_se"].parse(Page(HOST + PROJECT + row.diarienummer, page.body, page.content_type))
    read = {seen.field: plain(seen.value_raw) for seen in reading.observations if seen.method != "derived"}
    told = {field: plain(getattr(row, column)) for field, column in COLUMNS.items() if getattr(row, column)}
    told = {field: words for field, words in told.items() if field not in NOT_PRINTED.get(row.layout, set())}
    assert {field: words for field, words in read.items() if field in COLUMNS} == told
    assert (read.get("participants") or read.get("participants_planned") or "") == row.antal_deltagare
    days = (
        (row.startdatum, row.slutdatum)
        if row.startdatum or row.slutdatum
        else re.findall(r"\d{4}-\d\d-\d\d", row.projektperiod) or ("", "")
    )
    assert (read.get("start_on", ""), read.get("end_on", "")) == tuple(days)


@pytest.mark.parametrize("row", [row for row in project_rows() if row.total_projektbudget], ids=lambda row: row.diarienummer)
def test_an_amount_has_all_its_digits_and_no_other(row: ProjectRow) -> None:
    page = build_site().find(PROJECT + row.diarienummer)
    reading = sources()["esf_se"].parse(Page(HOST + PROJECT + row.diarienummer, page.body, page.content_type))
    values = {seen.field: seen.value for seen in reading.observations}
    assert values["total_cost"] == re.sub(r"\D", "", row.total_projektbudget)
    assert values["support_amount"] == re.sub(r"\D", "", row.beviljat_esf_stod)
