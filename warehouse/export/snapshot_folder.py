"""The folder a snapshot is made in: aside, locked, and moved into place whole.

Belongs here: what keeps readers and other exports from seeing half a snapshot. Does not belong here: what is in it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WORKING = ".export-"


@contextmanager
def working_folder(out_dir: Path) -> Iterator[Path]:
    """A folder to write in, locked and deleted at the end; those that exports left behind which were killed are deleted too."""
    for left in out_dir.glob(f"{WORKING}*"):
        with suppress(OSError):
            _delete_if_left(left)
    work, handle = _locked_folder(out_dir)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(handle)


def move_snapshot(work: Path, target: Path) -> bool:
    """Gives the finished snapshot its name; False where that is taken, perhaps by an export at the same time."""
    try:
        work.replace(target)
    except OSError:
        if target.exists():
            return False
        raise
    return True


def _locked_folder(out_dir: Path) -> tuple[Path, int]:
    """A new working folder and the handle that locks it; another where somebody took it for left behind before it was locked."""
    while True:
        work = Path(tempfile.mkdtemp(prefix=WORKING, dir=out_dir))
        handle = -1
        with suppress(FileNotFoundError):
            handle = os.open(work, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
        if work.exists():
            return work, handle
        if handle >= 0:
            os.close(handle)


def _delete_if_left(folder: Path) -> None:
    """Deletes a working folder unless an export is at work in it. The lock is the operating system's and ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
