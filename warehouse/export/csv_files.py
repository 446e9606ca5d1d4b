"""The CSV files of a snapshot, for whoever opens one in a spreadsheet: UTF-8, commas, one line feed a row on every machine.

`csv/project.csv` is the wide table; `registries.csv` has per registry its publisher, its terms, and how much of what Article 49(3) asks for
it publishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.export.profile import Profile
from warehouse.export.row_order import order_of
from warehouse.export.snapshot_contents import DataFile, described_file
from warehouse.spreadsheets import safe_cell_in_sql
from warehouse.sql_literal import sql_literal
from warehouse.tables import catalogue
from warehouse.tables.model import Column

WIDE = "mart.project"
WIDE_CSV, REGISTRIES_CSV = "csv/project.csv", "registries.csv"
SAFE = "A text that begins with =, +, -, @, a tab or a carriage return has an apostrophe before it, so that no spreadsheet runs it."
ABOUT_REGISTRIES = (
    "One row per registry that projects or mentions come from: publisher, licence, and the share of its projects that publish each item "
    "of Article 49(3) of Regulation (EU) 2021/1060."
)
FROM_REFERENCE = ("title", "country_code", "publisher", "licence", "authority", "currency")


def write_wide_csv(connection: duckdb.DuckDBPyConnection, profile: Profile, folder: Path, *, is_sample: bool) -> DataFile:
    """Write `mart.project` to `csv/project.csv` under `folder`, with the columns of the profile, sorted by its key."""
    table = catalogue.table(WIDE)
    columns = profile.columns_of(table)
    query = f"FROM {table.full_name}{order_of(connection, table)}"
    n_rows = _write_csv(connection, query, columns, folder / WIDE_CSV)
    return described_file(folder, WIDE_CSV, f"As {WIDE}, in CSV. {table.description} {SAFE}", table, columns, n_rows, is_sample=is_sample)


def write_registries(connection: duckdb.DuckDBPyConnection, folder: Path, *, is_sample: bool) -> DataFile:
    """Write the table to `registries.csv` under `folder`, sorted by the registry's code."""
    letters = {column.article_letter: column.name for column in catalogue.table("mart.project").columns if column.article_letter}
    shares = "".join(f", max(coverage_pct) FILTER (WHERE letter = '{letter}') AS coverage_{letter}_pct" for letter in sorted(letters))
    query = (
        f"WITH share AS (SELECT registry{shares} FROM mart.registry_scorecard GROUP BY registry), "
        "project AS (SELECT registry, count(*) AS n, count(*) FILTER (WHERE is_listed) AS n_listed FROM core.project GROUP BY registry), "
        "mention AS (SELECT registry, count(*) AS n FROM core.mention GROUP BY registry) "
        f"SELECT registry, {', '.join(FROM_REFERENCE)}, coalesce(project.n, 0) AS n_projects, "
        "coalesce(project.n_listed, 0) AS n_listed, coalesce(mention.n, 0) AS n_mentions, share.* EXCLUDE (registry) "
        "FROM ref.registry LEFT JOIN share USING (registry) LEFT JOIN project USING (registry) LEFT JOIN mention USING (registry) "
        "WHERE project.n > 0 OR mention.n > 0 ORDER BY registry"
    )
    columns = _columns({str(letter): name for letter, name in letters.items()})
    n_rows = _write_csv(connection, query, columns, folder / REGISTRIES_CSV)
    return described_file(folder, REGISTRIES_CSV, ABOUT_REGISTRIES, catalogue.table("ref.registry"), columns, n_rows, is_sample=is_sample)


def _columns(letters: dict[str, str]) -> tuple[Column, ...]:
    reference = catalogue.table("ref.registry")
    return (
        *(reference.column(name) for name in ("registry", *FROM_REFERENCE)),
        _count("n_projects", "Projects of the registry."),
        _count("n_listed", "Of these, projects the registry still lists."),
        _count("n_mentions", "Pages that tell of a project and are none themselves."),
        *(
            Column(
                name=f"coverage_{letter}_pct",
                type="DECIMAL(5,2)",
                unit="percent",
                minimum=0,
                maximum=100,
                article_letter=letter,
                description=f"Share of its projects that publish item {letter} (mart.project.{name}); empty without projects.",
            )
            for letter, name in sorted(letters.items())
        ),
    )


def _count(name: str, what: str) -> Column:
    return Column(name=name, type="BIGINT", nullable=False, minimum=0, description=what)


def _write_csv(connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[Column], file: Path) -> int:
    """Write the answer to a query that gives each of the columns; returns how many rows it has."""
    file.parent.mkdir(exist_ok=True)
    cells = ", ".join(f"{_worded(column)} AS {column.name}" for column in columns)
    copied = f"COPY (SELECT {cells} FROM ({query})) TO {sql_literal(file)} (FORMAT csv, HEADER true)"
    [(n_rows,)] = connection.execute(copied).fetchall()
    return int(n_rows)


def _worded(column: Column) -> str:
    """The column as text: numbers with all their decimals, dates and moments in ISO 8601, yes and no as true and false, texts safe."""
    if column.type == "TIMESTAMP":
        return f"strftime({column.name}, '%Y-%m-%dT%H:%M:%S.%fZ')"
    return safe_cell_in_sql(column.name) if column.type == "VARCHAR" else f"CAST({column.name} AS VARCHAR)"
