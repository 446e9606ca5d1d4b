"""Small tables for the Dagster UI: a few rows of a table, how well fields are filled. Data frames; pandas is imported when one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa

from assets import markdown
from assets.past_figures import with_history
from warehouse.connect import reading
from warehouse.places import Places
from warehouse.tables.model import Table

if TYPE_CHECKING:
    import pandas as pd

ROWS = 8


ROW_COUNT = "dagster/row_count"


def table_metadata(context: dg.AssetExecutionContext, places: Places, of: Table, counts: Mapping[str, int]) -> dict[str, Any]:
    """What a materialisation of a table reports: its number of rows, beside the last times, and the first of them, long texts cut."""
    figures = {ROW_COUNT: counts[of.full_name]}
    with reading(places.build) as connection:
        order = ", ".join(of.sort_key)
        frame = connection.execute(f"SELECT * FROM {of.full_name} ORDER BY {order} LIMIT {ROWS}").df()
    history = with_history(context, [of.schema, of.name], figures, ROW_COUNT)
    return {**figures, **history, "first rows": dg.MetadataValue.md(frame_table(frame))}


def fill_of(observations: pa.Table) -> dg.MetadataValue[Any]:
    """Per field the records that have it, their share, and how it was read."""
    frame = observations.select(["canonical_url", "record_no", "field", "method"]).to_pandas()
    n_records = frame[["canonical_url", "record_no"]].drop_duplicates().shape[0]
    counts = frame.groupby(["field", "method"]).size().unstack(fill_value=0)
    counts.insert(0, "records", counts.sum(axis="columns"))
    counts.insert(1, "share", (100 * counts["records"] / max(n_records, 1)).round().astype(int).astype(str) + " %")
    return dg.MetadataValue.md(frame_table(counts.sort_values(["records", "field"], ascending=[False, True]).reset_index()))


def frame_table(frame: pd.DataFrame) -> str:
    """A data frame as a Markdown table."""
    import pandas as pd

    rows = [[None if pd.isna(value) else value for value in row] for row in frame.itertuples(index=False)]
    return markdown.table([str(name) for name in frame.columns], rows)
