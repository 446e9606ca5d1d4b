"""One HTTP exchange as it went over the wire, a fetch that failed, and what we already know of an address. Plain values only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

Headers = tuple[tuple[str, str], ...]

NOT_MODIFIED = 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request and the answer to it.

    `url` is the address asked, `canonical_url` the one the registry knows the page by. `fetched_at` (aware, UTC) is when the answer
    began to arrive. Headers are in the order and spelling of the wire. `raw_body` is the body without transfer encoding but with its
    content encoding; `body` is without either. `method` is GET, or POST with `request_body`.
    """

    url: str
    canonical_url: str
    fetched_at: datetime
    status: int
    reason: str
    request_headers: Headers
    response_headers: Headers
    raw_body: bytes
    body: bytes
    method: str = "GET"
    request_body: bytes = b""

    def __post_init__(self) -> None:
        if self.fetched_at.tzinfo is None:
            raise ValueError(f"{self.url}: fetched_at has no time zone; give UTC")
        object.__setattr__(self, "fetched_at", self.fetched_at.astimezone(UTC))

    def header(self, name: str) -> str | None:
        """The first response header of that name, whatever its case."""
        return header_of(self.response_headers, name)

    @property
    def is_not_modified(self) -> bool:
        """Whether the server said that what we have still holds."""
        return self.status == NOT_MODIFIED

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent."""
        return self.header("Content-Type")

    @property
    def etag(self) -> str | None:
        """The ETag header as sent, quotes included."""
        return self.header("ETag")

    @property
    def last_modified(self) -> str | None:
        """The Last-Modified header as sent."""
        return self.header("Last-Modified")

    @cached_property
    def body_sha256(self) -> str | None:
        """Hex digest of the decoded body; None where the answer has no body."""
        return hashlib.sha256(self.body).hexdigest() if self.body else None


@dataclass(frozen=True, kw_only=True)
class FetchFailure:
    """An address that could not be had. `error` says what happened and what can be done about it, to somebody who was not there.

    `status` is the HTTP status where there was an answer. `ends_crawl` is true where addresses were left out because of it, so that the
    crawl is incomplete however small the share of failed pages. `is_list` tells a list page, whose links stay unknown; `is_disallowed` that
    robots.txt does not let us in, which is no fault of the page.
    """

    url: str
    canonical_url: str
    fetched_at: datetime
    status: int | None
    error: str
    ends_crawl: bool = False
    is_list: bool = False
    is_disallowed: bool = False

    @property
    def is_lost_list(self) -> bool:
        """A list page that should have come: what it links to is unknown."""
        return self.is_list and not self.is_disallowed


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the store holds of an address: the validators for a conditional request, and the body they stand for.

    `is_taken` tells that the crawl under way has it already, from before it was killed: it is not asked for again.
    """

    etag: str | None
    last_modified: str | None
    body_sha256: str
    content_type: str | None
    fetched_at: datetime
    read_body: Callable[[], bytes]
    is_taken: bool = False


def header_of(headers: Headers, name: str) -> str | None:
    """The value of the first header called `name` (case does not matter), or None."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
