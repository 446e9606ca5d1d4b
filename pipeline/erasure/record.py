"""The record of erasures beside the captures: what kind of thing was erased, when, why, how much, and its salted hash; never the words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.erasure.files import write_whole
from pipeline.erasure.needles import Needles
from warehouse.captures.suppression import Suppressions

NAME = "purges.json"


def record_purge(
    captures: Path, needles: Needles, suppressions: Suppressions, reason: str, counts: dict[str, int], *, proved: bool
) -> None:
    """Adds an erasure to the record. `counts` are of all that was asked together, `proved` whether the search afterwards found nothing."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    asked = [{"kind": kind, "hash": suppressions.seal(phrase.kind, phrase.text)} for kind, phrase in needles.kinds]
    entry = {"purged_at": now, "asked": asked, "reason": reason, "counts": counts, "proved": proved}
    write_whole(captures / NAME, json.dumps([*purges(captures), entry], ensure_ascii=False, indent=2) + "\n")


def purges(captures: Path) -> list[dict[str, Any]]:
    """The erasures so far, oldest first."""
    file = captures / NAME
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return entries
