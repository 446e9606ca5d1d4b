"""Of consecutive crawls that found the same, the first and the last tell something; of those that found what is there now, the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.captures.index import INDEX_SCHEMA
from warehouse.captures.manifest import Crawl, CrawlFailure, CrawlOrigin
from warehouse.captures.verdict import Verdict
from warehouse.telling_crawls import content_version, telling_crawls

GONE = CrawlFailure("https://x.example/2", "https://x.example/2", 404, "404 Not Found")


def crawl(number: int, *, failures: tuple[CrawlFailure, ...] = (), origin: CrawlOrigin = CrawlOrigin.CRAWL) -> Crawl:
    at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=number)
    return Crawl(
        registry="x",
        crawl_id=f"c{number}",
        started_at=at,
        finished_at=at,
        state=Verdict.ACCEPTED,
        reason=None,
        is_sample=True,
        pages_fetched=1,
        pages_unchanged=0,
        pages_failed=len(failures),
        failures=failures,
        origin=origin,
    )


def index(folder: Path, number: int, body: str) -> Path:
    row = dict.fromkeys(INDEX_SCHEMA.names) | {
        "registry": "x",
        "crawl_id": f"c{number}",
        "canonical_url": "https://x.example/1",
        "status": 304 if number else 200,
        "body_sha256": body,
    }
    file = folder / f"c{number}.index.parquet"
    pq.write_table(pa.Table.from_pylist([row], INDEX_SCHEMA), file)
    return file


@pytest.mark.parametrize(
    ("bodies", "told"),
    [
        ("a", "0"),
        ("aa", "0"),
        ("aaaa", "0"),
        ("aaab", "0 2 3"),
        ("aaabbb", "0 2 3"),
        ("abab", "0 1 2 3"),
        ("abbba", "0 1 3 4"),
    ],
)
def test_a_crawl_that_found_nothing_new_is_not_needed(tmp_path: Path, bodies: str, told: str) -> None:
    indexes = [index(tmp_path, number, body) for number, body in enumerate(bodies)]
    assert telling_crawls(indexes, [crawl(number) for number in range(len(bodies))]) == {f"c{number}" for number in told.split()}


def test_a_page_that_could_not_be_had_is_something_new(tmp_path: Path) -> None:
    indexes = [index(tmp_path, number, "a") for number in range(3)]
    crawls = [crawl(0), crawl(1, failures=(GONE,)), crawl(2, failures=(GONE,))]
    assert telling_crawls(indexes, crawls) == {"c0", "c1"}
    assert content_version(indexes[0], crawls[0]) != content_version(indexes[1], crawls[1])
    assert content_version(indexes[1], crawls[1]) == content_version(indexes[2], crawls[2])


def test_beside_an_import_every_crawl_counts(tmp_path: Path) -> None:
    indexes = [index(tmp_path, number, "a") for number in range(3)]
    assert telling_crawls(indexes, [crawl(0), crawl(1, origin=CrawlOrigin.IMPORT), crawl(2)]) == {"c0", "c1", "c2"}


def test_a_crawl_that_is_held_back_stands_for_no_other(tmp_path: Path) -> None:
    indexes = [index(tmp_path, number, "a") for number in range(3)]
    held = replace(crawl(0), state=Verdict.HELD)
    assert telling_crawls(indexes, [held, crawl(1), crawl(2)]) == {"c0", "c1"}
