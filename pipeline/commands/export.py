"""The command `diarium export`: a snapshot on demand. What is in one is in `warehouse.export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, Live, fail, need_warehouse, settings_from


def export(
    out: Annotated[Path | None, typer.Option(help="Folder for the snapshot (default: data/exports).", show_default=False)] = None,
    profile: Annotated[
        str, typer.Option(help="full, or no-texts: without descriptions, sentences and words quoted from pages.", metavar="PROFILE")
    ] = "full",
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Write the published warehouse as a snapshot to cite: Parquet per table, the wide table as CSV, checksums, and descriptions.

    The descriptions: Data Package, Croissant, DCAT, citation, data dictionary, known issues, and terms and coverage of each registry. The
    same content always gives the same bytes and the same snapshot name. Prints the folder.

    Examples: `diarium export`, `diarium export --profile no-texts --out /tmp/exports`.
    """
    from assets.failures import FORESEEN
    from warehouse.export.profile import PROFILES
    from warehouse.export.snapshot import export as write_snapshot

    if profile not in PROFILES:
        fail(f"--profile {profile}: there is {', '.join(PROFILES)}", USAGE)
    settings = settings_from(data_dir, live=live)
    need_warehouse(settings)
    folder = out or settings.places.exports
    try:
        sys.stdout.write(f"{write_snapshot(settings.places.warehouse, folder, PROFILES[profile]).path}\n")
    except FORESEEN as error:
        fail(str(error), FAILED)
    except OSError as error:
        fail(f"{folder}: {error.strerror}", USAGE)
