"""How a comparison of two snapshots is shown: tables for people, CSV of the changed values, JSON of everything.

Belongs here: words and order. Does not belong here: what changed (`warehouse.diff`).
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from pipeline.terminal import console
from warehouse.diff.changes import Comparison, ValueChange
from warehouse.spreadsheets import safe_cell
from warehouse.visible import visible_json

FORMATS = ("table", "csv", "json")
SHOWN_VALUES = 20


def print_comparison(found: Comparison, output: str) -> None:
    """Prints a comparison in one of `FORMATS`."""
    if output == "csv":
        _print_csv(found)
    elif output == "json":
        told = asdict(found) | {"is_empty": found.is_empty}
        sys.stdout.write(visible_json(json.dumps(told, ensure_ascii=False, indent=2, default=_number)) + "\n")
    else:
        _print_tables(found)


def _print_csv(found: Comparison) -> None:
    """A line per changed value; texts that a spreadsheet would run are guarded."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(ValueChange))
    writer.writerows([safe_cell(cell) for cell in _cells(each)] for each in found.values)


def _print_tables(found: Comparison) -> None:
    console.say(f"{found.before} -> {found.after}")
    if found.is_empty:
        console.say("Nothing changed")
        return
    schema = [
        (each.table, each.column, "new" if each.before is None else "gone" if each.after is None else "other type", each.before, each.after)
        for each in found.schema
    ]
    _section("Schema", ("table", "column", "change", "before", "after"), schema)
    _section("Projects", ("registry", "before", "after", "new", "gone", "changed"), [_cells(each) for each in found.registries])
    totals = [
        (*_cells(each), None if None in (each.before, each.after) else each.after - each.before)
        for each in found.totals
        if each.before != each.after
    ]
    _section("Totals by fund, of counted projects", ("fund", "currency", "measure", "before", "after", "difference"), totals)
    if found.totals and not totals:
        console.say("No total by fund changed")
    _section(
        "Values, by column of mart.project_all", ("column", "changed", "was empty", "now empty"), [_cells(each) for each in found.columns]
    )
    tables = [each for each in found.tables if each.n_new != 0 or each.n_gone != 0 or each.n_changed != 0]
    _section("Rows, by table", ("table", "before", "after", "new", "gone", "changed"), [_cells(each) for each in tables])
    _section("What changed", tuple(field.name for field in fields(ValueChange)), [_cells(each) for each in found.values])
    if len(found.values) < found.n_values:
        console.say(
            f"{len(found.values)} of {found.n_values} changed values shown; more: --limit {found.n_values}, all: --format csv, "
            "of one project: --project ID"
        )


def _section(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        console.print_rows(header, rows, title=title)


def _cells(change: Any) -> tuple[Any, ...]:
    return tuple(getattr(change, field.name) for field in fields(change))


def _number(value: Any) -> Any:
    return (int(value) if value == value.to_integral_value() else float(value)) if isinstance(value, Decimal) else str(value)
