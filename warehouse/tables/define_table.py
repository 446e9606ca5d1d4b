"""The catalogue of columns, each defined once, and how a table is made of their names.

Belongs here: putting the two together. Does not belong here: any column (`*_columns`) or table (one module per schema).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from warehouse.tables.model import Column, Ordered, SchemaName, Table, TableDefinitionError
from warehouse.tables.money_columns import MONEY_COLUMNS
from warehouse.tables.notation import Override
from warehouse.tables.operation_columns import OPERATION_COLUMNS
from warehouse.tables.organisation_columns import ORGANISATION_COLUMNS
from warehouse.tables.page_columns import PAGE_COLUMNS
from warehouse.tables.place_columns import PLACE_COLUMNS
from warehouse.tables.reference_columns import REFERENCE_COLUMNS

EVERY_COLUMN = (*OPERATION_COLUMNS, *ORGANISATION_COLUMNS, *PLACE_COLUMNS, *MONEY_COLUMNS, *PAGE_COLUMNS, *REFERENCE_COLUMNS)
COLUMN_BY_NAME = {column.name: column for column in EVERY_COLUMN}
EXPORTED: tuple[SchemaName, ...] = ("core", "mart")


def define_table(
    full_name: str,
    description: str,
    columns: str,
    *,
    key: str = "",
    order_by: str = "",
    unique: tuple[str, ...] = (),
    ordered: tuple[Ordered, ...] = (),
    min_rows: int = 0,
    overrides: Mapping[str, str | Override] | None = None,
) -> Table:
    """The table `schema.name`. `columns` lists their names in the catalogue in order: `name?` may be empty here, `name:variant` is another
    meaning of the name. `key`, `order_by` and each of `unique` are lists of names too. `overrides` says, by name, what differs in this
    table: a string is a description. Raises `TableDefinitionError` where a name is not in the catalogue or an override is of no column.
    """
    schema, name = full_name.split(".")
    differing = dict(overrides or {})
    made = tuple(_column(full_name, word, differing) for word in columns.split())
    if differing:
        raise TableDefinitionError(f"{full_name}: overrides of columns it does not have: {', '.join(differing)}")
    return Table(
        schema=cast("SchemaName", schema),
        name=name,
        description=description,
        columns=made,
        primary_key=tuple(key.split()),
        unique=tuple(tuple(names.split()) for names in unique),
        order_by=tuple(order_by.split()),
        ordered=ordered,
        min_rows=min_rows,
        exported=schema in EXPORTED,
    )


def _column(full_name: str, word: str, differing: dict[str, str | Override]) -> Column:
    """The column a word of the list names; takes its override out of `differing`. A column does not refer to itself."""
    key = word.removesuffix("?")
    if key not in COLUMN_BY_NAME:
        raise TableDefinitionError(f"{full_name}: no column {key!r} in the catalogue")
    name = key.partition(":")[0]
    column = replace(COLUMN_BY_NAME[key], name=name, nullable=word.endswith("?"))
    override = differing.pop(name, {})
    column = replace(column, description=override) if isinstance(override, str) else replace(column, **override)
    return replace(column, references=None) if column.references == f"{full_name}.{name}" else column
