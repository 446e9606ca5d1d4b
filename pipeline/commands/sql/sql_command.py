"""Commands that ask the published warehouse: queries, citations, proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, AsJson, DataDir, Live, fail, need_warehouse, print_json, settings_from


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


def cite(
    project: Annotated[str, typer.Argument(help="Id of the project: `<registry>:<code>`.")],
    field: Annotated[str, typer.Argument(help="A field, or a column of mart.project or core.project.")],
    item: Annotated[int | None, typer.Option(help="Of several values only this one, from 1.", min=1, show_default=False)] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE", help="The value as of this date (ISO, UTC) instead of the latest.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the words a value was read from, where they stand, when they were captured, and a line to cite them with.

    Opens the stored page again and shows the words in it. The address ends in a text fragment, so a browser opens the live page at them.
    Needs no network. Exit 1 where there is no value, or its stored page is missing or damaged.

    Example: `diarium cite esf_se:22-021-S03 eu_cofinancing_rate_pct`.
    """
    from pipeline.commands.cite import cite_output
    from pipeline.commands.cite.citation import evidence_for
    from pipeline.commands.cite.lookup import CitationError
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable
    from warehouse.visible import visible

    settings = settings_from(data_dir, live=live)
    need_warehouse(settings)
    try:
        citation = evidence_for(settings.places, project, field, item=item, at=at)
    except CitationError as error:
        fail(visible(str(error)), error.exit_code)
    except (WarehouseMissing, WarehouseUnreadable) as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(cite_output.as_json(citation))
    else:
        cite_output.show(citation, settings.places.captures)
    raise typer.Exit(FAILED if citation.problems else 0)


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
            with console.watching() as progress:
                found = verify(settings.places, progress, registry=registry, only_exports=exports)
    except (NothingToVerify, WarehouseMissing, WarehouseUnreadable) as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(verify_output.as_json(found))
    else:
        verify_output.show(found)
    raise typer.Exit(0 if found.is_proved else FAILED)
