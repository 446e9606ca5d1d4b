"""What a command costs with all processes it starts: wall and processor seconds, and peak memory. Linux only (`/proc`)."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall seconds; processor seconds, user and system, of all processes; peak memory in MB, each shared page counted once (PSS)."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def median_of(costs: Sequence[Cost]) -> Cost:
    """The medians of each."""
    return Cost(*(statistics.median(column) for column in zip(*((c.wall_s, c.cpu_s, c.peak_mb) for c in costs), strict=True)))


def cost_of(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Runs a command, its output going to `log`. Memory is sampled every `POLL_S`. Raises `SystemExit` with its output where it fails."""
    start = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    peaks, has_ended = [0.0], threading.Event()

    def watch() -> None:
        while not has_ended.wait(POLL_S):
            peaks.append(memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    has_ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peaks))


def memory_of(root: int) -> float:
    """What a process and its descendants hold now, in MB, each shared page counted once (PSS)."""
    return sum(map(_megabytes, _with_descendants(root)))


def _with_descendants(root: int) -> set[int]:
    parents = {int(folder.name): _parent(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    tree, grown = set[int](), {root}
    while grown:
        tree |= grown
        grown = {pid for pid, parent in parents.items() if parent in grown} - tree
    return tree


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return 0


def _megabytes(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
