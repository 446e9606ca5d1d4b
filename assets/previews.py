"""Small tables for the Dagster UI: a few rows of a table, how well fields are filled. Data frames; pandas is imported when one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa

from assets.protocols import Places
from warehouse.connect import reading
from warehouse.tables.model import Table

if TYPE_CHECKING:
    import pandas as pd

ROWS = 8
CELL = 60


def table_metadata(places: Places, table: Table, counts: Mapping[str, int]) -> dict[str, Any]:
    """What a materialisation of a table reports: its number of rows and the first of them, long texts cut."""
    with reading(places.build) as connection:
        order = ", ".join(table.sort_key)
        frame = connection.execute(f"SELECT * FROM {table.full_name} ORDER BY {order} LIMIT {ROWS}").df()
    return {"dagster/row_count": counts[table.full_name], "first rows": dg.MetadataValue.md(markdown(frame))}


def fill_of(observations: pa.Table) -> dg.MetadataValue[Any]:
    """Per field the records that have it, their share, and how it was read."""
    frame = observations.select(["canonical_url", "record_no", "field", "method"]).to_pandas()
    n_records = frame[["canonical_url", "record_no"]].drop_duplicates().shape[0]
    counts = frame.groupby(["field", "method"]).size().unstack(fill_value=0)
    counts.insert(0, "records", counts.sum(axis="columns"))
    counts.insert(1, "share", (100 * counts["records"] / max(n_records, 1)).round().astype(int).astype(str) + " %")
    return dg.MetadataValue.md(markdown(counts.sort_values(["records", "field"], ascending=[False, True]).reset_index()))


def markdown(frame: pd.DataFrame) -> str:
    """A data frame as a Markdown table; markup in the data stays text."""
    import pandas as pd

    def cell(value: Any) -> str:
        words = "" if pd.isna(value) else str(value)
        words = words if len(words) <= CELL else f"{words[: CELL - 1]}…"
        for char, entity in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("\n", " "), ("`", "&#96;"), ("[", "&#91;"), ("*", "&#42;")):
            words = words.replace(char, entity)
        return words

    header = [str(name) for name in frame.columns]
    rows = [[cell(value) for value in row] for row in frame.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [header, ["---"] * len(header), *rows])
