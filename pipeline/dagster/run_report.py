"""How a run went, from its events: problems, warnings, what was published. For the command line, and for alerts.

The kind of a problem decides; its words are for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from assets.capture_assets import CRAWL_CHECK
from assets.markdown import unescaped_description
from assets.observation_assets import CHANGED_VALUES, QUARANTINE_CHECK, READING_CHECK
from assets.publication_assets import SNAPSHOT, WAREHOUSE
from pipeline.dagster.resources import AnotherRunAtWork


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


_KIND_OF_CHECK = {
    CRAWL_CHECK: ProblemKind.HELD_BACK,
    READING_CHECK: ProblemKind.HELD_BACK,
    QUARANTINE_CHECK: ProblemKind.QUARANTINED,
}
_KIND_OF_FAILURE = {dg.Failure.__name__: ProblemKind.STEP_FAILED, AnotherRunAtWork.__name__: ProblemKind.ANOTHER_RUN}
_INTERRUPTIONS = {dg.DagsterExecutionInterruptedError.__name__, KeyboardInterrupt.__name__}
_AFTER_ITS_CHECKS = "DagsterAssetCheckFailedError"  # how Dagster ends a step whose blocking checks have failed; it exports no such class


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run went.

    `problems` are what makes it fail (held back, blocked, quarantined), `warnings` what an operator may want to know. `published` tells
    whether the warehouse was swapped, `snapshot` is the folder of its export, `is_new_content` whether that was not there before,
    `interrupted` whether Ctrl-C ended the run, `crawled` the registries it crawled; `reread` counts by registry the values that a changed
    parser reads otherwise than before.
    """

    run_id: str
    problems: tuple[RunProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    published: bool = False
    snapshot: str | None = None
    is_new_content: bool = False
    interrupted: bool = False
    crawled: tuple[str, ...] = ()
    reread: Mapping[str, int] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """No problem at all."""
        return not self.problems


def report_of(run_id: str, events: Iterable[dg.DagsterEvent], *, succeeded: bool) -> RunReport:
    """The report of a finished run from its events: each problem once, the layer below first."""
    problems: list[RunProblem] = []
    warnings: list[str] = []
    crawled: list[str] = []
    reread: dict[str, int] = {}
    published, snapshot, is_new, interrupted = False, None, False, False
    for event in events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed:
                told = (
                    unescaped_description(found.description or "") or f"{found.asset_key.to_user_string()}: check {found.check_name} failed"
                )
                if found.severity == dg.AssetCheckSeverity.ERROR:
                    problems.append(RunProblem(_KIND_OF_CHECK.get(found.check_name, ProblemKind.CHECK_FAILED), told))
                else:
                    warnings.append(told)
        elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            published = published or event.asset_key == WAREHOUSE
            if event.asset_key and event.asset_key.path[0] == "capture" and "crawl" in event.materialization.metadata:
                crawled.append(event.asset_key.path[1])
            if event.asset_key and (changed := event.materialization.metadata.get(CHANGED_VALUES)):
                reread[event.asset_key.path[1]] = int(str(changed.value))
            if event.asset_key == SNAPSHOT:
                snapshot = str(event.materialization.metadata["folder"].value)
                is_new = bool(event.materialization.metadata["new content"].value)
        elif event.is_step_failure or (event.event_type == dg.DagsterEventType.RUN_FAILURE and not problems):
            interrupted = interrupted or _is_of_class(event, _INTERRUPTIONS)
            if not problems or not _is_of_class(event, {_AFTER_ITS_CHECKS}):
                problems.append(_problem_of(event))
    if not succeeded and not problems:
        problems.append(RunProblem(ProblemKind.STEP_CRASHED, f"run {run_id} failed; look at it with: diarium ui"))
    return RunReport(
        run_id,
        tuple(dict.fromkeys(problems)),
        tuple(dict.fromkeys(warnings)),
        published,
        snapshot,
        is_new,
        interrupted,
        tuple(crawled),
        {code: n for code, n in reread.items() if n},
    )


def _is_of_class(event: dg.DagsterEvent, names: Collection[str]) -> bool:
    """Whether the error of a failure event, or one of its causes, is of a class of these names."""
    return any(each.cls_name in names for each in _chain(event))


def _chain(event: dg.DagsterEvent) -> list[SerializableErrorInfo]:
    """The error of a failure event and its causes, outermost first."""
    error = event.step_failure_data.error if event.is_step_failure else event.job_failure_data.error
    chain = []
    while error:
        chain.append(error)
        error = error.cause
    return chain


def _problem_of(event: dg.DagsterEvent) -> RunProblem:
    """What made a step or a whole run fail: the words of a `Failure`, or the first line of what crashed."""
    chain = _chain(event)
    failure = next((each for each in chain if each.cls_name in _KIND_OF_FAILURE), None)
    cause = failure or (chain[-1] if chain else None)
    words = next(iter(cause.message.strip().splitlines()), "") if cause else ""
    if failure and failure.cls_name:
        told = event.step_failure_data.user_failure_data if event.is_step_failure else None
        return RunProblem(_KIND_OF_FAILURE[failure.cls_name], (told and told.description) or words.partition(": ")[2] or words)
    where = f"step {event.step_key}" if event.is_step_failure else "the run"
    crash = f"{where} crashed: {words or 'no reason given'} (the whole trace: diarium ui, in the run's log)"
    return RunProblem(ProblemKind.STEP_CRASHED, crash)
