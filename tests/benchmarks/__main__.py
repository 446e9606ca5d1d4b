"""`make bench`: prints a table of medians, each beside its peer. Whole commands run in pairs, one after the other, several times."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import bench_end_to_end, bench_many_registries, bench_reading, bench_scale, bench_unchanged

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_pairs(ours: Callable[[], object], peer: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Medians of both, taken alternately so that a slow minute hits both."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def python(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs `code`."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def command(*arguments: str) -> Callable[[], object]:
    """A fresh `diarium` command."""
    return lambda: subprocess.run([sys.executable, "-m", "pipeline.cli", *arguments], check=True, capture_output=True)


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        first = seconds(command("run", "--data-dir", folder))
        again = statistics.median(seconds(command("run", "--data-dir", folder)) for _ in range(3))
        size = sum(file.stat().st_size for file in Path(folder, "warehouse").rglob("*")) / 1e6
    rows = [
        ("import pipeline.definitions", "import dagster", *in_pairs(python("import pipeline.definitions"), python("import dagster"))),
        ("diarium run, nothing changed", "diarium run, first", again, first),
    ]
    sys.stdout.write(f"{'ours':<32}{'peer':<40}{'ours s':>8}{'peer s':>8}{'ratio':>8}\n")
    for ours, peer, a, b in rows:
        sys.stdout.write(f"{ours:<32}{peer:<40}{a:>8.2f}{b:>8.2f}{a / b:>8.2f}\n")
    sys.stdout.write(f"warehouse of the sample: {size:.1f} MB\n\n")
    bench_reading.report()
    sys.stdout.write("\n")
    bench_unchanged.report()
    sys.stdout.write("\n")
    bench_end_to_end.report()
    sys.stdout.write("\n")
    bench_many_registries.report()
    sys.stdout.write("\n")
    bench_scale.report(bench_scale.chosen_sizes())


if __name__ == "__main__":
    main()
