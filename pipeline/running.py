"""Runs the pipeline from the command line, in the Dagster instance the UI shows, and says in words how it went."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import dagster as dg
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from assets.protocols import Progress
from pipeline.assembly import build_definitions
from pipeline.jobs import REFETCH, REFRESH, UNCONDITIONAL
from pipeline.outcome import RunReport, report_of
from pipeline.resources import FROM_COMMAND_LINE
from pipeline.settings import Settings

TAGS = FROM_COMMAND_LINE | {".dagster/repository": "__repository__@diarium"}  # the latter lists the run under its job in the UI
INSTANCE_CONFIG = Path(__file__).with_name("dagster.yaml")


def prepare_home(home: Path) -> None:
    """Makes `home` a Dagster home (its own dagster.yaml is left alone) and the one this process uses."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        shutil.copyfile(INSTANCE_CONFIG, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)


def run_pipeline(settings: Settings, progress: Progress, job_name: str = REFRESH, config: Mapping[str, Any] | None = None) -> RunReport:
    """Runs a job of `pipeline.jobs` (for one registry, where one is chosen) in this process and reports it. Nothing foreseeable raises.

    `config` is run configuration beside what the job brings: by op, what an operator decides.
    """
    prepare_home(settings.places.dagster)
    definitions = build_definitions(settings, progress=progress)
    job = definitions.resolve_job_def(f"{job_name}_{settings.registry}" if settings.registry else job_name)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    told = {**quiet, **(UNCONDITIONAL if job_name == REFETCH else {}), **(config or {})}
    told_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, stop) if threading.current_thread() is threading.main_thread() else None
    try:
        with _instance() as instance:
            result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=told, tags=TAGS)
    except (dg.DagsterExecutionInterruptedError, KeyboardInterrupt):
        return RunReport("", interrupted=True)
    except InstanceUnusable as error:
        file = settings.places.dagster / "dagster.yaml"
        return RunReport("", (f"the Dagster instance cannot be used: {error}; look at {file}, and at docs/runbook.md for PostgreSQL",))
    except (OSError, SQLAlchemyError) as error:
        words = str(error).splitlines()[0]
        return RunReport("", (f"the run could not be recorded in {settings.places.dagster}: {words}; is there space, may we write there?",))
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    report = report_of(result.run_id, result.all_events, succeeded=result.success)
    return replace(report, interrupted=report.interrupted or told_to_stop)


class InstanceUnusable(Exception):
    """The Dagster instance cannot be opened; the message says what its storage says."""


def _instance() -> dg.DagsterInstance:
    """The Dagster instance. Two first runs at the same instant both make its tables: the one that comes second tries again.

    Raises `InstanceUnusable`: what its dagster.yaml asks for may be missing, or be no valid configuration, in any library's words.
    """
    last = 20
    for attempt in range(1, last + 1):
        try:
            return dg.DagsterInstance.get()
        except Exception as error:
            if isinstance(error, OperationalError) and "already exists" in str(error) and attempt < last:
                time.sleep(0.25)
                continue
            raise InstanceUnusable(_first_cause(error)) from error
    raise AssertionError("unreachable")


def _first_cause(error: BaseException) -> str:
    """What went wrong first, in one line: of several errors in one text, the innermost."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    innermost = [found[1] for line in lines if (found := re.search(r"(?:Error|Error \d+): (.+)", line))]
    return (innermost[-1:] or lines[:1] or [type(error).__name__])[0]
