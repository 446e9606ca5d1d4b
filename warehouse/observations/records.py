"""Records: what one body says of one operation, as a row with a typed column for every field, made when the page is read.

Belongs here: which columns a record has, a record from the values read, and the values again from records. Does not belong here: how a
value is read (`parsers`), files (`warehouse.observations.observation_store`).

A field of a group (partners, lines of funding, goals, ...) is a member of the structs in the group's list. The evidence of a record is the
list of its values with the words and the place each was read from, in the order of the page; a text equal to its words is not kept twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from parsers.vocabulary.fields import FIELDS, Group, Kind
from parsers.vocabulary.issue_codes import ISSUE_CODES, CodeOfIssue
from warehouse.tables.arrow_schema import arrow_schema

GROUP_COLUMNS: dict[Group, str] = {group: f"{group}_items" for group in get_args(Group)}
"""By group, the column that lists its members."""
KEY = ("registry", "canonical_url", "body_sha256", "record_no")
AMOUNT = pa.decimal128(15, 2)
RATE = pa.decimal128(7, 4)
_TYPES: dict[Kind, pa.DataType] = {"date": pa.date32(), "rate": RATE, "amount": AMOUNT, "integer": pa.int64(), "boolean": pa.bool_()}
NUMBER_IN_TEXT = re.compile(
    r"\b(?:20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}_)?[A-Z]?[0-9]{2,8}(?:[-/][0-9]{3,6})?(?:-[A-Z][0-9]{2,})?\b", re.ASCII
)
"""A number of the form of a project code: it may name another operation."""
TEXTS = ("title", "description", "programme_name", "website", "acronym")
"""The fields in whose words such numbers are looked for."""
NUMBERS = pa.list_(pa.struct([pa.field("field", pa.string()), pa.field("printed", pa.string())]))
_TERMS = {"-H1": "-01-01", "-H2": "-07-01"}
IMPOSSIBLE: CodeOfIssue = "impossible_value"

OBSERVATION = arrow_schema("staging.observation")
EVIDENCE = pa.list_(pa.struct([OBSERVATION.field(name) for name in OBSERVATION.names if name not in KEY]))


def precision_column(name: str) -> str:
    """The column that says how exact the date of field `name` is: `start_on` has `start_precision`."""
    return f"{name.removesuffix('_on')}_precision"


def _columns(names: Iterable[str], *, prefix: str = "") -> list[pa.Field]:
    found = []
    for name in names:
        kind, own = FIELDS[name].kind, name.removeprefix(prefix)
        found.append(pa.field(own, _TYPES.get(kind, pa.string())))
        if kind == "date":
            found.append(pa.field(precision_column(own), pa.string()))
        if kind == "amount":
            found.append(pa.field(f"{own}_raw", pa.string()))
    return found


def _members(group: Group) -> pa.DataType:
    names = [name for name, field in FIELDS.items() if field.group == group]
    return pa.list_(pa.struct([pa.field("item_no", pa.int32()), *_columns(names, prefix=f"{group}_")]))


RECORD = pa.schema(
    [
        *(OBSERVATION.field(name) for name in KEY),
        pa.field("record_hash", pa.uint64()),
        *_columns(name for name, field in FIELDS.items() if field.group is None),
        *(pa.field(column, _members(group)) for group, column in GROUP_COLUMNS.items()),
        pa.field("derived_fields", pa.list_(pa.string())),
        pa.field("corrected_fields", pa.list_(pa.string())),
        pa.field("numbers_in_text", NUMBERS),
        pa.field("evidence", EVIDENCE),
    ]
)
"""One row per body and record. A date is the first day it can mean. `record_hash` is over the fields and their canonical values: equal
where nothing changed. `numbers_in_text` are what `NUMBER_IN_TEXT` finds. `derived_fields` follow from a rule and are not printed;
`corrected_fields` are those a correction changed."""


@dataclass(frozen=True, slots=True)
class ImpossibleValue:
    """A value that its column cannot hold: it is left out, and an issue says so."""

    record_no: int
    field: str
    label: str | None
    value_raw: str | None

    def as_issue(self) -> dict[str, Any]:
        """The columns of `staging.issue` but the place of the page."""
        is_rate = FIELDS[self.field].kind == "rate"
        message = f"no {'rate' if is_rate else 'amount of a project'} can be this large; it is left out"
        told = {"record_no": self.record_no, "field": self.field, "label": self.label, "value_raw": self.value_raw}
        return told | {"code": IMPOSSIBLE, "severity": ISSUE_CODES[IMPOSSIBLE].severity, "message": message, "is_quarantined": False}


def record_row(place: Mapping[str, Any], seen: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], list[ImpossibleValue]]:
    """The row of one record, and the values that fit no column.

    `place` has the columns of `KEY`, `seen` the other columns of `staging.observation`: `is_corrected` where a correction put the value in,
    and `is_used` false where one took it out. Else there is one value per field and item.
    """
    ordered = sorted(seen, key=_place_on_page)
    used = {(each["field"], each["item_no"]): each for each in reversed(ordered) if each.get("is_used") is not False}
    row: dict[str, Any] = {**place, **{column: [] for column in GROUP_COLUMNS.values()}}
    members: dict[tuple[Group, int], dict[str, Any]] = {}
    impossible = []
    for (name, item_no), each in sorted(used.items()):
        field = FIELDS.get(name)
        if field is None or each["value"] is None:
            continue
        target, own = row, name
        if field.group:
            target, own = members.setdefault((field.group, item_no), {"item_no": item_no}), name.removeprefix(f"{field.group}_")
        target[own] = typed = _typed(field.kind, each["value"])
        if typed is None:
            impossible.append(ImpossibleValue(place["record_no"], name, each["label"], each["value_raw"]))
        if field.kind == "date":
            target[precision_column(own)] = each["precision"]
        if field.kind == "amount":
            target[f"{own}_raw"] = each["value_raw"]
    for (group, _), member in members.items():
        row[GROUP_COLUMNS[group]].append(member)
    row["record_hash"] = _hash(used.values())
    row["derived_fields"] = sorted(
        {name for (name, _), each in used.items() if each["method"] == "derived" and not each.get("is_corrected")}
    )
    row["corrected_fields"] = sorted({each["field"] for each in ordered if each.get("is_corrected")})
    row["numbers_in_text"] = [{"field": name, "printed": number} for name in TEXTS for number in _numbers_in(row.get(name))]
    row["evidence"] = [
        {
            **each,
            "value": None if each["value"] == each["value_raw"] else each["value"],
            "is_corrected": bool(each.get("is_corrected")),
            "is_used": used.get((each["field"], each["item_no"])) is each,
        }
        for each in ordered
    ]
    return row, impossible


def observations_of(records: pa.Table) -> pa.Table:
    """The values of records, a row each, as rows of `staging.observation`."""
    evidence = records["evidence"].combine_chunks()
    flat, parent = pc.list_flatten(evidence), pc.list_parent_indices(evidence)
    columns = {name: records[name].take(parent) for name in KEY} | {
        name: pc.struct_field(flat, name) for name in OBSERVATION.names if name not in KEY
    }
    columns["value"] = pc.coalesce(columns["value"], columns["value_raw"])
    return pa.table([columns[name] for name in OBSERVATION.names], schema=OBSERVATION)


def _place_on_page(seen: Mapping[str, Any]) -> tuple[object, ...]:
    """Where a value stands in its record: by member of its group, corrections first, printed before derived, in the order of the page."""
    start = seen["span_start"]
    is_derived = seen["method"] == "derived"
    return seen["item_no"], not seen.get("is_corrected"), is_derived, start is None, start or 0, seen["field"], seen["value"] or ""


def _numbers_in(text: str | None) -> list[str]:
    return list(dict.fromkeys(NUMBER_IN_TEXT.findall(text))) if text and re.search("[0-9]{3}", text) else []


def _hash(seen: Iterable[Mapping[str, Any]]) -> int:
    texts = sorted({(each["field"], exact_text(each["value"], each["precision"])) for each in seen if each["value"] is not None})
    return int.from_bytes(hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).digest()[:8])


def exact_text(value: str, precision: str | None) -> str:
    """A value with its precision behind it, where it is a date less exact than a day; as the SQL function `exact_text`."""
    return value if precision in (None, "day") else f"{value} ({precision})"


def _typed(kind: Kind, value: str) -> Any:
    """The value in the type of its column; None where it cannot be one."""
    match kind:
        case "amount":
            return _decimal(value, AMOUNT)
        case "rate":
            return _decimal(value, RATE)
        case "integer":
            with suppress(ValueError):
                return number if abs(number := int(value)) < 2**63 else None
            return None
        case "boolean":
            return {"true": True, "false": False}.get(value)
        case "date":
            with suppress(ValueError):
                return date.fromisoformat(first_day(value))
            return None
        case _:
            return value


def first_day(value: str) -> str:
    """The first day that a canonical date (`2023`, `2023-H2`, `2023-05`, `2023-05-01`) can mean.

    >>> first_day("2023-H2")
    '2023-07-01'
    """
    year, term = value[:4], value[4:]
    return year + _TERMS.get(term, term) + {4: "-01-01", 7: "-01" if term not in _TERMS else ""}.get(len(value), "")


def _decimal(value: str, kind: pa.Decimal128Type) -> Decimal | None:
    with suppress(InvalidOperation):
        number = Decimal(value).quantize(Decimal(1).scaleb(-kind.scale), ROUND_HALF_UP)
        if number.is_finite() and len(number.as_tuple().digits) <= kind.precision:
            return number
    return None
