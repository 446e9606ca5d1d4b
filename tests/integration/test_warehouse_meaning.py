"""What the warehouse makes of what registries say: money and its euro, places and shares, organisations, links, conflicts, corrections."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import ESF_CODE, ESF_SE, INTERREG, KOHESIO, Raw, project, three_registries

from warehouse.build import build_core, build_mart
from warehouse.connect import reading
from warehouse.inputs import RegistryRow

CODE = "22-021-S03"
ID = f"esf_se:{CODE}"
DANISH = RegistryRow("erhvervsfremme_dk", "Erhvervsfremme", "DK", "Erhvervsstyrelsen", "CC0", "DKK", 2021)
NEWS = RegistryRow("project_page", "Pages of projects", "SE", "many", "none", "SEK", 2021, authority="project_page")
SUMMED = ("n_projects", "total_cost_amount", "support_amount", "eu_amount", "total_cost_eur", "support_eur", "eu_eur")
MARTS = ("region_fund", "basis_region_fund", "year_fund", "programme_fund", "beneficiary_fund")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with reading(path) as connection:
        return connection.execute(query).fetchall()


def one(path: Path, query: str) -> tuple[Any, ...]:
    found = rows(path, query)
    assert len(found) == 1, found
    return found[0]


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
        ("NO08", "population_2021", "population_2021"), ("NO09", "population_2021", "population_2021"),
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
    ],
)
def test_a_name_that_is_also_a_word_counts_only_before_kommun(tmp_path: Path, text: str, found: list[str]) -> None:
    path = built(tmp_path, description=text)
    assert [name for (name,) in rows(path, "SELECT municipality_name FROM core.location WHERE basis = 'text_mentioned'")] == found


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


def test_the_official_identifier_in_a_text_is_a_certain_link(tmp_path: Path) -> None:
    path = linked(tmp_path, f"Local id 2021SE05SFPR001_{CODE}.")
    assert rows(path, LINKS) == [(ID, "kohesio:Q1", "official_id", True)]


def test_a_bare_number_in_a_text_is_a_candidate(tmp_path: Path) -> None:
    path = linked(tmp_path, f"Builds on {CODE} and 2014-2020.")
    assert rows(path, LINKS) == [(ID, "kohesio:Q1", "number_in_text", False)]


def test_a_number_that_is_only_part_of_another_links_nothing(tmp_path: Path) -> None:
    assert rows(linked(tmp_path, f"See {CODE}77 or 9{CODE}."), LINKS) == []


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
        path, "SELECT field, value, other_value, is_rounding, relation FROM mart.conflict WHERE field <> 'beneficiary_name' ORDER BY field"
    )


def test_sources_that_disagree_stand_side_by_side(tmp_path: Path) -> None:
    assert conflicting(tmp_path, total_cost="1500") == [("total_cost", "1000", "1500", False, "official_id")]


def test_a_rounded_figure_is_marked_and_dates_are_compared_as_exactly_as_both_are_known(tmp_path: Path) -> None:
    assert conflicting(tmp_path, total_cost="1000.01", end_on="2024-12") == [("total_cost", "1000", "1000.01", True, "official_id")]


def test_amounts_in_two_currencies_are_not_compared(tmp_path: Path) -> None:
    assert conflicting(tmp_path, total_cost="5", currency="EUR") == []


def test_a_page_that_gives_two_values_is_in_conflict_with_itself(tmp_path: Path) -> None:
    path = built(tmp_path, total_cost=["1000", "2000"])
    assert one(path, "SELECT field, value, other_value, relation, other_id FROM mart.conflict") == (
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
    told = "SELECT organisation_name, role, country_code, is_cross_border, n_participants_stated FROM mart.participation ORDER BY ALL"
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
    assert rows(path, "SELECT n_article_items, article_items_missing FROM mart.project ORDER BY project_id") == [(11, "h"), (10, "h,k")]
    assert rows(path, "SELECT project_id FROM mart.scorecard_gap('esf_se', 'k')") == [("esf_se:22-002-S01",)]
