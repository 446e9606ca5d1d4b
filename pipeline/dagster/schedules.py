"""Schedules: when jobs run by themselves while the Dagster daemon runs. Times are UTC.

A schedule says what is due; that two runs never work at once is said in dagster.yaml. They are off until somebody turns them on in the UI,
or all at once with DIARIUM_SCHEDULES=true. Does not belong here: when a registry is due (`pipeline.due_registries`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg

from parsers.registry import sources
from pipeline.dagster.jobs import CRAWLING, EXPORT, REFETCH, REFRESH, assets_made
from pipeline.due_registries import last_dates, next_date
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore

OFTEN, WEEKLY, MONTHLY = "*/10 * * * *", "0 1 * * 6", "0 12 1 * *"


def build_schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """The registries that are due, each by the times it declares; every page of all of them anew once a week; a snapshot once a month."""
    status = dg.DefaultScheduleStatus.RUNNING if settings.schedules else dg.DefaultScheduleStatus.STOPPED

    def schedule(name: str, job: str, cron: str, told: str) -> dg.ScheduleDefinition:
        return dg.ScheduleDefinition(
            name=name, job_name=job, cron_schedule=cron, execution_timezone="UTC", default_status=status, description=told
        )

    refetched = (
        "Fetch every page of every registry anew, Saturdays at 01:00: servers that say wrongly that nothing has changed are found out."
    )
    exported = "Export what is published as a snapshot to cite, on the first of each month at noon."
    return [
        _due(settings, status),
        schedule("weekly_full_crawl", REFETCH, WEEKLY, refetched),
        schedule("monthly_snapshot", EXPORT, MONTHLY, exported),
    ]


def _due(settings: Settings, status: dg.DefaultScheduleStatus) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="due",
        job_name=REFRESH,
        cron_schedule=OFTEN,
        execution_timezone="UTC",
        default_status=status,
        description="Every ten minutes, crawl the registries that are due by the `schedule` of their registry.toml and publish, all in one "
        "run. A registry that was never crawled is due; one whose crawl failed or is held back waits for its next date.",
    )
    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        now = context.scheduled_execution_time.astimezone(UTC)
        crons = {code: source.registry.schedule for code, source in sources().items()}
        dates = last_dates(crons, CaptureStore(settings.places.captures), now)
        codes = _not_asked_for(context.instance, dates)
        if not codes:
            return dg.SkipReason(f"no registry is due; {next_date(crons, now)}")
        tags = {"diarium/registries": f"{len(codes)} due"}
        return dg.RunRequest(run_key=f"due {now:%Y-%m-%d %H:%M}", asset_selection=assets_made(REFRESH, codes), tags=tags)

    return due


def _not_asked_for(instance: dg.DagsterInstance, dates: Mapping[str, datetime]) -> list[str]:
    """Those of the registries that no run since their date was asked to crawl, however it ended or if it still waits."""
    if not dates:
        return []
    records = instance.get_run_records(dg.RunsFilter(created_after=min(dates.values()) - timedelta(seconds=1)))
    asked: dict[str, datetime] = {}
    for record in records:
        if record.dagster_run.job_name in CRAWLING:
            chosen = record.dagster_run.asset_selection
            for code in dates if chosen is None else (key.path[1] for key in chosen if key.path[0] == "capture"):
                asked[code] = max(asked.get(code, record.create_timestamp), record.create_timestamp)
    return [code for code, date in dates.items() if code not in asked or asked[code] < date]
