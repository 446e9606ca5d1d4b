"""Which crawls of a registry tell anything: a crawl that found what the one before it found adds nothing to what is known of projects."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import duckdb

from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import Verdict
from warehouse.sql_literal import sql_literal

_CONTENTS = """
SELECT crawl_id, count(*), sum(hash(canonical_url, body_sha256, status = 200 OR status = 304)), bit_xor(hash(body_sha256, canonical_url))
FROM read_parquet([{files}], union_by_name = true)
GROUP BY crawl_id
"""


def telling_crawls(indexes: Sequence[Path], crawls: Sequence[Crawl]) -> set[str]:
    """The ids of those `crawls` (oldest first) that are needed to know when what was seen began and ended.

    Of consecutive crawls that found the same pages and failures, the first and the last; of those that found what is there now, the first.
    So a crawl in which nothing has changed leaves the answer as it was. Where captures were imported all count: an import may say something
    else of a time between two equal crawls. `indexes` are the index files of the crawls.
    """
    if any(crawl.origin == CrawlOrigin.IMPORT for crawl in crawls):
        return {crawl.crawl_id for crawl in crawls}
    contents = _contents(indexes)
    counting = [crawl for crawl in crawls if crawl.state == Verdict.ACCEPTED]
    told = [
        (contents.get(crawl.crawl_id), sorted({(each.canonical_url, each.status or 0) for each in crawl.failures})) for crawl in counting
    ]
    kept = {crawl.crawl_id for crawl in crawls if crawl.state != Verdict.ACCEPTED}  # nothing of them counts, so they stand for no other
    for at, crawl in enumerate(counting):
        begins = at == 0 or told[at] != told[at - 1]
        ends = at + 1 < len(counting) and told[at] != told[at + 1]
        if begins or ends:
            kept.add(crawl.crawl_id)
    return kept


def content_version(index: Path, crawl: Crawl) -> str:
    """Twelve hex digits over what a crawl found: equal for two crawls between which nothing has changed."""
    found = list(_contents([index] if index.exists() else []).values())
    return sha256(repr((found, _failed(crawl))).encode()).hexdigest()[:12]


def _failed(crawl: Crawl) -> list[tuple[str, int]]:
    return sorted({(each.canonical_url, each.status or 0) for each in crawl.failures})


def _contents(indexes: Sequence[Path]) -> dict[str, tuple[object, ...]]:
    if not indexes:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(_CONTENTS.format(files=", ".join(sql_literal(path) for path in indexes))).fetchall()
    return {str(crawl_id): tuple(content) for crawl_id, *content in rows}
