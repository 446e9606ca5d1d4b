"""The crawler: a registry's pages as an iterator of what its hosts answered, politely, one request to a host at a time.

Belongs here: how a crawl is put together, and what crawls of one crawler share. Does not belong here: which address comes next and what an
answer means for the crawl (`crawl_walk`), one request (`page_visit`), threads (`host_threads`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import replace

from parsers.registry import Source
from pipeline.fetch.crawl_walk import CrawlLimits, CrawlProgress, CrawlStep, CrawlWalk
from pipeline.fetch.frontier import FetchTarget, Frontier
from pipeline.fetch.host_access import HostAccess
from pipeline.fetch.host_threads import HostThreads
from pipeline.fetch.page_visit import VisitResult, visit_target
from pipeline.fetch.request_spacing import RequestSpacing
from pipeline.fetch.robots import RobotsRules
from pipeline.fetch.session import FetchPolicy, open_session
from warehouse.captures.exchange import Known


class PoliteCrawler:
    """Crawls registries as `policy` says; several at once, in threads, share the spacing of requests and the robots.txt of each host.

    `stand_ins` sends all requests to loopback servers (host to base address). `min_delay_s` replaces the registry's own delay between
    requests, for stand-ins; robots.txt may still ask for more. A crawl ends after `max_pages` addresses or `max_seconds`. A host that
    leaves `max_unanswered` addresses in a row without any answer is given up. Where `max_barren_lists` list pages in a row lead to no new
    project but to further lists, these are not visited: there is no end to them. `addresses` are project pages to visit beside what the
    lists link to; each crawl takes those of its hosts.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        stand_ins: Mapping[str, str] | None = None,
        min_delay_s: float | None = None,
        max_pages: int | None = None,
        max_seconds: float | None = None,
        max_unanswered: int = 8,
        max_barren_lists: int = 25,
        addresses: Collection[str] = (),
    ) -> None:
        self._policy = policy
        self._stand_ins = stand_ins
        self._min_delay_s = min_delay_s
        self._limits = CrawlLimits(max_pages, max_seconds, max_unanswered, max_barren_lists)
        self._addresses = addresses
        self._spacing = RequestSpacing(0.0)
        self._robots: dict[str, RobotsRules] = {}

    def crawl(
        self,
        source: Source,
        known: Mapping[str, Known],
        progress: Callable[[CrawlProgress], None] | None = None,
        is_erased: Callable[[str], bool] = lambda _url: False,
    ) -> Iterator[CrawlStep]:
        """Yields what the registry answers, and a failure for each address that could not be had; of one host in a fixed order.

        Exchanges are answers 200 and 304, and redirects inside the registry's hosts, each followed by the exchange it led to. A failure
        with `ends_crawl` tells that addresses were left out because of it. `known` makes requests conditional; list pages that are
        unchanged are read from it, and what is taken already is not asked for again, nor is what `is_erased`. Several hosts are visited
        at the same time, each by one request after the other.
        """
        delay_s = source.registry.min_delay_s if self._min_delay_s is None else self._min_delay_s
        policy = replace(self._policy, backoff_s=max(self._policy.backoff_s, delay_s))
        frontier = Frontier(source.registry.hosts, source.canonical_url, source.registry.start_urls)
        walk = CrawlWalk(source, frontier, policy.max_redirects, self._limits, is_erased)

        def new_access() -> HostAccess:
            return HostAccess(open_session(policy, self._stand_ins), policy, self._spacing, frontier, self._robots, delay_s)

        def visit(access: HostAccess, target: FetchTarget) -> VisitResult:
            return visit_target(access, target, known, policy.attempts)

        with closing(HostThreads(new_access, visit)) as hosts:
            yield from walk.steps(hosts, self._addresses, progress)
