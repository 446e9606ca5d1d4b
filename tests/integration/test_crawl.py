"""A whole crawl over real HTTP: from a small site on the loopback interface into a capture store, again and again."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from loopback_registry import HOST, POLICY, SITE, loopback_source
from small_site import Reply, Seen, Site

from parsers.reading import Link, Page
from parsers.registry import Source
from pipeline.fetch.pacing import RequestSpacing
from pipeline.fetch.polite_crawler import PoliteCrawler
from pipeline.fetch.session import FetchPolicy
from tests.exchanges import warcio_check
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    return CaptureStore(tmp_path)


def discover(page: Page) -> list[Link]:
    hrefs = re.findall(r'href="([^"]+)"', page.body.decode())
    return [Link(href, "list" if "list" in href else "project") for href in hrefs]


SOURCE = loopback_source(discover, lambda url: url.replace("&utm=1", ""))


def crawler(site: Site, policy: FetchPolicy = POLICY, *, max_pages: int | None = None, max_unanswered: int = 8) -> PoliteCrawler:
    return PoliteCrawler(policy, stand_ins={HOST: site.address}, max_pages=max_pages, max_unanswered=max_unanswered)


@dataclass
class Outcome:
    """What a crawl gave, by path of the address."""

    exchanges: list[Exchange]
    failures: list[FetchFailure]
    progress: list[tuple[int, int]]

    @property
    def statuses(self) -> dict[str, int]:
        return {one.url.removeprefix(SITE): one.status for one in self.exchanges}

    @property
    def errors(self) -> dict[str, str]:
        return {failure.url.removeprefix(SITE): failure.error for failure in self.failures}


def run(
    site: Site, store: CaptureStore | None = None, source: Source = SOURCE, policy: FetchPolicy = POLICY, max_pages: int | None = None
) -> Outcome:
    """One crawl; into the store where one is given."""
    outcome = Outcome([], [], [])
    with ExitStack() as stack:
        writer = stack.enter_context(store.begin("loopback", is_sample=True, software="diarium-test")) if store else None
        for step in crawler(site, policy, max_pages=max_pages).crawl(
            source, writer.known if writer else {}, lambda *at: outcome.progress.append(at)
        ):
            if isinstance(step, FetchFailure):
                outcome.failures.append(step)
                continue
            outcome.exchanges.append(step)
            if writer:
                writer.add(step)
        if writer:
            writer.finish("accepted", failures=outcome.failures)
    return outcome


def small_site(site: Site) -> None:
    """Two list pages and four projects; one project is linked twice, once with a tracking parameter."""
    site.page("/list/", "/list/?page=2", "/p/1", "/p/2")
    site.page("/list/?page=2", "/list/", "/p/3?a=b", "/p/3?a=b&utm=1", "/p/1#top", "https://elsewhere.example/p/9", "mailto:a@b.example")
    for path in ("/p/1", "/p/2", "/p/3?a=b"):
        site.page(path)


def test_every_page_is_fetched_once_lists_first(site: Site, store: CaptureStore) -> None:
    small_site(site)
    outcome = run(site, store)
    assert site.paths() == ["/robots.txt", "/list/", "/list/?page=2", "/p/1", "/p/2", "/p/3?a=b"]
    assert outcome.failures == []
    assert outcome.progress == [(1, 4), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_the_site_sees_who_asks_and_for_which_host(site: Site) -> None:
    small_site(site)
    outcome = run(site)
    assert {seen.headers["host"] for seen in site.requests} == {HOST}
    assert {seen.headers["user-agent"] for seen in site.requests} == {POLICY.user_agent}
    assert ("Host", HOST) in outcome.exchanges[0].request_headers
    assert outcome.exchanges[0].url == f"{SITE}/list/"


def test_a_second_crawl_of_an_unchanged_site_stores_no_body(site: Site, store: CaptureStore, tmp_path: Path) -> None:
    small_site(site)
    first = run(site, store)
    second = run(site, store)
    assert list(second.statuses) == list(first.statuses)
    assert set(second.statuses.values()) == {304}
    rows = store.index("loopback").to_pylist()
    assert [row["record_type"] for row in rows] == ["response"] * 5 + ["revisit"] * 5
    assert [row["body_sha256"] for row in rows[5:]] == [row["body_sha256"] for row in rows[:5]]
    assert store.crawls("loopback")[1].pages_unchanged == 5
    file = tmp_path / "loopback" / rows[-1]["file"]
    assert gzip.decompress(file.read_bytes()).count(b"WARC-Type: response") == 0
    for row in rows:
        assert sha256(store.body("loopback", row["body_sha256"])).hexdigest() == row["body_sha256"]
    warcio_check(tmp_path)


def test_only_what_changed_is_stored_again(site: Site, store: CaptureStore, tmp_path: Path) -> None:
    small_site(site)
    run(site, store)
    site.page("/p/2", text="other words")
    site.page("/list/?page=2", "/list/", "/p/3?a=b", "/p/4")
    site.page("/p/4")
    assert run(site, store).statuses == {"/list/": 304, "/list/?page=2": 200, "/p/1": 304, "/p/2": 200, "/p/3?a=b": 304, "/p/4": 200}
    warcio_check(tmp_path)


def test_a_list_page_whose_stored_body_is_damaged_is_fetched_in_full(site: Site, store: CaptureStore, tmp_path: Path) -> None:
    small_site(site)
    run(site, store)
    (file,) = tmp_path.glob("loopback/*.warc.gz")
    file.write_bytes(file.read_bytes()[:400])
    assert run(site, store).statuses["/list/"] == 200


def test_a_redirect_inside_the_registry_is_followed_and_recorded(site: Site, store: CaptureStore, tmp_path: Path) -> None:
    site.page("/list/", "/p/old", "/p/new", "/p/self")
    moved = gzip.compress(b"moved", mtime=0)
    site.routes["/p/old"] = lambda _: Reply(moved, 301, {"Location": "new", "Content-Encoding": "gzip"})
    site.page("/p/new")
    outcome = run(site, store)
    assert outcome.statuses == {"/list/": 200, "/p/old": 301, "/p/new": 200}
    assert outcome.exchanges[1].raw_body == moved
    assert site.paths().count("/p/new") == 1
    assert run(site, store).statuses == {"/list/": 304, "/p/old": 301, "/p/new": 304}
    warcio_check(tmp_path)


def test_a_burst_of_server_errors_is_sat_out(site: Site) -> None:
    small_site(site)
    left = [Reply(b"", 503, {"Retry-After": "1"}), Reply(b"", 500)]
    steady = site.routes["/p/1"]
    site.routes["/p/1"] = lambda seen: left.pop(0) if left else steady(seen)
    outcome = run(site)
    assert outcome.failures == []
    tries = [seen.at for seen in site.requests if seen.path == "/p/1"]
    assert len(tries) == 3
    assert tries[1] - tries[0] >= 1.0


@pytest.mark.parametrize(("min_delay_s", "robots", "least_s"), [(0.3, b"", 0.3), (0.0, b"User-agent: *\nCrawl-delay: 0.5\n", 0.5)])
def test_a_repeated_request_keeps_the_distance_asked_for(site: Site, min_delay_s: float, robots: bytes, least_s: float) -> None:
    small_site(site)
    site.routes["/robots.txt"] = lambda _: Reply(robots)
    left = [Reply(b"", 500)]
    steady = site.routes["/list/"]
    site.routes["/list/"] = lambda seen: left.pop(0) if left else steady(seen)
    source = replace(SOURCE, registry=replace(SOURCE.registry, min_delay_s=min_delay_s))
    assert run(site, source=source, policy=replace(POLICY, backoff_max_s=1)).failures == []
    # half of it: a busy machine notes a request late, and so the next one seems nearer
    pages = [seen for seen in site.requests if seen.path != "/robots.txt"]
    assert all(later.at - earlier.at >= least_s / 2 for earlier, later in pairwise(pages))


def test_crawl_delay_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that only waiting moves: before each page but the first the crawl waits as long as robots.txt asks."""
    now, waited = [0.0], []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(
        "pipeline.fetch.polite_crawler.RequestSpacing", lambda delay_s: RequestSpacing(delay_s, clock=lambda: now[0], sleep=wait)
    )
    small_site(site)
    site.routes["/robots.txt"] = lambda _: Reply(b"User-agent: *\nCrawl-delay: 7\n")
    run(site)
    assert len(site.requests) > 3
    assert waited == [pytest.approx(7)] * (len(site.requests) - 2)


def test_a_server_that_dies_on_the_way_is_given_up_after_a_few_pages(site: Site, store: CaptureStore) -> None:
    site.page("/list/", *(f"/p/{number}" for number in range(2000)))
    for number in range(2000):
        site.page(f"/p/{number}")
    failures, fetched = [], 0
    with store.begin("loopback", is_sample=True, software="diarium-test") as writer:
        for step in crawler(site, max_unanswered=4).crawl(SOURCE, writer.known):
            if isinstance(step, FetchFailure):
                failures.append(step)
                continue
            writer.add(step)
            fetched += 1
            if fetched == 10:
                site.close()
        writer.finish("held", failures[-1].error, failures)
    assert [failure.ends_crawl for failure in failures] == [False, False, False, True]
    assert "4 addresses in a row" in failures[-1].error
    assert store.index("loopback").num_rows == fetched < 20


def test_a_page_limit_ends_the_crawl_and_says_so(site: Site) -> None:
    small_site(site)
    outcome = run(site, max_pages=3)
    assert list(outcome.statuses) == ["/list/", "/list/?page=2", "/p/1"]
    (failure,) = outcome.failures
    assert failure.ends_crawl
    assert "limit of 3 pages; 2 known" in failure.error


def test_a_host_without_a_stand_in_is_not_asked(site: Site) -> None:
    site.page("/list/", "https://other.example/p/1")
    source = replace(SOURCE, registry=replace(SOURCE.registry, hosts=(HOST, "other.example")))
    (failure,) = run(site, source=source).failures
    assert "no stand-in for host 'other.example'" in failure.error


def test_requests_share_one_connection_and_carry_no_cookies(site: Site) -> None:
    small_site(site)
    plain = site.routes["/list/"]

    def baking(seen: Seen) -> Reply:
        reply = plain(seen)
        reply.headers = {**reply.headers, "Set-Cookie": "session=1; Path=/"}
        return reply

    site.routes["/list/"] = baking
    run(site)
    assert not any("cookie" in seen.headers for seen in site.requests)
    assert site.n_connections == 1


def interrupted(site: Site, store: CaptureStore, *, after: int) -> None:
    with store.begin("loopback", is_sample=True, software="diarium-test") as writer:
        for number, step in enumerate(crawler(site).crawl(SOURCE, {}), 1):
            assert isinstance(step, Exchange)
            writer.add(step)
            if number == after:
                raise KeyboardInterrupt


def test_leaving_in_the_middle_leaves_the_store_readable(site: Site, store: CaptureStore, tmp_path: Path) -> None:
    small_site(site)
    run(site, store)
    with pytest.raises(KeyboardInterrupt):
        interrupted(site, store, after=3)
    assert store.index("loopback").num_rows == 5
    assert len(store.crawls("loopback")) == 1
    run(site, store)
    assert store.index("loopback").num_rows == 10
    warcio_check(tmp_path)


@pytest.mark.parametrize("location", ["https://evil.example\\\\@registry.example/x", "https://registry.example@evil.example/", "//a b/"])
def test_an_address_that_may_mean_two_hosts_is_not_asked_for(site: Site, location: str) -> None:
    site.page("/list/", location, "/p/away")
    site.routes["/p/away"] = lambda _: Reply(b"", 302, {"Location": location})
    outcome = run(site)
    assert [seen.path for seen in site.requests] == ["/robots.txt", "/list/", "/p/away"]
    assert list(outcome.errors) == ["/p/away"]


def test_a_host_that_was_given_up_is_left_alone(site: Site) -> None:
    site.page("/list/", *(f"/p/{n}" for n in range(4)), "/list/?page=2")
    site.page("/list/?page=2", *(f"/p/{n}" for n in range(4, 40)))
    hung = dict.fromkeys((f"/p/{n}" for n in range(40)), lambda _: Reply(b"", 503, {"Retry-After": "3600"}))
    site.routes |= hung
    failures = [step for step in crawler(site, max_unanswered=3).crawl(SOURCE, {}) if isinstance(step, FetchFailure)]
    assert len(failures) == 3
    assert failures[-1].ends_crawl


def test_waiting_as_asked_is_no_slowness_of_the_server(site: Site) -> None:
    small_site(site)
    left = [Reply(b"", 503, {"Retry-After": "1"})]
    steady = site.routes["/p/1"]
    site.routes["/p/1"] = lambda seen: left.pop() if left else steady(seen)
    assert run(site, policy=replace(POLICY, total_timeout_s=0.5)).failures == []
