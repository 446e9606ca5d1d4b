"""The command that writes the page to look at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, Live, fail, need_warehouse, settings_from


def report(
    out: Annotated[Path | None, typer.Option(help="File to write (default: data/report.html).", show_default=False)] = None,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Write the published warehouse as one page to look at: a single HTML file that works offline and can be sent to anybody.

    Money and projects by fund, region, year and programme, the registries and their quality, the latest changes, and a search over all
    projects whose values lead to the words they were read from. The same warehouse always gives the same bytes.
    """
    from parsers.page.text_fragments import link_to
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable
    from warehouse.export.snapshot_check import latest_snapshot
    from warehouse.report.report_file import NothingPublished, ReportNotWritten, WarehouseOutdated, write_report

    settings = settings_from(data_dir, live=live)
    need_warehouse(settings)
    places = settings.places
    target = out or places.report
    latest = latest_snapshot(places.exports)
    try:
        written = write_report(places.warehouse, target, link=link_to, snapshot=latest.name if latest else None)
    except (WarehouseMissing, WarehouseUnreadable, WarehouseOutdated, NothingPublished) as error:
        fail(str(error), FAILED)
    except ReportNotWritten as error:
        fail(str(error), USAGE)
    shown = "" if written.n_shown == written.n_projects else f", the {written.n_shown:,} that changed last can be searched"
    sample = " of the sample (do not cite)" if written.is_sample else ""
    sys.stdout.write(f"{written.path}\n")
    sys.stderr.write(f"{written.n_projects:,} projects{sample}{shown}; {written.n_bytes / 1e6:.1f} MB, open it in a browser\n")
