"""Which columns a column of core or mart is made of, read out of the SQL: written to `warehouse/sql/lineage.csv` by `make docs`.

Belongs here: reading the SQL, with sqlglot, a tool of developers that no run needs. Does not belong here: what is done with the result
(`warehouse.table_sources`).
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

from warehouse.statements import SQL, select_of
from warehouse.table_sources import COLUMNS, ColumnSource
from warehouse.tables import catalogue
from warehouse.tables.model import SchemaName, Table

SHOWN: tuple[SchemaName, ...] = ("core", "mart")


def lineage_csv() -> str:
    """The whole file: one line per column of core and mart and column of core or mart that it is made of."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in catalogue.tables_of(*SHOWN):
        for column, sources in _of_table(table).items():
            writer.writerows((table.full_name, column, source.table_name, source.column_name) for source in sorted(sources))
    return out.getvalue()


def _of_table(table: Table) -> dict[str, set[ColumnSource]]:
    """By column its sources. Where sqlglot cannot follow (a struct made by a function, UNPIVOT) these are the columns of that name in the
    tables that are read."""
    if not (SQL / table.schema / f"{table.name}.sql").exists():
        return {}
    scope, expression = _scope(select_of(table.full_name))
    read = sorted(_tables_in(expression) - {table.full_name})
    found = {}
    for column in table.columns:
        sources = set(_sources(column.name, expression, scope)) if scope else set()
        by_name = {ColumnSource(name, column.name) for name in read if column.name in _columns(name)}
        found[column.name] = {each for each in sources or by_name if each.table_name.split(".")[0] in SHOWN}
    return found


def _scope(select: str) -> tuple[Any, Any]:
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # of what it cannot follow it also warns
    expression = parse_one(select, dialect="duckdb")
    try:
        qualified = qualify(expression.copy(), schema=_schema(), dialect="duckdb", validate_qualify_columns=False, quote_identifiers=False)
        return build_scope(qualified), qualified
    except (SqlglotError, AssertionError):  # the latter for UNPIVOT
        return None, expression


def _sources(column: str, expression: Any, scope: Any) -> Iterator[ColumnSource]:
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage

    try:
        nodes = list(lineage(column, expression, schema=_schema(), dialect="duckdb", scope=scope).walk())
    except (SqlglotError, ValueError):
        return
    for node in nodes:
        if not node.downstream and isinstance(node.source, exp.Table) and node.source.db:
            name = f"{node.source.db}.{node.source.name}"
            source_column = node.name.rpartition(".")[2].strip('"')
            if source_column in _columns(name):
                yield ColumnSource(name, source_column)


def _tables_in(expression: Any) -> set[str]:
    from sqlglot import exp

    return {f"{each.db}.{each.name}" for each in expression.find_all(exp.Table) if each.db}


def _columns(full_name: str) -> set[str]:
    return {column.name for column in catalogue.table(full_name).columns}


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in catalogue.TABLES:
        found.setdefault(table.schema, {})[table.name] = {column.name: column.type for column in table.columns}
    return found
