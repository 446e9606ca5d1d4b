"""Crawling and reading registries, one step after the other, before anything is built: what a run does also where nothing has changed.

Belongs here: the order of the two, and what both gave. Does not belong here: a crawl (`registry_crawl`) or a reading (`registry_reading`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.steps.registry_crawl import Crawler, crawled_at_once
from assets.steps.registry_reading import RegistryReading, read_registry
from assets.steps.stored_pages import Workers
from parsers.registry import Source, sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places
from warehouse.progress import Progress


@dataclass(frozen=True, slots=True)
class Gathered:
    """By registry its crawl, or what ended it, and its reading; a registry that could not be read is in `unread`."""

    crawls: Mapping[str, Crawl | BaseException] = field(default_factory=dict)
    readings: Mapping[str, RegistryReading] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        """Whether every crawl and reading counts, and nobody need be told anything of them but their numbers."""
        crawls_count = all(isinstance(crawl, Crawl) and crawl.state == Verdict.ACCEPTED for crawl in self.crawls.values())
        return (
            crawls_count
            and not self.unread
            and all(
                reading.state.state == Verdict.ACCEPTED and not (reading.state.quarantined or reading.n_damaged or reading.n_changed)
                for reading in self.readings.values()
            )
        )


def crawl_and_read(
    crawled: Sequence[Source],
    read: Sequence[Source],
    crawler: Crawler,
    places: Places,
    progress: Progress,
    workers: Workers,
    *,
    unconditional: bool = False,
) -> Gathered:
    """Crawls some registries side by side and reads each when it is there, then those that are not crawled."""
    captures, store = CaptureStore(places.captures), ObservationStore(places.observations)
    crawls: dict[str, Crawl | BaseException] = {}
    readings: dict[str, RegistryReading] = {}
    unread: set[str] = set()

    def read_now(source: Source) -> None:
        code = source.registry.code
        try:
            if source.problem or captures.crawls(code) or captures.index(code).num_rows:
                readings[code] = read_registry(source, captures, store, progress, workers)
        except Exception:  # noqa: BLE001  (the step of the run reads it again, and says what is wrong)
            unread.add(code)

    wanted = {source.registry.code for source in read}
    for source, crawl in crawled_at_once(crawled, crawler, captures, progress, store, unconditional=unconditional):
        crawls[source.registry.code] = crawl
        if source.registry.code in wanted:
            read_now(source)
    for source in read:
        if source.registry.code not in crawls:
            read_now(source)
    return Gathered(crawls, readings, frozenset(unread))


def all_count(gathered: Gathered, places: Places) -> bool:
    """Whether the newest captures of every registry that has any are read and count."""
    store = ObservationStore(places.observations)
    states = [store.state(code) for code in sources()]
    return all(state is None or state.state == Verdict.ACCEPTED for state in states) and gathered.is_sound
