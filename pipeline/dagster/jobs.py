"""Jobs: which assets are made together, and how; schedules: when jobs run by themselves while the Dagster daemon runs. Times are UTC.

A schedule says what is due; that two runs never work at once is said in dagster.yaml. They are off until somebody turns them on in the UI,
or all at once with DIARIUM_SCHEDULES=true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg

from parsers.declaration import Registry

REFRESH, REREAD, REFETCH, SNAPSHOT = "refresh", "reread", "refetch", "snapshot"
UNCONDITIONAL: dict[str, Any] = {"ops": {"capture": {"config": {"unconditional": True}}}}
AFTER = "then build, check, publish and export from what is stored of all registries"


def build_jobs(codes: list[str]) -> list[dg.UnresolvedAssetJobDefinition]:
    """`refresh` makes everything; `refetch` too, asking for every page anew; `reread` makes all but the captures, without network; each
    with `_<registry>` for one registry. `snapshot` exports what is published and writes its report."""
    downstream = dg.AssetSelection.groups("core", "mart", "publication")
    captures, readings = dg.AssetSelection.groups("capture"), dg.AssetSelection.groups("observation")
    jobs = _jobs_of("every registry", "", captures, readings, downstream)
    for code in codes:
        capture, reading = dg.AssetSelection.assets(["capture", code]), dg.AssetSelection.assets(["observation", code])
        jobs += _jobs_of(code, f"_{code}", capture, reading, downstream)
    exported = dg.AssetSelection.assets(["publication", "snapshot"], ["publication", "report"])
    told = "Export what is published as a snapshot to cite, and write the report. Crawls, reads and builds nothing."
    return [*jobs, dg.define_asset_job(SNAPSHOT, selection=exported, description=told)]


def _jobs_of(
    whom: str, suffix: str, captures: dg.AssetSelection, readings: dg.AssetSelection, downstream: dg.AssetSelection
) -> list[dg.UnresolvedAssetJobDefinition]:
    return [
        dg.define_asset_job(
            f"{REFRESH}{suffix}", selection=captures | readings | downstream, description=f"Crawl and read {whom}, {AFTER}."
        ),
        dg.define_asset_job(
            f"{REREAD}{suffix}",
            selection=readings | downstream,
            description=f"Read the stored pages of {whom} with the parsers as they are now, {AFTER}. Needs no network.",
        ),
        dg.define_asset_job(
            f"{REFETCH}{suffix}",
            selection=captures | readings | downstream,
            config=UNCONDITIONAL,
            description=f"Fetch every page of {whom} anew, whether or not the server says that it has changed, read, {AFTER}.",
        ),
    ]


WEEKLY, MONTHLY = "0 1 * * 6", "0 12 1 * *"


def build_schedules(registries: Iterable[Registry], *, are_on: bool) -> list[dg.ScheduleDefinition]:
    """One schedule per registry, as it declares; every page of all of them anew once a week; a snapshot once a month."""
    status = dg.DefaultScheduleStatus.RUNNING if are_on else dg.DefaultScheduleStatus.STOPPED

    def schedule(name: str, job: str, cron: str, told: str) -> dg.ScheduleDefinition:
        return dg.ScheduleDefinition(
            name=name, job_name=job, cron_schedule=cron, execution_timezone="UTC", default_status=status, description=told
        )

    refetched = (
        "Fetch every page of every registry anew, Saturdays at 01:00: servers that say wrongly that nothing has changed are found out."
    )
    exported = "Export what is published as a snapshot to cite, on the first of each month at noon."
    return [
        *(
            schedule(
                f"crawl_{each.code}",
                f"{REFRESH}_{each.code}",
                each.schedule,
                f"Crawl {each.title} and publish, as often as registries/{each.code}/registry.toml says.",
            )
            for each in registries
        ),
        schedule("weekly_full_crawl", REFETCH, WEEKLY, refetched),
        schedule("monthly_snapshot", SNAPSHOT, MONTHLY, exported),
    ]
