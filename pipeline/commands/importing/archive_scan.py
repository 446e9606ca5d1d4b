"""Reading one file made by others: which of its records are pages of a registry, what is left out and why, and where it is damaged.

Does not belong here: what revisits stand for (`found_captures`), storing (`import_run`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from parsers.address_owner import owner_of
from parsers.page.addresses import host_of, parts_of
from parsers.registry import Source
from pipeline.commands.importing.found_captures import MAX_BLOCK_BYTES, Capture, Revisit, Scan, Spool, second_of
from warehouse.captures.digests import digest_key, is_digest_of
from warehouse.captures.exchange import NOT_MODIFIED, REDIRECTS
from warehouse.captures.foreign_messages import UnusableMessage, answer_of, content_of, looks_like_html
from warehouse.captures.http_message import HttpMessage, message_in
from warehouse.captures.stored_records import is_sample_info
from warehouse.captures.warc_dates import warc_moment
from warehouse.captures.warc_reader import ArchiveRecord, Damage, UnreadableArchive, archive_records
from warehouse.progress import Progress

_HEAD_BYTES = 16_384
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_SNIFFED_TYPES = ("", "text/plain", "application/octet-stream", "unk", "no-type", "application/http")
_NO_PAGES = frozenset("css js mjs map json png jpg jpeg gif svg ico webp avif bmp woff woff2 ttf eot otf mp3 mp4 webm zip".split())
_READ_KINDS = ("response", "revisit", "resource", "request", "warcinfo")

Requests = dict[tuple[str, datetime], HttpMessage]
"""By address and second."""


def scan_file(file: Path, spool: Spool, forced: Source | None, progress: Progress) -> Scan:
    """Reads `file`; bodies of pages go to `spool`. Raises `UnreadableArchive`."""
    found = Scan(file, _sha256_of(file))
    requests: Requests = {}

    def keep(kind: str, url: str, length: int) -> int:
        if kind not in _READ_KINDS:
            return 0
        return min(length, _HEAD_BYTES) if kind != "warcinfo" and owner_of(url, forced) is None else min(length, MAX_BLOCK_BYTES)

    for record in archive_records(file, keep):
        if isinstance(record, Damage):
            found.damages.append(record)
            continue
        found.n_records += 1
        progress(f"read {file.name}", found.n_records, None)
        try:
            _take(record, found, spool, requests, forced)
        except UnusableMessage as problem:
            if problem.is_damage:
                found.damages.append(Damage(record.offset, f"{problem.reason}, of {record.url}"))
            else:
                found.left_out[problem.reason] += 1
    found.captures = [each for capture in found.captures if (each := _asked(capture, requests, found))]
    found.revisits = [
        replace(revisit, capture=each) for revisit in found.revisits if (each := _asked(revisit.capture, requests, found)) is not None
    ]
    return found


def _take(record: ArchiveRecord, found: Scan, spool: Spool, requests: Requests, forced: Source | None) -> None:
    if record.kind == "warcinfo":
        found.is_sample = found.is_sample or is_sample_info(record)
        return
    if record.kind not in _READ_KINDS:
        found.left_out[f"{record.kind or 'nameless'} record"] += 1
        return
    place = owner_of(record.url, forced)
    moment = warc_moment(record.date)
    if record.kind == "request":
        if place and moment and (asked := message_in(record)) and asked.method:
            requests[record.url, second_of(moment)] = replace(asked, payload=b"")
        return
    if parts_of(record.url).scheme.lower() not in ("http", "https"):
        raise UnusableMessage(f"not from the web ({record.url.partition(':')[0]}:)")
    answer = _answer(record)
    if place is None:
        if _why_no_page(record, answer, answer.payload) is None and answer.status == 200:
            found.strangers[host_of(record.url)] += 1
        else:
            found.left_out["not a page, of a host that no registry declares"] += 1
        return
    source, canonical_url = place
    if moment is None or moment > datetime.now(UTC) + timedelta(days=1):
        raise UnusableMessage("without a date" if moment is None else "of the future by its date")
    capture = Capture(
        registry=source.registry.code,
        url=record.url,
        canonical_url=canonical_url,
        fetched_at=moment,
        status=answer.status,
        reason=answer.reason,
        headers=answer.headers,
        body_sha256=None,
        raw=bytes,
        offset=record.offset,
    )
    if record.kind == "revisit":
        named = record.field("WARC-Refers-To-Target-URI").strip("<>")
        since = warc_moment(record.field("WARC-Refers-To-Date"))
        if (reason := _why_no_status(answer.status, revisit=True)) is not None:
            raise UnusableMessage(reason)
        found.revisits.append(
            Revisit(
                capture=capture,
                refers_to_url=named,
                refers_to_date=since,
                digest=digest_key(record.field("WARC-Payload-Digest")),
            )
        )
        return
    found.captures.append(_with_body(capture, record, answer, spool))


def _with_body(capture: Capture, record: ArchiveRecord, answer: HttpMessage, spool: Spool) -> Capture:
    if record.field("WARC-Truncated"):
        raise UnusableMessage(f"cut off by the crawler ({record.field('WARC-Truncated')})")
    if len(record.block) < int(record.field("Content-Length")):
        raise UnusableMessage(f"larger than {MAX_BLOCK_BYTES >> 20} MB")
    reason = _why_no_page(record, answer, None)
    if reason is not None:
        raise UnusableMessage(reason)
    content = content_of(answer)
    digest = record.field("WARC-Payload-Digest")
    is_right = is_digest_of(digest, (answer.payload, content.raw, content.body))
    if is_right is None:
        is_right = is_digest_of(record.field("WARC-Block-Digest"), (record.block,))
    if is_right is False:
        raise UnusableMessage("bytes that are not what their digest says", is_damage=True)
    length = answer.header("Content-Length")
    if is_right is None and length.isdecimal() and int(length) > len(answer.payload):
        raise UnusableMessage("shorter than its Content-Length")
    reason = _why_no_page(record, answer, content.body)
    if reason is not None:
        raise UnusableMessage(reason)
    sha1 = ("sha1", hashlib.sha1(answer.payload, usedforsecurity=False).digest())
    own = digest_key(digest)
    return replace(
        capture,
        headers=content.headers,
        body_sha256=hashlib.sha256(content.body).hexdigest() if content.body else None,
        raw=spool.keep(content.raw),
        digests=tuple({sha1, own} if own else {sha1}),
    )


def _answer(record: ArchiveRecord) -> HttpMessage:
    """The answer in a record; a `resource` is a body alone, and so may a revisit be nothing at all."""
    if record.kind == "resource":
        content_type = record.field("Content-Type")
        return HttpMessage("HTTP/1.1 200 OK", (("Content-Type", content_type),) if content_type else (), record.block)
    message = message_in(record) if record.kind == "revisit" else None
    if record.kind == "revisit" and not record.block.strip() and not (message and message.status):
        is_not_modified = record.field("WARC-Profile").rstrip("/").endswith("server-not-modified")
        return HttpMessage("HTTP/1.1 304 Not Modified" if is_not_modified else "HTTP/1.1 200 OK", (), b"")
    return answer_of(record)


def _why_no_page(record: ArchiveRecord, answer: HttpMessage, body: bytes | None) -> str | None:
    """Why an answer is no page of a registry; None where it is one, or where only its body (None: not decoded yet) could tell."""
    path = PurePosixPath(parts_of(record.url).path)
    if path.name == "robots.txt":
        return "robots.txt"
    if path.suffix.lower().lstrip(".") in _NO_PAGES:
        return f"not a page ({path.suffix.lower()})"
    if (reason := _why_no_status(answer.status)) is not None or answer.status in REDIRECTS:
        return reason
    kind = answer.header("Content-Type").partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES and kind not in _SNIFFED_TYPES:
        return f"not a page ({kind})"
    if body is None:
        return None
    if not body:
        return "without a body"
    return None if kind in _HTML_TYPES or looks_like_html(body) else f"not a page ({kind or 'no Content-Type, and not HTML'})"


def _why_no_status(status: int, *, revisit: bool = False) -> str | None:
    is_taken = status == 200 or (status == NOT_MODIFIED if revisit else status in REDIRECTS)
    return None if is_taken else f"status {status}"


def _asked(capture: Capture, requests: Requests, found: Scan) -> Capture | None:
    """The capture with its request, where the file has it; None where what was asked for was not the page."""
    asked = requests.get((capture.url, second_of(capture.fetched_at)))
    if "__wb_method=" in capture.url or (asked is not None and asked.method != "GET"):
        found.left_out["not asked for by GET"] += 1
        return None
    return replace(capture, request=asked) if asked else capture


def _sha256_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableArchive(file, f"cannot be read ({error.strerror or error})") from error
