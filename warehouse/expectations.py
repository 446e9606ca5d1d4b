"""Runs the rules of tables as suites of Great Expectations inside DuckDB: one scan of each table says which of its rules are broken, and
only those are run once more, for rows that break them.

Great Expectations takes three seconds and 280 MB to import, so it is imported inside functions only. Results come back in another order
than the expectations went in; they are matched by `meta`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from warehouse.check_outcome import SAMPLE_ROWS, CheckOutcome
from warehouse.connect import MEMORY_LIMIT
from warehouse.table_rules import Rule, rules_of
from warehouse.tables.model import Table

NO_ANALYTICS = "GX_ANALYTICS_ENABLED"


class CheckCrashed(Exception):
    """A rule could not be evaluated at all; the message names the table, the rule and the database's words."""


def run_suites(path: Path, tables: tuple[Table, ...]) -> list[CheckOutcome]:
    """Validate `tables` in the warehouse file `path`; outcomes in the order of tables and rules.

    The file is opened read-only and released again, whatever happens. Raises `CheckCrashed`.
    """
    rules = {table.full_name: rules_of(table) for table in tables}
    with _whole_warehouse(path) as batch:
        found, crashed = _rows_found(batch, {name: _counts(rules[name]) for name in rules if rules[name]})
        for name, crash in crashed.items():
            _, alone = _rows_found(batch, {rule.rule_id: rule.offending for rule in rules[name]})
            told = next((f"rule {rule_id} could not be evaluated: {words}" for rule_id, words in alone.items()), None)
            raise CheckCrashed(f"{name}: {told or f'its rules could not be evaluated together: {crash}'}")
        n_broken = {f"{name}:{rules[name][row['rule']].rule_id}": row["n"] for name, rows in found.items() for row in rows}
        every = {f"{name}:{rule.rule_id}": rule for name in rules for rule in rules[name]}
        samples, crashed = _rows_found(batch, {name: f"FROM ({every[name].offending}) LIMIT {SAMPLE_ROWS}" for name in n_broken})
        for name, crash in crashed.items():
            raise CheckCrashed(f"{name}: the rows that break it could not be fetched: {crash}")
    return [_outcome(rule, n_broken.get(name, 0), samples.get(name, [])) for name, rule in every.items()]


def import_great_expectations() -> None:
    """Imports all that rules are run with, so that nobody waits for it later; nothing is sent to anybody."""
    os.environ[NO_ANALYTICS] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import_module("warehouse.gx_rules")
    import_module("warehouse.gx_dialect")


@contextmanager
def _whole_warehouse(path: Path) -> Iterator[Any]:
    """What Great Expectations calls a batch: here the whole file. Each query names its table; an asset for each would take 16 ms."""
    import_great_expectations()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from warehouse.gx_dialect import register

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    options = f"access_mode=read_only&memory_limit={MEMORY_LIMIT}"
    datasource = context.data_sources.add_sql("warehouse", connection_string=f"{register()}:///{path}?{options}")
    try:
        asset = datasource.add_query_asset("warehouse", query="SELECT 1 AS whole")
        yield asset.add_batch_definition_whole_table("whole").get_batch()
    finally:
        datasource.get_execution_engine().engine.dispose()
        datasource.get_engine().dispose()


def _counts(rules: list[Rule]) -> str:
    """A query over all rules of a table: of each that is broken its position, and by how many rows."""
    counts = ", ".join(rule.n_offending for rule in rules)
    numbered = f"SELECT unnest(range({len(rules)})) AS rule, unnest([{counts}]) AS n FROM {rules[0].table.full_name}"
    return f"SELECT rule, n FROM ({numbered}) WHERE n > 0"


def _rows_found(batch: Any, queries: Mapping[str, str]) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """By name the rows that queries find, and of those that could not be evaluated why."""
    if not queries:
        return {}, {}
    import great_expectations as gx

    from warehouse.gx_rules import ExpectNoRows

    expectations = [ExpectNoRows(unexpected_rows_query=_escaped(query), meta={"name": name}) for name, query in queries.items()]
    rows, crashed = {}, {}
    for result in batch.validate(gx.ExpectationSuite("rules", expectations), result_format="COMPLETE").results:
        name = result.expectation_config.meta["name"]
        if crash := _crash(result.exception_info):
            crashed[name] = crash
        else:
            rows[name] = result.result["details"]["unexpected_rows"]
    return rows, crashed


def _escaped(query: str) -> str:
    """Great Expectations takes a query for a format string, and SQLAlchemy `:name` for a parameter."""
    return query.replace("{", "{{").replace("}", "}}").replace(":", r"\:")


def _outcome(rule: Rule, n_unexpected: int, sample: list[dict[str, Any]]) -> CheckOutcome:
    return CheckOutcome(
        table=rule.table.full_name,
        rule_id=rule.rule_id,
        description=rule.description,
        severity=rule.severity,
        passed=not n_unexpected,
        n_unexpected=n_unexpected,
        sample=tuple(sample),
    )


def _crash(info: dict[str, Any] | None) -> str | None:
    """The message of an exception raised while evaluating; GX gives one record, or one by metric."""
    for record in [info or {}, *(info or {}).values()]:
        if isinstance(record, dict) and record.get("raised_exception"):
            return str(record.get("exception_message"))
    return None
