"""Jobs: which assets are made together."""

from __future__ import annotations

import dagster as dg

REFRESH = "refresh"


def build_jobs(codes: list[str]) -> list[dg.UnresolvedAssetJobDefinition]:
    """`refresh` makes everything; `refresh_<registry>` crawls and reads one registry and rebuilds the warehouse from all."""
    downstream = dg.AssetSelection.groups("core", "mart", "publication")
    whole = dg.define_asset_job(
        REFRESH, selection=dg.AssetSelection.all(), description="Crawl every registry, read, build, check, publish and export."
    )
    single = [
        dg.define_asset_job(
            f"{REFRESH}_{code}",
            selection=dg.AssetSelection.assets(["capture", code], ["observation", code]) | downstream,
            description=f"Crawl and read {code}, then build, check, publish and export from what is stored of all registries.",
        )
        for code in codes
    ]
    return [whole, *single]
