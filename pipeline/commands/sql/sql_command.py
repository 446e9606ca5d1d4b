"""The command `diarium sql`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import USAGE, DataDir, Live, fail, need_warehouse, settings_from


def sql(
    query: Annotated[str | None, typer.Argument(help="One query; without it, a prompt.", show_default=False)] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table (default), record (a column a line), csv, json (one object a line) or parquet. JSON and Parquet give every value "
            "as it is; in CSV, texts that a spreadsheet would take for a formula (they begin with = + - @) get an apostrophe before them.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the answer into this file; .csv, .json and .parquet say the format.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Query the published warehouse, read-only; without a query, at a prompt with history, completion and .help.

    A run meanwhile locks nobody out, and each query sees what is published at that moment; the prompt says when that changes.

    Examples: `diarium sql 'FROM mart.funding_by_region_fund'`, `diarium sql --out projects.parquet 'FROM mart.project'`.
    """
    from pipeline.commands.sql.answers import WrongTarget, target_of
    from pipeline.commands.sql.prompt import prompt
    from pipeline.commands.sql.query import QueryError, run_query

    settings = settings_from(data_dir, live=live)
    try:
        target = target_of(output, out)
        if query is None and out:
            fail(f"--out {out} takes the answer to one query; add the query", USAGE)
        need_warehouse(settings)
        if query is None:
            raise typer.Exit(prompt(settings.places.warehouse, target))
        run_query(settings.places.warehouse, query, target)
    except WrongTarget as error:
        fail(str(error), USAGE)
    except QueryError as error:
        fail(str(error), error.exit_code)
