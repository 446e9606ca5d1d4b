"""Records as corrections make them: the printed value stays in the evidence, with what stands for it and why before it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from warehouse.fill import Connection
from warehouse.observations.records import KEY, RECORD, record_row

_PLACES = """
SELECT place.field AS corrected_field, place.* EXCLUDE (field), read.evidence
FROM staging.correction_place AS place
JOIN staging.record_read AS read USING (registry, canonical_url, body_sha256, record_no)
ORDER BY ALL
"""


def corrected_records(connection: Connection) -> pa.Table:
    """The records to which corrections apply, made anew with these applied, in the shape of `RECORD`."""
    by_record: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(_PLACES).to_arrow_table().to_pylist():
        by_record[tuple(row[name] for name in KEY)].append(row)
    rows = [_corrected(dict(zip(KEY, key, strict=True)), places)[0] for key, places in by_record.items()]
    return pa.Table.from_pylist(rows, RECORD)


def _corrected(key: dict[str, Any], places: list[dict[str, Any]]) -> tuple[dict[str, Any], Any]:
    seen = [{**item, "value": item["value_raw"] if item["value"] is None else item["value"]} for item in places[0]["evidence"]]
    for place in places:
        for item in seen:
            if item["field"] == place["corrected_field"] and item["value"] == place["expected_value"]:
                item["is_used"] = False
        if place["corrected_value"] is not None:
            seen.append(_correction(place))
    return record_row(key, seen)


def _correction(place: dict[str, Any]) -> dict[str, Any]:
    expected = place["expected_value"]
    return {
        "field": place["corrected_field"],
        "item_no": 0,
        "value": place["corrected_value"],
        "value_raw": f"correction of {expected or 'a value not read'}: {place['reason']}",
        "precision": place["corrected_precision"],
        "method": "derived",
        "label": None,
        "span_start": None,
        "span_end": None,
        "derived_from": expected and place["corrected_field"],
        "is_corrected": True,
    }
