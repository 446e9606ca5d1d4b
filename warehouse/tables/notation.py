"""How a column is written down: its name says the type, the rest is what it means and what it may hold.

Belongs here: the grammar of names. Does not belong here: any actual column (`*_columns`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from warehouse.tables.model import Column, RuleKind

MONEY = "DECIMAL(18,2)"
MONEY_SUM = "DECIMAL(28,2)"


class Properties(TypedDict, total=False):
    """What can be said of a column besides its name and meaning, as in `Column`."""

    type: str
    unit: str | None
    pattern: str | None
    allowed: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    references: str | None
    article_letter: str | None
    exported: bool
    warns_on: tuple[RuleKind, ...]
    fields: tuple[str, ...]
    text: bool


class Override(Properties, total=False):
    """What differs in one table."""

    description: str


BY_ENDING: tuple[tuple[tuple[str, ...], Properties], ...] = (
    (("_on",), {"type": "DATE"}),
    (("_at", "valid_from", "valid_to"), {"type": "TIMESTAMP"}),
    (("_no", "_count"), {"type": "INTEGER", "minimum": 0}),
    (("_pct",), {"type": "DECIMAL(7,4)", "unit": "percent", "minimum": 0, "maximum": 100}),
    (("_eur",), {"type": MONEY, "unit": "EUR", "minimum": 0}),
    (("amount",), {"type": MONEY, "minimum": 0}),
    (("",), {"type": "VARCHAR"}),
)


def column(name: str, description: str, **properties: Unpack[Properties]) -> Column:
    """A column of the catalogue. Its type, and the unit and range that go with it, follow from its name unless `properties` say otherwise.

    A name that two different things have stands there twice, as `name` and `name:variant`. Whether it may be empty is said by each table.
    """
    every: Properties = {**_by_grammar(name.partition(":")[0]), **properties}
    return Column(name=name, description=description, **every)


def observed(name: str, description: str, **properties: Unpack[Properties]) -> Column:
    """A column that holds the observed field of the same name."""
    return replace(column(name, description, **properties), fields=(name.partition(":")[0],))


def _by_grammar(name: str) -> Properties:
    if name.startswith(("is_", "has_")):
        return {"type": "BOOLEAN"}
    if name.startswith("n_"):
        return {"type": "INTEGER", "minimum": 0}
    return next(properties for endings, properties in BY_ENDING if name.endswith(endings))
