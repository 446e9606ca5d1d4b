"""What the warehouse makes of what registries say: money and its euro, places and shares, organisations, links, conflicts, corrections."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import ESF_CODE, ESF_SE, INTERREG, KOHESIO, Raw, one, project, rows, three_registries

from warehouse.build import build_core, build_mart
from warehouse.inputs import RegistryRow

CODE = "22-021-S03"
ID = f"esf_se:{CODE}"
DANISH = RegistryRow("erhvervsfremme_dk", "Erhvervsfremme", "DK", "Erhvervsstyrelsen", "CC0", "DKK", 2021)
NEWS = RegistryRow("project_page", "Pages of projects", "SE", "many", "none", "SEK", 2021, authority="project_page")
SUMMED = ("n_projects", "total_cost_amount", "support_amount", "eu_amount", "total_cost_eur", "support_eur", "eu_eur")
MARTS = ("fund", "region_fund", "basis_region_fund", "year_fund", "programme_fund", "beneficiary_fund")


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


def test_a_start_known_by_the_year_takes_the_mean_of_the_year_never_january(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="1000", start_on="2023", precisions={"start_on": "year"})
    assert one(path, FX)[4:] == ("2023", "start_year")


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


def test_an_amount_in_euro_stays_as_it_is(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="123456.78", currency="EUR")
    assert one(path, FX) == (Decimal("123456.78"), "EUR", Decimal("123456.78"), None, None, "same_currency")


def test_a_ceased_currency_has_its_fixed_rate_from_the_day_it_ceased(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="753450", currency="HRK", start_on="2023-06-01")
    assert one(path, FX)[2:] == (Decimal("100000.00"), Decimal("7.534500"), "2023-06", "fixed")


def test_amounts_of_one_project_are_lines_that_are_never_added_up(tmp_path: Path) -> None:
    path = built(
        tmp_path,
        total_cost="1000",
        support_amount="600",
        eu_contribution="400",
        support_paid="500",
        items=[{"funding_amount": "30", "funding_currency": "NOK", "funding_source": "Region Nord", "funding_recipient": "Skolan"}],
    )
    told = "SELECT kind, source, stage, amount, currency, is_summed, payer_name_raw, recipient_name_raw FROM core.funding ORDER BY line_no"
    assert rows(path, told) == [
        ("total_cost", "total", "unstated", Decimal(1000), "SEK", True, None, None),
        ("support", "EU", "unstated", Decimal(400), "SEK", True, None, None),
        ("support", "EU+national", "paid", Decimal(500), "SEK", False, None, None),
        ("support", "EU+national", "unstated", Decimal(600), "SEK", True, None, None),
        ("support", "named", "unstated", Decimal(30), "NOK", False, "Region Nord", "Skolan"),
    ]
    assert one(path, "SELECT total_cost_amount, support_amount, eu_amount, computed_eu_rate_pct FROM mart.project") == (
        Decimal(1000), Decimal(600), Decimal(400), Decimal("40.0000"),
    )  # fmt: skip


def test_an_amount_is_as_of_the_first_capture_that_shows_it(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    for week, cost in ((0, "1000"), (1, "1000"), (2, "2000"), (3, "2000")):
        raw.crawl(week)
        raw.page(CODE, project(CODE, total_cost=cost, title=f"Titel {week}"))
    path = raw.build()
    told = dict(rows(path, "SELECT field, CAST(as_of_on AS VARCHAR) FROM core.funding"))
    assert told == {"total_cost": "2024-01-15", "support_amount": "2024-01-01"}


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


def test_municipalities_in_the_text_share_a_project_equally_and_only_on_their_own_basis(tmp_path: Path) -> None:
    path = built(tmp_path, description="De kommuner som berörs är Kiruna, Gällivare och Kramfors.")
    assert [(code, weight, basis) for code, weight, basis, *_ in rows(path, SHARES.format("text_mentioned"))] == [
        ("SE32", Decimal("0.33333333"), "equal_places"),
        ("SE33", Decimal("0.66666667"), "equal_places"),
    ]
    assert one(path, SHARES.format("registry_stated"))[:3] == ("SE33", Decimal(1), "whole")


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


def test_a_postcode_that_lies_in_several_regions_says_nothing(tmp_path: Path) -> None:
    path = built(tmp_path, beneficiary_postcode="59093")
    assert one(path, "SELECT nuts_code FROM core.location WHERE basis = 'beneficiary_address'") == (None,)
    assert one(path, SHARES.format("beneficiary_address"))[0] == "unallocated"


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
    assert rows(path, "SELECT nuts_code, nuts_version FROM core.location WHERE basis = 'registry_stated' ORDER BY 1") == codes
    assert rows(path, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_region'") == ([("Atlantis",)] if name == "Atlantis" else [])


@pytest.mark.parametrize("mart", MARTS)
def test_every_mart_adds_up_to_the_projects_counted_once_under_every_basis(tmp_path: Path, mart: str) -> None:
    path = three_registries(tmp_path).build()
    columns = ", ".join(f"sum({name})" for name in SUMMED)
    once = "count(*), " + ", ".join(f"sum({name})" for name in SUMMED[1:])
    expected = rows(
        path, f"SELECT fund_code, currency, {once} FROM mart.project WHERE is_counted AND currency IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
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
    assert one(path, "SELECT is_counted FROM mart.project WHERE registry = 'kohesio'") == (False,)
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


def test_a_number_with_a_wrong_check_digit_makes_nobody_one(tmp_path: Path) -> None:
    path = built(tmp_path, beneficiary_org_number="2120002552")
    organisation_id, number, is_valid = one(path, "SELECT organisation_id, org_number, is_org_number_valid FROM core.organisation")
    assert organisation_id.startswith("esf_se:name-")
    assert (number, is_valid) == ("2120002552", False)


def test_like_names_are_candidates_with_score_and_evidence_and_stay_two(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    for n, (name, number) in enumerate(
        [
            ("Åre Vindkraft AB", None),
            ("ÅRE VINDKRAFT", None),
            ("Åre Vindkrafts AB", None),
            ("Helt annat företag", None),
            ("Åre Vindkraft HB", "5560000001"),
        ]
    ):
        raw.page(f"22-00{n}-S01", project(f"22-00{n}-S01", beneficiary_name=name, beneficiary_org_number=number))
    path = raw.build()
    assert one(path, "SELECT count(*) FROM core.organisation") == (5,)
    bases = rows(
        path,
        "SELECT basis, min(score) >= 90, bool_and(evidence ILIKE '%vindkraft%') FROM core.organisation_link GROUP BY basis ORDER BY basis",
    )
    assert bases == [("same_name", True, True), ("similar_name", True, True)]
    assert rows(path, "SELECT 1 FROM core.organisation_link JOIN core.organisation USING (organisation_id) WHERE name LIKE 'Helt%'") == []


def test_two_valid_numbers_are_two_organisations_whatever_their_names(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    for code, number in (("22-001-S01", "2120002551"), ("22-002-S01", "2120002387")):
        raw.page(code, project(code, beneficiary_name="Exempels kommun", beneficiary_org_number=number))
    assert one(raw.build(), "SELECT count(*) FROM core.organisation_link") == (0,)


LINKS = "SELECT project_id, other_id, basis, is_certain FROM core.project_link ORDER BY ALL"


def linked(root: Path, description: str, **values: str) -> Path:
    raw = Raw(root, registries=(replace(ESF_SE, code_pattern=ESF_CODE), KOHESIO))
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Koordinerad kompetensförstärkning i glesbygd"))
    raw.crawl(0, registry="kohesio")
    record = project("Q1", title="Something else entirely", description=description, beneficiary_name="Någon annan", **values)
    raw.page("https://kohesio.ec.europa.eu/en/projects/Q1", record | {"beneficiary_org_number": []})
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


def test_two_registries_with_one_list_of_codes_are_linked_by_it(tmp_path: Path) -> None:
    mirror = RegistryRow("eupublicdata", "A mirror", "EU", "somebody", "none", "EUR", 2021, "mirror", code_pattern=r"Q\d+")
    raw = Raw(tmp_path, registries=(replace(KOHESIO, code_pattern=r"Q\d+"), mirror))
    for registry in ("eupublicdata", "kohesio"):
        raw.crawl(0, registry=registry)
        raw.page(f"https://{registry}.example/Q1", project("Q1", title=f"As {registry} calls it"))
    assert rows(raw.build(), LINKS) == [("kohesio:Q1", "eupublicdata:Q1", "same_code", True)]


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


def test_a_page_that_tells_of_a_project_is_a_mention_linked_by_title_and_never_a_project(tmp_path: Path) -> None:
    path = told_by(tmp_path, "Vägen til erhvervskompetence")
    mention = "project_page:https://partner.example/om/#1"
    assert one(path, "SELECT mention_id, title, page_kind FROM core.mention") == (mention, "Vägen til erhvervskompetence", "partner")
    assert one(path, "SELECT count(*) FROM core.project") == (1,)
    assert rows(path, LINKS) == [(ID, mention, "title_owner_period", False)]
    assert one(path, "SELECT field, value, other_value, currency, relative_difference, is_rounding, is_certain FROM mart.conflict") == (
        "eu_contribution", "25783259", "43000000", "DKK", Decimal("0.4004"), False, False,
    )  # fmt: skip


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


def test_a_page_that_gives_two_values_is_in_conflict_with_itself(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost=["1000", "2000"])
    assert one(path, "SELECT field, value, other_value, basis, other_id FROM mart.conflict") == (
        "total_cost",
        "1000",
        "2000",
        "same_page",
        ID,
    )


HEADER = "project_id,field,expected_value,corrected_value,corrected_precision,reason,decided_on\n"


def corrected(root: Path, lines: str, *titles: str) -> Path:
    raw = Raw(root)
    for week, title in enumerate(titles):
        raw.crawl(week)
        raw.page(CODE, project(CODE, title=title, total_cost="1000"))
    file = root / "corrections.csv"
    file.write_text(HEADER + lines, "utf-8")
    target = root / "w.duckdb"
    build_core(replace(raw.write(), corrections=(file,)), target)
    build_mart(target)
    return target


STATES = "SELECT field, state, found_value FROM core.correction ORDER BY field"


def test_a_correction_replaces_what_it_expects_and_says_so(tmp_path: Path) -> None:
    path = corrected(tmp_path, f"{ID},total_cost,1000,1500,,decision of the authority,2026-11-25\n", "Titel")
    assert one(path, "SELECT total_cost_amount FROM mart.project") == (Decimal(1500),)
    assert one(path, "SELECT amount_raw FROM core.funding WHERE field = 'total_cost'") == ("correction of 1000: decision of the authority",)
    assert one(path, "SELECT corrected_fields FROM core.project_version") == ("total_cost",)
    assert rows(path, STATES) == [("total_cost", "applied", "1000")]


def test_a_value_that_could_not_be_read_can_be_put_in_and_a_wrong_one_taken_out(tmp_path: Path) -> None:
    lines = f"{ID},eu_contribution,,400,,read by a person,2026-11-25\n{ID},support_amount,600,,,not support at all,2026-11-25\n"
    path = corrected(tmp_path, lines, "Titel")
    assert one(path, "SELECT eu_amount, support_amount FROM mart.project") == (Decimal(400), None)


def test_a_correction_is_outdated_once_the_source_says_something_else(tmp_path: Path) -> None:
    path = corrected(tmp_path, f"{ID},title,Titl,Titel,,misspelt,2026-11-25\n", "Titl", "Rubrik")
    assert rows(path, STATES) == [("title", "outdated", "Rubrik")]
    assert rows(path, "SELECT old_value, new_value FROM mart.project_change") == [("Titel", "Rubrik")]


def test_a_source_that_corrects_itself_as_we_did_changes_nothing(tmp_path: Path) -> None:
    path = corrected(tmp_path, f"{ID},title,Titl,Titel,,misspelt,2026-11-25\n", "Titl", "Titel")
    assert rows(path, "SELECT version_no, changed_fields FROM core.project_version ORDER BY 1") == [(1, None)]


def test_a_correction_of_an_absent_project_waits(tmp_path: Path) -> None:
    path = corrected(tmp_path, "esf_se:99-999-S99,title,A,B,,why,2026-11-25\n", "Titel")
    assert rows(path, STATES) == [("title", "waiting", None)]


def test_the_state_of_a_moment_is_that_of_the_version_then_valid(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    for week, title in enumerate(("Ett", "Ett", "Två")):
        raw.crawl(week)
        raw.page(CODE, project(CODE, title=title))
    path = raw.build()
    asked = "SELECT title, total_cost_amount FROM mart.as_of(TIMESTAMP '{}')"
    assert rows(path, asked.format("2023-12-31")) == []
    assert rows(path, asked.format("2024-01-10")) == [("Ett", Decimal(1000))]
    assert rows(path, asked.format("2024-02-01")) == [("Två", Decimal(1000))]


def test_of_several_values_a_moment_has_the_one_printed_first_as_the_project_has(tmp_path: Path) -> None:
    path = built(tmp_path, title=["Ö-rubrik", "A-rubrik"])
    assert one(path, "SELECT title FROM mart.project") == ("Ö-rubrik",)
    assert one(path, "SELECT title FROM mart.as_of(TIMESTAMP '2100-01-01')") == ("Ö-rubrik",)


def test_partners_keep_role_country_and_region_and_borders_show(tmp_path: Path) -> None:
    path = built(
        tmp_path,
        items=[
            {"partner_name": "Eksempel kommune", "partner_role": "lead", "partner_country_code": "NO", "partner_region_name": "Østfold"},
            {"partner_name": "Exempels kommun", "partner_role": "partner,operator"},
        ],
    )
    told = "SELECT organisation_name, role, country_code, is_cross_border, n_organisations FROM mart.participation ORDER BY ALL"
    assert rows(path, told) == [
        ("Eksempel kommune", "lead", "NO", True, 3),
        ("Exempels kommun", "operator", None, None, 3),
        ("Exempels kommun", "partner", None, None, 3),
        ("STORUMANS KOMMUN", "beneficiary", "SE", False, 3),
    ]


def test_a_goal_has_target_and_baseline_with_their_precision(tmp_path: Path) -> None:
    path = built(
        tmp_path,
        items=[
            {
                "indicator_name": "Fler sökande",
                "indicator_target_change_pct": "120",
                "indicator_target_on": "2018-06",
                "indicator_baseline_on": "2015-H2",
            }
        ],
        precisions={"indicator_target_on": "month", "indicator_baseline_on": "term"},
    )
    assert one(
        path,
        "SELECT name, target_change_raw, CAST(target_on AS VARCHAR), target_precision, CAST(baseline_on AS VARCHAR), baseline_precision "
        "FROM core.indicator",
    ) == ("Fler sökande", "120", "2018-06-30", "month", "2015-07-01", "term")


def test_a_project_is_active_in_every_month_from_its_start_to_its_end(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    for code, start, end in (
        ("22-001-S01", "2023-01-15", "2023-03-01"),
        ("22-002-S01", "2023-02-28", "2023-02-28"),
        ("22-003-S01", "2023-05-01", None),
    ):
        raw.page(code, project(code, start_on=start, end_on=end))
    told = rows(
        raw.build(), "SELECT strftime(month_on, '%m'), n_active, n_started, n_ended, n_undated FROM mart.active_by_month_fund ORDER BY 1"
    )
    assert told == [("01", 1, 1, 0, 1), ("02", 2, 1, 1, 1), ("03", 1, 0, 1, 1)]


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


# found by a hostile reviewer


def test_an_absurd_amount_stops_nothing_and_is_said(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="90000000000000000000", eu_cofinancing_rate_pct="1200")
    assert one(path, "SELECT total_cost_amount, support_amount, eu_cofinancing_rate_pct FROM mart.project") == (None, Decimal(600), None)
    assert rows(path, "SELECT field FROM ops.issue WHERE code = 'impossible_value' ORDER BY 1") == [
        ("eu_cofinancing_rate_pct",),
        ("total_cost",),
    ]


def test_many_large_amounts_add_up(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    for n in range(12):
        raw.page(f"22-0{n:02}-S01", project(f"22-0{n:02}-S01", total_cost="9999999999999.99", currency="EUR"))
    assert one(raw.build(), "SELECT total_cost_amount FROM mart.funding_by_region_fund") == (Decimal("119999999999999.88"),)


def test_an_amount_without_currency_is_in_no_sum_and_is_said(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost="1000", support_amount=None, currency=None)
    assert rows(path, "FROM core.funding") == []
    assert one(path, "SELECT message FROM ops.issue WHERE code = 'amount_without_currency'")[0].startswith("no currency")


def test_what_was_applied_for_is_in_no_sum(tmp_path: Path) -> None:
    path = built(tmp_path, amounts_stage="applied", eu_contribution="300")
    assert one(path, "SELECT eu_amount, support_amount, total_cost_amount FROM mart.project") == (None, None, Decimal(1000))
    assert one(path, "SELECT stage, is_summed FROM core.funding WHERE field = 'eu_contribution'") == ("applied", False)


def test_a_line_in_another_currency_keeps_what_it_is(tmp_path: Path) -> None:
    lines = [("5000000", "total_cost"), ("900", "eu_contribution"), ("40", "support_paid")]
    path = built(tmp_path, items=[{"funding_amount": amount, "funding_currency": "NOK", "funding_kind": kind} for amount, kind in lines])
    assert rows(path, "SELECT kind, source, stage FROM core.funding WHERE currency = 'NOK' ORDER BY amount DESC") == [
        ("total_cost", "total", "unstated"), ("support", "EU", "unstated"), ("support", "EU+national", "paid"),
    ]  # fmt: skip


def test_a_line_of_a_kind_nobody_knows_is_no_support_and_is_said(tmp_path: Path) -> None:
    path = built(tmp_path, items=[{"funding_amount": "77", "funding_currency": "SEK", "funding_kind": "loan"}])
    assert rows(path, "SELECT amount FROM core.funding WHERE field = 'funding_amount'") == []
    assert one(path, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_funding_line'") == ("loan",)


def test_a_corrected_amount_is_as_of_the_same_day_after_every_crawl(tmp_path: Path) -> None:
    for n in (1, 3):
        (tmp_path / str(n)).mkdir()
        path = corrected(tmp_path / str(n), f"{ID},total_cost,1000,1500,,why,2026-11-25\n", *["Titel"] * n)
        assert one(path, "SELECT CAST(as_of_on AS VARCHAR) FROM core.funding WHERE field = 'total_cost'") == ("2024-01-01",)


def norwegian(root: Path, names: str | list[str]) -> list[tuple[Any, ...]]:
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
        (["Østfold", "Rogaland"], "unallocated"),
        (["Østfold", "Buskerud"], "NO08"),
    ],
)
def test_a_county_of_a_divided_region_lies_where_it_lies(tmp_path: Path, name: str | list[str], code: str) -> None:
    assert norwegian(tmp_path, name) == [(code, Decimal(1))]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nuts_code": ["SE33", "SE0"], "region_name": None}, "unallocated"),
        ({"nuts_code": None, "region_name": ["Övre Norrland", "Atlantis"]}, "unallocated"),
        ({"nuts_code": None, "region_name": "Övre Norrland, Atlantis"}, "unallocated"),
        ({"nuts_code": None, "region_name": "Övre Norrland, Sverige"}, "SE33"),
        ({"nuts_code": ["SE33", "SE3", "SE"], "region_name": None}, "SE33"),
        ({"nuts_code": None, "region_name": "övre  norrland"}, "SE33"),
        ({"nuts_code": "SE99", "region_name": "Övre Norrland"}, "unallocated"),
    ],
)
def test_a_project_is_in_a_region_only_if_every_place_stated_agrees(tmp_path: Path, values: dict[str, Any], code: str) -> None:
    path = built(tmp_path, **values)
    assert one(path, "SELECT region_code FROM mart.project") == (code,)


def test_a_code_no_edition_has_is_said(tmp_path: Path) -> None:
    path = built(tmp_path, nuts_code="SE99", region_name=None)
    assert one(path, "SELECT value_raw FROM ops.issue WHERE code = 'unknown_region_code'") == ("SE99",)


def test_two_projects_that_name_each_other_are_linked_once(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(replace(ESF_SE, code_pattern=ESF_CODE), replace(KOHESIO, code_pattern=r"Q\d+")))
    raw.crawl(0)
    raw.page(CODE, project(CODE, title="Ett", description="See Q233276."))
    raw.crawl(0, registry="kohesio")
    raw.page(
        "https://kohesio.ec.europa.eu/Q233276", project("Q233276", title="Två", description=f"Id 2021SE05SFPR001_{CODE}.", total_cost="2")
    )
    path = raw.build()
    assert {row[:2] for row in rows(path, LINKS)} == {(ID, "kohesio:Q233276")}
    assert rows(path, "SELECT project_id, n_links FROM mart.project ORDER BY 1") == [(ID, 1), ("kohesio:Q233276", 1)]
    assert rows(path, "SELECT field, value, other_value FROM mart.conflict") == [("total_cost", "1000", "2")]


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


def test_citing_a_value_printed_twice_gives_each_place_once_and_a_corrected_one_its_reason(tmp_path: Path) -> None:
    path = built(tmp_path, region_name=["Övre Norrland", "Övre Norrland"])
    assert one(path, f"SELECT count(*), count(DISTINCT span_start) FROM mart.cite('{ID}', 'region_name')") == (2, 2)
    (tmp_path / "c").mkdir()
    path = corrected(tmp_path / "c", f"{ID},total_cost,1000,1500,,why,2026-11-25\n", "Titel")
    assert one(path, f"SELECT value, value_raw, method FROM mart.cite('{ID}', 'total_cost')") == (
        "1500",
        "correction of 1000: why",
        "derived",
    )


def test_a_number_valid_in_one_register_is_not_valid_in_another(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(ESF_SE, DANISH))
    for registry in ("esf_se", "erhvervsfremme_dk"):
        raw.crawl(0, registry=registry)
        raw.page(f"https://{registry}.example/1", project("X1", beneficiary_name="Bolaget", beneficiary_org_number="13585628"))
    assert rows(raw.build(), "SELECT org_number_scheme, is_org_number_valid FROM core.organisation ORDER BY 1") == [
        ("DK-CVR", True), (None, False),
    ]  # fmt: skip


def test_the_owner_named_again_among_the_partners_is_one_organisation(tmp_path: Path) -> None:
    path = built(tmp_path, items=[{"partner_name": "Storumans kommun", "partner_role": "lead, operator"}])
    assert one(path, "SELECT n_organisations FROM mart.project") == (1,)
    assert rows(path, "SELECT role FROM core.participation ORDER BY 1") == [("beneficiary",), ("lead",), ("operator",)]


def test_a_value_no_longer_readable_is_a_change_with_an_issue(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page(CODE, project(CODE))
    raw.crawl(1)
    raw.page(CODE, project(CODE, total_cost=None), issues=[{"code": "unreadable_amount", "severity": "warning", "field": "total_cost"}])
    assert one(raw.build(), "SELECT field, new_value, has_issue FROM mart.project_change") == ("total_cost", None, True)


@pytest.mark.parametrize(("postcode", "code"), [("SE-923 81", "SE33"), ("S-92381", "SE33"), ("1710", None), ("92381", "SE33")])
def test_a_postcode_is_bared_and_of_its_country_s_length(tmp_path: Path, postcode: str, code: str | None) -> None:
    path = built(tmp_path, beneficiary_postcode=postcode)
    assert one(path, "SELECT beneficiary_region_code FROM mart.project") == (code,)


def test_a_project_that_ends_before_it_starts_is_undated(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-001-S01", project("22-001-S01", start_on="2024-05-01", end_on="2023-01-01"))
    raw.page("22-002-S01", project("22-002-S01", start_on="2024-01-01", end_on="2024-01-02"))
    assert one(raw.build(), "SELECT n_active, n_undated FROM mart.active_by_month_fund") == (1, 1)


def test_a_fund_or_country_that_only_our_rules_know_is_not_published(tmp_path: Path) -> None:
    path = built(tmp_path)  # the test's own records derive both
    assert one(path, "SELECT fund_code, country_code, article_items_missing FROM mart.project") == ("ESF+", "SE", "i,m")


@pytest.mark.parametrize(("asked", "n_found"), [("SE", 1), ("se33", 1), ("SE332", 1), ("SE32", 0), ("", 0)])
def test_a_region_is_asked_for_by_any_code_that_holds_it(tmp_path: Path, asked: str, n_found: int) -> None:
    assert one(built(tmp_path), f"SELECT count(*) FROM mart.in_region('{asked}')") == (n_found,)
