"""A registry that is held back: by whom, what to do about it, and how a person decides against the gates, for a reason in writing.

Belongs here: when such a decision may be taken. It is about one crawl, the newest; the next is judged by the gates again, in comparison
with the last that counts. Does not belong here: when a gate holds back (`assets.steps.acceptance_gates`), where a decision is kept
(`warehouse.captures.decisions`), what follows from it (`assets.steps.registry_reading`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.decisions import Decision
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState, Ring

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


def holder_of(state: ReadingState, captures: CaptureStore) -> HeldBy | None:
    """Who holds a registry back, or None where nobody does.

    A state that version 0.1 wrote does not say it: there the newest crawl does, with what an operator decided about it.
    """
    if state.state == Verdict.ACCEPTED or state.held_by:
        return state.held_by
    newest = newest_crawl(captures.crawls(state.registry)) if state.ring == Ring.CAPTURE else None
    return (newest and newest.held_by) or HeldBy.UNNAMED_GATE


def what_to_do(code: str, held_by: HeldBy, ring: Ring, command: Callable[[str], str] = "diarium {}".format) -> str:
    """What to do about a registry that is held back; `command` gives a command of ours by its name, as the reader can type it."""
    because = f"{code} --reason '...'"
    if held_by == HeldBy.OPERATOR:
        return f"crawl it again when the cause is gone ({command('run')}), or take the decision back: {command('accept')} {because}"
    if held_by == HeldBy.UNREADABLE_DECISION:
        return f"restore the file from a copy, or remove it and decide again: {command('accept')} or {command('hold')} {because}"
    if held_by == HeldBy.UNLOADABLE:
        return f"mend the file, then: {command('run')}; what was published before stays meanwhile"
    if held_by in (HeldBy.NO_PROJECT, HeldBy.FEWER_PAGES):
        links = f"compare [discover] and [pages] in registries/{code}/registry.toml with a list page of the site, then: {command('run')}"
        return f"{links}; what was published before stays. If the registry is right as it is now: {command('accept')} {because}"
    if ring == Ring.READING:
        module = f"registries/{code}/registry.toml"
        mend = f"open one of the pages, bring {module} up to date, then: {command('reparse')} (stored pages are read again)"
    else:
        mend = "look at the site in a browser; when it answers again, run again"
    stays = "what was published before stays meanwhile"
    return f"{mend}; {stays}. If the registry is right as it is now, let it count: {command('accept')} {because}"
