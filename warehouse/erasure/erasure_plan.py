"""What has to be done to the captures of one registry so that nothing erased is left in them: facts of every record, and what follows.

Belongs here: deciding on all records together. Does not belong here: what a record becomes (`redacted_records`), writing files
(`rewrite_captures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.captures.http_message import message_in
from warehouse.captures.index import PAGE_STATUSES
from warehouse.captures.warc_reader import ArchiveRecord, Reference, reference_of, whole_records
from warehouse.captures.warc_writer import CANONICAL_FIELD, REDACTED_FIELD
from warehouse.erasure.redacted_records import PagesKept, redacted_record
from warehouse.erasure.suppression import VALIDATORS, Suppressions, without

RecordPlace = tuple[Path, int]
"""File and offset."""


@dataclass(slots=True)
class RecordFacts:
    """What has to be known of a record to decide on all of them. `digest` is that of its payload once everything is done."""

    file: Path
    offset: int
    kind: str
    url: str
    canonical_url: str
    date: str
    record_id: str
    concurrent_to: str
    refers_to: Reference | None
    digest: str
    is_page: bool
    is_marked: bool
    has_validators: bool
    is_dropped: bool
    is_redacted: bool

    @property
    def place(self) -> Reference | None:
        """What revisits name a response by; None for other records."""
        return reference_of(self.url, self.date) if self.kind == "response" else None


def facts_of(warcs: Iterable[Path], suppressions: Suppressions) -> list[RecordFacts]:
    """The facts of every record of the files. Raises `DamagedCaptureError`."""
    found = [_facts_of_record(file, record, suppressions) for file in warcs for record in whole_records(file)]
    gone = {each.record_id for each in found if each.is_dropped and each.record_id}
    for each in found:
        each.is_dropped = each.is_dropped or each.concurrent_to in gone  # the request of an answer that goes
    return found


def _facts_of_record(file: Path, record: ArchiveRecord, suppressions: Suppressions) -> RecordFacts:
    canonical = record.field(CANONICAL_FIELD) or record.url
    dropped = any(suppressions.is_suppressed(url) for url in {record.url, canonical} if url)
    fresh = None if dropped else redacted_record(record, suppressions, None)
    message = message_in(record) if record.kind in ("response", "revisit") else None
    return RecordFacts(
        file=file,
        offset=record.offset,
        kind=record.kind,
        url=record.url,
        canonical_url=canonical,
        date=record.date,
        record_id=record.field("WARC-Record-ID"),
        concurrent_to=record.field("WARC-Concurrent-To"),
        refers_to=record.refers_to if record.kind == "revisit" else None,
        digest=(fresh or record).field("WARC-Payload-Digest"),
        is_page=message is not None and message.status in PAGE_STATUSES and (record.kind == "revisit" or bool(message.payload)),
        is_marked=bool(record.field(REDACTED_FIELD)),
        has_validators=message is not None and without(message.headers, VALIDATORS) != message.headers,
        is_dropped=dropped,
        is_redacted=fresh is not None,
    )


def followers(facts: Iterable[RecordFacts]) -> dict[RecordPlace, str]:
    """By file and offset, the revisits that stand for a redacted record and do not say so yet, with the digest they must have."""
    facts = list(facts)
    redacted = {each.place: each.digest for each in facts if each.place and not each.is_dropped and (each.is_redacted or each.is_marked)}
    return {
        (each.file, each.offset): redacted[each.refers_to]
        for each in facts
        if not each.is_dropped
        and each.refers_to in redacted
        and (each.has_validators or not each.is_marked or each.digest != redacted[each.refers_to])
    }


def changed_files(facts: Iterable[RecordFacts], following: dict[RecordPlace, str]) -> set[Path]:
    """The WARC files of which a record goes, or changes."""
    return {each.file for each in facts if each.is_dropped or each.is_redacted} | {file for file, _ in following}


def promotions(facts: Sequence[RecordFacts]) -> dict[Reference, RecordFacts]:
    """By the record that goes, the first revisit of it that stays: it gets the body, and the later ones stand for it."""
    going = {each.place for each in facts if each.place is not None and each.is_dropped}
    staying = [each for each in facts if each.kind == "revisit" and not each.is_dropped and each.refers_to in going]
    found: dict[Reference, RecordFacts] = {}
    for each in sorted(staying, key=lambda each: each.date):
        if each.refers_to is not None:
            found.setdefault(each.refers_to, each)
    return found


def pages_kept(facts: Iterable[RecordFacts]) -> PagesKept:
    """How many pages stay, and how many of them are revisits."""
    pages = [each for each in facts if each.is_page and not each.is_dropped]
    return len(pages), sum(each.kind == "revisit" for each in pages)
