"""Asset specs from table definitions: key, description, column schema. So the Dagster UI says what the data dictionary says."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from warehouse.tables.model import Column, Table


def spec_of(table: Table, deps: Iterable[dg.AssetKey]) -> dg.AssetSpec:
    """The asset `<schema>/<table>` with its columns, their meaning and their constraints."""
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
        deps=list(deps),
        group_name=table.schema,
        description=table.description,
        kinds={"duckdb", "sql"},
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=columns),
            "dagster/table_name": table.full_name,
            **({"key": ", ".join(table.primary_key)} if table.primary_key else {}),
        },
    )


def _described(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    article = f" Article 49(3)({column.article_letter})." if column.article_letter else ""
    return f"{column.description}{unit}{article}"
