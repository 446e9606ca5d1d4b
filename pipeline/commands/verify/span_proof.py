"""Proves the values read from one stored body: its digest, and the words at every span. What the worker processes of `diarium verify` do.

Belongs here: the proof of a body. Does not belong here: which bodies there are, and what becomes of the outcome (`verification`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from parsers.page.html import page_text
from parsers.version import reader_version
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureMissingError, CaptureStoreError, DamagedCaptureError
from warehouse.captures.stored_records import read_record


@dataclass(frozen=True, slots=True)
class Claim:
    """What the warehouse says it read: a value with the words behind it, and where they stand."""

    field: str
    value: str
    value_raw: str | None
    method: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class PageClaims:
    """The claims about one body at one address, with what its text depends on."""

    address: str
    content_type: str
    parser_version: str | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ClaimedBody:
    """One body with all claims about it; `places` are the WARC files and record offsets the warehouse names for it, latest first."""

    registry: str
    digest: str
    places: tuple[tuple[str, int], ...]
    readings: tuple[PageClaims, ...]


@dataclass(frozen=True, slots=True)
class ProofFailure:
    """Something that is not as the warehouse says: where, what was expected and found, and what to do."""

    registry: str
    address: str
    body_sha256: str
    field: str | None
    expected: str
    found: str
    to_do: str


@dataclass(frozen=True, slots=True)
class BodyProof:
    """What came of one body: whether its bytes are the ones named, spans and derived values proved, and what failed."""

    is_body_proved: bool
    n_spans: int
    n_derived: int
    failures: tuple[ProofFailure, ...]


def prove_bodies(captures: Path, bodies: Sequence[ClaimedBody]) -> list[BodyProof]:
    """Reads bodies again and compares every claim about them."""
    store = CaptureStore(captures)
    return [_proof(captures, store, body) for body in bodies]


def _proof(captures: Path, store: CaptureStore, body: ClaimedBody) -> BodyProof:
    try:
        content = _stored(captures, store, body)
    except CaptureStoreError as error:
        n_claims = sum(len(reading.claims) for reading in body.readings)
        expected = f"the body with SHA-256 {body.digest}, on which {n_claims} values rest"
        to_do = "restore the captures from a copy: a new crawl brings this body back only while the page is still the same"
        lost = ProofFailure(body.registry, body.readings[0].address, body.digest, None, expected, str(error), to_do)
        return BodyProof(False, 0, 0, (lost,))
    n_spans = n_derived = 0
    failures: list[ProofFailure] = []
    for reading in body.readings:
        text = page_text(content, reading.content_type).text if any(claim.method != "derived" for claim in reading.claims) else ""
        for claim in reading.claims:
            wrong = _wrong(claim, text)
            if wrong is not None:
                failures.append(_failure(body, reading, claim, *wrong))
            elif claim.method == "derived":
                n_derived += 1
            else:
                n_spans += 1
    return BodyProof(True, n_spans, n_derived, tuple(failures))


def _stored(captures: Path, store: CaptureStore, body: ClaimedBody) -> bytes:
    """The body from the records the warehouse names, the first that is whole; where it names none, from the store's own index."""
    if not body.places:
        return store.body(body.registry, body.digest)
    problem: CaptureStoreError | None = None
    for name, offset in body.places:
        file = captures / body.registry / name
        if not file.is_file():
            problem = problem or CaptureMissingError("the WARC file is gone; restore it from a copy", file=file)
            continue
        try:
            content = read_record(file, offset).body or b""
        except DamagedCaptureError as error:
            problem = error
            continue
        found = sha256(content).hexdigest()
        if found == body.digest:
            return content
        problem = DamagedCaptureError(f"a body with SHA-256 {found} is there; restore the file from a copy", file=file, offset=offset)
    assert problem is not None
    raise problem


def _wrong(claim: Claim, text: str) -> tuple[str, str] | None:
    """What was expected and found where a claim does not hold."""
    raw = claim.value_raw or ""
    if claim.method == "derived":
        return None if raw.strip() else (f"the rule {claim.value!r} follows from", "no rule")
    if claim.start is None or claim.end is None or not raw:
        return "the words and their place", f"{raw!r} at [{claim.start}, {claim.end})"
    found = text[claim.start : claim.end]
    return None if found == raw else (f"{raw!r} at [{claim.start}, {claim.end})", repr(found))


def _failure(body: ClaimedBody, reading: PageClaims, claim: Claim, expected: str, found: str) -> ProofFailure:
    try:
        now = reader_version(body.registry)
    except OSError:  # this program has no such registry
        now = None
    if reading.parser_version != now:
        to_do = f"read by parser version {reading.parser_version}, this program has {now}: `diarium run` reads the stored pages again"
    else:
        to_do = "the warehouse is not what was read from this body: `diarium run` builds it anew from the captures"
    return ProofFailure(body.registry, reading.address, body.digest, claim.field, expected, found, to_do)
