"""Runs killed at random moments, and what the next run makes of it; `killing.py` does it at many more."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from assets.steps.registry_reading import read_registry
from parsers.registry import sources
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from tests.integration.killing import Bench, Moment, Trial, planned, said
from warehouse.captures.capture_store import CaptureStore
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places
from warehouse.progress import silent


class Killed(BaseException):
    """Ends the work at once, as a kill does: nobody catches it."""


def test_after_three_kills_in_the_crawl_and_three_in_the_build_all_is_as_if_undisturbed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    chance = random.Random(seed)
    in_crawl = [Moment("crawl", chance.random()) for _ in range(3)]
    in_build = [Moment("build", chance.random()) for _ in range(3)]
    bench = Bench(tmp_path, "esf_se")
    outcome = bench.make(Trial("nothing", (*in_crawl, *in_build)), "trial")
    lines = "\n".join(said(1, outcome))
    with capsys.disabled():
        print(f"\nseed {seed}\n{lines}")  # noqa: T201
    assert outcome.problems == [], lines
    assert len(outcome.kills) > 3


def test_fifty_moments_are_half_in_the_crawl_and_half_in_the_build() -> None:
    trials = planned(50, random.Random(1))
    firsts = [trial.moments[0].part for trial in trials]
    assert sum(len(trial.moments) for trial in trials) >= 50
    assert abs(firsts.count("crawl") - firsts.count("build")) <= 1
    assert {(trial.begin, trial.moments[0].part) for trial in trials} >= {
        (begin, part) for begin in ("nothing", "published") for part in ("crawl", "build")
    }
    assert any(len(trial.moments) == 2 for trial in trials)


def test_an_observed_value_that_is_not_the_one_read_is_read_again(first: tuple[Settings, RunReport], tmp_path: Path) -> None:
    places, source = Places(tmp_path), sources()["esf_se"]
    shutil.copytree(first[0].places.captures, places.captures)
    shutil.copytree(first[0].places.observations, places.observations)
    file = places.observations / "esf_se" / "record.parquet"
    content = file.read_bytes()
    records = pq.read_table(file)
    titles = pc.replace_substring(records["title"], "a", "e")  # still a Parquet file, as after a flipped bit that nothing notices
    pq.write_table(records.set_column(records.column_names.index("title"), "title", titles), file)
    read_registry(source, CaptureStore(places.captures), ObservationStore(places.observations), silent)
    assert file.read_bytes() == content


@pytest.mark.parametrize("n_files", [0, 1, 2, 3])
def test_a_reading_killed_between_two_of_its_files_is_made_again(
    n_files: int, first: tuple[Settings, RunReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, source = Places(tmp_path), sources()["esf_se"]
    shutil.copytree(first[0].places.captures, places.captures)
    store = ObservationStore(places.observations)
    replaced = Path.replace
    left = iter(range(n_files))

    def replace_until_killed(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise Killed
        return replaced(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_until_killed)
        with pytest.raises(Killed):
            read_registry(source, CaptureStore(places.captures), store, silent)
    outcome = read_registry(source, CaptureStore(places.captures), store, silent)
    assert outcome.state.reason is None
    whole = ObservationStore(first[0].places.observations).load("esf_se")
    assert {name: table.num_rows for name, table in store.load("esf_se").items()} == {name: table.num_rows for name, table in whole.items()}
