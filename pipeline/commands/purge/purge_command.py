"""The command that erases: a person, an address or a project, from everything that is kept."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, AsJson, DataDir, Live, fail, foreseen, print_json, settings_from


def purge(
    reason: Annotated[str, typer.Option(help="Why; kept in the record of the erasure, so never with what is erased in it.")],
    project: Annotated[list[str] | None, typer.Option(help="A project, `<registry>:<code>`.", show_default=False)] = None,
    address: Annotated[list[str] | None, typer.Option(help="A web page, by its address.", show_default=False)] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(help="A person's name, a telephone number, an e-mail address, any words.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Erase a person, an address or a project from captures, observations, history and exports, and search every file afterwards.

    Pages of the project or address go; in all other pages the words are masked. What was erased is kept out of later crawls by salted
    hashes. Exported snapshots that hold it are withdrawn, and the warehouse is built anew without the network. Each option can be repeated;
    give every form of a name. Exit 0 only when the search finds nothing.

    Example: `diarium purge --text 'Anna Exempel' --text 'anna@exempel.se' --reason 'request of 12 May'`.
    """
    from pipeline.commands.purge.purge_request import Request
    from pipeline.commands.purge.purge_steps import print_purge, purge_json
    from pipeline.commands.purge.purge_steps import purge as run_purge
    from pipeline.terminal import console

    settings = settings_from(data_dir, live=live)
    if not settings.places.root.is_dir():
        fail(f"{settings.places.root}: no such folder; choose another with --data-dir", USAGE)
    request = Request(reason=reason, projects=tuple(project or ()), addresses=tuple(address or ()), texts=tuple(text or ()))
    n_asked = len(request.projects) + len(request.addresses) + len(request.texts)
    if not (yes or dry_run) and not typer.confirm(f"Erase {n_asked} thing(s) from {settings.places.root} for good?", err=True):
        fail("nothing was erased", FAILED)
    with foreseen("; then purge again: what was begun is finished"), console.stage_progress(is_silent=as_json) as progress:
        report = run_purge(settings, request, progress, dry_run=dry_run)
    if as_json:
        print_json(purge_json(report))
    else:
        print_purge(report)
    raise typer.Exit(0 if report.is_proved or dry_run else FAILED)
