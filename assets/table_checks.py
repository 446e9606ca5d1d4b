"""Rings 3 and 4 as Dagster asset checks: the rules of the table definitions (Great Expectations, in DuckDB) and the check queries.

One check `rules` per table, one check per query of `warehouse/sql/checks/`. A failed rule of severity error blocks what comes after. Great
Expectations is imported only when a check runs.

Dagster's event log gets how many rows break a rule, and of the first of them the project or the address, never a value of a page: that
would have to be erased from there, too. The rows are kept in `Places.checks`; `diarium status --check RULE` shows them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets import markdown
from assets.failures import readable_failures
from assets.steps.saved_outcomes import KEYS, SHOW_ROWS, WHOLE, broken_rule, keys_of, save_outcomes
from warehouse.check_outcome import CheckOutcome
from warehouse.places import Places
from warehouse.tables import catalogue
from warehouse.tables.model import SchemaName
from warehouse.validate import CheckQuery, built_tables, check_queries, run_check_queries, validate_tables

RULES = "rules"
SUPPORTING = "supporting_tables"  # ref, staging and ops are no assets of their own; their rules hang on core.project


def check_definitions() -> list[dg.AssetChecksDefinition]:
    """The checks of core (before the marts are built) and those of the marts (before publication)."""
    return [_checks_of("core"), _checks_of("mart")]


def _checks_of(schema: SchemaName) -> dg.AssetChecksDefinition:
    tables = catalogue.tables_of(schema)
    queries = [query for query in check_queries() if _asset_table(query).split(".")[0] == schema]
    block = "only rules of severity error block."
    names = [table.full_name for table in tables]
    specs = [_spec(name, RULES, f"Every rule of the definition of {name}; {block}", name) for name in names]
    specs += [
        _spec(_asset_table(query), query.name, f"{query.description}.", query.name, blocking=query.severity == "error") for query in queries
    ]
    if schema == "core":
        specs.append(_spec("core.project", SUPPORTING, f"Every rule of the tables in ref, staging and ops; {block}", "RULE"))

    @dg.multi_asset_check(name=f"check_{schema}", specs=specs)
    def check(context: dg.AssetCheckExecutionContext, places: dg.ResourceParam[Places]) -> Iterator[dg.AssetCheckResult]:
        supporting = [table for table in built_tables() if table.schema not in ("core", "mart")] if schema == "core" else []
        with readable_failures():
            outcomes = validate_tables(places.build, [*tables, *supporting])
            found = run_check_queries(places.build, places.warehouse if places.warehouse.exists() else None, queries)
        save_outcomes(places, schema, [*outcomes, *found])
        for table in tables:
            yield _result(table.full_name, RULES, [outcome for outcome in outcomes if outcome.table == table.full_name])
        for query in queries:
            yield _result(_asset_table(query), query.name, [outcome for outcome in found if outcome.rule_id == query.name])
        if supporting:
            names = {table.full_name for table in supporting}
            yield _result("core.project", SUPPORTING, [outcome for outcome in outcomes if outcome.table in names])
        context.log.info(f"{len(outcomes) + len(found)} rules checked over {schema}")

    return check


def _spec(full_name: str, name: str, description: str, rule: str, *, blocking: bool = True) -> dg.AssetCheckSpec:
    words = f"{description} The rows that break it: `{SHOW_ROWS} {rule}`."
    return dg.AssetCheckSpec(name, asset=full_name.split("."), description=words, blocking=blocking)


def _asset_table(query: CheckQuery) -> str:
    """The table whose asset a query hangs on; what is about ref, staging or ops hangs on core.project."""
    return query.table if query.table.split(".")[0] in ("core", "mart") else "core.project"


def _result(full_name: str, name: str, outcomes: Sequence[CheckOutcome]) -> dg.AssetCheckResult:
    found = [outcome for outcome in outcomes if not outcome.passed]
    failed = [outcome for outcome in found if outcome.severity != "info"]  # what only informs is shown and fails nothing
    blocking = [outcome for outcome in failed if outcome.is_blocking]
    worst = next(iter(blocking or failed or found), None)
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=full_name.split("."),
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
        description=markdown.escaped_description(broken_rule(worst)) if worst else None,
        metadata={"rules": len(outcomes), "failed": len(failed), **_broken_rules(found)},
    )


def _broken_rules(found: Sequence[CheckOutcome]) -> dict[str, dg.MetadataValue[Any]]:
    if not found:
        return {}
    rules = [(outcome.full_name, outcome.severity, outcome.description, outcome.n_unexpected) for outcome in found]
    first = [(outcome.full_name, keys) for outcome in found for keys in map(keys_of, outcome.sample) if keys]
    names = [name for name in KEYS if any(name in keys for _, keys in first)]
    rows = [(rule, *(keys.get(name) for name in names)) for rule, keys in first]
    return {
        "failing rules": dg.MetadataValue.md(markdown.markdown_table(("rule", "severity", "what it says", "rows"), rules, markdown.LINE)),
        **({"first rows that break them": dg.MetadataValue.md(markdown.markdown_table(("rule", *names), rows, WHOLE))} if rows else {}),
    }
