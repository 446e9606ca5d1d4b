"""Exported snapshots that hold what is erased: they are deleted whole, since a snapshot that was changed is none.

Belongs here: the folder of exports. Does not belong here: snapshots that somebody took away (`diarium export --out`): nobody can know them.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.erasure.leftover_files import write_whole
from warehouse.erasure.search.file_search import SearchReport, files_below, search_file
from warehouse.erasure.search.text_matcher import Look
from warehouse.export.profile import PROFILES
from warehouse.export.snapshot_check import latest_snapshot, snapshot_folders

_WITHDRAWN = "WITHDRAWN.json"
_GOING = ".withdrawn-"


def snapshots_with(exports: Path, look: Look) -> list[Path]:
    """The snapshots that hold what is looked for, or that cannot be searched."""
    found = []
    for folder in snapshot_folders(exports):
        report = SearchReport()
        for file in files_below(folder):
            search_file(file, file.name, look, report)
        if not report.is_clean:
            found.append(folder)
    return found


def withdraw(exports: Path, look: Look, reason: str) -> list[str]:
    """Deletes the snapshots that hold what is looked for; `WITHDRAWN.json` says which went, when and why. Gives their ids."""
    for leftover in exports.glob(f"{_GOING}*"):
        shutil.rmtree(leftover)
    going = snapshots_with(exports, look)
    if not going:
        return []
    entries = withdrawn(exports)
    known = {entry["snapshot"] for entry in entries}
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    entries += [{"snapshot": folder.name, "withdrawn_at": now, "reason": reason} for folder in going if folder.name not in known]
    write_whole(exports / _WITHDRAWN, json.dumps(entries, ensure_ascii=False, indent=2) + "\n")
    for profile in PROFILES.values():
        if latest_snapshot(exports, profile) in going:
            (exports / profile.latest).unlink()
    for folder in going:
        aside = folder.rename(folder.with_name(f"{_GOING}{folder.name}"))  # whole or not at all: a reader never sees half a snapshot
        shutil.rmtree(aside)
    return [folder.name for folder in going]


def withdrawn(exports: Path) -> list[dict[str, Any]]:
    """The snapshots that were withdrawn, oldest first."""
    file = exports / _WITHDRAWN
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return entries
