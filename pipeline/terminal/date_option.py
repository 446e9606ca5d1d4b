"""A date or time given on the command line (`--at`), and the moment it means. Does not belong here: dates that a source prints."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time


class BadDate(ValueError):
    """Not a date or time as ISO 8601 writes it; the message says how to write one."""


def moment_asked(at: str) -> datetime:
    """The moment (UTC, naive as in the warehouse) a date or time means; a date means its end. Raises `BadDate`."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", at):
            return datetime.combine(date.fromisoformat(at), time.max)
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadDate(f"--at {at}: not a date; write 2026-01-31, or 2026-01-31T12:00:00Z") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
