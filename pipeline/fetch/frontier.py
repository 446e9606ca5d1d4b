"""Which addresses a crawl still has to visit, each once: list pages first come first served, then projects."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from pipeline.fetch.errors import AddressRefusedError, FetchError
from warehouse.captures.exchange import Exchange

Kind = Literal["list", "project"]


@dataclass(frozen=True, slots=True)
class Target:
    """An address to visit, the one the registry knows it by, and what we expect there. `is_start` for the registry's own addresses."""

    url: str
    canonical_url: str
    kind: Kind
    is_start: bool = False


class Frontier:
    """The queue of a crawl inside the declared `hosts`."""

    def __init__(self, hosts: Iterable[str], canonical_url: Callable[[str], str]) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._canonical_url = canonical_url
        self._seen: set[str] = set()
        self._waiting: dict[Kind, deque[Target]] = {"list": deque(), "project": deque()}

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._waiting.values())

    def resolve(self, base: str, url: str, kind: Kind, *, is_start: bool = False) -> Target:
        """The target of a link on the page `base`. Raises `AddressRefusedError` where it leads out of the registry."""
        try:
            address = urldefrag(urljoin(base, url)).url
            parts = urlsplit(address)
            inside = parts.scheme in ("http", "https") and (parts.hostname or "").lower() in self._hosts
        except ValueError as error:
            raise AddressRefusedError(f"{base} points to {url!r}, which is no address ({error})") from error
        if not inside:
            raise AddressRefusedError(
                f"{base} points to {address}, which is outside the registry's hosts ({', '.join(sorted(self._hosts))}); "
                "declare the host in the registry's module if its pages belong to it"
            )
        return Target(address, self._canonical_url(address), kind, is_start)

    def redirected(self, target: Target, exchange: Exchange) -> Target:
        """The target a redirect leads to, expected to be what `target` was. Raises `AddressRefusedError`, `FetchError`."""
        location = exchange.header("Location")
        if not location:
            raise FetchError(f"{target.url} answered {exchange.status} without saying where to go", status=exchange.status)
        try:
            return self.resolve(target.url, location, target.kind, is_start=target.is_start)
        except AddressRefusedError as error:
            raise AddressRefusedError(f"redirect {exchange.status} not followed: {error}", status=exchange.status) from error

    def add(self, target: Target) -> bool:
        """Queues the target; False where its canonical address was queued or visited before."""
        if not self.claim(target):
            return False
        self._waiting[target.kind].append(target)
        return True

    def claim(self, target: Target) -> bool:
        """Marks the target as visited without queueing it; False where it already was."""
        if target.canonical_url in self._seen:
            return False
        self._seen.add(target.canonical_url)
        return True

    def pop(self) -> Target | None:
        """The next target, or None when all is visited."""
        queue = self._waiting["list"] or self._waiting["project"]
        return queue.popleft() if queue else None
