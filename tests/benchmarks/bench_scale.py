"""A build of 10,000 to 1,000,000 copied projects: seconds by stage and peak memory, beside pandas that only sums by region and fund.

Each size runs as one fresh process that does what a run does, through the same functions and with nothing set that a run does not set:
core, marts, rules of the tables (Great Expectations in DuckDB), check queries, publishing, export. All of it is then told beside
`CREATE TABLE AS` of the rows of `mart.project_all` (processor seconds), and done once more after 1 % of one registry has changed: that with
about 4 % of the projects. Alone:
`python -m tests.benchmarks.bench_scale [N ...]`; `DIARIUM_BENCH_SCALE="10000 100000"` shortens `make bench`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tests.benchmarks.many_projects import registry_rows, write_inputs
from warehouse import connect
from warehouse.inputs import Inputs

SIZES = (10_000, 100_000, 1_000_000)
PEER_SIZES = (10_000, 100_000)
STAGES = ("core", "marts", "rules", "queries", "publish", "export")
CHANGED_SHARE = 0.04
POLL_S = 0.25
MODULE = "tests.benchmarks.bench_scale"
AMOUNTS = ["total_cost", "support_amount", "eu_contribution"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One process: seconds, those of the processors and peak memory (MB, of the process so far) by stage, peak size of temporary files,
    sizes of what it made."""

    n: int
    seconds: dict[str, float]
    cpu: dict[str, float]
    peaks: dict[str, float]
    spilled: float
    sizes: dict[str, float]

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())

    @property
    def total_cpu(self) -> float:
        """Processor seconds of all stages."""
        return sum(self.cpu.values())

    @property
    def peak(self) -> float:
        """Highest memory of the process."""
        return max(self.peaks.values())


def chosen_sizes() -> tuple[int, ...]:
    """The sizes that `DIARIUM_BENCH_SCALE` names, else all."""
    told = os.environ.get("DIARIUM_BENCH_SCALE", "").split()
    return tuple(map(int, told)) or SIZES


def measure(n: int, folder: Path, work: str = "stages") -> Measured:
    """Run `work` over the inputs in `folder` in a process of its own, watching its temporary files."""
    process = subprocess.Popen([sys.executable, "-m", MODULE, work, str(folder)], stdout=subprocess.PIPE, text=True)
    spilled = 0.0
    while process.poll() is None:
        # DuckDB's temporary folder and most files in it are both named *.tmp: each file once
        spilled = max(spilled, sum(_megabytes(path) for path in folder.rglob("*.tmp") if path.is_dir()))
        time.sleep(POLL_S)
    told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{work} of {n:,} projects failed; see above")
    seconds, cpu, peaks = {}, {}, {}
    for line in told.splitlines():
        stage, seconds_of_it, cpu_of_it, peak = json.loads(line)
        seconds[stage], cpu[stage], peaks[stage] = seconds_of_it, cpu_of_it, peak
    sizes = {name: _megabytes(folder / name) for name in ("warehouse/diarium.duckdb", "exports")}
    return Measured(n, seconds, cpu, peaks, spilled, sizes)


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def stages(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a run does after reading, in its order."""
    from warehouse.build import build_core, build_mart
    from warehouse.check_outcome import CheckOutcome
    from warehouse.export.snapshot import export
    from warehouse.publish import Run, publish
    from warehouse.validate import run_check_queries, validate_tables

    inputs = Inputs.found_under(folder / "captures", folder / "observations", registry_rows())
    build, published = folder / "warehouse" / "build.duckdb", folder / "warehouse" / "diarium.duckdb"
    now = datetime.fromisoformat("2026-11-01T00:00:00")
    run = Run(run_id="bench", started_at=now, finished_at=now, diarium_version="bench", is_sample=True)
    outcomes: list[CheckOutcome] = []
    yield "core", lambda: build_core(inputs, build)
    yield "marts", lambda: build_mart(build)
    yield "rules", lambda: outcomes.extend(validate_tables(build))
    yield "queries", lambda: outcomes.extend(run_check_queries(build, published))
    yield "publish", lambda: publish(build, published, run=run, published_at=now, outcomes=outcomes)
    yield "export", lambda: export(published, folder / "exports")


def copy_stages(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """The peer of core and marts: the same wide rows copied into a fresh file."""

    def copied() -> None:
        with connect.writing(folder / "copied.duckdb") as connection:
            connect.attach(connection, folder / "warehouse" / "diarium.duckdb", "built")
            connection.execute("CREATE TABLE project AS FROM built.mart.project_all")

    yield "copy", copied


def change_registry(folder: Path, n: int) -> tuple[str, int]:
    """Changes the title of each hundredth record of the registry with about `CHANGED_SHARE` of the projects; returns it and its size."""
    with duckdb.connect() as connection:
        sizes = connection.execute(
            "SELECT registry, count(*) FROM read_parquet(?) GROUP BY registry ORDER BY registry",
            [str(folder / "observations/*/record.parquet")],
        ).fetchall()
        code, size = min(sizes, key=lambda row: abs(row[1] - CHANGED_SHARE * n))
        file, aside = folder / "observations" / code / "record.parquet", folder / "changed.parquet"
        connection.execute(
            f"COPY (SELECT * REPLACE (if(record_hash % 100 = 7, title || ' II', title) AS title, "
            f"if(record_hash % 100 = 7, record_hash + 1, record_hash) AS record_hash) FROM '{file}') "
            f"TO '{aside}' (FORMAT parquet, COMPRESSION zstd)"
        )
        aside.replace(file)
    return code, int(size)


def pandas_stages(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """The peer: what a notebook does to get sums by region and fund from the same files, without history, checks or provenance."""
    import pandas as pd

    key = ["registry", "canonical_url", "body_sha256"]

    def sums() -> object:
        captures = pd.concat(pd.read_parquet(file, columns=[*key, "fetched_at"]) for file in folder.glob("captures/*/*.index.parquet"))
        latest = captures.sort_values("fetched_at").drop_duplicates(key[:2], keep="last")
        read = pd.concat(
            pd.read_parquet(file, columns=[*key, "nuts_code", "region_name", "fund_code", "currency", *AMOUNTS])
            for file in folder.glob("observations/*/record.parquet")
        )
        wide = read.merge(latest[key], on=key).drop_duplicates(key)
        wide["region"] = wide["nuts_code"].fillna(wide["region_name"])
        amounts = wide[AMOUNTS].astype(float)
        return amounts.groupby([wide["region"], wide["fund_code"], wide["currency"]]).agg(["count", "sum"])

    yield "pandas", sums


def _work(steps: Iterator[tuple[str, Callable[[], object]]]) -> None:
    for name, step in steps:
        start, cpu = time.perf_counter(), time.process_time()
        step()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps([name, time.perf_counter() - start, time.process_time() - cpu, peak]) + "\n")
        sys.stdout.flush()


def report(sizes: tuple[int, ...]) -> None:
    """Measures each size and prints a line as soon as it is known."""
    sys.stdout.write(
        f"copies of the sample, four captures each, 1 % changed from one to the next; DuckDB may hold {connect.MEMORY_LIMIT}\n"
    )
    sys.stdout.write("growth: seconds a project against those of the first size and of the size before; 1.00 is linear\n")
    heads = ("total s", "s/10k", "growth", "peak MB", "temp MB", "file MB", "export MB")
    sys.stdout.write(f"{'projects':>10}" + "".join(f"{name:>10}" for name in (*STAGES, *heads)) + f"{'ours to pandas':>26}\n")
    done: list[Measured] = []
    for n in sizes:
        with tempfile.TemporaryDirectory(prefix="diarium-bench-") as name:
            write_inputs(Path(name), n)
            done.append(measure(n, Path(name)))
            peer = measure(n, Path(name), "pandas") if n in PEER_SIZES else None
            copy = measure(n, Path(name), "copy")
            code, size = change_registry(Path(name), n)
            changed = measure(n, Path(name))
        sys.stdout.write(_line(done, peer))
        sys.stdout.write(_line_of_work(done[-1], copy, changed, f"{code}, {size:,} projects"))
        sys.stdout.flush()


def _line(done: list[Measured], peer: Measured | None) -> str:
    ours, before = done[-1], done[max(0, len(done) - 2)]
    growth = "/".join(f"{ours.total / ours.n / (other.total / other.n):.2f}" for other in (done[0], before))
    times = [*(ours.seconds[name] for name in STAGES), ours.total, ours.total / ours.n * 10_000]
    sizes = (ours.peak, ours.spilled, ours.sizes["warehouse/diarium.duckdb"], ours.sizes["exports"])
    compared = f"x{ours.total / peer.total:.1f} s, x{ours.peak / peer.peak:.2f} MB" if peer else "-"
    told = [*(f"{value:.1f}" for value in times), growth, *(f"{value:.0f}" for value in sizes)]
    return f"{ours.n:>10,}" + "".join(f"{text:>10}" for text in told) + f"{compared:>26}\n"


def _line_of_work(cold: Measured, copy: Measured, changed: Measured, one: str) -> str:
    peaks = ", ".join(f"{name} {peak:.0f}" for name, peak in cold.peaks.items())
    return (
        f"{'':>10}{cold.total_cpu:.1f} processor s, x{cold.total_cpu / copy.total_cpu:.1f} of CREATE TABLE AS ({copy.total_cpu:.1f}); "
        f"one registry changed ({one}) {changed.total:.1f} s, {changed.total / cold.total:.0%} of cold; peak MB after {peaks}\n"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["stages", name]:
            _work(stages(Path(name)))
        case ["pandas", name]:
            _work(pandas_stages(Path(name)))
        case ["copy", name]:
            _work(copy_stages(Path(name)))
        case named:
            report(tuple(int(n) for n in named) or SIZES)
