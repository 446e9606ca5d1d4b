"""Layer core: one row per thing. One step builds all of `core.*` into a fresh DuckDB file that no reader has open."""

from collections.abc import Iterator

import dagster as dg

from assets.failures import readable_failures
from assets.fill_counts import table_metadata
from assets.steps.build_inputs import inputs_for
from assets.steps.saved_outcomes import forget_outcomes
from assets.table_specs import in_order, spec_of
from parsers.registry import sources
from warehouse.build import build_core
from warehouse.places import Places
from warehouse.tables import catalogue


def core_assets() -> dg.AssetsDefinition:
    """The assets `core/<table>`, made together."""
    deps = [dg.AssetKey(["observation", code]) for code in sources()]

    @dg.multi_asset(name="core", specs=[spec_of(table, deps) for table in catalogue.tables_of("core")])
    def core(context: dg.AssetExecutionContext, places: dg.ResourceParam[Places]) -> Iterator[dg.MaterializeResult]:
        with readable_failures():
            inputs = inputs_for(places)
            forget_outcomes(places)  # not where there is nothing to build: a refused build then still tells why
            counts = build_core(inputs, places.build)
        context.log.info(f"core built aside: {counts['core.project']} projects")
        for table in in_order("core"):
            yield dg.MaterializeResult(asset_key=[table.schema, table.name], metadata=table_metadata(context, places, table, counts))

    return core
