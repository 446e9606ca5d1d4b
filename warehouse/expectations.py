"""Runs the rules of a table as a Great Expectations suite inside DuckDB.

Great Expectations takes three seconds and 280 MB to import, so it is imported inside functions only. Results come back in another order
than the rules went in; they are matched by `meta`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
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
    """Validate `tables` in the warehouse file `path`, one suite each; outcomes in the order of tables and rules.

    The file is opened read-only and released again, whatever happens. Raises `CheckCrashed`.
    """
    outcomes: list[CheckOutcome] = []
    with _datasource(path) as datasource:
        for table in tables:
            outcomes.extend(_validate(datasource, table))
    return outcomes


@contextmanager
def _datasource(path: Path) -> Iterator[Any]:
    os.environ[NO_ANALYTICS] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from warehouse.gx_dialect import register

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    options = f"access_mode=read_only&memory_limit={MEMORY_LIMIT}"
    datasource = context.data_sources.add_sql("warehouse", connection_string=f"{register()}:///{path}?{options}")
    try:
        yield datasource
    finally:
        datasource.get_execution_engine().engine.dispose()
        datasource.get_engine().dispose()


def _validate(datasource: Any, table: Table) -> list[CheckOutcome]:
    """Ask first, in one scan, which rules are broken; then those few once more, for their rows."""
    rules = rules_of(table)
    asset = datasource.add_table_asset(table.full_name, table_name=table.name, schema_name=table.schema)
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    numbers = _broken(batch, rules)
    broken = [rule for number, rule in enumerate(rules) if number in numbers]
    by_query = [rule for rule in broken if rule.offending is not None]
    native = [rule for rule in broken if rule.offending is None]
    key = list(table.primary_key or table.order_by)
    brief = {"result_format": "SUMMARY", "partial_unexpected_count": SAMPLE_ROWS, "unexpected_index_column_names": key}
    results = _results(batch, native, brief) | _results(batch, by_query, {"result_format": "COMPLETE"})
    return [_outcome(rule, results.get(rule.rule_id)) for rule in rules]


def _broken(batch: Any, rules: list[Rule]) -> set[int]:
    """The positions of the rules that some row breaks, from one expectation over all of them: its unexpected rows are those rules.

    Raises `CheckCrashed` where a rule could not be evaluated.
    """
    gxe: Any = import_module("great_expectations.expectations")

    if not rules:
        return set()
    counts = ", ".join(rule.n_offending for rule in rules)
    query = f"SELECT unnest(range({len(rules)})) AS rule, unnest(n_broken) AS n FROM (SELECT [{counts}] AS n_broken FROM {{batch}})"
    fused = gxe.UnexpectedRowsExpectation(unexpected_rows_query=_escaped(f"SELECT * FROM ({query}) WHERE n > 0"))
    result = batch.validate(fused, result_format={"result_format": "COMPLETE"})
    if crash := _crash(result.exception_info):
        _results(batch, rules, {"result_format": "BOOLEAN_ONLY"})  # one by one: names the rule
        raise CheckCrashed(f"{rules[0].table.full_name}: its rules could not be evaluated together: {crash}")
    return {row["rule"] for row in (result.result or {}).get("details", {}).get("unexpected_rows", [])}


def _results(batch: Any, rules: list[Rule], result_format: dict[str, Any]) -> dict[str, Any]:
    """Results of the rules by rule id. Raises `CheckCrashed` where a rule could not be evaluated."""
    import great_expectations as gx

    if not rules:
        return {}
    suite = gx.ExpectationSuite(name=rules[0].table.full_name, expectations=[_expectation(rule) for rule in rules])
    results = {}
    for result in batch.validate(suite, result_format=result_format).results:
        rule_id = result.expectation_config.meta["rule_id"]
        if crash := _crash(result.exception_info):
            raise CheckCrashed(f"{rules[0].table.full_name}: rule {rule_id} could not be evaluated: {crash}")
        results[rule_id] = result
    return results


def _expectation(rule: Rule) -> Any:
    gxe: Any = import_module("great_expectations.expectations")

    meta = {"rule_id": rule.rule_id}
    if rule.offending is not None:
        return gxe.UnexpectedRowsExpectation(unexpected_rows_query=_escaped(rule.offending), meta=meta)
    if rule.kind == "min_rows":
        return gxe.ExpectTableRowCountToBeBetween(min_value=rule.table.min_rows, meta=meta)
    column = rule.table.column(rule.columns[0])
    if rule.kind == "allowed":
        return gxe.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.allowed), meta=meta)
    if rule.kind == "range":
        return gxe.ExpectColumnValuesToBeBetween(column=column.name, min_value=column.minimum, max_value=column.maximum, meta=meta)
    return gxe.ExpectColumnValuesToNotBeNull(column=column.name, meta=meta)


def _escaped(query: str) -> str:
    """SQLAlchemy takes `:name` for a parameter; a colon that is none is written with a backslash."""
    return query.replace(":", r"\:")


def _outcome(rule: Rule, result: Any | None) -> CheckOutcome:
    """What was found of a rule; `result` is None where no row breaks it."""
    n_unexpected: int = 0
    rows: list[dict[str, Any]] = []
    if result is not None and not result.success:
        said: dict[str, Any] = result.result or {}
        if rule.kind == "min_rows":
            n_unexpected, rows = 1, [{"n_rows": said.get("observed_value")}]
        elif rule.offending is not None:
            n_unexpected, rows = int(said["observed_value"]), said.get("details", {}).get("unexpected_rows", [])
        else:
            # rows by their key
            n_unexpected, rows = int(said["unexpected_count"]), said.get("partial_unexpected_index_list") or said["partial_unexpected_list"]
    return CheckOutcome(
        table=rule.table.full_name,
        rule_id=rule.rule_id,
        description=rule.description,
        severity=rule.severity,
        passed=result is None or bool(result.success),
        n_unexpected=n_unexpected,
        sample=tuple(dict(row) for row in rows[:SAMPLE_ROWS]),
    )


def _crash(info: dict[str, Any] | None) -> str | None:
    """The message of an exception raised while evaluating; GX gives one record, or one by metric."""
    for record in [info or {}, *(info or {}).values()]:
        if isinstance(record, dict) and record.get("raised_exception"):
            return str(record.get("exception_message"))
    return None
