"""Schedules: when jobs run by themselves while the Dagster daemon runs (`diarium ui` starts one). Times are UTC.

A schedule says what is due; that two runs never work at once is said in dagster.yaml. They are off until somebody turns them on in the UI,
or all at once with DIARIUM_SCHEDULES=true.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from parsers.declaration import Registry
from pipeline.dagster.jobs import REFETCH, REFRESH, SNAPSHOT

WEEKLY, MONTHLY = "0 1 * * 6", "0 12 1 * *"


def build_schedules(registries: Iterable[Registry], *, are_on: bool) -> list[dg.ScheduleDefinition]:
    """One schedule per registry, as it declares; every page of all of them anew once a week; a snapshot once a month."""
    status = dg.DefaultScheduleStatus.RUNNING if are_on else dg.DefaultScheduleStatus.STOPPED

    def schedule(name: str, job: str, cron: str, told: str) -> dg.ScheduleDefinition:
        return dg.ScheduleDefinition(
            name=name, job_name=job, cron_schedule=cron, execution_timezone="UTC", default_status=status, description=told
        )

    single = [
        schedule(
            f"crawl_{registry.code}",
            f"{REFRESH}_{registry.code}",
            registry.schedule,
            f"Crawl {registry.title} and publish, as often as registries/{registry.code}/registry.toml says.",
        )
        for registry in registries
    ]
    return [
        *single,
        schedule(
            "weekly_full_crawl",
            REFETCH,
            WEEKLY,
            "Fetch every page of every registry anew, Saturdays at 01:00: servers that say wrongly that nothing has changed are found out.",
        ),
        schedule(
            "monthly_snapshot", SNAPSHOT, MONTHLY, "Export what is published as a snapshot to cite, on the first of each month at noon."
        ),
    ]
