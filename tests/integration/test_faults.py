"""The crawler against everything a server can do wrong: the crawl ends, no good page is lost, each fault is reported once."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from faulty_server import ACTS, BODY_LIMIT, CHAPTERS, FAULTS, NO_ADDRESSES, SELF, Fault, FaultyServer, page_of, table
from loopback_registry import HOST, POLICY, SITE, loopback_source

from parsers.page.addresses import canonical, host_of
from parsers.reading import Link, Page
from parsers.registry import Source, sources
from pipeline.fetch.polite_crawler import PoliteCrawler
from pipeline.fetch.session import CHUNK_BYTES
from tests.exchanges import warcio_check
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.content_encoding import ContentDecoder, decode_body
from warehouse.captures.exchange import FetchFailure
from warehouse.captures.index import index_warc

OTHER_HOST = "other.example"
IMPATIENT = replace(POLICY, connect_timeout_s=1, read_timeout_s=0.5, total_timeout_s=1.2, retry_after_max_s=3, max_body_bytes=BODY_LIMIT)
ADVICE = r"again|later|check|ask|raise|declare|wrong|look at|browser|limit|held|not followed|robots\.txt|leads|left"


def discover(page: Page) -> list[Link]:
    """Every link as it stands on the page, good or not."""
    hrefs = [part.partition('"')[0] for part in page.body.decode("utf-8", "replace").split('href="')[1:]]
    return [Link(href, "list" if "list" in href.lower() else "project") for href in hrefs]


def source_with(*hosts: str, start: str = f"{SITE}/list/") -> Source:
    return loopback_source(discover, lambda url: canonical(url, host_of(url), ("page",)), hosts, start)


@dataclass
class Outcome:
    """What one crawl left."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    failures: list[FetchFailure] = field(default_factory=list)

    def of(self, path: str) -> list[dict[str, Any]]:
        """The index rows of the address and of those below it."""
        return [row for row in self.rows if is_at(row["url"], path)]


def is_at(url: str, path: str) -> bool:
    parts = urlsplit(url)
    return parts.path == path or parts.path.startswith(f"{path}/")


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    server = FaultyServer()
    yield server
    server.close()


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    return CaptureStore(tmp_path)


def crawled(
    server: FaultyServer,
    store: CaptureStore,
    *,
    source: Source | None = None,
    stand_ins: Mapping[str, str] | None = None,
    is_live: bool = False,
    time_limit_s: float = 10,
    **options: Any,
) -> Outcome:
    """One crawl into the store, in a thread of its own: fails where it does not end in time, raises what it raises."""
    outcome, raised = Outcome(), []
    crawler = PoliteCrawler(IMPATIENT, stand_ins=None if is_live else stand_ins or {HOST: server.address}, **options)

    def work() -> None:
        try:
            with store.begin("loopback", is_sample=True, software="diarium-test") as writer:
                for step in crawler.crawl(source or source_with(HOST), writer.known):
                    if isinstance(step, FetchFailure):
                        outcome.failures.append(step)
                    else:
                        writer.add(step)
                crawl_id = writer.finish("accepted", failures=outcome.failures).crawl_id
            outcome.rows = [row for row in store.index("loopback").to_pylist() if row["crawl_id"] == crawl_id]
        except BaseException as error:  # noqa: BLE001
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(time_limit_s)
    if thread.is_alive():
        server.close()
        thread.join(5)
        asked = ", ".join(f"{path} {n} times" for path, n in server.asked.most_common(4))
        pytest.fail(f"still crawling after {time_limit_s} s; asked so far: {asked}; told: {outcome.failures}")
    if raised:
        raise raised[0]
    return outcome


def put_up(server: FaultyServer, faults: Sequence[Fault], n_good: int) -> dict[str, bytes]:
    """A site with the faults and, before, between and after them, good pages, the last ones on a second list page; gives those by path."""
    good = [f"/project/{number}" for number in range(n_good)]
    first, last = good[:-2], good[-2:]
    links = [link for path, fault in zip_longest(first, faults) for link in ([path] if path else []) + list(fault.links if fault else ())]
    bodies = {"/list/2": page_of("/list/2", *last)} | {path: page_of(path) for path in good}
    server.page("/list/", *links, "/disallowed/1", "/list/2")
    server.page("/list/2", *last)
    for path in (*good, "/disallowed/1", *(f"/bred/{number}" for number in range(1, 500))):
        server.page(path)
    for fault in faults:
        server.acts[fault.path] = fault.act
    return bodies


def assert_kept(outcome: Outcome, store: CaptureStore, good: Mapping[str, bytes]) -> None:
    """Every good page is among the captures of this crawl, and its body is the right one."""
    kept = {urlsplit(row["url"]).path: row["body_sha256"] for row in outcome.rows if row["status"] in (200, 304)}
    assert [path for path in good if path not in kept] == []
    for path, body in good.items():
        assert kept[path] == sha256(body).hexdigest()
        assert store.body("loopback", kept[path]) == body


def assert_told(failure: FetchFailure, fault: Fault) -> None:
    """The failure is about the fault, and tells somebody who was not there where, what, and what to do."""
    assert fault.told is not None
    assert fault.told in failure.error
    if fault.max_pages is None:
        assert failure.url in failure.error or (fault.place == "robots" and f"{SITE}/robots.txt" in failure.error)
    assert len(failure.error) < 1_000
    assert re.search(ADVICE, failure.error.replace(failure.url, ""))
    if fault.place != "robots" and fault.max_pages is None:
        assert failure.is_list == (fault.place != "page")
    assert failure.ends_crawl == fault.ends
    assert fault.status in (None, failure.status)


ON_THE_SITE = [fault for fault in FAULTS if fault.place not in ("other host", "live")]
TOGETHER = [
    fault
    for fault in ON_THE_SITE
    if (fault.place in ("page", "list") and not fault.ends and "deeper" not in fault.name) or fault.name == "robots.txt disallows a page"
]


@pytest.mark.parametrize("fault", ON_THE_SITE, ids=lambda fault: fault.name)
def test_a_fault_is_reported_once_and_costs_no_other_page(fault: Fault, server: FaultyServer, store: CaptureStore) -> None:
    good = put_up(server, [fault], 6)
    outcomes = [crawled(server, store, max_pages=fault.max_pages) for _ in range(fault.n_crawls)]
    if not fault.ends:
        for outcome in outcomes:
            assert_kept(outcome, store, good)
    last = outcomes[-1]
    assert [outcome.failures for outcome in outcomes[:-1]] == [[]] * (fault.n_crawls - 1)
    assert len(last.failures) == (fault.told is not None), last.failures
    for failure in last.failures:
        if fault.place in ("page", "list") and fault.max_pages is None:
            assert is_at(failure.url, fault.path)
        assert_told(failure, fault)
    if fault.place in ("page", "list"):
        rows = [row for outcome in outcomes for row in outcome.of(fault.path)]
        if fault.rows is not None:
            assert tuple(f"{row['status']} {row['record_type']}" for row in rows) == fault.rows
        if fault.body is not None:
            assert store.body("loopback", rows[0]["body_sha256"]) == fault.body
        assert server.asked["/robots.txt"] == fault.n_crawls
        assert server.asked["/list/"] == fault.n_crawls
    if fault.place == "robots" and fault.ends:
        assert set(server.asked) == {"/robots.txt"}
    assert fault.n_asked in (None, server.asked[fault.path])
    sent = {path: n for path, n in server.sent.items() if is_at(path, fault.path)}
    assert max(sent.values(), default=0) < fault.most_sent


def test_all_faults_of_one_site_at_once(server: FaultyServer, store: CaptureStore, tmp_path: Path) -> None:
    good = put_up(server, TOGETHER, max(62, len(TOGETHER) + 3))
    outcome = crawled(server, store, time_limit_s=40, max_pages=3_000)
    assert_kept(outcome, store, good)
    reported = [fault for fault in TOGETHER if fault.told is not None and fault.n_crawls == 1]
    told = {"/disallowed/1" if fault.place == "robots" else fault.path: fault for fault in reported}
    by_fault = [[path for path in told if is_at(failure.url, path)] for failure in outcome.failures]
    assert Counter(path for paths in by_fault for path in paths) == Counter(told.keys())
    assert [failure for failure, paths in zip(outcome.failures, by_fault, strict=True) if not paths] == []
    for failure, (path,) in zip(outcome.failures, by_fault, strict=True):
        assert_told(failure, told[path])
    kept = {fault.path: fault.body for fault in TOGETHER if fault.body is not None}
    bodies = {path: next(row["body_sha256"] for row in outcome.of(path)) for path in kept}
    assert {path: sha256(body).hexdigest() for path, body in kept.items()} == bodies
    assert sum(failure.is_disallowed for failure in outcome.failures) == 1
    (file,) = tmp_path.rglob("*.warc.gz")
    assert len(list(index_warc(file, registry="loopback", crawl_id="again"))) == len(outcome.rows)
    warcio_check(tmp_path)


def test_a_page_that_robots_txt_disallows_is_not_asked_for(server: FaultyServer, store: CaptureStore) -> None:
    put_up(server, [named("robots.txt disallows a page")], 6)
    outcome = crawled(server, store)
    assert server.asked["/disallowed/1"] == 0
    assert [failure.is_disallowed for failure in outcome.failures] == [True]


def test_links_that_lead_nowhere_are_not_followed(server: FaultyServer, store: CaptureStore) -> None:
    put_up(server, [named("links that are no addresses, or not the registry's")], 6)
    outcome = crawled(server, store)
    assert outcome.failures == []
    assert len(outcome.rows) == sum(server.asked.values()) - 1  # robots.txt is no capture


@pytest.mark.parametrize("case", ["refused", "robots.txt"])
def test_a_host_that_is_away_costs_only_its_own_pages(case: str, server: FaultyServer, store: CaptureStore) -> None:
    """A registry of two hosts: the second refuses connections, or has a robots.txt that fails."""
    good = put_up(server, [], 8)
    away = FaultyServer()
    away.acts["/robots.txt"] = lambda wire: wire.answer(b"", status="500 Internal Server Error")
    if case == "refused":
        away.close()
    links = [link for path in good for link in (path, f"https://{OTHER_HOST}/other{path}")]
    server.page("/list/", *links)
    try:
        outcome = crawled(server, store, source=source_with(HOST, OTHER_HOST), stand_ins={HOST: server.address, OTHER_HOST: away.address})
    finally:
        away.close()
    assert_kept(outcome, store, good)
    assert {host_of(failure.url) for failure in outcome.failures} == {OTHER_HOST}
    assert max(Counter(failure.url for failure in outcome.failures).values()) == 1
    assert all(f"https://{OTHER_HOST}/robots.txt" in failure.error and case in failure.error for failure in outcome.failures)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "2130706433", "127.1", "registry.example"])
def test_a_live_crawl_connects_to_no_private_address(
    host: str, server: FaultyServer, store: CaptureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last host is a name that the name server says is this machine."""
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *more, **how: look_up("127.0.0.1" if name == HOST else name, *more, **how))
    put_up(server, [], 4)
    start = f"http://{host}:{server.port}/list/"
    outcome = crawled(server, store, source=source_with(host.strip("[]"), start=start), is_live=True)
    assert server.n_connections == 0
    (failure,) = outcome.failures
    assert failure.ends_crawl
    assert failure.url == start
    assert host.strip("[]") in failure.error
    assert str(named("a live registry whose name means this machine").told) in failure.error


def test_a_crawl_ends_at_its_limit_of_time(server: FaultyServer, store: CaptureStore) -> None:
    put_up(server, [named("list pages without end, each with a new project")], 6)
    outcome = crawled(server, store, max_seconds=0.5, time_limit_s=5)
    (failure,) = outcome.failures
    assert failure.ends_crawl


@pytest.mark.parametrize("code", sorted(sources()))
def test_no_registry_stumbles_over_what_servers_send(code: str) -> None:
    """Neither finding links nor reading raises, whatever came in place of a page; a crawl would end there."""
    source = sources()[code]
    bodies = [page_of("links", *NO_ADDRESSES, *SELF, "/" + "a" * 100_000)] + [
        fault.body for fault in CHAPTERS["What is on the page"] if fault.body
    ]
    url = source.registry.start_urls[0] if source.registry.start_urls else SITE
    for body in bodies:
        for content_type in ("text/html; charset=utf-8", "text/html; charset=base64", "text/plain", "application/pdf", ";;;/"):
            page = Page(url, body, content_type)
            for link in source.discover(page):
                source.canonical_url(link.url)
            source.parse(page)
    for link in (*NO_ADDRESSES, *SELF):
        source.canonical_url(link)


def test_reading_a_body_of_many_gzip_members_takes_no_longer_than_fetching_it() -> None:
    """Fetching decodes it in pieces, reading from the store at once; neither may copy what is left for each member."""
    raw = gzip.compress(b"") * 50_000
    decoder, started = ContentDecoder("gzip"), time.perf_counter()
    for at in range(0, len(raw), CHUNK_BYTES):
        assert b"".join(decoder.pieces(raw[at : at + CHUNK_BYTES])) == b""
    in_pieces = time.perf_counter()
    assert decode_body(raw, "gzip") == b""
    assert time.perf_counter() - in_pieces < 4 * (in_pieces - started)


def test_the_table_of_faults_is_up_to_date() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert set(names) >= ACTS.keys()
    assert len({fault.path for fault in FAULTS if fault.place in ("page", "list")}) == sum(
        fault.place in ("page", "list") for fault in FAULTS
    )
    written = Path("docs/faults.md").read_text("utf-8")
    assert written == table(), "python tests/integration/faulty_server.py > docs/faults.md"


def named(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)
