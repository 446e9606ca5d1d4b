"""How a crawl asks a host: robots.txt first, then one request at a time; each answer is a page, or an error that says why not.

Does not belong here: how long to wait (`pacing`), how a request is sent (`session`), which page is next (`frontier`), what an answer means
for the crawl (`polite_crawler`)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from parsers.reading import Page
from pipeline.fetch.fetch_errors import AddressRefusedError, DisallowedError, FetchError, RobotsUnavailableError, refused_answer
from pipeline.fetch.frontier import FetchTarget, Frontier, host_key
from pipeline.fetch.pacing import RequestSpacing
from pipeline.fetch.session import FetchPolicy, Session, fetch
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import REDIRECTS, Exchange, Known

MOST_BYTES = 500 * 1024  # as much as RFC 9309 asks a crawler to read
MOST_DELAY_S = 60.0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one host for our User-Agent. `crawl_delay_s` is the least delay it asks for, 0 where it does not."""

    crawl_delay_s: float
    _rules: Protego
    _user_agent: str

    def allows(self, url: str) -> bool:
        """Whether the host lets us fetch the address."""
        return self._rules.can_fetch(url, self._user_agent)


def robots_rules(url: str, answer: Exchange | FetchError, user_agent: str) -> RobotsRules:
    """The rules from what the host answered for `url`, its robots.txt.

    As RFC 9309 has it: a 4xx means there are no rules; no answer, 429 or 5xx that nothing may be fetched now, which raises
    `RobotsUnavailableError`.
    """
    if isinstance(answer, FetchError):
        raise RobotsUnavailableError(f"{url} could not be read, so the registry is not crawled now: {answer}", status=answer.status)
    if answer.status != 200 and (not 400 <= answer.status < 500 or answer.status == 429):
        raise RobotsUnavailableError(
            f"{url} answered {answer.status} {answer.reason}, so what may be fetched is unknown; try later",
            status=answer.status,
        )
    text = answer.body[:MOST_BYTES].decode("utf-8-sig", "replace") if answer.status == 200 else ""
    rules = Protego.parse(text)
    delay_s = float(rules.crawl_delay(user_agent) or 0)
    if delay_s > MOST_DELAY_S:
        raise RobotsUnavailableError(
            f"{url} asks for a Crawl-delay of {delay_s:g} s, at which no registry can be crawled; ask its publisher for leave to be quicker"
        )
    return RobotsRules(delay_s, rules, user_agent)


@dataclass(slots=True)
class HostAccess:
    """Fetches targets for one crawl. `spacing` and `robots` (by host) may be shared with other crawls."""

    session: Session
    policy: FetchPolicy
    spacing: RequestSpacing
    frontier: Frontier
    robots: MutableMapping[str, RobotsRules]
    delay_s: float

    def allows(self, url: str) -> bool:
        """Whether the address's host lets us fetch it; its robots.txt is read once. Raises `RobotsUnavailableError`."""
        host = host_key(url)
        rules = self.robots.get(host)
        if rules is None:
            robots_url = f"{urlsplit(url).scheme}://{host}/robots.txt"
            rules = robots_rules(robots_url, self._answer(robots_url), self.policy.user_agent)
            self.robots[host] = rules
            self.spacing.raise_delay(host, rules.crawl_delay_s)
        return rules.allows(url)

    def get(self, target: FetchTarget, conditions: Mapping[str, str]) -> Exchange:
        """Fetches the target when its host's turn has come. Raises `FetchError`."""
        self.spacing.raise_delay(target.host, self.delay_s)
        self.session.pause.least_s = self.spacing.delay_of(target.host)
        with self.spacing.turn(target.host):
            return fetch(self.session, self.policy, target, conditions)

    def close(self) -> None:
        """Closes the session, also in the middle of a request."""
        self.session.close()

    def _answer(self, robots_url: str) -> Exchange | FetchError:
        target = FetchTarget(robots_url, robots_url, "list")
        try:
            for _ in range(self.policy.max_redirects + 1):
                exchange = self.get(target, {})
                if exchange.status not in REDIRECTS:
                    return exchange
                target = self.frontier.redirected(target, exchange)
        except FetchError as error:
            return error
        return AddressRefusedError(f"it leads through more than {self.policy.max_redirects} redirects")


@dataclass(frozen=True, slots=True)
class VisitResult:
    """What a visit gave: the exchange, None where nothing was asked for, and the page where its links are needed."""

    exchange: Exchange | None
    page: Page | None


def visit_target(access: HostAccess, target: FetchTarget, all_known: Mapping[str, Known], attempts: int) -> VisitResult:
    """What one request to the target gives: an exchange, or what is there already, and the page where its links are needed.

    `all_known` is what is stored, by canonical address. Raises `FetchError` where the answer is no page.
    """
    known = all_known.get(target.canonical_url)
    if known is not None and known.is_taken:
        try:
            return VisitResult(None, _page_of(target, known) if target.kind == "list" else None)
        except CaptureStoreError:
            known = None
    if not access.allows(target.url):
        what = "the registry's start page" if target.is_start else "this page"
        raise DisallowedError(f"{target.url}: robots.txt does not allow us {what}; ask its publisher")
    conditions = _conditions(known) if target.post is None else {}
    exchange = access.get(target, conditions)
    if known is not None and conditions and exchange.is_not_modified:
        if target.kind != "list":
            return VisitResult(exchange, None)
        try:
            return VisitResult(exchange, _page_of(target, known))
        except CaptureStoreError:
            exchange = access.get(target, {})
    if exchange.status not in (200, *REDIRECTS):
        raise refused_answer(exchange, attempts)
    if exchange.status == 200 and not exchange.body:
        raise FetchError(f"{target.url} answered 200 with an empty body; look at the address in a browser", status=200)
    return VisitResult(exchange, Page(target.url, exchange.body, exchange.content_type or "text/html"))


def _page_of(target: FetchTarget, known: Known) -> Page:
    return Page(target.url, known.read_body(), known.content_type or "text/html")


def _conditions(known: Known | None) -> dict[str, str]:
    """The request headers that let the server answer 304 where what we know still holds."""
    if known is None:
        return {}
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in validators.items() if value}
