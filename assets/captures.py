"""Layer capture: one asset per registry, the WARC files of its crawls. It fetches, stores and judges whether the crawl is complete.

All registries are crawled in one step, each in a thread of its own: they wait for the network, not for one another.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from queue import SimpleQueue

import dagster as dg

from assets.gates import CRAWL_HELD, CrawlFigures, crawl_reason
from assets.protocols import Crawler, Places, Progress
from parsers.registry import Registry, Source, sources
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import FetchFailure
from warehouse.captures.manifest import Crawl
from warehouse.captures.store import CaptureStore
from warehouse.observations import ObservationStore, ReadingState

CRAWL_CHECK = "crawl_complete"
AT_ONCE = 16  # registries; each asks its hosts no faster for it


class CrawlStopped(Exception):
    """The run was told to stop; what a crawl has so far is kept, and the next run goes on with it."""


def capture_assets() -> dg.AssetsDefinition:
    """The assets `capture/<registry>`."""
    registries = [source.registry for source in sources().values()]

    @dg.multi_asset(
        name="capture",
        specs=[_spec(registry) for registry in registries],
        check_specs=[_check_spec(registry) for registry in registries],
        can_subset=True,
    )
    def capture(
        context: dg.AssetExecutionContext,
        crawler: dg.ResourceParam[Crawler],
        places: dg.ResourceParam[Places],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult]:
        chosen = [source for code, source in sources().items() if dg.AssetKey(["capture", code]) in context.selected_asset_keys]
        store = CaptureStore(places.captures)
        states = ObservationStore(places.observations)
        for source, crawl in crawled_at_once(chosen, crawler, store, progress, states):
            yield _result(context, source.registry, crawl)

    return capture


def crawled_at_once(
    chosen: Sequence[Source], crawler: Crawler, store: CaptureStore, progress: Progress, states: ObservationStore | None = None
) -> Iterator[tuple[Source, Crawl | BaseException]]:
    """Crawls registries side by side and yields each when it is done, with the error that ended it where there was one.

    Who leaves early stops the crawls: what they have is kept aside.
    """
    todo: SimpleQueue[Source | None] = SimpleQueue()
    done: SimpleQueue[tuple[Source, Crawl | BaseException]] = SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        while (source := todo.get()) is not None:
            try:
                if stop.is_set():
                    return
                state = states.state(source.registry.code) if states else None
                done.put((source, take_capture(source, crawler, store, progress, stop, state)))
            except BaseException as error:  # noqa: BLE001  (handed to the thread of the step)
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
) -> Crawl:
    """Crawls a registry once and stores what arrived, accepted or held back with a reason. Raises `CrawlStopped`.

    `state` is how the last reading ended: what did not read well, or could not be read, is asked for without conditions.
    """
    registry = source.registry
    before = [crawl for crawl in store.crawls(registry.code) if _is_like(crawl, crawler)]
    failures: list[FetchFailure] = []
    distrusted, damaged = (state.held_crawl_ids, state.damaged) if state else ((), ())
    with store.begin(
        registry.code, is_sample=crawler.is_sample, software=crawler.software, distrusted=distrusted, damaged=damaged
    ) as writer:
        for got in crawler.crawl(source, writer.known, _told(progress, registry.code), writer.erased.is_suppressed):
            if stop is not None and stop.is_set():
                raise CrawlStopped(f"the crawl of {registry.code} was stopped")
            if isinstance(got, FetchFailure):
                failures.append(got)
            else:
                writer.add(got)
        figures = CrawlFigures(writer.pages_fetched, failures, before[-1].pages_fetched if before else None, writer.most_alike())
        reason = crawl_reason(registry, figures)
        return writer.finish("held" if reason else "accepted", reason, failures)


def _is_like(crawl: Crawl, crawler: Crawler) -> bool:
    """Whether an earlier crawl can be compared with: whole, and of the same kind of site."""
    return crawl.state == "accepted" and crawl.origin == "crawl" and crawl.is_sample == crawler.is_sample


def _told(progress: Progress, code: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"capture {code}", done, total)


def _spec(registry: Registry) -> dg.AssetSpec:
    return dg.AssetSpec(
        ["capture", registry.code],
        group_name="capture",
        kinds={"python", "http"},
        description=f"Pages of {registry.title}, published by {registry.publisher}, as WARC files: {', '.join(registry.start_urls)}. "
        "Unchanged pages are asked for conditionally and stored as revisits without a body. "
        "A crawl that lost too many pages is held back: it is stored, but nothing of it moves downstream.",
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=registry.expect.max_age_days)),
        metadata={
            "hosts": dg.MetadataValue.text(", ".join(registry.hosts)),
            "licence": registry.licence,
            "minimum delay (s)": registry.min_delay_s,
        },
    )


def _check_spec(registry: Registry) -> dg.AssetCheckSpec:
    expect = registry.expect
    return dg.AssetCheckSpec(
        CRAWL_CHECK,
        asset=["capture", registry.code],
        description="Otherwise the crawl is held back and nothing of it moves downstream. "
        f"At most {expect.max_failed:.0%} of the pages failed, at most {expect.max_shrink:.0%} fewer than last time, "
        f"and no page is shown at more than {expect.max_alike:.0%} of the addresses.",
    )


def _result(context: dg.AssetExecutionContext, registry: Registry, crawl: Crawl | BaseException) -> dg.MaterializeResult:
    """What a crawl gave. One that could not be stored is reported and changes nothing: the registry stays as it was."""
    key = ["capture", registry.code]
    if isinstance(crawl, BaseException):
        is_foreseen = isinstance(crawl, CaptureStoreError | OSError)
        cause = str(crawl) if is_foreseen else f"{type(crawl).__name__}: {crawl} (a mistake of ours; the trace is in the run's log)"
        told = f"{registry.code} was not crawled: {cause}"
        context.log.error(told, exc_info=None if is_foreseen else crawl)
        check = dg.AssetCheckResult(passed=False, asset_key=key, check_name=CRAWL_CHECK, description=told)
        return dg.MaterializeResult(asset_key=key, metadata={"not crawled because": str(crawl)}, check_results=[check])
    context.log.info(f"{registry.code}: {crawl.pages_fetched} pages ({crawl.pages_unchanged} unchanged), {crawl.pages_failed} failed")
    return dg.MaterializeResult(asset_key=key, metadata=_metadata(crawl), check_results=[_check(crawl, key)])


def _metadata(crawl: Crawl) -> dict[str, dg.MetadataValue | int | str]:
    failures = "\n".join(f"- {failure.url}: {failure.error}" for failure in crawl.failures[:50])
    return {
        "crawl": crawl.crawl_id,
        "state": crawl.state,
        "pages": crawl.pages_fetched,
        "unchanged": crawl.pages_unchanged,
        "failed": crawl.pages_failed,
        "seconds": dg.MetadataValue.float(_seconds(crawl.started_at, crawl.finished_at)),
        "is sample": dg.MetadataValue.bool(crawl.is_sample),
        **({"failures": dg.MetadataValue.md(failures)} if failures else {}),
        **({"held back because": crawl.reason} if crawl.reason else {}),
    }


def _check(crawl: Crawl, key: list[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=CRAWL_CHECK,
        asset_key=key,
        passed=crawl.state == "accepted",
        severity=dg.AssetCheckSeverity.ERROR,
        description=crawl.reason and f"{crawl.registry} is held back: {crawl.reason}",
        metadata={
            "pages": crawl.pages_fetched,
            "failed": crawl.pages_failed,
            **({"what to do": CRAWL_HELD} if crawl.reason else {}),
        },
    )


def _seconds(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds(), 3)
