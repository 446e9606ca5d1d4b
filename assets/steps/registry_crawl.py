"""Taking captures: registries crawled side by side, each crawl stored, accepted or held back with a reason.

They wait for the network, not for one another. Does not belong here: how pages are fetched (`pipeline.fetch`; its `crawlers` has the two
crawlers there are), Dagster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from queue import SimpleQueue
from typing import Protocol

from assets.steps.acceptance_gates import CrawlFigures, crawl_reason
from parsers.registry import Source
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure, Known
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState
from warehouse.progress import Progress


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

        `known` holds by canonical address what is already stored, for conditional requests. `progress` gets the pages done and found so
        far. Addresses that `is_erased` are not asked for.
        """
        ...


AT_ONCE = 16  # registries; each asks its hosts no faster for it


class RegistryUnloadable(Exception):
    """The registry's folder cannot be loaded, so nobody knows where its pages are; the message names file and key."""


class CrawlStopped(Exception):
    """The run was asked to stop; what a crawl has fetched so far is kept and resumed by the next run."""


def crawled_at_once(
    chosen: Sequence[Source],
    crawler: Crawler,
    store: CaptureStore,
    progress: Progress,
    states: ObservationStore | None = None,
    *,
    unconditional: bool = False,
) -> Iterator[tuple[Source, Crawl | BaseException]]:
    """Crawls registries side by side and yields each when it is done, with the error that ended it where there was one.

    Who leaves early stops the crawls: what they have is kept aside.
    """
    todo: SimpleQueue[Source | None] = SimpleQueue()
    done: SimpleQueue[tuple[Source, Crawl | BaseException]] = SimpleQueue()
    stop = threading.Event()

    def note(source: Source, error: BaseException | None) -> None:
        """So that later runs and `diarium status` know of an error, too; one of the declaration they see for themselves."""
        if states is not None and not isinstance(error, RegistryUnloadable | CrawlStopped):
            with suppress(OSError):
                states.note_crawl(source.registry.code, type(error).__name__ if error else None, datetime.now(UTC))

    def work() -> None:
        while (source := todo.get()) is not None:
            try:
                if stop.is_set():
                    return
                state = states.state(source.registry.code) if states else None
                crawl = take_capture(source, crawler, store, progress, stop, state, unconditional=unconditional)
                note(source, None)
                done.put((source, crawl))
            except BaseException as error:  # noqa: BLE001  (handed to the thread of the step)
                note(source, error)
                done.put((source, error))

    for source in chosen:
        todo.put(source)
    for _ in range(min(AT_ONCE, len(chosen))):
        todo.put(None)
        threading.Thread(target=work, name="crawl", daemon=True).start()
    try:
        for _ in chosen:
            yield done.get()
    finally:
        stop.set()


def take_capture(
    source: Source,
    crawler: Crawler,
    store: CaptureStore,
    progress: Progress,
    stop: threading.Event | None = None,
    state: ReadingState | None = None,
    *,
    unconditional: bool = False,
) -> Crawl:
    """Crawls a registry once and stores what arrived, accepted or held back with a reason. Raises `CrawlStopped`.

    `state` is how the last reading ended: what did not read well, or could not be read, is asked for without conditions; everything is,
    where the crawl is `unconditional`. Raises `RegistryUnloadable`.
    """
    if source.problem:
        raise RegistryUnloadable(source.problem)
    registry = source.registry
    earlier = [crawl for crawl in store.crawls(registry.code) if crawl.state == Verdict.ACCEPTED and crawl.origin == CrawlOrigin.CRAWL]
    before = [crawl for crawl in earlier if crawl.is_sample == crawler.is_sample]
    failures: list[FetchFailure] = []
    distrusted, damaged = (state.held_crawl_ids, state.damaged) if state else ((), ())
    with store.begin(
        registry.code, is_sample=crawler.is_sample, software=crawler.software, distrusted=distrusted, damaged=damaged
    ) as writer:
        known = {url: each for url, each in writer.known.items() if each.is_taken} if unconditional else writer.known
        for got in crawler.crawl(source, known, partial(progress, f"capture {registry.code}"), writer.erased.is_suppressed):
            if stop is not None and stop.is_set():
                raise CrawlStopped(f"the crawl of {registry.code} was stopped")
            if isinstance(got, FetchFailure):
                failures.append(got)
            else:
                writer.add(got)
        figures = CrawlFigures(writer.pages_fetched, failures, before[-1].pages_fetched if before else None, writer.most_alike())
        hold = crawl_reason(registry, figures)
        if hold is None:
            return writer.finish(Verdict.ACCEPTED, failures=failures)
        return writer.finish(Verdict.HELD, hold.words, failures, held_by=hold.by)
