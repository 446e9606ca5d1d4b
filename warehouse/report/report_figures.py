"""What the page says, as plain data: everything that is drawn at once. Single projects are in `warehouse.report.report_projects`.

Belongs here: which answers go in, under which name. Does not belong here: how anything looks.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb

from warehouse.report.browser_text import shortened, web_address
from warehouse.report.country_sums import sums_by_country
from warehouse.report.report_queries import Record, answer_records, answer_rows

TILES = Path(__file__).with_name("tiles.csv")
PARTS = ("registry", "article_item", "issue", "check")


class NothingPublished(Exception):
    """The warehouse was built but never published: it does not say what it is."""


def figures(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The publication, sums by country, registries and their quality, the latest changes, and the names of codes.

    Raises `NothingPublished`.
    """
    publication = answer_records(connection, "publication")
    if not publication:
        raise NothingPublished("the warehouse says nothing of its publication (ops.publication is empty); run 'diarium run'")
    found: dict[str, Any] = {name: answer_records(connection, name) for name in PARTS}
    return {
        "publication": publication[0],
        **found,
        "check_count": answer_records(connection, "check_count")[0],
        "scorecard": [_score(row) for row in answer_records(connection, "scorecard")],
        "change": [_change(row) for row in answer_records(connection, "change")],
        "cubes": sums_by_country(connection),
        "fund_titles": dict(answer_rows(connection, "fund")),
        "programme_titles": dict(answer_rows(connection, "programme")),
        "countries": {code: names for code, *names in answer_rows(connection, "country")},
        "region_names": dict(answer_rows(connection, "region")),
        "tiles": tiles(),
    }


def tiles() -> dict[str, list[int]]:
    """Where each NUTS-2 region has its tile: column and row by code, and 1 where it lies far off and is drawn only if it has projects."""
    with TILES.open(encoding="utf-8", newline="") as file:
        return {row["region_code"]: [int(row["column_no"]), int(row["row_no"]), int(row["is_far"])] for row in csv.DictReader(file)}


def _score(row: Record) -> Record:
    failing = [web_address(address) for address in (row.pop("failing_urls_raw") or "").split("\n")]
    return {**row, "failing_urls": [address for address in failing if address]}


def _change(row: Record) -> Record:
    return {name: shortened(value) if isinstance(value, str) else value for name, value in row.items()}
