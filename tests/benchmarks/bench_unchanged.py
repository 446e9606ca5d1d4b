"""A second crawl of a site on which nothing has changed, beside a bare `requests` loop that makes the same conditional requests.

    python -m tests.benchmarks.bench_unchanged [PAGES]

Ours crawls by following links (robots.txt, pace, limits), stores a revisit for every page with its index, judges the crawl, and reads what
is new (nothing). The peer has the list of addresses and ETags ready and keeps nothing. The site is served by another process, so that both
share the machine with it in the same way. Both are run in turn in one process; the medians are compared.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from assets.steps.registry_crawl import take_capture
from assets.steps.registry_reading import read_registry
from parsers.registry import Source, sources
from pipeline.fetch.polite_crawler import PoliteCrawler
from pipeline.fetch.session import FetchPolicy
from pipeline.sample_site import SampleSite
from tests.benchmarks.page_server import serve, served
from warehouse.captures.capture_store import CaptureStore
from warehouse.observations.observation_store import ObservationStore
from warehouse.progress import silent

PAGES, PER_PAGE, ROUNDS, LIMIT = 2_000, 25, 7, 1.3
HOST = "www.esf.se"
MODULE = "tests.benchmarks.bench_unchanged"
LIST_PATH = "/resultat/projektbanken/"


def site_of(n_pages: int) -> dict[str, bytes]:
    """The pages by address: the sample's project pages over and over with numbers of their own, and the lists that link to them."""
    samples = [(address, page) for address, page in SampleSite.of(sources()["esf_se"].folder).pages.items() if page.kind == "project"][:20]
    pages: dict[str, bytes] = {}
    for number in range(n_pages):
        address, sample = samples[number % len(samples)]
        old, new = address.partition("dnr=")[2], f"22-{number % 1000:03d}-S{number // 1000 + 10:02d}"
        pages[f"{LIST_PATH}projekt/?dnr={new}"] = sample.body.replace(old.encode(), new.encode())
    addresses, n_lists = list(pages), -(-n_pages // PER_PAGE)
    for number in range(1, n_lists + 1):
        shown = addresses[(number - 1) * PER_PAGE : number * PER_PAGE]
        links = "".join(f'<li><a href="{address}">Projekt</a></li>' for address in shown)
        total = f"<p>Visar {(number - 1) * PER_PAGE + 1}-{(number - 1) * PER_PAGE + len(shown)} av {n_pages} projekt</p>"
        following = f'<a href="?sida={number + 1}">Nästa</a>' if number < n_lists else ""
        body = f"<!DOCTYPE html><html><main><h1>Projektbanken</h1>{total}<ol>{links}</ol>{following}</main></html>"
        pages[LIST_PATH if number == 1 else f"{LIST_PATH}?sida={number}"] = body.encode()
    return pages


class LoopbackCrawler:
    """Our crawler, sent to the site; fulfils `assets.steps.registry_crawl.Crawler`."""

    is_sample = True
    software = "Diarium (benchmark)"

    def __init__(self, base: str) -> None:
        policy = FetchPolicy(user_agent="Diarium benchmark (loopback)")
        self._crawler = PoliteCrawler(policy, stand_ins={HOST: base}, min_delay_s=0)

    def crawl(self, source: Source, known: object, progress: object, is_erased: object) -> Iterator[object]:
        return self._crawler.crawl(source, known, None, is_erased)  # type: ignore[arg-type]


def ours(source: Source, crawler: LoopbackCrawler, captures: CaptureStore, observations: ObservationStore) -> tuple[int, int, int]:
    """One crawl and reading; how many pages came, were unchanged, were parsed."""
    crawl = take_capture(source, crawler, captures, silent)  # type: ignore[arg-type]
    outcome = read_registry(source, captures, observations, silent)
    if crawl.state == "held" or outcome.state.reason:
        raise SystemExit(f"held back: {crawl.reason or outcome.state.reason}")
    return crawl.pages_fetched, crawl.pages_unchanged, outcome.n_read


def bare_loop(base: str, etags: dict[str, str]) -> int:
    """The peer: every address asked with its ETag, one after the other, in one session; how many answered 304."""
    with requests.Session() as session:
        return sum(session.get(base + address, headers={"If-None-Match": etag}).status_code == 304 for address, etag in etags.items())


def report(n_pages: int = PAGES) -> float:
    """Measures and prints; returns the ratio of the medians."""
    source = sources()["esf_se"]
    with served(MODULE, n_pages) as base, tempfile.TemporaryDirectory() as folder:
        captures, observations = CaptureStore(Path(folder, "captures")), ObservationStore(Path(folder, "observations"))
        crawler = LoopbackCrawler(base)
        start = time.perf_counter()
        first = ours(source, crawler, captures, observations)
        first_s = time.perf_counter() - start
        etags = {row["url"].removeprefix(f"https://{HOST}"): row["etag"] for row in captures.index("esf_se").to_pylist()}
        size = sum(file.stat().st_size for file in Path(folder, "captures").rglob("*.warc.gz"))
        mine, theirs = [], []
        for _ in range(ROUNDS):
            gc.collect()
            start = time.perf_counter()
            again = ours(source, crawler, captures, observations)
            mine.append(time.perf_counter() - start)
            assert again == (first[0], first[0], 0), again
            gc.collect()
            start = time.perf_counter()
            assert bare_loop(base, etags) == len(etags)
            theirs.append(time.perf_counter() - start)
        added = (sum(file.stat().st_size for file in Path(folder, "captures").rglob("*.warc.gz")) - size) // ROUNDS
    ratio = statistics.median(mine) / statistics.median(theirs)
    sys.stdout.write(
        f"{n_pages} project pages, {first[0]} addresses: first crawl and reading {first_s:.2f} s, {size / 1e6:.1f} MB of WARC\n"
        f"unchanged: ours {statistics.median(mine):.2f} s ({min(mine):.2f}-{max(mine):.2f}), bare requests loop "
        f"{statistics.median(theirs):.2f} s ({min(theirs):.2f}-{max(theirs):.2f}), ratio {ratio:.2f} (at most {LIMIT} asked); "
        f"no body stored ({added / 1e6:.2f} MB of revisits a crawl), no page parsed\n"
    )
    return ratio


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if "--serve" in sys.argv:
        serve(site_of(wanted))
    else:
        report(wanted)
