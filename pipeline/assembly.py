"""The Dagster assembly: one function that wires assets, checks, jobs and resources. Command line, UI and tests call it.

Belongs here: wiring. Does not belong here: the implementation of anything wired, nor the import of anything heavy (no pandas, no Great
Expectations).
"""

from __future__ import annotations

import dagster as dg

from assets.captures import capture_assets
from assets.checks import check_definitions
from assets.core import core_assets
from assets.marts import mart_assets
from assets.observations import observation_asset
from assets.protocols import Crawler, Progress, silent
from assets.publications import publication_assets
from parsers.registry import sources
from pipeline.jobs import build_jobs
from pipeline.resources import build_resources
from pipeline.settings import Settings


def build_definitions(settings: Settings, *, progress: Progress = silent, crawler: Crawler | None = None) -> dg.Definitions:
    """All of Diarium as Dagster sees it, for these settings."""
    chosen = sources().values()
    return dg.Definitions(
        assets=[
            capture_assets(),
            *(observation_asset(source) for source in chosen),
            core_assets(),
            mart_assets(),
            *publication_assets(),
        ],
        asset_checks=check_definitions(),
        jobs=build_jobs([source.registry.code for source in chosen]),
        resources=build_resources(settings, progress=progress, crawler=crawler),
        executor=dg.in_process_executor,
    )
