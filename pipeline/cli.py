"""The `diarium` command: what people type. Its commands are in `pipeline.commands`; here they are put together.

Exit codes: 0 done, 1 a check failed or a registry was held back, 2 bad usage.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.captures import captures_command
from pipeline.commands.export import export_command
from pipeline.commands.importing import import_command
from pipeline.commands.new_registry import new_registry_command
from pipeline.commands.purge import purge_command
from pipeline.commands.report import report_command
from pipeline.commands.run import run_command
from pipeline.commands.sql import sql_command

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


COMMANDS = (
    *(run_command.run, run_command.reparse, run_command.accept, run_command.hold, run_command.ui, run_command.status),
    *(sql_command.sql, report_command.report, export_command.export, export_command.diff, sql_command.cite, sql_command.verify),
    *(new_registry_command.parse, purge_command.purge),
)
for command in COMMANDS:
    app.command()(command)
app.command("import")(import_command.import_)
app.command("new-registry")(new_registry_command.new_registry)
app.add_typer(captures_command.app, name="captures")


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
