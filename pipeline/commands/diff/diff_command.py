"""The command `diarium diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, Live, fail, settings_from


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
    from warehouse.diff.comparison import compare_snapshots
    from warehouse.diff.snapshot_choice import SnapshotUnknown, named_snapshot
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
        one, other = (named_snapshot(said, folder, PROFILES[profile]) for said in (before, after))
        diff_output.print_comparison(compare_snapshots(one, other, project=project, limit=shown), output)
    except SnapshotUnknown as error:
        fail(visible(str(error)), USAGE)
    except NotComparable as error:
        fail(visible(str(error)), FAILED)
