"""What a build is made from: the files of the raw zone and the observation sets, and the registries they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from warehouse.captures.errors import DamagedManifestError
from warehouse.captures.manifest import Crawl, crawl_of
from warehouse.tables import catalogue

CORRECTIONS = Path(__file__).parent / "reference" / "correction.csv"
"""Known errors of the sources and what is right, as data."""


FILES = ("capture_indexes", "crawl_manifests", "pages", "records", "issues", "reading_changes")
"""The inputs that are files of one registry each."""


class InputError(Exception):
    """An input file cannot be used; the message names the file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """One row of `ref.registry`; `nuts_version` is the year of the NUTS edition the registry's codes follow, `authority` what its word is
    worth: the authority's own registry, an aggregator of several, a mirror, or a project's page. `is_interreg` tells that all its
    programmes are of territorial cooperation, `code_pattern` the form of its project codes where they have one of their own; after
    `max_age_days` without a complete crawl the registry is stale."""

    registry: str
    title: str
    country_code: str
    publisher: str
    licence: str
    currency: str
    nuts_version: int
    authority: str = "registry"
    is_interreg: bool = False
    code_pattern: str | None = None
    max_age_days: int = 14


def registry_values(row: RegistryRow) -> tuple[object, ...]:
    """The row in the order of the columns of `ref.registry`."""
    return tuple(getattr(row, column.name) for column in catalogue.table("ref.registry").columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of one build. The order of the paths does not matter: tables are sorted as they are filled.

    `capture_indexes` and `crawl_manifests` are those of crawls that tell something (`warehouse.telling_crawls`); `every_manifest` has the
    crawls that found nothing new, too.
    """

    registries: tuple[RegistryRow, ...]
    corrections: tuple[Path, ...] = (CORRECTIONS,)
    capture_indexes: tuple[Path, ...] = ()
    crawl_manifests: tuple[Path, ...] = ()
    pages: tuple[Path, ...] = ()
    records: tuple[Path, ...] = ()
    issues: tuple[Path, ...] = ()
    reading_changes: tuple[Path, ...] = ()
    every_manifest: tuple[Path, ...] = ()

    def of_registry(self, code: str) -> Inputs:
        """What of it concerns one registry: its files lie in folders of its name."""
        own = {name: tuple(path for path in getattr(self, name) if path.parent.name == code) for name in FILES}
        return replace(self, registries=tuple(row for row in self.registries if row.registry == code), **own)

    def files(self) -> tuple[Path, ...]:
        """The files of registries, in a fixed order."""
        return tuple(path for name in FILES for path in sorted(getattr(self, name)))

    @classmethod
    def found_under(cls, captures: Path, observations: Path, registries: Iterable[RegistryRow]) -> Inputs:
        """The inputs of `registries` under the two roots (`data/captures`, `data/observations`), as the project lays them out.

        A registry without files so far gives no rows and no error.
        """
        rows = tuple(registries)

        def found(root: Path, pattern: str) -> tuple[Path, ...]:
            return tuple(path for row in rows for path in sorted((root / row.registry).glob(pattern)))

        manifests = found(captures, "*.crawl.json")
        return cls(
            registries=rows,
            capture_indexes=found(captures, "*.index.parquet"),
            crawl_manifests=manifests,
            every_manifest=manifests,
            pages=found(observations, "page.parquet"),
            records=found(observations, "record.parquet"),
            issues=found(observations, "issue.parquet"),
            reading_changes=found(observations, "change.parquet"),
        )


def crawl_row(path: Path) -> dict[str, Any]:
    """The crawl manifest at `path` as a row of `staging.crawl`. Raises `InputError` when it is not a manifest."""
    crawl = _crawl(path)
    return {
        "registry": crawl.registry,
        "crawl_id": crawl.crawl_id,
        "started_at": crawl.started_at.replace(tzinfo=None),
        "finished_at": crawl.finished_at.replace(tzinfo=None),
        "state": crawl.state,
        "reason": crawl.reason,
        "decided_because": crawl.decided_because,
        "is_sample": crawl.is_sample,
        "n_pages_fetched": crawl.pages_fetched,
        "n_pages_unchanged": crawl.pages_unchanged,
        "n_pages_failed": crawl.pages_failed,
        "origin": crawl.origin,
    }


def failure_rows(path: Path) -> list[dict[str, Any]]:
    """The failures of the crawl manifest at `path` as rows of `staging.crawl_failure`, one per page. Raises `InputError`."""
    crawl = _crawl(path)
    rows: dict[str, dict[str, Any]] = {}
    for failure in crawl.failures:
        told = {"canonical_url": failure.canonical_url, "status": failure.status, "error": failure.error}
        rows[failure.canonical_url] = {"registry": crawl.registry, "crawl_id": crawl.crawl_id, **told}
    return list(rows.values())


def _crawl(path: Path) -> Crawl:
    try:
        return crawl_of(path)
    except DamagedManifestError as error:
        raise InputError(f"{error}; without one crawl the registry again, or delete the crawl's files") from error
