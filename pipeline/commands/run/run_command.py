"""The commands that run a job: `diarium run`, `reparse`, and `accept` and `hold`: a person decides against the gates, in writing."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipeline.terminal import options
from pipeline.terminal.options import FAILED, USAGE, AsJson, Countries, DataDir, Live, OnlyFailed, Registries, fail, settings_from

if TYPE_CHECKING:
    from pipeline.begun_run import BegunRun
    from pipeline.dagster.alerts import Alert
    from pipeline.run_outcome import RunReport
    from pipeline.settings import Settings
    from warehouse.progress import Progress


def run_job(settings: Settings, job: str, opening: str, *, as_json: bool, config: dict[str, Any] | None = None) -> NoReturn:
    """Runs a job with progress and closing words, or as JSON, tells operators of problems, and ends the command."""
    from pipeline.commands.run.closing_words import run_as_json, say_closing_words
    from pipeline.terminal import console

    if not as_json:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)
        console.say(opening)
    with console.stage_progress(is_silent=as_json) as progress:
        report = _report(settings, progress, job, config)
    if report.interrupted and not as_json:
        fail(
            "stopped; nothing was published. What a crawl had fetched is kept: run it again, and it goes on from there", options.INTERRUPTED
        )
    told = None if report.unchanged else _alert(settings, report, job)
    if as_json:
        options.print_json(run_as_json(settings, report))
    else:
        say_closing_words(settings, report)
        if told and told.failed:
            console.complain(told.failed)
    raise typer.Exit(0 if report.succeeded else FAILED)


def _report(settings: Settings, progress: Progress, job: str, config: dict[str, Any] | None) -> RunReport:
    """Runs a job: what crawls and reads first, and Dagster with the rest of it where that is to be made anew."""
    from pipeline.begun_run import NotBegun, begin, log_report, unchanged_report
    from pipeline.run_outcome import RunReport

    try:
        if config:  # what an operator decides comes before reading
            return _run_in_dagster(settings, progress, job, config)
        with options.foreseen():
            begun = begin(settings, progress, crawls=job != "reread", unconditional=job == "refetch")
        with begun.lock:
            report = unchanged_report(settings, begun) or _run_in_dagster(settings, progress, job, begun=begun)
            log_report(settings, job, report, begun)
        return report
    except NotBegun as error:
        return RunReport("", (error.problem,))
    except KeyboardInterrupt:
        return RunReport("", interrupted=True)


def _run_in_dagster(
    settings: Settings, progress: Progress, job: str, config: dict[str, Any] | None = None, begun: BegunRun | None = None
) -> RunReport:
    options.make_dagster_home(settings)
    from pipeline.dagster.execution import run_pipeline

    return run_pipeline(settings, progress, job, config, begun)


def _alert(settings: Settings, report: RunReport, job: str) -> Alert | None:
    from pipeline.dagster.alerts import alert

    return alert(settings, report, job)


def run(
    registry: Registries = None,
    country: Countries = None,
    failed: OnlyFailed = False,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[
        str | None,
        typer.Option(
            help="Break the sample on purpose: dead, half, garble=DNR, gone=DNR, withdrawn=DNR, rename=LABEL, set=DNR:LABEL=VALUE.",
            show_default=False,
        ),
    ] = None,
    addresses: Annotated[
        Path | None,
        typer.Option(help="A file of addresses of projects, one a line, to visit beside what the lists link to.", show_default=False),
    ] = None,
    refetch: Annotated[bool, typer.Option("--refetch", help="Fetch every page anew, not only those that have changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline: crawl, read, build, check, publish, export.

    Nothing is published unless every blocking check passes; whoever has the warehouse open meanwhile is not disturbed. Where some
    registries are chosen, these are crawled and read, and the others go in as stored.

    Example: `diarium run`, then `diarium run` again: nothing has changed, so nothing is stored and nothing is published anew in content.
    """
    given = _addresses(addresses) if addresses else ()
    settings = settings_from(data_dir, live=live, sample_fault=sample_fault, addresses=given)
    settings = options.choose_registries(settings, registry, country, only_failed=failed)
    if live and not settings.contact:
        fail("a live crawl must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent)", USAGE)
    kind = "live registries" if live else "the bundled sample registries on loopback, not the live sites"
    run_job(settings, "refetch" if refetch else "refresh", f"Diarium crawls {kind}; data in {settings.places.root}", as_json=as_json)


def reparse(
    registry: Registries = None,
    country: Countries = None,
    failed: OnlyFailed = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Read the stored pages again with the parsers as they are now, then build, check, publish and export. Needs no network.

    A page is read once per version of its parser, so where nothing changed nothing is read. What a changed parser reads otherwise is said,
    and told apart from what changed at the source: it is in `ops.reading_change`, never in `mart.project_change`.

    Example: change a label in registries/esf_se/registry.toml, then `diarium reparse`.
    """
    settings = options.choose_registries(settings_from(data_dir, live=live), registry, country, only_failed=failed)
    run_job(settings, "reread", f"Diarium reads what is stored in {settings.places.captures}", as_json=as_json)


def _addresses(file: Path) -> tuple[str, ...]:
    """The addresses in a file, each of a host that some registry declares."""
    from parsers.registry import source_of

    try:
        lines = [line.strip() for line in file.read_text("utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file}: cannot be read as text ({error})", USAGE)
    found = tuple(line for line in lines if line and not line.startswith("#"))
    for number, address in enumerate(lines, 1):
        if address in found and source_of(address) is None:
            fail(f"{file}, line {number}: no registry declares the host of {address}; draft one with: diarium new-registry", USAGE)
    return found


_Registry = Annotated[str, typer.Argument(help="Code of the registry, as in `diarium status`.")]
_Reason = Annotated[str, typer.Option(help="Why, in words: it is kept with the captures, for whoever asks later.")]


def accept(registry: _Registry, reason: _Reason, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Let the newest crawl of a registry count although it was held back, for a reason in writing; then build, check and publish.

    Look first whether the registry is right as it is (`diarium status` says why it is held back). The decision is about that crawl alone:
    the next is judged again, in comparison with it. What the crawl lacks is withdrawn in the warehouse. Needs no network.

    Example: `diarium accept esf_se --reason 'the council removed the projects of 2014-2020, see its news of 3 March'`.
    """
    _decide(registry, "accept", reason, live, data_dir, as_json=as_json)


def hold(registry: _Registry, reason: _Reason, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Hold back the newest crawl of a registry although it was accepted, for a reason in writing; then build, check and publish without it.

    The registry goes in as it was accepted before. The decision is about that crawl alone; `diarium accept` takes it back. No network.

    Example: `diarium hold esf_se --reason 'all amounts are printed ten times too large since Tuesday'`.
    """
    _decide(registry, "hold", reason, live, data_dir, as_json=as_json)


def _decide(registry: str, verb: str, reason: str, live: bool, data_dir: Path | None, *, as_json: bool) -> None:
    from assets.steps.held_registry import is_reason

    settings = options.choose_registries(settings_from(data_dir, live=live), [registry], None)
    if not is_reason(reason):
        fail("--reason: write it in words; it is kept with the captures, for whoever asks later", USAGE)
    config = {"ops": {"observation": {"config": {verb: {registry: reason}}}}}
    told = "lets the newest crawl count" if verb == "accept" else "holds the newest crawl back"
    run_job(settings, "reread", f"Diarium {told}: {registry}; data in {settings.places.root}", as_json=as_json, config=config)
