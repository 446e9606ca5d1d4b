"""Text in a CSV file that a spreadsheet shows and never runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from warehouse.spreadsheets import safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Projekt", "22-021-S03", "a=1", " =1", "'=1", "åäö", "\n=1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [None, -1, 1.5, Decimal("-2.50"), True, date(2026, 1, 5)])
def test_numbers_dates_and_nothing_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) is value
