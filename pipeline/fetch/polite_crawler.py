"""The crawler: a registry's pages as an iterator of what its hosts answered, politely, one request to a host at a time.

Belongs here: the order of visits, limits, hosts given up, counts, and what crawls of one crawler share. Does not belong here: one request
(`host_access`), threads (`host_threads`), the links of a list page (`frontier`)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import UTC, datetime

from parsers.page.addresses import host_of
from parsers.registry import Source
from pipeline.fetch.fetch_errors import AddressRefusedError, DisallowedError, FetchError, RobotsUnavailableError, UnansweredError
from pipeline.fetch.frontier import FetchTarget, Frontier, ListLinks
from pipeline.fetch.host_access import HostAccess, RobotsRules, VisitResult, visit_target
from pipeline.fetch.host_threads import HostThreads
from pipeline.fetch.pacing import RequestSpacing
from pipeline.fetch.session import FetchPolicy, open_session
from warehouse.captures.exchange import REDIRECTS, Exchange, FetchFailure, Known

CrawlStep = Exchange | FetchFailure


class CrawlWalk:
    """The state of one crawl; all of it is used in the thread of who iterates. `limits` are those of the crawler."""

    def __init__(self, source: Source, frontier: Frontier, limits: PoliteCrawler, is_erased: Callable[[str], bool]) -> None:
        self._registry = source.registry
        self._frontier = frontier
        self._limits = limits
        self._is_erased = is_erased
        self._n_visited = 0
        self._unanswered: Counter[str] = Counter()
        self._lists = ListLinks(source, frontier, limits.max_barren_lists, is_erased)
        self._ends_at = None if limits.max_seconds is None else time.monotonic() + limits.max_seconds

    def steps(self, hosts: HostThreads, addresses: Collection[str], progress: Callable[[int, int], None] | None) -> Iterator[CrawlStep]:
        """Yields what the hosts answer until nothing is left to visit or a limit is reached; `addresses` are visited as projects."""
        yield from self._begin(addresses)
        while True:
            self._send_out(hosts)
            if not hosts.busy:
                break
            arrived = hosts.next_result(self._time_left())
            if arrived is None:
                break
            found = self._judge(*arrived)
            self._send_out(hosts)  # before the exchange is stored: of several hosts none waits for that
            if progress is not None:
                progress(self._n_visited, self._n_visited + len(self._frontier) + len(hosts.busy))
            yield from found
        under_way = list(hosts.busy.values())
        n_left = len(self._frontier) + len(under_way)
        left = self._frontier.pop() or next(iter(under_way), None)
        if left is not None:
            yield _failure(left, FetchError(f"stopped at the limit of {self._limit()}; {n_left} known addresses left"), True)

    def _begin(self, addresses: Collection[str]) -> list[CrawlStep]:
        """Queues the start pages and the addresses given by hand; failures of those that cannot be asked for."""
        refused = list[CrawlStep]()
        for url in self._registry.start_urls:
            self._frontier.add(self._frontier.resolve(url, url, "list", is_start=True))
        for url in addresses:
            if host_of(url) in self._registry.hosts and not self._is_erased(url):
                try:
                    self._frontier.add(self._frontier.resolve(url, url, "project"))
                except AddressRefusedError as error:
                    refused.append(_failure(FetchTarget(url, url, "project"), error, False))
        return refused

    def _send_out(self, hosts: HostThreads) -> None:
        """Gives every host that has nothing to do its next target, as far as the limits of the crawl allow."""
        while not self._is_over(len(hosts.busy)) and (onward := self._frontier.pop(hosts.busy)) is not None:
            hosts.send(onward)

    def _is_over(self, under_way: int) -> bool:
        pages = self._limits.max_pages is not None and self._n_visited + under_way >= self._limits.max_pages
        return pages or (self._ends_at is not None and time.monotonic() >= self._ends_at)

    def _time_left(self) -> float | None:
        """Seconds until the crawl is to end, and a while more for the requests under way."""
        return None if self._ends_at is None else max(self._ends_at - time.monotonic(), 0.0) + 1.0

    def _limit(self) -> str:
        is_late = self._ends_at is not None and time.monotonic() >= self._ends_at
        return f"{self._limits.max_seconds:g} seconds" if is_late else f"{self._limits.max_pages} pages"

    def _judge(self, target: FetchTarget, result: VisitResult | FetchError) -> list[CrawlStep]:
        """Takes in what a visit gave: follows links and redirects, counts. Returns what is to be stored or reported."""
        if isinstance(result, FetchError):
            return [self._failed(target, result)]
        self._unanswered[target.host] = 0
        exchange = result.exchange
        if exchange is not None and exchange.status in REDIRECTS:
            return self._redirected(target, exchange)
        steps: list[CrawlStep] = [exchange] if exchange is not None else []
        self._n_visited += 1
        if target.kind == "list" and result.page is not None:
            try:
                self._lists.follow(target, result.page)
            except FetchError as error:
                steps.append(_failure(target, error, False))
        return steps

    def _redirected(self, target: FetchTarget, exchange: Exchange) -> list[CrawlStep]:
        try:
            onward = self._frontier.redirected(target, exchange)
            if len(onward.passed) > self._limits.policy.max_redirects:
                many = f"more than {self._limits.policy.max_redirects} redirects"
                raise AddressRefusedError(f"{target.first.url} leads through {many}, the last to {onward.url}")
        except FetchError as error:
            return [exchange, self._failed(target, error)]
        is_new = onward.canonical_url in {each.canonical_url for each in onward.passed} or self._frontier.claim(onward)
        if is_new and not self._is_erased(onward.canonical_url):
            self._frontier.put_first(onward)
        else:
            self._n_visited += 1
        return [exchange]

    def _failed(self, target: FetchTarget, error: FetchError) -> FetchFailure:
        self._n_visited += 1
        host, is_unanswered = target.host, isinstance(error, UnansweredError)
        self._unanswered[host] = self._unanswered[host] + 1 if is_unanswered else 0
        gone = isinstance(error, RobotsUnavailableError)
        if self._unanswered[host] >= self._limits.max_unanswered and not gone:
            n_left = self._frontier.give_up(host)
            told = f"{error}; nothing was heard for {self._unanswered[host]} addresses in a row, so {host} is given up with {n_left} left"
            return _failure(target, UnansweredError(told, status=error.status), True)
        if gone:
            self._frontier.give_up(host)
        return _failure(target, error, target.is_start or gone)


def _failure(target: FetchTarget, error: FetchError, ends_crawl: bool) -> FetchFailure:
    return FetchFailure(
        url=target.first.url,
        canonical_url=target.first.canonical_url,
        fetched_at=datetime.now(UTC),
        status=error.status,
        error=str(error),
        ends_crawl=ends_crawl,
        is_list=target.kind == "list",
        is_disallowed=isinstance(error, DisallowedError),
    )


@dataclass(slots=True)
class PoliteCrawler:
    """Crawls registries as `policy` says; several at once, in threads, share the spacing of requests and the robots.txt of each host.

    `stand_ins` sends all requests to loopback servers (host to base address). `min_delay_s` replaces the registry's own delay between
    requests, for stand-ins; robots.txt may still ask for more. A crawl ends after `max_pages` addresses or `max_seconds`. A host that
    leaves `max_unanswered` addresses in a row without any answer is given up. Where `max_barren_lists` list pages in a row lead to no new
    project but to further lists, these are not visited: there is no end to them. `addresses` are project pages to visit beside what the
    lists link to; each crawl takes those of its hosts.
    """

    policy: FetchPolicy
    _: KW_ONLY
    stand_ins: Mapping[str, str] | None = None
    min_delay_s: float | None = None
    max_pages: int | None = None
    max_seconds: float | None = None
    max_unanswered: int = 8
    max_barren_lists: int = 25
    addresses: Collection[str] = ()
    _spacing: RequestSpacing = field(default_factory=lambda: RequestSpacing(0.0), init=False)
    _robots: dict[str, RobotsRules] = field(default_factory=dict, init=False)

    def crawl(
        self,
        source: Source,
        known: Mapping[str, Known],
        progress: Callable[[int, int], None] | None = None,
        is_erased: Callable[[str], bool] = lambda _url: False,
    ) -> Iterator[CrawlStep]:
        """Yields what the registry answers, and a failure for each address that could not be had; of one host in a fixed order.

        Exchanges are answers 200 and 304, and redirects inside the registry's hosts, each followed by the exchange it led to. A failure
        with `ends_crawl` tells that addresses were left out because of it. `known` makes requests conditional; list pages that are
        unchanged are read from it, and what is taken already is not asked for again, nor is what `is_erased`. Several hosts are visited
        at the same time, each by one request after the other. `progress` gets the addresses done, and those known so far.
        """
        delay_s = source.registry.min_delay_s if self.min_delay_s is None else self.min_delay_s
        policy = replace(self.policy, backoff_s=max(self.policy.backoff_s, delay_s))
        frontier = Frontier(source.registry.hosts, source.canonical_url, source.registry.start_urls)
        walk = CrawlWalk(source, frontier, self, is_erased)

        def new_access() -> HostAccess:
            return HostAccess(open_session(policy, self.stand_ins), policy, self._spacing, frontier, self._robots, delay_s)

        def visit(access: HostAccess, target: FetchTarget) -> VisitResult:
            return visit_target(access, target, known, policy.attempts)

        with closing(HostThreads(new_access, visit)) as hosts:
            yield from walk.steps(hosts, self.addresses, progress)
