"""Which addresses a crawl still has to visit, each once: list pages first come first served, then projects; a queue for each host.

Belongs here: reading the links of a list page by the registry's `discover`, and whether there is an end to lists that lead to lists. Does
not belong here: requests (`session`)."""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from parsers.discover import ListUnreadable
from parsers.reader_guards import DiscoveryCrashed
from parsers.reading import Link, Page, Post
from parsers.registry import Source
from pipeline.fetch.fetch_errors import AddressRefusedError, FetchError
from warehouse.captures.exchange import Exchange

TargetKind = Literal["list", "project"]
LONGEST_ADDRESS = 8_000
LISTS_AHEAD = 100


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """An address to visit, the one the registry knows it by, and what we expect there. `is_start` for the registry's own addresses.

    `passed` are the targets whose redirects led here, `barren` counts the list pages in a row that led here and showed nothing new. `host`
    says whose turn it is when the target is fetched.
    """

    url: str
    canonical_url: str
    kind: TargetKind
    is_start: bool = False
    post: Post | None = None
    passed: tuple[FetchTarget, ...] = ()
    barren: int = 0
    host: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "host", host_key(self.url))

    @property
    def first(self) -> FetchTarget:
        """The target that was to be visited, before any redirect."""
        return self.passed[0] if self.passed else self


class Frontier:
    """The queues of a crawl inside the declared `hosts`, at the usual ports and those of the addresses it starts from.

    Lists come first, since only they tell what there is; one that is `LISTS_AHEAD` lists ahead of the projects lets these have their turn.
    """

    def __init__(self, hosts: Iterable[str], canonical_url: Callable[[str], str], start_urls: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._ports = {None, 80, 443, *(urlsplit(url).port for url in start_urls)}
        self._canonical_url = canonical_url
        self._inside: dict[str, str] = {}  # addresses met before: most links of a list page are on all of them
        self._seen: set[str] = set()
        self._ahead = 0
        self._given_up: set[str] = set()
        self._waiting: dict[str, dict[TargetKind, deque[FetchTarget]]] = {}

    def __len__(self) -> int:
        return sum(len(queue) for queues in self._waiting.values() for queue in queues.values())

    def resolve(self, base: str, url: str, kind: TargetKind, *, is_start: bool = False, post: Post | None = None) -> FetchTarget:
        """The target of a link on the page `base`. Raises `AddressRefusedError` where it leads out of the registry."""
        address = url if url.startswith(("http://", "https://")) and "#" not in url else None
        canonical = self._inside.get(address) if address else None
        if address is None or canonical is None:
            address = self._checked(base, url)
            canonical = self._inside[address] = self._canonical_url(address)
        return FetchTarget(address, _with_post(canonical, post) if post else canonical, kind, is_start, post)

    def _checked(self, base: str, url: str) -> str:
        """The absolute address of a link, which lies inside the registry."""
        try:
            if len(url) > LONGEST_ADDRESS:
                raise ValueError(f"{len(url)} characters long")
            address = urldefrag(urljoin(base, url)).url
            parts = urlsplit(address)
            if re.search(r"[\\@\s\x00-\x20]", parts.netloc):  # readers of addresses disagree about which host such a one names
                raise ValueError("no plain host")
            address.encode("utf-8")
            is_web = parts.scheme in ("http", "https") and parts.port in self._ports
            inside = is_web and (parts.hostname or "").lower() in self._hosts
        except ValueError as error:
            raise AddressRefusedError(f"{base} points to {url[:200]!r}, which is no address ({error})") from error
        if not inside:
            raise AddressRefusedError(
                f"{base} points to {address}, which is outside the registry's hosts ({', '.join(sorted(self._hosts))}); "
                "declare the host in registry.toml if its pages belong to it"
            )
        return address

    def redirected(self, target: FetchTarget, exchange: Exchange) -> FetchTarget:
        """The target a redirect leads to, expected to be what `target` was. Raises `AddressRefusedError`, `FetchError`."""
        location = exchange.header("Location")
        if not location:
            raise FetchError(
                f"{target.url} answered {exchange.status} without saying where to go; look at the address in a browser",
                status=exchange.status,
            )
        with suppress(UnicodeError):  # header bytes above ASCII arrive as Latin-1, and are UTF-8 more often than not
            location = location.encode("latin-1").decode("utf-8")
        try:
            found = self.resolve(target.url, location, target.kind, is_start=target.is_start)
        except AddressRefusedError as error:
            raise AddressRefusedError(f"redirect {exchange.status} not followed: {error}", status=exchange.status) from error
        post = target.post if exchange.status in (307, 308) else None  # these ask for the same request again, the others for a GET
        canonical = _with_post(found.canonical_url, post) if post else found.canonical_url
        return replace(found, canonical_url=canonical, post=post, passed=(*target.passed, target), barren=target.barren)

    def add(self, target: FetchTarget) -> bool:
        """Queues the target; False where its canonical address was queued or visited before."""
        if target.host in self._given_up or not self.claim(target):
            return False
        self._queues(target.host)[target.kind].append(target)
        return True

    def claim(self, target: FetchTarget) -> bool:
        """Marks the target as visited without queueing it; False where it already was."""
        if target.canonical_url in self._seen:
            return False
        self._seen.add(target.canonical_url)
        return True

    def put_first(self, target: FetchTarget) -> None:
        """Queues a target that was claimed, before all others of its host."""
        self._queues(target.host)["list"].appendleft(target)

    def pop(self, busy: Collection[str] = ()) -> FetchTarget | None:
        """The next target of a host that is not `busy`, or None when there is none."""
        for host, queues in self._waiting.items():
            lists, projects = queues["list"], queues["project"]
            queue = projects if projects and self._ahead >= LISTS_AHEAD else lists or projects
            if queue and host not in busy:
                self._ahead = max(self._ahead + (1 if queue is lists else -1), 0)
                return queue.popleft()
        return None

    def give_up(self, host: str) -> int:
        """Forgets what is still to be visited at a host, and takes nothing more of it; how much that was."""
        self._given_up.add(host)
        queues = self._waiting.pop(host, {})
        return sum(len(queue) for queue in queues.values())

    def knows(self, target: FetchTarget) -> bool:
        """Whether the target's canonical address was queued or visited before."""
        return target.canonical_url in self._seen

    def _queues(self, host: str) -> dict[TargetKind, deque[FetchTarget]]:
        return self._waiting.setdefault(host, {"list": deque(), "project": deque()})


@lru_cache(maxsize=16_384)
def host_key(url: str) -> str:
    """The host of an address, with its port where that is an unusual one: http and https of one host are one server to be polite to."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


def _with_post(url: str, post: Post) -> str:
    """The address of what a POST request asks for, as web archives write it: the body becomes part of the query."""
    is_form = post.content_type.startswith("application/x-www-form-urlencoded")
    sent = post.body if is_form else "__wb_post_data=" + base64.b64encode(post.body.encode()).decode()
    return f"{url}{'&' if '?' in url else '?'}__wb_method=POST&{sent}"


FAN = 40  # a list may lead to many lists; but not to so many times more of them than may follow one another


@dataclass(slots=True)
class ListLinks:
    """Queues what list pages link to, inside the registry.

    Where `max_barren` list pages in a row lead to no new project but to further lists, these are not queued.
    """

    source: Source
    frontier: Frontier
    max_barren: int
    is_erased: Callable[[str], bool]
    _targets: dict[Link, FetchTarget] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _n_barren: int = 0
    _is_cut: bool = False

    def follow(self, target: FetchTarget, page: Page) -> None:
        """Queues the links of a list page.

        Raises `FetchError` where the page cannot be understood, and, once, where lists in a row merely lead to further lists.
        """
        found = self._links_of(page)
        shown = {each.canonical_url for each in found if each.kind == "project"}
        barren = 0 if shown - self._shown else target.barren + 1
        self._n_barren = 0 if shown - self._shown else self._n_barren + 1
        self._shown |= shown
        has_end = barren < self.max_barren and self._n_barren < self.max_barren * FAN
        cut = [each for each in found if each.kind == "list" and not has_end and not self.frontier.knows(each)]
        for each in found:
            if each.kind == "project" or has_end:
                self.frontier.add(replace(each, barren=barren) if barren else each)
        if not cut or self._is_cut:
            return
        self._is_cut = True
        told = f"{target.url}: {barren} list pages in a row lead only to further lists ({cut[0].url}); is there an end to them?"
        raise FetchError(f"{told} None further is visited; look at [discover] in registry.toml")

    def _links_of(self, page: Page) -> list[FetchTarget]:
        """The links of a list page that stay inside the registry. Raises `FetchError` where the page cannot be understood."""
        try:
            links = self.source.discover(page)
        except (ListUnreadable, DiscoveryCrashed) as error:
            raise FetchError(str(error)) from error
        found = []
        for link in links:
            try:
                target = self._targets.get(link)  # most links of a list page are on all of them
                if target is None:
                    target = self.frontier.resolve(page.url, link.url, link.kind, post=link.post)
                    if link.url.startswith(("http://", "https://")):
                        self._targets[link] = target
                if self.frontier.knows(target) or not self.is_erased(target.canonical_url):
                    found.append(target)
            except AddressRefusedError:
                continue
        return found
