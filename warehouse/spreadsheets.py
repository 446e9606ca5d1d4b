"""Text that a spreadsheet shows and never runs.

Belongs here: what spreadsheet programs make of the text of a cell. Does not belong here: writing files.
"""

from __future__ import annotations

from typing import TypeVar

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheet programs take a cell that begins with one of these for a formula, whoever wrote the text."""

GUARD = "'"
"""What programs read as: the rest of this cell is text."""

Value = TypeVar("Value")


def safe_cell(value: Value) -> Value | str:
    """The value as a cell of a CSV file may hold it: text that would start a formula gets an apostrophe before it, all else stays."""
    return f"{GUARD}{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def safe_cell_in_sql(column: str) -> str:
    """The same as an expression of SQL over a column of texts."""
    starts = ", ".join(f"'{start}'" if start.isprintable() else f"chr({ord(start)})" for start in STARTS_A_FORMULA)
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN '{GUARD * 2}' || {column} ELSE {column} END"
