"""What the warehouse makes of what registries say, with many values per test; single cases are in `warehouse_cases.toml`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import DANISH, ESF_CODE, ESF_SE, INTERREG, KOHESIO, NEWS, Raw, one, project, rows, three_registries

CODE = "22-021-S03"
ID = f"esf_se:{CODE}"
SUMMED = ("n_projects", "total_cost_amount", "support_amount", "eu_amount", "total_cost_eur", "support_eur", "eu_eur")
MARTS = ("fund", "region_fund", "basis_region_fund", "region_fund_year", "country_fund", "year_fund", "programme_fund", "beneficiary_fund")


def built(root: Path, *, precisions: dict[str, str] | None = None, items: list[dict[str, str]] | None = None, **values: Any) -> Path:
    """A warehouse of one project with one page."""
    raw = Raw(root)
    raw.crawl(0)
    raw.page(CODE, project(CODE, **values), precisions=precisions, items=items)
    return raw.build()


FX = "SELECT amount, currency, amount_eur, fx_rate, fx_period, fx_basis FROM core.funding WHERE field = 'total_cost'"


def test_an_amount_is_converted_at_the_mean_rate_of_the_month_of_the_start(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="1000000", currency="SEK", start_on="2023-01-02")
    amount, currency, amount_eur, rate, period, basis = one(path, FX)
    assert (amount, currency, period, basis) == (Decimal(1000000), "SEK", "2023-01", "start_month")
    assert Decimal("11.1") < rate < Decimal("11.3")
    assert amount_eur == round(amount / rate, 2)


@pytest.mark.parametrize(
    ("values", "basis", "issue"),
    [
        ({"start_on": None}, "no_date", "no start is stated"),
        ({"start_on": "2031-05-01", "end_on": None}, "no_rate", "no rate for SEK"),
        ({"currency": "XAF"}, "no_rate", "no rate for XAF"),
    ],
)
def test_without_date_or_rate_the_euro_is_empty_and_said_to_be(tmp_path: Path, values: dict[str, Any], basis: str, issue: str) -> None:
    path = built(tmp_path, total_cost="1000", support_amount=None, **values)
    assert one(path, FX)[2:] == (None, None, None, basis)
    assert issue in one(path, "SELECT message FROM ops.issue WHERE code = 'no_exchange_rate'")[0]
    asked = "SELECT n_with_total_cost, n_with_total_cost_eur, total_cost_amount, total_cost_eur FROM mart.funding_by_region_fund"
    assert one(path, asked) == (
        1, 0, Decimal(1000), None,
    )  # fmt: skip


SHARES = "SELECT region_code, weight, weight_basis, conversion_basis, is_main FROM core.project_region WHERE region_basis = '{}' ORDER BY 1"


def test_a_region_of_an_older_edition_that_was_divided_is_shared_by_population(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(replace(INTERREG, country_code="NO"),))
    raw.crawl(0, registry="interreg_se_no")
    raw.page(
        "https://x.example/1", project("X1", country_code="NO", nuts_code="NO03", region_name=None, total_cost="100.01", currency="EUR")
    )
    path = raw.build()
    found = rows(path, SHARES.format("registry_stated"))
    assert [(code, basis, conversion) for code, _, basis, conversion, _ in found] == [
        ("NO08", "population", "population_2021"), ("NO09", "population", "population_2021"),
    ]  # fmt: skip
    assert sum(weight for _, weight, *_ in found) == 1
    assert [is_main for *_, is_main in found].count(True) == 1
    parts = rows(path, "SELECT region_code, n_projects, total_cost_amount FROM mart.funding_by_region_fund ORDER BY region_code")
    assert sum(n for _, n, _ in parts) == 1
    assert sum(amount for *_, amount in parts) == Decimal("100.01")
    assert one(path, "SELECT region_code, region_weight < 1 FROM mart.project")[1] is True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mark och Berg möts i skogen.", []),
        ("Marks kommun deltar.", ["Mark"]),
        ("Arbetet görs i Upplands Väsby.", ["Upplands Väsby"]),
        ("Stockholms stad deltar.", ["Stockholm"]),
        ("kiruna skrivet smått", []),
        ("Berg kommunicerar med Nora stadigvarande.", []),
        ("Göteborgs Stad och Med Mora kommun deltar.", ["Göteborg", "Mora"]),
    ],
)
def test_a_name_that_is_also_a_word_counts_only_before_kommun(tmp_path: Path, text: str, found: list[str]) -> None:
    path = built(tmp_path, description=text)
    assert [
        name for (name,) in rows(path, "SELECT municipality_name FROM core.location WHERE basis = 'text_mentioned' ORDER BY 1")
    ] == found


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Hovedstaden", [("DK01", 2021)]),
        ("Region Midtjylland", [("DK04", 2021)]),
        ("Bornholm", [("DK014", 2021)]),
        ("Bornholm, Fyn", [("DK014", 2021), ("DK031", 2021)]),
        ("Atlantis", [(None, None)]),
    ],
)
def test_region_names_are_matched_through_official_names_and_aliases(tmp_path: Path, name: str, codes: list[tuple[Any, ...]]) -> None:
    raw = Raw(tmp_path, registries=(DANISH,))
    raw.crawl(0, registry="erhvervsfremme_dk")
    raw.page(
        "https://x.example/1",
        project("X1", country_code="DK", nuts_code=None, region_name=name, beneficiary_postcode=None, beneficiary_city=None),
    )
    path = raw.build()
    assert rows(path, "SELECT region_code, nuts_version FROM core.location WHERE basis = 'registry_stated' ORDER BY 1") == codes
    assert rows(path, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_region'") == ([("Atlantis",)] if name == "Atlantis" else [])


@pytest.mark.parametrize("mart", MARTS)
def test_every_mart_adds_up_to_the_projects_counted_once_under_every_basis(tmp_path: Path, mart: str) -> None:
    path = three_registries(tmp_path).build()
    columns = ", ".join(f"sum({name})" for name in SUMMED)
    once = "count(*), " + ", ".join(f"sum({name})" for name in SUMMED[1:])
    expected = rows(path, f"SELECT fund_code, currency, {once} FROM mart.project WHERE currency IS NOT NULL GROUP BY ALL ORDER BY ALL")
    basis = "region_basis" if mart == "basis_region_fund" else "'all'"
    found = rows(path, f"SELECT {basis}, fund_code, currency, {columns} FROM mart.funding_by_{mart} GROUP BY ALL ORDER BY ALL")
    assert {row[0] for row in found} == (
        {"registry_stated", "beneficiary_address", "text_mentioned"} if mart == "basis_region_fund" else {"all"}
    )
    without_amounts = 1  # of the project bank, in its currency
    for each in {row[0] for row in found}:
        told = [row[1:] for row in found if row[0] == each]
        assert [
            (fund, currency, n - (without_amounts if (fund, currency) == ("ESF+", "SEK") else 0), *sums)
            for fund, currency, n, *sums in told
        ] == expected


def test_a_registry_that_repeats_others_is_in_no_sum(tmp_path: Path) -> None:
    path = three_registries(tmp_path).build()
    assert one(path, "SELECT is_counted FROM mart.project_all WHERE registry = 'kohesio'") == (False,)
    assert one(path, "SELECT sum(n_projects) FROM mart.funding_by_region_fund") == one(
        path, "SELECT count(*) FROM core.project WHERE registry <> 'kohesio'"
    )


def test_a_valid_number_makes_organisations_of_two_registries_one(tmp_path: Path) -> None:
    other = replace(ESF_SE, registry="erhvervsfremme_dk", title="A second Swedish registry")
    raw = Raw(tmp_path, registries=(ESF_SE, other))
    for registry, name in (("esf_se", "STORUMANS KOMMUN"), ("erhvervsfremme_dk", "Storumans kommun, skolan")):
        raw.crawl(0, registry=registry)
        raw.page(f"https://{registry}.example/1", project(CODE, beneficiary_name=name, beneficiary_org_number="2120002551"))
    path = raw.build()
    assert one(path, "SELECT organisation_id, is_org_number_valid, n_projects, n_registries FROM core.organisation") == (
        "SE-ORGNR:2120002551", True, 2, 2,
    )  # fmt: skip
    assert rows(path, "SELECT registry, name_raw FROM core.organisation_name ORDER BY 1") == [
        ("erhvervsfremme_dk", "Storumans kommun, skolan"), ("esf_se", "STORUMANS KOMMUN"),
    ]  # fmt: skip


LINKS = "SELECT project_id, other_id, basis, is_certain FROM core.project_link ORDER BY ALL"


def linked(root: Path, description: str, **values: str) -> Path:
    raw = Raw(root, registries=(replace(ESF_SE, code_pattern=ESF_CODE), KOHESIO))
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Koordinerad kompetensförstärkning i glesbygd"))
    raw.crawl(0, registry="kohesio")
    record = project("Q1", title="Something else entirely", description=description, beneficiary_name="Någon annan", **values)
    unnumbered = {name: value for name, value in record.items() if name != "beneficiary_org_number"}
    raw.page("https://kohesio.ec.europa.eu/en/projects/Q1", unnumbered)
    return raw.build()


@pytest.mark.parametrize(
    ("text", "values", "links"),
    [
        pytest.param(f"Local id 2021SE05SFPR001_{CODE}.", {}, [("official_id", True)], id="the official identifier is a certain link"),
        pytest.param(f"Builds on {CODE} and 2014-2020.", {}, [("number_in_text", False)], id="a bare number is a candidate"),
        pytest.param(f"See {CODE}77 or 9{CODE}.", {}, [], id="a number that is only part of another"),
        pytest.param(f"Projekt 2014PL05M9OP001_{CODE} realizowany", {"country_code": "PL"}, [], id="another country's programme"),
        pytest.param(f"Decreto {CODE} della giunta", {"country_code": "IT"}, [], id="a bare code in a text of another country"),
    ],
)
def test_numbers_in_a_text_link_projects(tmp_path: Path, text: str, values: dict[str, str], links: list[tuple[str, bool]]) -> None:
    assert rows(linked(tmp_path, text, **values), LINKS) == [(ID, "kohesio:Q1", basis, is_certain) for basis, is_certain in links]


def told_by(root: Path, title: str, **values: Any) -> Path:
    """A project of the registry, and a partner's page that tells of something."""
    raw = Raw(root, registries=(ESF_SE, NEWS))
    raw.crawl(0)
    raw.page(
        CODE,
        project(
            CODE,
            title="Vägen till erhvervskompetence",
            eu_contribution="25783259",
            currency="DKK",
            start_on="2018-08-30",
            end_on="2021-08-29",
        ),
    )
    raw.crawl(0, registry="project_page")
    record = {"title": title, "eu_contribution": "43000000", "currency": "DKK", **values}
    raw.page("https://partner.example/om/", record, kind="partner")
    return raw.build()


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Något helt annat med erhvervskompetence", {}),
        ("Vägen till erhvervskompetence", {"start_on": "2001-01-01", "end_on": "2003-01-01"}),
        ("Vägen till erhvervskompetence", {"beneficiary_name": "Bolaget Xyz Qwerty"}),
    ],
)
def test_another_title_period_or_owner_is_no_candidate(tmp_path: Path, title: str, values: dict[str, Any]) -> None:
    assert rows(told_by(tmp_path, title, **values), LINKS) == []


def conflicting(root: Path, **values: Any) -> list[tuple[Any, ...]]:
    path = linked(root, f"Local id 2021SE05SFPR001_{CODE}.", **values)
    return rows(
        path, "SELECT field, value, other_value, is_rounding, basis FROM mart.conflict WHERE field <> 'beneficiary_name' ORDER BY field"
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param({"total_cost": "1500"}, [("1500", False)], id="sources that disagree stand side by side"),
        pytest.param(
            {"total_cost": "1000.01", "end_on": "2024-12"}, [("1000.01", True)], id="a rounded figure is marked, a date less exact is none"
        ),
        pytest.param({"total_cost": "5", "currency": "EUR"}, [], id="amounts in two currencies are not compared"),
    ],
)
def test_two_sources_are_in_conflict(tmp_path: Path, values: dict[str, str], found: list[tuple[str, bool]]) -> None:
    assert conflicting(tmp_path, **values) == [("total_cost", "1000", other, is_rounding, "official_id") for other, is_rounding in found]


def test_the_scorecard_names_letters_grades_and_failing_pages(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", total_cost=None))
    raw.page("22-002-S01", project("22-002-S01", eu_cofinancing_rate_pct=None, total_cost=None))
    path = raw.build()
    card = {
        letter: rest
        for letter, *rest in rows(path, "SELECT letter, n_with, coverage_pct, grade, failing_urls_raw FROM mart.registry_scorecard")
    }
    assert card["h"][:3] == [0, Decimal(0), "missing"]
    assert card["k"][:3] == [1, Decimal(50), "partly"]
    assert card["k"][3].endswith("22-002-S01")
    assert card["a"] == [2, Decimal(100), "published", None]
    assert card["b"] == [None, None, "not_applicable", None]
    assert rows(path, "SELECT n_article_items, article_items_missing FROM mart.project ORDER BY project_id") == [
        (9, "h,i,m"),
        (8, "h,i,k,m"),
    ]
    assert rows(path, "SELECT project_id FROM mart.scorecard_gap('esf_se', 'k')") == [("esf_se:22-002-S01",)]


def test_many_large_amounts_add_up(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    for n in range(12):
        raw.page(f"22-0{n:02}-S01", project(f"22-0{n:02}-S01", total_cost="9999999999999.99", currency="EUR"))
    assert one(raw.build(), "SELECT total_cost_amount FROM mart.funding_by_region_fund") == (Decimal("119999999999999.88"),)


def norwegian(root: Path, names: str) -> list[tuple[Any, ...]]:
    raw = Raw(root, registries=(replace(INTERREG, country_code="NO"),))
    raw.crawl(0, registry="interreg_se_no")
    raw.page("https://x.example/1", project("X1", country_code="NO", nuts_code=None, region_name=names, currency="EUR"))
    return rows(raw.build(), "SELECT region_code, weight FROM core.project_region WHERE region_basis = 'registry_stated' ORDER BY 1")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Østfold", "NO08"),
        ("Rogaland", "NO0A"),
        ("Telemark", "NO09"),
        ("Hedmark", "NO02"),
        ("Østfold, Rogaland", "unallocated"),
        ("Østfold, Buskerud", "NO08"),
    ],
)
def test_a_county_of_a_divided_region_lies_where_it_lies(tmp_path: Path, name: str, code: str) -> None:
    assert norwegian(tmp_path, name) == [(code, Decimal(1))]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nuts_code": None, "region_name": "Övre Norrland, Atlantis"}, "SE"),
        ({"nuts_code": None, "region_name": "Övre Norrland, Sverige"}, "SE33"),
        ({"nuts_code": None, "region_name": "övre  norrland"}, "SE33"),
        ({"nuts_code": "SE99", "region_name": "Övre Norrland"}, "SE"),
    ],
)
def test_a_project_is_in_a_region_only_if_every_place_stated_agrees(tmp_path: Path, values: dict[str, Any], code: str) -> None:
    path = built(tmp_path, **values)
    assert one(path, "SELECT region_code FROM mart.project") == (code,)


@pytest.mark.parametrize(
    ("one_start", "precision", "is_conflict"), [("2023-H1", "term", False), ("2023", "year", False), ("2022", "year", True)]
)
def test_dates_contradict_each_other_only_by_days_both_can_mean(tmp_path: Path, one_start: str, precision: str, is_conflict: bool) -> None:
    raw = Raw(tmp_path, registries=(replace(ESF_SE, code_pattern=ESF_CODE), KOHESIO))
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(0, registry="kohesio")
    record = project("Q1", description=f"2021SE05SFPR001_{CODE}", start_on=one_start)
    raw.page("https://kohesio.ec.europa.eu/Q1", record, precisions={"start_on": precision})
    assert bool(rows(raw.build(), "SELECT 1 FROM mart.conflict WHERE field = 'start_on'")) == is_conflict


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Volvo AB (publ)", "volvo"),
        ("Ås kommune", "as kommune"),
        ("Ås", "as"),
        ("Ry Højskole", "ry hojskole"),
        ("AB Volvo", "volvo"),
        ("Agro Business Park A/S", "agro business park"),
        ("AB", "ab"),
        ("Œuvre & Ærø ApS", "œuvre aero"),
    ],
)
def test_a_name_for_comparing_loses_its_legal_form_and_nothing_else(tmp_path: Path, name: str, key: str) -> None:
    path = built(tmp_path, beneficiary_name=name, beneficiary_org_number=None)
    assert one(path, "SELECT name_normalised FROM core.organisation") == (key,)


@pytest.mark.parametrize(("postcode", "code"), [("SE-923 81", "SE33"), ("S-92381", "SE33"), ("1710", None), ("92381", "SE33")])
def test_a_postcode_is_bared_and_of_its_country_s_length(tmp_path: Path, postcode: str, code: str | None) -> None:
    path = built(tmp_path, beneficiary_postcode=postcode)
    assert one(path, "SELECT beneficiary_region_code FROM mart.project") == (code,)


@pytest.mark.parametrize(("asked", "n_found"), [("SE", 1), ("se33", 1), ("SE332", 1), ("SE32", 0), ("DK", 0)])
def test_a_region_is_asked_for_by_any_code_that_holds_it(tmp_path: Path, asked: str, n_found: int) -> None:
    assert one(built(tmp_path), f"SELECT count(*) FROM mart.in_region('{asked}')") == (n_found,)
