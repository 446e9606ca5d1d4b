"""How a run went, from its events: problems, warnings, what was published. For the command line, and for alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from assets.markdown import unescaped_description
from assets.observation_assets import CHANGED_VALUES
from assets.publication_assets import SNAPSHOT, WAREHOUSE


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run went.

    `problems` are what makes it fail (held back, blocked, quarantined), `warnings` what an operator may want to know. `published` tells
    whether the warehouse was swapped, `snapshot` is the folder of its export, `is_new_content` whether that was not there before,
    `interrupted` whether Ctrl-C ended the run, `crawled` the registries it crawled; `reread` counts by registry the values that a changed
    parser reads otherwise than before.
    """

    run_id: str
    problems: tuple[str, ...] = ()
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
    problems: list[str] = []
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
                (problems if found.severity == dg.AssetCheckSeverity.ERROR else warnings).append(told)
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
            interrupted = interrupted or _was_interrupted(event)
            told = _failure(event)
            if told and not any(told.endswith(problem) or problem in told for problem in problems):
                problems.append(told)
    if not succeeded and not problems:
        problems.append(f"run {run_id} failed; look at it with: diarium ui")
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


def _was_interrupted(event: dg.DagsterEvent) -> bool:
    """Whether Ctrl-C ended a step; DuckDB says so in words of its own."""
    words = ("DagsterExecutionInterruptedError", "KeyboardInterrupt", "Query interrupted")
    return any(word in each.message for each in _chain(event) for word in words)


def _chain(event: dg.DagsterEvent) -> list[SerializableErrorInfo]:
    """The error of a failure event and its causes, outermost first."""
    error = event.step_failure_data.error if event.is_step_failure else event.job_failure_data.error
    chain = []
    while error:
        chain.append(error)
        error = error.cause
    return chain


def _failure(event: dg.DagsterEvent) -> str:
    """What made a step or a whole run fail: the words of a `Failure`, or the first line of what crashed."""
    if event.is_step_failure and (told := event.step_failure_data.user_failure_data) and told.description:
        return told.description
    chain = _chain(event)
    cause = next((each for each in chain if each.cls_name == "Failure"), chain[-1] if chain else None)
    words = next(iter(cause.message.strip().splitlines()), "") if cause else ""
    if cause and cause.cls_name == "Failure":
        return words.partition(": ")[2] or words
    where = f"step {event.step_key}" if event.is_step_failure else "the run"
    return f"{where} crashed: {words or 'no reason given'} (the whole trace: diarium ui, in the run's log)"
