"""Writing the captures of one crawl: aside first, then put in place whole, with the manifest last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow.parquet as pq

from warehouse.captures.digests import payload_digest
from warehouse.captures.errors import DamagedCaptureError, NothingToRevisitError, WriterClosedError
from warehouse.captures.exchange import Exchange, FetchFailure, Known
from warehouse.captures.files import WARC_SUFFIX, aside, index_file_of, manifest_of, replace_synced
from warehouse.captures.index import INDEX_SCHEMA, CaptureRow, table_of
from warehouse.captures.manifest import Crawl, CrawlFailure, CrawlOrigin, manifest_text, manifest_urn
from warehouse.captures.stored_records import read_record
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.captures.warc_writer import Original, WarcFile
from warehouse.erasure.suppression import Suppressions
from warehouse.lock import FileLock

BATCH_ROWS = 1_000


class CaptureWriter:
    """Stores the exchanges of one crawl; made by `CaptureStore.begin`, used as a context manager.

    Until `finish` everything lies in `*.tmp` files that no reader looks at. Leaving the context without `finish`, or dying, keeps them
    aside: the next `begin` of the registry goes on with them. The registry is locked meanwhile.

    `known` is what the store held of each address at the beginning, and what this crawl has `taken` already, before it was killed: pass it
    to the crawler for conditional requests. `stored` has by digest the rows whose records hold the bodies. `pages_fetched` counts the
    pages that arrived so far, new or unchanged. What was `erased` is not stored again.
    """

    def __init__(
        self,
        folder: Path,
        lock: FileLock,
        crawl: Crawl,
        *,
        software: str,
        known: Mapping[str, Known],
        stored: Mapping[str, CaptureRow],
        erased: Suppressions,
        taken: Sequence[CaptureRow] = (),
    ) -> None:
        self.crawl_id = crawl.crawl_id
        self.known = known
        self.erased = erased
        self._crawl = crawl
        self._folder = folder
        self._lock = lock
        self._stored = dict(stored)
        self._rows: list[CaptureRow] = []
        self._shown_at: dict[str, list[str]] = {}
        self._last_fetched_at = crawl.started_at
        self.pages_fetched = 0
        self._pages_unchanged = 0
        self._warc = folder / f"{crawl.crawl_id}{WARC_SUFFIX}"
        self._index = index_file_of(self._warc)
        self._stream = aside(self._warc).open("ab")
        self._records = WarcFile(
            self._stream, name=self._warc.name, software=software, is_sample=crawl.is_sample, imported_from=crawl.imported_from
        )
        self._parquet = pq.ParquetWriter(aside(self._index), INDEX_SCHEMA, compression="zstd")
        for row in taken:
            self._count(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def most_alike(self) -> list[str]:
        """The addresses that showed one and the same page so far, the largest such group; empty where no page was shown at two."""
        return max((urls for urls in self._shown_at.values() if len(urls) > 1), key=len, default=[])

    def add(self, exchange: Exchange, stands_for: str | None = None) -> CaptureRow | None:
        """Stores one exchange and returns its index row; None where its address was erased. Words that were erased are masked.

        A 304, and a 200 whose payload is already stored, become revisit records without a body. `stands_for` is the SHA-256 of the body a
        304 is about, where that is not the one `known` of the address. Raises `NothingToRevisitError` for a 304 about an address of which
        nothing is stored, `WriterClosedError` after `finish`.
        """
        if self._stream.closed:
            raise WriterClosedError("the crawl is finished; begin another to store more", file=self._warc)
        kept = self.erased.redacted(exchange)
        if kept is None:
            return None
        is_redacted, exchange = kept is not exchange, kept
        original = self._stands_for(exchange, stands_for)
        stored = Original(original.url, original.fetched_at, original.payload_digest) if original else None
        offset = self._records.write(exchange, stored, is_redacted=is_redacted)
        self._stream.flush()  # a killed crawl then loses this exchange at most
        row = CaptureRow(
            registry=self._crawl.registry,
            crawl_id=self.crawl_id,
            url=exchange.url,
            canonical_url=exchange.canonical_url,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            content_type=exchange.content_type,
            body_sha256=exchange.body_sha256,
            body_bytes=len(exchange.body) or None,
            payload_digest=payload_digest(exchange.raw_body) if exchange.body else None,
            etag=exchange.etag,
            last_modified=exchange.last_modified,
            record_type="revisit" if original else "response",
            file=self._warc.name,
            record_offset=offset,
        )
        if original is not None:
            row = row.standing_for(original)
        elif row.body_sha256 is not None and row.status == 200:
            self._stored[row.body_sha256] = row
        self._count(row)
        return row

    def finish(
        self, state: Verdict, reason: str | None = None, failures: Iterable[FetchFailure] = (), *, held_by: HeldBy | None = None
    ) -> Crawl:
        """Puts the crawl in place: WARC file, index, manifest, in this order, each whole and on disk before the next.

        `held_by` and `reason` say who holds a crawl back, and why. The counts of the manifest are those of the exchanges added and of
        `failures`. The WARC file ends in metadata records: one for each failure, and the manifest itself, so that the file alone tells the
        whole crawl.
        """
        if self._stream.closed:
            raise WriterClosedError("the crawl is already finished", file=self._warc)
        self._flush()
        self._parquet.close()
        failed, is_whole = [], True
        for failure in failures:
            is_whole = is_whole and not failure.ends_crawl and not failure.is_lost_list
            failed.append(CrawlFailure(failure.url, failure.canonical_url, failure.status, failure.error))
            told = f"fetchError: {' '.join(failure.error.split())}\r\n".encode()
            self._records.write_metadata(failure.url, failure.fetched_at, told, "application/warc-fields")
        ended = self._last_fetched_at if self._crawl.origin == CrawlOrigin.IMPORT else datetime.now(UTC)
        crawl = replace(
            self._crawl,
            finished_at=ended,
            state=state,
            reason=reason,
            held_by=held_by,
            pages_fetched=self.pages_fetched,
            pages_unchanged=self._pages_unchanged,
            pages_failed=len(failed),
            failures=tuple(failed),
            is_whole=is_whole and self.pages_fetched > 0,
        )
        text = manifest_text(crawl)
        self._records.write_metadata(manifest_urn(self.crawl_id), ended, text.encode(), "application/json")
        self._stream.close()
        manifest = manifest_of(self._warc)
        aside(manifest).write_text(text, "utf-8")
        for file in (self._warc, self._index, manifest):
            replace_synced(aside(file), file)
        self._close()
        return crawl

    def _stands_for(self, exchange: Exchange, body_sha256: str | None) -> CaptureRow | None:
        """The stored response that says all the new one says, or None where the new one must be stored in full."""
        if exchange.is_not_modified and body_sha256 in self._stored:
            return self._stored[body_sha256]
        if exchange.is_not_modified:
            known = self.known.get(exchange.canonical_url)
            if known is None:
                raise NothingToRevisitError(
                    f"{exchange.url} answered 304, but no body of {exchange.canonical_url} is stored; fetch it without conditions"
                )
            original = self._stored[known.body_sha256]
            return replace(original, etag=known.etag, last_modified=known.last_modified, content_type=known.content_type)
        if exchange.status != 200 or exchange.body_sha256 not in self._stored:
            return None
        candidate = self._stored[exchange.body_sha256]
        return candidate if self._is_whole(candidate) and candidate.payload_digest == payload_digest(exchange.raw_body) else None

    def _is_whole(self, row: CaptureRow) -> bool:
        """Whether a stored record can still be read; of one that cannot, the body is stored anew when it arrives."""
        if row.file == self._warc.name:
            return True
        try:
            read_record(self._folder / row.file, row.record_offset)
        except DamagedCaptureError:
            return False
        return True

    def _count(self, row: CaptureRow) -> None:
        self._last_fetched_at = max(self._last_fetched_at, row.fetched_at)
        if row.is_page:
            self._shown_at.setdefault(row.body_sha256 or "", []).append(row.url)
            self.pages_fetched += 1
            self._pages_unchanged += row.record_type == "revisit"
        self._rows.append(row)
        if len(self._rows) >= BATCH_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._parquet.write_table(table_of(self._rows))
            self._rows.clear()

    def _close(self) -> None:
        try:
            self._stream.close()
            self._parquet.close()
        finally:
            self._lock.release()
