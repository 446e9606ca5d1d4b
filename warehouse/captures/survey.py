"""All that is stored of one registry, read together: the union of its index files, and the WARC files that have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from warehouse.captures.errors import CaptureStoreError, DamagedCaptureError, DamagedIndexError
from warehouse.captures.files import INDEX_SUFFIX, WARC_SUFFIX, crawl_id_of, index_file_of
from warehouse.captures.index import INDEX_SCHEMA, CaptureRow, capture_rows, index_warc, read_index, table_of
from warehouse.captures.warc_reader import Reference


@dataclass(frozen=True, slots=True)
class Survey:
    """All index rows of a registry, oldest first, and what was wrong with files on the way (their rows are missing or re-read)."""

    index: pa.Table
    problems: tuple[CaptureStoreError, ...]


def is_indexed(warc: Path) -> bool:
    """Whether a WARC file has an index that can be read."""
    try:
        read_index(index_file_of(warc))
    except DamagedIndexError:
        return False
    return True


def survey_folder(folder: Path, registry: str) -> Survey:
    """The union of the index files in `folder`, ordered by fetch time.

    A WARC file without a usable index is read itself. A damaged file is left out and reported; it never hides the others.
    """
    tables: list[pa.Table] = []
    unindexed: list[Path] = []
    problems: list[CaptureStoreError] = []
    for warc in sorted(folder.glob(f"*{WARC_SUFFIX}")):
        index = index_file_of(warc)
        try:
            tables.append(read_index(index))
        except DamagedIndexError as problem:
            unindexed.append(warc)
            if index.exists():
                problems.append(problem)
    for index in sorted(folder.glob(f"*{INDEX_SUFFIX}")):
        if not (folder / f"{crawl_id_of(index)}{WARC_SUFFIX}").exists():
            problems.append(DamagedCaptureError("the WARC file of this index is gone; restore it, or remove the index", file=index))
    reread: list[tuple[CaptureRow, Reference | None]] = []
    for warc in unindexed:
        try:
            reread += index_warc(warc, registry=registry, crawl_id=crawl_id_of(warc))
        except DamagedCaptureError as damage:
            problems.append(damage)
    if reread:
        indexed = (row for table in tables for row in capture_rows(table) if row.record_type == "response")
        tables.append(table_of(resolved(reread, indexed)))
    index_rows = pa.concat_tables([INDEX_SCHEMA.empty_table(), *tables])
    order = [("fetched_at", "ascending"), ("file", "ascending"), ("record_offset", "ascending")]
    return Survey(index_rows.sort_by(order), tuple(problems))


def resolved(reread: Sequence[tuple[CaptureRow, Reference | None]], stored: Iterable[CaptureRow]) -> list[CaptureRow]:
    """The rows read from WARC files, revisits with the bodies they refer to, in whichever file those are.

    `stored` has response rows of other files.
    """
    responses = [*stored, *(row for row, _ in reread if row.record_type == "response")]
    origins: dict[Reference | None, CaptureRow] = {(row.url, row.fetched_at): row for row in responses}
    return [row.standing_for(origins[reference]) if reference in origins else row for row, reference in reread]
