"""The walk over one registry: from its start pages through list pages to projects, politely, one request at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from parsers.registry import Page, Source
from pipeline.fetch.answers import conditions_of, refusal_of
from pipeline.fetch.errors import AddressRefusedError, FetchError, RobotsUnavailableError, UnansweredError
from pipeline.fetch.frontier import Frontier, Target
from pipeline.fetch.gate import Gate
from pipeline.fetch.pace import Pace
from pipeline.fetch.session import FetchPolicy, open_session
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import REDIRECTS, Exchange, FetchFailure, Known

Step = Exchange | FetchFailure


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
    """Crawls registries as `policy` says.

    `stand_ins` sends all requests to loopback servers (host to base address). `min_delay_s` replaces the registry's own delay between
    requests, for stand-ins; robots.txt may still ask for more. `max_pages` ends a crawl after so many addresses. After
    `max_unanswered` addresses in a row without any answer the crawl ends too.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        stand_ins: Mapping[str, str] | None = None,
        min_delay_s: float | None = None,
        max_pages: int | None = None,
        max_unanswered: int = 8,
        pace: Callable[[float], Pace] = Pace,
    ) -> None:
        self._policy = policy
        self._stand_ins = stand_ins
        self._min_delay_s = min_delay_s
        self._max_pages = max_pages
        self._max_unanswered = max_unanswered
        self._pace = pace

    def crawl(self, source: Source, known: Mapping[str, Known], progress: Callable[[CrawlProgress], None] | None = None) -> Iterator[Step]:
        """Yields what the registry answers, in a fixed order, and a failure for each address that could not be had.

        Exchanges are answers 200 and 304, and redirects inside the registry's hosts, each followed by the exchange it led to. A failure
        with `ends_crawl` is the last thing yielded. `known` makes requests conditional; list pages that are unchanged are read from it.
        """
        delay_s = source.registry.min_delay_s if self._min_delay_s is None else self._min_delay_s
        policy = replace(self._policy, backoff_s=max(self._policy.backoff_s, delay_s))
        with closing(open_session(policy, self._stand_ins)) as session:
            frontier = Frontier(source.registry.hosts, source.canonical_url)
            gate = Gate(session, policy, self._pace(delay_s), frontier)
            yield from _Walk(source, known, frontier, gate, policy, max_pages=self._max_pages, max_unanswered=self._max_unanswered).steps(
                progress
            )


class _Walk:
    """The state of one crawl."""

    def __init__(
        self,
        source: Source,
        known: Mapping[str, Known],
        frontier: Frontier,
        gate: Gate,
        policy: FetchPolicy,
        *,
        max_pages: int | None,
        max_unanswered: int,
    ) -> None:
        self._source = source
        self._known = known
        self._frontier = frontier
        self._gate = gate
        self._policy = policy
        self._max_pages = max_pages
        self._max_unanswered = max_unanswered
        self._progress = CrawlProgress(url="")
        self._unanswered = 0

    def steps(self, report: Callable[[CrawlProgress], None] | None) -> Iterator[Step]:
        for url in self._source.registry.start_urls:
            self._frontier.add(self._frontier.resolve(url, url, "list", is_start=True))
        while (target := self._frontier.pop()) is not None:
            if self._max_pages is not None and self._progress.visited >= self._max_pages:
                left = len(self._frontier) + 1
                yield _failure(target, FetchError(f"stopped at the limit of {self._max_pages} pages; {left} known addresses left"), True)
                return
            try:
                yield from self._visit(target)
                self._unanswered = 0
                failure = None
            except FetchError as error:
                failure = self._failed(target, error)
                yield failure
            self._count(url=target.url, visited=1)
            if report is not None:
                report(replace(self._progress, queued=len(self._frontier)))
            if failure is not None and failure.ends_crawl:
                return

    def _visit(self, target: Target) -> Iterator[Exchange]:
        """Fetches the target and where it redirects to, and queues the links of a list page. Raises `FetchError`."""
        start, passed = target, {target.canonical_url}
        for _ in range(self._policy.max_redirects + 1):
            if not self._gate.allows(target.url):
                if target.is_start:
                    raise AddressRefusedError(f"{target.url}: robots.txt does not allow us the registry's start page; ask its publisher")
                self._count(disallowed=1)
                return
            exchange, page = self._fetch(target)
            if exchange.status not in REDIRECTS:
                yield exchange
                self._count(unchanged=exchange.is_not_modified, fetched=not exchange.is_not_modified)
                if target.kind == "list":
                    self._follow(page)
                return
            target = self._frontier.redirected(target, exchange)
            yield exchange
            if target.canonical_url not in passed and not self._frontier.claim(target):
                return
            passed.add(target.canonical_url)
        raise AddressRefusedError(f"{start.url} leads through more than {self._policy.max_redirects} redirects, the last to {target.url}")

    def _fetch(self, target: Target) -> tuple[Exchange, Page]:
        """The answer for the target, a redirect or a page; the page is what a 304 stands for where its links are needed."""
        known = self._known.get(target.canonical_url)
        exchange = self._gate.get(target, conditions_of(known))
        body = exchange.body
        if known is not None and exchange.is_not_modified and target.kind == "list":
            try:
                body = known.read_body()
            except CaptureStoreError:
                exchange = self._gate.get(target, {})
                body, known = exchange.body, None
        if exchange.status not in (200, *REDIRECTS) and not (known is not None and exchange.is_not_modified):
            raise refusal_of(exchange, self._policy.attempts)
        content_type = exchange.content_type or (known.content_type if known is not None else None)
        return exchange, Page(target.url, body, content_type or "text/html")

    def _follow(self, page: Page) -> None:
        for link in self._source.discover(page):
            try:
                self._frontier.add(self._frontier.resolve(page.url, link.url, link.kind))
            except AddressRefusedError:
                self._count(outside=1)

    def _failed(self, target: Target, error: FetchError) -> FetchFailure:
        self._count(failed=1)
        self._unanswered = self._unanswered + 1 if isinstance(error, UnansweredError) else 0
        if self._unanswered < self._max_unanswered:
            return _failure(target, error, target.is_start or isinstance(error, RobotsUnavailableError))
        gone = f"{error}; nothing was heard for {self._unanswered} addresses in a row, so the crawl stops with {len(self._frontier)} left"
        return _failure(target, UnansweredError(gone, status=error.status), True)

    def _count(self, url: str | None = None, **more: int) -> None:
        counts = {name: getattr(self._progress, name) + number for name, number in more.items()}
        self._progress = replace(self._progress, url=url or self._progress.url, **counts)


def _failure(target: Target, error: FetchError, ends_crawl: bool) -> FetchFailure:
    return FetchFailure(
        url=target.url,
        canonical_url=target.canonical_url,
        fetched_at=datetime.now(UTC),
        status=error.status,
        error=str(error),
        ends_crawl=ends_crawl,
        is_list=target.kind == "list",
    )
