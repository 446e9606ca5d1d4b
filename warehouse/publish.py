"""Publication: the file built aside, once its checks hold, takes the place of the published one in a single step.

The published path is never opened here, only replaced: who has it open keeps the old file, who opens it next gets the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.captures.files import replace_synced
from warehouse.check_outcome import CheckOutcome, blocking, check_row, outcome_of_row
from warehouse.connect import WarehouseMissing, reading, writing
from warehouse.fill import insert_rows
from warehouse.tables import catalogue

READ_ONLY = 0o444
"""Nobody writes into a published file; the next publication replaces it."""
_CHECK_COLUMNS = ("table_name", "rule_id", "description", "severity", "is_passed", "n_unexpected", "sample_raw")


class PublicationBlocked(Exception):
    """Checks of severity error failed; `outcomes` has them. The published file was not touched."""

    def __init__(self, outcomes: Sequence[CheckOutcome]) -> None:
        """Name the failed checks in the message."""
        named = "; ".join(f"{outcome.table}: {outcome.description} ({outcome.n_unexpected} rows)" for outcome in outcomes)
        super().__init__(f"Not published, {len(outcomes)} checks failed: {named}. The warehouse published before stays in place")
        self.outcomes = tuple(outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run that built the file; times are UTC."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    diarium_version: str
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a reader of the published file is looking at, as `ops.publication` says it."""

    run_id: str
    published_at: datetime
    is_sample: bool
    n_registries: int
    n_projects: int
    last_changed_at: datetime | None
    last_captured_at: datetime | None
    n_warnings: int


def publish(aside: Path, published: Path, *, run: Run, published_at: datetime, outcomes: Sequence[CheckOutcome]) -> Publication:
    """Write run, check results and publication into `aside`, then move it onto `published` (same file system).

    Raises `PublicationBlocked` when a check of severity error failed and `WarehouseMissing` when there is no file aside; the published
    file is then as it was.
    """
    if failed := blocking(outcomes):
        raise PublicationBlocked(failed)
    if not aside.is_file():
        raise WarehouseMissing(aside)
    with writing(aside) as connection:
        last_captured_at = _last_captured_at(connection)
        for name in ("publication", "check_result", "run"):
            connection.execute(f"DELETE FROM ops.{name}")
        connection.execute(
            "INSERT INTO ops.run (run_id, started_at, finished_at, diarium_version, is_sample) VALUES (?, ?, ?, ?, ?)",
            [run.run_id, run.started_at, run.finished_at, run.diarium_version, run.is_sample],
        )
        _write_outcomes(connection, run, outcomes)
        publication = _write_publication(connection, run, published_at, outcomes, last_captured_at)
        for table in catalogue.TABLES:
            if not table.is_published:  # a view of files that may be gone tomorrow
                connection.execute(f"DROP VIEW IF EXISTS {table.full_name}")
    _swap(aside, published)
    return publication


def published_outcomes(published: Path) -> list[CheckOutcome]:
    """The outcomes of the checks that the published file went through. Raises `WarehouseMissing`, `WarehouseUnreadable`."""
    with reading(published) as connection:
        answer = connection.execute(f"SELECT {', '.join(_CHECK_COLUMNS)} FROM ops.check_result ORDER BY ALL")
        return [outcome_of_row(dict(zip(_CHECK_COLUMNS, row, strict=True))) for row in answer.fetchall()]


def _write_outcomes(connection: duckdb.DuckDBPyConnection, run: Run, outcomes: Sequence[CheckOutcome]) -> None:
    """In one statement: a thousand of them take two seconds."""
    insert_rows(connection, catalogue.table("ops.check_result"), [(run.run_id, *check_row(outcome).values()) for outcome in outcomes])


def _last_captured_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """The latest capture of an accepted crawl; where the captures are gone already, since a publication broke off, what that one wrote."""
    is_there = connection.execute("SELECT 1 FROM duckdb_views() WHERE schema_name = 'staging' AND view_name = 'capture'").fetchone()
    captured = "SELECT max(fetched_at) FROM staging.capture JOIN staging.crawl USING (registry, crawl_id) WHERE state = 'accepted'"
    found = connection.execute(captured if is_there else "SELECT last_captured_at FROM ops.publication").fetchone()
    return found[0] if found else None


def _write_publication(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    published_at: datetime,
    outcomes: Sequence[CheckOutcome],
    last_captured_at: datetime | None,
) -> Publication:
    n_warnings = sum(1 for outcome in outcomes if not outcome.passed and outcome.severity == "warning")
    rows = connection.execute(
        """
        INSERT INTO ops.publication BY NAME
        SELECT
            ? AS run_id,
            CAST(? AS TIMESTAMP) AS published_at,
            CAST(? AS BOOLEAN) AS is_sample,
            (SELECT count(DISTINCT registry) FROM core.project) AS n_registries,
            (SELECT count(*) FROM core.project) AS n_projects,
            (SELECT max(valid_from) FROM core.project_version) AS last_changed_at,
            CAST(? AS TIMESTAMP) AS last_captured_at,
            CAST(? AS BIGINT) AS n_warnings
        RETURNING run_id, published_at, is_sample, n_registries, n_projects, last_changed_at, last_captured_at, n_warnings
        """,
        [run.run_id, published_at, run.is_sample, last_captured_at, n_warnings],
    ).fetchall()
    run_id, at, is_sample, n_registries, n_projects, last_changed_at, captured_at, warnings = rows[0]
    return Publication(
        run_id=run_id,
        published_at=at,
        is_sample=is_sample,
        n_registries=n_registries,
        n_projects=n_projects,
        last_changed_at=last_changed_at,
        last_captured_at=captured_at,
        n_warnings=warnings,
    )


def _swap(aside: Path, published: Path) -> None:
    published.parent.mkdir(parents=True, exist_ok=True)
    # a write-ahead log left beside the published path by a crash would be replayed into the new file
    for path in (aside, published):
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    aside.chmod(READ_ONLY)
    replace_synced(aside, published)
