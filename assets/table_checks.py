"""Rings 3 and 4 as Dagster asset checks: the rules of the table definitions (Great Expectations, in DuckDB) and the check queries.

One check `rules` per table, one check per query of `warehouse/sql/checks/`. A failed rule of severity error blocks what comes after. Great
Expectations is imported only when a check runs.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets import markdown
from assets.failures import readable_failures
from assets.steps.saved_outcomes import save_outcomes
from warehouse.check_outcome import CheckOutcome
from warehouse.places import Places
from warehouse.tables import catalogue
from warehouse.tables.model import SchemaName
from warehouse.validate import CheckQuery, built_tables, check_queries, run_check_queries, validate_tables

RULES = "rules"
CELL = 200  # characters: addresses and keys must be whole, to be found again
SUPPORTING = "supporting_tables"  # ref, staging and ops are no assets of their own; their rules hang on core.project


def check_definitions() -> list[dg.AssetChecksDefinition]:
    """The checks of core (before the marts are built) and those of the marts (before publication)."""
    return [_checks_of("core"), _checks_of("mart")]


def _checks_of(schema: SchemaName) -> dg.AssetChecksDefinition:
    tables = catalogue.tables_of(schema)
    queries = [query for query in check_queries() if _asset_schema(query) == schema]
    specs = [
        _spec(table.full_name, RULES, f"Every rule of the definition of {table.full_name}; only rules of severity error block.")
        for table in tables
    ]
    specs += [_spec(_asset_table(query), query.name, query.description, blocking=query.severity == "error") for query in queries]
    if schema == "core":
        specs.append(
            _spec("core.project", SUPPORTING, "Every rule of the tables in ref, staging and ops; only rules of severity error block.")
        )

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


def _spec(full_name: str, name: str, description: str, *, blocking: bool = True) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=full_name.split("."), description=description, blocking=blocking)


def _asset_table(query: CheckQuery) -> str:
    """The table whose asset a query hangs on; what is about ref, staging or ops hangs on core.project."""
    return query.table if query.table.split(".")[0] in ("core", "mart") else "core.project"


def _asset_schema(query: CheckQuery) -> str:
    return _asset_table(query).split(".")[0]


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
        description=markdown.told(_told(worst)) if worst else None,
        metadata={"rules": len(outcomes), "failed": len(failed), **_offenders(found)},
    )


def _told(outcome: CheckOutcome) -> str:
    """A broken rule in one line, with one of the rows that break it."""
    rows = f"{outcome.n_unexpected} row{'s' if outcome.n_unexpected != 1 else ''}"
    first = outcome.sample[0] if outcome.sample else {}
    example = ", ".join(f"{name} {markdown.cut(str(value), CELL)}" for name, value in first.items() if value is not None)
    return f"{outcome.table}: broken by {rows}: {outcome.description}{f' (for example: {example})' if example else ''}"


def _offenders(found: Sequence[CheckOutcome]) -> dict[str, dg.MetadataValue[Any]]:
    if not found:
        return {}
    rules = [(o.table, o.rule_id, o.severity, o.description, o.n_unexpected) for o in found]
    shown = {"failing rules": markdown.table(("table", "rule", "severity", "what it says", "rows"), rules, markdown.LINE)}
    samples = "\n\n".join(_sample(outcome) for outcome in found if outcome.sample)
    return {name: dg.MetadataValue.md(words) for name, words in {**shown, "offending rows": samples}.items() if words}


def _sample(outcome: CheckOutcome) -> str:
    """Some of the rows that break a rule, as a table below its name; empty columns are left out."""
    names = [name for name in outcome.sample[0] if any(row.get(name) is not None for row in outcome.sample)]
    rows = [[row.get(name) for name in names] for row in outcome.sample]
    title = f"{outcome.table}: {outcome.rule_id} ({len(rows)} of {outcome.n_unexpected} rows)"
    return f"**{markdown.literal(title)}**\n\n{markdown.table(names, rows, CELL)}"
