"""What a host's robots.txt lets us fetch, and how fast. Does not belong here: fetching robots.txt (`host_access`)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from pipeline.fetch.fetch_errors import FetchError, RobotsUnavailableError
from warehouse.captures.exchange import Exchange

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
