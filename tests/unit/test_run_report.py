"""What went wrong in a run is known by classes and names of checks in its events, not by words."""

from __future__ import annotations

import logging

import dagster as dg
import pytest

from assets.capture_assets import CRAWL_CHECK
from assets.observation_assets import QUARANTINE_CHECK, READING_CHECK
from assets.table_checks import RULES, result_of
from parsers.vocabulary.issue_codes import Severity
from pipeline.dagster.execution import _is_no_interrupt
from pipeline.dagster.resources import AnotherRunAtWork
from pipeline.dagster.run_report import report_of
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from warehouse.check_outcome import CheckOutcome

TOLD = "another run (process 7) is at work: crashed, held back, Query interrupted"
TRACE = "the whole trace: diarium ui, in the run's log"


def report_on(definition: dg.AssetsDefinition, **resources: dg.ResourceDefinition) -> RunReport:
    done = dg.materialize([definition], raise_on_error=False, resources=resources)
    return report_of(done.run_id, done.all_events, succeeded=done.success)


def failing(error: BaseException, cause: BaseException | None = None) -> RunReport:
    @dg.asset
    def work() -> None:
        raise error from cause

    return report_on(work)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (dg.Failure(TOLD), ProblemKind.STEP_FAILED, TOLD),
        (AnotherRunAtWork(TOLD), ProblemKind.ANOTHER_RUN, TOLD),
        (
            ValueError(TOLD),
            ProblemKind.STEP_CRASHED,
            f"step work crashed: ValueError: {TOLD} ({TRACE})",
        ),
    ],
)
def test_a_failure_is_known_by_its_class(error: BaseException, kind: ProblemKind, words: str) -> None:
    report = failing(error)
    assert report.problems == (RunProblem(kind, words),)
    assert not report.interrupted


def test_a_resource_that_refuses_is_known_by_the_class_of_its_failure() -> None:
    @dg.resource
    def refusing() -> None:
        raise AnotherRunAtWork(description=TOLD, allow_retries=False)

    @dg.asset(required_resource_keys={"places"})
    def work() -> None: ...

    assert report_on(work, places=refusing).problems == (RunProblem(ProblemKind.ANOTHER_RUN, TOLD),)


def test_a_query_that_was_interrupted_is_known_by_its_cause() -> None:
    assert failing(RuntimeError("some library's words"), KeyboardInterrupt()).interrupted


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        (CRAWL_CHECK, ProblemKind.HELD_BACK),
        (READING_CHECK, ProblemKind.HELD_BACK),
        (QUARANTINE_CHECK, ProblemKind.QUARANTINED),
        ("rules", ProblemKind.CHECK_FAILED),
    ],
)
@pytest.mark.parametrize("blocking", [False, True])
def test_a_failed_check_is_one_problem_known_by_the_name_of_the_check(check: str, kind: ProblemKind, blocking: bool) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec(check, asset="work", blocking=blocking)])
    def work() -> dg.MaterializeResult:
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=False, check_name=check, description=TOLD)])

    assert report_on(work).problems == (RunProblem(kind, TOLD),)


def test_a_failed_check_of_a_table_names_each_broken_rule_and_those_that_only_warn_are_no_problems() -> None:
    def broken(rule_id: str, severity: Severity) -> CheckOutcome:
        return CheckOutcome(
            table="core.project", rule_id=rule_id, description=f"{rule_id} holds", severity=severity, passed=False, n_unexpected=2
        )

    rules = [broken("a", "warning"), broken("b", "error"), broken("c", "info"), broken("d", "error")]

    @dg.asset(key=["core", "project"], check_specs=[dg.AssetCheckSpec(RULES, asset=["core", "project"], blocking=True)])
    def work() -> dg.MaterializeResult:
        return dg.MaterializeResult(check_results=[result_of("core.project", rules)])

    report = report_on(work)
    b, d, a = (f"core.project: broken by 2 rows: {rule} holds (diarium status --check core.project:{rule})" for rule in "bda")
    assert report.problems == (RunProblem(ProblemKind.CHECK_FAILED, b), RunProblem(ProblemKind.CHECK_FAILED, d))
    assert report.warnings == (a,)


@pytest.mark.parametrize(("error", "is_kept"), [(dg.DagsterExecutionInterruptedError(), False), (OSError("disk full"), True)])
def test_a_library_s_traceback_of_ctrl_c_is_left_out_and_any_other_is_not(error: BaseException, is_kept: bool) -> None:
    record = logging.makeLogRecord({"name": "sqlalchemy.pool.impl.NullPool", "exc_info": (type(error), error, None)})
    assert _is_no_interrupt(record) is is_kept
