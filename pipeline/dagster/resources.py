"""What the assets ask for, made from the settings: a crawler, places (one run at a time), somebody who watches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import dagster as dg

from assets.steps.crawl_and_read import Gathered
from assets.steps.reading_workers import ReadingWorkers
from assets.steps.registry_crawl import Crawler
from assets.steps.rules_checker import RulesChecker
from assets.steps.stored_pages import read_page
from pipeline.begun_run import BegunRun
from pipeline.fetch.crawlers import crawler_for
from pipeline.settings import Settings
from warehouse.lock import FileLock, HeldElsewhere
from warehouse.places import Places
from warehouse.progress import Progress, silent

FROM_COMMAND_LINE = {"diarium/from": "command line"}


class AnotherRunAtWork(dg.Failure):
    """A run is refused, since another process is at work on the same data. The class is what its failure is known by in the events."""


def build_resources(
    settings: Settings, *, progress: Progress = silent, crawler: Crawler | None = None, begun: BegunRun | None = None
) -> dict[str, Any]:
    """Resources by name. `crawler` replaces the one the settings ask for (tests); `begun` is a run whose crawls and readings are done."""
    lock = begun.lock if begun else None
    return {
        "crawler": crawler or crawler_for(settings),
        "gathered": begun.gathered if begun else Gathered(),
        "places": _places_of_one_run(settings.places, lock),
        "progress": progress,
        "checker": _checker(),
        "workers": partial(ReadingWorkers, read_page, settings.data_dir),
    }


def _checker() -> dg.ResourceDefinition:
    @dg.resource(description="Runs the rules of tables in a process of its own, which ends with the run.")
    def running() -> Iterator[RulesChecker]:
        with RulesChecker() as checker:
            yield checker

    return running


def _places_of_one_run(places: Places, lock_of_run: FileLock | None) -> dg.ResourceDefinition:
    """The places, for one run at a time: a second run, from the command line or the UI, ends at once and says which process is at work."""

    @dg.resource(description=f"Data below {places.root}, for one run at a time.")
    def held(context: dg.InitResourceContext) -> Iterator[Places]:
        try:
            lock = lock_of_run or FileLock(places.root / "run.lock")
        except HeldElsewhere as error:
            told = f"another run (process {error.holder}) is at work on {places.root}; wait for it or end it, then run again"
            raise AnotherRunAtWork(description=told, allow_retries=False) from error
        except OSError as error:
            raise dg.Failure(
                description=f"{error.filename}: {error.strerror}; choose a folder that can be written to", allow_retries=False
            ) from error
        with lock:
            _end_orphans(context)
            yield places

    return held


def _end_orphans(context: dg.InitResourceContext) -> None:
    """Runs that say they are under way, or about to be for a while, while this one holds the lock, died without a word: says so."""
    if context.instance is None or context.run is None:
        return
    under_way = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    # a younger one may be a second run that is just coming up
    never_begun = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.NOT_STARTED], tags=FROM_COMMAND_LINE, created_before=datetime.now(UTC) - timedelta(minutes=5)
    )
    for run in (*context.instance.get_runs(under_way), *context.instance.get_runs(never_begun)):
        if run.run_id != context.run.run_id:
            context.instance.report_run_failed(run, "the process of this run ended without a word (killed?)")
