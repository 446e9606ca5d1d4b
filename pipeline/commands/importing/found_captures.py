"""A capture found in a file of others, before it is stored: what it says of a page of a registry, and where its body waits.

Does not belong here: reading the file (`archive_scan`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from warehouse.captures.content_encoding import decode_body
from warehouse.captures.exchange import NOT_MODIFIED, Exchange, Headers, header_of
from warehouse.captures.http_message import HttpMessage

DigestKey = tuple[str, bytes]
OF_ENCODING = ("content-encoding", "content-length", "transfer-encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer of a registry at one moment.

    `offset` is that of its record in the file it came from; `headers` fit what `raw` gives (the body without transfer encoding).
    `body_sha256` is that of the body without any encoding, for a 304 that of the body it stands for, which `original` has.
    """

    registry: str
    url: str
    canonical_url: str
    fetched_at: datetime
    status: int
    reason: str
    headers: Headers
    body_sha256: str | None
    raw: Callable[[], bytes]
    offset: int
    digests: tuple[DigestKey, ...] = ()
    request: HttpMessage | None = None
    original: Capture | None = None

    def exchange(self) -> Exchange:
        """The capture as an exchange."""
        raw = self.raw()
        return Exchange(
            url=self.url,
            canonical_url=self.canonical_url,
            fetched_at=self.fetched_at,
            status=self.status,
            reason=self.reason,
            request_headers=self.request.headers if self.request else (),
            response_headers=self.headers,
            raw_body=raw,
            body=decode_body(raw, header_of(self.headers, "Content-Encoding")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A record without a body that stands for another: named by address and date, or by the digest of the payload they share."""

    capture: Capture
    refers_to_url: str
    refers_to_date: datetime | None
    digest: DigestKey | None

    def standing_for(self, original: Capture) -> Capture:
        """The capture it is, given the one it stands for."""
        if self.capture.status == NOT_MODIFIED:
            return replace(self.capture, body_sha256=original.body_sha256, original=original)
        encoding = tuple(pair for pair in original.headers if pair[0].lower().removeprefix("x-archive-orig-") in OF_ENCODING)
        own = tuple(pair for pair in self.capture.headers if pair[0].lower().removeprefix("x-archive-orig-") not in OF_ENCODING)
        return replace(
            self.capture,
            headers=(*own, *encoding) if own else original.headers,
            body_sha256=original.body_sha256,
            raw=original.raw,
            digests=original.digests,
        )


class Spool:
    """Bodies that wait on disk, in a file that is gone when the spool is closed, however that happens (folder: TMPDIR)."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="diarium-import-")  # noqa: SIM115  (closed by __exit__)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def keep(self, raw: bytes) -> Callable[[], bytes]:
        """Puts a body away; what is returned gives it back."""
        place, length = self._file.seek(0, 2), len(raw)
        self._file.write(raw)

        def read() -> bytes:
            self._file.seek(place)
            return self._file.read(length)

        return read


def second_of(moment: datetime) -> datetime:
    """The moment without its fraction, which not every tool writes."""
    return moment.replace(microsecond=0)
