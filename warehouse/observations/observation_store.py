"""The observation zone: what was read from the stored pages, one Parquet set per registry, and the state of its last reading.

Belongs here: reading and writing the set whole. A page is kept once per body and version of its parser, however often it was captured.
Does not belong here: how a page is read (`parsers`), what the values add up to (`warehouse.build`), or what a state says
(`warehouse.observations.reading_state`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.observations.reading_state import ReadingState, read_state, state_text
from warehouse.observations.records import RECORD, observations_of
from warehouse.store import DIGESTS, is_whole, note_whole, replace_file
from warehouse.tables.arrow_schema import arrow_schema

log = logging.getLogger(__name__)

KEY = ["canonical_url", "body_sha256"]
SCHEMAS: dict[str, pa.Schema] = {"page": arrow_schema("staging.page"), "record": RECORD, "issue": arrow_schema("staging.issue")}
CHANGES = arrow_schema("ops.reading_change")
"""What a changed parser reads otherwise from pages that an earlier version had read: nothing of it changed at the source."""
_ORDER = {
    "page": ["canonical_url", "body_sha256"],
    "record": ["canonical_url", "body_sha256", "record_no"],
    "issue": ["canonical_url", "body_sha256", "record_no", "code", "field", "label", "message"],
}

Rows = dict[str, list[dict[str, Any]]]


FAILED_CRAWL = "failed_crawl.json"


@dataclass(frozen=True, slots=True)
class FailedCrawl:
    """A crawl that an error ended, so that nothing of it is stored: when (ISO, UTC), and the class of the error."""

    failed_at: str
    error: str


class ObservationStore:
    """The Parquet sets under one folder, `<folder>/<registry>/{page,record,issue}.parquet`, `state.json`, and a note where the last crawl
    failed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, registry: str) -> dict[str, pa.Table]:
        """The set of a registry; empty where nothing was read yet, or a file is not as it was written, the set unfinished or of another
        version of Diarium (all of it is then read again from the captures)."""
        place = self.folder / registry
        try:
            if is_whole(place):
                return {name: self._read(registry, name, schema) for name, schema in SCHEMAS.items()}
        except (pa.ArrowException, ValueError, OSError) as error:
            log.warning("observations of %s cannot be read (%s); the stored pages are read again", registry, error)
        else:
            if (place / DIGESTS).exists():
                log.warning("observations of %s are damaged; the stored pages are read again", registry)
        return {name: schema.empty_table() for name, schema in SCHEMAS.items()}

    def save(self, registry: str, tables: Mapping[str, pa.Table]) -> None:
        """Replaces the set of a registry, each file whole; rows are sorted, so equal content gives equal files.

        The note that they belong together goes first and comes last: of a set that was not finished, all is read again.
        """
        place = self.folder / registry
        place.mkdir(parents=True, exist_ok=True)
        (place / DIGESTS).unlink(missing_ok=True)
        for name, table in tables.items():
            ordered = table.sort_by([(column, "ascending") for column in _ORDER[name]])
            replace_file(place / f"{name}.parquet", partial(pq.write_table, ordered, compression="zstd"))
        note_whole(place, [place / f"{name}.parquet" for name in tables])
        (place / "observation.parquet").unlink(missing_ok=True)  # of a version that kept values and no records

    def save_changes(self, registry: str, changes: pa.Table) -> None:
        """Replaces what the last change of the parser changed."""
        place = self.folder / registry
        place.mkdir(parents=True, exist_ok=True)
        replace_file(place / "change.parquet", lambda aside: pq.write_table(changes, aside, compression="zstd"))

    def digest(self, registry: str) -> str:
        """Twelve hex digits over the set of a registry, from the digests noted beside it: others where anything else was read."""
        note = self.folder / registry / DIGESTS
        return sha256(note.read_bytes() if note.exists() else b"").hexdigest()[:12]

    def state(self, registry: str) -> ReadingState | None:
        """How the last reading ended, or None where there was none or its file is damaged."""
        file = self.folder / registry / "state.json"
        if not file.exists():
            return None
        try:
            return read_state(file.read_text("utf-8"))
        except (ValueError, TypeError, KeyError) as error:
            log.warning("%s is damaged (%s); the state of %s is judged anew", file, error, registry)
            return None

    def save_state(self, state: ReadingState) -> None:
        """Replaces the state of a registry."""
        place = self.folder / state.registry
        place.mkdir(parents=True, exist_ok=True)
        replace_file(place / "state.json", lambda aside: aside.write_text(state_text(state), "utf-8"))

    def failed_crawl(self, registry: str) -> FailedCrawl | None:
        """The last crawl, where an error ended it; None where it was stored."""
        try:
            return FailedCrawl(**json.loads((self.folder / registry / FAILED_CRAWL).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def note_crawl(self, registry: str, error: str | None, at: datetime) -> None:
        """Notes that a crawl that ended at a time was stored, or which error ended it (the name of its class: no words of a page)."""
        place = self.folder / registry
        if error is None:
            (place / FAILED_CRAWL).unlink(missing_ok=True)
            return
        told = {"failed_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "error": error}
        place.mkdir(parents=True, exist_ok=True)
        replace_file(place / FAILED_CRAWL, lambda aside: aside.write_text(json.dumps(told) + "\n", "utf-8"))

    def _read(self, registry: str, name: str, schema: pa.Schema) -> pa.Table:
        found = pq.ParquetFile(self.folder / registry / f"{name}.parquet").read()
        for missing in [each for each in schema if each.name not in found.column_names]:  # written by an earlier version of Diarium
            found = found.append_column(missing, pa.nulls(found.num_rows, missing.type))
        return found.select(schema.names).cast(schema)


def observation_tables(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """Rows by table name as Arrow tables of the set's schemas."""
    return {name: pa.Table.from_pylist(list(rows.get(name, [])), schema=schema) for name, schema in SCHEMAS.items()}


def reading_changes(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> pa.Table:
    """What two readings of the same pages differ in, as a table of `CHANGES`; the values of one field and item together, one a line."""
    with duckdb.connect() as connection:
        for name, table in (("page_before", before["page"]), ("page_after", after["page"])):
            connection.register(name, table)
        for name, table in (("seen_before", before["record"]), ("seen_after", after["record"])):
            connection.register(name, observations_of(table))
        found = connection.execute(_CHANGED).to_arrow_table()
    return found.cast(CHANGES)


_CHANGED = """
WITH told_before AS (
    SELECT registry, canonical_url, body_sha256, record_no, field, item_no,
        string_agg(value, chr(10) ORDER BY value, precision) AS told, string_agg(precision, ',' ORDER BY value, precision) AS precisions
    FROM seen_before GROUP BY ALL
),
told_after AS (
    SELECT registry, canonical_url, body_sha256, record_no, field, item_no,
        string_agg(value, chr(10) ORDER BY value, precision) AS told, string_agg(precision, ',' ORDER BY value, precision) AS precisions
    FROM seen_after GROUP BY ALL
),
page AS (
    SELECT canonical_url, body_sha256, page_before.parser_version AS version_before, page_after.parser_version AS version_after
    FROM page_before JOIN page_after USING (canonical_url, body_sha256)
)
SELECT registry, canonical_url, body_sha256, record_no, field, item_no, told_before.told AS value_before, told_after.told AS value_after,
    page.version_before AS parser_version_before, page.version_after AS parser_version_after
FROM told_before
FULL JOIN told_after USING (registry, canonical_url, body_sha256, record_no, field, item_no)
JOIN page USING (canonical_url, body_sha256)
WHERE told_before.told IS DISTINCT FROM told_after.told OR told_before.precisions IS DISTINCT FROM told_after.precisions
ORDER BY ALL
"""
