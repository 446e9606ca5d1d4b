"""`diarium` with a fixed clock for captures, so that what two runs export can be compared byte for byte.

    python -m tests.integration.fixed_clock run --data-dir X ...

When a page was fetched is a fact and goes into exports. Here it is a function of the address and of how many crawls the registry has had:
crawl number n begins at `BASE` and n days, and the page comes some seconds of that day later. So a crawl that was killed and gone on with
tells the same times as one left alone, and a crawl more is seen to be one: it must not move `first_seen_at` nor `valid_from`.

Environment: `FIXED_CLOCK_DELAY_S` slows each request, `FIXED_CLOCK_STAGES` names a file to which a line is written as each stage begins.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import Any

import assets.capture_assets
import assets.observation_assets
import assets.publication_assets
import assets.steps.crawl_and_read
import assets.steps.registry_crawl
import assets.table_assets
import assets.table_checks
import pipeline.fetch.host_access
import warehouse.captures.crawl_writer
from assets.steps.rules_checker import RulesChecker
from pipeline.cli import main
from pipeline.fetch.session import fetch
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.crawl_writer import CaptureWriter
from warehouse.captures.exchange import Exchange
from warehouse.captures.files import WARC_SUFFIX
from warehouse.captures.index import CaptureRow
from warehouse.captures.manifest import Crawl

ROOT = Path(__file__).parents[2]
BASE = datetime(2026, 1, 5, 4, tzinfo=UTC)
DELAY = "FIXED_CLOCK_DELAY_S"
STAGES = "FIXED_CLOCK_STAGES"
BEGIN = "set up"
STAGES_OF: tuple[tuple[Any, str, str], ...] = (
    (assets.steps.registry_crawl, "take_capture", "crawl"),
    (CaptureWriter, "finish", "put in place"),
    (assets.steps.crawl_and_read, "read_registry", "read"),
    (assets.observation_assets, "read_registry", "read"),
    (assets.table_assets, "build_core", "build"),
    (assets.table_assets, "build_mart", "build marts"),
    (RulesChecker, "check", "check"),
    (assets.publication_assets, "publish", "publish"),
    (assets.publication_assets, "export", "export"),
)
"""Where each stage begins: the function, where it is called from, and the stage's name."""


def begun_at(n_crawls_before: int) -> datetime:
    """When the crawl that comes after so many begins."""
    return BASE + timedelta(days=n_crawls_before)


def fetched_at(started_at: datetime, canonical_url: str) -> datetime:
    """When a page arrives in a crawl that began then: within an hour, always at the same second."""
    return started_at + timedelta(seconds=int(sha256(canonical_url.encode()).hexdigest(), 16) % 3600)


def tell(stage: str) -> None:
    """Writes that a stage begins, with the monotonic clock, which all processes of a machine share."""
    if file := os.environ.get(STAGES):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{time.monotonic():.6f} {stage}\n".encode())
        os.close(handle)


class EndOfCrawl:
    """Stands in for `datetime` where a crawl takes the time at which it ends: an hour after it began."""

    of_this_thread = threading.local()

    @classmethod
    def now(cls, zone: tzinfo) -> datetime:
        ended: datetime = cls.of_this_thread.ended_at
        return ended.astimezone(zone)


def fix_clock() -> None:
    """Makes captures begin and arrive, and crawls end, when the fixed clock says."""
    begin, add, finish = CaptureStore.begin, CaptureWriter.add, CaptureWriter.finish

    def begin_then(store: CaptureStore, registry_code: str, **options: Any) -> CaptureWriter:
        n_before = sum(1 for _ in store.folder_of(registry_code).glob(f"*{WARC_SUFFIX}"))
        return begin(store, registry_code, **options, now=begun_at(n_before))

    def add_then(writer: CaptureWriter, exchange: Exchange, *args: Any, **options: Any) -> CaptureRow | None:
        told = replace(exchange, fetched_at=fetched_at(writer._crawl.started_at, exchange.canonical_url))
        return add(writer, told, *args, **options)

    def finish_then(writer: CaptureWriter, *args: Any, **options: Any) -> Crawl:
        EndOfCrawl.of_this_thread.ended_at = writer._crawl.started_at + timedelta(hours=1)
        return finish(writer, *args, **options)

    for place, name, fixed in (
        (CaptureStore, "begin", begin_then),
        (CaptureWriter, "add", add_then),
        (CaptureWriter, "finish", finish_then),
        (warehouse.captures.crawl_writer, "datetime", EndOfCrawl),
    ):
        setattr(place, name, fixed)


def slow_down(delay_s: float) -> None:
    """Makes each request take so much longer."""

    def slowly(*args: Any, **options: Any) -> Exchange:
        time.sleep(delay_s)
        return fetch(*args, **options)

    setattr(pipeline.fetch.host_access, "fetch", slowly)  # noqa: B010  (the name HostAccess calls it by)


def tell_stages() -> None:
    """Makes each stage write that it begins."""

    def telling(work: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def told(*args: Any, **options: Any) -> Any:
            tell(stage)
            return work(*args, **options)

        return told

    for place, name, stage in STAGES_OF:
        setattr(place, name, telling(getattr(place, name), stage))


def run() -> None:
    """`diarium` with the arguments of the command line and the fixed clock."""
    fix_clock()
    slow_down(float(os.environ.get(DELAY, "0")))
    tell_stages()
    tell(BEGIN)
    main()


def run_forked(arguments: Sequence[str], environment: Mapping[str, str], said: str) -> None:
    """The same in a process that was forked from one that has imported everything: its own group, its words in the file `said`."""
    os.setsid()
    os.environ.update(environment)
    os.chdir(ROOT)
    handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(handle, stream)
    sys.argv = ["diarium", *arguments]
    run()


if __name__ == "__main__":
    run()
