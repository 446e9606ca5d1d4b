"""A reading as records: the flat JSON form that `diarium parse` prints and the extraction scorer reads."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from parsers.reading import Observation, Reading
from parsers.vocabulary.fields import FIELDS, RecordAmount


def records(reading: Reading) -> list[dict[str, Any]]:
    """One dict per surviving record of a page.

    Keys: every field of `FIELDS` that was read, the ones of design.md section 7 always (None where the page does not say), then `funding`,
    `partners` (names in the words printed), the members of groups as lists of dicts (`participations`, `indicators`, `activities`,
    `places`; each with the words, method and span of its fields), `issues`, and by field `methods`, `labels`, `raw` (words as printed),
    `derived_by` (the rule of a derived value) and `spans` (half-open code point offsets into the page's text). Amounts, rates and counts
    are numbers, dates ISO strings cut to their precision (`2018-06`, `2019`).
    """
    return [_record(reading, number) for number in reading.record_numbers]


def _record(reading: Reading, number: int) -> dict[str, Any]:
    every = [each for each in reading.observations if each.record_no == number]
    seen = [each for each in every if each.item_no == 0]
    by_field = {each.field: each for each in seen}
    record: dict[str, Any] = {name: None for name, field in FIELDS.items() if field.is_always_told}
    record |= {each.field: _json(each) for each in seen}
    for part in ("start", "end"):
        day = by_field.get(f"{part}_on")
        record[f"{part}_precision"] = day.precision if day else None
    record["funding"] = [
        _line(by_field[name], money, by_field) for name, field in FIELDS.items() if (money := field.money) and name in by_field
    ] + _members(every, "funding")
    record["partners"] = [each.value_raw for each in every if each.field == "partner_name"]
    record["participations"] = _members(every, "partner")
    record["indicators"] = _members(every, "indicator")
    record["activities"] = _members(every, "activity")
    record["places"] = _members(every, "place")
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


def _line(amount: Observation, money: RecordAmount, by_field: dict[str, Observation]) -> dict[str, Any]:
    currency = by_field.get(money.currency_field)
    return {"source": money.payer, "kind": amount.field, "amount": _json(amount), "currency": currency.value if currency else None}


def _members(every: list[Observation], group: str) -> list[dict[str, Any]]:
    """The members of a group: their fields without the group's name before them, and how each was read."""
    items: dict[int, list[Observation]] = {}
    for each in every:
        if FIELDS[each.field].group == group:
            items.setdefault(each.item_no, []).append(each)
    listed = []
    for item in sorted(items):
        member: dict[str, Any] = {each.field.removeprefix(f"{group}_"): _json(each) for each in items[item]}
        for each in items[item]:
            if each.precision:
                member[each.field.removeprefix(f"{group}_").removesuffix("_on") + "_precision"] = each.precision
        member["evidence"] = {
            each.field.removeprefix(f"{group}_"): {
                "raw": each.value_raw,
                "method": each.method,
                "span": [each.start, each.end] if each.start is not None else None,
            }
            for each in items[item]
        }
        listed.append(member)
    return listed


def _json(seen: Observation) -> Any:
    kind = FIELDS[seen.field].kind
    if kind in ("amount", "rate", "change"):
        number = Decimal(seen.value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == "integer":
        return int(seen.value)
    if kind == "boolean":
        return seen.value == "true"
    if kind == "list":
        return json.loads(seen.value)
    return seen.value
