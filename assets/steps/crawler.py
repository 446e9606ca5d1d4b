"""What the capture step asks for: somebody who fetches a registry. `pipeline.fetch.crawlers` has the two there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from parsers.registry import Source
from warehouse.captures.exchange import Exchange, FetchFailure, Known


class Crawler(Protocol):
    """Fetches a registry. `is_sample` tells that the bundled sample answers instead of the live site."""

    @property
    def is_sample(self) -> bool: ...

    @property
    def software(self) -> str:
        """Name and version of the crawler, for the captures."""
        ...

    def crawl(
        self, source: Source, known: Mapping[str, Known], progress: Callable[[int, int], None], is_erased: Callable[[str], bool]
    ) -> Iterator[Exchange | FetchFailure]:
        """Everything the registry publishes, page by page; a page that cannot be had is a `FetchFailure`, not an exception.

        `known` holds by canonical address what is already stored, for conditional requests. `progress` gets the pages done and found so
        far. Addresses that `is_erased` are not asked for.
        """
        ...
