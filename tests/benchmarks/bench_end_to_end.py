"""The whole product beside what a user would write instead: first and unchanged run of whole commands on one generated site.

    python -m tests.benchmarks.bench_end_to_end [--pages 2000] [--rounds 3] [--profile]

`diarium run` on the registry `bench_se`, beside a script of Scrapy, pandas and DuckDB and one of requests, BeautifulSoup, pandas and
DuckDB. The candidates run in turn, each round in new folders, twice in each folder. The site is served on loopback by another process
(`page_server`), without delays and limits; its time counts for none of them. `--profile` tells instead where the time of ours goes, from
the steps that Dagster records. The peers have an environment of their own, which `make bench` builds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.dagster.instance import open_instance
from pipeline.settings import Settings
from tests.benchmarks.generated_site import project, site
from tests.benchmarks.page_server import serve, served
from tests.benchmarks.process_tree import Cost, cost_of, median_of

MODULE = "tests.benchmarks.bench_end_to_end"
HERE = Path(__file__).parent
PAGES, ROUNDS = 2_000, 3
PEERS = Path(sys.prefix) / "peers"
CODE = "bench_se"
RUNS = ("first", "unchanged")
STAGES = {
    "capture": "crawl",
    "observation": "read",
    "core__inputs": "core",
    "core": "core",
    "check_core": "checks of core",
    "mart": "marts",
    "check_mart": "checks of marts",
    "publication__warehouse": "publish",
    "publication__snapshot": "export",
    "publication__report": "report",
}
"""What the steps of a run do, in their order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to the same tables: its command and environment, given the site's address and an empty folder, and what it then has: how
    many projects and their support, in SEK."""

    name: str
    command: Callable[[str, Path], list[str]]
    environment: Callable[[str], Mapping[str, str]]
    result: Callable[[Path, Path], tuple[int, int]]


def our_command(_: str, folder: Path) -> list[str]:
    """`diarium run` for the registry of the generated site, whose folder is put into the data folder."""
    shutil.copytree(HERE / "registries" / CODE, folder / "registries" / CODE, dirs_exist_ok=True)
    return [sys.executable, "-m", "pipeline.cli", "run", "--registry", CODE, "--data-dir", str(folder)]


def our_environment(address: str) -> Mapping[str, str]:
    return {"DIARIUM_SAMPLE_SERVER": address}


def our_result(folder: Path, _: Path) -> tuple[int, int]:
    warehouse = Settings(data_dir=folder).places.warehouse
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        [(n, support)] = connection.execute("SELECT count(*), sum(support_amount) FROM mart.project").fetchall()
    return n, int(support)


def peer(name: str, script: str, environment: Path) -> Candidate:
    """A script of `peers/`, run with the packages of the peers' environment and none of ours."""
    return Candidate(
        name,
        lambda address, folder: [sys.executable, "-S", str(HERE / "peers" / script), address, str(folder)],
        lambda _: {"PYTHONPATH": str(environment)},
        peer_result,
    )


def peer_result(_: Path, log: Path) -> tuple[int, int]:
    told = json.loads(log.read_text().splitlines()[-1])
    return told["projects"], told["support"]


OURS = Candidate("diarium run", our_command, our_environment, our_result)


def expected(n_pages: int) -> tuple[int, int]:
    """How many projects the site has, and the sum of their support."""
    return n_pages, sum(int(project(number).meant["support_amount"]) for number in range(n_pages))


def run_twice(candidate: Candidate, address: str, folder: Path, wanted: tuple[int, int]) -> Iterator[Cost]:
    """The cost of a first and of an unchanged run in an empty folder. Raises `SystemExit` where one fails or has other projects."""
    folder.mkdir()
    log = folder.with_suffix(".log")
    for _ in RUNS:
        yield cost_of(candidate.command(address, folder), {**os.environ, **candidate.environment(address)}, log)
        if candidate.result(folder, log) != wanted:
            raise SystemExit(f"{candidate.name} has {candidate.result(folder, log)}, the site {wanted}: projects, SEK")


def compare(candidates: list[Candidate], n_pages: int, rounds: int) -> dict[tuple[str, str], Cost]:
    """Median costs by candidate and run."""
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    wanted = expected(n_pages)
    with served(MODULE, n_pages) as address, tempfile.TemporaryDirectory(prefix="diarium-bench-") as root:
        for turn in range(rounds):
            for candidate in candidates:
                folder = Path(root, f"{turn}-{candidates.index(candidate)}")
                for run, cost in zip(RUNS, run_twice(candidate, address, folder, wanted), strict=True):
                    costs[candidate.name, run].append(cost)
    return {key: median_of(found) for key, found in costs.items()}


def report(n_pages: int = PAGES, rounds: int = ROUNDS, environment: Path = PEERS) -> None:
    """Measures and prints."""
    if not (environment / "scrapy").is_dir():
        raise SystemExit(f"{environment} has no Scrapy: make {environment}/.ready")
    scrapy = peer("Scrapy, pandas, DuckDB", "peer_scrapy.py", environment)
    plain = peer("requests, BeautifulSoup, ...", "peer_plain.py", environment)
    costs = compare([OURS, scrapy, plain], n_pages, rounds)
    sys.stdout.write(f"whole commands, {n_pages:,} project pages of 45 KB, medians of {rounds}; the server's time counts for none\n")
    sys.stdout.write(f"{'':<30}{'run':<11}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'wall, CPU, MB to Scrapy':>26}\n")
    for (name, run), cost in costs.items():
        base = costs[scrapy.name, run]
        ratios = (cost.wall_s / base.wall_s, cost.cpu_s / base.cpu_s, cost.peak_mb / base.peak_mb)
        told = "  ".join(f"x{ratio:.2f}" for ratio in ratios)
        sys.stdout.write(f"{name:<30}{run:<11}{cost.wall_s:>8.1f}{cost.cpu_s:>8.1f}{cost.peak_mb:>9.0f}{told:>26}\n")


def stages_of_newest(home: Path, started: float, ended: float) -> dict[str, float]:
    """Wall seconds of the newest run in a Dagster instance by stage; `started` and `ended` are when its process did, in epoch seconds."""
    with open_instance(home) as instance:
        record = instance.get_run_records(limit=1)[0]
        steps = {step.step_key: step for step in instance.get_run_step_stats(record.dagster_run.run_id)}
    assert steps.keys() == STAGES.keys(), "STAGES names the steps of a run"
    stages = {stage: (steps[key].end_time or 0) - (steps[key].start_time or 0) for key, stage in STAGES.items()}
    begun, done = record.start_time or 0, record.end_time or 0
    around = {"between the steps": done - begun - sum(stages.values()), "closing words, end": ended - done}
    return {"imports, instance": begun - started} | stages | around


def profile(n_pages: int = PAGES, rounds: int = ROUNDS) -> None:
    """Measures where our time goes and prints medians by stage and run."""
    taken: dict[str, list[dict[str, float]]] = {run: [] for run in RUNS}
    wanted = expected(n_pages)
    with served(MODULE, n_pages) as address, tempfile.TemporaryDirectory(prefix="diarium-bench-") as root:
        for turn in range(rounds):
            folder = Path(root, str(turn))
            for run, cost in zip(RUNS, run_twice(OURS, address, folder, wanted), strict=True):
                ended = time.time()
                taken[run].append(stages_of_newest(Settings(data_dir=folder).places.dagster, ended - cost.wall_s, ended))
    sys.stdout.write(f"diarium run, {n_pages:,} project pages: wall seconds by stage, medians of {rounds}\n")
    sys.stdout.write(f"{'stage':<22}" + "".join(f"{run:>11}" for run in RUNS) + "\n")
    for stage in taken["first"][0]:
        medians = (statistics.median(each[stage] for each in taken[run]) for run in RUNS)
        sys.stdout.write(f"{stage:<22}" + "".join(f"{seconds:>11.2f}" for seconds in medians) + "\n")
    totals = (statistics.median(sum(each.values()) for each in taken[run]) for run in RUNS)
    sys.stdout.write(f"{'all':<22}" + "".join(f"{seconds:>11.2f}" for seconds in totals) + "\n")


def main() -> None:
    """Measures what the command line asks for."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=PAGES, help="project pages of the site")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each candidate makes its two runs")
    parser.add_argument("--profile", action="store_true", help="where the time of ours goes, by stage")
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder with the peers' packages (make bench builds it)")
    given = parser.parse_args()
    if given.profile:
        profile(given.pages, given.rounds)
    else:
        report(given.pages, given.rounds, given.peers)


if __name__ == "__main__":
    if sys.argv[2:] == ["--serve"]:
        serve(site(int(sys.argv[1])))
    else:
        main()
