"""The links of list pages: which of them a crawl follows, and whether there is an end to lists that lead to lists.

Belongs here: reading the links of a list page by the registry's `discover`, and queueing them. Does not belong here: fetching the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from parsers.discover import ListUnreadable
from parsers.reading import Link, Page
from parsers.registry import DiscoveryCrashed, Source
from pipeline.fetch.fetch_errors import AddressRefusedError, FetchError
from pipeline.fetch.frontier import FetchTarget, Frontier

FAN = 40  # a list may lead to many lists; but not to so many times more of them than may follow one another


class ListLinks:
    """Queues what list pages link to. `n_outside` counts the links that lead out of the registry.

    Where `max_barren` list pages in a row lead to no new project but to further lists, these are not queued.
    """

    def __init__(self, source: Source, frontier: Frontier, max_barren: int, is_erased: Callable[[str], bool]) -> None:
        self.n_outside = 0
        self._source = source
        self._frontier = frontier
        self._max_barren = max_barren
        self._is_erased = is_erased
        self._targets: dict[Link, FetchTarget] = {}
        self._shown: set[str] = set()
        self._n_barren = 0
        self._is_cut = False

    def follow(self, target: FetchTarget, page: Page) -> None:
        """Queues the links of a list page.

        Raises `FetchError` where the page cannot be understood, and, once, where lists in a row merely lead to further lists.
        """
        found = self._links_of(page)
        shown = {each.canonical_url for each in found if each.kind == "project"}
        barren = 0 if shown - self._shown else target.barren + 1
        self._n_barren = 0 if shown - self._shown else self._n_barren + 1
        self._shown |= shown
        has_end = barren < self._max_barren and self._n_barren < self._max_barren * FAN
        cut = [each for each in found if each.kind == "list" and not has_end and not self._frontier.knows(each)]
        for each in found:
            if each.kind == "project" or has_end:
                self._frontier.add(replace(each, barren=barren) if barren else each)
        if not cut or self._is_cut:
            return
        self._is_cut = True
        told = f"{target.url}: {barren} list pages in a row lead only to further lists ({cut[0].url}); is there an end to them?"
        raise FetchError(f"{told} None further is visited; look at [discover] in registry.toml")

    def _links_of(self, page: Page) -> list[FetchTarget]:
        """The links of a list page that stay inside the registry. Raises `FetchError` where the page cannot be understood."""
        try:
            links = self._source.discover(page)
        except (ListUnreadable, DiscoveryCrashed) as error:
            raise FetchError(str(error)) from error
        found = []
        for link in links:
            try:
                target = self._targets.get(link)  # most links of a list page are on all of them
                if target is None:
                    target = self._frontier.resolve(page.url, link.url, link.kind, post=link.post)
                    if link.url.startswith(("http://", "https://")):
                        self._targets[link] = target
                if self._frontier.knows(target) or not self._is_erased(target.canonical_url):
                    found.append(target)
            except AddressRefusedError:
                self.n_outside += 1
        return found
