"""Crawling and reading registries, one step after the other, before anything is built: what a run does also where nothing has changed.

Belongs here: the order of the two, and what both gave. Does not belong here: a crawl (`registry_crawl`) or a reading (`registry_reading`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.steps.registry_crawl import Crawler, crawled_at_once
from assets.steps.registry_reading import RegistryReading, read_registry
from parsers.registry import Source, sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.manifest import Crawl
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places
from warehouse.progress import Progress


@dataclass(frozen=True, slots=True)
class Gathered:
    """By registry its crawl, or what ended it, and its reading; a registry that could not be read has none."""

    crawls: Mapping[str, Crawl | BaseException] = field(default_factory=dict)
    readings: Mapping[str, RegistryReading] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether every crawl and reading counts, and nobody need be told anything of them but their numbers."""
        crawls_count = all(isinstance(crawl, Crawl) and crawl.state == Verdict.ACCEPTED for crawl in self.crawls.values())
        return crawls_count and all(
            reading.state.state == Verdict.ACCEPTED and not (reading.state.quarantined or reading.n_damaged or reading.n_changed)
            for reading in self.readings.values()
        )


def crawl_and_read(
    crawled: Sequence[Source], read: Sequence[Source], crawler: Crawler, places: Places, progress: Progress, *, unconditional: bool = False
) -> Gathered:
    """Crawls some registries side by side, then reads some, in the order of their codes."""
    captures, store = CaptureStore(places.captures), ObservationStore(places.observations)
    crawls = {
        source.registry.code: crawl
        for source, crawl in crawled_at_once(crawled, crawler, captures, progress, store, unconditional=unconditional)
    }
    readings = {}
    for source in read:
        code = source.registry.code
        try:
            if source.problem or captures.crawls(code) or captures.index(code).num_rows:
                readings[code] = read_registry(source, captures, store, progress)
        except (CaptureStoreError, OSError):
            continue  # the step of the run reads it again, and says what is wrong
    return Gathered(crawls, readings)


def all_read(gathered: Gathered, places: Places) -> bool:
    """Whether the newest captures of every registry that has any are read and count."""
    store = ObservationStore(places.observations)
    states = [store.state(code) for code in sources()]
    return all(state is None or state.state == Verdict.ACCEPTED for state in states) and gathered.is_sound
