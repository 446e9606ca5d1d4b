"""Schema `core`, money: one row per amount, with its source, kind, stage, day and euro."""

from __future__ import annotations

from warehouse.tables.columns import MONEY, item_no, project_id
from warehouse.tables.model import Column, Table
from warehouse.tables.ref import CURRENCY

SOURCES = ("EU", "EU+national", "national", "public", "named", "total")
KINDS = ("total_cost", "total_of_one_country", "support")
AMOUNT_FIELDS = (
    "total_cost",
    "support_amount",
    "eu_contribution",
    "support_paid",
    "public_total",
    "national_contribution",
    "funding_amount",
)
STAGES = ("unstated", "applied", "announced", "awarded", "contracted", "certified", "paid", "final")
FX_BASES = ("same_currency", "start_month", "start_year", "fixed", "no_date", "no_rate")

FUNDING = Table(
    schema="core",
    name="funding",
    description=(
        "One row per amount a page states for a project: whose money, of what kind, at what stage, as of when. "
        "Amounts of different sources are never added up and never derived."
    ),
    primary_key=("project_id", "line_no"),
    exported=True,
    columns=(
        project_id(),
        Column(name="line_no", type="INTEGER", nullable=False, minimum=1, description="Number of the line within the project."),
        Column(
            name="kind",
            type="VARCHAR",
            nullable=False,
            allowed=KINDS,
            description="Total cost of the operation, the costs of one country's side of it, or support it receives.",
        ),
        Column(
            name="source",
            type="VARCHAR",
            nullable=False,
            allowed=SOURCES,
            description="Whose money: the Union's, both the Union's and national public money in one figure, national public money, all "
            "public money, somebody's named in payer_name, or the whole.",
        ),
        Column(
            name="stage",
            type="VARCHAR",
            nullable=False,
            allowed=STAGES,
            fields=("amounts_stage",),
            description="Stage of the amount; `unstated` where the page does not say.",
        ),
        Column(
            name="amount",
            type=MONEY,
            nullable=False,
            minimum=0,
            article_letter="h",
            fields=AMOUNT_FIELDS,
            description="Amount in the source currency.",
        ),
        Column(
            name="currency",
            type="VARCHAR",
            nullable=False,
            pattern=CURRENCY,
            fields=("currency", "national_contribution_currency", "funding_currency"),
            description="Currency of the amount (ISO 4217).",
        ),
        Column(
            name="amount_eur",
            type=MONEY,
            unit="EUR",
            description="Amount in euro: as stated, or at fx_rate. Empty where there is no date or no rate; never estimated.",
        ),
        Column(
            name="fx_rate",
            type="DECIMAL(18,6)",
            unit="units of the currency per euro",
            description="Exchange rate used: mean of the ECB reference rates of fx_period, or the fixed conversion rate.",
        ),
        Column(
            name="fx_period",
            type="VARCHAR",
            pattern=r"[0-9]{4}(-[0-9]{2})?",
            description="Month, or year where the start is no more exact, whose rate was used: that of the start of the project.",
        ),
        Column(
            name="fx_basis",
            type="VARCHAR",
            nullable=False,
            allowed=FX_BASES,
            description="Why that rate: stated in euro, month or year of the start, fixed conversion rate, or why there is none.",
        ),
        Column(
            name="as_of_on",
            type="DATE",
            nullable=False,
            description="Day of the first capture that shows this amount; what the registry says changes.",
        ),
        Column(name="payer_name_raw", type="VARCHAR", fields=("funding_source",), description="Who pays, as printed."),
        Column(name="recipient_name_raw", type="VARCHAR", fields=("funding_recipient",), description="Who receives it, as printed."),
        Column(
            name="period_raw",
            type="VARCHAR",
            fields=("funding_period", "eu_contribution_period"),
            description="Years it is paid for, as printed.",
            text=True,
        ),
        Column(
            name="is_summed",
            type="BOOLEAN",
            nullable=False,
            description="One of the three amounts that marts sum: total cost, support of Union and state together, support of the Union.",
        ),
        Column(name="amount_raw", type="VARCHAR", fields=AMOUNT_FIELDS, description="Amount as printed.", text=True),
        Column(
            name="field",
            type="VARCHAR",
            nullable=False,
            allowed=AMOUNT_FIELDS,
            description="Field of staging.observation it was read into.",
        ),
        item_no(),
    ),
)

TABLES = (FUNDING,)
