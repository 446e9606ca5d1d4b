"""The erasure itself, in the order that lets an interrupted one be finished by asking for it again, the search at its end, and its report.

What is suppressed is written down first, so that nothing comes back meanwhile; then captures, exports, the memory of Dagster, and
observations; last the warehouse, from which the titles of a project can be had until it is built anew.

The published warehouse goes before the new one is there. What is erased must go whether or not a registry happens to be held back; and
the checks that compare with the last publication would name the erased project as lost, and block where it is a tenth of its registry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assets.steps.erase_observations import read_again
from parsers.registry import sources
from pipeline.commands.purge.dagster_runs import forget_runs, kept_elsewhere, runs_with
from pipeline.commands.purge.purge_request import Needles, Request, needles_of
from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.instance import InstanceUnusable
from pipeline.dagster.jobs import REREAD
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.options import Refused
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.erasure.leftover_files import remove_leftovers
from warehouse.erasure.purge_record import PURGES_NAME, record_purge
from warehouse.erasure.rewrite_captures import BeforeReplacing, Erased, erase, plan
from warehouse.erasure.search.file_search import Hit, SearchReport, search, search_file
from warehouse.erasure.suppression import Suppressions
from warehouse.erasure.withdrawn_snapshots import snapshots_with, withdraw
from warehouse.lock import FileLock, HeldElsewhere
from warehouse.places import Places
from warehouse.progress import Progress


class DataInUseError(Refused):
    """Another process is at work on the data folder; the message says which and what to do."""


@dataclass(slots=True)
class PurgeReport:
    """What an erasure did, or would do (`is_dry_run`): by registry what happened to its captures, pages whose observations went, snapshots,
    runs, and the files that were removed since they are made again. `search` is the proof; `withdrew_warehouse` tells that the published
    file held it, `rebuilt` that another was published, `problems` are those of building it."""

    is_dry_run: bool
    notes: tuple[str, ...]
    captures: dict[str, Erased] = field(default_factory=dict)
    n_pages_reread: int = 0
    snapshots: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    n_run_rows: int = 0
    leftovers: list[str] = field(default_factory=list)
    withdrew_warehouse: bool = False
    rebuilt: bool = False
    problems: tuple[str, ...] = ()
    search: SearchReport = field(default_factory=SearchReport)

    @property
    def is_proved(self) -> bool:
        """Whether the search after the erasure found nothing and left nothing out."""
        return not self.is_dry_run and self.search.is_clean

    @property
    def counts(self) -> dict[str, int]:
        """How much was erased."""
        each = self.captures.values()
        return {
            "capture_files": sum(len(erased.files) for erased in each),
            "records_dropped": sum(erased.n_dropped for erased in each),
            "records_redacted": sum(erased.n_redacted for erased in each),
            "pages_reread": self.n_pages_reread,
            "snapshots": len(self.snapshots),
            "runs": len(self.runs),
            "files_searched": sum(self.search.counts.values()),
            "hits": len(self.search.hits),
        }


def purge(
    settings: Settings, request: Request, progress: Progress, *, dry_run: bool = False, step: BeforeReplacing = lambda _file: None
) -> PurgeReport:
    """Erases what is asked from all that is kept below the data folder, and searches every file afterwards.

    `step` is told each file of the captures before it is replaced. Raises `UnusableRequestError`, `DataInUseError`, and
    `DamagedSuppressionsError` where what was erased before cannot be known. Captures that are damaged are left, named among the problems,
    and fail the proof.
    """
    places = settings.places
    live = None if settings.live else settings.data_dir.absolute() / "live"
    with _holding(places):
        needles = needles_of(request, places)
        suppressions = Suppressions.load(places.captures).with_phrases(needles.phrases)
        report = PurgeReport(dry_run, needles.notes)
        if dry_run:
            _foresee(places, needles, suppressions, report)
            report.search = _searched(places, needles, progress, live)
            return report
        suppressions.save(places.captures)
        _erase(places, request, needles, suppressions, report, progress, step)
        if _is_in(places.warehouse, needles):
            places.warehouse.unlink()
            report.withdrew_warehouse = True
        if _is_in(places.report, needles):
            places.report.unlink()  # a run writes it again
        is_stale = report.captures or report.n_pages_reread or report.snapshots or not places.warehouse.exists()
    if is_stale and any(places.observations.glob("*/state.json")):
        outcome = rebuild(settings, progress)
        report.rebuilt, report.problems = outcome.published, (*report.problems, *(problem.words for problem in outcome.problems))
    with _holding(places):
        report.search = _searched(places, needles, progress, live)
        record_purge(places.captures, needles.kinds, suppressions, request.reason, report.counts, proved=report.is_proved)
        search_file(places.captures / PURGES_NAME, f"captures/{PURGES_NAME}", needles.look, report.search)
    return report


def rebuild(settings: Settings, progress: Progress) -> RunReport:
    """Reads the stored captures of all registries, whichever the settings choose, builds, checks, publishes and exports, without
    network."""
    return run_pipeline(settings.changed(registries=()), progress, REREAD)


def _searched(places: Places, needles: Needles, progress: Progress, live: Path | None) -> SearchReport:
    """The search of all that is kept; what is kept where no search can see is named."""
    found = search(places.root, needles.look, progress, without=live)
    if told := kept_elsewhere(places.dagster):
        found.unsearchable.append(Hit("dagster/dagster.yaml", told))
    return found


def _foresee(places: Places, needles: Needles, suppressions: Suppressions, report: PurgeReport) -> None:
    for code in CaptureStore(places.captures).codes():
        found = plan(places.captures / code, suppressions)
        if found.files:
            report.captures[code] = found
    report.snapshots = [folder.name for folder in snapshots_with(places.exports, needles.look)]
    report.runs = runs_with(places.dagster, needles.look)


def _erase(
    places: Places,
    request: Request,
    needles: Needles,
    suppressions: Suppressions,
    report: PurgeReport,
    progress: Progress,
    step: BeforeReplacing,
) -> None:
    store = CaptureStore(places.captures)
    codes = sorted(folder.name for folder in places.captures.iterdir() if folder.is_dir())
    problems: list[str] = []
    for done, code in enumerate(codes, 1):
        try:
            erased = erase(places.captures / code, suppressions, step)
        except CaptureStoreError as damage:  # the other registries are erased all the same; the search says what cannot be read
            problems.append(suppressions.masked(str(damage)))
            erased = Erased()
        store.mend(code)
        if erased.files:
            report.captures[code] = erased
        progress("erase from captures", done, len(codes))
    report.snapshots = withdraw(places.exports, needles.look, request.reason)
    try:
        report.runs, report.n_run_rows = forget_runs(places.dagster, needles.look)
    except InstanceUnusable as error:
        raise DataInUseError(f"{error}; then purge again: what was begun is finished") from error
    except sqlite3.OperationalError as error:
        told = f"{places.dagster} is in use ({error}); end what has it open (diarium ui?), then purge again: what was begun is finished"
        raise DataInUseError(told) from error
    report.leftovers = remove_leftovers(places)
    for done, source in enumerate(sources().values(), 1):
        try:
            report.n_pages_reread += read_again(source, places, needles.look, suppressions)
        except CaptureStoreError as damage:
            problems.append(suppressions.masked(str(damage)))
        progress("erase from observations", done, len(sources()))
    report.problems = tuple(dict.fromkeys(problems))


def _is_in(file: Path, needles: Needles) -> bool:
    report = SearchReport()
    if file.exists():
        search_file(file, file.name, needles.look, report)
    return not report.is_clean


@contextmanager
def _holding(places: Places) -> Iterator[None]:
    """The data folder for us alone: the lock of runs, and those of everybody who may store captures."""
    folders = sorted(folder for folder in places.captures.iterdir() if folder.is_dir()) if places.captures.is_dir() else []
    with ExitStack() as held:
        try:
            held.enter_context(FileLock(places.root / "run.lock"))
            for folder in folders:
                held.enter_context(FileLock(folder / ".writer.lock"))
        except HeldElsewhere as error:
            told = f"process {error.holder} is at work on {places.root} ({error.file.name}); wait for it or end it, then purge again"
            raise DataInUseError(told) from error
        yield


SHOWN = 50


def purge_json(report: PurgeReport) -> dict[str, Any]:
    """The report as a value. Addresses are counted, not named: they may be what was erased."""
    captures = {code: {**asdict(erased), "addresses": len(erased.addresses)} for code, erased in report.captures.items()}
    told = asdict(report) | {"captures": captures, "counts": report.counts, "is_proved": report.is_proved}
    return told | {"search": {**asdict(report.search), "counts": dict(report.search.counts)}}


def print_purge(report: PurgeReport) -> None:
    """Prints what was erased and where the search looked; what it found goes to standard error."""
    would = "would be " if report.is_dry_run else ""
    for code, erased in report.captures.items():
        console.say(
            f"{code}: {erased.n_dropped} records {would}dropped, {erased.n_redacted} {would}redacted"
            f" at {len(erased.addresses)} addresses in {len(erased.files)} files"
        )
    if not report.captures:
        console.say(f"captures: nothing {'to erase' if report.is_dry_run else 'had to be erased'}")
    console.say(
        f"{len(report.snapshots)} exported snapshots {would}withdrawn{': ' if report.snapshots else ''}{', '.join(report.snapshots)}"
    )
    console.say(f"{len(report.runs)} runs {would}removed from the record of runs")
    if not report.is_dry_run:
        console.say(f"{report.n_pages_reread} pages removed from the observations or read again")
        console.say("The warehouse was built anew and published" if report.rebuilt else "The warehouse was not built anew")
        if report.withdrew_warehouse and not report.rebuilt:
            console.complain("Nothing is published now: the warehouse held what was erased. `diarium run` publishes it again")
    for note in report.notes:
        console.say(f"note: {note}")
    for problem in report.problems:
        console.complain(f"PROBLEM: {problem}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(report.search.counts.items()))
    console.say(f"Searched {sum(report.search.counts.values())} files ({kinds}): {len(report.search.hits)} places")
    for said, places in (("found in", report.search.hits), ("cannot be searched:", report.search.unsearchable)):
        for place in places[:SHOWN]:
            (console.say if report.is_dry_run else console.complain)(f"  {said} {place.file}: {place.place}")
        if len(places) > SHOWN:
            console.say(f"  and {len(places) - SHOWN} more (--json has all)")
    if report.is_proved:
        console.say("Nothing of it is left")
    elif not report.is_dry_run:
        console.complain("NOT ERASED everywhere: see the places above; end what has the files open, mend what is broken, and purge again")
