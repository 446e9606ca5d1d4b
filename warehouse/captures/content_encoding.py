"""Undoing HTTP content encodings, in pieces of bounded size, so that a small answer cannot become a huge one unnoticed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE_BYTES = 65_536


class UndecodableBodyError(ValueError):
    """The body is not what its Content-Encoding says, ends too early, or is encoded in a way we did not ask for."""


class ContentDecoder:
    """Decodes one body as it arrives. `content_encoding` is the header's value, None or empty where there is none.

    Knows gzip and deflate (with or without the zlib wrapper), which is what our requests ask for. Raises `UndecodableBodyError`.
    """

    def __init__(self, content_encoding: str | None) -> None:
        self._encoding = (content_encoding or "identity").strip().lower().removeprefix("x-")
        if self._encoding not in ("identity", "gzip", "deflate"):
            raise UndecodableBodyError(f"Content-Encoding {content_encoding!r} is not one of gzip and deflate, which the request offered")
        self._inflater = zlib.decompressobj(31 if self._encoding == "gzip" else 15)
        self._is_started = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` decodes to, at most `PIECE_BYTES` at a time."""
        if self._encoding == "identity":
            yield chunk
            return
        is_full = False
        while chunk or is_full:
            if self._inflater.eof:
                if self._encoding == "deflate" or not chunk.startswith(b"\x1f"):
                    return
                self._inflater = zlib.decompressobj(31)
            piece = self._inflate(chunk)
            yield piece
            is_full = len(piece) == PIECE_BYTES and not self._inflater.eof
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data

    def finish(self) -> None:
        """Raises `UndecodableBodyError` where the body broke off."""
        if self._is_started and not self._inflater.eof:
            raise UndecodableBodyError(f"the {self._encoding} body ends before its end mark")

    def _inflate(self, chunk: bytes) -> bytes:
        try:
            piece = self._inflater.decompress(chunk, PIECE_BYTES)
        except zlib.error as error:
            if self._encoding != "deflate" or self._is_started:
                raise UndecodableBodyError(f"the body is not valid {self._encoding}: {error}") from error
            self._inflater = zlib.decompressobj(-15)
            self._is_started = True
            return self._inflate(chunk)
        self._is_started = True
        return piece


def decode_body(raw: bytes, content_encoding: str | None) -> bytes:
    """The whole of `raw` without its content encoding. Raises `UndecodableBodyError`."""
    decoder = ContentDecoder(content_encoding)
    slices = (raw[start : start + PIECE_BYTES] for start in range(0, len(raw), PIECE_BYTES))
    body = b"".join(piece for part in slices for piece in decoder.pieces(part))
    decoder.finish()
    return body
