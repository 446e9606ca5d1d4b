"""Erasing what is suppressed from the captures that are stored: WARC files and crawl manifests of one registry, rewritten aside.

Belongs here: file work on one folder of captures. Does not belong here: records as they stand (`raw`), what is erased (`suppression`), the
index files (made again by `CaptureStore.mend`).

A kill at any moment leaves the old or the new state of each file, and doing the same again ends in the same files:
1. where a page that stays has its body in a record that goes, the page gets a record of its own first;
2. the index files of all files that will change are removed: from then on the store reads those WARC files themselves;
3. each WARC file is written aside and renamed, then each manifest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from warehouse.captures.content_encoding import UndecodableBodyError
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.files import ASIDE_SUFFIX, WARC_SUFFIX, index_of, manifest_of, put_in_place, sync
from warehouse.captures.index import PAGE_STATUSES
from warehouse.captures.raw import HttpBlock, WarcRecord, http_block, reference_of, status_of, warc_records
from warehouse.captures.records import Reference, read_records, whole_length
from warehouse.captures.warc_file import CANONICAL_FIELD, REDACTED_FIELD, payload_digest
from warehouse.erasure.redaction import UnsearchableError, redacted_body, redacted_line
from warehouse.erasure.suppression import STALE_WITH_BODY, VALIDATORS, Suppressions, redacted_headers, without

_ASIDE = f".purged{ASIDE_SUFFIX}"
Step = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, or would be, to the captures of one registry.

    `files` were rewritten (WARC files and manifests, by name), `addresses` (canonical) lost all or some of their records, `n_dropped`
    records went, `n_redacted` lost words, `n_following` stand for one that did, `n_promoted` revisits got a body of their own.
    """

    files: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    n_dropped: int = 0
    n_redacted: int = 0
    n_following: int = 0
    n_promoted: int = 0


@dataclass(slots=True)
class _Seen:
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


def plan(folder: Path, suppressions: Suppressions) -> Erased:
    """What `erase` would do to the finished captures of a registry, without doing it."""
    seen = _scan(sorted(folder.glob(f"*{WARC_SUFFIX}")), suppressions)
    following = _following(seen)
    return _told(seen, following, len(_promotions(seen)), sorted({file.name for file in _changed(seen, following)}))


def erase(folder: Path, suppressions: Suppressions, step: Step = lambda _file: None) -> Erased:
    """Erases what is suppressed from all captures of one registry, also from those a killed crawl left aside.

    Index files of what changed are gone afterwards: `CaptureStore.mend` makes them again. `step` is told each file before it is replaced.
    Only who holds the data folder and the registry's writer lock may call it. Raises `DamagedCaptureError` for a WARC file that cannot be
    read: nothing after it is done.
    """
    _clear(folder)
    warcs = sorted((*folder.glob(f"*{WARC_SUFFIX}"), *folder.glob(f"*{WARC_SUFFIX}{ASIDE_SUFFIX}")))
    before = seen = _scan(warcs, suppressions)
    promotions = _promotions(seen)
    if promotions:
        _forget_indexes(folder, {each.file for each in seen if each.kind == "revisit"})
        _promote(seen, promotions, step)
        _point_to_promoted(_scan(warcs, suppressions), promotions, step)
        seen = _scan(warcs, suppressions)
    following = _following(seen)
    changed = _changed(seen, following)
    moved = {each.place for each in seen if each.place is not None and (each.is_dropped or each.is_redacted)}
    _forget_indexes(folder, changed | {each.file for each in seen if each.refers_to in moved})
    counts = {warc: _pages_kept(each for each in seen if each.file == warc) for warc in warcs}
    for file in sorted(changed):
        gone = {each.offset for each in seen if each.file == file and each.is_dropped}
        digests = {offset: digest for (of, offset), digest in following.items() if of == file}

        def final(
            record: WarcRecord, gone: set[int] = gone, digests: dict[int, str] = digests, kept: tuple[int, int] = counts[file]
        ) -> WarcRecord | None:
            if record.offset in gone:
                return None
            record = _redacted(record, suppressions, kept) or record
            return _standing_for_redacted(record, digests[record.offset]) if record.offset in digests else record

        _rewrite(file, final, step)
    manifests = {name for warc in warcs if (name := _mend_manifest(warc, suppressions, counts[warc], step))}
    return _told(before, following, len(promotions), sorted({file.name for file in changed} | manifests))


def redacted_manifest(text: str, suppressions: Suppressions, kept: tuple[int, int]) -> str:
    """A crawl manifest without what is suppressed: failures of erased addresses go, other words are masked, and of the pages it counts
    there are at most `kept` (all, unchanged ones). The very `text` where nothing changes."""
    try:
        told: dict[str, Any] = json.loads(text)
        failures = [
            each for each in told["failures"] if not any(suppressions.is_suppressed(each[name]) for name in ("url", "canonical_url"))
        ]
        fresh = {
            **told,
            "pages_fetched": min(told["pages_fetched"], kept[0]),
            "pages_unchanged": min(told["pages_unchanged"], kept[1]),
            "pages_failed": told["pages_failed"] - len(told["failures"]) + len(failures),
            "failures": failures,
        }
    except (ValueError, KeyError, TypeError):
        return suppressions.masked(text)
    fresh = redacted_json(fresh, suppressions)
    return text if fresh == told else json.dumps(fresh, ensure_ascii=False, indent=2) + "\n"


def redacted_json(value: Any, suppressions: Suppressions) -> Any:
    """A JSON value with erased words masked in its strings."""
    if isinstance(value, str):
        return suppressions.masked(value)
    if isinstance(value, list):
        return [redacted_json(each, suppressions) for each in value]
    if isinstance(value, dict):
        return {suppressions.masked(key): redacted_json(each, suppressions) for key, each in value.items()}
    return value


def _clear(folder: Path) -> None:
    """Removes what lies aside, but for the WARC files of killed crawls, which may be gone on with: they are cut back to what is whole."""
    for leftover in folder.glob(f"*{ASIDE_SUFFIX}"):
        if not leftover.name.endswith(f"{WARC_SUFFIX}{ASIDE_SUFFIX}"):
            leftover.unlink()
        elif (whole := whole_length(leftover)) < leftover.stat().st_size:
            os.truncate(leftover, whole)


def _scan(warcs: Iterable[Path], suppressions: Suppressions) -> list[_Seen]:
    found = [_seen(file, record, suppressions) for file in warcs for record in warc_records(file)]
    gone = {each.record_id for each in found if each.is_dropped and each.record_id}
    for each in found:
        each.is_dropped = each.is_dropped or each.concurrent_to in gone  # the request of an answer that goes
    return found


def _seen(file: Path, record: WarcRecord, suppressions: Suppressions) -> _Seen:
    canonical = record.field(CANONICAL_FIELD) or record.url
    dropped = any(suppressions.is_suppressed(url) for url in {record.url, canonical} if url)
    fresh = None if dropped else _redacted(record, suppressions, None)
    message = http_block(record) if record.kind in ("response", "revisit") else None
    return _Seen(
        file=file,
        offset=record.offset,
        kind=record.kind,
        url=record.url,
        canonical_url=canonical,
        date=record.field("WARC-Date"),
        record_id=record.field("WARC-Record-ID"),
        concurrent_to=record.field("WARC-Concurrent-To"),
        refers_to=record.refers_to if record.kind == "revisit" else None,
        digest=(fresh or record).field("WARC-Payload-Digest"),
        is_page=message is not None and status_of(message) in PAGE_STATUSES and (record.kind == "revisit" or bool(message.payload)),
        is_marked=bool(record.field(REDACTED_FIELD)),
        has_validators=message is not None and without(message.headers, VALIDATORS) != message.headers,
        is_dropped=dropped,
        is_redacted=fresh is not None,
    )


def _following(seen: Iterable[_Seen]) -> dict[tuple[Path, int], str]:
    """By file and offset, the revisits that stand for a redacted record and do not say so yet, with the digest they must have."""
    seen = list(seen)
    redacted = {each.place: each.digest for each in seen if each.place and not each.is_dropped and (each.is_redacted or each.is_marked)}
    return {
        (each.file, each.offset): redacted[each.refers_to]
        for each in seen
        if not each.is_dropped
        and each.refers_to in redacted
        and (each.has_validators or not each.is_marked or each.digest != redacted[each.refers_to])
    }


def _changed(seen: Iterable[_Seen], following: dict[tuple[Path, int], str]) -> set[Path]:
    return {each.file for each in seen if each.is_dropped or each.is_redacted} | {file for file, _ in following}


def _standing_for_redacted(record: WarcRecord, digest: str) -> WarcRecord:
    message = http_block(record)
    fields = _with(record.fields, {"WARC-Payload-Digest": digest, REDACTED_FIELD: "stands for a redacted body"})
    block = record.block if message is None else replace(message, headers=without(message.headers, VALIDATORS)).to_bytes()
    return replace(record, fields=fields, block=block)


def _redacted(record: WarcRecord, suppressions: Suppressions, kept: tuple[int, int] | None) -> WarcRecord | None:
    """The record with erased words masked, or None where there are none. `kept` are the pages that its crawl has still."""
    lexicon = suppressions.lexicon
    fields = tuple(
        (name, value if name.startswith("WARC-") and "URI" not in name else redacted_line(value, lexicon)) for name, value in record.fields
    )
    message = http_block(record)
    if message is None:
        block = _redacted_block(record, suppressions, kept)
        if block == record.block and fields == record.fields:
            return None
        if header_of(fields, "WARC-Payload-Digest"):
            fields = _with(fields, {"WARC-Payload-Digest": payload_digest(block)})
        return replace(record, fields=_marked(fields), block=block)
    headers, first = redacted_headers(message.headers, lexicon), redacted_line(message.first_line, lexicon)
    changed = replace(message, first_line=first, headers=headers)
    try:
        body = message.body if record.kind != "revisit" else b""
        fresh_body = redacted_body(body, header_of(headers, "Content-Type") or "", lexicon)
    except (UndecodableBodyError, UnsearchableError):  # nobody can see its words: the search afterwards says so
        body = fresh_body = b""
    if fresh_body is not body and fresh_body != body:
        is_answer = record.kind == "response"
        changed = HttpBlock(first, without(headers, STALE_WITH_BODY) if is_answer else headers, fresh_body)
        fields = _with(_marked(fields), {"WARC-Payload-Digest": payload_digest(fresh_body)})
    elif changed == message and fields == record.fields:
        return None
    return replace(record, fields=_marked(fields), block=changed.to_bytes())


def _redacted_block(record: WarcRecord, suppressions: Suppressions, kept: tuple[int, int] | None) -> bytes:
    """The block of a record that is no HTTP message: what we know of a crawl or an address, or a file as such."""
    if record.block.startswith(b"{"):
        text = record.block.decode("utf-8", "surrogateescape")
        return redacted_manifest(text, suppressions, kept or (1 << 62, 1 << 62)).encode("utf-8", "surrogateescape")
    try:
        return redacted_body(record.block, record.field("Content-Type"), suppressions.lexicon)
    except UnsearchableError:
        return record.block


def _promotions(seen: Sequence[_Seen]) -> dict[Reference, _Seen]:
    """By the record that goes, the first revisit of it that stays: it gets the body, and the later ones stand for it."""
    going = {each.place for each in seen if each.place is not None and each.is_dropped}
    staying = [each for each in seen if each.kind == "revisit" and not each.is_dropped and each.refers_to in going]
    found: dict[Reference, _Seen] = {}
    for each in sorted(staying, key=lambda each: each.date):
        if each.refers_to is not None:
            found.setdefault(each.refers_to, each)
    return found


def _promote(seen: Sequence[_Seen], promotions: dict[Reference, _Seen], step: Step) -> None:
    origins = {each.place: each for each in seen}
    for file in sorted({each.file for each in promotions.values()}):
        due = {each.offset: origins[place] for place, each in promotions.items() if each.file == file}

        def with_body(record: WarcRecord, due: dict[int, _Seen] = due) -> WarcRecord:
            return _with_body(record, _record_at(due[record.offset])) if record.offset in due else record

        _rewrite(file, with_body, step)


def _with_body(record: WarcRecord, original: WarcRecord) -> WarcRecord:
    """A revisit made a response with the body of what it stands for."""
    mine, source = http_block(record), http_block(original)
    if mine is None or source is None:
        raise ValueError(f"the revisit of {record.url} or what it stands for has no HTTP headers")
    shown = source if status_of(mine) == 304 else mine
    message = HttpBlock(
        shown.first_line, without(shown.headers, frozenset({"content-encoding", "transfer-encoding", "content-length"})), source.body
    )
    gone = {"WARC-Profile", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Refers-To"}
    fields = tuple((name, value) for name, value in record.fields if name not in gone)
    fields = _with(fields, {"WARC-Type": "response", "WARC-Payload-Digest": payload_digest(message.payload)})
    return replace(record, fields=fields, block=message.to_bytes())


def _point_to_promoted(seen: Sequence[_Seen], promotions: dict[Reference, _Seen], step: Step) -> None:
    firsts = {gone: (each.url, each.date) for gone, each in promotions.items()}
    digests = {(each.url, each.date): each.digest for each in seen if each.kind == "response"}

    def pointed(record: WarcRecord) -> WarcRecord:
        first = firsts.get(record.refers_to) if record.kind == "revisit" and record.refers_to else None
        if first is None:
            return record
        values = {"WARC-Refers-To-Target-URI": first[0], "WARC-Refers-To-Date": first[1], "WARC-Payload-Digest": digests[first]}
        return replace(record, fields=_with(record.fields, values))

    for file in sorted({each.file for each in seen if each.refers_to in firsts}):
        _rewrite(file, pointed, step)


def _record_at(seen: _Seen) -> WarcRecord:
    return next(record for record in warc_records(seen.file) if record.offset == seen.offset)


def _pages_kept(seen: Iterable[_Seen]) -> tuple[int, int]:
    """How many pages stay, and how many of them are revisits."""
    pages = [each for each in seen if each.is_page and not each.is_dropped]
    return len(pages), sum(each.kind == "revisit" for each in pages)


def _mend_manifest(warc: Path, suppressions: Suppressions, kept: tuple[int, int], step: Step) -> str | None:
    manifest = manifest_of(warc)
    if not manifest.exists():
        return None
    text = manifest.read_text("utf-8", "surrogateescape")
    fresh = redacted_manifest(text, suppressions, kept)
    if fresh == text:
        return None
    aside = manifest.with_name(manifest.name + _ASIDE)
    aside.write_text(fresh, "utf-8", "surrogateescape")
    step(manifest)
    put_in_place(aside, manifest)
    return manifest.name


def _rewrite(file: Path, change: Callable[[WarcRecord], WarcRecord | None], step: Step) -> None:
    """Writes a WARC file anew: records as they are, byte for byte, or as `change` gives them, or without them."""
    aside = file.with_name(file.name + _ASIDE)
    with file.open("rb") as old, aside.open("wb") as new:
        for record in warc_records(file):
            fresh = change(record)
            if fresh is record:
                old.seek(record.offset)
                new.write(old.read(record.length))
            elif fresh is not None:
                new.write(fresh.to_bytes())
    for _ in read_records(aside):  # a file that could not be read again must not take the place of one that can
        pass
    step(file)
    put_in_place(aside, file)


def _forget_indexes(folder: Path, warcs: Iterable[Path]) -> None:
    for warc in warcs:
        index_of(warc).unlink(missing_ok=True)
    sync(folder)


def _told(seen: Sequence[_Seen], following: dict[tuple[Path, int], str], n_promoted: int, files: Sequence[str]) -> Erased:
    return Erased(
        files=tuple(files),
        addresses=tuple(sorted({each.canonical_url for each in seen if each.url and (each.is_dropped or each.is_redacted)})),
        n_dropped=sum(each.is_dropped for each in seen),
        n_redacted=sum(each.is_redacted and not each.is_dropped for each in seen),
        n_following=len(following),
        n_promoted=n_promoted,
    )


def _with(fields: Headers, values: dict[str, str]) -> Headers:
    """The headers with these values, each where it was, new ones at the end."""
    lower = {name.lower(): value for name, value in values.items()}
    kept = [(name, lower.pop(name.lower(), value)) for name, value in fields]
    return (*kept, *((name, value) for name, value in values.items() if name.lower() in lower))


def _marked(fields: Headers) -> Headers:
    return _with(fields, {REDACTED_FIELD: "words were erased"})
