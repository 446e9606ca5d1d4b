"""The fields an observation may have, each once: its kind (which decides how it is read), its unit, what it means, and what it stands for.

Belongs here: all that is said of a field. `ref.field` of the warehouse and the fields in `docs/registries.md` are made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "code",
    "date",
    "period",
    "rate",
    "change",
    "amount",
    "amount_and_rate",
    "integer",
    "boolean",
    "organisation_number",
    "postcode",
    "country",
    "fund",
    "cci",
    "nuts",
    "currency",
    "list",
]
Group = Literal["partner", "funding", "indicator", "activity", "place"]


Payer = Literal["EU", "EU+national", "national", "public", "total"]

UNITS: dict[Kind, str] = {
    "amount": "units of the record's currency",
    "rate": "percent",
    "change": "percent",
    "date": "ISO 8601 date, cut to its precision",
    "period": "two ISO 8601 dates with a slash between them",
}


@dataclass(frozen=True, slots=True)
class RecordAmount:
    """Whose money an amount of the record itself is (the total is everybody's), whether it is paid money, whether marts sum it, and the
    field of its currency."""

    payer: Payer
    is_paid: bool = False
    is_summed: bool = False
    currency_field: str = "currency"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its value is read, and its meaning in words.

    A field of a `group` may occur several times in a record; those of one member (one partner, one line of funding) share an item number.
    A `change` is a percentage that may exceed 100, a `list` a JSON array of texts. A `period` and an `amount_and_rate` are read into the
    fields they are made of. `letter` is the item of Article 49(3) of Regulation (EU) 2021/1060 that the field answers, `money` says whose
    an amount is. `is_always_told`: a record that is printed has the field also where nothing was read.
    """

    kind: Kind
    meaning: str
    group: Group | None = None
    letter: str | None = None
    money: RecordAmount | None = None
    is_always_told: bool = False

    @property
    def unit(self) -> str | None:
        """The unit of the value; None where it has none."""
        return UNITS.get(self.kind)


FIELDS: dict[str, Field] = {
    "project_code": Field("code", "the registry's own number of the operation, as printed", is_always_told=True),
    "title": Field("text", "name of the operation", letter="d", is_always_told=True),
    "acronym": Field("text", "short name of the operation"),
    "description": Field("text", "purpose and expected or actual achievements, running text", letter="e"),
    "country_code": Field("country", "country, ISO 3166-1 alpha-2", letter="m", is_always_told=True),
    "fund_code": Field("fund", "fund the support comes from", letter="i", is_always_told=True),
    "cci": Field("cci", "programme number as printed, 12 or 15 characters", is_always_told=True),
    "programme_cci": Field("cci", "programme number in full, 15 characters, derived from the printed one", is_always_told=True),
    "programme_name": Field("text", "programme as printed"),
    "programming_period": Field("text", "programming period, 2014-2020 or 2021-2027"),
    "beneficiary_name": Field("text", "legal entity that carries the operation, as printed", letter="a", is_always_told=True),
    "beneficiary_org_number": Field("organisation_number", "national organisation number, digits only", is_always_told=True),
    "beneficiary_type": Field("text", "kind of organisation of the beneficiary, as printed"),
    "beneficiary_postcode": Field("postcode", "postcode of the beneficiary, digits only", letter="l"),
    "beneficiary_city": Field("text", "post town of the beneficiary, as printed"),
    "period": Field(
        "period", "start and end of the operation in one value; years only stay here as printed, days are read into start_on and end_on"
    ),
    "start_on": Field("date", "start of the operation", letter="f", is_always_told=True),
    "end_on": Field("date", "expected or actual end of the operation", letter="g", is_always_told=True),
    "duration_months": Field("integer", "length of the operation in months, where the page states a length"),
    "published_on": Field("date", "day the page was published; never a date of the operation"),
    "eu_contribution_and_rate": Field("amount_and_rate", "Union support with the rate in brackets; read into eu_contribution and the rate"),
    "eu_cofinancing_rate_pct": Field("rate", "Union co-financing rate as stated, percent 0-100", letter="k", is_always_told=True),
    "programme_area": Field("code", "programme area or priority axis, national code"),
    "priority_name": Field("text", "priority axis, area or theme of the programme, as printed"),
    "specific_objective_name": Field("text", "specific objective as printed, in words", letter="j"),
    "specific_objective_code": Field("code", "specific objective, national code", letter="j"),
    "is_child_poverty": Field("boolean", "secondary theme: tackling child poverty"),
    "region_name": Field("text", "region as printed", letter="l", is_always_told=True),
    "nuts_code": Field("nuts", "NUTS code as printed, national pseudo codes included", letter="l", is_always_told=True),
    "intervention_field_code": Field("code", "type of intervention; the scheme follows the programming period", letter="n"),
    "participants": Field("integer", "number of participants"),
    "participants_planned": Field("integer", "planned number of participants"),
    "is_strategic": Field("boolean", "operation of strategic importance"),
    "total_cost": Field(
        "amount",
        "total cost (2021-27) or total budget of the operation",
        letter="h",
        money=RecordAmount("total", is_summed=True),
        is_always_told=True,
    ),
    "support_amount": Field(
        "amount",
        "support granted by the authority, Union and national money together",
        money=RecordAmount("EU+national", is_summed=True),
        is_always_told=True,
    ),
    "eu_contribution": Field("amount", "support from the Union alone", money=RecordAmount("EU", is_summed=True), is_always_told=True),
    "support_paid": Field(
        "amount", "Union and national money together, paid out so far or in the end", money=RecordAmount("EU+national", is_paid=True)
    ),
    "public_total": Field("amount", "all public money of the operation, planned", money=RecordAmount("public")),
    "currency": Field("currency", "ISO 4217 currency of the amounts above", is_always_told=True),
    "eu_contribution_period": Field("text", "the years the Union's support is paid for, as printed"),
    "national_contribution": Field(
        "amount",
        "public money of a country beside the Union's, Norwegian Interreg funds included",
        money=RecordAmount("national", currency_field="national_contribution_currency"),
    ),
    "national_contribution_currency": Field("currency", "ISO 4217 currency of the national contribution"),
    "amounts_stage": Field(
        "code", "applied, announced or granted: what the amounts of the Union and the country are, where the page tells"
    ),
    "managing_authority": Field("text", "authority responsible for the operation, as printed"),
    "status": Field("text", "state of the operation, as printed"),
    "website": Field("text", "address of the operation's own pages, as printed"),
    "subproject_count": Field("integer", "number of subprojects the text states"),
    "action_area_count": Field("integer", "number of action areas the text states"),
    "partner_name": Field("text", "organisation taking part beside the beneficiary, as printed", "partner"),
    "partner_role": Field("code", "lead, operator, owner, partner, cross_cutting_partner or co_funder", "partner"),
    "partner_country_code": Field("country", "country of the partner, ISO 3166-1 alpha-2", "partner"),
    "partner_region_name": Field("text", "region of the partner, as printed", "partner"),
    "funding_amount": Field("amount", "amount of one further line of funding", "funding"),
    "funding_currency": Field("currency", "ISO 4217 currency of the line", "funding"),
    "funding_source": Field("text", "who pays, as printed", "funding"),
    "funding_kind": Field("code", "support, national_contribution or eu_and_national (both together, not split)", "funding"),
    "funding_share_pct": Field("rate", "share of the total the line is said to be; not a Union co-financing rate", "funding"),
    "funding_recipient": Field("text", "who receives the line, as printed", "funding"),
    "funding_recipient_names": Field("list", "the partners a group of recipients stands for", "funding"),
    "funding_period": Field("text", "the years the line is paid for, as printed", "funding"),
    "indicator_name": Field("text", "goal as printed", "indicator"),
    "indicator_statement": Field("text", "the sentence that sets the target, as printed", "indicator"),
    "indicator_target_change_pct": Field("change", "change aimed at against the baseline, percent", "indicator"),
    "indicator_population": Field("text", "whose change is meant, as printed", "indicator"),
    "indicator_target_on": Field("date", "by when, with precision", "indicator"),
    "indicator_baseline_on": Field("date", "compared with when, with precision", "indicator"),
    "activity_kind": Field("code", "subproject or action_area", "activity"),
    "activity_name": Field("text", "subproject or action area, as printed", "activity"),
    "place_name": Field("text", "place the text says the operation is for, as printed", "place"),
}

AMOUNTS_OF_RECORD: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.money)
"""The amounts of an operation, in their order; lines of funding have their own."""
