"""The rules that follow from a table definition, each with an id, words and severity. How they are run is `expectations.py`'s matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.vocabulary.issue_codes import Severity
from warehouse.sql_literal import sql_literal
from warehouse.tables.model import Column, RuleKind, Table

EMAIL = r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}"
PHONE = (
    r"(^|[^0-9+/])(\+|00)(45|46|47|358|371|385)[ -]?([(]0[)][ -]?)?[0-9]{1,3}([ -]?[0-9]{2,4}){2,3}([^0-9]|$)"
    r"|(^|[^0-9/.,-])0[0-9]{1,3}-[0-9]{2,3} ?[0-9]{2} [0-9]{2}([^0-9]|$)"
    r"|(^|[^0-9/.,-])0[0-9]{1,3}-[0-9]{5,8}([^0-9-]|$)"
    r"|(^|[^a-z])(tel|telefon|tlf|mobil|phone)[.]?[:]? ?[+0][0-9 -]{6,}"
)
PERSON_NUMBER = r"(^|[^0-9])(19|20)?[0-9]{2}(0[1-9]|1[0-2])([06][1-9]|[1278][0-9]|[39][01])[-+][0-9]{4}([^0-9]|$)"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule about one table.

    `columns` are the columns it is about. `offending` is a SELECT of the rows that break it, `n_offending` the number of them in SQL, to
    stand in a SELECT over the table beside those of other rules.
    """

    table: Table
    kind: RuleKind
    columns: tuple[str, ...]
    description: str
    severity: Severity
    offending: str
    n_offending: str

    @property
    def rule_id(self) -> str:
        """`<columns>.<kind>`, unique within the table."""
        return f"{'+'.join(self.columns)}.{self.kind}" if self.columns else self.kind


def rules_of(table: Table) -> list[Rule]:
    """Every rule the definition of `table` implies; of a view of rows of another table none, since they are checked there."""
    if table.rows_of:
        return []
    rules = [rule for column in table.columns for rule in _of_column(table, column)]
    rules += [_unique(table, key) for key in (*([table.primary_key] if table.primary_key else []), *table.unique)]
    for pair in table.ordered:
        words, condition = f"{pair.first} is not after {pair.second}", f"{pair.first} > {pair.second}"
        rules.append(_of_rows(table, "ordered", (pair.first, pair.second), words, pair.severity, condition))
    if table.min_rows:
        rules.append(_min_rows(table, table.min_rows))
    if free := [column.name for column in table.exported_columns if column.is_free_text]:
        rules.append(_no_contact_details(table, free))
    return rules


def _of_column(table: Table, column: Column) -> Iterator[Rule]:
    name = column.name

    def rule(kind: RuleKind, words: str, condition: str) -> Rule:
        return _of_rows(table, kind, (name,), words, column.severity_of(kind), condition)

    if not column.nullable:
        yield rule("not_null", f"{name} is never empty", f"{name} IS NULL")
    if column.allowed:
        listed = ", ".join(map(sql_literal, column.allowed))
        yield rule("allowed", f"{name} is one of {', '.join(column.allowed)}", f"{name} NOT IN ({listed})")
    if column.minimum is not None or column.maximum is not None:
        low = f"at least {column.minimum:g}" if column.minimum is not None else ""
        high = f"at most {column.maximum:g}" if column.maximum is not None else ""
        outside = [f"{name} {sign} {limit}" for sign, limit in (("<", column.minimum), (">", column.maximum)) if limit is not None]
        yield rule("range", f"{name} is {' and '.join(part for part in (low, high) if part)}", " OR ".join(outside))
    if column.pattern:
        yield rule("pattern", f"{name} matches {column.pattern}", f"NOT regexp_full_match({name}, {sql_literal(column.pattern)})")
    if column.references:
        target, _, key = column.references.rpartition(".")
        listed = f"SELECT {key} FROM {target} WHERE {key} IS NOT NULL"
        yield rule("references", f"{name} is in {column.references}", f"{name} IS NOT NULL AND {name} NOT IN ({listed})")


def _of_rows(table: Table, kind: RuleKind, columns: tuple[str, ...], words: str, severity: Severity, broken_by: str) -> Rule:
    """A rule about single rows, which a row breaks that fulfils the condition `broken_by`."""
    offending = f"SELECT {_key(table, *columns)} FROM {table.full_name} WHERE {broken_by}"
    n_offending = f"(SELECT count(*) FROM ({offending}))" if kind == "references" else f"count(*) FILTER (WHERE {broken_by})"
    return Rule(table, kind, columns, words, severity, offending, n_offending)


def _min_rows(table: Table, least: int) -> Rule:
    offending = f"SELECT count(*) AS n_rows FROM {table.full_name} HAVING n_rows < {least}"
    return Rule(table, "min_rows", (), f"at least {least} rows", "error", offending, f"CAST(count(*) < {least} AS BIGINT)")


def _unique(table: Table, key: tuple[str, ...]) -> Rule:
    listed = ", ".join(key)
    repeated = f"SELECT {listed}, count(*) AS n_rows FROM {table.full_name} GROUP BY {listed} HAVING n_rows > 1"
    n_offending = f"(SELECT count(*) FROM ({repeated}))"
    return Rule(table, "unique", key, f"{listed} name one row", "error", f"{repeated} ORDER BY ALL", n_offending)


def _no_contact_details(table: Table, names: list[str]) -> Rule:
    """The sample names row and column but never shows the text: the result itself must not carry what it forbids."""
    broken_by = {
        name: f"regexp_matches({name}, {sql_literal(EMAIL)}) OR regexp_matches({name}, {sql_literal(PHONE)}, 'i') "
        f"OR regexp_matches({name}, {sql_literal(PERSON_NUMBER)})"
        for name in names
    }
    offending = " UNION ALL ".join(
        f"SELECT {_key(table)}, '{name}' AS column_name FROM {table.full_name} WHERE {condition}" for name, condition in broken_by.items()
    )
    n_offending = " + ".join(f"count(*) FILTER (WHERE {condition})" for condition in broken_by.values())
    words = "no e-mail address, phone number or personal identity number in an exported text"
    return Rule(table, "no_contact_details", (), words, "error", offending, n_offending)


def _key(table: Table, *others: str) -> str:
    keys = table.primary_key or table.order_by
    return ", ".join((*keys, *(name for name in others if name not in keys)))
