"""The fields an observation may have, each once: its kind (which decides how it is read) and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "code",
    "date",
    "period",
    "rate",
    "amount",
    "integer",
    "boolean",
    "organisation_number",
    "postcode",
    "country",
    "fund",
    "cci",
    "nuts",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its value is read, and its meaning in words."""

    kind: Kind
    meaning: str


FIELDS: dict[str, Field] = {
    "project_code": Field("code", "the registry's own number of the operation, as printed"),
    "title": Field("text", "name of the operation"),
    "description": Field("text", "purpose and expected or actual achievements, running text"),
    "country_code": Field("country", "country, ISO 3166-1 alpha-2"),
    "fund_code": Field("fund", "fund the support comes from"),
    "cci": Field("cci", "programme number as printed, 12 or 15 characters"),
    "programme_cci": Field("cci", "programme number in full, 15 characters, derived from the printed one"),
    "programming_period": Field("text", "programming period, 2014-2020 or 2021-2027"),
    "beneficiary_name": Field("text", "legal entity that carries the operation, as printed"),
    "beneficiary_org_number": Field("organisation_number", "national organisation number, digits only"),
    "beneficiary_postcode": Field("postcode", "postcode of the beneficiary, digits only"),
    "beneficiary_city": Field("text", "post town of the beneficiary, as printed"),
    "period": Field("period", "start and end in one value; read into start_on and end_on"),
    "start_on": Field("date", "start of the operation"),
    "end_on": Field("date", "expected or actual end of the operation"),
    "eu_cofinancing_rate_pct": Field("rate", "Union co-financing rate as stated, percent 0-100"),
    "programme_area": Field("code", "programme area or priority axis, national code"),
    "specific_objective_code": Field("code", "specific objective, national code"),
    "is_child_poverty": Field("boolean", "secondary theme: tackling child poverty"),
    "region_name": Field("text", "region as printed"),
    "nuts_code": Field("nuts", "NUTS code as printed, national pseudo codes included"),
    "intervention_field_code": Field("code", "type of intervention; the scheme follows the programming period"),
    "participants": Field("integer", "number of participants"),
    "participants_planned": Field("integer", "planned number of participants"),
    "is_strategic": Field("boolean", "operation of strategic importance"),
    "total_cost": Field("amount", "total cost (2021-27) or total budget of the operation"),
    "support_amount": Field("amount", "support granted by the authority, Union and national money together"),
    "eu_contribution": Field("amount", "support from the Union alone"),
    "currency": Field("code", "ISO 4217 currency of the amounts"),
}
