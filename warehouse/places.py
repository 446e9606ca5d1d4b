"""Where things are kept below one data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are kept below one data folder."""

    root: Path

    @property
    def captures(self) -> Path:
        """The raw zone: WARC files and their index."""
        return self.root / "captures"

    @property
    def observations(self) -> Path:
        """What was read, Parquet per registry."""
        return self.root / "observations"

    @property
    def corrections(self) -> Path:
        """The operator's own corrections, beside those that come with Diarium; the file need not exist."""
        return self.root / "corrections.csv"

    @property
    def warehouse(self) -> Path:
        """The published DuckDB file. Never opened for writing."""
        return self.root / "warehouse" / "diarium.duckdb"

    @property
    def published(self) -> Path:
        """What the publication was built from, and the files it left."""
        return self.root / "warehouse" / "published.json"

    @property
    def runs(self) -> Path:
        """All runs, a row each."""
        return self.root / "warehouse" / "runs.parquet"

    @property
    def partitions(self) -> Path:
        """The tables of each registry, made once; they can be made again."""
        return self.root / "warehouse" / "partitions"

    @property
    def build(self) -> Path:
        """The DuckDB file under construction, which no reader has open."""
        return self.root / "warehouse" / "build" / "diarium.duckdb"

    @property
    def checks(self) -> Path:
        """What the rules found in the file under construction, and rows that break them. It stays when that file is not published."""
        return self.build.with_name("checks.parquet")

    @property
    def exports(self) -> Path:
        """Published Parquet snapshots, a folder each."""
        return self.root / "exports"

    @property
    def report(self) -> Path:
        """The published warehouse as a page to look at."""
        return self.root / "report.html"

    @property
    def alerts(self) -> Path:
        """What was told to operators: a text file for each run with problems."""
        return self.root / "alerts"

    @property
    def dagster(self) -> Path:
        """Home of the Dagster instance: runs and events."""
        return self.root / "dagster"
