"""Which registries are due: by the times that each declares, and when it was last crawled.

Belongs here: dates. Does not belong here: asking for a run, and what was asked for already (`pipeline.dagster.schedules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cronsim import CronSim

from warehouse.captures.capture_store import CaptureStore


def last_dates(crons: Mapping[str, str], captures: CaptureStore, now: datetime) -> dict[str, datetime]:
    """The last date (aware, UTC) of each registry at which a crawl was due and since which none began, stored or held back.

    A registry that was never crawled is due since its last date, too. `crons` are cron expressions by registry.
    """
    dates = {code: _last_date(cron, now) for code, cron in crons.items()}
    return {code: date for code, date in dates.items() if not _is_crawled_since(date, code, captures)}


def next_date(crons: Mapping[str, str], now: datetime) -> str:
    """Which registry is due next, and when, in words."""
    if not crons:
        return "there is no registry"
    date, code = min((next(CronSim(cron, now)), code) for code, cron in crons.items())
    return f"the next is {code}, at {date:%Y-%m-%d %H:%M} UTC"


def _last_date(cron: str, now: datetime) -> datetime:
    """The newest time of a cron expression that is not later than `now`."""
    just_after = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)  # going back leaves out where it begins
    return next(CronSim(cron, just_after, reverse=True))


def _is_crawled_since(date: datetime, code: str, captures: CaptureStore) -> bool:
    last = captures.last_crawl(code)
    return last is not None and last.started_at >= date
