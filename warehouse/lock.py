"""One process at a time. The lock is the operating system's, so it ends with the process that holds it, however that dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self


class HeldElsewhere(Exception):
    """Another process holds the lock; `holder` is its number as far as the file tells."""

    def __init__(self, file: Path, holder: str) -> None:
        super().__init__(f"{file} is held by process {holder}")
        self.file = file
        self.holder = holder


class FileLock:
    """An exclusive lock on `file`, held from construction to `release`.

    Raises `HeldElsewhere` where another process has it and does not give it up within `wait_s` seconds.
    """

    def __init__(self, file: Path, *, wait_s: float = 0) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        last = time.monotonic() + wait_s
        while not self._take():
            if time.monotonic() >= last:
                holder = self._holder()
                self.release()
                raise HeldElsewhere(file, holder)
            time.sleep(0.05)
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def _take(self) -> bool:
        """Takes the lock where nobody has it; whether it is ours."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> str:
        """The number the holder has written into the file: a moment after it took the lock, over that of whoever held it before."""
        for _ in range(40):
            told = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip()
            if told.isdigit() and Path(f"/proc/{told}").exists():
                return told
            time.sleep(0.05)
        return told or "unknown"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def release(self) -> None:
        """Gives the lock up; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
