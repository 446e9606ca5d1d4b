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

    `columns` are the columns it is about. `broken_by` is the condition that a row which breaks it fulfils, where it is about single rows.
    `offending` is a SELECT of the rows that break it, with `{batch}` for the table, where no native expectation says the same; None where
    one does (`not_null`, `allowed`, `range`, `min_rows`).
    """

    table: Table
    kind: RuleKind
    columns: tuple[str, ...]
    description: str
    severity: Severity
    broken_by: str | None = None
    offending: str | None = None

    @property
    def rule_id(self) -> str:
        """`<columns>.<kind>`, unique within the table."""
        return f"{'+'.join(self.columns)}.{self.kind}" if self.columns else self.kind

    @property
    def n_offending(self) -> str:
        """SQL for the number of rows that break it, to stand in a SELECT over `{batch}` beside those of other rules."""
        if self.kind == "min_rows":
            return f"CAST(count(*) < {self.table.min_rows} AS BIGINT)"
        return f"count(*) FILTER (WHERE {self.broken_by})" if self.broken_by else f"(SELECT count(*) FROM ({self.offending}))"


def rules_of(table: Table) -> list[Rule]:
    """Every rule the definition of `table` implies."""
    rules = [rule for column in table.columns for rule in _of_column(table, column)]
    rules += [_unique(table, key) for key in (*([table.primary_key] if table.primary_key else []), *table.unique)]
    for pair in table.ordered:
        words = f"{pair.first} is not after {pair.second}"
        condition = f"{pair.first} > {pair.second}"
        query = f"SELECT {_key(table, pair.first, pair.second)} FROM {{batch}} WHERE {condition}"
        rules.append(Rule(table, "ordered", (pair.first, pair.second), words, pair.severity, condition, query))
    if table.min_rows:
        rules.append(Rule(table, "min_rows", (), f"at least {table.min_rows} rows", "error"))
    if free := [column.name for column in table.exported_columns if column.is_free_text]:
        rules.append(_no_contact_details(table, free))
    return rules


def _of_column(table: Table, column: Column) -> Iterator[Rule]:
    name = column.name
    if not column.nullable:
        yield Rule(table, "not_null", (name,), f"{name} is never empty", column.severity_of("not_null"), f"{name} IS NULL")
    if column.allowed:
        listed = ", ".join(map(sql_literal, column.allowed))
        words = f"{name} is one of {', '.join(column.allowed)}"
        yield Rule(table, "allowed", (name,), words, column.severity_of("allowed"), f"{name} NOT IN ({listed})")
    if column.minimum is not None or column.maximum is not None:
        low = f"at least {column.minimum:g}" if column.minimum is not None else ""
        high = f"at most {column.maximum:g}" if column.maximum is not None else ""
        words = f"{name} is {' and '.join(part for part in (low, high) if part)}"
        outside = [f"{name} {sign} {limit}" for sign, limit in (("<", column.minimum), (">", column.maximum)) if limit is not None]
        yield Rule(table, "range", (name,), words, column.severity_of("range"), " OR ".join(outside))
    if column.pattern:
        condition = f"NOT regexp_full_match({name}, {_braced(column.pattern)})"
        query = f"SELECT {_key(table, name)} FROM {{batch}} WHERE {condition}"
        yield Rule(table, "pattern", (name,), f"{name} matches {column.pattern}", column.severity_of("pattern"), condition, query)
    if column.references:
        schema, target, key = column.references.split(".")
        query = (
            f"SELECT {_key(table, name)} FROM {{batch}} WHERE {name} IS NOT NULL "
            f"AND {name} NOT IN (SELECT {key} FROM {schema}.{target} WHERE {key} IS NOT NULL)"
        )
        yield Rule(table, "references", (name,), f"{name} is in {column.references}", column.severity_of("references"), offending=query)


def _unique(table: Table, key: tuple[str, ...]) -> Rule:
    """A query of our own: Great Expectations' takes as long, a hundred megabytes more at three million rows, and leaves out empty keys."""
    words = f"{', '.join(key)} name one row"
    listed = ", ".join(key)
    query = f"SELECT {listed}, count(*) AS n_rows FROM {{batch}} GROUP BY {listed} HAVING count(*) > 1"
    return Rule(table, "unique", key, words, "error", offending=query)


def _no_contact_details(table: Table, names: list[str]) -> Rule:
    """The sample names row and column but never shows the text: the result itself must not carry what it forbids."""
    parts = [
        f"SELECT {_key(table)}, '{name}' AS column_name FROM {{batch}} WHERE regexp_matches({name}, {_braced(EMAIL)}) "
        f"OR regexp_matches({name}, {_braced(PHONE)}, 'i') OR regexp_matches({name}, {_braced(PERSON_NUMBER)})"
        for name in names
    ]
    words = "no e-mail address, phone number or personal identity number in an exported text"
    return Rule(table, "no_contact_details", (), words, "error", offending=" UNION ALL ".join(parts))


def _key(table: Table, *others: str) -> str:
    keys = table.primary_key or table.order_by
    return ", ".join((*keys, *(name for name in others if name not in keys)))


def _braced(regex: str) -> str:
    """The regular expression as a SQL literal inside a query that is a format string with `{batch}`."""
    return sql_literal(regex.replace("{", "{{").replace("}", "}}"))
