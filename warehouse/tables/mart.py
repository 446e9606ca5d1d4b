"""Schema `mart`: tables made for people to read: the wide project table, money by region and fund, the change log."""

from __future__ import annotations

from warehouse.tables.core import MONEY, fund_code, project_id, seen_columns, source_url, stated_columns
from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.ref import CURRENCY
from warehouse.tables.staging import registry_column

UNALLOCATED = "unallocated"
UNKNOWN_FUND = "unknown"
REGION_CODE = rf"[A-Z]{{2}}[A-Z0-9]{{2}}|{UNALLOCATED}"


def _region_columns() -> tuple[Column, ...]:
    return (
        Column(
            name="region_code",
            type="VARCHAR",
            nullable=False,
            pattern=REGION_CODE,
            description="NUTS-2 code, or `unallocated`: no region, a national pseudo code, an unknown name, or several regions.",
        ),
        Column(name="region_name", type="VARCHAR", nullable=False, description="Name of the region."),
        Column(
            name="region_basis",
            type="VARCHAR",
            nullable=False,
            allowed=("registry_stated", "none"),
            description="On what basis projects are put in the region; `none` for the unallocated.",
        ),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition; empty for the unallocated.",
        ),
    )


def _amount(name: str, what: str, *, article_letter: str | None = None) -> Column:
    return Column(name=name, type=MONEY, minimum=0, article_letter=article_letter, description=what)


def _count(name: str, what: str) -> Column:
    return Column(name=name, type="BIGINT", nullable=False, minimum=0, description=what)


def _coverage(name: str, what: str) -> Column:
    return Column(name=name, type="DECIMAL(5,2)", nullable=False, unit="percent", minimum=0, maximum=100, description=what)


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
        Column(name="project_code", type="VARCHAR", nullable=False, description="Code of the operation as the registry prints it."),
        *stated_columns(),
        Column(name="programme_title", type="VARCHAR", description="Title of the programme."),
        Column(name="beneficiary_name", type="VARCHAR", article_letter="a", description="Beneficiary as printed."),
        Column(
            name="beneficiary_organisation_id",
            type="VARCHAR",
            references="core.organisation.organisation_id",
            description="Beneficiary's organisation.",
        ),
        Column(name="beneficiary_postcode", type="VARCHAR", description="Beneficiary's postcode."),
        Column(name="beneficiary_city", type="VARCHAR", description="Beneficiary's postal town."),
        *_region_columns(),
        Column(
            name="nuts_code",
            type="VARCHAR",
            description="Region code as printed, or that of the printed name; SE0 (the whole country) tells why a project is unallocated.",
        ),
        Column(name="region_name_raw", type="VARCHAR", description="Region as printed."),
        _amount("total_cost_amount", "Total cost of the operation.", article_letter="h"),
        _amount("support_amount", "Support from the Union and national public money together. Not the Union's share."),
        _amount("eu_amount", "Support from the Union alone."),
        Column(
            name="currency", type="VARCHAR", pattern=CURRENCY, description="Currency of the amounts (ISO 4217); empty where there are none."
        ),
        Column(
            name="intervention_field_codes_raw",
            type="VARCHAR",
            article_letter="n",
            description="Intervention field codes, sorted, separated by commas; their scheme follows the period.",
        ),
        Column(name="n_versions", type="INTEGER", nullable=False, minimum=1, description="Versions of the project seen so far."),
        Column(name="changed_at", type="TIMESTAMP", nullable=False, description="First capture with the current values (UTC)."),
        *seen_columns(),
    ),
)

FUNDING_BY_REGION_FUND = Table(
    schema="mart",
    name="funding_by_region_fund",
    description=(
        "One row per region bucket, fund and currency. Every project is in exactly one row, delisted ones included, "
        "so rows add up to the totals counted once. A sum is empty, not zero, where no project states the amount: "
        "read it with its coverage."
    ),
    unique=(("region_code", "nuts_version", "fund_code", "currency"),),
    order_by=("region_code", "nuts_version", "fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(
        *_region_columns(),
        Column(name="fund_code", type="VARCHAR", nullable=False, description=f"EU fund, or `{UNKNOWN_FUND}`."),
        Column(
            name="currency",
            type="VARCHAR",
            nullable=False,
            pattern=CURRENCY,
            description="Currency of the amounts (ISO 4217); without amounts the registry's own, so that coverage counts such projects.",
        ),
        _count("n_projects", "Projects in the row."),
        _count("n_listed", "Of these, projects the registry still lists."),
        _count("n_with_total_cost", "Projects that state their total cost."),
        _coverage("total_cost_coverage_pct", "Share of projects that state their total cost."),
        _amount("total_cost_amount", "Sum of the stated total costs."),
        _count("n_with_support", "Projects that state their support (Union and national)."),
        _coverage("support_coverage_pct", "Share of projects that state their support."),
        _amount("support_amount", "Sum of the stated support (Union and national)."),
        _count("n_with_eu", "Projects that state the Union's amount."),
        _coverage("eu_coverage_pct", "Share of projects that state the Union's amount."),
        _amount("eu_amount", "Sum of the stated Union amounts; never computed from a rate."),
        _count("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate."),
        Column(
            name="median_eu_cofinancing_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            description="Median of the stated Union co-financing rates.",
        ),
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
            name="old_value", type="VARCHAR", description="Value before; several separated by semicolons; empty when the field was missing."
        ),
        Column(name="new_value", type="VARCHAR", description="Value after; several separated by semicolons; empty when the field is gone."),
        Column(name="previous_seen_at", type="TIMESTAMP", nullable=False, description="First capture with the old value (UTC)."),
        Column(name="changed_at", type="TIMESTAMP", nullable=False, description="First capture with the new value (UTC)."),
        Column(name="change_cause", type="VARCHAR", nullable=False, allowed=("source",), description="Who changed the value."),
        source_url(),
    ),
)

TABLES = (PROJECT, FUNDING_BY_REGION_FUND, PROJECT_CHANGE)
