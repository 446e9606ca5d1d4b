"""What the assets ask for, made from the settings: a crawler, places, somebody who watches."""

from __future__ import annotations

from typing import Any

from assets.protocols import Crawler, Progress, silent
from pipeline.crawlers import LiveCrawler, SampleCrawler
from pipeline.settings import Settings


def build_resources(settings: Settings, *, progress: Progress = silent, crawler: Crawler | None = None) -> dict[str, Any]:
    """Resources by name. `crawler` replaces the one the settings ask for (tests)."""
    chosen = crawler or (LiveCrawler(settings) if settings.live else SampleCrawler(settings))
    return {"crawler": chosen, "places": settings.places, "progress": progress}
