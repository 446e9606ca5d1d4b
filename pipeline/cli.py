"""The `diarium` command: what people type. Its commands are in `pipeline.commands`; here they are put together.

Exit codes: 0 done, 1 a check failed or a registry was held back, 2 bad usage.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.captures.captures_command import app as captures
from pipeline.commands.cite.cite_command import cite
from pipeline.commands.diff.diff_command import diff
from pipeline.commands.export import export
from pipeline.commands.fixture import fixture
from pipeline.commands.importing.import_command import import_
from pipeline.commands.new_registry.new_registry_command import new_registry
from pipeline.commands.parse import parse
from pipeline.commands.purge.purge_command import purge
from pipeline.commands.report import report
from pipeline.commands.run.run_command import accept, hold, reparse, run
from pipeline.commands.sql.sql_command import sql
from pipeline.commands.status.status_command import status
from pipeline.commands.ui import ui
from pipeline.commands.verify.verify_command import verify

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Every EU-funded project, from every registry, in one warehouse you can query, trace to the source page, and cite.\n\n"
    "Start with `diarium run`: it crawls the bundled sample registry on loopback and publishes a DuckDB warehouse. "
    "Then ask it something: `diarium sql 'FROM mart.funding_by_region_fund'`.\n\n"
    "Exit codes: 0 done, 1 a check failed or a registry was held back, 2 bad usage.",
)


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Options of every command."""
    if version:
        from pipeline.settings import VERSION

        sys.stdout.write(f"diarium {VERSION}\n")
        raise typer.Exit


for command in (run, reparse, accept, hold, ui, status, sql, report, export, diff, cite, verify, parse, fixture, purge):
    app.command()(command)
app.command("import")(import_)
app.command("new-registry")(new_registry)
app.add_typer(captures, name="captures")


def main() -> None:
    """Entry point: runs the command; a closed pipe ends it without a traceback."""
    # a query that begins with a comment is no option
    sys.argv[1:] = [f" {word}" if word.startswith("-- ") else word for word in sys.argv[1:]]
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
