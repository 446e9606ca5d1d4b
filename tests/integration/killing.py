"""Kills runs at random moments, runs again, and compares with runs that nobody disturbed.

    python -m tests.integration.killing --moments 50 [--registry esf_se] [--seed N] [--at-once 2] [--keep FOLDER]

Each trial begins with nothing, or with a published warehouse from which a value at the source has changed since. A run is started, its
whole process group killed (SIGKILL) at a random moment: half of them spread evenly over the crawl, half over what comes after it (reading,
building, checking, publishing, exporting), a tenth more over the setting up. In some trials the next run is killed too. Nothing is cleaned.
What is published is looked at right after each kill: it is the content before or the content after, whole. The run that is left alone at
last must end like the undisturbed one, with the same pages captured, the same warehouse and the same exports, byte for byte.

One line a kill; exit code 1 where anything differed. The clock of captures is fixed (`fixed_clock`), else no two runs could be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import duckdb
from warcio.checker import Checker

from tests.integration import fixed_clock
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.files import ASIDE_SUFFIX, INDEX_SUFFIX, MANIFEST_SUFFIX, WARC_SUFFIX, crawl_id_of
from warehouse.captures.index import page_rows
from warehouse.captures.survey import survey_folder
from warehouse.connect import reading
from warehouse.export.snapshot_check import check_snapshot, latest_snapshot, snapshot_folders

ROOT = Path(__file__).parents[2]
DELAY_S = 0.05  # a request; the crawl of the 52 addresses of esf_se then takes about three seconds
CHANGE = "set=23-901-S02:Unionens medfinansieringsgrad=45 %"
PATIENCE_S = 900.0
SAID_AT_MOST = 8
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    [
        "tests.integration.fixed_clock",
        "pipeline.dagster.execution",
        "pipeline.commands.status.registry_status",
        "pipeline.sample_server",
        "warehouse.expectations",
    ]
)
"""Each run is a process of its own, forked from one that has imported all of Diarium: half of a small run is spent on importing."""

RUN_COLUMNS = frozenset(
    ("run_id", "published_at", "started_at", "finished_at", "crawl_id", "first_crawl_id", "last_crawl_id", "file", "record_offset")
)
"""Columns that say which run or crawl it was, when by the clock, and where in a file: never compared."""
CRAWL_COLUMNS = frozenset(
    ("fetched_at", "last_seen_at", "last_captured_at", "status", "record_type", "n_pages_unchanged", "sample_raw", "crawled_at")
)
"""Columns that say when a page was captured last, and how: not compared where the run after the kill had to crawl once more than the
undisturbed one, because the killed run had finished its crawl already."""

Part = Literal["set up", "crawl", "build"]
Begin = Literal["nothing", "published"]
FIRST_STAGES: Mapping[Part, str] = {"set up": fixed_clock.BEGIN, "crawl": "crawl", "build": "read"}


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: after that share of a part of the run, as long as the part takes when nobody disturbs it."""

    part: Part
    share: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial begins with, and the moments at which its runs are killed, one run a moment."""

    begin: Begin
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a data folder holds, as far as two runs can be compared."""

    captures: frozenset[tuple[str, str, str]]
    crawls: Mapping[str, int]
    warehouse: Mapping[str, str]
    warehouse_but_crawls: Mapping[str, str]
    exports: Mapping[str, str]
    others: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A run that nobody disturbed: the folder it left, what is in it, when each of its stages began, and when it ended."""

    folder: Path
    facts: Facts
    stages: Sequence[tuple[float, str]]
    ended: float

    def span(self, part: Part) -> tuple[float, float]:
        """When a part began and ended."""
        begins = [next(at for at, stage in self.stages if stage == first) for first in FIRST_STAGES.values()]
        number = [*FIRST_STAGES].index(part)
        return begins[number], [*begins[1:], self.ended][number]

    def after_stage(self, moment: Moment) -> tuple[int, float]:
        """A moment as the number of the stage it comes in and the seconds since that stage began: so it holds on a slower day too."""
        begin, end = self.span(moment.part)
        due = begin + moment.share * (end - begin)
        number = max(number for number, (at, _) in enumerate(self.stages) if at <= due)
        return number, due - self.stages[number][0]


@dataclass(slots=True)
class Kill:
    """A kill as it went: the stage it came in, seconds into the run, and what was published right after."""

    moment: Moment
    stage: str
    seconds: float
    published: str
    n_taken: int


@dataclass(slots=True)
class Outcome:
    """A trial as it went. Without `problems` the end was that of an undisturbed run; `remarks` are about Dagster's record only."""

    trial: Trial
    kills: list[Kill] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    n_crawls: int = 0
    seconds: float = 0.0


class Bench:
    """Where trials are made: the undisturbed runs to compare with, and folders to disturb runs in."""

    def __init__(self, folder: Path, registry: str | None, *, delay_s: float = DELAY_S) -> None:
        self.folder = folder
        self.registry = registry
        self.delay_s = delay_s
        first = self._quiet("nothing", None)
        self.quiet: dict[Begin, Quiet] = {"nothing": first}

    def with_published(self) -> None:
        """Makes the undisturbed run over a published warehouse too."""
        self.quiet["published"] = self._quiet("published", self.quiet["nothing"].folder)

    def make(self, trial: Trial, name: str) -> Outcome:
        """Makes a trial in a folder of its own, which is deleted where all went well."""
        folder, outcome, began = self.folder / name, Outcome(trial), time.monotonic()
        quiet = self.quiet[trial.begin]
        before = self.quiet["nothing"].facts if trial.begin == "published" else None
        if before is not None:
            shutil.copytree(self.quiet["nothing"].folder, folder)
        for moment in trial.moments:
            kill = self._kill(folder, trial.begin, moment)
            if kill is None:
                continue  # the run was over before
            kill.published, found = _published_after_kill(folder, before, quiet.facts)
            outcome.kills.append(kill)
            outcome.problems += found
        run = self._run(folder, trial.begin)
        run.join(PATIENCE_S)
        code = run.exitcode
        if code != 0:
            outcome.problems.append(f"the run after it ended with exit code {code}: {_last_words(folder)}")
        outcome.problems += damages(folder)
        outcome.remarks += under_way(folder)
        if (folder / "warehouse/diarium.duckdb").exists():
            facts = facts_of(folder)
            outcome.n_crawls = sum(facts.crawls.values()) - (sum(before.crawls.values()) if before else 0)
            outcome.problems += differences(quiet.facts, facts)
        outcome.seconds = time.monotonic() - began
        if not outcome.problems:
            shutil.rmtree(folder)
            folder.with_name(f"{name}.stages").unlink()
            folder.with_name(f"{name}.said").unlink()
        return outcome

    def _quiet(self, begin: Begin, over: Path | None) -> Quiet:
        folder = self.folder / f"quiet-{begin}"
        if over is not None:
            shutil.copytree(over, folder)
        run = self._run(folder, begin)
        run.join(PATIENCE_S)
        code = run.exitcode
        ended = time.monotonic()
        if code != 0:
            raise RuntimeError(f"the undisturbed run ended with exit code {code}: {_last_words(folder)}")
        return Quiet(folder, facts_of(folder), _stages(folder), ended)

    def _run(self, folder: Path, begin: Begin) -> BaseProcess:
        command = ["run", "--data-dir", str(folder)]
        command += ["--registry", self.registry] if self.registry else []
        command += ["--sample-fault", CHANGE] if begin == "published" else []
        stages = folder.with_name(f"{folder.name}.stages")
        stages.write_text("", "utf-8")
        told = {fixed_clock.DELAY: str(self.delay_s), fixed_clock.STAGES: str(stages), "DAGSTER_HOME": ""}
        run = FORKED.Process(target=fixed_clock.run_forked, args=(command, told, str(folder.with_name(f"{folder.name}.said"))))
        run.start()
        return run

    def _kill(self, folder: Path, begin: Begin, moment: Moment) -> Kill | None:
        """Starts a run and kills it at the moment; None where it was over before."""
        run = self._run(folder, begin)
        began, due = time.monotonic(), None
        number, seconds = self.quiet[begin].after_stage(moment)
        while run.exitcode is None and (due is None or time.monotonic() < due):
            stages = _stages(folder)
            if due is None and len(stages) > number:
                due = stages[number][0] + seconds
            time.sleep(0.005)
        if run.exitcode is not None or run.pid is None:
            return None
        os.killpg(run.pid, signal.SIGKILL)
        after = time.monotonic() - began
        run.join()
        stage = (_stages(folder) or [(0.0, "start")])[-1][1]
        return Kill(moment, stage, after, "", sum(_n_taken(torn) for torn in folder.glob(f"captures/*/*{WARC_SUFFIX}{ASIDE_SUFFIX}")))


def facts_of(folder: Path) -> Facts:
    """What is in a data folder after a run."""
    store = CaptureStore(folder / "captures")
    pages: set[tuple[str, str, str]] = set()
    crawls: dict[str, int] = {}
    for code in store.codes():
        accepted = {crawl.crawl_id for crawl in store.crawls(code) if crawl.state == "accepted"}
        crawls[code] = len(store.crawls(code))
        for row in page_rows(store.index(code)).to_pylist():
            if row["crawl_id"] in accepted:
                pages.add((code, row["canonical_url"], row["body_sha256"]))
    exports = {path.relative_to(folder).as_posix(): _sha256(path) for path in (folder / "exports").rglob("*") if path.is_file()}
    published = folder / "warehouse/diarium.duckdb"
    return Facts(
        frozenset(pages),
        crawls,
        table_digests(published, RUN_COLUMNS),
        digests_but_crawls(published),
        exports,
        frozenset(_other_names(folder)),
    )


def table_digests(published: Path, leave_out: frozenset[str]) -> dict[str, str]:
    """A digest of the rows of each table of the published file; see `digests_over`."""
    with reading(published) as connection:
        return digests_over(connection, leave_out)


def digests_but_crawls(published: Path) -> dict[str, str]:
    """The same without what depends on how often the registries were crawled; nor the outcomes of checks, some of which are made only
    where a publication came before."""
    found = table_digests(published, RUN_COLUMNS | CRAWL_COLUMNS)
    return {name: digest for name, digest in found.items() if name != "ops.check_result"}


def digests_over(connection: duckdb.DuckDBPyConnection, leave_out: frozenset[str]) -> dict[str, str]:
    """A digest of the rows of each table, sorted, without the columns left out; of staging each row once, however often it was captured."""
    columns: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY ALL"
    ).fetchall():
        columns.setdefault(f"{schema}.{table}", []).append(column)
    found = {}
    for name, every in columns.items():
        kept = ", ".join(f'"{column}"' for column in every if column not in leave_out)
        distinct = "DISTINCT " if name.startswith("staging.") else ""
        rows = connection.execute(f"SELECT {distinct}{kept} FROM {name} ORDER BY ALL").fetchall() if kept else []
        found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def differences(quiet: Facts, after: Facts) -> Iterator[str]:
    """In what the content of a folder differs from that an undisturbed run leaves."""
    if lost := sorted(quiet.captures - after.captures):
        yield f"{len(lost)} pages are in no accepted crawl, {lost[0][1]} among them"
    if more := sorted(after.captures - quiet.captures):
        yield f"{len(more)} pages are captured that should not be, {more[0][1]} among them"
    has_more_crawls = quiet.crawls != after.crawls
    before, now = (quiet.warehouse_but_crawls, after.warehouse_but_crawls) if has_more_crawls else (quiet.warehouse, after.warehouse)
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            yield f"table {name} differs"
    for name in sorted(quiet.exports.keys() | after.exports.keys()):
        if quiet.exports.get(name) != after.exports.get(name):
            yield f"{name} differs" if name in quiet.exports and name in after.exports else f"{name} is there or lacking"
    for name in sorted(quiet.others ^ after.others):
        yield f"{name} is there or lacking"


def damages(folder: Path) -> Iterator[str]:
    """What is wrong with the captures of a folder: files left aside, WARC files that do not check, an index that is not that of its file,
    and what `diarium verify` finds."""
    for place in sorted(path for path in (folder / "captures").glob("*") if path.is_dir()):
        crawl_ids = {crawl_id_of(warc) for warc in place.glob(f"*{WARC_SUFFIX}")}
        due = {f"{crawl_id}{suffix}" for crawl_id in crawl_ids for suffix in (WARC_SUFFIX, INDEX_SUFFIX, MANIFEST_SUFFIX)}
        for name in sorted({path.name for path in place.iterdir()} ^ (due | {".writer.lock"})):
            yield f"captures/{place.name}/{name} is there or lacking"
        warcs = [str(warc) for warc in sorted(place.glob(f"*{WARC_SUFFIX}"))]
        if Checker(SimpleNamespace(inputs=warcs, verbose=False)).process_all():
            yield f"warcio check finds fault with a WARC file of {place.name}"
        with tempfile.TemporaryDirectory() as bare:
            for warc in warcs:
                (Path(bare) / Path(warc).name).symlink_to(warc)
            try:
                if not survey_folder(Path(bare), place.name).index.equals(survey_folder(place, place.name).index):
                    yield f"the index of {place.name} is not the one made anew from its WARC files"
            except CaptureStoreError as problem:
                yield str(problem)
    verified = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "verify", "--data-dir", str(folder)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if verified.returncode:
        yield f"diarium verify: {verified.stderr.strip()}"


def under_way(folder: Path) -> Iterator[str]:
    """Runs that Dagster's record says are still going, which nobody would ever end."""
    with sqlite3.connect(folder / "dagster/history/runs.db") as connection:
        for run_id, status in connection.execute("SELECT run_id, status FROM runs WHERE status NOT IN ('SUCCESS', 'FAILURE', 'CANCELED')"):
            yield f"run {run_id} is {status} in Dagster's record for ever"


def _published_after_kill(folder: Path, before: Facts | None, after: Facts) -> tuple[str, list[str]]:
    """What a reader finds published right after a kill, and what is wrong with it."""
    problems, seen = [], "nothing"
    published = folder / "warehouse/diarium.duckdb"
    if published.exists():
        try:
            found = digests_but_crawls(published)
        except (duckdb.Error, OSError) as error:
            return "damaged", [f"what is published cannot be read after the kill: {error}"]
        if found == after.warehouse_but_crawls:
            seen = "the new"
        elif before is not None and found == before.warehouse_but_crawls:
            seen = "the old"
        else:
            seen = "neither"
            names = [name for name in found if found[name] != after.warehouse_but_crawls.get(name)]
            problems.append(f"what is published after the kill is neither the content before nor after: {', '.join(names)}")
    exports = folder / "exports"
    for snapshot in snapshot_folders(exports) if exports.exists() else []:
        problems += [f"snapshot after the kill: {problem.file}: {problem.found}" for problem in check_snapshot(snapshot).problems]
    latest = latest_snapshot(exports)
    if latest is not None and not latest.is_dir():
        problems.append(f"LATEST names {latest}, which is not there")
    return seen, problems


def _n_taken(torn: Path) -> int:
    """How many exchanges lie in a WARC file that broke off."""
    data = torn.read_bytes()
    return data.count(b"\x1f\x8b\x08") // 2


def _stages(folder: Path) -> list[tuple[float, str]]:
    lines = folder.with_name(f"{folder.name}.stages").read_text("utf-8").splitlines()
    return [(float(at), stage) for at, _, stage in (line.partition(" ") for line in lines)]


def _last_words(folder: Path) -> str:
    lines = folder.with_name(f"{folder.name}.said").read_text("utf-8", "replace").strip().splitlines()
    return " / ".join(lines[-3:])


def _other_names(folder: Path) -> Iterator[str]:
    """Every file but captures and Dagster's own; a partition without the digest of what it is made of, which a second crawl changes."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in ("captures", "dagster"):
            yield re.sub("-[0-9a-f]{20}/", "/", name.as_posix())


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def planned(n_moments: int, chance: random.Random) -> list[Trial]:
    """Trials for so many moments: half in the crawl, half in the build, a tenth more in the setting up; in a third the run that comes next
    is killed too."""
    n_trials = n_moments * 3 // 4
    in_turn: tuple[Part, Part] = ("crawl", "build")
    parts = [in_turn[number % 2] for number in range(n_trials)]
    parts += ["set up" for _ in range(n_moments // 10)]
    trials = []
    for number, part in enumerate(parts):
        moments = [Moment(part, chance.random())]
        if number % 3 == 2:
            moments.append(Moment(chance.choice(in_turn), chance.random()))
        begin: Begin = "nothing" if part == "set up" or number % 4 < 2 else "published"
        trials.append(Trial(begin, tuple(moments)))
    return trials


def said(number: int, outcome: Outcome) -> Iterator[str]:
    """A line for each kill of a trial, and one for each problem."""
    end = "the same captures, warehouse and exports" if not outcome.problems else "NOT THE SAME"
    end += f" ({outcome.n_crawls} crawl{'s' if outcome.n_crawls != 1 else ''}, {outcome.seconds:.0f} s)"
    for nth, kill in enumerate(outcome.kills, 1):
        kept = f", {kill.n_taken} exchanges aside" if kill.n_taken else ""
        last = nth == len(outcome.kills)
        yield (
            f"{number:3d}{'abcdef'[nth - 1] if len(outcome.kills) > 1 else ' '} over {outcome.trial.begin:9s} "
            f"{kill.moment.part:6s} {kill.moment.share:4.0%}  killed {kill.seconds:5.1f} s in, in {kill.stage}{kept}; "
            f"published then: {kill.published}; {f'rerun: {end}' if last else 'killed again'}"
        )
    if len(outcome.kills) < len(outcome.trial.moments):
        yield f"{number:3d}  of {len(outcome.trial.moments)} runs {len(outcome.kills)} were killed, the others were over before; end: {end}"
    for remark in outcome.remarks:
        yield f"{number:3d}  remark: {remark}"
    for problem in outcome.problems[:SAID_AT_MOST]:
        yield f"{number:3d}  PROBLEM: {problem}"
    if len(outcome.problems) > SAID_AT_MOST:
        yield f"{number:3d}  and {len(outcome.problems) - SAID_AT_MOST} problems more"


def make_all(bench: Bench, trials: Sequence[Trial], *, at_once: int = 1) -> list[Outcome]:
    """Makes the trials, some at the same time, and says how each went."""
    speaking = threading.Lock()

    def make(numbered: tuple[int, Trial]) -> Outcome:
        number, trial = numbered
        outcome = bench.make(trial, f"trial-{number}")
        with speaking:
            for line in said(number, outcome):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        return outcome

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(make, enumerate(trials, 1)))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.killing", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--registry", help="crawl this one only (default: all)")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder to work in; what failed stays there")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    folder = Path(tempfile.mkdtemp(prefix="killing-")) if asked.keep is None else asked.keep
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder, asked.registry)
    bench.with_published()
    for begin, quiet in bench.quiet.items():
        times = ", ".join(f"{part} {quiet.span(part)[1] - quiet.span(part)[0]:.1f} s" for part in FIRST_STAGES)
        sys.stdout.write(
            f"undisturbed over {begin}: {times}; {len(quiet.facts.captures)} pages, {len(quiet.facts.warehouse)} tables, "
            f"{len(quiet.facts.exports)} exported files\n"
        )
    sys.stdout.write(f"seed {seed}; never compared: {', '.join(sorted(RUN_COLUMNS))}; ")
    sys.stdout.write(f"not compared after a crawl more: {', '.join(sorted(CRAWL_COLUMNS))}\n")
    sys.stdout.flush()
    outcomes = make_all(bench, planned(asked.moments, random.Random(seed)), at_once=asked.at_once)
    kills = [kill for outcome in outcomes for kill in outcome.kills]
    by_stage = {stage: sum(1 for kill in kills if kill.stage == stage) for stage in dict.fromkeys(kill.stage for kill in kills)}
    bad = [outcome for outcome in outcomes if outcome.problems]
    sys.stdout.write(
        f"{len(kills)} kills in {len(outcomes)} trials ({', '.join(f'{stage} {n}' for stage, n in by_stage.items())}): "
        f"{len(outcomes) - len(bad)} ended as if undisturbed, {len(bad)} did not\n"
    )
    if not bad and asked.keep is None:
        shutil.rmtree(folder)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
