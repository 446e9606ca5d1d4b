"""The index of a crawl: one row per stored exchange. Its columns, its Parquet file, and how it is made again from the WARC file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.captures.errors import DamagedIndexError
from warehouse.captures.exchange import NOT_MODIFIED, header_of
from warehouse.captures.stored_records import RecordType, StoredRecord, read_records
from warehouse.captures.warc_reader import Reference

PAGE_STATUSES = (200, NOT_MODIFIED)

INDEX_SCHEMA = pa.schema(
    [
        ("registry", pa.string()),
        ("crawl_id", pa.string()),
        ("url", pa.string()),
        ("canonical_url", pa.string()),
        ("fetched_at", pa.timestamp("us")),
        ("status", pa.int32()),
        ("content_type", pa.string()),
        ("body_sha256", pa.string()),
        ("body_bytes", pa.int64()),
        ("payload_digest", pa.string()),
        ("etag", pa.string()),
        ("last_modified", pa.string()),
        ("record_type", pa.string()),
        ("file", pa.string()),
        ("record_offset", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One row of the index.

    `fetched_at` is aware and UTC here, naive UTC in the Parquet file. `body_sha256` and `body_bytes` describe the decoded body, for a
    revisit the body it stands for; both are None where there is none. Where the headers of a 304 are silent, `content_type`, `etag`
    and `last_modified` are those of the capture it stands for. `payload_digest` is that of the body as transferred, as WARC tools write it.
    `record_offset` is in bytes.
    """

    registry: str
    crawl_id: str
    url: str
    canonical_url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    body_sha256: str | None
    body_bytes: int | None
    payload_digest: str | None
    etag: str | None
    last_modified: str | None
    record_type: RecordType
    file: str
    record_offset: int

    @property
    def is_page(self) -> bool:
        """Whether the row says what the page is: its body came, or was said to hold still."""
        return self.status in PAGE_STATUSES and self.body_sha256 is not None

    def standing_for(self, original: CaptureRow) -> CaptureRow:
        """The revisit row with the body of `original` and, for a 304, with what its own headers leave out."""
        is_silent = self.status == NOT_MODIFIED
        return replace(
            self,
            body_sha256=original.body_sha256,
            body_bytes=original.body_bytes,
            payload_digest=original.payload_digest,
            content_type=self.content_type or original.content_type,
            etag=self.etag or (original.etag if is_silent else None),
            last_modified=self.last_modified or (original.last_modified if is_silent else None),
        )


def table_of(rows: Iterable[CaptureRow]) -> pa.Table:
    """The rows as an Arrow table with the columns of the index."""
    listed = list(rows)
    columns = {name: [getattr(row, name) for row in listed] for name in INDEX_SCHEMA.names}
    columns["fetched_at"] = [row.fetched_at.replace(tzinfo=None) for row in listed]
    return pa.table(columns, schema=INDEX_SCHEMA)


def capture_rows(table: pa.Table) -> list[CaptureRow]:
    """The table's rows, in its order."""
    return [CaptureRow(**row | {"fetched_at": row["fetched_at"].replace(tzinfo=UTC)}) for row in table.to_pylist()]


def page_rows(index: pa.Table) -> pa.Table:
    """The rows that say what a page is, `CaptureRow.is_page` for a whole table."""
    is_answer = pc.is_in(index.column("status"), pa.array(PAGE_STATUSES, pa.int32()))
    return index.filter(pc.and_(is_answer, pc.is_valid(index.column("body_sha256"))))


def response_rows(index: pa.Table) -> pa.Table:
    """The rows of pages whose body is stored in the very record."""
    pages = page_rows(index)
    return pages.filter(pc.equal(pages.column("record_type"), "response"))


def latest_by(column: str, index: pa.Table) -> dict[str, CaptureRow]:
    """By the values of `column`, the last row that has it; only those rows leave Arrow, so a long history costs little."""
    numbered = index.append_column("row", pa.array(range(index.num_rows), pa.int64()))
    last = numbered.group_by(column).aggregate([("row", "max")])
    return {getattr(row, column): row for row in capture_rows(index.take(last.column("row_max")))}


def read_index(file: Path) -> pa.Table:
    """The rows of one index file. Raises `DamagedIndexError`."""
    try:
        table = pq.ParquetFile(file).read()  # `read_table` would import pandas
    except (OSError, pa.ArrowException) as error:
        raise DamagedIndexError(f"not a readable Parquet file ({error}); its WARC file is read instead", file=file) from error
    if not table.schema.equals(INDEX_SCHEMA):
        raise DamagedIndexError("its columns are not those of a capture index; its WARC file is read instead", file=file)
    return table


def index_warc(file: Path, *, registry: str, crawl_id: str, name: str | None = None) -> list[tuple[CaptureRow, Reference | None]]:
    """The rows of a WARC file, read from the file itself, each revisit with the address and fetch time of what it refers to.

    A revisit's row has no body yet; see `CaptureRow.standing_for`. `name` is what the file will be called, where it still lies aside.
    Raises `DamagedCaptureError`.
    """
    return [(row_of(record, registry, crawl_id, name or file.name), record.refers_to) for record in read_records(file)]


def row_of(record: StoredRecord, registry: str, crawl_id: str, file: str) -> CaptureRow:
    """The row of one record; a revisit's has no body yet."""
    return CaptureRow(
        registry=registry,
        crawl_id=crawl_id,
        url=record.url,
        canonical_url=record.canonical_url,
        fetched_at=record.fetched_at,
        status=record.status,
        content_type=header_of(record.headers, "Content-Type"),
        body_sha256=hashlib.sha256(record.body).hexdigest() if record.body else None,
        body_bytes=len(record.body) if record.body else None,
        payload_digest=record.payload_digest if record.body else None,
        etag=header_of(record.headers, "ETag"),
        last_modified=header_of(record.headers, "Last-Modified"),
        record_type=record.record_type,
        file=file,
        record_offset=record.offset,
    )
