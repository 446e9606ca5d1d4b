"""Finding captures, by address however it is written or by the digest of a body, the one that held at a date; and taking one out.

Belongs here: body, text, messages, or a small WARC file of one capture. Does not belong here: how captures are printed
(`captures_output`), where the bytes go (`captures_command`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from parsers.address_owner import owner_of
from parsers.page.html import page_text
from pipeline.settings import VERSION
from pipeline.terminal.options import Refused, moment_asked
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureMissingError, DamagedCaptureError
from warehouse.captures.http_message import HttpMessage, message_in
from warehouse.captures.index import CaptureRow, capture_rows
from warehouse.captures.stored_records import read_is_sample, read_record
from warehouse.captures.warc_reader import record_at, stored_bytes, unreadable_record
from warehouse.captures.warc_writer import WarcFile

NEAREST = 3


class CaptureNotFound(Refused):
    """No stored capture is what was asked for; the message says what is near."""


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
    Raises `CaptureNotFound` and `BadDate`.
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
    until = datetime.max.replace(tzinfo=UTC) if at is None else moment_asked(at).replace(tzinfo=UTC)
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


_SOFTWARE = f"Diarium/{VERSION} (extract)"


_HEAD_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Wire:
    """The two messages of a capture as stored; no request where the file has none (imports). `members` are the records of both as they lie
    in the file, compressed."""

    request: HttpMessage | None
    answer: HttpMessage
    members: tuple[bytes, ...]


def wire_of(store: CaptureStore, row: CaptureRow) -> Wire:
    """What went over the wire for a capture. Raises `DamagedCaptureError`."""
    file = warc_file_of(store, row)
    answered = record_at(file, row.record_offset, _HEAD_BYTES)
    answer = message_in(answered)
    if answer is None:
        raise unreadable_record(file, row.record_offset, "no HTTP answer in the record")
    members = [stored_bytes(file, answered)]
    try:
        asked = record_at(file, answered.end, _HEAD_BYTES)
    except DamagedCaptureError:
        return Wire(None, answer, tuple(members))
    request = message_in(asked) if asked.kind == "request" and asked.url == answered.url else None
    if request is not None:
        members.append(stored_bytes(file, asked))
    return Wire(request, answer, tuple(members))


def body_of(store: CaptureStore, row: CaptureRow) -> bytes:
    """The body of a capture, for a revisit the one it stands for. Raises `CaptureMissingError` where it has none, `DamagedCaptureError`."""
    if row.body_sha256 is None:
        words = f"the answer of {row.fetched_at:%Y-%m-%dT%H:%M:%SZ} has no body (status {row.status})"
        raise CaptureMissingError(f"{words}; --warc gives its headers")
    if row.record_type == "response":
        return read_record(warc_file_of(store, row), row.record_offset).body or b""
    return store.body(row.registry, row.body_sha256)


def text_of(store: CaptureStore, row: CaptureRow) -> str:
    """The page's text, to which the spans of values refer. Raises as `body_of`."""
    return page_text(body_of(store, row), row.content_type or "text/html").text


def warc_of(store: CaptureStore, row: CaptureRow) -> bytes:
    """A WARC file of that capture alone: answer and request, before them for a revisit what it stands for; records as they are stored.

    Raises `CaptureMissingError` where the body a revisit stands for is stored nowhere, `DamagedCaptureError`.
    """
    original = original_of(store, row)
    if row.record_type == "revisit" and original is None:
        raise CaptureMissingError(f"the body that the revisit of {row.fetched_at:%Y-%m-%dT%H:%M:%SZ} stands for is stored nowhere")
    stream = BytesIO()
    name = f"{row.registry}-{row.fetched_at:%Y%m%dT%H%M%SZ}.warc.gz"
    WarcFile(stream, name=name, software=_SOFTWARE, is_sample=read_is_sample(warc_file_of(store, row)))
    for each in dict.fromkeys((original or row, row)):
        for member in wire_of(store, each).members:
            stream.write(member)
    return stream.getvalue()
