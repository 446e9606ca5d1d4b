"""An answer as a workbook (.xlsx) of one sheet. What a sheet cannot hold is refused, never cut or rounded.

Does not belong here: other forms of an answer (`answers`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.terminal.options import USAGE, Refused

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet holds, its header included."""
FIRST_YEAR = 1900
DATE_FORMS: dict[type, str] = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss"}


class WrongForm(Refused):
    """The answer cannot be written as or where it was asked for; the message says what can."""

    exit_code = USAGE


def write_workbook(columns: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]], file: Path) -> None:
    """Writes rows below a header: numbers, dates and yes or no as such, all else as text that is never a formula. Raises `WrongForm`."""
    if len(columns) > MOST_COLUMNS:
        raise WrongForm(f"xlsx holds {MOST_COLUMNS} columns, the answer has {len(columns)}; name those you want, or use csv or parquet")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet("answer"), book.add_format({"bold": True})
        formats: dict[type, Any] = {kind: book.add_format({"num_format": form}) for kind, form in DATE_FORMS.items()}
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, bold)
        number = 0
        for rows in batches:
            for row in rows:
                number += 1
                if number >= MOST_ROWS:
                    raise WrongForm(f"xlsx holds {MOST_ROWS - 1:,} rows, the answer has more; add a LIMIT, or use csv or parquet")
                for place, value in enumerate(row):
                    _write_cell(sheet, number, place, columns[place], value, formats)


def _write_cell(sheet: Any, number: int, place: int, column: str, value: Any, formats: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(number, place, value)
    elif (isinstance(value, float) and isfinite(value)) or (isinstance(value, int | Decimal) and _is_exact(value)):
        sheet.write_number(number, place, value)
    elif isinstance(value, date) and value.year >= FIRST_YEAR and getattr(value, "tzinfo", None) is None:
        sheet.write_datetime(number, place, value, formats[datetime if isinstance(value, datetime) else date])
    else:
        text = str(value)
        if len(text) > MOST_CHARACTERS:
            told = f"xlsx holds {MOST_CHARACTERS:,} characters in a cell; {column} of row {number} has {len(text):,}"
            raise WrongForm(f"{told}: leave the column out, shorten it with left({column}, ...), or use csv or parquet")
        sheet.write_string(number, place, text)


def _is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet, which keeps 15 digits, shows just this number."""
    return isfinite(value) and Decimal(f"{value:.15g}") == value
