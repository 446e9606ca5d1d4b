"""The sums of the page by country of the project: the SELECTs that fill the marts, run again over the projects of one country each.

Nothing is summed by a rule of its own: the very SQL of `warehouse/sql/mart/` is asked, so all countries together are the mart, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.report.report_queries import Columns, answer_columns
from warehouse.sql_files import select_of

ATTACHED, MEMORY = "diarium", "memory"  # as warehouse.connect.reading calls the published file, and DuckDB what a connection begins with
BENEATH = ("core.project_region", "ref.registry", "ref.region")
MEASURES = ("total_cost", "support", "eu")
COUNTS = ("n_projects", *(name for measure in MEASURES for name in (f"n_with_{measure}", f"n_with_{measure}_eur")))
SUMS = tuple(name for measure in MEASURES for name in (f"{measure}_amount", f"{measure}_eur"))
CUBES = {
    "region": ("mart.funding_by_basis_region_fund", ("region_basis", "region_code", "fund_code", "currency")),
    "year": ("mart.funding_by_year_fund", ("start_year", "fund_code", "currency")),
    "programme": ("mart.funding_by_programme_fund", ("programme_cci", "fund_code", "currency")),
    "month": ("mart.active_by_month_fund", ("month_on", "fund_code")),
}


def sums_by_country(connection: duckdb.DuckDBPyConnection) -> dict[str, Columns]:
    """By name: the rows of a mart with the country of the projects in front (empty where none is stated), column by column.

    The connection has the functions the SELECTs use.
    """
    countries = [
        row[0] for row in connection.execute("SELECT DISTINCT country_code FROM mart.project ORDER BY country_code NULLS LAST").fetchall()
    ]
    found: dict[str, Columns] = {}
    with _standing_in(connection):
        for country in countries:
            connection.execute("SET VARIABLE country = ?", [country])
            for name, (mart, keys) in CUBES.items():
                _append(found.setdefault(name, {}), country, _sums(connection, mart, keys))
    return found


def _sums(connection: duckdb.DuckDBPyConnection, mart: str, keys: tuple[str, ...]) -> Columns:
    wanted = ("n_active", "n_started", "n_undated") if mart == "mart.active_by_month_fund" else (*COUNTS, *SUMS)
    columns, order = ", ".join((*keys, *wanted)), ", ".join(keys)
    return answer_columns(connection.execute(f"SELECT {columns} FROM ({select_of(mart)}\n) ORDER BY {order}"))


def _append(cube: Columns, country: str | None, rows: Columns) -> None:
    size = len(next(iter(rows.values())))
    cube.setdefault("country_code", []).extend([country] * size)
    for name, values in rows.items():
        cube.setdefault(name, []).extend(values)


@contextmanager
def _standing_in(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Makes `mart.project` mean the projects of the country in the variable, by a view in the memory of this connection."""
    connection.execute(f"USE {MEMORY}")
    try:
        for schema in ("core", "mart", "ref"):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for table in BENEATH:
            connection.execute(f"CREATE OR REPLACE VIEW {table} AS FROM {ATTACHED}.{table}")
        connection.execute(
            f"CREATE OR REPLACE VIEW mart.project AS FROM {ATTACHED}.mart.project "
            "WHERE country_code IS NOT DISTINCT FROM getvariable('country')"
        )
        connection.execute(f"CREATE OR REPLACE VIEW mart.project_region AS {select_of('mart.project_region')}")
        yield
    finally:
        connection.execute(f"USE {ATTACHED}")
