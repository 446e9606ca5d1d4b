"""What a revisit stands for: a capture of the same file, of another file of the import, or one that is stored already.

Does not belong here: storing what they stand for (`import_run`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from parsers.address_owner import owner_of
from parsers.registry import sources
from pipeline.commands.importing.archive_scan import MAX_BLOCK_BYTES, Scan
from pipeline.commands.importing.found_captures import Capture, DigestKey, Revisit, second_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.digests import digest_key
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import NOT_MODIFIED
from warehouse.captures.foreign_messages import UnusableMessage, answer_of, content_of
from warehouse.captures.index import CaptureRow, capture_rows, response_rows
from warehouse.captures.warc_reader import record_at

_Place = tuple[str, str, datetime]  # registry, canonical address, second


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A revisit whose body is nowhere: left out."""

    file: Path
    offset: int
    url: str
    problem: str


@dataclass(slots=True)
class Originals:
    """Captures with a body, by what a revisit may name them by."""

    store: CaptureStore
    by_place: dict[_Place, list[Capture]] = field(default_factory=dict)
    by_digest: dict[tuple[str, DigestKey], Capture] = field(default_factory=dict)
    stored: dict[str, dict[str, list[CaptureRow]]] = field(default_factory=dict)

    def add(self, capture: Capture) -> None:
        """Makes a capture findable."""
        self.by_place.setdefault((capture.registry, capture.canonical_url, second_of(capture.fetched_at)), []).append(capture)
        for digest in capture.digests:
            self.by_digest.setdefault((capture.registry, digest), capture)

    def of(self, revisit: Revisit) -> Capture | None:
        """The capture a revisit stands for, if there is one: the one it names, else one with the payload it names."""
        registry = revisit.capture.registry
        place = owner_of(revisit.refers_to_url, sources()[registry])
        canonical_url = place[1] if place else revisit.capture.canonical_url
        found: list[Capture] = []
        if revisit.refers_to_date is not None:
            moment = second_of(revisit.refers_to_date)
            found = [each for each in self.by_place.get((registry, canonical_url, moment), ()) if each.status in (200, NOT_MODIFIED)]
            rows = [] if found else self._rows(registry, canonical_url)
            found += [each for row in rows if second_of(row.fetched_at) == moment and (each := _stored(self.store, row))]
        found = [each for each in found if revisit.digest is None or _agrees(each, revisit.digest)]
        exact = [each for each in found if each.url == revisit.refers_to_url]
        if found:
            return (exact or found)[0]
        if revisit.digest is None:
            return None
        twin = self.by_digest.get((registry, revisit.digest))
        if twin is not None:
            return twin
        rows = [
            row for row in self._rows(registry, revisit.capture.canonical_url) if digest_key(row.payload_digest or "") == revisit.digest
        ]
        return next((each for row in rows if (each := _stored(self.store, row))), None)

    def _rows(self, registry: str, canonical_url: str) -> list[CaptureRow]:
        """The stored captures of an address that have a body of their own."""
        if registry not in self.stored:
            rows = self.stored[registry] = {}
            for row in capture_rows(response_rows(self.store.index(registry))):
                rows.setdefault(row.canonical_url, []).append(row)
        return self.stored[registry].get(canonical_url, [])


def resolve_revisits(scans: Sequence[Scan], store: CaptureStore) -> list[Unresolved]:
    """Adds to the captures of each scan what its revisits stand for; returns those that stand for nothing we have."""
    originals = Originals(store)
    for scan in scans:
        for capture in scan.captures:
            originals.add(capture)
    waiting = [(scan, revisit) for scan in scans for revisit in scan.revisits]
    while waiting:  # a revisit may stand for a revisit
        still: list[tuple[Scan, Revisit]] = []
        for scan, revisit in waiting:
            original = originals.of(revisit)
            if original is None:
                still.append((scan, revisit))
                continue
            capture = revisit.standing_for(original)
            scan.captures.append(capture)
            originals.add(capture)
        if len(still) == len(waiting):
            break
        waiting = still
    return [Unresolved(scan.file, revisit.capture.offset, revisit.capture.url, _why(revisit)) for scan, revisit in waiting]


def _agrees(capture: Capture, digest: DigestKey) -> bool:
    """Whether a capture may have the payload named: it has, or nothing is known of it by that algorithm."""
    known = [each for each in capture.digests if each[0] == digest[0]]
    return digest in known or not known or capture.status == NOT_MODIFIED


def _why(revisit: Revisit) -> str:
    if revisit.refers_to_date is not None:
        return (
            f"stands for {revisit.refers_to_url or revisit.capture.url} of {revisit.refers_to_date:%Y-%m-%dT%H:%M:%SZ}, which is not there"
        )
    return "names a payload that is not there" if revisit.digest else "does not say what it stands for"


def _stored(store: CaptureStore, row: CaptureRow) -> Capture | None:
    """A stored capture, its body as it lies in the store; None where its record is damaged (`diarium captures verify` says so)."""
    try:
        record = record_at(store.folder_of(row.registry) / row.file, row.record_offset, MAX_BLOCK_BYTES)
        answer = answer_of(record)
        content = content_of(answer)
    except (DamagedCaptureError, UnusableMessage):
        return None
    digest = digest_key(record.field("WARC-Payload-Digest"))
    return Capture(
        registry=row.registry,
        url=row.url,
        canonical_url=row.canonical_url,
        fetched_at=row.fetched_at,
        status=row.status,
        reason=answer.reason,
        headers=content.headers,
        body_sha256=row.body_sha256,
        raw=partial(bytes, content.raw),
        offset=row.record_offset,
        digests=(digest,) if digest else (),
    )
