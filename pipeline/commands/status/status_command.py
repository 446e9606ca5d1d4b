"""The command `diarium status`."""

from __future__ import annotations

import typer

from pipeline.terminal.options import FAILED, AsJson, DataDir, Live, print_json, settings_from


def status(live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Say what is published, and which registry is healthy or held back, since when, why and what to do.

    Exit 1 where a registry is held back, a page is quarantined or nothing is published.
    """
    from pipeline.commands.status.registry_status import RegistryHealth, status_of
    from pipeline.commands.status.status_output import say_status

    settings = settings_from(data_dir, live=live)
    found = status_of(settings)
    if as_json:
        print_json(found)
    else:
        say_status(settings, found)
    is_well = all(each["state"] == RegistryHealth.ACCEPTED and not each["quarantined"] for each in found["registries"])
    raise typer.Exit(0 if found["publication"] and is_well else FAILED)
