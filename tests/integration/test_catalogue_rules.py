"""Every rule that `warehouse/reference/rule.csv` says is enforced on pages and in tables: once kept, once broken, and the culprit named."""

from __future__ import annotations

import csv
import importlib
import shutil
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import Raw, change, project, three_registries

from parsers.reading import Page
from parsers.registry import source_for, sources
from parsers.values.codes import organisation_number
from parsers.values.numbers import Unreadable
from parsers.vocabulary.issue_codes import ISSUE_CODES
from warehouse.build import build_mart
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import reading, writing
from warehouse.table_rules import rules_of
from warehouse.tables import catalogue, code_lists
from warehouse.validate import check_queries, run_check_queries, validate_tables

ROOT = Path(__file__).parents[2]
ID = "esf_se:22-021-S03"


def table_in(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


RULES = table_in(ROOT / "warehouse" / "reference" / "rule.csv")
QUERIES = {query.name: query for query in check_queries()}
BROKEN = table_in(Path(__file__).with_name("broken_rows.csv"))
"""What breaks each rule in a copy of the sound warehouse: the statement, the number of rows that are then found where it is certain, and
what one of them shows. `before` makes ready what is to be broken: with it the check still passes, and it is in the last publication too.
Of a check that has several rules, a row with `rule` breaks that one alone."""

EMPTIED = [row for row in BROKEN if row["enforced_by"].startswith("mart.registry_scorecard: ")]
PAGES = tomllib.loads(Path(__file__).with_name("broken_pages.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_registries(tmp_path_factory.mktemp("sound")).build()


@pytest.fixture(scope="module")
def outcomes(sound: Path) -> dict[str, CheckOutcome]:
    tables = [catalogue.table(name) for name in sorted({row["enforced_by"].partition(":")[0] for row in BROKEN if is_of_a_table(row)})]
    found = [*validate_tables(sound, tables), *run_check_queries(sound, sound)]
    return {outcome.rule_id if outcome.rule_id in QUERIES else f"{outcome.table}: {outcome.rule_id}": outcome for outcome in found}


def copy_of(sound: Path, folder: Path, *statements: str, name: str = "w.duckdb") -> Path:
    path = Path(shutil.copyfile(sound, folder / name))
    with writing(path) as connection:
        for statement in statements:
            change(connection, statement)
    return path


def is_of_a_table(row: dict[str, str]) -> bool:
    return ": " in row["enforced_by"] and row not in EMPTIED


def checked(path: Path, name: str, previous: Path | None = None) -> CheckOutcome:
    """The outcome of a check query, or of a rule of a table."""
    table, _, rule = name.partition(": ")
    found = validate_tables(path, [catalogue.table(table)]) if rule else run_check_queries(path, previous, [QUERIES[name]])
    (outcome,) = [outcome for outcome in found if outcome.rule_id == (rule or name)]
    return outcome


# what the list itself must be


def test_the_list_covers_every_dimension_and_sixty_rules() -> None:
    assert {row["dimension"] for row in RULES} == set(code_lists.RULE_DIMENSIONS)
    assert len({row["rule_id"] for row in RULES}) >= 60
    assert len({(row["rule_id"], row["enforced_by"]) for row in RULES}) == len(RULES)
    assert {len({row["dimension"] for row in RULES if row["rule_id"] == rule}) for rule in {row["rule_id"] for row in RULES}} == {1}


def test_check_queries_and_the_list_name_each_other() -> None:
    listed = {(row["rule_id"], row["enforced_by"]) for row in RULES if row["ring"] == "4" and ":" not in row["enforced_by"]}
    assert listed == {(rule, query.name) for query in QUERIES.values() for rule in query.rules}


@cache
def severities() -> dict[str, set[str]]:
    """Every thing that can enforce a rule, with the severities it has."""
    found: dict[str, set[str]] = {
        f"{table.full_name}: {rule.rule_id}": {rule.severity} for table in catalogue.TABLES for rule in rules_of(table)
    }
    found |= {query.name: {query.severity} for query in QUERIES.values()}
    found |= {code: {about.severity} for code, about in ISSUE_CODES.items()}
    with (ROOT / "warehouse/reference/article_item.csv").open(encoding="utf-8") as items:
        found |= {f"mart.registry_scorecard: {row['letter']}": {"info"} for row in csv.DictReader(items) if row["is_applicable"] == "true"}
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['rule_id']}-{row['enforced_by']}") for row in RULES if row["ring"] != "2"])
def test_what_enforces_a_rule_exists_and_has_its_severity(row: dict[str, str]) -> None:
    assert row["severity"] in severities().get(row["enforced_by"], set())


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['rule_id']}-{row['enforced_by']}") for row in RULES if row["ring"] == "2"])
def test_every_gate_exists(row: dict[str, str]) -> None:
    """What each holds back or leaves alone is shown in `tests/unit/test_acceptance_gates.py` and `test_fetch_*.py`."""
    module, _, name = row["enforced_by"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))
    assert row["severity"] == "error"


# ring 1: while reading a page


def page(name: str, values: dict[str, str], encoding: str = "utf-8") -> Page:
    """A page of `broken_pages.toml` with other values."""
    told: dict[str, Any] = PAGES["pages"][name]
    placed = told.get("values", {})
    facts = told.get("facts", {}) | {label: value for label, value in values.items() if "facts" in told and label not in placed}
    lines = "\n".join(f"{label}:\n{value}" if value else f"{label}:" for label, value in facts.items())
    text, address = (told[part].format_map({**placed, **values, "facts": lines}) for part in ("text", "address"))
    return Page(address, text.encode(encoding), "text/plain; charset=utf-8")


def issues(read: Page, code: str) -> list[str]:
    found = [issue for issue in source_for(read.url).parse(read).issues if issue.code == code]
    return [f"{issue.field} {issue.label} {issue.value_raw} {issue.message}" for issue in found]


@pytest.fixture(scope="module")
def untidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project at two addresses, another twice on its page."""
    raw = Raw(tmp_path_factory.mktemp("untidy"))
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03"))
    raw.page("22-021-S03&sida=om", project("22-021-S03"))
    raw.page("22-031-S02", project("22-031-S02"), project("22-031-S02"))
    return raw.build()


def raised(path: Path, code: str) -> list[str]:
    """The projects about which the warehouse itself raises an issue of that code."""
    with reading(path) as connection:
        query = "SELECT project_id FROM ops.issue WHERE code = ? AND raised_by = 'warehouse'"
        return [str(row[0]) for row in connection.execute(query, [code]).fetchall()]


@pytest.mark.parametrize(
    ("rule", "code", "culprit"),
    [("R-ID-09", "several_addresses", "esf_se:22-021-S03"), ("R-DUP-05", "several_records", "esf_se:22-031-S02")],
)
def test_what_the_warehouse_finds_while_putting_in_order_is_told_of(rule: str, code: str, culprit: str, sound: Path, untidy: Path) -> None:
    assert raised(sound, code) == []
    assert raised(untidy, code) == [culprit]


@pytest.mark.parametrize(("country", "right", "wrong"), [("NO", "974 760 673", "974 760 674"), ("DK", "10150817", "10150818")])
def test_r_org_04_a_number_with_a_wrong_check_digit_is_refused(country: str, right: str, wrong: str) -> None:
    assert organisation_number(right, country) == right.replace(" ", "")
    with pytest.raises(Unreadable) as refused:
        organisation_number(wrong, country)
    assert refused.value.code == "invalid_organisation_number"


def test_every_rule_about_pages_has_its_case() -> None:
    elsewhere = {("R-ID-09", "several_addresses"), ("R-DUP-05", "several_records"), ("R-ORG-04", "invalid_organisation_number")}
    assert {(row["rule_id"], row["enforced_by"]) for row in RULES if row["ring"] == "1"} == elsewhere | {
        (case["rule"], case["code"]) for case in PAGES["cases"]
    }


@pytest.mark.parametrize("case", PAGES["cases"], ids=lambda case: f"{case['rule']}-{case['code']}")
def test_a_page_that_breaks_a_rule_is_told_of(case: dict[str, Any]) -> None:
    name = case.get("page", "esf")
    assert issues(page(case.get("kept_page", name), case.get("kept", {})), case["code"]) == []
    (found,) = issues(page(name, case.get("broken", {}), case.get("broken_encoding", "utf-8")), case["code"])
    assert case["says"] in found


def test_no_label_of_any_registry_breaks_the_rules_about_labels(sound: Path, tmp_path: Path) -> None:
    """The two checks know labels by their words: none that a registry declares may be taken for another."""
    labels = [(source.registry.code, label, name) for source in sources().values() for label, name in source.registry.labels.items()]
    path = copy_of(sound, tmp_path, "DELETE FROM staging.observation")
    with writing(path) as connection:
        connection.executemany(
            "INSERT INTO staging.observation (registry, label, field, method, canonical_url) VALUES (?, ?, ?, 'label', 'https://www.example.org/')",
            labels,
        )
    assert checked(path, "labels_mean_what_they_are_read_as").passed
    assert checked(path, "no_contact_label_is_read").passed


# ring 3, within a table, and ring 4, across tables


def test_every_rule_about_rows_and_every_check_query_is_seen_failing() -> None:
    listed = {row["enforced_by"] for row in RULES if row["ring"] in ("3", "4")}
    assert listed | QUERIES.keys() <= {row["enforced_by"] for row in BROKEN if not row["rule"]}
    assert all(row["rule"] in QUERIES[row["enforced_by"]].rules for row in BROKEN if row["rule"])


@pytest.mark.parametrize(
    "row", [row for row in BROKEN if row not in EMPTIED], ids=lambda row: f"{row['rule']} {row['enforced_by']}".strip()
)
def test_what_breaks_a_rule_is_found_counted_and_shown(
    row: dict[str, str], sound: Path, outcomes: dict[str, CheckOutcome], tmp_path: Path
) -> None:
    name = row["enforced_by"]
    assert outcomes[name].passed
    previous = copy_of(sound, tmp_path, row["before"], name="previous.duckdb") if row["before"] else sound
    assert not row["before"] or checked(previous, name, previous).passed
    outcome = checked(copy_of(previous, tmp_path, row["breaks"]), name, previous)
    assert (outcome.passed, outcome.is_blocking) == (False, severities()[name] == {"error"})
    assert not row["n_unexpected"] or outcome.n_unexpected == int(row["n_unexpected"])
    assert any(row["shown"] in str(found) for found in outcome.sample)


MARTS = (
    ("funding_by_region_fund", "region_code = 'SE33'"),
    ("funding_by_basis_region_fund", "region_basis = 'beneficiary_address' AND region_code = 'SE33'"),
    ("funding_by_year_fund", "true"),
    ("funding_by_programme_fund", "true"),
    ("funding_by_beneficiary_fund", "beneficiary_id = 'SE-ORGNR:2120002551'"),
)


@pytest.mark.parametrize(("mart", "row"), MARTS)
def test_a_cent_or_a_project_too_much_is_found_in_every_mart(mart: str, row: str, sound: Path, tmp_path: Path) -> None:
    change = "total_cost_amount = total_cost_amount + 0.01, support_eur = support_eur + 0.01, n_with_eu_eur = n_with_eu_eur + 1"
    path = copy_of(sound, tmp_path, f"UPDATE mart.{mart} SET {change} WHERE fund_code = 'ESF+' AND {row}")
    outcome = checked(path, "every_mart_adds_up_to_core")
    assert outcome.n_unexpected == 3
    assert {(found["mart"], found["fund_code"], found["currency"]) for found in outcome.sample} == {(mart, "ESF+", "SEK")}
    eu, support, total = sorted(outcome.sample, key=lambda found: str(found["measure"]))
    assert eu["n_added_up_eur"] - eu["n_counted_once_eur"] == 1
    assert support["added_up_eur"] - support["counted_once_eur"] == Decimal("0.01")
    assert total["added_up_amount"] - total["counted_once_amount"] == Decimal("0.01")


@pytest.mark.parametrize(("mart", "row"), MARTS)
def test_a_project_counted_twice_is_found_in_every_mart(mart: str, row: str, sound: Path, tmp_path: Path) -> None:
    change = f"UPDATE mart.{mart} SET n_projects = n_projects + 1 WHERE fund_code = 'ESF+' AND {row}"
    outcome = checked(copy_of(sound, tmp_path, change), "every_mart_counts_each_project_once")
    assert outcome.n_unexpected == 1
    assert {"mart": mart, "fund_code": "ESF+"}.items() <= outcome.sample[0].items()


def test_a_mart_without_a_fund_or_a_basis_is_found(sound: Path, tmp_path: Path) -> None:
    path = copy_of(sound, tmp_path, "DELETE FROM mart.funding_by_basis_region_fund WHERE region_basis = 'text_mentioned'")
    assert checked(path, "every_mart_counts_each_project_once").n_unexpected == 3
    assert {row["region_basis"] for row in checked(path, "every_mart_adds_up_to_core").sample} == {"text_mentioned"}


# the scorecard


def scored(path: Path, letter: str) -> tuple[int, str]:
    """Projects of the registry that publish the item, and the pages that do not."""
    with reading(path) as connection:
        query = "SELECT n_with, coalesce(failing_urls_raw, '') FROM mart.registry_scorecard WHERE registry = 'esf_se' AND letter = ?"
        row = connection.execute(query, [letter]).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])


@pytest.mark.parametrize("row", EMPTIED, ids=lambda row: row["enforced_by"])
def test_what_is_not_published_stands_in_the_scorecard(row: dict[str, str], sound: Path, tmp_path: Path) -> None:
    letter = row["enforced_by"][-1]
    n_before, urls_before = scored(sound, letter)
    path = copy_of(sound, tmp_path, row["breaks"])
    build_mart(path)
    n_with, urls = scored(path, letter)
    assert (n_with, "22-021-S03" in urls, "22-021-S03" in urls_before) == (n_before - 1, True, False)
