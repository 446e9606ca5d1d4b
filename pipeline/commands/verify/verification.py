"""Proves what is published against what it was made from: spans against the stored bodies, tables against a second build, snapshots against
their checksums.

Belongs here: what is proved, in what order, and what it adds up to. Does not belong here: the proof of one body (`span_proof`), the second
build (`rebuild_proof`) or one snapshot (`warehouse.export.snapshot_check`), and how the outcome is shown (`verify_output`).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from parsers.registry import sources
from pipeline.commands.verify.rebuild_proof import RebuildReport, prove_by_rebuilding
from pipeline.commands.verify.span_proof import BodyProof, Claim, ClaimedBody, PageClaims, ProofFailure, prove_bodies
from pipeline.terminal.options import Refused
from warehouse.captures.capture_store import CaptureStore
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.export.profile import FULL, PROFILES, Profile
from warehouse.export.snapshot_check import SnapshotProblem, check_snapshot, latest_snapshot, snapshot_folders
from warehouse.places import Places
from warehouse.progress import Progress
from warehouse.stored_captures import keep_captures

SLICE = 500  # bodies whose claims are in memory together
BATCH = 32  # bodies proved in one go
PARALLEL_FROM = 2_000  # bodies; for fewer, starting processes takes longer than it saves
KEPT_FAILURES = 1_000  # shown in full; more are counted
STAGE = "prove spans"

# One row per body and address, with where the body is stored and as what its text was read.
_PAGES = """
WITH read AS (
    SELECT registry, canonical_url, body_sha256, parser_version FROM staging.page
    UNION ALL
    SELECT DISTINCT registry, canonical_url, body_sha256, NULL FROM staging.observation
    ANTI JOIN staging.page USING (registry, canonical_url, body_sha256)
),
place AS (
    SELECT registry, body_sha256, list(file ORDER BY fetched_at DESC, file, record_offset) AS files,
        list(record_offset ORDER BY fetched_at DESC, file, record_offset) AS offsets
    FROM stored_capture
    WHERE record_type = 'response' AND status IN (200, 304)
    GROUP BY ALL
),
typed AS (
    SELECT registry, canonical_url, body_sha256, arg_min(content_type, (fetched_at, crawl_id, record_offset)) AS content_type
    FROM stored_capture
    WHERE status IN (200, 304) AND body_sha256 IS NOT NULL
    GROUP BY ALL
)
SELECT registry, body_sha256, canonical_url, coalesce(content_type, 'text/html'), parser_version, files, offsets
FROM read
LEFT JOIN typed USING (registry, canonical_url, body_sha256)
LEFT JOIN place USING (registry, body_sha256)
WHERE ? IS NULL OR registry = ?
ORDER BY registry, body_sha256, canonical_url
"""
_CLAIMS = """
SELECT registry, body_sha256, canonical_url, field, value, value_raw, method, span_start, span_end
FROM staging.observation
WHERE body_sha256 IN (SELECT unnest(?))
ORDER BY registry, body_sha256, canonical_url, record_no, field, item_no, span_start
"""
_COUNT = """
SELECT count(DISTINCT (registry, body_sha256))
FROM (SELECT registry, body_sha256 FROM staging.page UNION ALL SELECT registry, body_sha256 FROM staging.observation)
WHERE ? IS NULL OR registry = ?
"""


class NothingToVerify(Refused):
    """There is nothing to prove; the message says what is missing."""


@dataclass(slots=True)
class SpanReport:
    """What came of all bodies: how many there are and are whole, spans and derived values proved, the failures (the first thousand)."""

    n_bodies: int = 0
    n_bodies_proved: int = 0
    n_spans: int = 0
    n_derived: int = 0
    n_failures: int = 0
    failures: list[ProofFailure] = field(default_factory=list)

    def add(self, proof: BodyProof) -> None:
        """Counts one body in."""
        self.n_bodies += 1
        self.n_bodies_proved += proof.is_body_proved
        self.n_spans += proof.n_spans
        self.n_derived += proof.n_derived
        self.n_failures += len(proof.failures)
        self.failures += proof.failures[: KEPT_FAILURES - len(self.failures)]


@dataclass(frozen=True, slots=True)
class SnapshotsReport:
    """Snapshots and files checked, and what is wrong with them."""

    folder: Path
    n_snapshots: int
    n_files: int
    problems: tuple[SnapshotProblem, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """All that was proved. `spans` and `rebuild` are None where only snapshots were asked for."""

    registry: str | None
    run_id: str | None
    published_at: Any
    is_sample: bool
    spans: SpanReport | None
    rebuild: RebuildReport | None
    snapshots: SnapshotsReport

    @property
    def is_proved(self) -> bool:
        """Whether something was checked and all of it holds."""
        spans_hold = self.spans is None or (self.spans.n_failures == 0 and self.spans.n_spans > 0)
        return spans_hold and (self.rebuild is None or self.rebuild.holds) and not self.snapshots.problems


def verify(places: Places, progress: Progress, *, registry: str | None = None, only_exports: bool = False) -> Verification:
    """Proves the published warehouse, or of its spans only those of one registry, or only the snapshots.

    Raises `NothingToVerify`, `WarehouseMissing` and `WarehouseUnreadable`. A run that publishes meanwhile does no harm: spans are proved in
    the file that was the published one at the start.
    """
    if only_exports:
        snapshots = _snapshots(places)
        if not snapshots.n_snapshots:
            raise NothingToVerify(f"no snapshot under {places.exports}: `diarium export` writes one of what is published")
        return Verification(None, None, None, False, None, None, snapshots)
    with reading(places.warehouse) as connection:
        try:
            run_id, published_at, is_sample = connection.execute("SELECT run_id, published_at, is_sample FROM ops.publication").fetchall()[
                0
            ]
            spans = _spans(connection, places, progress, registry)
        except (duckdb.BinderException, duckdb.CatalogException, IndexError) as error:
            told = str(error).splitlines()[0]
            raise NothingToVerify(
                f"{places.warehouse} has no tables that can be verified ({told}); `diarium run` builds it anew"
            ) from error
        if not spans.n_spans and not spans.n_failures:
            there = ", ".join(row[0] for row in connection.execute("SELECT DISTINCT registry FROM staging.page ORDER BY ALL").fetchall())
            raise NothingToVerify(f"nothing of {registry or 'any registry'} is published; there is {there or 'nothing at all'}")
    return Verification(registry, run_id, published_at, is_sample, spans, prove_by_rebuilding(places), _snapshots(places))


def _spans(connection: duckdb.DuckDBPyConnection, places: Places, progress: Progress, registry: str | None) -> SpanReport:
    keep_captures(connection, CaptureStore(places.captures), sources())
    [(total,)] = connection.execute(_COUNT, [registry, registry]).fetchall()
    report = SpanReport()
    for proof in _proofs(places.captures, _bodies(connection, registry), total):
        report.add(proof)
        progress(STAGE, report.n_bodies, total)
    return report


def _bodies(connection: duckdb.DuckDBPyConnection, registry: str | None) -> Iterator[ClaimedBody]:
    """Every body with the claims about it. The claims of some hundred bodies at a time are in memory, however many there are in all."""
    answer = connection.execute(_PAGES, [registry, registry])
    pages = groupby(chain.from_iterable(iter(lambda: answer.fetchmany(1_000), [])), key=lambda row: row[:2])
    some = iter(lambda: [(key, list(rows)) for key, rows in islice(pages, SLICE)], [])
    with connection.cursor() as cursor:  # pages are still being fetched from the connection itself
        cursor.execute("USE diarium")
        for bodies in some:
            claims = _claims(cursor, [digest for (_, digest), _ in bodies])
            for (code, digest), rows in bodies:
                readings = tuple(
                    PageClaims(url, kind, version, tuple(claims.get((code, digest, url), ()))) for _, _, url, kind, version, *_ in rows
                )
                files, offsets = rows[0][5:]
                yield ClaimedBody(code, digest, tuple(zip(files or (), offsets or (), strict=True)), readings)


def _claims(cursor: duckdb.DuckDBPyConnection, digests: list[str]) -> dict[tuple[str, str, str], list[Claim]]:
    """By registry, digest and address, what the warehouse says it read."""
    found: dict[tuple[str, str, str], list[Claim]] = {}
    for code, digest, url, *claim in cursor.execute(_CLAIMS, [digests]).fetchall():
        found.setdefault((code, digest, url), []).append(Claim(*claim))
    return found


def _proofs(captures: Path, bodies: Iterator[ClaimedBody], total: int) -> Iterator[BodyProof]:
    """The proofs of all bodies, in order. Many bodies are shared among worker processes, which are a few batches ahead of the reader."""
    batches = iter(lambda: list(islice(bodies, BATCH)), [])
    n_workers = os.cpu_count() or 1
    if total < PARALLEL_FROM or n_workers == 1:
        for batch in batches:
            yield from prove_bodies(captures, batch)
        return
    # spawned, not forked: DuckDB has threads in this process
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        ahead: deque[Future[list[BodyProof]]] = deque(
            pool.submit(prove_bodies, captures, batch) for batch in islice(batches, 2 * n_workers)
        )
        while ahead:
            proved = ahead.popleft().result()
            ahead.extend(pool.submit(prove_bodies, captures, batch) for batch in islice(batches, 1))
            yield from proved


def _snapshots(places: Places) -> SnapshotsReport:
    reports = [check_snapshot(folder) for folder in snapshot_folders(places.exports)]
    problems = [problem for report in reports for problem in report.problems]
    for profile in PROFILES.values():
        latest = latest_snapshot(places.exports, profile)
        if latest is not None:
            rows = next((report.rows for report in reports if report.snapshot_id == latest.name), None)
            problems += _latest(places, latest, profile, rows)
    return SnapshotsReport(places.exports, len(reports), sum(report.n_files for report in reports), tuple(problems))


def _latest(places: Places, latest: Path, profile: Profile, rows: dict[str, int] | None) -> list[SnapshotProblem]:
    """Whether the snapshot named in a LATEST file is there and has as many rows as the published tables.

    Only the full profile must have: a run exports that one, the others are as old as somebody's last `diarium export`.
    """
    again = f"`diarium export{'' if profile == FULL else f' --profile {profile.name}'}` writes what is published"
    if rows is None:
        return [SnapshotProblem(latest, f"the snapshot that {profile.latest} names", "no such folder", again)]
    if profile != FULL:
        return []
    problems = []
    try:
        with reading(places.warehouse) as connection:
            for name, n_rows in rows.items():
                table = name.removesuffix(".parquet").replace("/", ".")
                try:
                    [(published,)] = connection.execute(f'SELECT count(*) FROM "{table.replace(".", chr(34) + "." + chr(34))}"').fetchall()
                except duckdb.CatalogException:
                    published = "no such table"
                if published != n_rows:
                    problems.append(
                        SnapshotProblem(latest / name, f"the {published} rows of {table} as published", f"{n_rows} rows", again)
                    )
    except (WarehouseMissing, WarehouseUnreadable):
        return []  # only snapshots were asked for, and they need no warehouse
    return problems
