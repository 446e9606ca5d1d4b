"""A record has a typed column for every field; its evidence keeps every value with its words and place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from parsers.vocabulary.fields import FIELDS
from warehouse.observations.records import GROUP_COLUMNS, KEY, OBSERVATION, RECORD, observations_of, record_row

PLACE = {"registry": "x", "canonical_url": "https://x.example/1", "body_sha256": "0" * 64, "record_no": 1}
NOTHING = dict.fromkeys(name for name in OBSERVATION.names if name not in KEY)


def seen(field: str, value: str, **others: Any) -> dict[str, Any]:
    return NOTHING | {"field": field, "value": value, "value_raw": value, "method": "label", "span_start": 0, "item_no": 0} | others


def test_every_field_has_a_column_or_is_a_member_of_its_group() -> None:
    for name, field in FIELDS.items():
        if field.group is None:
            assert name in RECORD.names
        else:
            members = RECORD.field(GROUP_COLUMNS[field.group]).type.value_type
            assert members.get_field_index(name.removeprefix(f"{field.group}_")) >= 0, name


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("total_cost", "1234.565", Decimal("1234.57")),
        ("eu_cofinancing_rate_pct", "40", Decimal("40.0000")),
        ("participants", "12", 12),
        ("is_strategic", "true", True),
        ("title", "Ny väg", "Ny väg"),
        ("start_on", "2023-05-02", date(2023, 5, 2)),
        ("start_on", "2023-05", date(2023, 5, 1)),
        ("start_on", "2023-H2", date(2023, 7, 1)),
        ("start_on", "2023", date(2023, 1, 1)),
    ],
)
def test_a_value_has_the_type_of_its_field(field: str, value: str, typed: object) -> None:
    row, impossible = record_row(PLACE, [seen(field, value)])
    assert (row[field], impossible) == (typed, [])


@pytest.mark.parametrize(
    ("field", "value"), [("total_cost", "90000000000000000"), ("eu_cofinancing_rate_pct", "1200"), ("participants", "9" * 20)]
)
def test_a_value_that_no_column_can_hold_is_left_out_and_said(field: str, value: str) -> None:
    row, [impossible] = record_row(PLACE, [seen(field, value)])
    assert row[field] is None
    assert (impossible.as_issue()["code"], impossible.as_issue()["value_raw"]) == ("impossible_value", value)
    assert row["evidence"][0]["value_raw"] == value


def test_members_of_a_group_stand_together_in_their_order() -> None:
    partners = [
        seen("partner_name", "B", item_no=2),
        seen("partner_role", "lead", item_no=1),
        seen("partner_name", "A", item_no=1),
    ]
    row, _ = record_row(PLACE, partners)
    assert row["partner_items"] == [{"item_no": 1, "name": "A", "role": "lead"}, {"item_no": 2, "name": "B"}]


def test_records_with_the_same_values_have_the_same_hash_wherever_they_were_read() -> None:
    one, _ = record_row(PLACE, [seen("title", "A"), seen("start_on", "2023-05-02", precision="day")])
    same, _ = record_row(PLACE, [seen("start_on", "2023-05-02", precision="day", span_start=90), seen("title", "A", label="Namn")])
    other, _ = record_row(PLACE, [seen("title", "A"), seen("start_on", "2023-05", precision="month")])
    assert one["record_hash"] == same["record_hash"] != other["record_hash"]


def test_the_values_of_records_are_had_again_from_their_evidence() -> None:
    values = [
        seen("title", "A"),
        seen("total_cost", "1000", value_raw="1 000 kr"),
        seen("fund_code", "ESF+", method="derived", value_raw="a rule"),
    ]
    table = observations_of(pa.Table.from_pylist([record_row(PLACE, values)[0]], RECORD))
    assert [(row["field"], row["value"], row["value_raw"]) for row in table.to_pylist()] == [
        (each["field"], each["value"], each["value_raw"])
        for each in sorted(values, key=lambda each: (each["method"] == "derived", each["field"]))
    ]
    assert table.schema == OBSERVATION


def test_a_derived_value_is_told_apart_and_a_corrected_one_too() -> None:
    correction = seen("currency", "SEK", method="derived", value_raw="correction of a value not read: why", is_corrected=True)
    row, _ = record_row(PLACE, [seen("fund_code", "ESF", method="derived"), seen("total_cost", "5", is_used=False), correction])
    assert (row["derived_fields"], row["corrected_fields"]) == (["fund_code"], ["currency"])
    assert row.get("total_cost") is None
    assert [item["field"] for item in row["evidence"] if not item["is_used"]] == ["total_cost"]
