"""What a materialisation tells of its data: how many rows, and in how many of them a column or a field is filled.

Counts only: no value of a page goes into Dagster's event log, from which it would have to be erased. To see values there is `diarium sql`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import dagster as dg
import pyarrow as pa

from assets import markdown
from assets.past_figures import with_history
from warehouse.connect import reading
from warehouse.places import Places
from warehouse.tables.model import Table

SHOWN_ROWS = 8
ROW_COUNT = "dagster/row_count"
TO_SEE = "to see them"


def table_metadata(context: dg.AssetExecutionContext, places: Places, of: Table, counts: Mapping[str, int]) -> dict[str, Any]:
    """What a materialisation of a table reports: its number of rows, beside the last times, and how full its columns are."""
    figures = {ROW_COUNT: counts[of.full_name]}
    history = with_history(context, [of.schema, of.name], figures, ROW_COUNT)
    return {
        **figures,
        **history,
        "filled": dg.MetadataValue.md(fill_by_column(places, of)),
        TO_SEE: f'diarium sql "FROM {of.full_name} LIMIT {SHOWN_ROWS}"',
    }


def fill_by_column(places: Places, of: Table) -> str:
    """In how many rows of a table under construction each column that may be empty is filled, and their share, as Markdown."""
    names = [column.name for column in of.columns if column.nullable]
    with reading(places.build) as connection:
        [(n_rows, *filled)] = connection.execute(
            f"SELECT {', '.join(['count(*)', *(f'count({name})' for name in names)])} FROM {of.full_name}"
        ).fetchall()
    return markdown.markdown_table(
        ("column", "rows", "share"), [(name, n, _share(n, n_rows)) for name, n in zip(names, filled, strict=True)]
    )


def fill_by_field(observations: pa.Table) -> str:
    """Per field the values read, their share of the records, and how many were read by each method, as Markdown."""
    n_records = len(set(zip(observations["canonical_url"].to_pylist(), observations["record_no"].to_pylist(), strict=True)))
    counts = Counter(zip(observations["field"].to_pylist(), observations["method"].to_pylist(), strict=True))
    methods = sorted({method for _, method in counts})
    totals = Counter(observations["field"].to_pylist())
    rows = [
        (name, n, _share(n, n_records), *(counts[name, method] for method in methods))
        for name, n in sorted(totals.items(), key=lambda each: (-each[1], each[0]))
    ]
    return markdown.markdown_table(("field", "values", "share", *methods), rows)


def _share(n: int, of: int) -> str:
    return f"{100 * n / max(of, 1):.0f} %"
