"""The change against last time and its small plot are right, and short enough for the Dagster UI to show them at once."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import dagster as dg
import pytest

from assets.asset_metadata import CHANGE, SHOWN, bars, with_history

INLINE = 1_000  # the UI shows Markdown of fewer characters at once
KEY = ["capture", "somewhere"]


def _reported(instance: dg.DagsterInstance, figures: dict[str, int]) -> dict[str, str]:
    """Materialises an asset that reports figures; what it tells in Markdown, by name."""

    @dg.asset(key=KEY)
    def reporting(context):  # type: ignore[no-untyped-def]  # Dagster does not take annotations that are strings
        return dg.MaterializeResult(metadata={**figures, **with_history(context, KEY, figures, "pages")})

    dg.materialize([reporting], instance=instance)
    found = instance.fetch_materializations(dg.AssetKey(KEY), limit=1).records[0].asset_materialization
    assert found
    return {name: value.md_str for name, value in found.metadata.items() if isinstance(value, dg.MarkdownMetadataValue)}


def _heights(svg: str) -> list[int]:
    return [int(height) for height in re.findall(r"v-(\d+)", svg)]


def test_the_first_time_there_is_nothing_to_compare_with() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        told = _reported(instance, {"pages": 51})
    assert CHANGE not in told
    assert list(told) == ["pages, the last times"]


def test_figures_are_compared_with_the_last_time_only() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        _reported(instance, {"pages": 10, "failed": 1})
        _reported(instance, {"pages": 51, "failed": 1})
        told = _reported(instance, {"pages": 1_048, "failed": 1, "gone": 2})
    assert told[CHANGE].splitlines()[2:] == ["| pages | 51 | 1,048 | +997 |", "| failed | 1 | 1 | none |", "| gone |  | 2 | new |"]


def test_the_plot_says_in_words_what_it_shows_and_is_shown_at_once() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for number in range(SHOWN + 3):
            told = _reported(instance, {"pages": 123_456 + number})
    plot = told["pages, the last times"]
    values = ", ".join(str(123_456 + number) for number in range(3, SHOWN + 3))
    assert plot.startswith(f"![pages, oldest first: {values}](data:image/svg+xml;base64,")
    assert len(plot) < INLINE
    svg = base64.b64decode(plot.rpartition("base64,")[2].removesuffix(")")).decode()
    assert len(_heights(svg)) == SHOWN


@pytest.mark.parametrize(
    ("values", "heights"), [([5], [56]), ([0], [1]), ([0, 0], [1, 1]), ([50, 100, 25], [28, 56, 14]), ([1, 1_000_000], [1, 56])]
)
def test_bars_are_as_high_as_their_figures_and_never_invisible(values: Sequence[int], heights: list[int]) -> None:
    svg = bars(values)
    ET.fromstring(svg)  # well formed
    assert _heights(svg) == heights
    assert f">now {values[-1]:,}<" in svg
    assert f">max {max(values):,}<" in svg
