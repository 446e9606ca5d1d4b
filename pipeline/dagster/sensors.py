"""Sensors: what the Dagster daemon does when a run has ended. Runs of the command line say themselves how they went."""

from __future__ import annotations

import dagster as dg

from pipeline.dagster.alerts import alert
from pipeline.dagster.run_report import report_of
from pipeline.settings import Settings

INTERVAL_S = 30


def build_sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """Alerts about runs that failed, and about runs that succeeded although a registry was held back or a page quarantined."""
    return [
        _alerting(settings, "alert_on_failure", dg.DagsterRunStatus.FAILURE, "a run has failed"),
        _alerting(
            settings, "alert_on_problems", dg.DagsterRunStatus.SUCCESS, "a run has published without a registry or page that was held back"
        ),
    ]


def _alerting(settings: Settings, name: str, status: dg.DagsterRunStatus, when: str) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        run_status=status,
        name=name,
        minimum_interval_seconds=INTERVAL_S,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"When {when}, says so in words: in the log, in the folder alerts/ of the data, and to the webhook of "
        "DIARIUM_ALERT_WEBHOOK, if there is one.",
    )
    def sensor(context: dg.RunStatusSensorContext) -> None:
        run = context.dagster_run
        events = [entry.dagster_event for entry in context.instance.all_logs(run.run_id) if entry.dagster_event]
        report = report_of(run.run_id, events, succeeded=status == dg.DagsterRunStatus.SUCCESS)
        told = alert(settings, report, run.job_name)
        if told is None:
            context.log.info(f"run {run.run_id} of {run.job_name} had no problem")
            return
        context.log.error(told.words)
        if told.failed:
            context.log.error(told.failed)

    return sensor
