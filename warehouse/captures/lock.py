"""One writer per registry folder. The lock is the operating system's, so it ends with the process that holds it, however that dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from warehouse.captures.errors import CrawlInProgressError


class FolderLock:
    """An exclusive lock on `folder`, held from construction to `release`. Raises `CrawlInProgressError` where another writer has it."""

    def __init__(self, folder: Path) -> None:
        file = folder / ".writer.lock"
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise CrawlInProgressError(f"process {holder} is already storing captures here; wait for it or end it", file=file) from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Gives the lock up; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
