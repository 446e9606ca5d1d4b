"""The walk over one registry: from its start pages through list pages to projects, politely, one request to a host at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from parsers.discover import ListUnreadable
from parsers.page.addresses import host_of
from parsers.registry import Link, Page, Source
from pipeline.fetch.conditions import conditions_of, refusal_of
from pipeline.fetch.errors import AddressRefusedError, DisallowedError, FetchError, RobotsUnavailableError, UnansweredError
from pipeline.fetch.frontier import Frontier, Target
from pipeline.fetch.gate import Gate
from pipeline.fetch.hosts import Hosts, Outcome
from pipeline.fetch.pace import Pace
from pipeline.fetch.robots import RobotsRules
from pipeline.fetch.session import FetchPolicy, open_session
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import REDIRECTS, Exchange, FetchFailure, Known

Step = Exchange | FetchFailure
FAN = 40  # a list may lead to many lists; but not to so many times more of them than may follow one another


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is. `visited` addresses are done; `queued` are known and still to come (more may be found).

    Of the visited, `fetched` came with a body, `unchanged` were said to hold still, `failed` could not be had. Links not followed:
    `disallowed` by robots.txt, `outside` the registry's hosts.
    """

    url: str
    visited: int = 0
    queued: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    disallowed: int = 0
    outside: int = 0


class PoliteCrawler:
    """Crawls registries as `policy` says; several at once, in threads, share the pace and the robots.txt of each host.

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
        self._limits = _Limits(max_pages, max_seconds, max_unanswered, max_barren_lists)
        self._addresses = addresses
        self._pace = Pace(0.0)
        self._robots: dict[str, RobotsRules] = {}

    def crawl(
        self,
        source: Source,
        known: Mapping[str, Known],
        progress: Callable[[CrawlProgress], None] | None = None,
        is_erased: Callable[[str], bool] = lambda _url: False,
    ) -> Iterator[Step]:
        """Yields what the registry answers, and a failure for each address that could not be had; of one host in a fixed order.

        Exchanges are answers 200 and 304, and redirects inside the registry's hosts, each followed by the exchange it led to. A failure
        with `ends_crawl` tells that addresses were left out because of it. `known` makes requests conditional; list pages that are
        unchanged are read from it, and what is taken already is not asked for again, nor is what `is_erased`. Several hosts are visited
        at the same time, each by one request after the other.
        """
        delay_s = source.registry.min_delay_s if self._min_delay_s is None else self._min_delay_s
        policy = replace(self._policy, backoff_s=max(self._policy.backoff_s, delay_s))
        frontier = Frontier(source.registry.hosts, source.canonical_url, source.registry.start_urls)
        walk = _Walk(source, known, frontier, policy, self._limits, is_erased)

        def gate() -> Gate:
            return Gate(open_session(policy, self._stand_ins), policy, self._pace, frontier, self._robots, delay_s)

        with closing(Hosts(gate, walk.visit)) as hosts:
            yield from walk.steps(hosts, self._addresses, progress)


@dataclass(frozen=True, slots=True)
class _Limits:
    pages: int | None
    seconds: float | None
    unanswered: int
    barren_lists: int


class _Walk:
    """The state of one crawl. `visit` runs in the thread of a host; all else in the thread of who iterates."""

    def __init__(
        self,
        source: Source,
        known: Mapping[str, Known],
        frontier: Frontier,
        policy: FetchPolicy,
        limits: _Limits,
        is_erased: Callable[[str], bool],
    ) -> None:
        self._source = source
        self._known = known
        self._frontier = frontier
        self._policy = policy
        self._limits = limits
        self._is_erased = is_erased
        self._url = ""
        self._counts: Counter[str] = Counter()
        self._unanswered: Counter[str] = Counter()
        self._targets: dict[Link, Target] = {}
        self._shown: set[str] = set()
        self._n_barren = 0
        self._is_cut = False
        self._ends_at = None if limits.seconds is None else time.monotonic() + limits.seconds

    def steps(self, hosts: Hosts, addresses: Collection[str], report: Callable[[CrawlProgress], None] | None) -> Iterator[Step]:
        yield from self._begin(addresses)
        while True:
            self._send_out(hosts)
            if not hosts.busy:
                break
            arrived = hosts.next_outcome(self._time_left())
            if arrived is None:
                break
            found = self._judge(*arrived)
            self._send_out(hosts)  # before the exchange is stored: of several hosts none waits for that
            if report is not None:
                report(CrawlProgress(self._url, queued=len(self._frontier) + len(hosts.busy), **self._counts))
            yield from found
        under_way = list(hosts.busy.values())
        n_left = len(self._frontier) + len(under_way)
        left = self._frontier.pop() or next(iter(under_way), None)
        if left is not None:
            yield _failure(left, FetchError(f"stopped at the limit of {self._limit()}; {n_left} known addresses left"), True)

    def visit(self, gate: Gate, target: Target) -> Outcome:
        """What one request to the target gives: an exchange, or what is there already, and the page where its links are needed."""
        known = self._known.get(target.canonical_url)
        if known is not None and known.is_taken:
            try:
                return Outcome(None, self._page_of(target, known) if target.kind == "list" else None)
            except CaptureStoreError:
                known = None
        if not gate.allows(target.url):
            what = "the registry's start page" if target.is_start else "this page"
            raise DisallowedError(f"{target.url}: robots.txt does not allow us {what}; ask its publisher")
        conditions = conditions_of(known) if target.post is None else {}
        exchange = gate.get(target, conditions)
        if known is not None and conditions and exchange.is_not_modified:
            if target.kind != "list":
                return Outcome(exchange, None)
            try:
                return Outcome(exchange, self._page_of(target, known))
            except CaptureStoreError:
                exchange = gate.get(target, {})
        if exchange.status not in (200, *REDIRECTS):
            raise refusal_of(exchange, self._policy.attempts)
        if exchange.status == 200 and not exchange.body:
            raise FetchError(f"{target.url} answered 200 with an empty body; look at the address in a browser", status=200)
        return Outcome(exchange, Page(target.url, exchange.body, exchange.content_type or "text/html"))

    def _page_of(self, target: Target, known: Known) -> Page:
        return Page(target.url, known.read_body(), known.content_type or "text/html")

    def _begin(self, addresses: Collection[str]) -> list[Step]:
        """Queues the start pages and the addresses given by hand; failures of those that cannot be asked for."""
        registry, refused = self._source.registry, list[Step]()
        for url in registry.start_urls:
            self._frontier.add(self._frontier.resolve(url, url, "list", is_start=True))
        for url in addresses:
            if host_of(url) in registry.hosts and not self._is_erased(url):
                try:
                    self._frontier.add(self._frontier.resolve(url, url, "project"))
                except AddressRefusedError as error:
                    refused.append(_failure(Target(url, url, "project"), error, False))
        return refused

    def _send_out(self, hosts: Hosts) -> None:
        """Gives every host that has nothing to do its next target, as far as the limits of the crawl allow."""
        while not self._is_over(len(hosts.busy)) and (onward := self._frontier.pop(hosts.busy)) is not None:
            hosts.send(onward)

    def _is_over(self, under_way: int) -> bool:
        pages = self._limits.pages is not None and self._counts["visited"] + under_way >= self._limits.pages
        return pages or (self._ends_at is not None and time.monotonic() >= self._ends_at)

    def _time_left(self) -> float | None:
        """Seconds until the crawl is to end, and a while more for the requests under way."""
        return None if self._ends_at is None else max(self._ends_at - time.monotonic(), 0.0) + 1.0

    def _limit(self) -> str:
        is_late = self._ends_at is not None and time.monotonic() >= self._ends_at
        return f"{self._limits.seconds:g} seconds" if is_late else f"{self._limits.pages} pages"

    def _judge(self, target: Target, outcome: Outcome | FetchError) -> list[Step]:
        """Takes in what a visit gave: follows links and redirects, counts. Returns what is to be stored or reported."""
        if isinstance(outcome, FetchError):
            return [self._failed(target, outcome)]
        self._unanswered[target.host] = 0
        exchange = outcome.exchange
        if exchange is not None and exchange.status in REDIRECTS:
            return self._redirected(target, exchange)
        steps: list[Step] = [exchange] if exchange is not None else []
        self._count(
            url=target.url,
            visited=1,
            unchanged=exchange is not None and exchange.is_not_modified,
            fetched=exchange is not None and not exchange.is_not_modified,
        )
        if target.kind == "list" and outcome.page is not None:
            steps += self._follow(target, outcome.page)
        return steps

    def _redirected(self, target: Target, exchange: Exchange) -> list[Step]:
        try:
            onward = self._frontier.redirected(target, exchange)
            if len(onward.passed) > self._policy.max_redirects:
                many = f"more than {self._policy.max_redirects} redirects"
                raise AddressRefusedError(f"{target.first.url} leads through {many}, the last to {onward.url}")
        except FetchError as error:
            return [exchange, self._failed(target, error)]
        if self._is_erased(onward.canonical_url):
            self._count(url=target.url, visited=1)
        elif onward.canonical_url in {each.canonical_url for each in onward.passed} or self._frontier.claim(onward):
            self._frontier.put_first(onward)
        else:
            self._count(url=target.url, visited=1)
        return [exchange]

    def _follow(self, target: Target, page: Page) -> list[Step]:
        """Queues the links of a list page, further lists only as long as lists in a row do not merely lead to further lists."""
        try:
            found = self._links_of(page)
        except FetchError as error:
            self._count(failed=1)
            return [_failure(target, error, False)]
        shown = {each.canonical_url for each in found if each.kind == "project"}
        barren = 0 if shown - self._shown else target.barren + 1
        self._n_barren = 0 if shown - self._shown else self._n_barren + 1
        self._shown |= shown
        has_end = barren < self._limits.barren_lists and self._n_barren < self._limits.barren_lists * FAN
        cut = [each for each in found if each.kind == "list" and not has_end and not self._frontier.knows(each)]
        for each in found:
            if each.kind == "project" or has_end:
                self._frontier.add(replace(each, barren=barren) if barren else each)
        if not cut or self._is_cut:
            return []
        self._is_cut = True
        self._count(failed=1)
        told = f"{target.url}: {barren} list pages in a row lead only to further lists ({cut[0].url}); is there an end to them?"
        return [_failure(target, FetchError(f"{told} None further is visited; look at discover() in the registry's module"), False)]

    def _links_of(self, page: Page) -> list[Target]:
        """The links of a list page that stay inside the registry. Raises `FetchError` where the page cannot be understood."""
        try:
            links = self._source.discover(page)
        except ListUnreadable as error:
            raise FetchError(str(error)) from error
        except Exception as error:
            code = self._source.registry.code
            told = f"{page.url}: discover() of parsers/registries/{code}.py failed ({type(error).__name__}: {error}); mend it"
            raise FetchError(told) from error
        found = []
        for link in links:
            try:
                target = self._targets.get(link)  # most links of a list page are on all of them
                if target is None:
                    target = self._frontier.resolve(page.url, link.url, link.kind, post=link.post)
                    if link.url.startswith(("http://", "https://")):
                        self._targets[link] = target
                if self._frontier.knows(target) or not self._is_erased(target.canonical_url):
                    found.append(target)
            except AddressRefusedError:
                self._count(outside=1)
        return found

    def _failed(self, target: Target, error: FetchError) -> FetchFailure:
        is_disallowed = isinstance(error, DisallowedError)
        self._count(url=target.url, visited=1, failed=not is_disallowed, disallowed=is_disallowed)
        host, is_unanswered = target.host, isinstance(error, UnansweredError)
        self._unanswered[host] = self._unanswered[host] + 1 if is_unanswered else 0
        gone = isinstance(error, RobotsUnavailableError)
        if self._unanswered[host] >= self._limits.unanswered and not gone:
            n_left = self._frontier.give_up(host)
            told = f"{error}; nothing was heard for {self._unanswered[host]} addresses in a row, so {host} is given up with {n_left} left"
            return _failure(target, UnansweredError(told, status=error.status), True)
        if gone:
            self._frontier.give_up(host)
        return _failure(target, error, target.is_start or gone)

    def _count(self, url: str | None = None, **more: int) -> None:
        self._counts.update(more)
        self._url = url or self._url


def _failure(target: Target, error: FetchError, ends_crawl: bool) -> FetchFailure:
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
