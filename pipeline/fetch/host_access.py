"""How a crawl asks a host: robots.txt is read first, requests keep their distance, and there is one at a time.

Does not belong here: what robots.txt says (`robots`), how long to wait (`request_spacing`), which page is next (`frontier`).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from urllib.parse import urlsplit

from pipeline.fetch.fetch_errors import AddressRefusedError, FetchError
from pipeline.fetch.frontier import FetchTarget, Frontier, host_key
from pipeline.fetch.request_spacing import RequestSpacing
from pipeline.fetch.robots import RobotsRules, robots_rules
from pipeline.fetch.session import FetchPolicy, Session, fetch
from warehouse.captures.exchange import REDIRECTS, Exchange


class HostAccess:
    """Fetches targets for one crawl. `spacing` and `robots` (by host) may be shared with other crawls."""

    def __init__(
        self,
        session: Session,
        policy: FetchPolicy,
        spacing: RequestSpacing,
        frontier: Frontier,
        robots: MutableMapping[str, RobotsRules],
        delay_s: float,
    ) -> None:
        self._session = session
        self._policy = policy
        self._spacing = spacing
        self._frontier = frontier
        self._robots = robots
        self._delay_s = delay_s

    def allows(self, url: str) -> bool:
        """Whether the address's host lets us fetch it; its robots.txt is read once. Raises `RobotsUnavailableError`."""
        host = host_key(url)
        rules = self._robots.get(host)
        if rules is None:
            robots_url = f"{urlsplit(url).scheme}://{host}/robots.txt"
            rules = robots_rules(robots_url, self._answer(robots_url), self._policy.user_agent)
            self._robots[host] = rules
            self._spacing.raise_delay(host, rules.crawl_delay_s)
        return rules.allows(url)

    def get(self, target: FetchTarget, conditions: Mapping[str, str]) -> Exchange:
        """Fetches the target when its host's turn has come. Raises `FetchError`."""
        self._spacing.raise_delay(target.host, self._delay_s)
        self._session.pause.least_s = self._spacing.delay_of(target.host)
        with self._spacing.turn(target.host):
            return fetch(self._session, self._policy, target, conditions)

    def close(self) -> None:
        """Closes the session, also in the middle of a request."""
        self._session.close()

    def _answer(self, robots_url: str) -> Exchange | FetchError:
        target = FetchTarget(robots_url, robots_url, "list")
        try:
            for _ in range(self._policy.max_redirects + 1):
                exchange = self.get(target, {})
                if exchange.status not in REDIRECTS:
                    return exchange
                target = self._frontier.redirected(target, exchange)
        except FetchError as error:
            return error
        return AddressRefusedError(f"it leads through more than {self._policy.max_redirects} redirects")
