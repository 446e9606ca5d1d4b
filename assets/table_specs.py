"""Asset specs of tables, made from their definitions and the headers of their SQL: key, description, columns, dependencies."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

import dagster as dg

from assets.owners import MAINTAINERS
from warehouse.sql_files import table_sources
from warehouse.tables import catalogue
from warehouse.tables.model import Column, SchemaName, Table


def spec_of(table: Table, read_from: Iterable[dg.AssetKey] = ()) -> dg.AssetSpec:
    """The asset `<schema>/<table>` with its columns, their meaning and their constraints, after the tables its SELECT reads.

    `read_from` are the assets behind tables that are no assets themselves (ref, staging, ops).
    """
    sources = table_sources(table.full_name)
    others = list(read_from) if not sources or any(not _is_asset(name) for name in sources) else []
    columns = [
        dg.TableColumn(
            column.name,
            column.type.lower(),
            description=_described(column),
            constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=table.primary_key == (column.name,)),
        )
        for column in table.columns
    ]
    return dg.AssetSpec(
        key=[table.schema, table.name],
        deps=[*(_key(name) for name in sorted(sources) if _is_asset(name)), *others],
        group_name=table.schema,
        owners=MAINTAINERS,
        description=table.description,
        kinds={"duckdb", "sql"},
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=columns),
            "dagster/table_name": table.full_name,
            **({"key": ", ".join(table.primary_key)} if table.primary_key else {}),
        },
    )


def in_order(schema: SchemaName) -> list[Table]:
    """The tables of a schema, each after those it is made from."""
    tables = {table.full_name: table for table in catalogue.tables_of(schema)}
    graph = {name: sorted(table_sources(name) & tables.keys()) for name in sorted(tables)}
    return [tables[name] for name in TopologicalSorter(graph).static_order()]


def _is_asset(full_name: str) -> bool:
    return full_name.startswith(("core.", "mart."))


def _key(full_name: str) -> dg.AssetKey:
    return dg.AssetKey(full_name.split("."))


def _described(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    article = f" Article 49(3)({column.article_letter})." if column.article_letter else ""
    return f"{column.description}{unit}{article}"
