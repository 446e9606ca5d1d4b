"""Commands that run things: the pipeline, the UI, and how they stand."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from pipeline.commands.options import FAILED, INTERRUPTED, USAGE, AsJson, DataDir, Live, fail, print_json, settings_from


def run(
    registry: Annotated[
        str | None, typer.Option(help="Crawl and read this registry only; the others go in as stored.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[
        str | None,
        typer.Option(
            help="Break the sample on purpose: dead, half, garble=DNR, gone=DNR, withdrawn=DNR, rename=LABEL, set=DNR:LABEL=VALUE.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline: crawl, read, build, check, publish, export.

    Nothing is published unless every blocking check passes; whoever has the warehouse open meanwhile is not disturbed.

    Example: `diarium run`, then `diarium run` again: nothing has changed, so nothing is stored and nothing is published anew in content.
    """
    from parsers.registry import sources

    settings = settings_from(data_dir, live=live, registries=(registry,) if registry else (), sample_fault=sample_fault)
    if registry and registry not in sources():
        fail(f"no registry {registry!r}; there is {', '.join(sources())}", USAGE)
    if live and not settings.contact:
        fail("a live crawl must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent)", USAGE)
    from pipeline import console
    from pipeline.running import prepare_home, run_pipeline
    from pipeline.summary import closing

    try:
        prepare_home(settings.places.dagster)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}; choose another folder with --data-dir", USAGE)

    if as_json:
        from assets.protocols import silent

        report = run_pipeline(settings, silent)
        print_json(closing(settings, report))
        raise typer.Exit(0 if report.succeeded else FAILED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    kind = "live registries" if live else "the bundled sample registry on loopback, not the live site"
    console.say(f"Diarium crawls {kind}; data in {settings.places.root}")
    with console.watching() as progress:
        report = run_pipeline(settings, progress)
    if report.interrupted:
        fail("stopped; a run that was under way has published nothing, run it again", INTERRUPTED)
    from pipeline.summary import show_closing

    show_closing(settings, report)
    raise typer.Exit(0 if report.succeeded else FAILED)


def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 3000,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[str | None, typer.Option(help="As for `diarium run`.", show_default=False)] = None,
) -> None:
    """Open the Dagster UI on 127.0.0.1 over the same runs: assets, checks, runs made here or from the command line. Ctrl-C stops it."""
    from pipeline.ui import serve_ui

    settings = settings_from(data_dir, live=live, sample_fault=sample_fault)
    raise typer.Exit(serve_ui(settings, port))


def status(live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Say what is published, and which registry is healthy or held back, since when, why and what to do.

    Exit 1 where a registry is held back, a page is quarantined or nothing is published.
    """
    from pipeline.summary import show_status, status_of

    settings = settings_from(data_dir, live=live)
    found = status_of(settings)
    if as_json:
        print_json(found)
    else:
        show_status(settings, found)
    healthy = found["publication"] and all(each["state"] == "accepted" and not each["quarantined"] for each in found["registries"])
    raise typer.Exit(0 if healthy else FAILED)
