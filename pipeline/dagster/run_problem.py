"""What makes a run fail, as a value: the kind decides, the words are for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What went wrong."""

    HELD_BACK = "held_back"
    """Nothing new of a registry counts: it could not be crawled, or its crawl or reading is held back."""
    QUARANTINED = "quarantined"
    CHECK_FAILED = "check_failed"
    STEP_FAILED = "step_failed"
    """A step ended in a failure that was foreseen."""
    STEP_CRASHED = "step_crashed"
    ANOTHER_RUN = "another_run"
    """Another process is at work on the same data."""
    NOT_RECORDED = "not_recorded"
    """Dagster's instance cannot be opened or written to."""


@dataclass(frozen=True, slots=True)
class RunProblem:
    """One thing that makes a run fail."""

    kind: ProblemKind
    words: str
