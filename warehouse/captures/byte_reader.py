"""Bytes taken by line or by length, in bounded memory: of a file from an offset on, or of one gzip member in it.

Belongs here: pieces, places and gzip. Does not belong here: what the bytes mean (`warc_reader`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

_READ_BYTES = 65_536
_INFLATED_BYTES = 262_144
_LINE_BYTES = 1_048_576


class BrokenStream(Exception):
    """The stream is not what it should be; `offset` is where the record began, where that is known."""

    def __init__(self, problem: str, offset: int | None = None) -> None:
        super().__init__(problem)
        self.offset = offset


class ByteReader:
    """The bytes of a file from `offset` on, where nobody else moves in the file meanwhile."""

    member_offset: int | None = None
    """Where the gzip member begins whose content the bytes are."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        stream.seek(offset)
        self._stream = stream
        self._piece = b""
        self._at = 0
        self._piece_place = offset

    @property
    def place(self) -> int:
        """Where the next byte stands: in the file, or among those of the member."""
        return self._piece_place + self._at

    @property
    def end(self) -> int:
        """Where in the file that ends which was taken."""
        return self.place

    def line(self) -> bytes:
        """The next line with its end; empty at the end of the stream. A longer line than a header can be comes in parts."""
        end = self._piece.find(b"\n", self._at) + 1
        while not end and len(self._piece) - self._at < _LINE_BYTES and (more := self._next_piece()):
            self._take_up(self._piece[self._at :] + more)
            end = self._piece.find(b"\n") + 1
        line = self._piece[self._at : end or len(self._piece)]
        self._at += len(line)
        return line

    def give_back(self, line: bytes) -> None:
        """Puts the line that was taken last back, to be read again."""
        self._at -= len(line)

    def take(self, length: int, keep: int) -> bytes:
        """The first `keep` of the next `length` bytes. Raises `BrokenStream` where there are fewer."""
        kept: list[bytes] = []
        n_kept, left = 0, length
        while left:
            if self._at == len(self._piece):
                self._take_up(self._next_piece())
                if not self._piece:
                    raise BrokenStream(f"the record ends {left} bytes early")
            piece = self._piece[self._at : self._at + left]
            left -= len(piece)
            self._at += len(piece)
            if n_kept < keep:
                kept.append(piece[: keep - n_kept])
                n_kept += len(kept[-1])
        return b"".join(kept)

    def _take_up(self, piece: bytes) -> None:
        self._piece_place += self._at
        self._piece, self._at = piece, 0

    def _next_piece(self) -> bytes:
        return self._stream.read(_READ_BYTES)


class GzipMember(ByteReader):
    """What the gzip member at `offset` holds. Taking raises `BrokenStream` where it is damaged or cut off."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        super().__init__(stream, offset)
        self._piece_place = 0
        self.member_offset = self._read_until = offset
        self._inflater = zlib.decompressobj(31)

    @property
    def end(self) -> int:
        """Where in the file the member ends; known once all of it was taken."""
        return self._read_until - len(self._inflater.unused_data)

    def _next_piece(self) -> bytes:
        while not self._inflater.eof:
            packed = self._inflater.unconsumed_tail
            if not packed:
                packed = self._stream.read(_READ_BYTES)
                self._read_until += len(packed)
            if not packed:
                raise BrokenStream("the file ends in the middle of a gzip member")
            try:
                piece = self._inflater.decompress(packed, _INFLATED_BYTES)
            except zlib.error as error:
                raise BrokenStream(f"not a whole gzip member ({error})") from error
            if piece:
                return piece
        return b""


def holds_more(stream: BinaryIO, offset: int) -> bool:
    """Whether anything but zeros follows."""
    stream.seek(offset)
    while piece := stream.read(_READ_BYTES):
        if piece.strip(b"\0"):
            return True
    return False


def places_of_mark(stream: BinaryIO, mark: bytes, offset: int) -> Iterator[int]:
    """Every place from `offset` on where `mark` stands."""
    while True:
        stream.seek(offset)
        piece = stream.read(_READ_BYTES)
        at = piece.find(mark)
        while at >= 0:
            yield offset + at
            at = piece.find(mark, at + 1)
        if len(piece) < _READ_BYTES:
            return
        offset += len(piece) - len(mark) + 1
