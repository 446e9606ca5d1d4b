"""A run as it begins on the command line: registries are crawled and read before Dagster is imported, and often that is all there is to do.

Belongs here: what comes before anything is built, and the end of a run in which nothing has changed. Does not belong here: the rest, which
Dagster runs (`pipeline.dagster`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assets.steps.build_inputs import NothingToBuild, inputs_for
from assets.steps.crawl_and_read import Gathered, all_count, crawl_and_read
from assets.steps.reading_workers import ReadingWorkers
from assets.steps.recorded_run import record_run
from assets.steps.saved_outcomes import broken_rule
from assets.steps.stored_pages import read_page
from assets.steps.up_to_date import built_from, is_published
from parsers.registry import Source, sources
from pipeline.fetch.crawlers import crawler_for
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from pipeline.settings import Settings
from pipeline.terminal.options import USAGE, Refused
from warehouse.lock import FileLock, HeldElsewhere
from warehouse.progress import Progress
from warehouse.run_log import Ending
from warehouse.validate import check_crawls


class FolderUnusable(Refused):
    """The data folder cannot be written to; the message says why and what to do."""

    exit_code = USAGE


class NotBegun(Exception):
    """The run cannot begin; `problem` says why."""

    def __init__(self, problem: RunProblem) -> None:
        super().__init__(problem.words)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class BegunRun:
    """A run that holds the data folder, with what it has crawled and read so far."""

    lock: FileLock
    gathered: Gathered
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))


def begin(settings: Settings, progress: Progress, *, crawls: bool, unconditional: bool = False) -> BegunRun:
    """Takes the data folder, crawls the chosen registries where the run `crawls`, and reads them. Raises `NotBegun`."""
    started = datetime.now(UTC).replace(tzinfo=None)
    lock = _lock(settings)
    try:
        chosen: Sequence[Source] = [sources()[code] for code in settings.registries or sources()]
        crawled = chosen if crawls else ()
        with ReadingWorkers(read_page, settings.data_dir) as workers:
            gathered = crawl_and_read(
                crawled, chosen, crawler_for(settings), settings.places, progress, workers, unconditional=unconditional
            )
    except BaseException:
        lock.release()
        raise
    return BegunRun(lock, gathered, started)


def _lock(settings: Settings) -> FileLock:
    root = settings.places.root
    try:
        return FileLock(root / "run.lock")
    except HeldElsewhere as error:
        told = f"another run (process {error.holder}) is at work on {root}; wait for it or end it, then run again"
        raise NotBegun(RunProblem(ProblemKind.ANOTHER_RUN, told)) from error
    except OSError as error:
        raise FolderUnusable(f"{error.filename}: {error.strerror}; choose another folder with --data-dir") from error


def unchanged_report(settings: Settings, run: BegunRun) -> RunReport | None:
    """The report of a run in which all is as it is published; None where something is to be made anew."""
    places, gathered = settings.places, run.gathered
    if not all_count(gathered, places):
        return None
    try:
        inputs = inputs_for(places)
    except NothingToBuild:
        return None
    if not is_published(places, built_from(inputs)):
        return None
    found = check_crawls(places.warehouse, inputs.every_manifest)
    warnings = [broken_rule(outcome) for outcome in found if not outcome.passed]
    return RunReport(str(uuid.uuid4()), warnings=tuple(warnings), unchanged=True, crawled=tuple(gathered.crawls))


def log_report(settings: Settings, job: str, report: RunReport, run: BegunRun) -> None:
    """Adds the run to the log of all runs."""
    ending = Ending.UNCHANGED if report.unchanged else Ending.PUBLISHED if report.published else Ending.FAILED
    software, n_problems = crawler_for(settings).software, len(report.problems)
    record_run(settings.places, report.run_id, job, run.started_at, ending, software=software, n_problems=n_problems)
