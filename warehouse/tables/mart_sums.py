"""Schema `mart`: what is counted and added up: money by fund, region, year, programme and beneficiary, rates, active projects by month.

Every sum stands beside its coverage and its basis.
"""

from __future__ import annotations

from warehouse.tables.mart_columns import count, currency_bucket, fund_bucket, programme_bucket, programme_title, rates, region_bucket, sums
from warehouse.tables.model import Column, Table
from warehouse.tables.ref import COUNTRY

FUNDING_BY_FUND = Table(
    schema="mart",
    name="funding_by_fund",
    description="One row per fund and currency. Every project counts once, delisted ones included.",
    primary_key=("fund_code", "currency"),
    min_rows=1,
    exported=True,
    columns=(fund_bucket(), currency_bucket(), *sums()),
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
    columns=(*region_bucket(), fund_bucket(), currency_bucket(), *sums()),
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
    columns=(*region_bucket(), fund_bucket(), currency_bucket(), *sums()),
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
        fund_bucket(),
        currency_bucket(),
        *sums(),
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
        programme_bucket(),
        programme_title(),
        fund_bucket(),
        currency_bucket(),
        *sums(),
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
        fund_bucket(),
        currency_bucket(),
        *sums(),
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
    columns=(fund_bucket(), *rates()),
)

RATE_BY_REGION_FUND = Table(
    schema="mart",
    name="rate_by_region_fund",
    description="As mart.rate_by_fund, one row per fund and region the registry states; a project of a divided region is in its main one.",
    primary_key=("region_code", "fund_code"),
    min_rows=1,
    exported=True,
    columns=(*region_bucket(), fund_bucket(), *rates()),
)

RATE_BY_PROGRAMME_FUND = Table(
    schema="mart",
    name="rate_by_programme_fund",
    description="As mart.rate_by_fund, one row per programme and fund; `unknown` where no programme is stated.",
    primary_key=("programme_cci", "fund_code"),
    min_rows=1,
    exported=True,
    columns=(programme_bucket(), programme_title(), fund_bucket(), *rates()),
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
        fund_bucket(),
        count("n_active", "Projects that run on at least one day of the month."),
        count("n_started", "Projects that start in the month."),
        count("n_ended", "Projects that end in the month."),
        count("n_undated", "Projects of the fund without start or end, or with an end before the start: in no month."),
    ),
)

TABLES = (
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
)
