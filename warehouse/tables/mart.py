"""Schema `mart`: tables made for people to read: the wide project table, money by fund, region, year, programme and beneficiary, rates,
participation, changes, conflicts, the scorecard.

Belongs here: what can be read without a join. Every sum stands beside its coverage and its basis. Does not belong here: evidence (`core`).
"""

from __future__ import annotations

from warehouse.tables.columns import (
    CHANGE_CAUSES,
    LINK_BASES,
    MONEY,
    MONEY_SUM,
    ROLES,
    evidence,
    fund_code,
    is_provisional_code,
    organisation_id,
    project_code,
    project_id,
    region_basis,
    region_code,
    seen_columns,
    source_url,
    stated_columns,
)
from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.ref import COUNTRY, CURRENCY
from warehouse.tables.staging import registry_column

UNKNOWN_FUND = "unknown"
REPEATED = "Of the whole project, repeated in every row of it: never add it up here."


def _region_columns() -> tuple[Column, ...]:
    return (
        region_code(),
        Column(name="region_name", type="VARCHAR", nullable=False, description="Name of the region."),
        region_basis(),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition of region_code; empty for the unallocated.",
        ),
    )


def _fund() -> Column:
    return Column(name="fund_code", type="VARCHAR", nullable=False, description=f"EU fund, or `{UNKNOWN_FUND}`.")


def _currency() -> Column:
    return Column(
        name="currency",
        type="VARCHAR",
        nullable=False,
        pattern=CURRENCY,
        description="Currency of the amounts (ISO 4217); without amounts the registry's own, so that coverage counts such projects.",
    )


def _amount(name: str, what: str, *fields: str, article_letter: str | None = None) -> Column:
    return Column(name=name, type=MONEY, minimum=0, article_letter=article_letter, fields=fields, description=what)


def _eur(name: str, what: str, *fields: str) -> Column:
    return Column(name=name, type=MONEY, minimum=0, unit="EUR", fields=fields, description=what)


def _sum(name: str, what: str, *, unit: str | None = None) -> Column:
    return Column(name=name, type=MONEY_SUM, minimum=0, unit=unit, description=what)


def _count(name: str, what: str) -> Column:
    return Column(name=name, type="BIGINT", nullable=False, minimum=0, description=what)


def _coverage(name: str, what: str) -> Column:
    return Column(name=name, type="DECIMAL(5,2)", nullable=False, unit="percent", minimum=0, maximum=100, description=what)


def _sums() -> tuple[Column, ...]:
    """The measures of every mart that adds projects up: counts, then per amount its coverage, its sum and its sum in euro."""
    return (
        _count("n_projects", "Projects in the row; under a basis that divides projects, those whose main share is here."),
        _count("n_listed", "Of these, projects the registry still lists."),
        *_measure("total_cost", "total cost", "the stated total costs"),
        *_measure("support", "support (Union and national)", "the stated support (Union and national)"),
        *_measure("eu", "the Union's amount", "the stated Union amounts; never computed from a rate"),
        _count("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate."),
        Column(
            name="median_eu_cofinancing_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            description="Median of the stated Union co-financing rates.",
        ),
    )


def _rates() -> tuple[Column, ...]:
    """The measures of every mart of rates: what is stated, what the amounts come to, whether the two agree, what support is of the cost."""
    return (
        _count("n_projects", "Projects in the row."),
        _count("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate."),
        _coverage("eu_cofinancing_rate_coverage_pct", "Share of projects that state the Union co-financing rate."),
        *_spread("eu_cofinancing_rate", "the stated Union co-financing rates"),
        _count("n_with_computed_eu_rate", "Projects that state the Union's amount and the total cost, so that a rate can be computed."),
        *_spread("computed_eu_rate", "the computed rates (Union amount as a share of total cost)"),
        _count("n_with_both_rates", "Projects with a stated and a computed rate."),
        _count(
            "n_rates_apart",
            "Of these, projects whose two rates differ by more than 1.5 percentage points. "
            "Not all are wrong: a rate may be stated of public money.",
        ),
        _count("n_with_computed_support_rate", "Projects that state support (Union and national) and total cost."),
        *_spread("computed_support_rate", "the shares of support (Union and national) in total cost; not Union rates"),
    )


def _spread(name: str, what: str) -> tuple[Column, ...]:
    return tuple(
        Column(name=f"{word}_{name}_pct", type="DECIMAL(7,4)", unit="percent", minimum=0, maximum=100, description=f"{said} of {what}.")
        for word, said in (("min", "Smallest"), ("median", "Median"), ("max", "Largest"))
    )


def _title(name: str, what: str) -> Column:
    return Column(name=name, type="VARCHAR", fields=("title",), description=what)


def _programme_title() -> Column:
    return Column(
        name="programme_title",
        type="VARCHAR",
        fields=("programme_cci",),
        description="Title of the programme; empty where it is unknown to us.",
    )


def _programme_bucket() -> Column:
    return Column(name="programme_cci", type="VARCHAR", nullable=False, description="CCI number of the programme, or `unknown`.")


def _project_place() -> tuple[Column, ...]:
    """Where a project is, for tables that repeat it beside something else."""
    return (
        region_code(),
        Column(name="region_name", type="VARCHAR", nullable=False, description="Name of the region the registry states."),
    )


def _measure(name: str, states: str, what: str) -> tuple[Column, ...]:
    return (
        _count(f"n_with_{name}", f"Projects that state {states}."),
        _coverage(f"{name}_coverage_pct", f"Share of projects that state {states}."),
        _sum(f"{name}_amount", f"Sum of {what}."),
        _count(f"n_with_{name}_eur", f"Projects whose {name.replace('_', ' ')} is known in euro."),
        _sum(f"{name}_eur", f"Sum of {what} in euro, over the projects counted in n_with_{name}_eur.", unit="EUR"),
    )


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
        *_region_columns(),
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
        _amount("total_cost_amount", "Total cost of the operation.", "total_cost", article_letter="h"),
        _amount("support_amount", "Support from the Union and national public money together. Not the Union's share.", "support_amount"),
        _amount("eu_amount", "Support from the Union alone, as stated.", "eu_contribution"),
        Column(
            name="currency",
            type="VARCHAR",
            pattern=CURRENCY,
            fields=("currency",),
            description="Currency of the amounts (ISO 4217); empty where there are none.",
        ),
        _eur("total_cost_eur", "Total cost in euro, at the exchange rate of core.funding.", "total_cost"),
        _eur("support_eur", "Support (Union and national) in euro.", "support_amount"),
        _eur("eu_eur", "Support from the Union alone in euro.", "eu_contribution"),
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

FUNDING_BY_FUND = Table(
    schema="mart",
    name="funding_by_fund",
    description="One row per fund and currency. Every project counts once, delisted ones included.",
    primary_key=("fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(_fund(), _currency(), *_sums()),
)

FUNDING_BY_REGION_FUND = Table(
    schema="mart",
    name="funding_by_region_fund",
    description=(
        "One row per region bucket, fund and currency, on the region the registry states. Every project of a registry counts once, "
        "delisted ones included, so rows add up to the totals counted once. A sum is empty, not zero, where no project states the "
        "amount: read it with its coverage."
    ),
    primary_key=("region_code", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(*_region_columns(), _fund(), _currency(), *_sums()),
)

FUNDING_BY_BASIS_REGION_FUND = Table(
    schema="mart",
    name="funding_by_basis_region_fund",
    description=(
        "As mart.funding_by_region_fund, under each of the three bases: choose one region_basis, every one adds up to the same total. "
        "Where a basis divides a project among regions its money is divided too, to the cent."
    ),
    primary_key=("region_basis", "region_code", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(*_region_columns(), _fund(), _currency(), *_sums()),
)

FUNDING_BY_YEAR_FUND = Table(
    schema="mart",
    name="funding_by_year_fund",
    description="One row per year of start, fund and currency; `unknown` where no start is stated. Rows add up to the totals counted once.",
    primary_key=("start_year", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(
        Column(
            name="start_year",
            type="VARCHAR",
            nullable=False,
            pattern=r"[0-9]{4}|unknown",
            description="Calendar year in which the projects start, or `unknown`.",
        ),
        _fund(),
        _currency(),
        *_sums(),
    ),
)

FUNDING_BY_PROGRAMME_FUND = Table(
    schema="mart",
    name="funding_by_programme_fund",
    description="One row per programme, fund and currency; `unknown` where no programme is stated. Rows add up to the totals counted once.",
    primary_key=("programme_cci", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(
        _programme_bucket(),
        _programme_title(),
        _fund(),
        _currency(),
        *_sums(),
    ),
)

FUNDING_BY_BENEFICIARY_FUND = Table(
    schema="mart",
    name="funding_by_beneficiary_fund",
    description=(
        "One row per beneficiary, fund and currency; `unknown` where none is named. One organisation is one beneficiary in every registry "
        "that prints its number. Rows add up to the totals counted once."
    ),
    primary_key=("beneficiary_id", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(
        Column(name="beneficiary_id", type="VARCHAR", nullable=False, description="`organisation_id` of the beneficiary, or `unknown`."),
        Column(name="beneficiary_name", type="VARCHAR", description="Its name, as most of its projects print it."),
        Column(name="org_number", type="VARCHAR", description="Its organisation number, digits only."),
        Column(name="country_code", type="VARCHAR", pattern=COUNTRY, description="Its country, as far as the pages say."),
        Column(
            name="beneficiary_region_code",
            type="VARCHAR",
            pattern=r"[A-Z]{2}[A-Z0-9]{2}",
            description="NUTS-2 region of its postcode, as most of its projects print it; not where the work is done.",
        ),
        Column(name="beneficiary_region_name", type="VARCHAR", description="Name of the region in beneficiary_region_code."),
        Column(
            name="registries",
            type="VARCHAR",
            nullable=False,
            description="Codes of the registries the projects of the row are from, sorted, separated by commas.",
        ),
        _fund(),
        _currency(),
        *_sums(),
    ),
)

RATE_BY_FUND = Table(
    schema="mart",
    name="rate_by_fund",
    description=(
        "One row per fund: the Union co-financing rates its projects state, beside those their amounts come to. A computed rate never "
        "stands in for a stated one. Projects as in mart.funding_by_fund."
    ),
    primary_key=("fund_code",),
    min_rows=1,
    exported=True,
    columns=(_fund(), *_rates()),
)

RATE_BY_REGION_FUND = Table(
    schema="mart",
    name="rate_by_region_fund",
    description="As mart.rate_by_fund, one row per fund and region the registry states; a project of a divided region is in its main one.",
    primary_key=("region_code", "fund_code"),
    min_rows=1,
    exported=True,
    columns=(*_region_columns(), _fund(), *_rates()),
)

RATE_BY_PROGRAMME_FUND = Table(
    schema="mart",
    name="rate_by_programme_fund",
    description="As mart.rate_by_fund, one row per programme and fund; `unknown` where no programme is stated.",
    primary_key=("programme_cci", "fund_code"),
    min_rows=1,
    exported=True,
    columns=(_programme_bucket(), _programme_title(), _fund(), *_rates()),
)

ACTIVE_BY_MONTH_FUND = Table(
    schema="mart",
    name="active_by_month_fund",
    description=(
        "One row per month and fund: projects running in that month by their stated start and end. Projects without one of the dates, "
        "and those that end before they start, are in no month; n_undated says how many they are. A fund none of whose projects is dated "
        "has no row."
    ),
    primary_key=("month_on", "fund_code"),
    exported=True,
    columns=(
        Column(name="month_on", type="DATE", nullable=False, description="First day of the month."),
        _fund(),
        _count("n_active", "Projects that run on at least one day of the month."),
        _count("n_started", "Projects that start in the month."),
        _count("n_ended", "Projects that end in the month."),
        _count("n_undated", "Projects of the fund without start or end, or with an end before the start: in no month."),
    ),
)

PARTICIPATION = Table(
    schema="mart",
    name="participation",
    description="One row per project, organisation and role, with the names of both: who takes part in what.",
    primary_key=("project_id", "organisation_id", "role"),
    exported=True,
    columns=(
        project_id(),
        Column(name="title", type="VARCHAR", fields=("title",), description="Name of the operation."),
        registry_column(),
        fund_code(),
        organisation_id(),
        Column(name="organisation_name", type="VARCHAR", description="Name of the organisation, as most of its projects print it."),
        Column(name="name_raw", type="VARCHAR", fields=("beneficiary_name", "partner_name"), description="Name as this project prints it."),
        Column(
            name="role", type="VARCHAR", nullable=False, allowed=ROLES, fields=("partner_role",), description="What it is to the project."
        ),
        Column(name="country_code", type="VARCHAR", pattern=COUNTRY, description="Its country, as far as the page says."),
        Column(
            name="is_cross_border",
            type="BOOLEAN",
            description="Its country is not that of the project's beneficiary; empty where one of the two is unknown.",
        ),
        Column(name="n_organisations", type="INTEGER", nullable=False, minimum=1, description="Organisations of the project."),
        Column(name="org_number", type="VARCHAR", description="Number of the organisation, digits only."),
        Column(
            name="region_name_raw", type="VARCHAR", fields=("partner_region_name",), description="Region of the organisation as printed."
        ),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary of the project as printed."),
        Column(
            name="is_counted",
            type="BOOLEAN",
            nullable=False,
            description="The project counts in sums: its registry is the authority's own, not one that repeats others.",
        ),
        Column(name="programme_cci", type="VARCHAR", fields=("programme_cci",), description="CCI number of the project's programme."),
        _programme_title(),
        *_project_place(),
        Column(name="start_on", type="DATE", fields=("start_on",), description="Start of the project."),
        Column(name="end_on", type="DATE", fields=("end_on",), description="End of the project."),
        _amount("project_total_cost_amount", f"Total cost. {REPEATED}", "total_cost"),
        _amount("project_support_amount", f"Support from the Union and national public money together. {REPEATED}", "support_amount"),
        _amount("project_eu_amount", f"Support from the Union alone, as stated. {REPEATED}", "eu_contribution"),
        Column(name="currency", type="VARCHAR", pattern=CURRENCY, fields=("currency",), description="Currency of the amounts (ISO 4217)."),
        _eur("project_total_cost_eur", f"Total cost in euro. {REPEATED}", "total_cost"),
        _eur("project_support_eur", f"Support (Union and national) in euro. {REPEATED}", "support_amount"),
        _eur("project_eu_eur", f"Support from the Union alone in euro. {REPEATED}", "eu_contribution"),
        source_url(),
    ),
)

PROJECT_CHANGE = Table(
    schema="mart",
    name="project_change",
    description="One row per field that changed between two versions of a project: the change log.",
    primary_key=("project_id", "version_no", "field"),
    ordered=(Ordered("previous_seen_at", "changed_at"),),
    exported=True,
    columns=(
        project_id(),
        Column(name="version_no", type="INTEGER", nullable=False, minimum=2, description="Version that brought the change."),
        Column(name="field", type="VARCHAR", nullable=False, description="Field that changed."),
        Column(name="title", type="VARCHAR", description="Current name of the operation."),
        fund_code(),
        Column(
            name="old_value",
            type="VARCHAR",
            description="Value before; several separated by semicolons; empty when the field was missing.",
            text=True,
        ),
        Column(
            name="new_value",
            type="VARCHAR",
            description="Value after; several separated by semicolons; empty when the field is gone or no longer readable, see has_issue.",
            text=True,
        ),
        Column(name="previous_seen_at", type="TIMESTAMP", nullable=False, description="Beginning of the version before (UTC)."),
        Column(name="changed_at", type="TIMESTAMP", nullable=False, description="First capture with the new value (UTC)."),
        Column(name="change_cause", type="VARCHAR", nullable=False, allowed=CHANGE_CAUSES, description="Who changed the value."),
        Column(
            name="has_issue",
            type="BOOLEAN",
            nullable=False,
            description="The new page has an issue about the field: what looks withdrawn may be a value that is no longer readable.",
        ),
        source_url(),
        registry_column(),
        Column(name="programme_cci", type="VARCHAR", fields=("programme_cci",), description="CCI number of the programme."),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary as printed."),
        *_project_place(),
        Column(name="is_listed", type="BOOLEAN", nullable=False, description="The registry still lists the project."),
    ),
)

CONFLICT = Table(
    schema="mart",
    name="conflict",
    description=(
        "One row per field for which two sources that tell of one operation, or one page twice, give different values: side by side, "
        "neither is preferred. `basis` says why the two belong together."
    ),
    primary_key=("project_id", "field", "other_id", "value", "other_value"),
    exported=True,
    columns=(
        project_id(),
        Column(name="field", type="VARCHAR", nullable=False, description="Field of staging.observation."),
        Column(
            name="value", type="VARCHAR", nullable=False, description="Value of the project (the one used, where its page gives several)."
        ),
        Column(name="other_value", type="VARCHAR", nullable=False, description="Competing value."),
        Column(name="currency", type="VARCHAR", pattern=CURRENCY, description="Currency of both, where they are amounts."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed.", text=True),
        Column(name="other_value_raw", type="VARCHAR", description="Competing value as printed.", text=True),
        Column(
            name="relative_difference",
            type="DECIMAL(18,4)",
            unit="share",
            description="Difference of two numbers as a share of the larger one (0-1); empty for other values.",
        ),
        Column(
            name="is_rounding",
            type="BOOLEAN",
            nullable=False,
            description="The two numbers are within a tenth and agree if the less exact one is a rounded one (43,4 mio. and 43 399 971).",
        ),
        Column(
            name="basis", type="VARCHAR", nullable=False, allowed=("same_page", *LINK_BASES), description="Why the two belong together."
        ),
        Column(name="is_certain", type="BOOLEAN", nullable=False, description="They are certainly of one operation."),
        Column(name="other_id", type="VARCHAR", nullable=False, description="Project or mention the competing value is of."),
        source_url(),
        Column(name="other_url", type="VARCHAR", nullable=False, pattern=r"https?://\S+", description="Page of the competing value."),
        evidence(),
        registry_column(),
        _title("title", "Name of the operation."),
        fund_code(),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary as printed."),
        Column(name="other_registry", type="VARCHAR", nullable=False, description="Registry, or kind of page, the competing value is of."),
        _title("other_title", "Name of the operation where the competing value stands."),
    ),
)

REGISTRY_SCORECARD = Table(
    schema="mart",
    name="registry_scorecard",
    description=(
        "One row per registry and item of Article 49(3) of Regulation (EU) 2021/1060: how many of its projects publish it. "
        "What an authority does not publish blocks nothing: it stands here."
    ),
    primary_key=("registry", "letter"),
    exported=True,
    columns=(
        registry_column(),
        Column(name="registry_title", type="VARCHAR", nullable=False, description="Title of the registry."),
        Column(name="letter", type="VARCHAR", nullable=False, references="ref.article_item.letter", description="Letter of the item."),
        Column(name="item", type="VARCHAR", nullable=False, description="What the item asks for."),
        Column(name="is_applicable", type="BOOLEAN", nullable=False, description="The item applies to what we publish."),
        _count("n_projects", "Projects of the registry."),
        Column(name="n_with", type="BIGINT", minimum=0, description="Projects that publish the item; empty where it does not apply."),
        Column(
            name="coverage_pct",
            type="DECIMAL(5,2)",
            unit="percent",
            minimum=0,
            maximum=100,
            description="Share of projects that publish the item.",
        ),
        Column(
            name="grade",
            type="VARCHAR",
            nullable=False,
            allowed=("published", "partly", "missing", "not_applicable"),
            description="Published by 95 % or more, by some, by none.",
        ),
        Column(
            name="failing_urls_raw",
            type="VARCHAR",
            description="Up to five pages that lack the item, separated by line breaks; the macro mart.scorecard_gap lists all.",
        ),
    ),
)

TABLES = (
    PROJECT,
    FUNDING_BY_FUND,
    FUNDING_BY_REGION_FUND,
    FUNDING_BY_BASIS_REGION_FUND,
    FUNDING_BY_YEAR_FUND,
    FUNDING_BY_PROGRAMME_FUND,
    FUNDING_BY_BENEFICIARY_FUND,
    RATE_BY_FUND,
    RATE_BY_REGION_FUND,
    RATE_BY_PROGRAMME_FUND,
    ACTIVE_BY_MONTH_FUND,
    PARTICIPATION,
    PROJECT_CHANGE,
    CONFLICT,
    REGISTRY_SCORECARD,
)
