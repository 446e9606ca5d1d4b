"""Columns that several tables of `mart` share: buckets, amounts, counts, and the measures of sums and rates."""

from __future__ import annotations

from warehouse.tables.columns import MONEY, MONEY_SUM, region_basis, region_code
from warehouse.tables.model import Column
from warehouse.tables.ref import CURRENCY

UNKNOWN_FUND = "unknown"
REPEATED = "Of the whole project, repeated in every row of it: never add it up here."


def region_bucket() -> tuple[Column, ...]:
    """The region a row is about, under which basis and NUTS edition."""
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


def fund_bucket() -> Column:
    """The fund a row is about."""
    return Column(name="fund_code", type="VARCHAR", nullable=False, description=f"EU fund, or `{UNKNOWN_FUND}`.")


def currency_bucket() -> Column:
    """The currency a row is about."""
    return Column(
        name="currency",
        type="VARCHAR",
        nullable=False,
        pattern=CURRENCY,
        description="Currency of the amounts (ISO 4217); without amounts the registry's own, so that coverage counts such projects.",
    )


def amount(name: str, what: str, *fields: str, article_letter: str | None = None) -> Column:
    """An amount of one project, in its source currency."""
    return Column(name=name, type=MONEY, minimum=0, article_letter=article_letter, fields=fields, description=what)


def amount_eur(name: str, what: str, *fields: str) -> Column:
    """An amount of one project, in euro."""
    return Column(name=name, type=MONEY, minimum=0, unit="EUR", fields=fields, description=what)


def summed(name: str, what: str, *, unit: str | None = None) -> Column:
    """A sum over projects; empty where none states the amount."""
    return Column(name=name, type=MONEY_SUM, minimum=0, unit=unit, description=what)


def count(name: str, what: str) -> Column:
    """How many projects."""
    return Column(name=name, type="BIGINT", nullable=False, minimum=0, description=what)


def coverage(name: str, what: str) -> Column:
    """The share of projects that state something, in percent."""
    return Column(name=name, type="DECIMAL(5,2)", nullable=False, unit="percent", minimum=0, maximum=100, description=what)


def sums() -> tuple[Column, ...]:
    """The measures of every mart that adds projects up: counts, then per amount its coverage, its sum and its sum in euro."""
    return (
        count("n_projects", "Projects in the row; under a basis that divides projects, those whose main share is here."),
        count("n_listed", "Of these, projects the registry still lists."),
        *_measure("total_cost", "total cost", "the stated total costs"),
        *_measure("support", "support (Union and national)", "the stated support (Union and national)"),
        *_measure("eu", "the Union's amount", "the stated Union amounts; never computed from a rate"),
        count("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate."),
        Column(
            name="median_eu_cofinancing_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            description="Median of the stated Union co-financing rates.",
        ),
    )


def rates() -> tuple[Column, ...]:
    """The measures of every mart of rates: what is stated, what the amounts come to, whether the two agree, what support is of the cost."""
    return (
        count("n_projects", "Projects in the row."),
        count("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate."),
        coverage("eu_cofinancing_rate_coverage_pct", "Share of projects that state the Union co-financing rate."),
        *_spread("eu_cofinancing_rate", "the stated Union co-financing rates"),
        count("n_with_computed_eu_rate", "Projects that state the Union's amount and the total cost, so that a rate can be computed."),
        *_spread("computed_eu_rate", "the computed rates (Union amount as a share of total cost)"),
        count("n_with_both_rates", "Projects with a stated and a computed rate."),
        count(
            "n_rates_apart",
            "Of these, projects whose two rates differ by more than 1.5 percentage points. "
            "Not all are wrong: a rate may be stated of public money.",
        ),
        count("n_with_computed_support_rate", "Projects that state support (Union and national) and total cost."),
        *_spread("computed_support_rate", "the shares of support (Union and national) in total cost; not Union rates"),
    )


def _spread(name: str, what: str) -> tuple[Column, ...]:
    return tuple(
        Column(name=f"{word}_{name}_pct", type="DECIMAL(7,4)", unit="percent", minimum=0, maximum=100, description=f"{said} of {what}.")
        for word, said in (("min", "Smallest"), ("median", "Median"), ("max", "Largest"))
    )


def title(name: str, what: str) -> Column:
    """The name of an operation."""
    return Column(name=name, type="VARCHAR", fields=("title",), description=what)


def programme_title() -> Column:
    """The title of the programme beside its CCI number."""
    return Column(
        name="programme_title",
        type="VARCHAR",
        fields=("programme_cci",),
        description="Title of the programme; empty where it is unknown to us.",
    )


def programme_bucket() -> Column:
    """The programme a row is about."""
    return Column(name="programme_cci", type="VARCHAR", nullable=False, description="CCI number of the programme, or `unknown`.")


def project_place() -> tuple[Column, ...]:
    """Where a project is, for tables that repeat it beside something else."""
    return (
        region_code(),
        Column(name="region_name", type="VARCHAR", nullable=False, description="Name of the region the registry states."),
    )


def _measure(name: str, states: str, what: str) -> tuple[Column, ...]:
    return (
        count(f"n_with_{name}", f"Projects that state {states}."),
        coverage(f"{name}_coverage_pct", f"Share of projects that state {states}."),
        summed(f"{name}_amount", f"Sum of {what}."),
        count(f"n_with_{name}_eur", f"Projects whose {name.replace('_', ' ')} is known in euro."),
        summed(f"{name}_eur", f"Sum of {what} in euro, over the projects counted in n_with_{name}_eur.", unit="EUR"),
    )
