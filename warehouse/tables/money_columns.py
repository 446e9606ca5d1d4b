"""Columns of amounts and rates: one amount as a page states it, the amounts of a project, and what is summed and counted over projects."""

from __future__ import annotations

from warehouse.tables.code_lists import AMOUNT_FIELDS, AMOUNT_KINDS, AMOUNT_SOURCES, AMOUNT_STAGES, CURRENCY_CODE, FX_BASES, MONTH_OR_YEAR
from warehouse.tables.notation import MONEY_SUM, column, observed

_REPEATED = "Of the whole project, repeated in every row of it: never add it up here."

MONEY_COLUMNS = (
    column(
        "source",
        "Whose money: the Union's, both the Union's and national public money in one figure, national public money, all "
        "public money, somebody's named in payer_name, or the whole.",
        allowed=AMOUNT_SOURCES,
    ),
    column("as_of_on", "Day of the first capture that shows this amount; what the registry says changes."),
    column(
        "currency:observed",
        "Currency of the amount (ISO 4217).",
        pattern=CURRENCY_CODE,
        fields=("currency", "national_contribution_currency", "funding_currency"),
    ),
    column(
        "currency:bucket",
        "Currency of the amounts (ISO 4217); without amounts the registry's own, so that coverage counts such projects.",
        pattern=CURRENCY_CODE,
    ),
    observed(
        "eu_cofinancing_rate_pct",
        "Union co-financing rate as stated; never computed from amounts, never used to compute one.",
        article_letter="k",
    ),
    column(
        "n_projects:divided", "Projects in the row; under a basis that divides projects, those whose main share is here.", type="BIGINT"
    ),
    column("n_projects:row", "Projects in the row.", type="BIGINT"),
    column("line_no", "Number of the line within the project.", minimum=1),
    column("kind", "Total cost of the operation, the costs of one country's side of it, or support it receives.", allowed=AMOUNT_KINDS),
    column("stage", "Stage of the amount; `unstated` where the page does not say.", allowed=AMOUNT_STAGES, fields=("amounts_stage",)),
    column("amount", "Amount in the source currency.", article_letter="h", fields=AMOUNT_FIELDS),
    column(
        "amount_eur", "Amount in euro: as stated, or at fx_rate. Empty where there is no date or no rate; never estimated.", minimum=None
    ),
    column(
        "fx_rate",
        "Exchange rate used: mean of the ECB reference rates of fx_period, or the fixed conversion rate.",
        type="DECIMAL(18,6)",
        unit="units of the currency per euro",
    ),
    column(
        "fx_period",
        "Month, or year where the start is no more exact, whose rate was used: that of the start of the project.",
        pattern=MONTH_OR_YEAR,
    ),
    column(
        "fx_basis",
        "Why that rate: stated in euro, month or year of the start, fixed conversion rate, or why there is none.",
        allowed=FX_BASES,
    ),
    column("payer_name_raw", "Who pays, as printed.", fields=("funding_source",)),
    column("recipient_name_raw", "Who receives it, as printed.", fields=("funding_recipient",)),
    column("period_raw", "Years it is paid for, as printed.", fields=("funding_period", "eu_contribution_period"), text=True),
    column("is_summed", "One of the three amounts that marts sum: total cost, support of Union and state together, support of the Union."),
    column("amount_raw", "Amount as printed.", fields=AMOUNT_FIELDS, text=True),
    column("total_cost_amount", "Total cost of the operation.", article_letter="h", fields=("total_cost",)),
    column("total_cost_amount:sum", "Sum of the stated total costs.", type=MONEY_SUM),
    observed("support_amount", "Support from the Union and national public money together. Not the Union's share."),
    column("support_amount:sum", "Sum of the stated support (Union and national).", type=MONEY_SUM),
    column("eu_amount", "Support from the Union alone, as stated.", fields=("eu_contribution",)),
    column("eu_amount:sum", "Sum of the stated Union amounts; never computed from a rate.", type=MONEY_SUM),
    column("total_cost_eur", "Total cost in euro, at the exchange rate of core.funding.", fields=("total_cost",)),
    column(
        "total_cost_eur:sum", "Sum of the stated total costs in euro, over the projects counted in n_with_total_cost_eur.", type=MONEY_SUM
    ),
    column("support_eur", "Support (Union and national) in euro.", fields=("support_amount",)),
    column(
        "support_eur:sum",
        "Sum of the stated support (Union and national) in euro, over the projects counted in n_with_support_eur.",
        type=MONEY_SUM,
    ),
    column("eu_eur", "Support from the Union alone in euro.", fields=("eu_contribution",)),
    column(
        "eu_eur:sum",
        "Sum of the stated Union amounts in euro, over the projects counted in n_with_eu_eur; never computed from a rate.",
        type=MONEY_SUM,
    ),
    column(
        "computed_eu_rate_pct",
        "Union amount as a share of total cost, computed from the two where both are stated in one currency. Compare with "
        "the stated rate; never used instead of it.",
        warns_on=("range",),
        fields=("eu_contribution", "total_cost"),
    ),
    column(
        "computed_support_rate_pct",
        "Support (Union and national) as a share of total cost, computed where both are stated in one currency. Not the "
        "Union's rate: it includes national money.",
        fields=("support_amount", "total_cost"),
    ),
    column("n_listed", "Of these, projects the registry still lists.", type="BIGINT"),
    column("n_with_total_cost", "Projects that state total cost.", type="BIGINT"),
    column("total_cost_coverage_pct", "Share of projects that state total cost.", type="DECIMAL(5,2)"),
    column("n_with_total_cost_eur", "Projects whose total cost is known in euro.", type="BIGINT"),
    column("n_with_support", "Projects that state support (Union and national).", type="BIGINT"),
    column("support_coverage_pct", "Share of projects that state support (Union and national).", type="DECIMAL(5,2)"),
    column("n_with_support_eur", "Projects whose support is known in euro.", type="BIGINT"),
    column("n_with_eu", "Projects that state the Union's amount.", type="BIGINT"),
    column("eu_coverage_pct", "Share of projects that state the Union's amount.", type="DECIMAL(5,2)"),
    column("n_with_eu_eur", "Projects whose Union amount is known in euro.", type="BIGINT"),
    column("n_with_eu_cofinancing_rate", "Projects that state the Union co-financing rate.", type="BIGINT"),
    column("median_eu_cofinancing_rate_pct", "Median of the stated Union co-financing rates."),
    column("start_year", "Calendar year in which the projects start, or `unknown`.", pattern="[0-9]{4}|unknown"),
    column("registries", "Codes of the registries the projects of the row are from, sorted, separated by commas."),
    column("eu_cofinancing_rate_coverage_pct", "Share of projects that state the Union co-financing rate.", type="DECIMAL(5,2)"),
    column("min_eu_cofinancing_rate_pct", "Smallest of the stated Union co-financing rates."),
    column("max_eu_cofinancing_rate_pct", "Largest of the stated Union co-financing rates."),
    column(
        "n_with_computed_eu_rate",
        "Projects that state the Union's amount and the total cost, so that a rate can be computed.",
        type="BIGINT",
    ),
    column("min_computed_eu_rate_pct", "Smallest of the computed rates (Union amount as a share of total cost)."),
    column("median_computed_eu_rate_pct", "Median of the computed rates (Union amount as a share of total cost)."),
    column("max_computed_eu_rate_pct", "Largest of the computed rates (Union amount as a share of total cost)."),
    column("n_with_both_rates", "Projects with a stated and a computed rate.", type="BIGINT"),
    column(
        "n_rates_apart",
        "Of these, projects whose two rates differ by more than 1.5 percentage points. Not all are wrong: a rate may be "
        "stated of public money.",
        type="BIGINT",
    ),
    column("n_with_computed_support_rate", "Projects that state support (Union and national) and total cost.", type="BIGINT"),
    column("min_computed_support_rate_pct", "Smallest of the shares of support (Union and national) in total cost; not Union rates."),
    column("median_computed_support_rate_pct", "Median of the shares of support (Union and national) in total cost; not Union rates."),
    column("max_computed_support_rate_pct", "Largest of the shares of support (Union and national) in total cost; not Union rates."),
    column("month_on", "First day of the month."),
    column("n_active", "Projects that run on at least one day of the month.", type="BIGINT"),
    column("n_started", "Projects that start in the month.", type="BIGINT"),
    column("n_ended", "Projects that end in the month.", type="BIGINT"),
    column("n_undated", "Projects of the fund without start or end, or with an end before the start: in no month.", type="BIGINT"),
    column(
        "project_total_cost_amount",
        f"Total cost. {_REPEATED}",
        fields=("total_cost",),
    ),
    column(
        "project_support_amount",
        f"Support from the Union and national public money together. {_REPEATED}",
        fields=("support_amount",),
    ),
    column(
        "project_eu_amount",
        f"Support from the Union alone, as stated. {_REPEATED}",
        fields=("eu_contribution",),
    ),
    column(
        "project_total_cost_eur",
        f"Total cost in euro. {_REPEATED}",
        fields=("total_cost",),
    ),
    column(
        "project_support_eur",
        f"Support (Union and national) in euro. {_REPEATED}",
        fields=("support_amount",),
    ),
    column(
        "project_eu_eur",
        f"Support from the Union alone in euro. {_REPEATED}",
        fields=("eu_contribution",),
    ),
    column("coverage_pct", "Share of projects that publish the item.", type="DECIMAL(5,2)"),
)

SUM_MEASURES = """
    n_projects:divided n_listed
    n_with_total_cost total_cost_coverage_pct total_cost_amount:sum? n_with_total_cost_eur total_cost_eur:sum?
    n_with_support support_coverage_pct support_amount:sum? n_with_support_eur support_eur:sum?
    n_with_eu eu_coverage_pct eu_amount:sum? n_with_eu_eur eu_eur:sum?
    n_with_eu_cofinancing_rate median_eu_cofinancing_rate_pct?
"""
"""The measures of every mart that adds projects up: counts, then per amount its coverage, its sum and its sum in euro."""

RATE_MEASURES = """
    n_projects:row n_with_eu_cofinancing_rate eu_cofinancing_rate_coverage_pct
    min_eu_cofinancing_rate_pct? median_eu_cofinancing_rate_pct? max_eu_cofinancing_rate_pct?
    n_with_computed_eu_rate min_computed_eu_rate_pct? median_computed_eu_rate_pct? max_computed_eu_rate_pct?
    n_with_both_rates n_rates_apart
    n_with_computed_support_rate min_computed_support_rate_pct? median_computed_support_rate_pct? max_computed_support_rate_pct?
"""
"""The measures of every mart of rates: what is stated, what the amounts come to, whether they agree, what support is of the cost."""
