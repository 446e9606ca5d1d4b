"""Layer mart: tables for people. One step builds all of `mart.*` into the file that core was built in."""

from collections.abc import Iterator

import dagster as dg

from assets.failures import readable_failures
from assets.fill_counts import table_metadata
from assets.steps.build_inputs import start_from_published
from assets.table_specs import in_order, spec_of
from warehouse.build import build_mart
from warehouse.places import Places
from warehouse.tables import catalogue


def mart_assets() -> dg.AssetsDefinition:
    """The assets `mart/<table>`, made together."""

    @dg.multi_asset(name="mart", specs=[spec_of(table) for table in catalogue.tables_of("mart")])
    def mart(context: dg.AssetExecutionContext, places: dg.ResourceParam[Places]) -> Iterator[dg.MaterializeResult]:
        with readable_failures():
            start_from_published(places)
            counts = build_mart(places.build)
        context.log.info(f"marts built aside: {', '.join(f'{name} {n}' for name, n in counts.items())}")
        for table in in_order("mart"):
            yield dg.MaterializeResult(asset_key=[table.schema, table.name], metadata=table_metadata(context, places, table, counts))

    return mart
