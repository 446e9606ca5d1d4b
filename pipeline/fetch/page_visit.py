"""One visit of a crawl: what is stored already, what the host is asked, and whether its answer is a page.

Belongs here: the conditions of a request and the cases of its answer. Does not belong here: what follows from it for the crawl
(`crawl_walk`), and how a request is sent (`host_access`, `session`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parsers.reading import Page
from pipeline.fetch.fetch_errors import DisallowedError, FetchError, refused_answer
from pipeline.fetch.frontier import FetchTarget
from pipeline.fetch.host_access import HostAccess
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import REDIRECTS, Exchange, Known


@dataclass(frozen=True, slots=True)
class VisitResult:
    """What a visit gave: the exchange, None where nothing was asked for, and the page where its links are needed."""

    exchange: Exchange | None
    page: Page | None


def visit_target(access: HostAccess, target: FetchTarget, all_known: Mapping[str, Known], attempts: int) -> VisitResult:
    """What one request to the target gives: an exchange, or what is there already, and the page where its links are needed.

    `all_known` is what is stored, by canonical address. Raises `FetchError` where the answer is no page.
    """
    known = all_known.get(target.canonical_url)
    if known is not None and known.is_taken:
        try:
            return VisitResult(None, _page_of(target, known) if target.kind == "list" else None)
        except CaptureStoreError:
            known = None
    if not access.allows(target.url):
        what = "the registry's start page" if target.is_start else "this page"
        raise DisallowedError(f"{target.url}: robots.txt does not allow us {what}; ask its publisher")
    conditions = _conditions(known) if target.post is None else {}
    exchange = access.get(target, conditions)
    if known is not None and conditions and exchange.is_not_modified:
        if target.kind != "list":
            return VisitResult(exchange, None)
        try:
            return VisitResult(exchange, _page_of(target, known))
        except CaptureStoreError:
            exchange = access.get(target, {})
    if exchange.status not in (200, *REDIRECTS):
        raise refused_answer(exchange, attempts)
    if exchange.status == 200 and not exchange.body:
        raise FetchError(f"{target.url} answered 200 with an empty body; look at the address in a browser", status=200)
    return VisitResult(exchange, Page(target.url, exchange.body, exchange.content_type or "text/html"))


def _page_of(target: FetchTarget, known: Known) -> Page:
    return Page(target.url, known.read_body(), known.content_type or "text/html")


def _conditions(known: Known | None) -> dict[str, str]:
    """The request headers that let the server answer 304 where what we know still holds."""
    if known is None:
        return {}
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in validators.items() if value}
