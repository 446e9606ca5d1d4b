"""Which snapshot somebody means: a folder, an id, `latest` or `previous`. Does not belong here: comparing them (`comparison`)."""

from __future__ import annotations

from pathlib import Path

from warehouse.export.profile import Profile, profile_of
from warehouse.export.snapshot import CHECKSUMS
from warehouse.export.snapshot_check import latest_snapshot, snapshot_folders

LATEST, PREVIOUS = "latest", "previous"
SHOWN = 10


class SnapshotUnknown(Exception):
    """There is no such snapshot; the message names those there are."""


def named_snapshot(said: str, exports: Path, profile: Profile) -> Path:
    """The folder of the snapshot that was named; `latest` and `previous` are of the profile. Raises `SnapshotUnknown`."""
    if said in (LATEST, PREVIOUS):
        latest = latest_snapshot(exports, profile)
        if latest is None or not latest.is_dir():
            raise SnapshotUnknown(f"no latest snapshot of profile {profile.name} in {exports}: diarium export --profile {profile.name}")
        return latest if said == LATEST else _previous(exports, latest)
    for folder in (exports / said, Path(said)):
        if folder.is_dir():
            return folder.resolve()
    there = [folder.name for folder in snapshot_folders(exports)]
    listed = f"there is {', '.join(there[-SHOWN:])}" if there else "there is none: diarium export"
    raise SnapshotUnknown(f"no snapshot {said!r} in {exports}, nor a folder of that name; {listed}")


def _previous(exports: Path, latest: Path) -> Path:
    """The newest but the latest, of the same kind: by the day in its id, and on one day by when it was written."""
    kind = _kind(latest)
    others = [
        folder for folder in snapshot_folders(exports) if folder != latest and _kind(folder) == kind and (folder / CHECKSUMS).is_file()
    ]
    if not others:
        told = f"{latest.name} is the only one of its kind in {exports}, so there is no previous one to compare it with"
        raise SnapshotUnknown(f"{told}; the next run with other content makes one")
    return max(others, key=lambda folder: (folder.name.split("-")[-2:-1], (folder / CHECKSUMS).stat().st_mtime_ns, folder.name))


def _kind(folder: Path) -> tuple[str, bool]:
    return profile_of(folder.name).name, folder.name.startswith("sample-")
