"""What a comparison of two snapshots says, as data: a class per kind of change. Nothing is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A table (`column` is None) or column that came (no `before`), went (no `after`), or has another type."""

    table: str
    column: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows of a table before and after, and by its key how many are new, gone and changed; None where the key itself changed. Of a table
    without a key, which rows as a whole are new and gone."""

    table: str
    n_before: int
    n_after: int
    n_new: int | None
    n_gone: int | None
    n_changed: int | None


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """Projects of a registry before and after; a registry that came has none before."""

    registry: str
    n_before: int
    n_after: int
    n_new: int
    n_gone: int
    n_changed: int


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """In how many projects that are in both a column of `mart.project_all` changed; of these, how many were empty before, or are now."""

    column: str
    n_changed: int
    n_filled: int
    n_emptied: int


@dataclass(frozen=True, slots=True)
class TotalChange:
    """A total over the counted projects of a fund that state amounts in one currency, before and after (None: no project states it)."""

    fund_code: str
    currency: str
    measure: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value of a project. A project that is new or gone has one row, with its title."""

    project_id: str
    change: Literal["new", "gone", "changed"]
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed. `values` are as many of the `n_values` as were asked for."""

    before: str
    after: str
    schema: tuple[SchemaChange, ...]
    tables: tuple[TableChange, ...]
    registries: tuple[RegistryChange, ...]
    columns: tuple[ColumnChange, ...]
    totals: tuple[TotalChange, ...]
    n_values: int
    values: tuple[ValueChange, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing changed in any table."""
        return not self.schema and not any(each.n_new or each.n_gone or each.n_changed or each.n_new is None for each in self.tables)
