"""Layer capture: one asset per registry, the WARC files of its crawls. It fetches, stores and judges whether the crawl is complete.

All registries are crawled in one step, each in a thread of its own: they wait for the network, not for one another.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

import dagster as dg
from pydantic import Field

from assets import markdown
from assets.asset_metadata import OPERATORS, with_history
from assets.failures import reader_traces
from assets.steps.crawl_and_read import Gathered
from assets.steps.held_registry import what_to_do
from assets.steps.registry_crawl import Crawler, RegistryUnloadable, crawled_at_once
from parsers.declaration import Registry
from parsers.registry import Source, sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.files import INDEX_SUFFIX
from warehouse.captures.manifest import Crawl
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import Ring
from warehouse.places import Places
from warehouse.progress import Progress
from warehouse.telling_crawls import content_version
from warehouse.visible import visible, visible_lines

CRAWL_CHECK = "crawl_complete"
SERVER_ERROR = 500


class CrawlConfig(dg.Config):
    """How to ask for pages."""

    unconditional: bool = Field(
        default=False,
        description="Ask for every page anew, not whether it has changed: for servers that say wrongly that it has not.",
    )


def capture_assets(retry: dg.RetryPolicy | None = None) -> dg.AssetsDefinition:
    """The assets `capture/<registry>`. With `retry`, a step in which no site at all could be reached is tried again later."""

    @dg.multi_asset(
        name="capture",
        specs=[_spec(source) for source in sources().values()],
        check_specs=[_check_spec(source.registry) for source in sources().values()],
        can_subset=True,
        retry_policy=retry,
    )
    def capture(
        context: dg.AssetExecutionContext,
        config: CrawlConfig,
        crawler: dg.ResourceParam[Crawler],
        gathered: dg.ResourceParam[Gathered],
        places: dg.ResourceParam[Places],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult]:
        chosen = [source for code, source in sources().items() if dg.AssetKey(["capture", code]) in context.selected_asset_keys]
        store = CaptureStore(places.captures)
        states = ObservationStore(places.observations)
        done = [(source, gathered.crawls[source.registry.code]) for source in chosen if source.registry.code in gathered.crawls]
        rest = [source for source in chosen if source.registry.code not in gathered.crawls]
        crawls = chain(done, crawled_at_once(rest, crawler, store, progress, states, unconditional=config.unconditional))
        waiting: list[tuple[Source, Crawl | BaseException]] = []
        is_reached = False
        with reader_traces(context.log):
            for source, crawl in crawls:
                waiting.append((source, crawl))
                is_reached = is_reached or not _is_unreached(crawl)
                if is_reached:
                    yield from (_result(context, places, each.registry, how) for each, how in waiting)
                    waiting.clear()
        if waiting and retry and context.op_execution_context.retry_number < retry.max_retries:
            why = "; ".join(f"{each.registry.code}: {how.reason}" for each, how in waiting[:3] if isinstance(how, Crawl))
            raise dg.Failure(description=visible(f"no site could be reached, so this is tried again later; {why}"))
        yield from (_result(context, places, each.registry, how) for each, how in waiting)

    return capture


def _is_unreached(crawl: Crawl | BaseException) -> bool:
    """Whether not a page came since the site, or the way to it, is down: that may be over in a while."""
    if isinstance(crawl, BaseException) or crawl.pages_fetched or not crawl.failures:
        return False
    return all(failure.status is None or failure.status >= SERVER_ERROR for failure in crawl.failures)


def _spec(source: Source) -> dg.AssetSpec:
    registry = source.registry
    links = ", ".join(f"[{url.removeprefix('https://')}]({url})" for url in registry.start_urls)
    return dg.AssetSpec(
        ["capture", registry.code],
        group_name=source.group,
        kinds={"python", "http"},
        owners=OPERATORS,
        description=f"Pages of {registry.title}, published by {registry.publisher}, as WARC files: {links}. "
        "Unchanged pages are asked for conditionally and stored as revisits without a body. "
        "A crawl that lost too many pages is held back: it is stored, but nothing of it moves downstream.",
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=registry.expect.max_age_days)),
        metadata={
            **({"site": dg.MetadataValue.url(registry.start_urls[0])} if registry.start_urls else {}),
            "hosts": dg.MetadataValue.text(", ".join(registry.hosts)),
            "schedule (cron, UTC)": registry.schedule,
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


def _result(context: dg.AssetExecutionContext, places: Places, registry: Registry, crawl: Crawl | BaseException) -> dg.MaterializeResult:
    """What a crawl gave. One that could not be stored is reported and changes nothing: the registry stays as it was."""
    key = ["capture", registry.code]
    if isinstance(crawl, BaseException):
        is_foreseen = isinstance(crawl, CaptureStoreError | OSError | RegistryUnloadable)
        cause = str(crawl) if is_foreseen else f"{type(crawl).__name__}: {crawl} (a mistake of ours; the trace is in the run's log)"
        told = f"{registry.code} was not crawled: {cause}"
        context.log.error(told, exc_info=None if is_foreseen else crawl)
        check = dg.AssetCheckResult(passed=False, asset_key=key, check_name=CRAWL_CHECK, description=markdown.escaped_description(told))
        return dg.MaterializeResult(asset_key=key, metadata={"not crawled because": visible_lines(str(crawl))}, check_results=[check])
    context.log.info(f"{registry.code}: {crawl.pages_fetched} pages ({crawl.pages_unchanged} unchanged), {crawl.pages_failed} failed")
    index = places.captures / registry.code / f"{crawl.crawl_id}{INDEX_SUFFIX}"
    return dg.MaterializeResult(
        asset_key=key,
        metadata=_metadata(context, crawl, key),
        check_results=[_check(crawl, key)],
        data_version=dg.DataVersion(content_version(index, crawl)),
    )


def _metadata(context: dg.AssetExecutionContext, crawl: Crawl, key: list[str]) -> dict[str, Any]:
    failures = markdown.markdown_list(f"{failure.url}: {failure.error}" for failure in crawl.failures[:50])
    figures = {"pages": crawl.pages_fetched, "unchanged": crawl.pages_unchanged, "failed": crawl.pages_failed}
    return {
        "crawl": crawl.crawl_id,
        "state": str(crawl.state),
        **figures,
        **with_history(context, key, figures, "pages"),
        "seconds": dg.MetadataValue.float(round((crawl.finished_at - crawl.started_at).total_seconds(), 3)),
        "is sample": dg.MetadataValue.bool(crawl.is_sample),
        **({"failures": dg.MetadataValue.md(failures)} if failures else {}),
        **({"held back because": visible_lines(crawl.reason)} if crawl.reason else {}),
    }


def _check(crawl: Crawl, key: list[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=CRAWL_CHECK,
        asset_key=key,
        passed=crawl.state == Verdict.ACCEPTED,
        severity=dg.AssetCheckSeverity.ERROR,
        description=crawl.reason and markdown.escaped_description(f"{crawl.registry} is held back: {crawl.reason}"),
        metadata={
            "pages": crawl.pages_fetched,
            "failed": crawl.pages_failed,
            **({"what to do": what_to_do(crawl.registry, crawl.held_by, Ring.CAPTURE)} if crawl.held_by else {}),
        },
    )
