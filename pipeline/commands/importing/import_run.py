"""The import as a whole: read the files, resolve revisits among them, store what is new while no run is at work on the same data.

Belongs here: an import for each file and registry, without what is there already. Does not belong here: words for people
(`import_output`), reading files of others (`archive_scan`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from parsers.registry import Source
from pipeline.commands.importing.archive_scan import scan_file
from pipeline.commands.importing.found_captures import Capture, Scan, Spool, Unresolved, resolve_revisits, second_of
from pipeline.settings import VERSION
from pipeline.terminal.options import FAILED, USAGE, Refused
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.crawl_writer import CaptureWriter
from warehouse.captures.errors import NothingToRevisitError
from warehouse.captures.exchange import NOT_MODIFIED
from warehouse.captures.manifest import Crawl
from warehouse.captures.verdict import Verdict
from warehouse.captures.warc_reader import UnreadableArchive
from warehouse.erasure.suppression import Suppressions
from warehouse.lock import FileLock, HeldElsewhere
from warehouse.places import Places
from warehouse.progress import Progress

HAD = "stored already"
ERASED = "erased here, and must not come back"

_Key = tuple[str, datetime, str]  # canonical address, second, digest of the body or status


@dataclass(frozen=True, slots=True)
class PlannedImport:
    """The captures of one file that one registry does not have yet, oldest first."""

    scan: Scan
    registry: str
    captures: tuple[Capture, ...]

    @property
    def crawl_id(self) -> str:
        """Made of the first moment, the file and what is taken of it, so that the same import has the same id wherever it is done."""
        keys = (" ".join(map(str, _key(each))) for each in self.captures)
        content = "\n".join((self.scan.sha256, self.registry, *keys))
        return f"{self.captures[0].fetched_at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    @property
    def pages(self) -> list[Capture]:
        """The captures that say what a page is; the others are redirects."""
        return [each for each in self.captures if each.body_sha256 is not None and each.status in (200, NOT_MODIFIED)]


def planned_imports(scans: Sequence[Scan], store: CaptureStore, suppressions: Suppressions) -> Iterator[PlannedImport]:
    """What is to be stored. What is not, because it is there already or was erased, is counted in `Scan.left_out`."""
    had: dict[str, set[_Key]] = {}
    for scan in _originals_first(scans):
        by_registry: dict[str, list[Capture]] = {}
        for found in sorted(scan.captures, key=lambda each: (each.fetched_at, each.canonical_url, each.url, each.offset)):
            capture = _redacted(found, suppressions)
            if capture is None:
                scan.left_out[ERASED] += 1
                continue
            if capture.registry not in had:
                had[capture.registry] = _stored_keys(store, capture.registry)
            keys = had[capture.registry]
            if _key(capture) in keys:
                scan.left_out[HAD] += 1
                continue
            keys.add(_key(capture))
            by_registry.setdefault(capture.registry, []).append(capture)
        for registry, captures in sorted(by_registry.items()):
            yield PlannedImport(scan, registry, tuple(captures))


def store_import(plan: PlannedImport, store: CaptureStore, suppressions: Suppressions, *, is_sample: bool, software: str) -> Crawl:
    """Stores an import whole or not at all. Raises `CrawlInProgressError`."""
    with store.begin_import(
        plan.registry,
        plan.crawl_id,
        plan.captures[0].fetched_at,
        imported_from=plan.scan.named,
        is_sample=is_sample,
        software=software,
    ) as writer:
        for capture in sorted(plan.captures, key=lambda each: each.status == NOT_MODIFIED):  # what has a body first
            _add(capture, writer, suppressions)
        return writer.finish(Verdict.ACCEPTED)


def _originals_first(scans: Sequence[Scan]) -> Iterator[Scan]:
    """The files in an order in which a "not modified" comes after what it stands for, as far as there is one."""
    owner = {id(capture): number for number, scan in enumerate(scans) for capture in scan.captures}
    needs = [{owner.get(id(each.original), number) for each in scan.captures} - {number} for number, scan in enumerate(scans)]
    left = list(range(len(scans)))
    while left:
        number = next((each for each in left if needs[each].isdisjoint(left)), left[0])
        left.remove(number)
        yield scans[number]


def _add(capture: Capture, writer: CaptureWriter, suppressions: Suppressions) -> None:
    exchange = suppressions.redacted(capture.exchange())
    if exchange is None:
        return
    try:
        writer.add(exchange, capture.body_sha256)
    except NothingToRevisitError:
        if capture.original is None:
            raise
        _add(capture.original, writer, suppressions)  # two files whose revisits refer to each other: its own file stores it again
        writer.add(exchange, capture.body_sha256)


def _redacted(capture: Capture, suppressions: Suppressions) -> Capture | None:
    """The capture as it may be stored; None where its address was erased. Its body is read only where something was erased at all."""
    if not suppressions.entries:
        return capture
    exchange = suppressions.redacted(capture.exchange())
    if exchange is None:
        return None
    if capture.original is not None:
        original = _redacted(capture.original, suppressions)
        return original and replace(capture, original=original, body_sha256=original.body_sha256)
    return replace(capture, body_sha256=exchange.body_sha256)


def _key(capture: Capture) -> _Key:
    return capture.canonical_url, second_of(capture.fetched_at), capture.body_sha256 or f"status {capture.status}"


def _stored_keys(store: CaptureStore, registry: str) -> set[_Key]:
    index = store.index(registry).select(["canonical_url", "fetched_at", "body_sha256", "status"])
    moments = pc.assume_timezone(pc.floor_temporal(index["fetched_at"], unit="second"), "UTC").to_pylist()
    rows = zip(index["canonical_url"].to_pylist(), moments, index["body_sha256"].to_pylist(), index["status"].to_pylist(), strict=True)
    return {(url, moment, body or f"status {status}") for url, moment, body, status in rows}


_SOFTWARE = f"Diarium/{VERSION} (import)"


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The files as read, what of them was stored (or is to be: `is_dry`), and what could not be.

    `unreadable` are files of which nothing could be read, in words.
    """

    scans: tuple[Scan, ...]
    imports: tuple[PlannedImport, ...]
    unresolved: tuple[Unresolved, ...]
    unreadable: tuple[str, ...]
    is_dry: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost to damage."""
        return not self.unreadable and not any(scan.damages for scan in self.scans)


class ImportRefused(Refused):
    """The files cannot be taken in as asked."""

    exit_code = USAGE


def bring_in(
    files: Sequence[Path], places: Places, progress: Progress, *, live: bool, forced: Source | None = None, dry_run: bool = False
) -> ImportOutcome:
    """Stores the pages of registries that the files hold; with `dry_run`, only says what would be.

    A file that is damaged gives what is whole. Raises `ImportRefused` before anything is stored, `CrawlInProgressError` where somebody
    stores captures of the same registry.
    """
    with Spool() as spool:
        scans: list[Scan] = []
        unreadable: list[str] = []
        for file in dict.fromkeys(each.absolute() for each in files):
            try:
                scans.append(scan_file(file, spool, forced, progress))
            except UnreadableArchive as problem:
                unreadable.append(str(problem))
        _refuse_mixing(scans, live=live)
        store = CaptureStore(places.captures)
        with nullcontext() if dry_run else _one_run(places):
            suppressions = Suppressions.load(places.captures)
            unresolved = resolve_revisits(scans, store)
            plans = list(planned_imports(scans, store, suppressions))
            for done, plan in enumerate(() if dry_run else plans, 1):
                store_import(plan, store, suppressions, is_sample=not live, software=_SOFTWARE)
                progress("store", done, len(plans))
    return ImportOutcome(tuple(scans), tuple(plans), tuple(unresolved), tuple(unreadable), dry_run)


def _refuse_mixing(scans: Sequence[Scan], *, live: bool) -> None:
    """Sample and live captures never share a folder."""
    for scan in scans:
        if scan.is_sample and live:
            raise ImportRefused(f"{scan.file} holds sample pages (its warcinfo record says isSample: true); import it without --live")
        if not scan.is_sample and not live and (scan.captures or scan.revisits):
            raise ImportRefused(f"{scan.file} holds captures of live sites, which never share a folder with the bundled sample: add --live")


def _one_run(places: Places) -> FileLock:
    try:
        return FileLock(places.root / "run.lock")
    except HeldElsewhere as held:
        words = f"a run (process {held.holder}) is at work on {places.root}; wait for it or end it, then import again"
        raise ImportRefused(words, FAILED) from held
    except OSError as error:
        raise ImportRefused(f"{error.filename}: {error.strerror}; choose a folder that can be written to with --data-dir") from error
