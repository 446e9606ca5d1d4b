"""What one scan of a table finds of its rules is what each rule finds alone, in warehouses where every rule of a kind is broken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from warehouse_inputs import keep_rows, three_registries

from warehouse.check_outcome import SAMPLE_ROWS
from warehouse.connect import writing
from warehouse.table_rules import Rule, rules_of
from warehouse.tables.model import RuleKind
from warehouse.validate import built_tables, validate_tables

RULES = [rule for table in built_tables() for rule in rules_of(table) if not table.is_view]
NOT_AT_ALL = {
    "no_contact_details": "'Ring 08-12345678.'",
    "not_null": "NULL",
    "pattern": "'{:x}'",
    "references": "'-77'",
    "allowed": "'''{}'",
}
"""By kind of rule a value that no column with such a rule may have."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = three_registries(tmp_path_factory.mktemp("sound")).build()
    with writing(path) as connection:
        for table in built_tables():
            if not table.is_published:
                keep_rows(connection, table.full_name)
    return path


def breaking(rule: Rule) -> str:
    """A statement that breaks a rule where its table has rows."""
    table = rule.table
    if rule.kind == "min_rows":
        return f"DELETE FROM {table.full_name}"
    if rule.kind == "unique":
        return f"INSERT INTO {table.full_name} FROM {table.full_name} WHERE rowid % 3 = 0"
    if rule.kind == "ordered":
        first, second = rule.columns
        return f"UPDATE {table.full_name} SET {first} = {second}, {second} = {first}"
    name = rule.columns[0] if rule.columns else next(column.name for column in table.exported_columns if column.is_free_text)
    column = table.column(name)
    outside = column.minimum - 1 if column.minimum is not None else (column.maximum or 0) + 1
    return f"UPDATE {table.full_name} SET {name} = {NOT_AT_ALL.get(rule.kind, outside)} WHERE rowid % 3 = 0"


@pytest.mark.parametrize("kind", get_args(RuleKind))
def test_rules_that_are_run_together_find_what_each_finds_alone(kind: str, sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(sound, tmp_path / "w.duckdb"))
    with writing(path) as connection:
        for rule in RULES:
            if rule.kind == kind:
                connection.execute(breaking(rule))
    outcomes = {outcome.full_name: outcome for outcome in validate_tables(path)}
    assert {f"{rule.table.full_name}:{rule.rule_id}" for rule in RULES} <= outcomes.keys()
    broken = set()
    with duckdb.connect(str(path), read_only=True) as connection:
        for rule in RULES:
            found = connection.execute(rule.offending)
            names = [column[0] for column in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            outcome = outcomes[f"{rule.table.full_name}:{rule.rule_id}"]
            assert (outcome.n_unexpected, outcome.passed) == (len(rows), not rows), outcome.full_name
            assert list(outcome.sample) == rows[:SAMPLE_ROWS], outcome.full_name
            broken |= {rule.kind} if rows else set()
    assert kind in broken
