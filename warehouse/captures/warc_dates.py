"""Dates as WARC and ARC files write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?")


def warc_date(moment: datetime) -> str:
    """A moment as WARC 1.1 dates are written, to the microsecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def warc_moment(date: str) -> datetime | None:
    """When a record is of (UTC): `2019-02-03T04:05:06.7Z`, less of it as WARC 1.1 allows, or ARC's 14 digits. None where it is no date."""
    found = _WRITTEN.fullmatch(date) or _DIGITS.fullmatch(date)
    if not found:
        return None
    year, month, day, hour, minute, second, *rest = found.groups()
    micros, zone = rest or (None, None)
    try:
        at = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
    except ValueError:
        return None
    offset = timedelta() if zone in (None, "Z") else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:]))
    return at.replace(microsecond=int((micros or "0")[:6].ljust(6, "0"))) - offset
