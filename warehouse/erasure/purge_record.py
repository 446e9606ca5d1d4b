"""The record of erasures beside the captures: what kind of thing was erased, when, why, how much, and its salted hash; never the words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.erasure.leftover_files import write_whole
from warehouse.erasure.phrases import Phrase
from warehouse.erasure.suppression import Suppressions

PURGES_NAME = "purges.json"


def record_purge(
    captures: Path, asked: Iterable[tuple[str, Phrase]], suppressions: Suppressions, reason: str, counts: dict[str, int], *, proved: bool
) -> None:
    """Adds an erasure to the record. `asked` has for each thing its kind and the phrase it is recorded by, `counts` are of all that was
    asked together, `proved` whether the search afterwards found nothing."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    sealed = [{"kind": kind, "hash": suppressions.seal(phrase.kind, phrase.text)} for kind, phrase in asked]
    entry = {"purged_at": now, "asked": sealed, "reason": reason, "counts": counts, "proved": proved}
    write_whole(captures / PURGES_NAME, json.dumps([*purges(captures), entry], ensure_ascii=False, indent=2) + "\n")


def purges(captures: Path) -> list[dict[str, Any]]:
    """The erasures so far, oldest first."""
    file = captures / PURGES_NAME
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return entries
