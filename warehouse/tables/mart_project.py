"""Schema `mart`: the wide project table."""

from __future__ import annotations

from warehouse.tables.columns import is_provisional_code, project_code, project_id, seen_columns, stated_columns
from warehouse.tables.mart_columns import amount, amount_eur, region_bucket
from warehouse.tables.model import Column, Table
from warehouse.tables.ref import CURRENCY
from warehouse.tables.staging import registry_column

PROJECT = Table(
    schema="mart",
    name="project",
    description="One row per project, everything about it side by side.",
    primary_key=("project_id",),
    min_rows=1,
    exported=True,
    columns=(
        project_id(),
        registry_column(),
        Column(name="registry_title", type="VARCHAR", nullable=False, description="Title of the registry."),
        Column(
            name="is_counted",
            type="BOOLEAN",
            nullable=False,
            description="Counts in sums: the registry is the authority's own, not one that repeats others.",
        ),
        project_code(),
        is_provisional_code(),
        *stated_columns(),
        Column(name="programme_title", type="VARCHAR", fields=("programme_cci",), description="Title of the programme."),
        Column(
            name="is_interreg",
            type="BOOLEAN",
            nullable=False,
            description="Of territorial cooperation: by its programme's CCI number, or since its registry has no other.",
        ),
        Column(
            name="beneficiary_name",
            type="VARCHAR",
            article_letter="a",
            fields=("beneficiary_name",),
            description="Beneficiary as printed.",
        ),
        Column(
            name="beneficiary_organisation_id",
            type="VARCHAR",
            references="core.organisation.organisation_id",
            fields=("beneficiary_org_number", "beneficiary_name"),
            description="Beneficiary's organisation.",
        ),
        Column(
            name="beneficiary_org_number",
            type="VARCHAR",
            fields=("beneficiary_org_number",),
            description="Beneficiary's organisation number, digits only.",
        ),
        Column(name="beneficiary_postcode", type="VARCHAR", fields=("beneficiary_postcode",), description="Beneficiary's postcode."),
        Column(name="beneficiary_city", type="VARCHAR", fields=("beneficiary_city",), description="Beneficiary's postal town."),
        Column(
            name="beneficiary_region_code",
            type="VARCHAR",
            pattern=r"[A-Z]{2}[A-Z0-9]{2}",
            fields=("beneficiary_postcode",),
            description="NUTS-2 region of the beneficiary's postcode; not where the work is done.",
        ),
        Column(
            name="beneficiary_region_name",
            type="VARCHAR",
            fields=("beneficiary_postcode",),
            description="Name of the region in beneficiary_region_code.",
        ),
        Column(name="n_organisations", type="INTEGER", nullable=False, minimum=0, description="Organisations in core.participation."),
        Column(name="n_countries", type="INTEGER", nullable=False, minimum=0, description="Countries of these, as far as the pages say."),
        *region_bucket(),
        Column(
            name="region_weight",
            type="DECIMAL(9,8)",
            nullable=False,
            minimum=0,
            maximum=1,
            unit="share",
            description="Share of the project in region_code: less than 1 where an older region was divided (core.project_region has all).",
        ),
        Column(
            name="nuts_code",
            type="VARCHAR",
            article_letter="l",
            fields=("nuts_code", "region_name"),
            description="Region code as printed, or that of the printed name; SE0 (the whole country) tells why a project is unallocated.",
        ),
        Column(name="region_name_raw", type="VARCHAR", fields=("region_name",), description="Region as printed."),
        amount("total_cost_amount", "Total cost of the operation.", "total_cost", article_letter="h"),
        amount("support_amount", "Support from the Union and national public money together. Not the Union's share.", "support_amount"),
        amount("eu_amount", "Support from the Union alone, as stated.", "eu_contribution"),
        Column(
            name="currency",
            type="VARCHAR",
            pattern=CURRENCY,
            fields=("currency",),
            description="Currency of the amounts (ISO 4217); empty where there are none.",
        ),
        amount_eur("total_cost_eur", "Total cost in euro, at the exchange rate of core.funding.", "total_cost"),
        amount_eur("support_eur", "Support (Union and national) in euro.", "support_amount"),
        amount_eur("eu_eur", "Support from the Union alone in euro.", "eu_contribution"),
        Column(
            name="computed_eu_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            warns_on=("range",),
            fields=("eu_contribution", "total_cost"),
            description="Union amount as a share of total cost, computed from the two where both are stated in one currency. Compare with "
            "the stated rate; never used instead of it.",
        ),
        Column(
            name="computed_support_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            fields=("support_amount", "total_cost"),
            description="Support (Union and national) as a share of total cost, computed where both are stated in one currency. Not the "
            "Union's rate: it includes national money.",
        ),
        Column(
            name="intervention_field_codes_raw",
            type="VARCHAR",
            article_letter="n",
            fields=("intervention_field_code",),
            description="Intervention field codes, sorted, separated by commas; their scheme follows the period.",
        ),
        Column(
            name="n_article_items",
            type="INTEGER",
            nullable=False,
            minimum=0,
            maximum=12,
            description="Of the 12 items of Article 49(3) that apply (all but b and c), those that are published: a fund or country "
            "that only a rule of ours derives is not.",
        ),
        Column(
            name="article_items_missing",
            type="VARCHAR",
            description="Letters of the applicable items that are not published, in order, separated by commas; empty when none.",
        ),
        Column(name="n_versions", type="INTEGER", nullable=False, minimum=1, description="Versions of the project seen so far."),
        Column(
            name="n_links",
            type="INTEGER",
            nullable=False,
            minimum=0,
            description="Other projects and mentions that core.project_link links it to.",
        ),
        Column(name="changed_at", type="TIMESTAMP", nullable=False, description="First capture with the current values (UTC)."),
        *seen_columns(),
    ),
)

TABLES = (PROJECT,)
