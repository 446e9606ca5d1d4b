"""What a table of core or mart is made from: the tables its SELECT names in its header, and the columns behind each column.

Belongs here: reading that out of the files under `warehouse/sql/`. Does not belong here: how `lineage.csv` is made (`make docs`).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import NamedTuple

from warehouse.statements import SQL

COLUMNS = ("table_name", "column_name", "source_table", "source_column")
FILE = SQL / "lineage.csv"
_SOURCE = re.compile(r"^-- source:(.*)$", re.MULTILINE)


class ColumnSource(NamedTuple):
    """A column that another is made of; `table_name` is `schema.table`."""

    table_name: str
    column_name: str


def table_sources(full_name: str) -> frozenset[str]:
    """The tables (`schema.table`) that the SELECT of a table reads; empty where no SELECT makes it."""
    schema, name = full_name.split(".")
    file = SQL / schema / f"{name}.sql"
    if not file.exists():
        return frozenset()
    told = _SOURCE.search(file.read_text("utf-8"))
    return frozenset(each.strip() for each in told[1].split(",")) if told else frozenset()


def column_sources(full_name: str) -> dict[str, list[ColumnSource]]:
    """By column of a table the columns of core and mart that it is made of; columns read from pages have none."""
    return _lineage().get(full_name, {})


@cache
def _lineage() -> dict[str, dict[str, list[ColumnSource]]]:
    found: dict[str, dict[str, list[ColumnSource]]] = {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            source = ColumnSource(row["source_table"], row["source_column"])
            found.setdefault(row["table_name"], {}).setdefault(row["column_name"], []).append(source)
    return found
