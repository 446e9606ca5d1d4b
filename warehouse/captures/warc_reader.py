"""The records of WARC and ARC files, also of others: WARC 0.17 to 1.1, ARC 1 and 2, plain or gzip, a gzip member per record or one in all.

Belongs here: finding the records of a file, as fields and block, and what is done about a damaged place. Does not belong here: what an
HTTP message in a record says (`http_message`), what a capture of ours is (`stored_records`), writing (`warc_file`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from warehouse.captures.byte_reader import BrokenStream, ByteReader, GzipMember, holds_more, places_of_mark
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.exchange import Headers, header_of
from warehouse.captures.warc_dates import warc_moment

Reference = tuple[str, datetime]
Keep = Callable[[str, str, int], int]
"""Given the kind, address and length of a record; returns how many bytes of its block to keep."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
_WARC_LINE = re.compile(rb"WARC/\d+\.\d+\s*")
_ARC_LINE = re.compile(rb"(?P<url>[a-z][a-z0-9+.-]*:\S.*?) (?P<ip>\S+) (?P<date>\d{12,14}) (?P<type>\S+)(?: \S+){0,5}? (?P<length>\d+)\s*")


class UnreadableArchive(Exception):
    """A file of which nothing can be read; the message names it, `problem` says why and what to do."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file} {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """One record as it stands: its WARC headers (of an ARC record those that a WARC file would have) and its block.

    It lies at `file[offset:end]`; where one gzip member holds several records, each has the offset of the member. `block` has the first
    bytes only, where no more were to be kept.
    """

    offset: int
    end: int
    fields: Headers
    block: bytes

    def field(self, name: str) -> str:
        """A WARC header, empty where there is none of that name."""
        return (header_of(self.fields, name) or "").strip()

    @property
    def kind(self) -> str:
        """The WARC-Type in small letters."""
        return self.field("WARC-Type").lower()

    @property
    def url(self) -> str:
        """The address the record is about, empty where it has none; spaces in it encoded."""
        url = self.field("WARC-Target-URI")
        url = url[1:-1] if url.startswith("<") and url.endswith(">") else url  # as wget and the grammar of WARC 1.0 have it
        return url.replace(" ", "%20")

    @property
    def date(self) -> str:
        """The WARC-Date as written; `warc_moment` reads it."""
        return self.field("WARC-Date")

    @property
    def refers_to(self) -> Reference | None:
        """What a revisit stands for."""
        return reference_of(self.field("WARC-Refers-To-Target-URI"), self.field("WARC-Refers-To-Date"))


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of a file that cannot be read; what follows is read again from the next record that can be found."""

    offset: int
    problem: str


def archive_records(file: Path, keep: Keep | None = None) -> Iterator[ArchiveRecord | Damage]:
    """The records of a file in its order, and the places where it is damaged. Raises `UnreadableArchive`."""
    try:
        with file.open("rb") as stream:
            start = stream.read(4)
            if not start:
                raise UnreadableArchive(file, "is empty")
            if start.startswith(_ZSTD):
                raise UnreadableArchive(file, "is compressed with zstd; decompress it first (zstd -d)")
            if start.startswith(_ZIP):
                raise UnreadableArchive(file, "is a zip file; of a WACZ, unpack it and import the WARC files in its folder archive")
            is_first = True
            for record in _gzip_records(stream, keep) if start.startswith(_GZIP) else _plain_records(stream, keep):
                if is_first and isinstance(record, Damage) and record.offset == 0 and not _is_archive(stream):
                    raise UnreadableArchive(file, f"is neither a WARC nor an ARC file ({record.problem})")
                is_first = False
                yield record
    except OSError as error:
        raise UnreadableArchive(file, f"cannot be read ({error.strerror or error})") from error


def whole_records(file: Path, keep: Keep | None = None) -> Iterator[ArchiveRecord]:
    """The records of a file of ours, of which nothing less than whole is accepted. Raises `DamagedCaptureError` at the first bad place."""
    end = 0
    try:
        for record in archive_records(file, keep):
            if isinstance(record, Damage):
                raise unreadable_record(file, record.offset, record.problem)
            if record.offset < end:
                raise unreadable_record(file, record.offset, "several records in one gzip member")
            end = record.end
            yield record
    except UnreadableArchive as error:
        raise unreadable_record(file, end, error.problem) from error
    if end != file.stat().st_size:
        raise unreadable_record(file, end, "the file goes on after its last record")


def record_at(file: Path, offset: int, keep_bytes: int | None = None) -> ArchiveRecord:
    """The record at `offset`, its block whole or the first bytes of it. Raises `DamagedCaptureError`."""
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            reader = GzipMember(stream, offset) if stream.read(2) == _GZIP else ByteReader(stream, offset)
            return next(_records_in(reader, None if keep_bytes is None else lambda *_: keep_bytes))
    except (OSError, BrokenStream) as error:
        raise unreadable_record(file, offset, error) from error
    except StopIteration as end:
        raise unreadable_record(file, offset, "nothing is there") from end


def stored_bytes(file: Path, record: ArchiveRecord) -> bytes:
    """A record as it lies in the file: compressed."""
    with file.open("rb") as stream:
        stream.seek(record.offset)
        return stream.read(record.end - record.offset)


def unreadable_record(file: Path, offset: int, cause: Exception | str) -> DamagedCaptureError:
    """What is to be raised where a record of ours is damaged."""
    words = str(cause).strip() or type(cause).__name__
    return DamagedCaptureError(
        f"not a readable WARC record ({words}); restore the file from a copy, or remove it", file=file, offset=offset
    )


def reference_of(url: str, date: str) -> Reference | None:
    """What a revisit names a record by; None where an address or a date is missing."""
    moment = warc_moment(date)
    return (url, moment) if url and moment else None


def _is_archive(stream: BinaryIO) -> bool:
    """Whether any record begins somewhere in the file."""
    stream.seek(0)
    is_gzip = stream.read(2) == _GZIP
    return (_next_member(stream, 0) if is_gzip else _next_line(stream, 0)) is not None


def _gzip_records(stream: BinaryIO, keep: Keep | None) -> Iterator[ArchiveRecord | Damage]:
    offset: int | None = 0
    while offset is not None:
        member = GzipMember(stream, offset)
        try:
            yield from _records_in(member, keep)
            offset = member.end
            if not holds_more(stream, offset):
                return
        except BrokenStream as broken:
            yield Damage(offset, str(broken))
            offset = _next_member(stream, offset + 1)


def _plain_records(stream: BinaryIO, keep: Keep | None) -> Iterator[ArchiveRecord | Damage]:
    offset: int | None = 0
    while offset is not None:
        try:
            yield from _records_in(ByteReader(stream, offset), keep)
            return
        except BrokenStream as broken:
            at = offset if broken.offset is None else broken.offset
            yield Damage(at, str(broken))
            offset = _next_line(stream, at + 1)


def _records_in(reader: ByteReader, keep: Keep | None) -> Iterator[ArchiveRecord]:
    while line := _next_text(reader):
        offset = reader.place - len(line) if reader.member_offset is None else reader.member_offset
        try:
            fields = _arc_fields(line) or _warc_fields(line, reader)
            length = _length_of(fields)
            block = reader.take(length, length if keep is None else _kept_bytes(keep, fields, length))
            after = _next_text(reader)
            reader.give_back(after)
            if after and not _begins_record(after):
                raise BrokenStream("the record is longer or shorter than its Content-Length says")
        except BrokenStream as broken:
            raise BrokenStream(str(broken), offset) from broken
        yield ArchiveRecord(offset, reader.end, fields, block)


def _warc_fields(line: bytes, reader: ByteReader) -> Headers:
    if not _WARC_LINE.fullmatch(line):
        raise BrokenStream(f"not the beginning of a record: {line[:40]!r}")
    fields: list[tuple[str, str]] = []
    while (line := reader.line()).strip():
        text = _text_of(line.rstrip(b"\r\n"))
        name, colon, value = text.partition(":")
        if text[0] in " \t" and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    if not line:
        raise BrokenStream("the file ends in the headers of a record")
    return tuple(fields)


def _arc_fields(line: bytes) -> Headers | None:
    found = _ARC_LINE.fullmatch(line)
    if not found:
        return None
    url = _text_of(found["url"])
    return (
        ("WARC-Type", "warcinfo" if url.startswith("filedesc:") else "response"),
        ("WARC-Target-URI", url),
        ("WARC-Date", found["date"].decode()),
        ("Content-Type", "application/http"),
        ("Content-Length", found["length"].decode()),
    )


def _length_of(fields: Headers) -> int:
    length = (header_of(fields, "Content-Length") or "").strip()
    if not length.isdecimal():
        raise BrokenStream(f"a record without a usable Content-Length ({length!r})")
    return int(length)


def _kept_bytes(keep: Keep, fields: Headers, length: int) -> int:
    record = ArchiveRecord(0, 0, fields, b"")
    return keep(record.kind, record.url, length)


def _begins_record(line: bytes) -> bool:
    return bool(_WARC_LINE.fullmatch(line) or _ARC_LINE.fullmatch(line))


def _next_text(reader: ByteReader) -> bytes:
    """The next line that is not empty; nothing at the end."""
    while (line := reader.line()) and not line.strip(b"\r\n\0 "):
        pass
    return line


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _next_member(stream: BinaryIO, offset: int) -> int | None:
    """Where the next gzip member begins that holds a record."""
    for place in places_of_mark(stream, _GZIP + b"\x08", offset):
        try:
            if _begins_record(_next_text(GzipMember(stream, place))):
                return place
        except BrokenStream:
            continue
    return None


def _next_line(stream: BinaryIO, offset: int) -> int | None:
    """Where the next line begins that begins a record."""
    reader = ByteReader(stream, offset)
    while line := reader.line():
        if _begins_record(line):
            return reader.place - len(line)
    return None
