"""Captures found in files of others, before they are stored: what they say of a page, where their bodies wait, what revisits stand for.

A revisit stands for a capture of the same file, of another file of the import, or one that is stored already. Does not belong here: reading
the files (`archive_scan`), storing (`import_run`)."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self

from parsers.address_owner import owner_of
from parsers.registry import sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.content_encoding import decode_body
from warehouse.captures.digests import digest_key
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import NOT_MODIFIED, Exchange, Headers, header_of
from warehouse.captures.foreign_messages import UnusableMessage, answer_of, content_of
from warehouse.captures.http_message import HttpMessage
from warehouse.captures.index import CaptureRow, capture_rows, response_rows
from warehouse.captures.warc_reader import Damage, record_at

MAX_BLOCK_BYTES = 64 * 1024 * 1024
DigestKey = tuple[str, bytes]
OF_ENCODING = ("content-encoding", "content-length", "transfer-encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer of a registry at one moment.

    `offset` is that of its record in the file it came from; `headers` fit what `raw` gives (the body without transfer encoding).
    `body_sha256` is that of the body without any encoding, for a 304 that of the body it stands for, which `original` has.
    """

    registry: str
    url: str
    canonical_url: str
    fetched_at: datetime
    status: int
    reason: str
    headers: Headers
    body_sha256: str | None
    raw: Callable[[], bytes]
    offset: int
    digests: tuple[DigestKey, ...] = ()
    request: HttpMessage | None = None
    original: Capture | None = None

    def exchange(self) -> Exchange:
        """The capture as an exchange."""
        raw = self.raw()
        return Exchange(
            url=self.url,
            canonical_url=self.canonical_url,
            fetched_at=self.fetched_at,
            status=self.status,
            reason=self.reason,
            request_headers=self.request.headers if self.request else (),
            response_headers=self.headers,
            raw_body=raw,
            body=decode_body(raw, header_of(self.headers, "Content-Encoding")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A record without a body that stands for another: named by address and date, or by the digest of the payload they share."""

    capture: Capture
    refers_to_url: str
    refers_to_date: datetime | None
    digest: DigestKey | None

    def standing_for(self, original: Capture) -> Capture:
        """The capture it is, given the one it stands for."""
        if self.capture.status == NOT_MODIFIED:
            return replace(self.capture, body_sha256=original.body_sha256, original=original)
        encoding = tuple(pair for pair in original.headers if pair[0].lower().removeprefix("x-archive-orig-") in OF_ENCODING)
        own = tuple(pair for pair in self.capture.headers if pair[0].lower().removeprefix("x-archive-orig-") not in OF_ENCODING)
        return replace(
            self.capture,
            headers=(*own, *encoding) if own else original.headers,
            body_sha256=original.body_sha256,
            raw=original.raw,
            digests=original.digests,
        )


@dataclass(slots=True)
class Scan:
    """What one file holds.

    `left_out` counts records by the reason they are not taken, `strangers` pages by the host that no registry declares. `damages` are
    places that cannot be read, or whose bytes are not what their digest says.
    """

    file: Path
    sha256: str
    is_sample: bool = False
    n_records: int = 0
    captures: list[Capture] = field(default_factory=list)
    revisits: list[Revisit] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    strangers: Counter[str] = field(default_factory=Counter)
    damages: list[Damage] = field(default_factory=list)

    @property
    def named(self) -> str:
        """The file's name and digest, as the manifest of the import tells them."""
        return f"{' '.join(self.file.name.split())} sha256:{self.sha256}"


class Spool:
    """Bodies that wait on disk, in a file that is gone when the spool is closed, however that happens (folder: TMPDIR)."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="diarium-import-")  # noqa: SIM115  (closed by __exit__)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def keep(self, raw: bytes) -> Callable[[], bytes]:
        """Puts a body away; what is returned gives it back."""
        place, length = self._file.seek(0, 2), len(raw)
        self._file.write(raw)

        def read() -> bytes:
            self._file.seek(place)
            return self._file.read(length)

        return read


def second_of(moment: datetime) -> datetime:
    """The moment without its fraction, which not every tool writes."""
    return moment.replace(microsecond=0)


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
