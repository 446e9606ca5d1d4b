"""What the files of a snapshot state about it: its data files, the registries it comes from, what it covers, and what it is called.

Belongs here: facts read from the warehouse once and said in several descriptions. Does not belong here: the form of any description.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from warehouse.export.profile import Profile
from warehouse.tables.model import Column, Table

AUTHORS = "The Diarium developers"
LICENCE = "MIT"
LICENCE_URL = "https://spdx.org/licenses/MIT"
TITLE = "Diarium: projects financed by EU funds, as their registries publish them"
SAMPLE_TITLE = "Diarium: the bundled sample, not real data"
SAMPLE_WARNING = "Made from the sample registry that comes with Diarium. About half of its projects are invented. Do not cite it."
ABOUT = "Projects, organisations, money and places, one file per table; amounts as stated, in the source currency, with euro beside them."
TERMS = (
    "What Diarium adds (the compilation, the definitions and these descriptions) is under the MIT licence. What the registries say stays "
    "under their own terms, which registries.csv gives one by one."
)
KEYWORDS = ("European Union", "cohesion policy", "structural funds", "ESF", "ERDF", "Interreg", "beneficiaries", "open data")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One table in a file, its path relative to the snapshot."""

    name: str
    path: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    sha256: str
    n_bytes: int
    n_rows: int

    @property
    def is_parquet(self) -> bool:
        """Parquet; else CSV."""
        return self.path.endswith(".parquet")


def described_file(
    folder: Path, path: str, description: str, table: Table, columns: tuple[Column, ...], n_rows: int, *, is_sample: bool
) -> DataFile:
    """The file at `path` in a snapshot's `folder`, which holds `columns` of `table`; it is read for its size and its digest."""
    file = folder / path
    return DataFile(
        name=path.rpartition(".")[0].replace("/", "_"),
        path=path,
        description=warned(description, is_sample=is_sample),
        columns=columns,
        primary_key=table.primary_key,
        unique=table.unique,
        sha256=sha256_of(file),
        n_bytes=file.stat().st_size,
        n_rows=n_rows,
    )


@dataclass(frozen=True, slots=True)
class SourceRegistry:
    """A registry that something in the snapshot comes from; `home` is the root of its site where all its projects lie on one."""

    registry: str
    title: str
    publisher: str
    licence: str
    n_projects: int
    home: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the data are about: projects, their countries (ISO 3166), the first start and the last end of them."""

    n_projects: int
    n_registries: int
    countries: tuple[str, ...]
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All a description may say. Nothing of it depends on when, where or by whom the snapshot is written."""

    snapshot_id: str
    released_on: date
    is_sample: bool
    profile: Profile
    files: tuple[DataFile, ...]
    sources: tuple[SourceRegistry, ...]
    coverage: Coverage

    @property
    def title(self) -> str:
        """What it is called."""
        return titled(SAMPLE_TITLE if self.is_sample else TITLE, self.profile)

    @property
    def description(self) -> str:
        """What it is, in a few sentences; of the sample first that it is one."""
        covered = f"{self.coverage.n_projects} projects of {self.coverage.n_registries} registries."
        return warned(" ".join(part for part in (ABOUT, self.profile.says, covered) if part), is_sample=self.is_sample)


def titled(title: str, profile: Profile) -> str:
    """A title with the profile behind it, where that leaves something out."""
    return title if profile.has_texts else f"{title} (without texts)"


def warned(words: str, *, is_sample: bool) -> str:
    """A description; that of a sample says first what it is."""
    return f"{SAMPLE_WARNING} {words}" if is_sample else words


def is_sample_data(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether what is published was made from the bundled sample."""
    row = connection.execute("SELECT bool_or(is_sample) FROM ops.publication").fetchone()
    return bool(row and row[0])


def day_of_latest_change(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The day the data last changed; None where there is no project."""
    row = connection.execute(
        "SELECT max(changed_at)::DATE "
        "FROM (SELECT valid_from AS changed_at FROM core.project_version UNION ALL SELECT first_seen_at FROM core.project)"
    ).fetchone()
    return row[0] if row else None


def sources_of(connection: duckdb.DuckDBPyConnection) -> tuple[SourceRegistry, ...]:
    """The registries of projects and of mentions, sorted by code."""
    rows = connection.execute(
        "WITH place AS (SELECT registry, regexp_extract(source_url, '^https?://[^/]+/') AS home FROM core.project), "
        "told AS (SELECT registry, count(*) AS n, CASE WHEN count(DISTINCT home) = 1 THEN nullif(min(home), '') END AS home "
        "FROM place GROUP BY registry UNION ALL BY NAME "
        "SELECT DISTINCT registry, 0 AS n FROM core.mention WHERE registry NOT IN (SELECT registry FROM core.project)) "
        "SELECT registry, title, publisher, licence, told.n, told.home FROM ref.registry JOIN told USING (registry) ORDER BY registry"
    ).fetchall()
    return tuple(SourceRegistry(*row) for row in rows)


def coverage_of(connection: duckdb.DuckDBPyConnection) -> Coverage:
    """What the projects cover."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT registry), coalesce(list(DISTINCT country_code ORDER BY country_code) "
        "FILTER (WHERE country_code IS NOT NULL), []), min(start_on), max(end_on) FROM core.project"
    ).fetchone()
    n_projects, n_registries, countries, first_on, last_on = row or (0, 0, [], None, None)
    return Coverage(n_projects, n_registries, tuple(countries), first_on, last_on)


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
