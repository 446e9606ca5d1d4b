"""All tables in one place, and the two ways to look one up. No table is defined here."""

from __future__ import annotations

from warehouse.tables import core, mart, ops, ref, staging
from warehouse.tables.model import SchemaName, Table, TableDefinitionError

TABLES: tuple[Table, ...] = (*ref.TABLES, *staging.TABLES, *core.TABLES, *mart.TABLES, *ops.TABLES)


def table(full_name: str) -> Table:
    """The table named `schema.table`. Raises `TableDefinitionError` when none is defined."""
    for found in TABLES:
        if found.full_name == full_name:
            return found
    raise TableDefinitionError(f"{full_name}: no such table; the tables are defined in warehouse/tables/")


def tables_of(*schemas: SchemaName) -> tuple[Table, ...]:
    """The tables of the schemas, in the order of definition."""
    return tuple(found for found in TABLES if found.schema in schemas)
