"""How a run went: problems, warnings, what was published. For the command line and for alerts; needs no Dagster.

The kind of a problem decides; its words are for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run went.

    `problems` are what makes it fail (held back, blocked, quarantined), `warnings` what an operator may want to know. `published` tells
    whether the warehouse was swapped, `unchanged` that all is as it was published before, `snapshot` is the folder of its export,
    `is_new_content` whether that was not there before, `interrupted` whether Ctrl-C ended the run, `crawled` the registries it crawled;
    `reread` counts by registry the values that a changed parser reads otherwise than before.
    """

    run_id: str
    problems: tuple[RunProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    published: bool = False
    unchanged: bool = False
    snapshot: str | None = None
    is_new_content: bool = False
    interrupted: bool = False
    crawled: tuple[str, ...] = ()
    reread: Mapping[str, int] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """No problem at all."""
        return not self.problems
