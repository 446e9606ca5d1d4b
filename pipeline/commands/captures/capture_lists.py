"""Lists of what is stored: the crawls and imports of registries, and the captures of addresses that contain a pattern.

Does not belong here: one capture or one address in detail (`capture_details`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow.compute as pc

from pipeline.terminal import console
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.files import WARC_SUFFIX, index_file_of, manifest_of
from warehouse.captures.index import CaptureRow, capture_rows
from warehouse.captures.manifest import Crawl
from warehouse.visible import visible

_SHORT = 12


@dataclass(frozen=True, slots=True)
class StoredCrawl:
    """A crawl or import with the size of its files in bytes. `crawl` is None where it has a WARC file, but no manifest that can be read."""

    registry: str
    crawl_id: str
    crawl: Crawl | None
    size: int


def crawls_of(store: CaptureStore, codes: Iterable[str]) -> Iterator[StoredCrawl]:
    """Every crawl of the registries, oldest first; those without a manifest too."""
    for code in codes:
        known = {crawl.crawl_id: crawl for crawl in store.crawls(code)}
        for warc in sorted(store.folder_of(code).glob(f"*{WARC_SUFFIX}")):
            crawl_id = warc.name.removesuffix(WARC_SUFFIX)
            size = sum(file.stat().st_size for file in (warc, index_file_of(warc), manifest_of(warc)) if file.exists())
            yield StoredCrawl(code, crawl_id, known.get(crawl_id), size)


def captures_like(store: CaptureStore, codes: Iterable[str], pattern: str) -> Iterator[CaptureRow]:
    """The captures of addresses that contain `pattern` (letter case does not matter), by registry, oldest first."""
    for code in codes:
        index = store.index(code)
        found = pc.or_(
            *(pc.match_substring(pc.utf8_lower(index[column]), pattern.lower()) for column in ("url", "canonical_url")),
        )
        yield from capture_rows(index.filter(found))


def print_crawls(found: Iterable[StoredCrawl]) -> None:
    """Prints the crawls as a table."""
    rows = [
        (
            each.registry,
            each.crawl_id,
            f"{each.crawl.started_at:%Y-%m-%d %H:%M}" if each.crawl else None,
            each.crawl.origin if each.crawl else None,
            visible(_state(each.crawl)),
            each.crawl.pages_fetched if each.crawl else None,
            each.crawl.pages_unchanged if each.crawl else None,
            each.crawl.pages_failed if each.crawl else None,
            round(each.size / 1024),
        )
        for each in found
    ]
    console.print_rows(("registry", "crawl", "begun (UTC)", "origin", "state", "pages", "unchanged", "failed", "kB"), rows)


def print_captures(found: Iterable[CaptureRow]) -> None:
    """Prints the captures as a table."""
    rows = [
        (
            f"{row.fetched_at:%Y-%m-%d %H:%M:%S}",
            row.status,
            visible(row.content_type or ""),
            row.body_bytes,
            row.record_type,
            (row.body_sha256 or "")[:_SHORT],
            row.crawl_id,
            visible(row.url),
        )
        for row in found
    ]
    console.print_rows(("fetched (UTC)", "status", "type", "bytes", "record", "sha256", "crawl", "address"), rows)


def crawl_json(each: StoredCrawl) -> dict[str, Any]:
    """A crawl for a program."""
    fields = asdict(each.crawl) if each.crawl else {"registry": each.registry, "crawl_id": each.crawl_id, "state": None}
    return fields | {"size_bytes": each.size}


def _state(crawl: Crawl | None) -> str:
    if crawl is None:
        return "no readable manifest: the next run writes it anew"
    return f"{crawl.state}: {crawl.reason}" if crawl.reason else crawl.state
