"""What a host's robots.txt lets us fetch, and how fast."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from pipeline.fetch.errors import FetchError, RobotsUnavailableError
from warehouse.captures.exchange import Exchange


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
    rules = Protego.parse(answer.body.decode("utf-8-sig", "replace") if answer.status == 200 else "")
    return RobotsRules(float(rules.crawl_delay(user_agent) or 0), rules, user_agent)
