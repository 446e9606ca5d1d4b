"""Erasing what is suppressed from the captures that are stored: WARC files and crawl manifests of one registry, rewritten aside.

Belongs here: file work on one folder of captures. Does not belong here: what becomes of a record (`redacted_records`),
what is erased (`suppression`), the index files (made again by `CaptureStore.mend`).

A kill at any moment leaves the old or the new state of each file, and doing the same again ends in the same files:
1. where a page that stays has its body in a record that goes, the page gets a record of its own first;
2. the index files of all files that will change are removed: from then on the store reads those WARC files themselves;
3. each WARC file is written aside and renamed, then each manifest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.captures.files import ASIDE_SUFFIX, WARC_SUFFIX, index_file_of, manifest_of, replace_synced, sync
from warehouse.captures.stored_records import read_records, whole_length
from warehouse.captures.warc_reader import ArchiveRecord, Reference, record_at, stored_bytes, whole_records
from warehouse.erasure.erasure_plan import RecordFacts, RecordPlace, changed_files, facts_of, followers, pages_kept, promotions
from warehouse.erasure.redacted_records import (
    PagesKept,
    member_of,
    redacted_manifest,
    redacted_record,
    standing_for_redacted,
    with_body_of,
    with_fields,
)
from warehouse.erasure.suppression import Suppressions

BeforeReplacing = Callable[[Path], None]


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


def plan(folder: Path, suppressions: Suppressions) -> Erased:
    """What `erase` would do to the finished captures of a registry, without doing it."""
    facts = facts_of(sorted(folder.glob(f"*{WARC_SUFFIX}")), suppressions)
    following = followers(facts)
    return _summary(facts, following, len(promotions(facts)), {file.name for file in changed_files(facts, following)})


def erase(folder: Path, suppressions: Suppressions, before_replacing: BeforeReplacing = lambda _file: None) -> Erased:
    """Erases what is suppressed from all captures of one registry, also from those a killed crawl left aside.

    Index files of what changed are gone afterwards: `CaptureStore.mend` makes them again. `before_replacing` is given each file before it
    is replaced. Only who holds the data folder and the registry's writer lock may call it. Raises `DamagedCaptureError` for a WARC file
    that cannot be read: nothing after it is done.
    """
    _clear(folder)
    warcs = sorted((*folder.glob(f"*{WARC_SUFFIX}"), *folder.glob(f"*{WARC_SUFFIX}{ASIDE_SUFFIX}")))
    before = facts = facts_of(warcs, suppressions)
    promoted = promotions(facts)
    if promoted:
        _forget_indexes(folder, {each.file for each in facts if each.kind == "revisit"})
        _promote(facts, promoted, before_replacing)
        _point_to_promoted(facts_of(warcs, suppressions), promoted, before_replacing)
        facts = facts_of(warcs, suppressions)
    following = followers(facts)
    changed = changed_files(facts, following)
    moved = {each.place for each in facts if each.place is not None and (each.is_dropped or each.is_redacted)}
    _forget_indexes(folder, changed | {each.file for each in facts if each.refers_to in moved})
    kept = {warc: pages_kept(each for each in facts if each.file == warc) for warc in warcs}
    dropped = {(each.file, each.offset) for each in facts if each.is_dropped}

    def erased(file: Path, record: ArchiveRecord) -> ArchiveRecord | None:
        place = file, record.offset
        if place in dropped:
            return None
        record = redacted_record(record, suppressions, kept[file]) or record
        return standing_for_redacted(record, following[place]) if place in following else record

    for file in sorted(changed):
        _rewrite([file], erased, before_replacing)
    manifests = {name for warc in warcs if (name := _mend_manifest(warc, suppressions, kept[warc], before_replacing))}
    return _summary(before, following, len(promoted), {file.name for file in changed} | manifests)


def _clear(folder: Path) -> None:
    """Removes what lies aside, but for the WARC files of killed crawls, which may be gone on with: they are cut back to what is whole."""
    for leftover in folder.glob(f"*{ASIDE_SUFFIX}"):
        if not leftover.name.endswith(f"{WARC_SUFFIX}{ASIDE_SUFFIX}"):
            leftover.unlink()
        elif (whole := whole_length(leftover)) < leftover.stat().st_size:
            os.truncate(leftover, whole)


def _promote(facts: Sequence[RecordFacts], promoted: dict[Reference, RecordFacts], before_replacing: BeforeReplacing) -> None:
    origins = {each.place: each for each in facts}
    sources = {(each.file, each.offset): origins[place] for place, each in promoted.items()}

    def with_body(file: Path, record: ArchiveRecord) -> ArchiveRecord:
        source = sources.get((file, record.offset))
        return with_body_of(record, record_at(source.file, source.offset)) if source else record

    _rewrite(sorted({each.file for each in promoted.values()}), with_body, before_replacing)


def _point_to_promoted(facts: Sequence[RecordFacts], promoted: dict[Reference, RecordFacts], before_replacing: BeforeReplacing) -> None:
    firsts = {gone: (each.url, each.date) for gone, each in promoted.items()}
    digests = {(each.url, each.date): each.digest for each in facts if each.kind == "response"}

    def pointed(_file: Path, record: ArchiveRecord) -> ArchiveRecord:
        first = firsts.get(record.refers_to) if record.kind == "revisit" and record.refers_to else None
        if first is None:
            return record
        values = {"WARC-Refers-To-Target-URI": first[0], "WARC-Refers-To-Date": first[1], "WARC-Payload-Digest": digests[first]}
        return replace(record, fields=with_fields(record.fields, values))

    _rewrite(sorted({each.file for each in facts if each.refers_to in firsts}), pointed, before_replacing)


def _mend_manifest(warc: Path, suppressions: Suppressions, kept: PagesKept, before_replacing: BeforeReplacing) -> str | None:
    manifest = manifest_of(warc)
    if not manifest.exists():
        return None
    text = manifest.read_text("utf-8", "surrogateescape")
    fresh = redacted_manifest(text, suppressions, kept)
    if fresh == text:
        return None
    _aside(manifest).write_text(fresh, "utf-8", "surrogateescape")
    before_replacing(manifest)
    replace_synced(_aside(manifest), manifest)
    return manifest.name


def _rewrite(
    files: Sequence[Path], change: Callable[[Path, ArchiveRecord], ArchiveRecord | None], before_replacing: BeforeReplacing
) -> None:
    """Writes WARC files anew: records as they are, byte for byte, or as `change` gives them, or without them.

    All are written before one is replaced: offsets that `change` knows hold until then.
    """
    for file in files:
        with _aside(file).open("wb") as stream:
            for record in whole_records(file):
                fresh = change(file, record)
                if fresh is record:
                    stream.write(stored_bytes(file, record))
                elif fresh is not None:
                    stream.write(member_of(fresh))
        for _ in read_records(_aside(file)):  # a file that could not be read again must not take the place of one that can
            pass
    for file in files:
        before_replacing(file)
        replace_synced(_aside(file), file)


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.purged{ASIDE_SUFFIX}")


def _forget_indexes(folder: Path, warcs: Iterable[Path]) -> None:
    for warc in warcs:
        index_file_of(warc).unlink(missing_ok=True)
    sync(folder)


def _summary(facts: Sequence[RecordFacts], following: dict[RecordPlace, str], n_promoted: int, files: set[str]) -> Erased:
    return Erased(
        files=tuple(sorted(files)),
        addresses=tuple(sorted({each.canonical_url for each in facts if each.url and (each.is_dropped or each.is_redacted)})),
        n_dropped=sum(each.is_dropped for each in facts),
        n_redacted=sum(each.is_redacted and not each.is_dropped for each in facts),
        n_following=len(following),
        n_promoted=n_promoted,
    )
