"""`registries.csv`: per registry its publisher, its terms, and how much of what Article 49(3) asks for it publishes."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.export.snapshot_contents import DataFile, sha256_of, warned
from warehouse.export.wide_csv import write_csv
from warehouse.tables import catalogue
from warehouse.tables.model import Column

PATH = "registries.csv"
DESCRIPTION = (
    "One row per registry that projects or mentions come from: publisher, licence, and the share of its projects that publish each item "
    "of Article 49(3) of Regulation (EU) 2021/1060."
)
FROM_REFERENCE = ("title", "country_code", "publisher", "licence", "authority", "currency")


def write_registries(connection: duckdb.DuckDBPyConnection, folder: Path, *, is_sample: bool) -> DataFile:
    """Write the table to `registries.csv` under `folder`, sorted by the registry's code."""
    letters = {column.article_letter: column.name for column in catalogue.table("mart.project").columns if column.article_letter}
    shares = "".join(
        f", CAST(max(coverage_pct) FILTER (WHERE letter = '{letter}') AS VARCHAR) AS coverage_{letter}_pct" for letter in sorted(letters)
    )
    query = (
        f"WITH share AS (SELECT registry{shares} FROM mart.registry_scorecard GROUP BY registry), "
        "project AS (SELECT registry, count(*) AS n, count(*) FILTER (WHERE is_listed) AS n_listed FROM core.project GROUP BY registry), "
        "mention AS (SELECT registry, count(*) AS n FROM core.mention GROUP BY registry) "
        f"SELECT registry, {', '.join(FROM_REFERENCE)}, CAST(coalesce(project.n, 0) AS VARCHAR), "
        "CAST(coalesce(project.n_listed, 0) AS VARCHAR), CAST(coalesce(mention.n, 0) AS VARCHAR), share.* EXCLUDE (registry) "
        "FROM ref.registry LEFT JOIN share USING (registry) LEFT JOIN project USING (registry) LEFT JOIN mention USING (registry) "
        "WHERE project.n > 0 OR mention.n > 0 ORDER BY registry"
    )
    columns = _columns({str(letter): name for letter, name in letters.items()})
    file = folder / PATH
    return DataFile(
        name="registries",
        path=PATH,
        description=warned(DESCRIPTION, is_sample=is_sample),
        columns=columns,
        primary_key=("registry",),
        unique=(),
        n_rows=write_csv(connection, query, columns, file),
        sha256=sha256_of(file),
        n_bytes=file.stat().st_size,
    )


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
