"""How an answer is laid out for the width there is: a table that fits, else records, else the columns that fit and a line about the others.

Belongs here: what is shown of an answer and how wide. Does not belong here: how one value looks (`pipeline.terminal.console`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from pipeline.terminal import console
from warehouse.visible import visible

READABLE = 12
"""Characters a folded text needs to be read."""

ONE_LINE = 20
"""Characters of a text that is cut instead."""

FEW_ROWS = 5
BORDERS = 3
"""What a column takes beside its content."""

SEE_ALL = "Name the columns you want; or see all of them, one below the other: --format record"


def print_answer(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, records: bool = False) -> None:
    """Rows as a table; where its columns do not fit, up to five rows as records, more with the columns that do or on their side."""
    if records:
        _print_records(columns, rows)
        return
    cells = [[console.cell_text(value) for value in row] for row in rows]
    right = [console.is_numeric(row[n] for row in rows) for n in range(len(columns))]
    widths = [max([cell_len(line) for row in cells for line in row[n].split("\n")] or [0]) for n in range(len(columns))]
    whole = [max(width, cell_len(name)) for name, width in zip(columns, widths, strict=True)]
    least = [
        max(width if is_right else min(width, READABLE), min(cell_len(name), READABLE))
        for name, width, is_right in zip(columns, widths, right, strict=True)
    ]
    room = console.width() - 1 - BORDERS * len(columns)
    if sum(whole) <= room:
        console.print_rows(columns, rows)
    elif sum(least) <= room:
        _print_folded(columns, cells, right, _shares(least, whole, room))
    elif len(rows) <= FEW_ROWS:
        _print_records(columns, rows)
    else:
        _print_cut(columns, cells, widths, right)


def _shares(least: Sequence[int], whole: Sequence[int], room: int) -> list[int]:
    """Widths between the least and the whole ones that take up the room, the narrowest widened first."""
    widths = list(least)
    for _ in range(room - sum(least)):
        n = min(range(len(widths)), key=lambda n: widths[n] if widths[n] < whole[n] else room)
        widths[n] += 1
    return widths


def _print_folded(columns: Sequence[str], cells: Sequence[Sequence[str]], right: Sequence[bool], widths: Sequence[int]) -> None:
    table = Table(header_style="bold")
    for name, is_right, width in zip(columns, right, widths, strict=True):
        table.add_column(Text(visible(name)), justify="right" if is_right else "left", width=width, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print_table(table)


def _print_records(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = [visible(name) for name in columns]
    margin = max(cell_len(name) for name in names) + 2
    for number, row in enumerate(rows, 1):
        console.say(f"── {number} ".ljust(margin + READABLE, "─"))
        record = Table.grid(padding=(0, 2, 0, 0))
        record.add_column(width=margin - 2, no_wrap=True)
        record.add_column(overflow="fold", max_width=max(console.width() - margin - 2, READABLE))
        for name, value in zip(names, row, strict=True):
            record.add_row(Text(name, style="bold"), Text(console.cell_text(value, longest=None)))
        console.print_table(record)
    if not rows:
        console.say("no rows")


def _print_cut(columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> None:
    wanted = [
        max(width if is_right else min(width, ONE_LINE), min(cell_len(name), ONE_LINE)) + BORDERS
        for name, width, is_right in zip(columns, widths, right, strict=True)
    ]
    ends = list(accumulate(wanted, initial=1))
    n_fit = sum(end <= console.width() for end in ends[1:])
    if n_fit * 2 < len(columns):
        _print_on_its_side(columns, cells)
        return
    table = Table(header_style="bold")
    for n in range(n_fit):
        table.add_column(
            Text(visible(columns[n])),
            justify="right" if right[n] else "left",
            width=wanted[n] - BORDERS,
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in cells:
        table.add_row(*(_one_line(cell) for cell in row[:n_fit]))
    console.print_table(table)
    console.say(f"{n_fit} of {len(columns)} columns shown, long texts cut. {SEE_ALL}")


def _print_on_its_side(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """The first rows, each a column: what most of the columns hold is seen better in a few rows than in many rows of few columns."""
    names = [visible(name) for name in columns]
    margin = max(cell_len(name) for name in names) + BORDERS + 1
    n_rows = min(len(cells), FEW_ROWS, max(1, (console.width() - margin) // (ONE_LINE + BORDERS)))
    table = Table(header_style="bold")
    table.add_column("column", no_wrap=True, overflow="ellipsis")
    row_width = max((console.width() - margin) // n_rows - BORDERS, READABLE)
    for n in range(1, n_rows + 1):
        table.add_column(f"row {n}", no_wrap=True, overflow="ellipsis", max_width=row_width)
    for n, name in enumerate(names):
        table.add_row(Text(name), *(_one_line(row[n]) for row in cells[:n_rows]))
    console.print_table(table)
    console.say(f"The first {n_rows} of the rows, on their side: there are {len(columns)} columns. {SEE_ALL}")


def _one_line(cell: str) -> Text:
    return Text(" ".join(cell.split("\n")))
