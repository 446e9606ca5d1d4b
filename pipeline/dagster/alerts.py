"""Alerts: a run that needs a person is told of in words, in a file below the data folder and, where one is set, to a webhook.

Belongs here: what an alert says, how it is delivered, and the sensors that tell of runs of the Dagster daemon; those of the command line
say themselves how they went. Does not belong here: what counts as a problem (`pipeline.dagster.run_report`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from pipeline.dagster.run_report import report_of
from pipeline.run_outcome import ProblemKind, RunReport
from pipeline.settings import Settings
from pipeline.terminal.wording import counted
from warehouse.visible import cut_to, visible

TIMEOUT_S = 10
RETRIES = Retry(total=3, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), allowed_methods={"POST"}, raise_on_status=False)
LONGEST = 600
INTERVAL_S = 30


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told, and what went wrong in telling it."""

    words: str
    failed: str | None = None


def alert(settings: Settings, report: RunReport, job: str) -> Alert | None:
    """Tells of the problems of a run: in `<data>/alerts/`, and by POST to the webhook of the settings.

    None where it has none, and where it was refused since another is at work: that one tells.

    A webhook or a disk that fails never makes anything else fail: what did not work is in the result, for the caller's log.
    """
    if report.interrupted or all(problem.kind == ProblemKind.ANOTHER_RUN for problem in report.problems):
        return None
    now = datetime.now(UTC)
    words = alert_words(settings, report, job, now)
    not_sent = _send(settings.alert_webhook, report, job, words) if settings.alert_webhook else None
    file = settings.places.alerts / f"{now:%Y%m%dT%H%M%SZ}-{report.run_id[:8] or 'norun'}.txt"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{words}\n" + (f"{not_sent}\n" if not_sent else ""), "utf-8")
    except OSError as error:
        return Alert(words, "; ".join(filter(None, (not_sent, f"the alert could not be written to {file}: {error.strerror}"))))
    return Alert(words, not_sent)


def alert_words(settings: Settings, report: RunReport, job: str, now: datetime) -> str:
    """An alert as text: what ran, each problem, what became of the publication, and where to look."""
    kind = "live" if settings.live else "sample"
    stands = "The rest was published." if report.published else "Nothing was published; what was published before stays as it is."
    flags = f"{' --live' if settings.live else ''} --data-dir '{settings.data_dir}'"
    return "\n".join(
        [
            f"Diarium: {job} ({kind}) had {counted(len(report.problems), 'problem')}, {now:%Y-%m-%d %H:%M} UTC",
            *(f"- {cut_to(visible(problem.words), LONGEST)}" for problem in report.problems),
            stands,
            f"What to do: diarium status{flags} (or docs/runbook.md). Run {report.run_id or 'was not recorded'}: diarium ui{flags}",
        ]
    )


def _send(webhook: str, report: RunReport, job: str, words: str) -> str | None:
    """Posts an alert as JSON; `text` is what chat services show. Gives why it could not be sent, or None."""
    problems = [problem.words for problem in report.problems]
    kinds = [str(problem.kind) for problem in report.problems]
    told = {"text": words, "job": job, "run_id": report.run_id, "problems": problems, "problem_kinds": kinds, "published": report.published}
    try:
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=RETRIES))
            session.mount("https://", HTTPAdapter(max_retries=RETRIES))
            answer = session.post(webhook, json=told, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        return f"the alert could not be sent to the webhook of DIARIUM_ALERT_WEBHOOK: {type(error).__name__}; does it answer?"
    if answer.ok and not answer.is_redirect:
        return None
    return f"the webhook of DIARIUM_ALERT_WEBHOOK refused the alert with status {answer.status_code}; check its address"


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
