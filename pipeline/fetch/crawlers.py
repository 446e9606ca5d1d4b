"""The two crawlers a run can have: the bundled sample on loopback, or the live sites. Both fetch with `pipeline.fetch`.

Does not belong here: how a crawl goes (`polite_crawler`), what the sample site holds (`pipeline.sample_site`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from parsers.registry import Source
from pipeline.fetch.polite_crawler import PoliteCrawler
from pipeline.fetch.session import FetchPolicy
from pipeline.sample_faults import faults_for
from pipeline.sample_server import SampleServer
from pipeline.sample_site import SampleProblem, SampleSite
from pipeline.settings import VERSION, Settings
from warehouse.captures.exchange import Exchange, FetchFailure, Known

_Told = Callable[[int, int], None]
NOBODY_LISTENS = "http://127.0.0.1:9"  # the discard port: a connection is refused at once


class SampleCrawler:
    """Crawls the bundled sample: a server on loopback, its own or one given, answers for the registry's hosts, without delays. Captures say
    they are a sample."""

    is_sample = True
    software = f"Diarium/{VERSION} (bundled sample)"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def crawl(
        self, source: Source, known: Mapping[str, Known], progress: _Told, is_erased: Callable[[str], bool]
    ) -> Iterator[Exchange | FetchFailure]:
        """See `assets.steps.registry_crawl.Crawler`."""
        try:
            site = None if self.settings.sample_server else SampleSite.of(source.folder)
        except SampleProblem as problem:
            yield _not_begun(source, str(problem))
            return
        policy = FetchPolicy(
            user_agent=self.settings.user_agent, connect_timeout_s=2.0, read_timeout_s=10.0, attempts=2, backoff_s=0.05, backoff_max_s=0.2
        )
        with self._answering(site) as base_url:
            stand_ins = dict.fromkeys(source.registry.hosts, base_url)
            crawler = PoliteCrawler(policy, stand_ins=stand_ins, min_delay_s=0, addresses=self.settings.addresses)
            yield from crawler.crawl(source, known, progress, is_erased)

    @contextmanager
    def _answering(self, site: SampleSite | None) -> Iterator[str]:
        if self.settings.sample_fault == "dead" or site is None:
            yield self.settings.sample_server or NOBODY_LISTENS
            return
        with SampleServer(site, faults_for(self.settings.sample_fault, site)) as server:
            yield server.base_url


class LiveCrawler:
    """Crawls the live sites, as politely as each registry declares, and not at all where nobody could be reached about it."""

    is_sample = False
    software = f"Diarium/{VERSION}"

    def __init__(self, settings: Settings) -> None:
        self.contact = settings.contact
        policy = FetchPolicy(
            user_agent=settings.user_agent,
            connect_timeout_s=settings.connect_timeout_s,
            read_timeout_s=settings.read_timeout_s,
            total_timeout_s=settings.total_timeout_s,
            max_body_bytes=settings.max_body_bytes,
        )
        self._crawler = PoliteCrawler(
            policy, max_pages=settings.max_pages, max_seconds=settings.max_crawl_h * 3600, addresses=settings.addresses
        )

    def crawl(
        self, source: Source, known: Mapping[str, Known], progress: _Told, is_erased: Callable[[str], bool]
    ) -> Iterator[Exchange | FetchFailure]:
        """See `assets.steps.registry_crawl.Crawler`."""
        if not self.contact:
            told = "a live crawl must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent)"
            yield _not_begun(source, told)
            return
        yield from self._crawler.crawl(source, known, progress, is_erased)


def _not_begun(source: Source, why: str) -> FetchFailure:
    start = source.registry.start_urls[0]
    return FetchFailure(url=start, canonical_url=start, fetched_at=datetime.now(UTC), status=None, error=why, ends_crawl=True)


def crawler_for(settings: Settings) -> SampleCrawler | LiveCrawler:
    """The crawler that the settings ask for."""
    return LiveCrawler(settings) if settings.live else SampleCrawler(settings)
