"""The command `diarium verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import (
    FAILED,
    USAGE,
    AsJson,
    DataDir,
    Live,
    fail,
    foreseen,
    need_registry,
    need_warehouse,
    print_json,
    settings_from,
)


def verify(
    registry: Annotated[str | None, typer.Option(help="Prove the spans of this registry only.", show_default=False)] = None,
    exports: Annotated[bool, typer.Option("--exports", help="Check the exported snapshots only.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Prove what is published: every value against its stored page, every table against a second build, the snapshots against their
    checksums.

    Reads every stored body again: its SHA-256 must be the one named, and its text must hold the words of each value at the place named.
    Derived values must name their rule. Every cell of every table must be what the stored records give when it is built again, and the file
    that which was published. Needs no network. Exit 1 where anything fails or nothing is published.
    """
    from pipeline.commands.verify.verification import verify
    from pipeline.commands.verify.verify_output import print_verification, verification_json
    from pipeline.terminal import console

    if registry and exports:
        fail("--exports checks snapshots only; it does not go with --registry", USAGE)
    settings = settings_from(data_dir, live=live)
    need_registry(registry)
    if not exports:
        need_warehouse(settings)
    with foreseen(), console.stage_progress(is_silent=as_json) as progress:
        found = verify(settings.places, progress, registry=registry, only_exports=exports)
    if as_json:
        print_json(verification_json(found))
    else:
        print_verification(found)
    raise typer.Exit(0 if found.is_proved else FAILED)
