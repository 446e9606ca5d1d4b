"""The command `diarium new-registry`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, fail, settings_from


def new_registry(
    pages: Annotated[
        list[str],
        typer.Argument(metavar="FILE-OR-URL...", help="Saved pages of projects, and of their list (.txt is taken as text), or addresses."),
    ],
    code: Annotated[
        str | None, typer.Option(help="The registry's code, its folder's name (default: made of the host).", show_default=False)
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(help="Address of each saved page, in the same order: host and form of addresses.", show_default=False),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Where the registry's folder is made (default: registries in the data directory).", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Draft the folder of a registry that nobody has declared yet, from a few saved pages of its projects.

    Says which label may feed which field and why, what is personal and dropped, and what the draft reads of the pages. Every guess is
    marked in its registry.toml; an existing folder is never overwritten. Addresses are fetched as robots.txt allows, and only where
    DIARIUM_CONTACT is set.

    Example: `diarium new-registry page1.html page2.html --url https://host/project/1 --url https://host/project/2`.
    """
    from parsers.registry import sources
    from pipeline.commands.new_registry.draft_output import show_proposal
    from pipeline.commands.new_registry.draft_registry import draft_registry
    from pipeline.commands.new_registry.proposal import NewRegistryError

    settings = settings_from(data_dir)
    known = {code: source.registry for code, source in sources().items() if not source.problem}
    try:
        proposal, target, readings = draft_registry(pages, url or (), code, to, settings, known.values())
    except NewRegistryError as error:
        fail(str(error), USAGE if error.is_usage else FAILED)
    show_proposal(proposal, target, readings, known)
