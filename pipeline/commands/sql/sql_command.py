"""The command `diarium sql`: which query is meant, and where its answer goes. Does not belong here: running it (`query`)."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal.options import USAGE, DataDir, Live, fail, foreseen, need_warehouse, settings_from

if TYPE_CHECKING:
    from pipeline.commands.sql.answers import AnswerForm
    from pipeline.settings import Settings


def sql(
    query: Annotated[str | None, typer.Argument(help="One query; without it, it is read from standard input.", show_default=False)] = None,
    tables: Annotated[bool, typer.Option("--tables", help="List tables and macros: rows, and what each is about.")] = False,
    describe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Columns of a table and their meaning, or a macro's arguments.", show_default=False),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table (default), record (a column a line), csv, json (one object a line), parquet or xlsx. JSON and Parquet give "
            "every value as it is; in CSV, texts that a spreadsheet would take for a formula (they begin with = + - @) get an apostrophe "
            "before them.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the answer into this file; .csv, .json, .parquet and .xlsx say the format.", show_default=False),
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Query the published warehouse, read-only, and say what its tables and columns mean.

    A run meanwhile locks nobody out: a query sees what is published when it starts. For a prompt, open the file with DuckDB's own command
    line: `duckdb -readonly data/warehouse/diarium.duckdb`.

    Examples: `diarium sql 'FROM mart.funding_by_region_fund'`, `diarium sql --out projects.parquet 'FROM mart.project'`,
    `diarium sql --tables`, `diarium sql --describe mart.project`.
    """
    from pipeline.commands.sql.answers import answer_form

    settings = settings_from(data_dir, live=live)
    if (query is not None) + tables + (describe is not None) > 1:
        fail("give one of a query, --tables and --describe NAME", USAGE)
    with foreseen():
        form = answer_form(output, out)
        need_warehouse(settings)
        if tables or describe is not None:
            _write_meanings(settings, describe, form)
        else:
            _write_answer(settings, _piped_query() if query is None else query, form)


def _write_answer(settings: Settings, query: str, form: AnswerForm) -> None:
    from pipeline.commands.sql.query import published_connection, run_query
    from pipeline.terminal.wording import typed_command

    if not query.strip():
        typed, file = typed_command(settings, "sql"), shlex.quote(str(settings.places.warehouse))
        fail(f'no query: {typed} "FROM mart.project"; tables: {typed} --tables; for a prompt: duckdb -readonly {file}', USAGE)
    with published_connection(settings.places.warehouse) as connection:
        run_query(connection, query, form)


def _write_meanings(settings: Settings, name: str | None, form: AnswerForm) -> None:
    """Of one table or macro, or of all. What is said beside the answer goes to standard error where a program may read standard output."""
    from pipeline.commands.sql.query import LISTED, description_query, publication_line, published_connection, run_query
    from pipeline.terminal import console

    with published_connection(settings.places.warehouse) as connection:
        query, heading = (LISTED, "") if name is None else description_query(connection, name)
        console.note(f"{settings.places.warehouse}: {publication_line(connection)}")
        if heading:
            (console.say if form.is_for_people else console.note)(heading)
        run_query(connection, query, form)


def _piped_query() -> str:
    """What is in standard input, unless somebody sits there."""
    if sys.stdin.isatty():
        return ""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fail(f"the query in standard input is not UTF-8: {error}", USAGE)
