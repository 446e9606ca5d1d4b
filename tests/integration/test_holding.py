"""An operator decides against the gates, for a reason in writing, and a rebuild from the captures decides the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from warehouse_inputs import rows

from assets.steps import stored_pages
from parsers.reading import Reading
from parsers.registry import sources
from pipeline.cli import app
from pipeline.commands.captures.store_proof import prove_store
from pipeline.commands.status.registry_status import status_of
from pipeline.dagster import resources
from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.jobs import REREAD
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.files import DECISION_SUFFIX
from warehouse.captures.verdict import HeldBy
from warehouse.observations.observation_store import ObservationStore
from warehouse.progress import silent

CODE = "esf_se"
DNR = "22-021-S03"
RENAMED = "rename=Diarienummer"
CHANGED = f"set={DNR}:Antal deltagare=25"
WHY = "the council removed these on 3 March, see the news of that day"


@pytest.fixture
def data(copied: Settings) -> Path:
    return copied.data_dir


def ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    return rows(data / "warehouse" / "diarium.duckdb", query)


def crawl(data: Path, fault: str = "") -> RunReport:
    return run_pipeline(Settings(data_dir=data, registries=CODE, sample_fault=fault), silent)


def decide(data: Path, **because: str) -> RunReport:
    """The newest crawl is to be accepted (`accept`) or held back (`hold`) for a reason."""
    config = {"ops": {"observation": {"config": {verb: {CODE: reason} for verb, reason in because.items()}}}}
    return run_pipeline(Settings(data_dir=data, registries=CODE), silent, REREAD, config)


def state(data: Path) -> Mapping[str, Any]:
    return next(each for each in status_of(Settings(data_dir=data))["registries"] if each["registry"] == CODE)


def latest(data: Path) -> str:
    return (data / "exports" / "LATEST").read_text("utf-8").strip()


def participants(data: Path) -> int | None:
    return ask(data, f"SELECT participants FROM mart.project WHERE project_id = '{CODE}:{DNR}'")[0][0]


def test_the_command_says_what_may_be_accepted(data: Path) -> None:
    """Nothing to accept where the registry is healthy; and the reason must be one."""
    runner = CliRunner()
    short = runner.invoke(app, ["accept", CODE, "--reason", "ok", "--data-dir", str(data)])
    assert short.exit_code == 2
    assert "write it in words" in short.output
    healthy = runner.invoke(app, ["accept", CODE, "--reason", WHY, "--data-dir", str(data)])
    assert healthy.exit_code == 1
    assert f"{CODE} is not held back" in healthy.output
    unknown = runner.invoke(app, ["hold", "nowhere", "--reason", WHY, "--data-dir", str(data)])
    assert unknown.exit_code == 2
    assert "no registry 'nowhere'" in unknown.output


def test_a_crawl_held_back_in_capture_counts_once_it_is_accepted(data: Path) -> None:
    before = latest(data)
    assert not crawl(data, "half").published
    assert state(data)["state"] == "held"
    report = decide(data, accept=WHY)
    assert report.published, report.problems
    now = state(data)
    assert (now["state"], now["last_crawl"]["decided_because"]) == ("accepted", WHY)
    assert ask(data, f"SELECT count(*), max(decided_because) FROM staging.crawl WHERE registry = '{CODE}'") == [(2, WHY)]
    assert latest(data) == before  # pages that failed are not gone
    manifest = CaptureStore(data / "captures").crawls(CODE)[-1]
    told = json.loads((data / "captures" / CODE / f"{manifest.crawl_id}{DECISION_SUFFIX}").read_text("utf-8"))
    assert told["state"] == "accepted"
    assert told["reason"] == WHY
    assert "pages failed" in told["held_because"]
    written = json.loads((data / "captures" / CODE / f"{manifest.crawl_id}.crawl.json").read_text("utf-8"))
    assert written["state"] == "held"  # what the gates said stays


def test_a_crawl_held_back_in_reading_counts_once_it_is_accepted(data: Path) -> None:
    report = crawl(data, RENAMED)
    assert any("held back" in problem.words for problem in report.problems)
    assert state(data)["ring"] == "reading"
    accepted = decide(data, accept=WHY)
    assert accepted.published
    assert state(data)["state"] == "accepted"
    healthy = crawl(data)
    assert healthy.published, healthy.problems
    assert state(data)["state"] == "accepted"


def test_a_crawl_that_broke_off_cannot_be_accepted_for_it_would_withdraw_what_it_did_not_see(data: Path) -> None:
    before = latest(data)
    crawl(data, "dead")
    report = decide(data, accept=WHY)
    assert any("is not whole" in problem.words and "crawl it again" in problem.words for problem in report.problems), report.problems
    assert state(data)["state"] == "held"
    assert ask(data, f"SELECT count(*) FILTER (WHERE NOT is_listed) FROM mart.project WHERE registry = '{CODE}'") == [(0,)]
    assert latest(data) == before
    assert not list((data / "captures" / CODE).glob(f"*{DECISION_SUFFIX}"))


def test_a_crawl_that_gives_no_project_stays_held_whatever_was_decided(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = sources()[CODE]
    monkeypatch.setitem(sources(), CODE, replace(source, parse=lambda page: Reading("other")))  # type: ignore[arg-type]
    monkeypatch.setattr(stored_pages, "reader_version", lambda code: "0123456789ab")
    monkeypatch.setattr(resources, "ReadingWorkers", lambda *_: nullcontext())  # other processes would read as before
    assert any("held back" in problem.words for problem in crawl(data).problems)
    report = decide(data, accept=WHY)
    assert any("not one project" in problem.words for problem in report.problems), report.problems
    assert state(data)["state"] == "held"


def test_the_crawl_after_an_accepted_one_is_compared_with_it_and_judged_anew(data: Path) -> None:
    crawl(data, "half")
    decide(data, accept=WHY)
    again = crawl(data, "half")
    assert any("pages failed" in problem.words for problem in again.problems)
    assert state(data)["state"] == "held"


def test_an_accepted_crawl_that_is_held_back_by_hand_is_as_if_it_had_not_been(data: Path) -> None:
    before = latest(data)
    assert crawl(data, CHANGED).published
    assert participants(data) == 25
    report = decide(data, hold="all numbers of participants are invented since Tuesday")
    assert any("an operator decided: all numbers" in problem.words for problem in report.problems)
    assert state(data)["held_by"] == HeldBy.OPERATOR
    assert participants(data) != 25
    assert latest(data) == before
    now = state(data)
    assert (now["state"], now["ring"]) == ("held", "capture")
    assert "diarium accept" in now["to_do"] or "accept" in now["to_do"]
    assert any("held back already" in problem.words for problem in decide(data, hold=WHY).problems)
    back = decide(data, accept="they are right, the owner says so")
    assert back.published, back.problems
    assert participants(data) == 25


@pytest.mark.parametrize("because", [{"accept": WHY}, {"hold": WHY}])
def test_a_rebuild_from_the_captures_alone_decides_the_same(data: Path, tmp_path: Path, because: dict[str, str]) -> None:
    crawl(data, CHANGED)
    if "accept" in because:
        crawl(data, "half")
    decide(data, **because)
    shutil.copytree(data / "captures", tmp_path / "bare" / "captures")
    run_pipeline(Settings(data_dir=tmp_path / "bare", registries=CODE), silent, REREAD)
    assert latest(tmp_path / "bare") == latest(data)
    assert state(tmp_path / "bare")["state"] == state(data)["state"]
    assert not [
        each for each in prove_store(CaptureStore(data / "captures"), [CODE], lambda *_: None).findings if each.severity == "problem"
    ]


def test_a_decision_that_cannot_be_read_holds_the_crawl_and_is_named(data: Path) -> None:
    crawl(data, CHANGED)
    newest = CaptureStore(data / "captures").crawls(CODE)[-1]
    file = data / "captures" / CODE / f"{newest.crawl_id}{DECISION_SUFFIX}"
    file.write_text("{", "utf-8")
    report = run_pipeline(Settings(data_dir=data, registries=CODE), silent, REREAD)
    assert any(file.name in problem.words and "decide again" in problem.words for problem in report.problems)
    assert ObservationStore(data / "observations").state(CODE).state == "held"  # type: ignore[union-attr]


def test_both_reasons_at_once_are_refused(data: Path) -> None:
    report = decide(data, accept=WHY, hold=WHY)
    assert any("give one of the two reasons" in problem.words for problem in report.problems)


def test_a_registry_never_crawled_cannot_be_decided_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    done = CliRunner().invoke(app, ["accept", CODE, "--reason", WHY, "--data-dir", str(tmp_path / "empty")])
    assert done.exit_code == 1
    assert "never crawled" in done.output


def test_a_decision_about_a_registry_that_the_run_does_not_read_is_refused(data: Path) -> None:
    config = {"ops": {"observation": {"config": {"accept": {"npa": WHY}}}}}
    report = run_pipeline(Settings(data_dir=data, registries=CODE), silent, REREAD, config)
    assert [problem.words for problem in report.problems] == [f"npa is none of the registries of this run ({CODE})"]
    assert not report.published
