"""How each registry stands, from what is kept of it: accepted, held back, failed, out of date or never read, and since when.

Belongs here: the state of a registry. Does not belong here: what an operator should do about it, or how it is displayed
(`pipeline.commands.status`, `assets.inputs_asset`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from assets.steps.held_registry import holder_of, newest_crawl
from assets.steps.registry_reading import unloadable_state
from parsers.registry import Source, sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState
from warehouse.places import Places


class RegistryHealth(StrEnum):
    """How a registry is: `failed` cannot be loaded or its last crawl ended in an error, `stale` is accepted, but its last complete crawl is
    older than it should be."""

    ACCEPTED = "accepted"
    HELD = "held"
    FAILED = "failed"
    STALE = "stale"
    NEVER_READ = "never read"


WORST_FIRST = (RegistryHealth.FAILED, RegistryHealth.HELD, RegistryHealth.STALE, RegistryHealth.NEVER_READ, RegistryHealth.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """A registry, its health, `since` when (naive, UTC, as text) and the `reason`; its state after the last reading and its crawls, oldest
    first. `last_complete` is the newest crawl of ours that counts, `is_overdue` whether that is older than the registry declares."""

    source: Source
    health: RegistryHealth
    since: str | None
    reason: str | None
    held_by: HeldBy | None
    state: ReadingState | None
    crawls: Sequence[Crawl]
    last_complete: Crawl | None
    is_overdue: bool

    @property
    def code(self) -> str:
        """The code of the registry."""
        return self.source.registry.code

    @property
    def needs_a_run(self) -> bool:
        """Whether its newest crawl or reading is held back or failed."""
        newest = newest_crawl(self.crawls)
        is_held = newest is not None and newest.state == Verdict.HELD  # also one that was not read yet
        return is_held or self.health in (RegistryHealth.HELD, RegistryHealth.FAILED)


def standings(places: Places, now: datetime | None = None) -> list[Standing]:
    """How every registry stands `now`, in the order of codes."""
    now = now or datetime.now(UTC)
    captures, observations = CaptureStore(places.captures), ObservationStore(places.observations)
    return [_standing(source, captures, observations, now) for source in sources().values()]


def _standing(source: Source, captures: CaptureStore, observations: ObservationStore, now: datetime) -> Standing:
    code = source.registry.code
    crawls, state = captures.crawls(code), observations.state(code)
    failed = observations.failed_crawl(code)
    if source.problem:  # it cannot be loaded since the last reading
        state = unloadable_state(code, source.problem, state)
    elif state and state.held_by == HeldBy.UNLOADABLE:
        state = replace(state, reason="its folder could not be loaded in the last run; it can be now")
    last = last_complete(crawls)
    overdue_since = went_overdue(last, source.registry.expect.max_age_days, now)
    since, reason = (state.since, state.reason) if state else (None, None)
    if source.problem or (state and state.held_by == HeldBy.UNLOADABLE):
        health = RegistryHealth.FAILED
    elif failed:
        health, since = RegistryHealth.FAILED, failed.failed_at
        reason = f"its last crawl ended in an error ({failed.error}); the log of that run says more"
    elif state and state.state == Verdict.HELD:
        health = RegistryHealth.HELD
    elif state and overdue_since:
        health, since = RegistryHealth.STALE, f"{overdue_since:%Y-%m-%dT%H:%M:%S}Z"
    else:
        health = RegistryHealth.ACCEPTED if state else RegistryHealth.NEVER_READ
    held_by = holder_of(state, captures) if state else None
    return Standing(source, health, since, reason, held_by, state, crawls, last, overdue_since is not None)


def last_complete(crawls: Sequence[Crawl]) -> Crawl | None:
    """The newest crawl of ours that counts; crawls of others are never complete, so they alone cannot go stale."""
    complete = [crawl for crawl in crawls if crawl.origin == CrawlOrigin.CRAWL and crawl.state == Verdict.ACCEPTED]
    return max(complete, key=lambda crawl: crawl.finished_at, default=None)


def went_overdue(last: Crawl | None, max_age_days: int, now: datetime) -> datetime | None:
    """When a last complete crawl became older than it should be; None where it is not `now`, or there was none."""
    date = last.finished_at + timedelta(days=max_age_days) if last else None
    return date if date and date < now else None
