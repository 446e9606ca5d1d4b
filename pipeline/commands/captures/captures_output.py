"""Stored captures for people and programs: lists, what an address said over time, one capture in detail, the proof of the store.

Does not belong here: finding the captures (`timeline`), the proof itself (`store_proof`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow.compute as pc

from pipeline.commands.captures.store_proof import StoreProof
from pipeline.commands.captures.timeline import Timeline, original_of, warc_file_of, wire_of
from pipeline.terminal import console
from pipeline.terminal.wording import counted
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.files import WARC_SUFFIX, index_file_of, manifest_of
from warehouse.captures.http_message import HttpMessage
from warehouse.captures.index import CaptureRow, capture_rows
from warehouse.captures.manifest import Crawl
from warehouse.visible import visible

_SHORT = 12


@dataclass(frozen=True, slots=True)
class StoredCrawl:
    """A crawl or import with the size of its files in bytes. `crawl` is None where it has a WARC file, but no manifest that can be read."""

    registry: str
    crawl_id: str
    crawl: Crawl | None
    size: int


def crawls_of(store: CaptureStore, codes: Iterable[str]) -> Iterator[StoredCrawl]:
    """Every crawl of the registries, oldest first; those without a manifest too."""
    for code in codes:
        known = {crawl.crawl_id: crawl for crawl in store.crawls(code)}
        for warc in sorted(store.folder_of(code).glob(f"*{WARC_SUFFIX}")):
            crawl_id = warc.name.removesuffix(WARC_SUFFIX)
            size = sum(file.stat().st_size for file in (warc, index_file_of(warc), manifest_of(warc)) if file.exists())
            yield StoredCrawl(code, crawl_id, known.get(crawl_id), size)


def captures_like(store: CaptureStore, codes: Iterable[str], pattern: str) -> Iterator[CaptureRow]:
    """The captures of addresses that contain `pattern` (letter case does not matter), by registry, oldest first."""
    for code in codes:
        index = store.index(code)
        found = pc.or_(*(pc.match_substring(index[name], pattern, ignore_case=True) for name in ("url", "canonical_url")))
        yield from capture_rows(index.filter(found))


def print_crawls(found: Iterable[StoredCrawl]) -> None:
    """Prints the crawls as a table."""
    rows = [
        (
            each.registry,
            each.crawl_id,
            f"{each.crawl.started_at:%Y-%m-%d %H:%M}" if each.crawl else None,
            each.crawl.origin if each.crawl else None,
            visible(_state(each.crawl)),
            each.crawl.pages_fetched if each.crawl else None,
            each.crawl.pages_unchanged if each.crawl else None,
            each.crawl.pages_failed if each.crawl else None,
            round(each.size / 1024),
        )
        for each in found
    ]
    console.print_rows(("registry", "crawl", "begun (UTC)", "origin", "state", "pages", "unchanged", "failed", "kB"), rows)


def print_captures(found: Iterable[CaptureRow]) -> None:
    """Prints the captures as a table."""
    rows = [
        (
            f"{row.fetched_at:%Y-%m-%d %H:%M:%S}",
            row.status,
            visible(row.content_type or ""),
            row.body_bytes,
            row.record_type,
            (row.body_sha256 or "")[:_SHORT],
            row.crawl_id,
            visible(row.url),
        )
        for row in found
    ]
    console.print_rows(("fetched (UTC)", "status", "type", "bytes", "record", "sha256", "crawl", "address"), rows)


def crawl_json(each: StoredCrawl) -> dict[str, Any]:
    """A crawl for a program."""
    fields = asdict(each.crawl) if each.crawl else {"registry": each.registry, "crawl_id": each.crawl_id, "state": None}
    return fields | {"size_bytes": each.size}


def _state(crawl: Crawl | None) -> str:
    if crawl is None:
        return "no readable manifest: the next run writes it anew"
    return f"{crawl.state}: {crawl.reason}" if crawl.reason else crawl.state


def print_timeline(store: CaptureStore, timeline: Timeline) -> None:
    """Prints it for people. Raises `DamagedCaptureError` after the timeline where the chosen capture's record is damaged."""
    rows, chosen = timeline.rows, timeline.chosen
    n_bodies = len({row.body_sha256 for row in rows if row.is_page})
    for url in dict.fromkeys(row.canonical_url for row in rows):
        console.say(f"{visible(url)} ({next(row.registry for row in rows if row.canonical_url == url)})")
    between = f"{rows[0].fetched_at:%Y-%m-%d %H:%M:%S} to {rows[-1].fetched_at:%Y-%m-%d %H:%M:%S} UTC"
    console.say(f"{counted(len(rows), 'capture')}, {between}; {n_bodies} different bod{'y' if n_bodies == 1 else 'ies'}")
    origins = {(code, crawl.crawl_id): crawl.origin for code in {row.registry for row in rows} for crawl in store.crawls(code)}
    console.print_rows(
        ("", "fetched (UTC)", "status", "record", "bytes", "sha256", "body", "crawl", "origin"),
        [
            (
                ">" if row is chosen else "",
                f"{row.fetched_at:%Y-%m-%d %H:%M:%S}",
                row.status,
                row.record_type,
                row.body_bytes,
                (row.body_sha256 or "")[:12],
                "new" if is_new else "as before" if row.is_page else "no page",
                row.crawl_id,
                origins.get((row.registry, row.crawl_id)),
            )
            for row, is_new in zip(rows, timeline.changed, strict=True)
        ],
    )
    console.say(f"capture of {chosen.fetched_at.isoformat()}: {visible(chosen.url)}")
    console.say(f"  lies in {warc_file_of(store, chosen)} at offset {chosen.record_offset}")
    if chosen.record_type == "revisit":
        original = original_of(store, chosen)
        console.say(f"  {_standing(store, original)}")
    if chosen.body_sha256:
        console.say(f"  body: {chosen.body_bytes} bytes, {visible(chosen.content_type or 'no Content-Type')}, sha256 {chosen.body_sha256}")
    wire = wire_of(store, chosen)
    for title, message in (("request", wire.request), ("answer", wire.answer)):
        console.say(f"{title}:" if message else f"{title}: not known (captures made by others may lack it)")
        if message:
            console.say(f"  {visible(message.first_line)}")
            for name, value in message.headers:
                console.say(f"  {visible(name)}: {visible(value)}")


def timeline_json(store: CaptureStore, timeline: Timeline) -> dict[str, Any]:
    """The same for a program. Raises `DamagedCaptureError`."""
    chosen = timeline.chosen
    wire = wire_of(store, chosen)
    original = original_of(store, chosen) if chosen.record_type == "revisit" else None
    return {
        "captures": [
            capture_json(row) | {"is_new_body": is_new, "is_chosen": row is chosen}
            for row, is_new in zip(timeline.rows, timeline.changed, strict=True)
        ],
        "chosen": capture_json(chosen)
        | {
            "path": str(warc_file_of(store, chosen)),
            "stands_for": capture_json(original) if original else None,
            "request": _message_json(wire.request),
            "response": _message_json(wire.answer),
        },
    }


def capture_json(row: CaptureRow) -> dict[str, Any]:
    """One capture for a program."""
    return {name: getattr(row, name) for name in CaptureRow.__dataclass_fields__} | {"fetched_at": row.fetched_at.isoformat()}


def _standing(store: CaptureStore, original: CaptureRow | None) -> str:
    if original is None:
        return "stands for a body that is stored nowhere; diarium captures verify says what is missing"
    place = f"{warc_file_of(store, original)} at offset {original.record_offset}"
    return f"stands for the answer of {original.fetched_at.isoformat()} in {place}"


def _message_json(message: HttpMessage | None) -> dict[str, Any] | None:
    return {"first_line": message.first_line, "headers": [list(pair) for pair in message.headers]} if message else None


def print_store_proof(done: StoreProof) -> None:
    """Prints what was read and what was found: problems on standard error, each with its place and what to do."""
    console.say(f"{done.n_files} WARC files with {done.n_records} records read, {done.n_captures} captures")
    for each in done.findings:
        place = f"{each.file}" + (f" at offset {each.offset}" if each.offset is not None else "")
        words = f"{visible(place)}: {visible(each.problem)}; {each.advice}"
        if each.severity == "problem":
            console.complain(words)
        else:
            console.say(f"note: {words}")
    n_problems = sum(each.severity == "problem" for each in done.findings)
    if not n_problems:
        console.say("all of it is whole: digests, index and manifests agree")
    else:
        console.complain(f"{counted(n_problems, 'problem')}; everything else is whole")


def store_proof_json(done: StoreProof) -> dict[str, Any]:
    """The same for a program."""
    return {
        "files": done.n_files,
        "records": done.n_records,
        "captures": done.n_captures,
        "is_whole": done.is_whole,
        "findings": [asdict(each) | {"file": str(each.file)} for each in done.findings],
    }
