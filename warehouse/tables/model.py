"""The shapes a table definition is made of: `Column`, `Ordered`, `Table`.

Belongs here: what can be said about a table or column, and the DDL that follows from it. Does not belong here: any actual table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from parsers.vocabulary.issue_codes import Severity
from warehouse.sql_literal import sql_literal

RuleKind = Literal["not_null", "unique", "allowed", "range", "pattern", "references", "ordered", "min_rows", "no_contact_details"]
SchemaName = Literal["ref", "staging", "core", "mart", "ops"]
_STRICT = ConfigDict(extra="forbid")


class TableDefinitionError(Exception):
    """A definition contradicts itself or the grammar; the message names the table and the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it means and which values it may hold.

    `unit` is the unit of measure ("percent", "persons", "code points"); `references` is `schema.table.column` of a single-column key;
    `pattern` a regular expression the whole value matches; `minimum` and `maximum` are inclusive; `article_letter` the letter of
    Article 49(3) of Regulation (EU) 2021/1060 the column answers. A rule named in `warns_on` only warns; every other one blocks
    publication. `exported=False` keeps the column out of the Parquet snapshots: clocks of the run, or things that are not ours to give.
    `fields` are the observed fields (`staging.observation.field`) the column is made of: where its evidence is found. `text=True`: free
    text somebody wrote, or words quoted from a page, which snapshots without texts leave out.
    """

    name: str
    type: str
    description: str
    unit: str | None = None
    nullable: bool = True
    pattern: str | None = None
    allowed: tuple[str, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    references: str | None = None
    article_letter: str | None = None
    exported: bool = True
    warns_on: tuple[RuleKind, ...] = ()
    fields: tuple[str, ...] = ()
    text: bool = False

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    def severity_of(self, kind: RuleKind) -> Severity:
        """`warning` for the rule kinds named in `warns_on`, else `error`."""
        return "warning" if kind in self.warns_on else "error"

    @property
    def is_free_text(self) -> bool:
        """True for text that no pattern, value set or reference constrains: the only place personal data could hide."""
        return self.type == "VARCHAR" and not (self.pattern or self.allowed or self.references)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Within a row `first` is not after `second` where both are known."""

    first: str
    second: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its grain in `description`, its key, and the order its rows are written in (the key unless `order_by` says otherwise).

    `schema` is `main` only of the views that show a mart to tools which look there. `is_by_hand`: it is written by hand, as
    `warehouse/reference/<name>.csv`. `by_registry`: its rows of a registry depend on that registry only, so it is made registry by registry
    (`warehouse.partitions`). `is_view`: it is no table, but its SELECT over others. `is_sliced`:
    its rows of a project depend on that project only, so it is filled some projects at a time and memory does not grow with the
    warehouse; its SELECT takes only projects for which `in_slice` (`sql/function/in_slice.sql`) holds. `rows_of` names the table of which a
    view shows some rows: what is checked there holds here. `is_published=False`: it is there while the warehouse is built and checked, as a
    view of stored files, and not in the published file.
    """

    schema: SchemaName | Literal["main"]
    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    order_by: tuple[str, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    min_rows: int = 0
    exported: bool = False
    is_by_hand: bool = False
    is_sliced: bool = False
    by_registry: bool = False
    is_view: bool = False
    rows_of: str = ""
    is_published: bool = True

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    def __post_init__(self) -> None:
        """Raise `TableDefinitionError` where a key, an order or a pair names no column, or a key may be null or is a text."""
        names = [column.name for column in self.columns]
        if len(names) != len(set(names)):
            raise TableDefinitionError(f"{self.full_name}: a column is defined twice")
        pairs = [name for pair in self.ordered for name in (pair.first, pair.second)]
        for name in (*self.primary_key, *(name for key in self.unique for name in key), *self.order_by, *pairs):
            if name not in names:
                raise TableDefinitionError(f"{self.full_name}: no column {name!r}; a key, an order or a pair names it")
        for name in (*self.primary_key, *(name for key in self.unique for name in key), *self.order_by):
            if self.column(name).text:
                raise TableDefinitionError(f"{self.full_name}.{name}: part of a key or an order, so it cannot be a text that is left out")
        for name in self.primary_key:
            if self.column(name).nullable:
                raise TableDefinitionError(f"{self.full_name}.{name}: part of the primary key, so say nullable=False")
        if not (self.primary_key or self.order_by):
            raise TableDefinitionError(f"{self.full_name}: neither primary_key nor order_by, so its rows have no defined order")

    @property
    def full_name(self) -> str:
        """`schema.table`."""
        return f"{self.schema}.{self.name}"

    @property
    def sort_key(self) -> tuple[str, ...]:
        """The columns rows are sorted by wherever order is visible."""
        return self.order_by or self.primary_key

    @property
    def exported_columns(self) -> tuple[Column, ...]:
        """The columns a snapshot holds; none when the table is not exported."""
        return tuple(column for column in self.columns if column.exported) if self.exported else ()

    def column(self, name: str) -> Column:
        """The column of that name. Raises `TableDefinitionError` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise TableDefinitionError(f"{self.full_name}: no column {name!r}")

    def ddl(self, select: str = "") -> list[str]:
        """Statements that create the table, or the view of a SELECT, with its comments from the third on.

        Constraints are not declared: a row that breaks one must reach the checks, which show it, rather than stop the build.
        """
        body = ", ".join(f'"{column.name}" {column.type}' for column in self.columns)
        kind = "VIEW" if self.is_view else "TABLE"
        statements = [
            f"CREATE SCHEMA IF NOT EXISTS {self.schema}",
            f"CREATE {kind} {self.full_name} AS {select}" if self.is_view else f"CREATE TABLE {self.full_name} ({body})",
            f"COMMENT ON {kind} {self.full_name} IS {sql_literal(self.description)}",
        ]
        comment = "COMMENT ON COLUMN {table}.{name} IS {text}"
        return statements + [comment.format(table=self.full_name, name=c.name, text=sql_literal(_meaning(c))) for c in self.columns]


def _meaning(column: Column) -> str:
    return f"{column.description} [{column.unit}]" if column.unit else column.description
