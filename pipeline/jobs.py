"""Jobs: which assets are made together."""

from __future__ import annotations

import dagster as dg

REFRESH, REREAD = "refresh", "reread"


def build_jobs(codes: list[str]) -> list[dg.UnresolvedAssetJobDefinition]:
    """`refresh` makes everything; `reread` all but the captures, without network; each with `_<registry>` for one registry, the warehouse
    being rebuilt from what is stored of all."""
    downstream = dg.AssetSelection.groups("core", "mart", "publication")
    whole = [
        dg.define_asset_job(
            REFRESH, selection=dg.AssetSelection.all(), description="Crawl every registry, read, build, check, publish and export."
        ),
        dg.define_asset_job(
            REREAD,
            selection=dg.AssetSelection.groups("observation") | downstream,
            description="Read the stored pages of every registry with the parsers as they are now, build, check, publish and export. "
            "Needs no network.",
        ),
    ]
    single = [
        dg.define_asset_job(
            f"{REFRESH}_{code}",
            selection=dg.AssetSelection.assets(["capture", code], ["observation", code]) | downstream,
            description=f"Crawl and read {code}, then build, check, publish and export from what is stored of all registries.",
        )
        for code in codes
    ]
    single += [
        dg.define_asset_job(
            f"{REREAD}_{code}",
            selection=dg.AssetSelection.assets(["observation", code]) | downstream,
            description=f"Read the stored pages of {code} with the parser as it is now, then build, check, publish and export. No network.",
        )
        for code in codes
    ]
    return [*whole, *single]
