"""Runs the pipeline from the command line, in the Dagster instance the UI shows, and says in words how it went."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

import dagster as dg
from dagster_shared.error import SerializableErrorInfo
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from assets.observations import CHANGED_VALUES
from assets.protocols import Progress
from assets.publications import SNAPSHOT, WAREHOUSE
from pipeline.assembly import build_definitions
from pipeline.jobs import REFRESH
from pipeline.resources import FROM_COMMAND_LINE
from pipeline.settings import Settings

TAGS = FROM_COMMAND_LINE | {".dagster/repository": "__repository__@diarium"}  # the latter lists the run under its job in the UI
INSTANCE_CONFIG = Path(__file__).with_name("dagster.yaml")


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


def prepare_home(home: Path) -> None:
    """Makes `home` a Dagster home (its own dagster.yaml is left alone) and the one this process uses."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        shutil.copyfile(INSTANCE_CONFIG, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)


def run_pipeline(settings: Settings, progress: Progress, job_name: str = REFRESH) -> RunReport:
    """Runs `refresh` or `reread` (for one registry, where one is chosen) in this process and reports it. Nothing foreseeable raises."""
    prepare_home(settings.places.dagster)
    definitions = build_definitions(settings, progress=progress)
    job = definitions.resolve_job_def(f"{job_name}_{settings.registries[0]}" if len(settings.registries) == 1 else job_name)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    told_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, stop) if threading.current_thread() is threading.main_thread() else None
    try:
        with _instance() as instance:
            result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=quiet, tags=TAGS)
    except (dg.DagsterExecutionInterruptedError, KeyboardInterrupt):
        return RunReport("", interrupted=True)
    except (OSError, SQLAlchemyError) as error:
        words = str(error).splitlines()[0]
        return RunReport("", (f"the run could not be recorded in {settings.places.dagster}: {words}; is there space, may we write there?",))
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    report = report_of(result)
    return replace(report, interrupted=report.interrupted or told_to_stop)


def _instance() -> dg.DagsterInstance:
    """The Dagster instance. Two first runs at the same instant both make its tables: the one that comes second tries again."""
    for _ in range(20):
        try:
            return dg.DagsterInstance.get()
        except OperationalError as error:
            if "already exists" not in str(error):
                raise
            time.sleep(0.25)
    return dg.DagsterInstance.get()


def report_of(result: dg.ExecuteInProcessResult) -> RunReport:
    """The report of a finished run: each problem once, the layer below first."""
    problems: list[str] = []
    warnings: list[str] = []
    crawled: list[str] = []
    reread: dict[str, int] = {}
    published, snapshot, is_new, interrupted = False, None, False, False
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed:
                told = found.description or f"{found.asset_key.to_user_string()}: check {found.check_name} failed"
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
    if not result.success and not problems:
        problems.append(f"run {result.run_id} failed; look at it with: diarium ui")
    return RunReport(
        result.run_id,
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
