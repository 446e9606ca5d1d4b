"""The Dagster assembly: one function that wires assets, checks, jobs and resources. Command line, UI and tests call it.

Belongs here: wiring. Does not belong here: the implementation of anything wired, nor the import of anything heavy (no pandas, no Great
Expectations).
"""

from __future__ import annotations

import dagster as dg

from assets.capture_assets import capture_assets
from assets.inputs_asset import inputs_asset
from assets.observation_assets import observation_assets
from assets.publication_assets import publication_assets
from assets.steps.registry_crawl import Crawler
from assets.table_assets import core_assets, mart_assets
from assets.table_checks import check_definitions
from parsers.registry import sources
from pipeline.begun_run import BegunRun
from pipeline.dagster.alerts import build_sensors
from pipeline.dagster.jobs import build_jobs
from pipeline.dagster.resources import build_resources
from pipeline.dagster.schedules import build_schedules
from pipeline.settings import Settings
from warehouse.progress import Progress, silent

RETRY_UNATTENDED = dg.RetryPolicy(max_retries=3, delay=300, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""Where the network is and nobody waits: a site, or the way to it, that is down for minutes is tried again after 5, 15 and 35 minutes."""


def build_definitions(
    settings: Settings,
    *,
    progress: Progress = silent,
    crawler: Crawler | None = None,
    begun: BegunRun | None = None,
    is_attended: bool = True,
) -> dg.Definitions:
    """All of Diarium as Dagster sees it, for these settings. `is_attended`: somebody waits for a run and tries again himself."""
    retry = None if is_attended or not settings.live or not settings.contact else RETRY_UNATTENDED
    return dg.Definitions(
        assets=[
            capture_assets(retry),
            observation_assets(),
            inputs_asset(),
            core_assets(),
            mart_assets(),
            *publication_assets(),
        ],
        asset_checks=check_definitions(),
        jobs=build_jobs(sources()),
        schedules=build_schedules(settings),
        sensors=build_sensors(settings),
        resources=build_resources(settings, progress=progress, crawler=crawler, begun=begun),
        executor=dg.in_process_executor,
    )
