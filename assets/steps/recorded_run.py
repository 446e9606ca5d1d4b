"""A run as a row of the log of all runs, with what its crawls found."""

from __future__ import annotations

from datetime import UTC, datetime

from parsers.registry import sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import CrawlOrigin
from warehouse.places import Places
from warehouse.run_log import Ending, LoggedRun, log_run


def record_run(places: Places, run_id: str, job: str, started_at: datetime, ending: Ending, *, software: str, n_problems: int = 0) -> None:
    """Adds a run that ends now to the log. `started_at` is naive and UTC; its crawls are those since. `software` names who crawled."""
    captures = CaptureStore(places.captures)
    crawls = [
        crawl
        for code in sources()
        for crawl in captures.crawls(code)
        if crawl.origin == CrawlOrigin.CRAWL and crawl.finished_at.replace(tzinfo=None) >= started_at
    ]
    logged = LoggedRun(
        run_id=run_id,
        job=job,
        started_at=started_at,
        finished_at=datetime.now(UTC).replace(tzinfo=None),
        ending=ending,
        registries=tuple(crawl.registry for crawl in crawls),
        n_pages=sum(crawl.pages_fetched for crawl in crawls),
        n_pages_unchanged=sum(crawl.pages_unchanged for crawl in crawls),
        n_pages_failed=sum(crawl.pages_failed for crawl in crawls),
        n_problems=n_problems,
        software=software,
    )
    log_run(places.runs, logged)
