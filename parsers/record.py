"""A reading as records: the flat JSON form that `diarium parse` prints and the extraction scorer reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from parsers.fields import FIELDS
from parsers.registry import Observation, Reading

_ALWAYS = (
    "project_code",
    "title",
    "fund_code",
    "cci",
    "programme_cci",
    "country_code",
    "region_name",
    "nuts_code",
    "start_on",
    "start_precision",
    "end_on",
    "end_precision",
    "total_cost",
    "support_amount",
    "eu_contribution",
    "eu_cofinancing_rate_pct",
    "currency",
    "beneficiary_name",
    "beneficiary_org_number",
)


def records(reading: Reading) -> list[dict[str, Any]]:
    """One dict per surviving record of a page.

    Keys: every field of `FIELDS` that was read, the ones of design.md section 7 always (None where the page does not say), then `funding`,
    `partners`, `indicators`, `issues`, and by field `methods`, `labels`, `raw` (words as printed), `derived_by` (the rule of
    a derived value) and `spans` (half-open code point
    offsets into the page's text). Amounts, rates and counts are numbers, dates ISO strings.
    """
    return [_record(reading, number) for number in reading.record_numbers]


def _record(reading: Reading, number: int) -> dict[str, Any]:
    seen = [each for each in reading.observations if each.record_no == number]
    by_field = {each.field: each for each in seen}
    record: dict[str, Any] = dict.fromkeys(_ALWAYS)
    record |= {each.field: _json(each) for each in seen}
    for part in ("start", "end"):
        day = by_field.get(f"{part}_on")
        record[f"{part}_precision"] = day.precision if day else None
    record["funding"] = [_line(by_field[name], by_field.get("currency")) for name in _SOURCES if name in by_field]
    record["partners"], record["indicators"] = [], []
    record["issues"] = [
        {"code": issue.code, "severity": issue.severity, "field": issue.field, "label": issue.label, "message": issue.message}
        for issue in reading.issues
        if issue.record_no in (number, 0)
    ]
    record["methods"] = {each.field: each.method for each in seen}
    record["labels"] = {each.field: each.label for each in seen if each.label}
    record["raw"] = {each.field: each.value_raw for each in seen if each.method != "derived"}
    record["derived_by"] = {each.field: each.value_raw for each in seen if each.method == "derived"}
    record["spans"] = {each.field: [each.start, each.end] for each in seen if each.start is not None}
    record["unclaimed_share"] = reading.unclaimed_share
    return record


_SOURCES = {"total_cost": "total", "support_amount": "EU+national", "eu_contribution": "EU"}


def _line(amount: Observation, currency: Observation | None) -> dict[str, Any]:
    return {
        "source": _SOURCES[amount.field],
        "kind": amount.field,
        "amount": _json(amount),
        "currency": currency.value if currency else None,
    }


def _json(seen: Observation) -> Any:
    kind = FIELDS[seen.field].kind
    if kind in ("amount", "rate"):
        number = Decimal(seen.value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == "integer":
        return int(seen.value)
    if kind == "boolean":
        return seen.value == "true"
    return seen.value
