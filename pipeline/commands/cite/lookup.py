"""Finds what a person means by PROJECT and FIELD in the published warehouse, and says what there is where nothing fits.

Belongs here: the two look-ups with their errors. Does not belong here: what is then said about the value
(`pipeline.commands.cite.citation`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from parsers.vocabulary.fields import FIELDS
from pipeline.terminal.close_names import close_to
from warehouse.tables import catalogue
from warehouse.tables.model import Column

COLUMN_TABLES = ("mart.project", "core.project")


class CitationError(Exception):
    """Something cannot be cited; the message is for the person who asked. `exit_code` is 2 where they asked for what cannot be."""

    exit_code = 2


class UnknownProject(CitationError):
    """No project of the warehouse has the id."""


class UnknownField(CitationError):
    """Neither a field nor a column has the name."""


class NotReadFromPages(CitationError):
    """The column says something of our own (a clock, an address, an id): there are no words on a page behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A field or column asked for: its `name`, the observed `fields` it is made of, and the column's definition where it is one."""

    name: str
    fields: tuple[str, ...]
    column: Column | None
    table: str | None


def resolve_project(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """The id of the project. Raises `UnknownProject`, which names close ones: the same code in any registry first."""
    ids = [str(row[0]) for row in connection.execute("SELECT project_id FROM core.project ORDER BY project_id").fetchall()]
    if asked in ids:
        return asked
    same_code = [known for known in ids if known.partition(":")[2].casefold() == asked.casefold()]
    near = same_code or close_to(asked, ids)
    hint = f"do you mean {' or '.join(near)}?" if near else "none is like it;"
    raise UnknownProject(f"no project {asked!r}; {hint} `diarium sql 'SELECT project_id, title FROM mart.project'` lists all")


def resolve_field(asked: str, had: Collection[str]) -> Asked:
    """What a name stands for: a field, a column of `mart.project` or `core.project`, or both.

    `had` are the fields the project has, for the message. Raises `UnknownField` and `NotReadFromPages`.
    """
    columns = [(table, column) for table in COLUMN_TABLES for column in catalogue.table(table).columns if column.name == asked]
    own = (asked,) if asked in FIELDS else ()
    fields = tuple(dict.fromkeys((*own, *(name for _, column in columns for name in column.fields))))
    table, found = columns[0] if columns else (None, None)
    if fields:
        return Asked(name=asked, fields=fields, column=found, table=table)
    if found is not None:
        raise NotReadFromPages(f"{table}.{asked} is not read from a page, so there are no words to cite: {found.description}")
    near = close_to(asked, [*FIELDS, *citable_columns()])
    hint = f"do you mean {' or '.join(near)}? " if near else ""
    raise UnknownField(f"no field {asked!r}; {hint}{'This' if near else 'this'} project has {', '.join(sorted(had))}")


def citable_columns() -> list[str]:
    """Names of the columns that are made of observed fields."""
    return sorted({column.name for table in COLUMN_TABLES for column in catalogue.table(table).columns if column.fields})
