"""Jobs: which assets are made together, and how. Each makes them for all registries, or for those that a run selects.

Belongs here: the jobs, and the assets that one makes for some registries. Does not belong here: when a job runs by itself
(`pipeline.dagster.schedules`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg

from assets.inputs_asset import INPUTS
from assets.publication_assets import REPORT, SNAPSHOT, WAREHOUSE
from warehouse.tables import catalogue

REFRESH, REREAD, REFETCH, EXPORT = "refresh", "reread", "refetch", "snapshot"
CRAWLING = (REFRESH, REFETCH)
UNCONDITIONAL: dict[str, Any] = {"ops": {"capture": {"config": {"unconditional": True}}}}
_AFTER = "then build, check, publish and export from what is stored of all registries. For some registries only, select their assets"
_TOLD = {
    REFRESH: f"Crawl and read every registry, {_AFTER}.",
    REREAD: f"Read the stored pages of every registry with the parsers as they are now, {_AFTER}. Needs no network.",
    REFETCH: f"Fetch every page of every registry anew, whether or not the server says that it has changed, read, {_AFTER}.",
    EXPORT: "Export what is published as a snapshot to cite, and write the report. Crawls, reads and builds nothing.",
}


def assets_made(job: str, codes: Iterable[str]) -> list[dg.AssetKey]:
    """The assets that a job makes for some registries: their captures (where it crawls) and readings, and everything below."""
    if job == EXPORT:
        return [SNAPSHOT, REPORT]
    chosen = list(codes)
    layers = ("capture", "observation") if job in CRAWLING else ("observation",)
    tables = [dg.AssetKey([table.schema, table.name]) for table in catalogue.exported_tables("core", "mart")]
    of_registries = [dg.AssetKey([layer, code]) for layer in layers for code in chosen]
    return [*of_registries, INPUTS, *tables, WAREHOUSE, SNAPSHOT, REPORT]


def build_jobs(codes: Iterable[str]) -> list[dg.UnresolvedAssetJobDefinition]:
    """`refresh` makes everything; `refetch` too, asking for every page anew; `reread` makes all but the captures, without network;
    `snapshot` exports what is published and writes its report."""
    chosen = list(codes)
    return [
        dg.define_asset_job(
            job,
            selection=dg.AssetSelection.assets(*assets_made(job, chosen)),
            config=UNCONDITIONAL if job == REFETCH else None,
            description=told,
        )
        for job, told in _TOLD.items()
    ]
