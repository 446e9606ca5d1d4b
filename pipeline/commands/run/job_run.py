"""Running a job for a command: its progress, its closing words, and how the command ends."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from pipeline.terminal.options import FAILED, INTERRUPTED, fail, make_dagster_home, print_json

if TYPE_CHECKING:
    from pipeline.settings import Settings


def run_job(settings: Settings, job: str, opening: str, *, as_json: bool, config: dict[str, Any] | None = None) -> NoReturn:
    """Runs a job with progress and closing words, or as JSON, tells operators of problems, and ends the command."""
    from pipeline.commands.run.closing_words import run_as_json, say_closing_words
    from pipeline.dagster.alerts import alert
    from pipeline.dagster.execution import run_pipeline
    from pipeline.terminal import console
    from warehouse.progress import silent

    make_dagster_home(settings)
    if as_json:
        report = run_pipeline(settings, silent, job, config)
        alert(settings, report, job)
        print_json(run_as_json(settings, report))
        raise typer.Exit(0 if report.succeeded else FAILED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    console.say(opening)
    with console.stage_progress() as progress:
        report = run_pipeline(settings, progress, job, config)
    if report.interrupted:
        fail("stopped; nothing was published. What a crawl had fetched is kept: run it again, and it goes on from there", INTERRUPTED)
    told = alert(settings, report, job)
    say_closing_words(settings, report)
    if told and told.failed:
        console.complain(told.failed)
    raise typer.Exit(0 if report.succeeded else FAILED)
