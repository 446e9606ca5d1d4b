"""Deciding against the gates: a crawl that was held back counts after all, or one that was accepted does not, for a reason in writing.

Belongs here: when such a decision may be taken. It is about one crawl, the newest; the next is judged by the gates again, in comparison
with the last that counts. Does not belong here: where it is kept (`warehouse.captures.decisions`), what follows from it
(`assets.steps.registry_reading`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.decisions import Decision
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore

MIN_REASON = 10
"""Characters: a dot is no reason."""


class NotToDecide(Exception):
    """There is nothing to decide about a registry, or no reason was written; the message says which, and what to do."""


def decide(code: str, verdict: Verdict, because: str, captures: CaptureStore, observations: ObservationStore) -> Decision:
    """Writes down that the newest crawl of a registry counts (`accepted`) or does not (`held`), against what the gates said.

    Raises `NotToDecide` where the registry stands as asked already, was never crawled, its crawl is not whole, or the reason is too short
    to be one.
    """
    reason = " ".join(because.split())
    if not is_reason(reason):
        raise NotToDecide(f"write the reason in words ({MIN_REASON} characters or more): it stays with the capture, for whoever asks later")
    crawl = newest_crawl(captures.crawls(code))
    if crawl is None:
        raise NotToDecide(f"{code} was never crawled, so there is nothing to decide; crawl it: diarium run --registry {code}")
    state = observations.state(code)
    is_held = Verdict.HELD in (crawl.state, state and state.state)
    why = crawl.reason or (state.reason if state else None)
    if verdict == Verdict.ACCEPTED and not is_held:
        raise NotToDecide(f"{code} is not held back (crawl {crawl.crawl_id}), so there is nothing to accept")
    if verdict == Verdict.HELD and is_held:
        raise NotToDecide(f"{code} is held back already (crawl {crawl.crawl_id}): {why}")
    if verdict == Verdict.ACCEPTED and not crawl.is_whole:
        lacks = "what it did not get to see would be taken for withdrawn"
        raise NotToDecide(f"the crawl {crawl.crawl_id} of {code} is not whole ({crawl.reason}), and {lacks}; crawl it again")
    held_because = why if verdict == Verdict.ACCEPTED else None
    decision = Decision(state=verdict, reason=reason, decided_at=datetime.now(UTC), held_because=held_because)
    captures.decide(code, crawl.crawl_id, decision)
    return decision


def is_reason(words: str) -> bool:
    """Whether words are long enough to be a reason."""
    return len(words.strip()) >= MIN_REASON


def newest_crawl(crawls: Sequence[Crawl]) -> Crawl | None:
    """The crawl that a decision is about: the newest of ours."""
    return next((crawl for crawl in reversed(crawls) if crawl.origin == CrawlOrigin.CRAWL), None)
