"""The commands `diarium run` and `diarium reparse`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.run.job_run import run_job
from pipeline.terminal.options import USAGE, AsJson, DataDir, Live, fail, need_registry, settings_from


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
    addresses: Annotated[
        Path | None,
        typer.Option(help="A file of addresses of projects, one a line, to visit beside what the lists link to.", show_default=False),
    ] = None,
    refetch: Annotated[bool, typer.Option("--refetch", help="Fetch every page anew, not only those that have changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline: crawl, read, build, check, publish, export.

    Nothing is published unless every blocking check passes; whoever has the warehouse open meanwhile is not disturbed.

    Example: `diarium run`, then `diarium run` again: nothing has changed, so nothing is stored and nothing is published anew in content.
    """
    given = _addresses(addresses) if addresses else ()
    need_registry(registry)
    settings = settings_from(data_dir, live=live, registry=registry, sample_fault=sample_fault, addresses=given)
    if live and not settings.contact:
        fail("a live crawl must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent)", USAGE)
    kind = "live registries" if live else "the bundled sample registries on loopback, not the live sites"
    run_job(settings, "refetch" if refetch else "refresh", f"Diarium crawls {kind}; data in {settings.places.root}", as_json=as_json)


def reparse(
    registry: Annotated[str | None, typer.Option(help="Read this registry only; the others go in as read.", show_default=False)] = None,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Read the stored pages again with the parsers as they are now, then build, check, publish and export. Needs no network.

    A page is read once per version of its parser, so where nothing changed nothing is read. What a changed parser reads otherwise is said,
    and told apart from what changed at the source: it is in `ops.reading_change`, never in `mart.project_change`.

    Example: change a label in registries/esf_se/registry.toml, then `diarium reparse`.
    """
    need_registry(registry)
    settings = settings_from(data_dir, live=live, registry=registry)
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
