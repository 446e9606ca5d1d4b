"""How a run in Dagster went, from its events."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from assets.capture_assets import CRAWL_CHECK
from assets.inputs_asset import INPUTS
from assets.markdown import unescaped_description
from assets.observation_assets import CHANGED_VALUES, QUARANTINE_CHECK, READING_CHECK
from assets.publication_assets import SNAPSHOT, WAREHOUSE
from assets.table_checks import N_ERRORS
from pipeline.dagster.resources import AnotherRunAtWork
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport

_KIND_OF_CHECK = {
    CRAWL_CHECK: ProblemKind.HELD_BACK,
    READING_CHECK: ProblemKind.HELD_BACK,
    QUARANTINE_CHECK: ProblemKind.QUARANTINED,
}
_KIND_OF_FAILURE = {dg.Failure.__name__: ProblemKind.STEP_FAILED, AnotherRunAtWork.__name__: ProblemKind.ANOTHER_RUN}
_INTERRUPTIONS = {dg.DagsterExecutionInterruptedError.__name__, KeyboardInterrupt.__name__}
_AFTER_ITS_CHECKS = "DagsterAssetCheckFailedError"  # how Dagster ends a step whose blocking checks have failed; it exports no such class


def report_of(run_id: str, events: Iterable[dg.DagsterEvent], *, succeeded: bool) -> RunReport:
    """The report of a finished run from its events: each problem once, the layer below first."""
    problems: list[RunProblem] = []
    warnings: list[str] = []
    crawled: list[str] = []
    reread: dict[str, int] = {}
    published, snapshot, is_new, interrupted, skipped = False, None, False, False, False
    for event in events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed:
                kind = _KIND_OF_CHECK.get(found.check_name, ProblemKind.CHECK_FAILED)
                lines, n_errors = _lines_of(found)
                problems += [RunProblem(kind, line) for line in lines[:n_errors]]
                if found.asset_key != INPUTS:  # its warnings name what each registry's own checks tell of
                    warnings += lines[n_errors:]
        elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            published = published or event.asset_key == WAREHOUSE
            if event.asset_key and event.asset_key.path[0] == "capture" and "crawl" in event.materialization.metadata:
                crawled.append(event.asset_key.path[1])
            if event.asset_key and (changed := event.materialization.metadata.get(CHANGED_VALUES)):
                reread[event.asset_key.path[1]] = int(str(changed.value))
            if event.asset_key == SNAPSHOT:
                snapshot = str(event.materialization.metadata["folder"].value)
                is_new = bool(event.materialization.metadata["new content"].value)
        elif event.event_type == dg.DagsterEventType.STEP_SKIPPED:
            skipped = True
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
        published=published,
        unchanged=skipped and not (published or problems),
        snapshot=snapshot,
        is_new_content=is_new,
        interrupted=interrupted,
        crawled=tuple(crawled),
        reread={code: n for code, n in reread.items() if n},
    )


def _lines_of(found: dg.AssetCheckEvaluation) -> tuple[list[str], int]:
    """What a failed check says, a line for each rule that is broken, and how many of the lines are errors: those come first."""
    lines = unescaped_description(found.description or "") or [f"{found.asset_key.to_user_string()}: check {found.check_name} failed"]
    if found.severity != dg.AssetCheckSeverity.ERROR:
        return lines, 0
    return lines, int(str(found.metadata[N_ERRORS].value)) if N_ERRORS in found.metadata else len(lines)


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
