"""Runs in which nothing had changed, and that no Dagster process has seen: told to Dagster by the next one, so that the UI shows them."""

from __future__ import annotations

import dagster as dg

from assets.publication_assets import WAREHOUSE
from warehouse.places import Places
from warehouse.run_log import Ending, LoggedRun, logged_runs

DATA_VERSION = "dagster/data_version"  # the tag of an event that says which data it is about; Dagster exports no name for it
TOLD = "told-runs.txt"


def tell_runs(instance: dg.DagsterInstance, places: Places) -> int:
    """Reports the runs that Dagster has not been told of yet; returns how many.

    Of each, the captures of its registries are materialised, with the version of data they had, so that they are fresh and nothing below
    them is out of date; and the warehouse is observed.
    """
    marker = places.dagster / TOLD
    known = set(marker.read_text("utf-8").split()) if marker.exists() else set()
    unchanged = [run for run in logged_runs(places.runs) if run.ending == Ending.UNCHANGED and run.run_id not in known]
    untold = [run for run in unchanged if not instance.has_run(run.run_id)]
    for run in untold:
        _tell(instance, run)
    if untold:
        marker.write_text("\n".join(sorted(known | {run.run_id for run in untold})) + "\n", "utf-8")
    return len(untold)


def _tell(instance: dg.DagsterInstance, run: LoggedRun) -> None:
    figures = {"pages": run.n_pages, "unchanged": run.n_pages_unchanged, "failed": run.n_pages_failed}
    told = {"run from the command line": run.run_id, "ended": f"{run.finished_at.isoformat(timespec='seconds')}Z"}
    for code in run.registries:
        key = dg.AssetKey(["capture", code])
        last = instance.get_latest_materialization_event(key)
        tags = last.asset_materialization.tags if last and last.asset_materialization else {}
        kept = {DATA_VERSION: tags[DATA_VERSION]} if tags and DATA_VERSION in tags else None
        instance.report_runless_asset_event(dg.AssetMaterialization(key, metadata={**told, "state": "unchanged"}, tags=kept))
    instance.report_runless_asset_event(dg.AssetObservation(WAREHOUSE, metadata={**told, **figures, "state": "unchanged"}))
