"""Commands about snapshots: writing one, comparing two."""

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


def diff(
    before: Annotated[str, typer.Argument(help="A snapshot: its id, its folder, latest or previous.")] = "previous",
    after: Annotated[str, typer.Argument(help="The one to compare it with.")] = "latest",
    project: Annotated[str | None, typer.Option(help="Show what changed in this project only.", metavar="ID", show_default=False)] = None,
    limit: Annotated[
        int | None, typer.Option(help="Changed values to show (default: 20 in tables, else all).", min=0, show_default=False)
    ] = None,
    output: Annotated[str, typer.Option("--format", help="table, csv (a line per changed value) or json (everything).")] = "table",
    profile: Annotated[str, typer.Option(help="Which snapshots latest and previous are of: full or no-texts.", metavar="PROFILE")] = "full",
    exports: Annotated[Path | None, typer.Option(help="Folder of the snapshots (default: data/exports).", show_default=False)] = None,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Say what changed between two snapshots: schema, registries, projects, values by column, totals by fund.

    Both are read whole and checked first. Exit 0 whether anything changed or not, 1 where the two cannot be compared.

    Examples: `diarium diff`, `diarium diff previous latest --format csv > changes.csv`, `diarium diff 20260105-1a2b3c4d latest`.
    """
    from pipeline.commands.diff import diff_output
    from warehouse.diff.comparison import compare
    from warehouse.diff.snapshot_choice import SnapshotUnknown, choose
    from warehouse.diff.two_snapshots import NotComparable
    from warehouse.export.profile import PROFILES
    from warehouse.visible import visible

    if output not in diff_output.FORMATS:
        fail(f"--format {output}: there is {', '.join(diff_output.FORMATS)}", USAGE)
    if profile not in PROFILES:
        fail(f"--profile {profile}: there is {', '.join(PROFILES)}", USAGE)
    folder = exports or settings_from(data_dir, live=live).places.exports
    shown = diff_output.SHOWN_VALUES if limit is None and output == "table" and project is None else limit
    try:
        one, other = (choose(said, folder, PROFILES[profile]) for said in (before, after))
        diff_output.show(compare(one, other, project=project, limit=shown), output)
    except SnapshotUnknown as error:
        fail(visible(str(error)), USAGE)
    except NotComparable as error:
        fail(visible(str(error)), FAILED)
