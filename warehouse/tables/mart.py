"""Schema `mart`: tables made for people to read without a join. Every sum stands beside its coverage and its basis.

Does not belong here: evidence, which is in `core`.
"""

from __future__ import annotations

from warehouse.tables.define_table import define_table
from warehouse.tables.model import Ordered
from warehouse.tables.money_columns import RATE_MEASURES, SUM_MEASURES
from warehouse.tables.operation_columns import SEEN, STATED

REGION = "region_code region_name region_basis nuts_version?"
"""The region a row is about, under which basis and NUTS edition."""

TABLES = (
    define_table(
        "mart.project",
        "One row per project, everything about it side by side.",
        key="project_id",
        min_rows=1,
        columns=f"""
            project_id registry registry_title is_counted project_code is_provisional_code {STATED} programme_title?
            is_interreg beneficiary_name? beneficiary_organisation_id? beneficiary_org_number? beneficiary_postcode?
            beneficiary_city? beneficiary_region_code? beneficiary_region_name? n_organisations n_countries {REGION}
            region_weight nuts_code? region_name_raw? total_cost_amount? support_amount? eu_amount? currency:repeated?
            total_cost_eur? support_eur? eu_eur? computed_eu_rate_pct? computed_support_rate_pct?
            intervention_field_codes_raw? n_article_items article_items_missing? n_versions n_links changed_at {SEEN}
        """,
        overrides={
            "beneficiary_name": {"article_letter": "a"},
            "nuts_code": {
                "description": (
                    "Region code as printed, or that of the printed name; SE0 (the whole country) tells why a project is unallocated."
                ),
                "pattern": None,
            },
            "currency": "Currency of the amounts (ISO 4217); empty where there are none.",
        },
    ),
    define_table(
        "mart.funding_by_fund",
        "One row per fund and currency. Every project counts once, delisted ones included.",
        key="fund_code currency",
        min_rows=1,
        columns=f"fund_code:bucket currency:bucket {SUM_MEASURES}",
    ),
    define_table(
        "mart.funding_by_region_fund",
        "One row per region bucket, fund and currency, on the region the registry states. Every project of a registry "
        "counts once, delisted ones included, so rows add up to the totals counted once. A sum is empty, not zero, where no "
        "project states the amount: read it with its coverage.",
        key="region_code fund_code currency",
        min_rows=1,
        columns=f"{REGION} fund_code:bucket currency:bucket {SUM_MEASURES}",
    ),
    define_table(
        "mart.funding_by_basis_region_fund",
        "As mart.funding_by_region_fund, under each of the three bases: choose one region_basis, every one adds up to the "
        "same total. Where a basis divides a project among regions its money is divided too, to the cent.",
        key="region_basis region_code fund_code currency",
        min_rows=1,
        columns=f"{REGION} fund_code:bucket currency:bucket {SUM_MEASURES}",
    ),
    define_table(
        "mart.funding_by_year_fund",
        "One row per year of start, fund and currency; `unknown` where no start is stated. Rows add up to the totals counted once.",
        key="start_year fund_code currency",
        min_rows=1,
        columns=f"start_year fund_code:bucket currency:bucket {SUM_MEASURES}",
    ),
    define_table(
        "mart.funding_by_programme_fund",
        "One row per programme, fund and currency; `unknown` where no programme is stated. Rows add up to the totals counted once.",
        key="programme_cci fund_code currency",
        min_rows=1,
        columns=f"programme_cci:bucket programme_title? fund_code:bucket currency:bucket {SUM_MEASURES}",
    ),
    define_table(
        "mart.funding_by_beneficiary_fund",
        "One row per beneficiary, fund and currency; `unknown` where none is named. One organisation is one beneficiary in "
        "every registry that prints its number. Rows add up to the totals counted once.",
        key="beneficiary_id fund_code currency",
        min_rows=1,
        columns=f"""
            beneficiary_id beneficiary_name? org_number:plain? country_code:plain? beneficiary_region_code?
            beneficiary_region_name? registries fund_code:bucket currency:bucket {SUM_MEASURES}
        """,
        overrides={
            "beneficiary_name": {"description": "Its name, as most of its projects print it.", "fields": ()},
            "country_code": "Its country, as far as the pages say.",
            "beneficiary_region_code": {
                "description": "NUTS-2 region of its postcode, as most of its projects print it; not where the work is done.",
                "fields": (),
            },
            "beneficiary_region_name": {"fields": ()},
        },
    ),
    define_table(
        "mart.rate_by_fund",
        "One row per fund: the Union co-financing rates its projects state, beside those their amounts come to. A computed "
        "rate never stands in for a stated one. Projects as in mart.funding_by_fund.",
        key="fund_code",
        min_rows=1,
        columns=f"fund_code:bucket {RATE_MEASURES}",
    ),
    define_table(
        "mart.rate_by_region_fund",
        "As mart.rate_by_fund, one row per fund and region the registry states; a project of a divided region is in its main one.",
        key="region_code fund_code",
        min_rows=1,
        columns=f"{REGION} fund_code:bucket {RATE_MEASURES}",
    ),
    define_table(
        "mart.rate_by_programme_fund",
        "As mart.rate_by_fund, one row per programme and fund; `unknown` where no programme is stated.",
        key="programme_cci fund_code",
        min_rows=1,
        columns=f"programme_cci:bucket programme_title? fund_code:bucket {RATE_MEASURES}",
    ),
    define_table(
        "mart.active_by_month_fund",
        "One row per month and fund: projects running in that month by their stated start and end. Projects without one of "
        "the dates, and those that end before they start, are in no month; n_undated says how many they are. A fund none of "
        "whose projects is dated has no row.",
        key="month_on fund_code",
        columns="month_on fund_code:bucket n_active n_started n_ended n_undated",
    ),
    define_table(
        "mart.participation",
        "One row per project, organisation and role, with the names of both: who takes part in what.",
        key="project_id organisation_id role",
        columns="""
            project_id title:repeated? registry fund_code? organisation_id organisation_name? name_raw? role
            country_code:plain? is_cross_border? n_organisations org_number:plain? region_name_raw:partner?
            beneficiary_name? is_counted programme_cci:repeated? programme_title? region_code region_name:stated
            start_on:repeated? end_on:repeated? project_total_cost_amount? project_support_amount? project_eu_amount?
            currency:repeated? project_total_cost_eur? project_support_eur? project_eu_eur? source_url
        """,
        overrides={
            "name_raw": "Name as the project's page prints it.",
            "country_code": "Its country, as far as the page says.",
            "n_organisations": {"description": "Organisations of the project.", "minimum": 1},
            "org_number": "Number of the organisation, digits only.",
        },
    ),
    define_table(
        "mart.project_change",
        "One row per field that changed between two versions of a project: the change log.",
        key="project_id version_no field",
        ordered=(Ordered("previous_seen_at", "changed_at"),),
        columns="""
            project_id version_no field title:plain? fund_code? old_value? new_value? previous_seen_at changed_at
            change_cause has_issue source_url registry programme_cci:repeated? beneficiary_name? region_code
            region_name:stated is_listed
        """,
        overrides={
            "version_no": {"description": "Version that brought the change.", "minimum": 2},
            "field": "Field that changed.",
            "changed_at": "First capture with the new value (UTC).",
            "change_cause": "Who changed the value.",
            "is_listed": "The registry still lists the project.",
        },
    ),
    define_table(
        "mart.conflict",
        "One row per field for which two sources that tell of one operation, or one page twice, give different values: side "
        "by side, neither is preferred. `basis` says why the two belong together.",
        key="project_id field other_id value other_value",
        columns="""
            project_id field value other_value currency? value_raw? other_value_raw? relative_difference? is_rounding basis
            is_certain other_id source_url other_url evidence registry title:repeated? fund_code? beneficiary_name?
            other_registry other_title?
        """,
        overrides={
            "field": "Field of staging.observation.",
            "value": "Value of the project (the one used, where its page gives several).",
            "currency": "Currency of both, where they are amounts.",
            "value_raw": {"text": True},
            "is_certain": "They are certainly of one operation.",
            "other_id": {"description": "Project or mention the competing value is of.", "pattern": None},
        },
    ),
    define_table(
        "mart.registry_scorecard",
        "One row per registry and item of Article 49(3) of Regulation (EU) 2021/1060: how many of its projects publish it. "
        "What an authority does not publish blocks nothing: it stands here.",
        key="registry letter",
        columns="registry registry_title letter item is_applicable n_projects:divided n_with? coverage_pct? grade failing_urls_raw?",
        overrides={
            "is_applicable": "The item applies to what we publish.",
            "n_projects": "Projects of the registry.",
        },
    ),
)
