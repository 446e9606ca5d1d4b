"""What assets ask for as Dagster resources: somewhere to keep things, a crawler, somebody to tell how far the work is.

Belongs here: the protocols and plain values; `pipeline` fulfils them, tests do it with files. Does not belong here: anything that works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from parsers.registry import Source
from warehouse.captures.exchange import Exchange, FetchFailure, Known


class Crawler(Protocol):
    """Fetches a registry. `is_sample` tells that the bundled sample answers instead of the live site."""

    @property
    def is_sample(self) -> bool: ...

    @property
    def software(self) -> str:
        """Name and version of the crawler, for the captures."""
        ...

    def crawl(
        self, source: Source, known: Mapping[str, Known], progress: Callable[[int, int], None], is_erased: Callable[[str], bool]
    ) -> Iterator[Exchange | FetchFailure]:
        """Everything the registry publishes, page by page; a page that cannot be had is a `FetchFailure`, not an exception.

        `known` holds by canonical address what is already stored, for conditional requests. `progress` is told pages done and known of.
        Addresses that `is_erased` are not asked for.
        """
        ...


class Progress(Protocol):
    """Told how far a stage of the work is. `total` is None where unknown."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


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
    def build(self) -> Path:
        """The DuckDB file under construction, which no reader has open."""
        return self.root / "warehouse" / "build" / "diarium.duckdb"

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
