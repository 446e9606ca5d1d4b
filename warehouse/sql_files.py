"""The SQL of the warehouse as it lies under `warehouse/sql/`: a SELECT per table, functions for building, macros for readers.

Belongs here: finding and reading the files. Does not belong here: when anything is run (`build.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from parsers.vocabulary.fields import FIELDS
from warehouse.sql_literal import sql_literal
from warehouse.tables.code_lists import AUTHORITIES, PARTICIPANT_ROLES, SEVERITIES

SQL = Path(__file__).parent / "sql"
INNER = ("coverage", "exact_text", "final_day", "first_day", "plain_name", "name_key", "weighted_mean")
"""Functions that other functions use, and so must be there first."""
RANKS = {"authority_rank": AUTHORITIES, "severity_rank": SEVERITIES, "role_rank": PARTICIPANT_ROLES}
"""Functions that give the place of a value in its list, counted from 1; empty for one that is not in it."""
HEADER = re.compile(r"^-- (parameters|description):(.*)$", re.MULTILINE)
SOURCE = re.compile(r"^-- source:(.*)$", re.MULTILINE)


class StatementError(Exception):
    """A file under `warehouse/sql/` lacks part of its header; the message names the file."""


@dataclass(frozen=True, slots=True)
class Macro:
    """One file of `sql/function/` (an expression, used while building) or `sql/macro/` (a SELECT, published in schema `mart`)."""

    name: str
    parameters: tuple[str, ...]
    description: str
    body: str


def select_of(full_name: str) -> str:
    """The SELECT that fills `schema.table`, as written in its file; AMOUNTS_OF_RECORD stands there for what follows from the fields."""
    schema, name = full_name.split(".")
    written = (SQL / schema / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")
    return written.replace("AMOUNTS_OF_RECORD", _amounts_of_record())


def table_sources(full_name: str) -> frozenset[str]:
    """The tables (`schema.table`) that the header of a table's SELECT names; empty where no SELECT makes the table."""
    schema, name = full_name.split(".")
    file = SQL / schema / f"{name}.sql"
    header = SOURCE.search(file.read_text(encoding="utf-8")) if file.exists() else None
    return frozenset(source.strip() for source in header[1].split(",")) if header else frozenset()


def functions() -> list[str]:
    """Statements that make the functions the SELECTs use. They are temporary: nothing of them is in the published file."""
    ranks = [Macro(name, ("given",), "", f"list_position({list(values)}, given)") for name, values in RANKS.items()]
    written = sorted(_macros("function"), key=lambda macro: INNER.index(macro.name) if macro.name in INNER else len(INNER))
    return [f"CREATE OR REPLACE TEMP MACRO {macro.name}({', '.join(macro.parameters)}) AS {macro.body}" for macro in (*ranks, *written)]


def _amounts_of_record() -> str:
    """In a SELECT from records, the amounts of the operation itself as a list: field, amount, words, currency and the field of that."""
    items = [
        f"{{'field': '{name}', 'amount': {name}, 'amount_raw': {name}_raw, 'currency': {money.currency_field}, "
        f"'currency_field': '{money.currency_field}'}}"
        for name, field in FIELDS.items()
        if (money := field.money)
    ]
    return f"[{', '.join(items)}]"


def table_macros() -> list[Macro]:
    """The macros of schema `mart` that readers call as `mart.<name>(...)`, sorted by name. Raises `StatementError`."""
    return _macros("macro")


def create_table_macro(macro: Macro) -> list[str]:
    """Statements that publish a table macro with its description."""
    return [
        f"CREATE OR REPLACE MACRO mart.{macro.name}({', '.join(macro.parameters)}) AS TABLE {macro.body}",
        f"COMMENT ON MACRO TABLE mart.{macro.name} IS {sql_literal(macro.description)}",
    ]


def _macros(folder: str) -> list[Macro]:
    return [_macro(path) for path in sorted((SQL / folder).glob("*.sql"))]


def _macro(path: Path) -> Macro:
    text = path.read_text(encoding="utf-8")
    header = {key: value.strip() for key, value in HEADER.findall(text)}
    if missing := [key for key in ("parameters", "description") if key not in header]:
        raise StatementError(f"{path}: the header comment lacks {', '.join(missing)}")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    parameters = tuple(name.strip() for name in header["parameters"].split(",") if name.strip())
    return Macro(path.stem, parameters, header["description"], "\n".join(lines).strip().rstrip(";"))
