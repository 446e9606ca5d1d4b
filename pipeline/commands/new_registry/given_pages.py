"""The pages that `diarium new-registry` is given: files as they are, addresses fetched as robots.txt allows.

Belongs here: from words on the command line to pages, and what is wrong with them. Does not belong here: what a page says.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from parsers.page.addresses import host_of, parts_of
from parsers.reading import Page
from pipeline.commands.new_registry.proposal import NewRegistryError
from pipeline.fetch.fetch_errors import AddressRefusedError, FetchError
from pipeline.fetch.frontier import Frontier
from pipeline.fetch.host_access import HostAccess, visit_target
from pipeline.fetch.pacing import RequestSpacing
from pipeline.fetch.session import FetchPolicy, Session, open_session
from pipeline.settings import Settings
from warehouse.captures.exchange import REDIRECTS

_DELAY_S = 1.0
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")


def is_address(given: str) -> bool:
    """Whether what is given is an address to fetch and not a file."""
    return given.startswith(("http://", "https://"))


def addresses_of(given: Sequence[str], urls: Sequence[str]) -> list[str]:
    """The address of each page: its own, or the one told for a file."""
    files = [each for each in given if not is_address(each)]
    if urls and len(urls) != len(files):
        raise NewRegistryError(f"{len(files)} files but {len(urls)} addresses: give one --url for each file, in the same order, or none")
    for url in (*urls, *(each for each in given if is_address(each))):
        if not host_of(url) or parts_of(url).scheme not in ("http", "https"):
            raise NewRegistryError(f"{url}: not an address (https://host/path)")
    told = iter(urls)
    return [each if is_address(each) else next(told, "") for each in given]


def read_given(given: Sequence[str], addresses: Sequence[str], settings: Settings) -> list[Page]:
    """The pages, from files or fetched. Raises `NewRegistryError`."""
    if any(map(is_address, given)) and not settings.contact:
        raise NewRegistryError(
            "fetching a page must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent), "
            "or save the page and give the file"
        )
    fetched = _fetch([each for each in given if is_address(each)], settings)
    pages = [fetched[each] if is_address(each) else _saved(Path(each), url) for each, url in zip(given, addresses, strict=True)]
    for each, page in zip(given, pages, strict=True):
        if not page.body.strip():
            raise NewRegistryError(f"{each}: empty; save the page again")
        if page.body.startswith(_MAGIC) or b"\x00" in page.body[:65_536]:
            raise NewRegistryError(f"{each}: not a page of text or HTML (binary); save the page as HTML")
    return pages


def _saved(file: Path, url: str) -> Page:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise NewRegistryError(f"{file}: {error.strerror}") from None
    return Page(url, body, "text/plain" if file.suffix == ".txt" else "text/html")


def _fetch(urls: Sequence[str], settings: Settings) -> dict[str, Page]:
    """The pages at `urls`, fetched one after the other as robots.txt of their hosts allows."""
    policy = FetchPolicy(
        user_agent=settings.user_agent,
        connect_timeout_s=settings.connect_timeout_s,
        read_timeout_s=settings.read_timeout_s,
        max_body_bytes=settings.max_body_bytes,
        may_reach_private=True,  # a person has typed the address, and may mean a server at home
    )
    pace = RequestSpacing(_DELAY_S)
    with closing(open_session(policy)) as session:
        try:
            return {url: _page_at(url, session, policy, pace) for url in urls}
        except FetchError as error:
            raise NewRegistryError(str(error), is_usage=False) from None


def _page_at(url: str, session: Session, policy: FetchPolicy, pace: RequestSpacing) -> Page:
    host = host_of(url)
    frontier = Frontier((host, host.removeprefix("www."), f"www.{host}"), lambda address: address, (url,))
    access, target = HostAccess(session, policy, pace, frontier, {}, _DELAY_S), frontier.resolve(url, url, "project")
    for _ in range(policy.max_redirects + 1):
        visit = visit_target(access, target, {}, policy.attempts)
        if visit.page and visit.exchange and visit.exchange.status not in REDIRECTS:
            return visit.page
        if visit.exchange:
            target = frontier.redirected(target, visit.exchange)
    raise AddressRefusedError(f"{url} leads through more than {policy.max_redirects} redirects")
