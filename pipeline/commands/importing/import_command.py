"""The command that takes in captures made by others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, AsJson, DataDir, Live, fail, foreseen, need_registry, print_json, settings_from


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="WARC or ARC files, plain or gzip.")],
    registry: Annotated[str | None, typer.Option(help="Give all pages to this registry, whatever their host.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come in; nothing is stored.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take in captures made by others (Common Crawl, the Internet Archive, wget), so that history reaches back before the first crawl.

    Each page goes to the registry that declares its host; what is no page, or of no registry, is counted. Bodies, headers and the time of
    the capture stay as they are. Importing a file again changes nothing. `diarium reparse` then reads what came in. Needs no network.
    Captures of live sites need --live: they never share a folder with the bundled sample. Exit 1 where a file is damaged: what is whole
    is taken.

    Example: `diarium import --live --dry-run CC-MAIN-20230206113934-00042.warc.gz`.
    """
    from parsers.registry import sources
    from pipeline.commands.importing.import_output import import_json, print_import
    from pipeline.commands.importing.import_run import bring_in
    from pipeline.terminal import console
    from pipeline.terminal.wording import typed_command
    from warehouse.visible import visible

    settings = settings_from(data_dir, live=live)
    need_registry(registry)
    forced = sources()[registry] if registry else None
    for file in files:
        if not file.is_file():
            fail(visible(f"{file}: {'a folder; name the files in it' if file.is_dir() else 'no such file'}"), USAGE)
    with foreseen("; what was stored before is whole, import again"), console.stage_progress(is_silent=as_json) as progress:
        outcome = bring_in(files, settings.places, progress, live=live, forced=forced, dry_run=dry_run)
    if as_json:
        print_json(import_json(outcome))
    else:
        print_import(outcome, typed_command(settings, "reparse"))
    raise typer.Exit(0 if outcome.is_whole else FAILED)
