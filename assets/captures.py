"""Layer capture: one asset per registry, the WARC files of its crawls. It fetches, stores and judges whether the crawl is complete."""

from collections.abc import Callable
from datetime import datetime

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    asset,
)

from assets.failures import readable_failures
from assets.gates import crawl_reason
from assets.protocols import Crawler, Places, Progress
from parsers.registry import Source
from warehouse.captures.exchange import FetchFailure
from warehouse.captures.manifest import Crawl
from warehouse.captures.store import CaptureStore

CRAWL_CHECK = "crawl_complete"


def capture_asset(source: Source) -> AssetsDefinition:
    """The asset `capture/<registry>`."""
    registry = source.registry
    key = ["capture", registry.code]

    @asset(
        key=key,
        group_name="capture",
        kinds={"python", "http"},
        description=f"Pages of {registry.title}, published by {registry.publisher}, as WARC files: {', '.join(registry.start_urls)}. "
        "Unchanged pages are asked for conditionally and stored as revisits without a body. "
        "A crawl that lost too many pages is held back: it is stored, but nothing of it moves downstream.",
        check_specs=[
            AssetCheckSpec(
                CRAWL_CHECK,
                asset=key,
                description="Otherwise the crawl is held back and nothing of it moves downstream. "
                f"At most {registry.expect.max_failed:.0%} of the pages failed, "
                f"and at most {registry.expect.max_shrink:.0%} fewer than last time.",
            )
        ],
        metadata={
            "hosts": MetadataValue.text(", ".join(registry.hosts)),
            "licence": registry.licence,
            "minimum delay (s)": registry.min_delay_s,
        },
    )
    def capture(
        context: AssetExecutionContext, crawler: ResourceParam[Crawler], places: ResourceParam[Places], progress: ResourceParam[Progress]
    ) -> MaterializeResult:
        with readable_failures():
            crawl = take_capture(source, crawler, CaptureStore(places.captures), progress)
        context.log.info(f"{registry.code}: {crawl.pages_fetched} pages ({crawl.pages_unchanged} unchanged), {crawl.pages_failed} failed")
        return MaterializeResult(metadata=_metadata(crawl), check_results=[_check(crawl, key)])

    return capture


def take_capture(source: Source, crawler: Crawler, store: CaptureStore, progress: Progress) -> Crawl:
    """Crawls a registry once and stores what arrived, accepted or held back with a reason."""
    registry = source.registry
    before = [crawl for crawl in store.crawls(registry.code) if crawl.state == "accepted" and crawl.is_sample == crawler.is_sample]
    failures: list[FetchFailure] = []
    arrived = 0
    with store.begin(registry.code, is_sample=crawler.is_sample, software=crawler.software) as writer:
        for got in crawler.crawl(source, writer.known, _told(progress, registry.code)):
            if isinstance(got, FetchFailure):
                failures.append(got)
                continue
            row = writer.add(got)
            arrived += row.status in (200, 304)
        reason = crawl_reason(registry, arrived, failures, before[-1].pages_fetched if before else None)
        return writer.finish("held" if reason else "accepted", reason, failures)


def _told(progress: Progress, code: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"capture {code}", done, total)


def _metadata(crawl: Crawl) -> dict[str, MetadataValue | int | str]:
    failures = "\n".join(f"- {failure.url}: {failure.error}" for failure in crawl.failures[:50])
    return {
        "crawl": crawl.crawl_id,
        "state": crawl.state,
        "pages": crawl.pages_fetched,
        "unchanged": crawl.pages_unchanged,
        "failed": crawl.pages_failed,
        "seconds": MetadataValue.float(_seconds(crawl.started_at, crawl.finished_at)),
        "is sample": MetadataValue.bool(crawl.is_sample),
        **({"failures": MetadataValue.md(failures)} if failures else {}),
        **({"held back because": crawl.reason} if crawl.reason else {}),
    }


def _check(crawl: Crawl, key: list[str]) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=CRAWL_CHECK,
        asset_key=key,
        passed=crawl.state == "accepted",
        severity=AssetCheckSeverity.ERROR,
        description=crawl.reason and f"{crawl.registry} is held back: {crawl.reason}",
        metadata={"pages": crawl.pages_fetched, "failed": crawl.pages_failed},
    )


def _seconds(start: datetime, end: datetime) -> float:
    return round((end - start).total_seconds(), 3)
