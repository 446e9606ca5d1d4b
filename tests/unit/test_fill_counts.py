"""What a materialisation tells of its data is counted right, and holds no value."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from assets.asset_metadata import fill_by_column, fill_by_field
from warehouse.observations.records import OBSERVATION
from warehouse.places import Places
from warehouse.tables.model import Column, Table

TABLE = Table(
    schema="core",
    name="project",
    description="Projects.",
    primary_key=("project_id",),
    columns=(
        Column(name="project_id", type="VARCHAR", nullable=False, description="Key."),
        Column(name="title", type="VARCHAR", description="Title."),
        Column(name="start_on", type="DATE", description="Start."),
    ),
)


def test_fields_are_counted_by_record_and_method() -> None:
    rows = [
        {"canonical_url": "a", "record_no": 1, "field": "title", "method": "label"},
        {"canonical_url": "a", "record_no": 2, "field": "title", "method": "heading"},
        {"canonical_url": "a", "record_no": 2, "field": "currency", "method": "derived"},
    ]
    told = fill_by_field(pa.Table.from_pylist(rows, OBSERVATION))
    assert told.splitlines()[2:] == ["| title | 2 | 100 % | 0 | 1 | 1 |", "| currency | 1 | 50 % | 1 | 0 | 0 |"]
    assert len(fill_by_field(OBSERVATION.empty_table()).splitlines()) == 2


def test_columns_are_counted_by_the_rows_that_have_them(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.build.parent.mkdir(parents=True)
    with duckdb.connect(str(places.build)) as connection:
        connection.execute("CREATE SCHEMA core")
        connection.execute(
            "CREATE TABLE core.project AS SELECT * FROM (VALUES ('x:1', 'A title', NULL::DATE), ('x:2', NULL, NULL), ('x:3', 'B', NULL)) "
            "AS row(project_id, title, start_on)"
        )
    assert fill_by_column(places, TABLE).splitlines() == [
        "| column | rows | share |",
        "| --- | --- | --- |",
        "| title | 2 | 67 % |",
        "| start_on | 0 | 0 % |",
    ]
