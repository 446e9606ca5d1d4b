"""Bytes that come in pieces, taken by length or by line: of a file from some place on, or of one gzip member in it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

PIECE_BYTES = 65_536
LINE_BYTES = 1_048_576


class BrokenStream(Exception):
    """The stream is not what it should be; `offset` is where the record began, where that is known."""

    def __init__(self, told: str, offset: int | None = None) -> None:
        super().__init__(told)
        self.offset = offset


class Tap:
    """Bytes that come in pieces, taken by length or by line. `place` is how many were taken."""

    def __init__(self, refill: Callable[[], bytes], place: int = 0) -> None:
        self._refill = refill
        self._rest = b""
        self.place = place

    def line(self) -> bytes:
        """The next line with its end; empty at the end of the stream."""
        while b"\n" not in self._rest and len(self._rest) < LINE_BYTES and (piece := self._refill()):
            self._rest += piece
        end = self._rest.find(b"\n") + 1 or len(self._rest)
        line, self._rest = self._rest[:end], self._rest[end:]
        self.place += len(line)
        return line

    def give_back(self, line: bytes) -> None:
        """Puts a line back, to be read again."""
        self._rest = line + self._rest
        self.place -= len(line)

    def take(self, length: int, keep: int) -> bytes:
        """The first `keep` of the next `length` bytes. Raises `BrokenStream` where there are fewer."""
        kept: list[bytes] = []
        n_kept, left = 0, length
        while left:
            piece = self._rest or self._refill()
            if not piece:
                raise BrokenStream(f"the record ends {left} bytes early")
            piece, self._rest = piece[:left], piece[left:]
            left -= len(piece)
            self.place += len(piece)
            if n_kept < keep:
                kept.append(piece[: keep - n_kept])
                n_kept += len(kept[-1])
        return b"".join(kept)


def tap_of(stream: BinaryIO, offset: int) -> Tap:
    """The bytes of a file from `offset` on; places are those of the file."""
    stream.seek(offset)
    return Tap(lambda: stream.read(PIECE_BYTES), offset)


def gunzipped(stream: BinaryIO, offset: int) -> tuple[Tap, Callable[[], int]]:
    """What the gzip member at `offset` holds, and where it ends once all of it was taken. Taking raises `BrokenStream`."""
    stream.seek(offset)
    inflater = zlib.decompressobj(31)
    n_read = 0

    def refill() -> bytes:
        nonlocal n_read
        while not inflater.eof:
            packed = inflater.unconsumed_tail
            if not packed:
                packed = stream.read(PIECE_BYTES)
                n_read += len(packed)
            if not packed:
                raise BrokenStream("the file ends in the middle of a gzip member")
            try:
                piece = inflater.decompress(packed, PIECE_BYTES * 4)
            except zlib.error as error:
                raise BrokenStream(f"not a whole gzip member ({error})") from error
            if piece:
                return piece
        return b""

    return Tap(refill), lambda: offset + n_read - len(inflater.unused_data)


def holds_more(stream: BinaryIO, offset: int) -> bool:
    """Whether anything but zeros follows."""
    stream.seek(offset)
    while piece := stream.read(PIECE_BYTES):
        if piece.strip(b"\0"):
            return True
    return False


def places_of(stream: BinaryIO, mark: bytes, offset: int) -> Iterator[int]:
    """Every place from `offset` on where `mark` stands."""
    while True:
        stream.seek(offset)
        piece = stream.read(PIECE_BYTES)
        at = piece.find(mark)
        while at >= 0:
            yield offset + at
            at = piece.find(mark, at + 1)
        if len(piece) < PIECE_BYTES:
            return
        offset += len(piece) - len(mark) + 1
