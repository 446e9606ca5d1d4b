"""The command `diarium cite`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import FAILED, AsJson, DataDir, Live, foreseen, need_warehouse, print_json, settings_from


def cite(
    project: Annotated[str, typer.Argument(help="Id of the project: `<registry>:<code>`.")],
    field: Annotated[str, typer.Argument(help="A field, or a column of mart.project_all or core.project.")],
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
    from pipeline.commands.cite.citation import evidence_for
    from pipeline.commands.cite.cite_output import citation_json, print_citation

    settings = settings_from(data_dir, live=live)
    need_warehouse(settings)
    with foreseen():
        citation = evidence_for(settings.places, project, field, item=item, at=at)
    if as_json:
        print_json(citation_json(citation))
    else:
        print_citation(citation, settings.places.captures)
    raise typer.Exit(FAILED if citation.problems else 0)
