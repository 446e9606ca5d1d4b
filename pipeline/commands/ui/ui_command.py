"""The command `diarium ui`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import DataDir, Live, make_dagster_home, settings_from


def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 3000,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[str | None, typer.Option(help="As for `diarium run`.", show_default=False)] = None,
) -> None:
    """Open the Dagster UI on 127.0.0.1 over the same runs: assets, checks, runs made here or from the command line. Ctrl-C stops it."""
    from pipeline.commands.ui.ui_server import serve_ui

    settings = settings_from(data_dir, live=live, sample_fault=sample_fault)
    make_dagster_home(settings)
    raise typer.Exit(serve_ui(settings, port))
