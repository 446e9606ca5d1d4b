"""The Dagster UI and `diarium status` with many registries: seconds until the UI answers, its memory, seconds for the status.

    python -m tests.benchmarks.bench_many_registries [REGISTRIES]

The registries are copies of those of our own in the tests, with codes, hosts and countries of their own, in the data folder's
`registries/`. The state of each is written as a crawl and a reading leave it: most are accepted, some held back, out of date, not
loadable or never read. No page is fetched. The peer of the UI is one over the bundled registries alone.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from parsers.vocabulary.countries import countries
from tests.benchmarks.process_tree import memory_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.files import MANIFEST_SUFFIX
from warehouse.captures.manifest import manifest_text
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState, Ring
from warehouse.places import Places

REGISTRIES = 300
LONGEST_S, LIMIT_S, LIMIT_MB = 300, 15, 1_200
ORIGIN = Path(__file__).parents[1] / "registries_of_our_own" / "pl_przyklad"
HELD, STALE, UNLOADABLE, NEVER = 25, 40, 75, 60
"""One registry in so many is held back, out of date, not loadable, never read."""


def make_registries(data: Path, number: int) -> list[str]:
    """Folders of registries in a data folder, spread over the countries of the vocabulary and Interreg programmes; their codes."""
    there = [each.code for each in countries().values() if each.languages and each.is_iso]
    declared = (ORIGIN / "registry.toml").read_text("utf-8")
    codes = []
    for n in range(number):
        country = there[n % len(there)]
        code = f"{country.lower()}_{n:03d}"
        text = declared.replace('"pl_przyklad"', f'"{code}"').replace("projekty.przyklad.pl", f"projekty{n}.example")
        text = text.replace('country = "PL"', f'country = "{country}"').replace('"0 5 * * 2"', f'"{n % 60} {n % 24} * * {n % 7}"')
        text = text.replace('title = "Mapa projektów', f'title = "{countries()[country].name}, fund {n}: projects')
        if n % 20 == 7:
            text = text.replace('funds = ["ERDF", "ESF+"]', 'funds = ["ERDF"]\nprogrammes = ["2021TC16FFTN001"]')
        if n % UNLOADABLE == 11:
            text = text.replace("number_locale", "number_local")
        (data / "registries" / code).mkdir(parents=True)
        (data / "registries" / code / "registry.toml").write_text(text, "utf-8")
        codes.append(code)
    return codes


def leave_states(places: Places, codes: list[str]) -> None:
    """What a crawl and a reading of each registry leave, without pages."""
    now = datetime.now(UTC)
    captures, observations = CaptureStore(places.captures), ObservationStore(places.observations)
    for n, code in enumerate(codes):
        if n % NEVER == 17:
            continue
        is_held, age = n % HELD == 3, timedelta(days=40 if n % STALE == 5 else n % 7, hours=n % 24)
        at = now - age
        with captures.begin(code, is_sample=True, software="a benchmark", now=at) as writer:
            crawl = writer.finish(Verdict.ACCEPTED)
        manifest = places.captures / code / f"{crawl.crawl_id}{MANIFEST_SUFFIX}"
        manifest.write_text(manifest_text(replace(crawl, finished_at=at + timedelta(minutes=5))), "utf-8")
        reason = f"labels that nobody declared: {n} of {n + 40} project pages show 'Rok budżetowy'" if is_held else None
        state = ReadingState(
            registry=code,
            state=Verdict.HELD if is_held else Verdict.ACCEPTED,
            ring=Ring.READING if is_held else None,
            held_by=HeldBy.UNKNOWN_LABELS if is_held else None,
            reason=reason,
            since=f"{at:%Y-%m-%dT%H:%M:%SZ}",
            through_crawl_id=crawl.crawl_id,
            n_projects=100 + n,
        )
        observations.save_state(state)


@dataclass(frozen=True, slots=True)
class UICost:
    """Seconds until the UI answers with the graph of all assets, and the memory of its processes then (PSS)."""

    answers_s: float
    megabytes: float


def ui_cost(data: Path) -> UICost:
    """Starts the UI over a data folder, waits for its answer, and ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pipeline.cli", "ui", "--data-dir", str(data), "--port", str(port)]
    start = time.perf_counter()
    with (data.parent / "ui.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=os.environ, start_new_session=True)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - start > LONGEST_S:
                raise SystemExit(f"the UI does not answer:\n{(data.parent / 'ui.log').read_text()}")
            time.sleep(0.1)
        took = time.perf_counter() - start
        time.sleep(10)  # the daemon loads the definitions, too
        return UICost(took, memory_of(process.pid))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _answers(port: int) -> bool:
    """Whether the UI gives the number of assets, as its pages ask for them."""
    query = json.dumps({"query": "{ assetNodes { id } }"}).encode()
    try:
        request = Request(f"http://127.0.0.1:{port}/graphql", query, {"Content-Type": "application/json"})
        with urlopen(request, timeout=60) as answer:
            return bool(json.load(answer)["data"]["assetNodes"])
    except (URLError, OSError, KeyError, TypeError, ValueError):
        return False


def status_seconds(data: Path, *words: str) -> tuple[float, int]:
    """Seconds of `diarium status`, and how many lines it says."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "status", "--data-dir", str(data), *words], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1) or done.stderr:
        raise SystemExit(f"the status failed:\n{done.stderr}")
    return time.perf_counter() - start, len(done.stdout.splitlines())


def report(number: int = REGISTRIES) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few"), Path(folder, "many")
        few.mkdir()
        leave_states(Places(many), make_registries(many, number))
        rows = [("bundled", ui_cost(few), status_seconds(few)), (f"{number} more", ui_cost(many), status_seconds(many))]
        in_full = status_seconds(many, "--all")
    sys.stdout.write(f"{'registries':<16}{'UI answers s':>14}{'UI MB (PSS)':>14}{'status s':>10}{'lines':>8}\n")
    for name, cost, (seconds, lines) in rows:
        sys.stdout.write(f"{name:<16}{cost.answers_s:>14.1f}{cost.megabytes:>14.0f}{seconds:>10.2f}{lines:>8}\n")
    sys.stdout.write(f"status --all: {in_full[0]:.2f} s, {in_full[1]} lines; asked: the UI within {LIMIT_S} s and {LIMIT_MB} MB\n")


if __name__ == "__main__":
    if "--make" in sys.argv:  # a data folder to look at: python -m tests.benchmarks.bench_many_registries --make FOLDER
        made = Path(sys.argv[sys.argv.index("--make") + 1])
        shutil.rmtree(made, ignore_errors=True)
        leave_states(Places(made.absolute()), make_registries(made.absolute(), REGISTRIES))
    else:
        report(int(sys.argv[1]) if len(sys.argv) > 1 else REGISTRIES)
