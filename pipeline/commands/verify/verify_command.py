"""The command `diarium verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, AsJson, DataDir, Live, fail, need_warehouse, print_json, settings_from


def verify(
    registry: Annotated[str | None, typer.Option(help="Prove the spans of this registry only.", show_default=False)] = None,
    exports: Annotated[bool, typer.Option("--exports", help="Check the exported snapshots only.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Prove what is published: every value against its stored page, the totals against the amounts, the snapshots against their checksums.

    Reads every stored body again: its SHA-256 must be the one named, and its text must hold the words of each value at the place named.
    Derived values must name their rule. Needs no network. Exit 1 where anything fails or nothing is published.
    """
    from parsers.registry import sources
    from pipeline.commands.verify import verify_output
    from pipeline.commands.verify.verification import NothingToVerify, verify
    from pipeline.terminal import console
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable
    from warehouse.progress import silent

    if registry and exports:
        fail("--exports checks snapshots only; it does not go with --registry", USAGE)
    if registry and registry not in sources():
        fail(f"no registry {registry!r}; there is {', '.join(sources())}", USAGE)
    settings = settings_from(data_dir, live=live)
    if not exports:
        need_warehouse(settings)
    try:
        if as_json:
            found = verify(settings.places, silent, registry=registry, only_exports=exports)
        else:
            with console.stage_progress() as progress:
                found = verify(settings.places, progress, registry=registry, only_exports=exports)
    except (NothingToVerify, WarehouseMissing, WarehouseUnreadable) as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(verify_output.as_json(found))
    else:
        verify_output.show(found)
    raise typer.Exit(0 if found.is_proved else FAILED)
