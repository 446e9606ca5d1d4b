"""A registry that is held back: by whom, and what to do about it.

Belongs here: the advice to a person, which depends on who holds the registry back. Does not belong here: when it is held back
(`assets.steps.acceptance_gates`), or deciding otherwise (`assets.steps.operator_decision`).
"""

from __future__ import annotations

from collections.abc import Callable

from assets.steps.operator_decision import newest_crawl
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.observations.reading_state import ReadingState, Ring


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
    if ring == Ring.READING:
        module = f"registries/{code}/registry.toml"
        mend = f"open one of the pages, bring {module} up to date, then: {command('reparse')} (stored pages are read again)"
    else:
        mend = "look at the site in a browser; when it answers again, run again"
    stays = "what was published before stays meanwhile"
    return f"{mend}; {stays}. If the registry is right as it is now, let it count: {command('accept')} {because}"
