"""All tables, read from the files beside this module: columns from `columns.toml`, tables from one file per schema.

Belongs here: how a column and a table are written there, and how one is looked up. Does not belong here: any column or table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from warehouse.tables import code_lists
from warehouse.tables.model import Column, SchemaName, Table, TableDefinitionError

MONEY = "DECIMAL(18,2)"
BY_ENDING: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("_on",), {"type": "DATE"}),
    (("_at", "valid_from", "valid_to"), {"type": "TIMESTAMP"}),
    (("_no", "_count"), {"type": "INTEGER", "minimum": 0}),
    (("_pct",), {"type": "DECIMAL(7,4)", "unit": "percent", "minimum": 0, "maximum": 100}),
    (("_eur",), {"type": MONEY, "unit": "EUR", "minimum": 0}),
    (("amount",), {"type": MONEY, "minimum": 0}),
    (("",), {"type": "VARCHAR"}),
)
"""What the end of a column's name says of it, where its beginning (`is_`, `has_`, `n_`) says nothing."""
EXPORTED: tuple[SchemaName, ...] = ("core", "mart")
_NAME = re.compile(r"[A-Z][A-Z0-9_]+")
_COLUMN, _TABLE = TypeAdapter(Column), TypeAdapter(Table)
_Shape = TypeVar("_Shape")


def table(full_name: str) -> Table:
    """The table named `schema.table`. Raises `TableDefinitionError` when none is defined."""
    for found in TABLES:
        if found.full_name == full_name:
            return found
    raise TableDefinitionError(f"{full_name}: no such table; the tables are defined in warehouse/tables/")


def tables_of(*schemas: SchemaName) -> tuple[Table, ...]:
    """The tables of the schemas, in the order of definition."""
    return tuple(found for found in TABLES if found.schema in schemas)


def exported_tables(*schemas: SchemaName) -> tuple[Table, ...]:
    """The tables that a snapshot has, in order of their names, or only those of some schemas: what people query, and Dagster knows."""
    return tuple(
        sorted((each for each in TABLES if each.exported and each.schema in (schemas or EXPORTED)), key=lambda each: each.full_name)
    )


def define_table(full_name: str, written: Mapping[str, Any]) -> Table:
    """The table `schema.name` as its file has it: the properties of `Table`, and `overrides`.

    `columns` lists names of `columns.toml` in order: `name?` may be empty here, `name:variant` is another meaning of the name, `{name}` a
    group of `groups.toml`. `overrides` says, by name, what differs in this table: a string is a description. Raises `TableDefinitionError`
    where a name is not defined, an override is of no column, or a property is none or of the wrong type.
    """
    schema, name = full_name.split(".")
    overrides = dict(written.get("overrides", {}))
    try:
        words = written["columns"].format_map(GROUPS).format_map(GROUPS).split()  # a group may name groups
    except KeyError as missing:
        raise TableDefinitionError(f"{full_name}: {missing} is missing, in the table or in groups.toml") from None
    columns = tuple(_column(full_name, word, overrides) for word in words)
    if overrides:
        raise TableDefinitionError(f"{full_name}: overrides of columns it does not have: {', '.join(overrides)}")
    properties = {key: value for key, value in written.items() if key != "overrides"}
    given = {"exported": schema in EXPORTED} | properties | {"schema": schema, "name": name, "columns": columns}
    return _checked(_TABLE, full_name, given)


def _column(full_name: str, word: str, overrides: dict[str, Any]) -> Column:
    """The column a word of the list names; takes its override out of `overrides`. A column does not refer to itself."""
    key = word.removesuffix("?")
    if key not in COLUMNS:
        raise TableDefinitionError(f"{full_name}: no column {key!r} in columns.toml")
    name = key.partition(":")[0]
    properties = _by_grammar(name) | {"name": name, "nullable": word.endswith("?")}
    for written in (COLUMNS[key], overrides.pop(name, {})):
        said = {"description": written} if isinstance(written, str) else written
        properties |= {each: _meant(value) if each in ("allowed", "pattern", "fields") else value for each, value in said.items()}
        for taken in properties.pop("without", ()):
            properties.pop(taken, None)
    if properties.get("references") == f"{full_name}.{name}":
        del properties["references"]
    return _checked(_COLUMN, f"{full_name}.{name}", properties)


def _by_grammar(name: str) -> dict[str, Any]:
    if name.startswith(("is_", "has_")):
        return {"type": "BOOLEAN"}
    if name.startswith("n_"):
        return {"type": "INTEGER", "minimum": 0}
    return next(dict(properties) for endings, properties in BY_ENDING if name.endswith(endings))


def _meant(value: Any) -> Any:
    """What a name of `code_lists` stands for; any other value itself."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        return value
    if value not in vars(code_lists):
        raise TableDefinitionError(f"{value} is not in warehouse/tables/code_lists.py, but a column names it")
    return vars(code_lists)[value]


def _checked(adapter: TypeAdapter[_Shape], where: str, properties: dict[str, Any]) -> _Shape:
    try:
        return adapter.validate_python(properties)
    except ValidationError as error:
        first = error.errors()[0]
        raise TableDefinitionError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}, not {first['input']!r}") from None


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


COLUMNS: Mapping[str, str | dict[str, Any]] = _file("columns")
"""What is written of each column, by `name` or `name:variant`."""
GROUPS: Mapping[str, str] = _file("groups")
TABLES: tuple[Table, ...] = tuple(
    define_table(f"{schema}.{name}", written) for schema in get_args(SchemaName) for name, written in _file(schema).items()
)
