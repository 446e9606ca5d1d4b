"""Layer publication: the checked file becomes the warehouse, whole and at once; then its Parquet snapshot is written."""

from datetime import UTC, datetime
from functools import partial

import dagster as dg

from assets.asset_metadata import OPERATORS, start_of_run
from assets.failures import readable_failures
from assets.steps.build_inputs import inputs_for
from assets.steps.crawl_and_read import Gathered
from assets.steps.recorded_run import record_run
from assets.steps.registry_crawl import Crawler
from assets.steps.saved_outcomes import saved_outcomes
from assets.steps.up_to_date import built_from, note_publication
from parsers.page.text_fragments import link_to
from warehouse.export.snapshot import export
from warehouse.export.snapshot_check import latest_snapshot
from warehouse.places import Places
from warehouse.publish import Run, publish
from warehouse.report.report_file import write_report
from warehouse.run_log import Ending
from warehouse.tables import catalogue

WAREHOUSE = dg.AssetKey(["publication", "warehouse"])
SNAPSHOT = dg.AssetKey(["publication", "snapshot"])
REPORT = dg.AssetKey(["publication", "report"])
_published = partial(dg.asset, group_name="publication", owners=OPERATORS)


def publication_assets() -> list[dg.AssetsDefinition]:
    """The assets `publication/warehouse`, `publication/snapshot` and `publication/report`."""
    return [_warehouse(), _snapshot(), _report()]


def _warehouse() -> dg.AssetsDefinition:
    deps = [dg.AssetKey([table.schema, table.name]) for table in catalogue.exported_tables("core", "mart")]

    @_published(
        key=WAREHOUSE,
        deps=deps,
        kinds={"duckdb"},
        description="`data/warehouse/diarium.duckdb`, moved into place in one step after every blocking check has passed. "
        "Whoever has the old file open keeps it. `ops.publication` says what a reader is looking at.",
    )
    def warehouse(
        context: dg.AssetExecutionContext, crawler: dg.ResourceParam[Crawler], places: dg.ResourceParam[Places]
    ) -> dg.MaterializeResult:
        now = datetime.now(UTC).replace(tzinfo=None)
        run = Run(
            run_id=context.run_id,
            started_at=start_of_run(context),
            finished_at=now,
            diarium_version=crawler.software,
            is_sample=crawler.is_sample,
        )
        with readable_failures():
            done = publish(places.build, places.warehouse, run=run, published_at=now, outcomes=saved_outcomes(places))
        return dg.MaterializeResult(
            metadata={
                "projects": done.n_projects,
                "registries": done.n_registries,
                "warnings": done.n_warnings,
                "is sample": dg.MetadataValue.bool(done.is_sample),
                "file": dg.MetadataValue.path(str(places.warehouse)),
                "size (MB)": round(places.warehouse.stat().st_size / 1e6, 2),
            }
        )

    return warehouse


def _snapshot() -> dg.AssetsDefinition:
    @_published(
        key=SNAPSHOT,
        deps=[WAREHOUSE],
        kinds={"parquet"},
        description="Parquet of `core` and `mart`, one file per table, a CSV, and what describes and proves them: Data Package, Croissant, "
        "DCAT, citation, dictionary, known issues, checksums. "
        "The same content gives the same bytes and the same snapshot id: cite it.",
    )
    def snapshot(places: dg.ResourceParam[Places]) -> dg.MaterializeResult:
        with readable_failures():
            done = export(places.warehouse, places.exports)
        sizes = "\n".join(f"| {each.path} | {each.n_rows} | {each.sha256} |" for each in done.files)
        return dg.MaterializeResult(
            metadata={
                "snapshot": done.snapshot_id,
                "new content": dg.MetadataValue.bool(done.is_new),
                "folder": dg.MetadataValue.path(str(done.path)),
                "files": dg.MetadataValue.md(f"| file | rows | SHA-256 |\n|---|---|---|\n{sizes}"),
            }
        )

    return snapshot


def _report() -> dg.AssetsDefinition:
    @_published(
        key=REPORT,
        deps=[WAREHOUSE, SNAPSHOT],
        kinds={"html"},
        description="The warehouse as one HTML file to look at: figures by region, fund, year and programme, the quality of each registry, "
        "the latest changes, and a search over all projects. Works offline and can be sent to anybody.",
    )
    def report(
        context: dg.AssetExecutionContext,
        crawler: dg.ResourceParam[Crawler],
        gathered: dg.ResourceParam[Gathered],
        places: dg.ResourceParam[Places],
    ) -> dg.MaterializeResult:
        latest = latest_snapshot(places.exports)
        with readable_failures():
            done = write_report(places.warehouse, places.report, link=link_to, snapshot=latest.name if latest else None)
        note_publication(places, built_from(inputs_for(places)))
        if not gathered.readings:  # else the command line records the run
            started = start_of_run(context)
            record_run(places, context.run_id, context.job_name, started, Ending.PUBLISHED, software=crawler.software)
        return dg.MaterializeResult(
            metadata={
                "file": dg.MetadataValue.path(str(done.path)),
                "projects": done.n_projects,
                "projects that can be searched": done.n_shown,
                "size (MB)": round(done.n_bytes / 1e6, 2),
            }
        )

    return report
