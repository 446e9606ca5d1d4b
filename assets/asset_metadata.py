"""What an asset tells the Dagster UI of itself: who looks after it, how many rows it has and how full they are, and the figures of before.

Counts only: no value of a page goes into Dagster's event log, from which it would have to be erased. To see values there is `diarium sql`.
Does not belong here: which figures an asset reports."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pyarrow as pa

from assets import markdown
from warehouse.connect import reading
from warehouse.places import Places
from warehouse.tables.model import Table

OPERATORS = ["team:operators"]  # a registry, or a publication: somebody must look at a site, decide, or run again
MAINTAINERS = ["team:maintainers"]  # a table: somebody must look at its SQL or its rules


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


SHOWN = 16
"""Materialisations in a plot, the newest included. The UI shows Markdown of fewer than 1,000 characters at once, longer after a click."""
STEP, HEIGHT, TOP = 16, 60, 4
CHANGE = "change against last time"
PLOT = "the last times"


def with_history(context: dg.AssetExecutionContext, key: Sequence[str], figures: Mapping[str, int], plotted: str) -> dict[str, Any]:
    """The change of each of `figures` against the last materialisation of an asset, and a plot of `plotted` over the last of them.

    `figures` are those reported now, under the names they are reported by. Where there was no materialisation before, only the plot is
    given, of one bar.
    """
    past = _past(context, key, tuple(figures))
    told: dict[str, Any] = {}
    if past:
        told[CHANGE] = dg.MetadataValue.md(_changes(past[-1], figures))
    values = [*(each[plotted] for each in past if plotted in each), figures[plotted]]
    name = _title(plotted)
    in_words = f"{name}, oldest first: {', '.join(map(str, values))}"  # for those who do not see the plot
    image = f"data:image/svg+xml;base64,{base64.b64encode(bars(values).encode()).decode()}"
    told[f"{name}, {PLOT}"] = dg.MetadataValue.md(f"![{in_words}]({image})")
    return told


def bars(values: Sequence[int]) -> str:
    """A bar chart as SVG, oldest first, the newest darker, all from zero; the highest figure and the newest stand beside it."""
    highest = max(*values, 1)
    places = [
        f"M{number * STEP + STEP // 2} {HEIGHT}v-{max(round((HEIGHT - TOP) * value / highest), 1)}" for number, value in enumerate(values)
    ]
    end = len(values) * STEP + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{end + 70}" height="{HEIGHT}" font-family="sans-serif" font-size="11">'
        f'<g stroke-width="{STEP - 3}"><path stroke="#8aa4c8" d="{"".join(places[:-1])}"/><path stroke="#1f5fa8" d="{places[-1]}"/></g>'
        f'<text x="{end}" y="12">max {max(values):,}</text><text x="{end}" y="{HEIGHT - 2}">now {values[-1]:,}</text></svg>'
    )


def _past(context: dg.AssetExecutionContext, key: Sequence[str], names: Sequence[str]) -> list[dict[str, int]]:
    """The figures of the last materialisations that report any of `names`, oldest first."""
    found = context.instance.fetch_materializations(dg.AssetKey(list(key)), limit=SHOWN - 1).records
    figures = []
    for record in reversed(found):
        metadata = record.asset_materialization.metadata if record.asset_materialization else {}
        told = {name: metadata[name].value for name in names if name in metadata}
        numbers = {name: value for name, value in told.items() if isinstance(value, int)}
        if numbers:
            figures.append(numbers)
    return figures


def _changes(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    rows = []
    for name, value in now.items():
        then = before.get(name)
        change = "new" if then is None else f"{value - then:+,}" if value != then else "none"
        rows.append((_title(name), None if then is None else f"{then:,}", f"{value:,}", change))
    return markdown.markdown_table(("", "last time", "now", "change"), rows)


def _title(name: str) -> str:
    return name.removeprefix("dagster/").replace("_", " ")


def start_of_run(context: dg.AssetExecutionContext) -> datetime:
    """When the run of a step began (naive, UTC); now where its instance does not know."""
    record = context.instance.get_run_record_by_id(context.run_id)
    started = datetime.fromtimestamp(record.start_time, UTC) if record and record.start_time else datetime.now(UTC)
    return started.replace(tzinfo=None)
