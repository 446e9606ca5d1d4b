"""Small tables for the Dagster UI are right, and markup in the data stays text."""

from __future__ import annotations

import pandas as pd

from assets.previews import fill_of, frame_table
from warehouse.observations.observation_store import tables_of


def test_a_frame_becomes_a_table_without_markup_of_the_data() -> None:
    frame = pd.DataFrame({"title": ["<script>a|b</script>\nc", None, "x" * 100], "n": [1, 2, 3]})
    header, line, first, second, third = frame_table(frame).splitlines()
    assert (header, line) == ("| title | n |", "| --- | --- |")
    assert first == "| &lt;script&#62;a&#124;b&lt;/script&#62; c | 1 |"
    assert second == "|  | 2 |"
    assert third == f"| {'x' * 59}… | 3 |"


def test_fields_are_counted_by_record_and_method() -> None:
    rows = [
        {"canonical_url": "a", "record_no": 1, "field": "title", "method": "label"},
        {"canonical_url": "a", "record_no": 2, "field": "title", "method": "heading"},
        {"canonical_url": "a", "record_no": 2, "field": "currency", "method": "derived"},
    ]
    told = fill_of(tables_of({"observation": rows})["observation"]).value
    assert told.splitlines()[2:] == ["| title | 2 | 100 % | 0 | 1 | 1 |", "| currency | 1 | 50 % | 1 | 0 | 0 |"]
    assert len(fill_of(tables_of({})["observation"]).value.splitlines()) == 2
