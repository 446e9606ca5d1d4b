"""Whether a crawl, or what was read from it, counts, and by whom it is held back.

Belongs here: the words that manifests, decisions and the state of a reading share; they stand so in stored JSON. Does not belong here: when
something is held back (`assets.steps.acceptance_gates`), or what follows from it (`assets.steps.held_registry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a crawl or a reading counts."""

    ACCEPTED = "accepted"
    HELD = "held"


class HeldBy(StrEnum):
    """Who holds a crawl or its reading back: a gate by its name, an operator, or what else keeps a crawl from being judged."""

    CRAWL_BROKE_OFF = "crawl_broke_off"
    LIST_LOST = "list_lost"
    NO_PAGE = "no_page"
    PAGES_FAILED = "pages_failed"
    FEWER_PAGES = "fewer_pages"
    PAGES_ALIKE = "pages_alike"

    UNKNOWN_LABELS = "unknown_labels"
    UNREADABLE_PAGES = "unreadable_pages"
    TOO_FEW_PROJECTS = "too_few_projects"
    FEWER_PROJECTS = "fewer_projects"
    FEWER_THAN_LISTED = "fewer_than_listed"
    UNCLAIMED_TEXT = "unclaimed_text"
    FIELD_SPARSE = "field_sparse"
    NO_PROJECT = "no_project"

    UNNAMED_GATE = "unnamed_gate"
    """A gate that did not write down its name: version 0.1 did not, and another version may have gates that this one does not know."""
    NOTHING_CAPTURED = "nothing_captured"
    KILLED = "killed"
    """The crawl was killed and not resumed in time."""
    UNLOADABLE = "unloadable"
    """The registry's folder cannot be loaded: its declaration or its reader is broken."""
    OPERATOR = "operator"
    UNREADABLE_DECISION = "unreadable_decision"
    """An operator decided something about the crawl, and the file that says what is damaged."""

    @classmethod
    def _missing_(cls, _: object) -> HeldBy:
        return cls.UNNAMED_GATE


@dataclass(frozen=True, slots=True)
class Hold:
    """That a crawl or a reading is held back: by whom, and why, in words for people."""

    by: HeldBy
    words: str
