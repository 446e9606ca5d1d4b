"""What Dagster is told of tables, from their definitions and their SQL: key, description, columns, and what each is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter

import dagster as dg

from assets.owners import MAINTAINERS
from warehouse.table_sources import ColumnSource, column_sources, table_sources
from warehouse.tables import catalogue
from warehouse.tables.model import Column, SchemaName, Table

FEW = 3  # sources of a column that its description names


def spec_of(table: Table, read_from: Iterable[dg.AssetKey] = ()) -> dg.AssetSpec:
    """The asset `<schema>/<table>` with its columns, their meaning and their constraints, after the tables its SELECT reads.

    `read_from` are the assets behind tables that are no assets themselves (ref, staging, ops).
    """
    sources = table_sources(table.full_name)
    others = list(read_from) if not sources or any(not _is_asset(name) for name in sources) else []
    made_of = column_sources(table.full_name)
    columns = [
        dg.TableColumn(
            column.name,
            column.type.lower(),
            description=_described(column, made_of.get(column.name, ())),
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


def lineage_of(table: Table) -> dict[str, dg.TableColumnLineage]:
    """The metadata of a materialisation that says what each column was made of; empty where all was read from pages."""
    made_of = {
        column: [dg.TableColumnDep(_key(source.table_name), source.column_name) for source in found]
        for column, found in column_sources(table.full_name).items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(made_of)} if made_of else {}


def in_order(schema: SchemaName) -> list[Table]:
    """The tables of a schema, each after those it is made from."""
    tables = {table.full_name: table for table in catalogue.tables_of(schema)}
    graph = {name: sorted(table_sources(name) & tables.keys()) for name in sorted(tables)}
    return [tables[name] for name in TopologicalSorter(graph).static_order()]


def _is_asset(full_name: str) -> bool:
    return full_name.startswith(("core.", "mart."))


def _key(full_name: str) -> dg.AssetKey:
    return dg.AssetKey(full_name.split("."))


def _described(column: Column, made_of: Sequence[ColumnSource]) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    article = f" Article 49(3)({column.article_letter})." if column.article_letter else ""
    sources = f" From {', '.join('.'.join(source) for source in made_of)}." if 0 < len(made_of) <= FEW else ""
    return f"{column.description}{unit}{article}{sources}"
