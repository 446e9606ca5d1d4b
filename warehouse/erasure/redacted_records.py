"""What one WARC record or crawl manifest becomes when words are erased from it. Plain functions, no file is touched.

Belongs here: a record in, a record out. Does not belong here: which records are concerned (`erasure_plan`), files (`rewrite_captures`),
bytes and lines (`redaction`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from warehouse.captures.content_encoding import UndecodableBodyError
from warehouse.captures.digests import payload_digest
from warehouse.captures.exchange import NOT_MODIFIED, Headers, header_of
from warehouse.captures.http_message import HttpMessage, message_in
from warehouse.captures.warc_reader import ArchiveRecord
from warehouse.captures.warc_writer import REDACTED_FIELD, member
from warehouse.erasure.packed_bodies import UnsearchableError
from warehouse.erasure.redaction import redacted_body, redacted_line
from warehouse.erasure.suppression import STALE_WITH_BODY, VALIDATORS, Suppressions, redacted_headers, without

PagesKept = tuple[int, int]
"""How many pages of a crawl stay, and how many of them are revisits."""

_MADE_ANEW = frozenset(("warc-block-digest", "content-length"))
_ABOUT_LENGTH = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_OF_REVISITS = frozenset({"WARC-Profile", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Refers-To"})


def redacted_record(record: ArchiveRecord, suppressions: Suppressions, kept: PagesKept | None) -> ArchiveRecord | None:
    """The record with erased words masked, or None where there are none. `kept` are the pages that its crawl has still."""
    lexicon = suppressions.lexicon
    fields = tuple(
        (name, value if name.startswith("WARC-") and "URI" not in name else redacted_line(value, lexicon)) for name, value in record.fields
    )
    message = message_in(record)
    if message is None:
        block = _redacted_block(record, suppressions, kept)
        if block == record.block and fields == record.fields:
            return None
        if header_of(fields, "WARC-Payload-Digest"):
            fields = with_fields(fields, {"WARC-Payload-Digest": payload_digest(block)})
        return replace(record, fields=_marked(fields), block=block)
    headers, first = redacted_headers(message.headers, lexicon), redacted_line(message.first_line, lexicon)
    changed = replace(message, first_line=first, headers=headers)
    try:
        body = message.body if record.kind != "revisit" else b""
        fresh_body = redacted_body(body, changed.header("Content-Type"), lexicon)
    except (UndecodableBodyError, UnsearchableError):  # nobody can see its words: the search afterwards says so
        body = fresh_body = b""
    if fresh_body is not body and fresh_body != body:
        is_answer = record.kind == "response"
        changed = HttpMessage(first, without(headers, STALE_WITH_BODY) if is_answer else headers, fresh_body)
        fields = with_fields(_marked(fields), {"WARC-Payload-Digest": payload_digest(fresh_body)})
    elif changed == message and fields == record.fields:
        return None
    return replace(record, fields=_marked(fields), block=changed.to_bytes())


def _redacted_block(record: ArchiveRecord, suppressions: Suppressions, kept: PagesKept | None) -> bytes:
    """The block of a record that is no HTTP message: what we know of a crawl or an address, or a file as such."""
    if record.block.startswith(b"{"):
        text = record.block.decode("utf-8", "surrogateescape")
        return redacted_manifest(text, suppressions, kept or (1 << 62, 1 << 62)).encode("utf-8", "surrogateescape")
    try:
        return redacted_body(record.block, record.field("Content-Type"), suppressions.lexicon)
    except UnsearchableError:
        return record.block


def standing_for_redacted(record: ArchiveRecord, digest: str) -> ArchiveRecord:
    """A revisit of a record that was redacted, with the payload digest of that: it must not pass on what the server said of other bytes."""
    message = message_in(record)
    fields = with_fields(record.fields, {"WARC-Payload-Digest": digest, REDACTED_FIELD: "stands for a redacted body"})
    block = record.block if message is None else replace(message, headers=without(message.headers, VALIDATORS)).to_bytes()
    return replace(record, fields=fields, block=block)


def with_body_of(record: ArchiveRecord, original: ArchiveRecord) -> ArchiveRecord:
    """A revisit made a response with the body of what it stands for."""
    mine, source = message_in(record), message_in(original)
    if mine is None or source is None:
        raise ValueError(f"the revisit of {record.url} or what it stands for has no HTTP headers")
    shown = source if mine.status == NOT_MODIFIED else mine
    message = HttpMessage(shown.first_line, without(shown.headers, _ABOUT_LENGTH), source.body)
    fields = tuple((name, value) for name, value in record.fields if name not in _OF_REVISITS)
    fields = with_fields(fields, {"WARC-Type": "response", "WARC-Payload-Digest": payload_digest(message.payload)})
    return replace(record, fields=fields, block=message.to_bytes())


def member_of(record: ArchiveRecord) -> bytes:
    """The record as one gzip member, its length and block digest those of its block."""
    return member([(name, value) for name, value in record.fields if name.lower() not in _MADE_ANEW], record.block)


def redacted_manifest(text: str, suppressions: Suppressions, kept: PagesKept) -> str:
    """A crawl manifest without what is suppressed: failures of erased addresses go, other words are masked, and of the pages it counts
    there are at most `kept` (all, unchanged ones). The very `text` where nothing changes."""
    try:
        manifest: dict[str, Any] = json.loads(text)
        failures = [
            each for each in manifest["failures"] if not any(suppressions.is_suppressed(each[name]) for name in ("url", "canonical_url"))
        ]
        fresh = {
            **manifest,
            "pages_fetched": min(manifest["pages_fetched"], kept[0]),
            "pages_unchanged": min(manifest["pages_unchanged"], kept[1]),
            "pages_failed": manifest["pages_failed"] - len(manifest["failures"]) + len(failures),
            "failures": failures,
        }
    except (ValueError, KeyError, TypeError):
        return suppressions.masked(text)
    fresh = redacted_json(fresh, suppressions)
    return text if fresh == manifest else json.dumps(fresh, ensure_ascii=False, indent=2) + "\n"


def redacted_json(value: Any, suppressions: Suppressions) -> Any:
    """A JSON value with erased words masked in its strings."""
    if isinstance(value, str):
        return suppressions.masked(value)
    if isinstance(value, list):
        return [redacted_json(each, suppressions) for each in value]
    if isinstance(value, dict):
        return {suppressions.masked(key): redacted_json(each, suppressions) for key, each in value.items()}
    return value


def with_fields(fields: Headers, values: dict[str, str]) -> Headers:
    """The headers with these values, each where it was, new ones at the end."""
    lower = {name.lower(): value for name, value in values.items()}
    kept = [(name, lower.pop(name.lower(), value)) for name, value in fields]
    return (*kept, *((name, value) for name, value in values.items() if name.lower() in lower))


def _marked(fields: Headers) -> Headers:
    return with_fields(fields, {REDACTED_FIELD: "words were erased"})
