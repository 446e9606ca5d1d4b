"""WARC and ARC files made by others, read as they come: WARC 0.17 to 1.1 and ARC 1 and 2, plain or gzip, a member a record or one in all.

Belongs here: finding the records of a file and getting past what is damaged in it. Does not belong here: what an HTTP message in a record
says (`messages`), and our own files, of which nothing less than whole is accepted (`records`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.taps import BrokenStream, Tap, gunzipped, holds_more, places_of, tap_of

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")

Keep = Callable[[str, str, int], int]
"""Told the kind, address and length of a record; says how many bytes of its block to keep."""

_WARC_LINE = re.compile(rb"WARC/\d+\.\d+\s*")
_ARC_LINE = re.compile(rb"(?P<url>[a-z][a-z0-9+.-]*:\S.*?) (?P<ip>\S+) (?P<date>\d{12,14}) (?P<type>\S+)(?: \S+){0,5}? (?P<length>\d+)\s*")


class UnreadableArchive(Exception):
    """A file of which nothing can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One record: where it (or its gzip member) begins in the file, its kind, address and date as written, its WARC headers, its block.

    Of an ARC record the headers are those a WARC file would have. `block` has the first bytes only, where no more were to be kept.
    """

    offset: int
    kind: str
    url: str
    date: str
    fields: Headers
    block: bytes

    def field(self, name: str) -> str:
        """A WARC header, empty where there is none of that name."""
        return (header_of(self.fields, name) or "").strip()


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of a file that cannot be read; what follows is read again from the next record that can be found."""

    offset: int
    told: str


def foreign_records(file: Path, keep: Keep) -> Iterator[ForeignRecord | Damage]:
    """The records of a file in its order, and the places where it is damaged. Raises `UnreadableArchive`."""
    try:
        with file.open("rb") as stream:
            start = stream.read(4)
            if not start:
                raise UnreadableArchive(f"{file} is empty")
            if start.startswith(ZSTD):
                raise UnreadableArchive(f"{file} is compressed with zstd; decompress it first (zstd -d)")
            if start.startswith(ZIP):
                raise UnreadableArchive(f"{file} is a zip file; of a WACZ, unpack it and import the WARC files in its folder archive")
            found = False
            for each in _gzip_records(stream, keep) if start.startswith(GZIP) else _plain_records(stream, keep):
                if not found and isinstance(each, Damage) and each.offset == 0 and not _is_archive(stream):
                    raise UnreadableArchive(f"{file} is neither a WARC nor an ARC file ({each.told})")
                found = True
                yield each
    except OSError as error:
        raise UnreadableArchive(f"{file}: {error.strerror or error}") from error


def record_at(file: Path, offset: int, length: int) -> ForeignRecord:
    """The record at `offset`, its block up to `length` bytes. Raises `UnreadableArchive`."""
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            tap = gunzipped(stream, offset)[0] if stream.read(2) == GZIP else tap_of(stream, offset)
            return next(_records_in(tap, lambda *_: length, offset))
    except (OSError, BrokenStream, StopIteration) as error:
        raise UnreadableArchive(f"{file} at offset {offset}: no readable record ({error})") from error


def member_at(file: Path, offset: int) -> bytes:
    """The gzip member at `offset` as it lies in the file, compressed. Raises `UnreadableArchive`."""
    try:
        with file.open("rb") as stream:
            tap, end_of = gunzipped(stream, offset)
            while tap.line():
                pass
            end = end_of()
            stream.seek(offset)
            return stream.read(end - offset)
    except (OSError, BrokenStream) as error:
        raise UnreadableArchive(f"{file} at offset {offset}: no readable record ({error})") from error


def moment_of(date: str) -> datetime | None:
    """When a record is of (UTC): `2019-02-03T04:05:06.7Z`, less of it as WARC 1.1 allows, or ARC's 14 digits. None where it is no date."""
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?", date)
    written = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", date)
    found = digits or written
    if not found:
        return None
    year, month, day, hour, minute, second, *rest = found.groups()
    micros, zone = rest or (None, None)
    offset = timedelta() if zone in (None, "Z") else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:]))
    try:
        at = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
    except ValueError:
        return None
    return at.replace(microsecond=int((micros or "0")[:6].ljust(6, "0"))) - offset


def _is_archive(stream: BinaryIO) -> bool:
    """Whether any record begins somewhere in the file."""
    stream.seek(0)
    is_gzip = stream.read(2) == GZIP
    return (_next_member(stream, 0) if is_gzip else _next_line(stream, 0)) is not None


def _gzip_records(stream: BinaryIO, keep: Keep) -> Iterator[ForeignRecord | Damage]:
    offset: int | None = 0
    while offset is not None:
        tap, end_of = gunzipped(stream, offset)
        try:
            yield from _records_in(tap, keep, offset)
            offset = end_of()
            if not holds_more(stream, offset):
                return
        except BrokenStream as broken:
            yield Damage(offset, str(broken))
            offset = _next_member(stream, offset + 1)


def _plain_records(stream: BinaryIO, keep: Keep) -> Iterator[ForeignRecord | Damage]:
    offset: int | None = 0
    while offset is not None:
        tap = tap_of(stream, offset)
        try:
            yield from _records_in(tap, keep)
            return
        except BrokenStream as broken:
            at = offset if broken.offset is None else broken.offset
            yield Damage(at, str(broken))
            offset = _next_line(stream, at + 1)


def _records_in(tap: Tap, keep: Keep, offset: int | None = None) -> Iterator[ForeignRecord]:
    """The records up to the end of the tap; `offset` where all of them have one, as those of a gzip member."""
    while line := _next_text(tap):
        place = tap.place - len(line)
        begin = place if offset is None else offset
        try:
            record = _arc_head(line, begin) if _ARC_LINE.fullmatch(line) else _warc_head(line, tap, begin)
            length = _length_of(record)
            block = tap.take(length, keep(record.kind, record.url, length))
            after = _next_text(tap)
            tap.give_back(after)
            if after and not _begins_record(after):
                raise BrokenStream("the record is longer or shorter than its Content-Length says")
        except BrokenStream as broken:
            raise BrokenStream(str(broken), begin) from broken
        yield ForeignRecord(record.offset, record.kind, record.url, record.date, record.fields, block)


def _warc_head(line: bytes, tap: Tap, offset: int) -> ForeignRecord:
    if not _WARC_LINE.fullmatch(line):
        raise BrokenStream(f"not the beginning of a record: {line[:40]!r}")
    fields: list[tuple[str, str]] = []
    while (line := tap.line()).strip():
        text = _text_of(line.rstrip(b"\r\n"))
        name, colon, value = text.partition(":")
        if text[0] in " \t" and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    if not line:
        raise BrokenStream("the file ends in the headers of a record")
    told = tuple(fields)
    url = (header_of(told, "WARC-Target-URI") or "").strip()
    url = url[1:-1] if url.startswith("<") and url.endswith(">") else url  # as wget and the grammar of WARC 1.0 have it
    kind = (header_of(told, "WARC-Type") or "").strip().lower()
    return ForeignRecord(offset, kind, url.replace(" ", "%20"), (header_of(told, "WARC-Date") or "").strip(), told, b"")


def _arc_head(line: bytes, offset: int) -> ForeignRecord:
    found = _ARC_LINE.fullmatch(line)
    if not found:
        raise BrokenStream(f"not the beginning of an ARC record: {line[:40]!r}")
    url, date = _text_of(found["url"]), found["date"].decode()
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    fields = (("WARC-Type", kind), ("Content-Type", "application/http"), ("Content-Length", found["length"].decode()))
    return ForeignRecord(offset, kind, url.replace(" ", "%20"), date, fields, b"")


def _length_of(record: ForeignRecord) -> int:
    told = record.field("Content-Length")
    if not told.isdecimal():
        raise BrokenStream(f"a record without a usable Content-Length ({told!r})")
    return int(told)


def _begins_record(line: bytes) -> bool:
    return bool(_WARC_LINE.fullmatch(line) or _ARC_LINE.fullmatch(line))


def _next_text(tap: Tap) -> bytes:
    """The next line that is not empty; nothing at the end."""
    while (line := tap.line()) and not line.strip(b"\r\n\0 "):
        pass
    return line


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _next_member(stream: BinaryIO, offset: int) -> int | None:
    """Where the next gzip member begins that holds a record."""
    for place in places_of(stream, GZIP + b"\x08", offset):
        tap, _ = gunzipped(stream, place)
        try:
            if _begins_record(_next_text(tap)):
                return place
        except BrokenStream:
            continue
    return None


def _next_line(stream: BinaryIO, offset: int) -> int | None:
    """Where the next line begins that begins a record."""
    tap = tap_of(stream, offset)
    while line := tap.line():
        if _begins_record(line):
            return tap.place - len(line)
    return None
