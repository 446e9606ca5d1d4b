"""What an asset reported the last times: the change since then, and a small plot of it for the Dagster UI.

Belongs here: figures out of earlier materialisations, and how they are shown. Does not belong here: which figures an asset reports.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from assets import markdown

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
    told[f"{_title(plotted)}, {PLOT}"] = dg.MetadataValue.md(f"![{_in_words(_title(plotted), values)}]({_as_image(bars(values))})")
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


def _in_words(name: str, values: Sequence[int]) -> str:
    """What the plot shows, for those who do not see it."""
    return f"{name}, oldest first: {', '.join(str(value) for value in values)}"


def _as_image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
