"""Finding captures: by address however it is written, or by the digest of a body; the one that held at a date.

Does not belong here: how captures are printed (`captures_output`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from parsers.address_owner import owner_of
from pipeline.terminal.options import BadDate, moment_asked
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.index import CaptureRow, capture_rows
from warehouse.captures.stored_records import read_record

NEAREST = 3


class CaptureNotFound(Exception):
    """No stored capture is what was asked for; the message says what is near. `is_usage` tells that it was asked wrongly."""

    def __init__(self, words: str, *, is_usage: bool = False) -> None:
        super().__init__(words)
        self.is_usage = is_usage


@dataclass(frozen=True, slots=True)
class Timeline:
    """All captures of one address, or of one body wherever it was shown, oldest first, and the one chosen among them."""

    rows: tuple[CaptureRow, ...]
    chosen: CaptureRow

    @property
    def changed(self) -> list[bool]:
        """For each capture whether it is a page with another body than the page of the same address before it."""
        last: dict[str, str | None] = {}
        changed = []
        for row in self.rows:
            changed.append(row.is_page and last.get(row.canonical_url) != row.body_sha256)
            if row.is_page:
                last[row.canonical_url] = row.body_sha256
        return changed


def timeline_of(store: CaptureStore, asked: str, at: str | None = None) -> Timeline:
    """The captures of an address (http or https, with or without closing slash) or of the body with a SHA-256 (its first 8 digits suffice).

    The chosen one is the last page at `at` (ISO date or time, UTC; default: now), or the last answer where no page was had by then.
    Raises `CaptureNotFound`.
    """
    codes = store.codes()
    if not codes:
        raise CaptureNotFound("nothing is stored yet; run 'diarium run' or 'diarium import' first")
    is_digest = re.fullmatch(r"[0-9a-fA-F]{8,64}", asked) is not None
    rows = _by_digest(store, codes, asked.lower()) if is_digest else _by_address(store, codes, asked)
    if not rows:
        raise CaptureNotFound(f"no capture of {asked}{_near(store, codes, '' if is_digest else asked)}")
    return Timeline(tuple(rows), _valid(rows, asked, at))


def original_of(store: CaptureStore, row: CaptureRow) -> CaptureRow | None:
    """The capture whose record holds the body of `row`: itself, what a revisit names, else the last before it with that body; or None."""
    if row.record_type == "response" or row.body_sha256 is None:
        return row
    alike = [each for each in _by_digest(store, [row.registry], row.body_sha256) if each.record_type == "response"]
    try:
        named = read_record(warc_file_of(store, row), row.record_offset).refers_to
    except DamagedCaptureError:
        named = None
    exact = [each for each in alike if (each.url, each.fetched_at) == named]
    earlier = [each for each in alike if each.fetched_at <= row.fetched_at]
    found = exact or earlier or alike
    return found[-1] if found else None


def warc_file_of(store: CaptureStore, row: CaptureRow) -> Path:
    """The WARC file a capture lies in."""
    return store.folder_of(row.registry) / row.file


def _by_digest(store: CaptureStore, codes: Iterable[str], digest: str) -> list[CaptureRow]:
    return _sorted(capture_rows(index.filter(pc.starts_with(index["body_sha256"], digest))) for index in map(store.index, codes))


def _by_address(store: CaptureStore, codes: Iterable[str], url: str) -> list[CaptureRow]:
    place = owner_of(url)
    if place is not None:
        index = store.index(place[0].registry.code)
        if found := capture_rows(index.filter(pc.equal(index["canonical_url"], place[1]))):
            return _sorted([found])
    wanted = pa.array([url], pa.string())
    return _sorted(
        capture_rows(index.filter(pc.or_(pc.is_in(index["url"], wanted), pc.is_in(index["canonical_url"], wanted))))
        for index in map(store.index, codes)
    )


def _sorted(found: Iterable[list[CaptureRow]]) -> list[CaptureRow]:
    return sorted((row for rows in found for row in rows), key=lambda row: (row.fetched_at, row.crawl_id, row.record_offset))


def _valid(rows: list[CaptureRow], asked: str, at: str | None) -> CaptureRow:
    if at is None:
        until = datetime.max.replace(tzinfo=UTC)
    else:
        try:
            until = moment_asked(at).replace(tzinfo=UTC)
        except BadDate as error:
            raise CaptureNotFound(str(error), is_usage=True) from error
    by_then = [row for row in rows if row.fetched_at <= until]
    if not by_then:
        raise CaptureNotFound(f"no capture of {asked} by {at}; the first is of {rows[0].fetched_at:%Y-%m-%dT%H:%M:%SZ}")
    return ([row for row in by_then if row.is_page] or by_then)[-1]


def _near(store: CaptureStore, codes: Iterable[str], url: str) -> str:
    """The stored addresses most like one, as the end of a sentence."""
    if not url:
        return "; diarium captures ls --url PART lists what there is"
    stored = {address for code in codes for address in store.index(code)["canonical_url"].unique().to_pylist()}
    likely = [address for address, _, _ in process.extract(url, sorted(stored), scorer=fuzz.ratio, limit=NEAREST, score_cutoff=60)]
    return f"; the nearest: {', '.join(likely)}" if likely else "; diarium captures ls --url PART lists what there is"
