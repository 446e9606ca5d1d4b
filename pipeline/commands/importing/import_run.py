"""The import as a whole: read the files, resolve revisits among them, store what is new while no run is at work on the same data.

Does not belong here: words for people (`import_output`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parsers.registry import Source
from pipeline.commands.importing.archive_scan import Scan, scan_file
from pipeline.commands.importing.found_captures import Spool
from pipeline.commands.importing.revisits import Unresolved, resolve_revisits
from pipeline.commands.importing.stored_imports import PlannedImport, planned_imports, store_import
from pipeline.settings import VERSION
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.warc_reader import UnreadableArchive
from warehouse.erasure.suppression import Suppressions
from warehouse.lock import FileLock, HeldElsewhere
from warehouse.places import Places
from warehouse.progress import Progress

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


class ImportRefused(Exception):
    """The files cannot be taken in as asked; the message says why and what to do. `is_usage` tells that it was asked wrongly."""

    def __init__(self, words: str, *, is_usage: bool = True) -> None:
        super().__init__(words)
        self.is_usage = is_usage


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
                scans.append(scan_file(file, spool, forced, partial(_show_reading, progress, file)))
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


def _show_reading(progress: Progress, file: Path, done: int) -> None:
    progress(f"read {file.name}", done, None)


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
        raise ImportRefused(words, is_usage=False) from held
    except OSError as error:
        raise ImportRefused(f"{error.filename}: {error.strerror}; choose a folder that can be written to with --data-dir") from error
