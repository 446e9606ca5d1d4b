"""What an address said over time, and all there is to know of one capture: request and answer, where it lies, what it stands for.

Does not belong here: finding the captures (`timeline`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.commands.captures.timeline import Timeline, original_of, warc_file_of
from pipeline.terminal import console
from pipeline.terminal.wording import counted
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import Headers
from warehouse.captures.foreign import ForeignRecord, UnreadableArchive, member_at, record_at
from warehouse.captures.index import CaptureRow
from warehouse.captures.records import answer_in_fields
from warehouse.visible import visible

HEAD_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Wire:
    """The two messages of a capture as stored: first line and headers; no request where the file has none (imports). `members` are the
    records of both as they lie in the file, compressed."""

    request: tuple[str, Headers] | None
    answer: tuple[str, Headers]
    members: tuple[bytes, ...]


def wire_of(store: CaptureStore, row: CaptureRow) -> Wire:
    """What went over the wire for a capture. Raises `DamagedCaptureError`."""
    file = warc_file_of(store, row)
    try:
        answer, member = record_at(file, row.record_offset, HEAD_BYTES), member_at(file, row.record_offset)
    except UnreadableArchive as damage:
        words = str(damage).rpartition("(")[2].rstrip(")")
        raise DamagedCaptureError(f"{words}; restore the file from a copy", file=file, offset=row.record_offset) from damage
    following = row.record_offset + len(member)
    try:
        request = record_at(file, following, HEAD_BYTES)
    except UnreadableArchive:
        request = None
    if request is None or request.kind != "request" or request.url != answer.url:
        return Wire(None, _message_of(answer), (member,))
    return Wire(_message_of(request), _message_of(answer), (member, member_at(file, following)))


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
            console.say(f"  {visible(message[0])}")
            for name, value in message[1]:
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


def _message_of(record: ForeignRecord) -> tuple[str, Headers]:
    if not record.block and (told := answer_in_fields(record.fields)) is not None:
        return told
    first, *lines = record.block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, tuple((name, value.strip()) for name, _, value in pairs)


def _message_json(message: tuple[str, Headers] | None) -> dict[str, Any] | None:
    return {"first_line": message[0], "headers": [list(pair) for pair in message[1]]} if message else None
