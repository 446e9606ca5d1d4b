"""Runs the pipeline from the command line, in the Dagster instance the UI shows, and says in words how it went."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Mapping
from dataclasses import replace
from types import FrameType
from typing import Any

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from pipeline.begun_run import BegunRun
from pipeline.dagster.assembly import build_definitions
from pipeline.dagster.instance import InstanceUnusable, open_instance
from pipeline.dagster.jobs import REFETCH, REFRESH, UNCONDITIONAL, assets_made
from pipeline.dagster.resources import FROM_COMMAND_LINE
from pipeline.dagster.run_report import report_of
from pipeline.dagster.untold_runs import tell_runs
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from pipeline.settings import Settings
from warehouse.progress import Progress

TAGS = FROM_COMMAND_LINE | {".dagster/repository": "__repository__@diarium"}  # the latter lists the run under its job in the UI
_INTERRUPTS = (dg.DagsterExecutionInterruptedError, KeyboardInterrupt)


def _is_no_interrupt(record: logging.LogRecord) -> bool:
    """Whether a record of a library is not about Ctrl-C: we report an interrupt ourselves, once. SQLAlchemy logs one that meets it while it
    closes a connection, with a traceback, and raises it again."""
    return not (record.exc_info and isinstance(record.exc_info[1], _INTERRUPTS))


def run_pipeline(
    settings: Settings,
    progress: Progress,
    job_name: str = REFRESH,
    config: Mapping[str, Any] | None = None,
    begun: BegunRun | None = None,
) -> RunReport:
    """Runs a job of `pipeline.dagster.jobs` for the chosen registries in this process and reports it. Nothing foreseeable raises.

    `config` is run configuration beside what the job brings: by op, what an operator decides. `begun` is a run whose crawls and readings
    are done already.
    """
    home = settings.places.dagster
    definitions = build_definitions(settings, progress=progress, begun=begun)
    job = definitions.resolve_job_def(job_name)
    chosen = assets_made(job_name, settings.registries) if settings.registries else None
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    told = {**quiet, **(UNCONDITIONAL if job_name == REFETCH else {}), **(config or {})}
    told_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        signal.default_int_handler(number, frame)

    if logging.lastResort is not None:  # what prints records that nobody has configured a handler for
        logging.lastResort.addFilter(_is_no_interrupt)
    before = signal.signal(signal.SIGINT, stop) if threading.current_thread() is threading.main_thread() else None
    try:
        with open_instance(home) as instance:
            tell_runs(instance, settings.places)
            result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=told, tags=TAGS, asset_selection=chosen)
    except _INTERRUPTS:
        return RunReport("", interrupted=True)
    except InstanceUnusable as error:
        return RunReport("", (RunProblem(ProblemKind.NOT_RECORDED, str(error)),))
    except (OSError, SQLAlchemyError) as error:
        words = f"the run could not be recorded in {home}: {str(error).splitlines()[0]}; is there space, may we write there?"
        return RunReport("", (RunProblem(ProblemKind.NOT_RECORDED, words),))
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    report = report_of(result.run_id, result.all_events, succeeded=result.success)
    return replace(report, interrupted=report.interrupted or told_to_stop)
