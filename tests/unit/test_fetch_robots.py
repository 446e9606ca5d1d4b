"""robots.txt is obeyed as RFC 9309 says, and what cannot be known is not assumed to be allowed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.fetch.fetch_errors import RobotsUnavailableError, UnansweredError
from pipeline.fetch.host_access import robots_rules
from tests.exchanges import exchange_of
from warehouse.captures.exchange import Exchange

URL = "https://www.esf.se/robots.txt"
AGENT = "Diarium/0.1 (+https://diarium.example; data@diarium.example)"


def answer(text: str = "", status: int = 200) -> Exchange:
    return exchange_of(URL, text.encode(), datetime(2026, 3, 1, tzinfo=UTC), status)


def test_our_own_rules_go_before_those_for_everybody() -> None:
    rules = robots_rules(URL, answer("User-agent: *\nDisallow: /\n\nUser-agent: diarium\nDisallow: /intern/\nCrawl-delay: 2.5\n"), AGENT)
    assert rules.allows("https://www.esf.se/resultat/")
    assert not rules.allows("https://www.esf.se/intern/x")
    assert rules.crawl_delay_s == 2.5


def test_wildcards_and_longest_match_hold() -> None:
    rules = robots_rules(URL, answer("\ufeffUser-agent: *\nDisallow: /*?sort=\nAllow: /resultat/?sort=namn\n"), AGENT)
    assert not rules.allows("https://www.esf.se/resultat/?sort=datum")
    assert rules.allows("https://www.esf.se/resultat/?sort=namn")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_means_no_rules(status: int) -> None:
    rules = robots_rules(URL, answer("User-agent: *\nDisallow: /", status), AGENT)
    assert rules.allows("https://www.esf.se/anything")
    assert rules.crawl_delay_s == 0


@pytest.mark.parametrize("status", [429, 500, 503, 301])
def test_a_server_in_trouble_is_not_crawled(status: int) -> None:
    with pytest.raises(RobotsUnavailableError, match=str(status)) as caught:
        robots_rules(URL, answer(status=status), AGENT)
    assert caught.value.status == status


def test_an_unreachable_robots_txt_is_not_a_permission() -> None:
    with pytest.raises(RobotsUnavailableError, match="did not answer"):
        robots_rules(URL, UnansweredError("www.esf.se did not answer"), AGENT)
