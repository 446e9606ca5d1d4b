"""Rings 3 and 4 as Dagster asset checks: the rules of the table definitions (Great Expectations, in DuckDB) and the check queries.

One check `rules` per table, with all its rules and its queries of `warehouse/sql/checks/`. A broken rule of severity error blocks what
comes after. Great Expectations is imported in a process beside this one (`assets.steps.rules_checker`).

Dagster's event log gets how many rows break a rule, and of the first of them the project or the address, never a value of a page: that
would have to be erased from there, too. The rows are kept in `Places.checks`; `diarium status --check RULE` shows them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets import markdown
from assets.failures import readable_failures
from assets.steps.rules_checker import RulesChecker
from assets.steps.saved_outcomes import KEYS, SHOW_ROWS, WHOLE, broken_rule, keys_of, save_outcomes
from warehouse.check_outcome import CheckOutcome
from warehouse.places import Places
from warehouse.tables.model import SchemaName
from warehouse.validate import CheckQuery, built_tables, check_queries, run_check_queries

RULES = "rules"
SUPPORTING = "supporting_tables"  # ref, staging and ops are no assets of their own; what is about them hangs on core.project
N_ERRORS = "errors"
"""In the metadata of a result how many rules of severity error are broken; the description has a line for each, before the others."""
MOST_RULES = 100  # that are shown of a check: of ref, staging and ops there are hundreds, and each run keeps the text
_ASSETS = ("core", "mart")
_WORST_FIRST = ("error", "warning", "info")


def check_definitions() -> list[dg.AssetChecksDefinition]:
    """The checks of core (before the marts are built) and those of the marts (before publication)."""
    return [_checks_of("core"), _checks_of("mart")]


def _checks_of(schema: SchemaName) -> dg.AssetChecksDefinition:
    tables = [table for table in built_tables() if _stage_of(table.full_name) == schema and not table.rows_of]
    queries = [query for query in check_queries() if _stage_of(query.table) == schema]
    of_assets = {table.full_name: (table.full_name,) for table in tables if table.schema in _ASSETS}
    supporting = {SUPPORTING: tuple(table.full_name for table in tables if table.full_name not in of_assets)} if schema == "core" else {}
    checked = of_assets | supporting

    @dg.multi_asset_check(name=f"check_{schema}", specs=[_spec(name, names, queries) for name, names in checked.items()])
    def check(
        context: dg.AssetCheckExecutionContext, places: dg.ResourceParam[Places], checker: dg.ResourceParam[RulesChecker]
    ) -> Iterator[dg.AssetCheckResult]:
        with readable_failures():
            outcomes = checker.check(places.build, tables)
            outcomes += run_check_queries(places.build, places.warehouse if places.warehouse.exists() else None, queries)
        save_outcomes(places, schema, outcomes)
        for name, names in checked.items():
            yield result_of(name, [outcome for outcome in outcomes if outcome.table in names])
        context.log.info(f"{len(outcomes)} rules checked over {schema}")

    return check


def _stage_of(full_name: str) -> str:
    """The layer whose checks a table belongs to: what is about ref, staging or ops is checked with core."""
    return "mart" if full_name.startswith("mart.") else "core"


def _place(name: str) -> dict[str, Any]:
    """The asset and the name of the check of a table, or of `SUPPORTING`."""
    table, check = ("core.project", SUPPORTING) if name == SUPPORTING else (name, RULES)
    return {"key": table.split("."), "name": check}


def _spec(name: str, tables: Sequence[str], queries: Sequence[CheckQuery]) -> dg.AssetCheckSpec:
    about, rule = ("the tables in ref, staging and ops", "RULE") if name == SUPPORTING else (name, name)
    own = [query.name for query in queries if query.table in tables]
    words = f"Every rule of the definition of {about}" + (f", and the queries {', '.join(own)}" if own else "")
    words += f"; only rules of severity error block. The rows that break a rule: `{SHOW_ROWS} {rule}`."
    place = _place(name)
    return dg.AssetCheckSpec(place["name"], asset=place["key"], description=words, blocking=True)


def result_of(name: str, outcomes: Sequence[CheckOutcome]) -> dg.AssetCheckResult:
    """The result of the check of a table, or of `SUPPORTING`, from the outcomes of its rules and queries."""
    place = _place(name)
    ordered = sorted(outcomes, key=lambda outcome: (outcome.passed, _WORST_FIRST.index(outcome.severity)))
    found = [outcome for outcome in ordered if not outcome.passed]
    failed = [outcome for outcome in found if outcome.severity != "info"]  # what only informs is shown and fails nothing
    n_errors = sum(1 for outcome in failed if outcome.is_blocking)
    return dg.AssetCheckResult(
        check_name=place["name"],
        asset_key=place["key"],
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if n_errors else dg.AssetCheckSeverity.WARN,
        description=markdown.escaped_description(*(broken_rule(outcome) for outcome in failed or found)) if found else None,
        metadata={"rules": len(outcomes), "failed": len(failed), N_ERRORS: n_errors, **_tables_of(ordered)},
    )


def _tables_of(outcomes: Sequence[CheckOutcome]) -> dict[str, dg.MetadataValue[Any]]:
    """What was checked, the worst first, and the first rows that break a rule, by their keys."""
    rules: list[tuple[object, ...]] = [
        (outcome.full_name, outcome.severity, outcome.description, outcome.n_unexpected) for outcome in outcomes[:MOST_RULES]
    ]
    if len(outcomes) > MOST_RULES:
        rules.append((f"and {len(outcomes) - MOST_RULES} more", None, None, None))
    first = [(outcome.full_name, keys) for outcome in outcomes for keys in map(keys_of, outcome.sample) if keys]
    names = [name for name in KEYS if any(name in keys for _, keys in first)]
    rows = [(rule, *(keys.get(name) for name in names)) for rule, keys in first]
    header = ("rule", "severity", "what it says", "rows that break it")
    return {
        "what was checked": dg.MetadataValue.md(markdown.markdown_table(header, rules, markdown.LINE)),
        **({"first rows that break them": dg.MetadataValue.md(markdown.markdown_table(("rule", *names), rows, WHOLE))} if rows else {}),
    }
