"""Which processes this one has started and still run, and waiting for what happens in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while not (met := condition()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return met


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children() -> set[int]:
    """The processes that this one has started and that run."""
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split() if is_running(int(pid))}
