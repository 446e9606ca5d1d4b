"""Operators are told of a run that needs them: in words, in a file, by webhook; and a webhook or a disk that fails breaks nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from small_site import Reply, Seen, Site
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dagster.alerts import alert
from pipeline.dagster.assembly import build_definitions
from pipeline.dagster.instance import prepare_home
from pipeline.dagster.jobs import REFRESH, assets_made
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from pipeline.settings import Settings
from warehouse.progress import silent

PROBLEM = "esf_se is held back: 24 of 52 pages failed \x1b[31m(5% may)"
REPORT = RunReport("0123456789abcdef", problems=(RunProblem(ProblemKind.HELD_BACK, PROBLEM),), published=True)


@pytest.fixture
def site() -> Iterator[Site]:
    here = Site()
    yield here
    here.close()


def settings(data: Path, **given: object) -> Settings:
    return Settings(data_dir=data, **given)  # type: ignore[arg-type]


def files(data: Path) -> list[str]:
    return [file.read_text("utf-8") for file in sorted((data / "alerts").glob("*.txt"))]


def test_a_run_without_a_problem_is_not_told_of(tmp_path: Path) -> None:
    assert alert(settings(tmp_path), RunReport("1", warnings=("a warning",), published=True), "refresh") is None
    stopped = RunReport("1", problems=(RunProblem(ProblemKind.STEP_CRASHED, "stopped"),), interrupted=True)
    assert alert(settings(tmp_path), stopped, "refresh") is None
    at_work = RunReport("1", problems=(RunProblem(ProblemKind.ANOTHER_RUN, "whatever its words are"),))
    assert alert(settings(tmp_path), at_work, "refresh") is None
    assert not (tmp_path / "alerts").exists()


def test_an_alert_says_what_ran_what_is_wrong_what_was_published_and_what_to_do(tmp_path: Path) -> None:
    told = alert(settings(tmp_path), REPORT, "refresh")
    assert told
    assert files(tmp_path) == [f"{told.words}\n"]
    first, problem, published, to_do = told.words.splitlines()
    assert first.startswith("Diarium: refresh (sample) had 1 problem, ")
    assert problem == "- esf_se is held back: 24 of 52 pages failed \\x1b[31m(5% may)"
    assert published == "The rest was published."
    assert f"diarium status --data-dir '{tmp_path}'" in to_do
    assert REPORT.run_id in to_do


def test_a_long_problem_is_cut_and_shows_it(tmp_path: Path) -> None:
    told = alert(settings(tmp_path), RunReport("1", problems=(RunProblem(ProblemKind.HELD_BACK, f"esf_se: {'ab ' * 10_000}"),)), "refresh")
    assert told
    problem = told.words.splitlines()[1]
    assert problem.startswith("- esf_se: ab ab")
    assert problem.endswith("…")
    assert len(problem) < 700


def test_the_webhook_gets_it_as_json(tmp_path: Path, site: Site) -> None:
    site.routes["/hook"] = lambda _: Reply(b"ok")
    told = alert(settings(tmp_path, alert_webhook=f"{site.address}/hook"), REPORT, "refresh")
    assert told
    assert told.failed is None
    [seen] = site.requests
    assert (seen.method, seen.headers["content-type"]) == ("POST", "application/json")
    assert json.loads(seen.body) == {
        "text": told.words,
        "job": "refresh",
        "run_id": REPORT.run_id,
        "problems": [PROBLEM],
        "problem_kinds": ["held_back"],
        "published": True,
    }


def test_a_webhook_that_stumbles_is_asked_again(tmp_path: Path, site: Site) -> None:
    answers = iter([503, 503, 200])
    site.routes["/hook"] = lambda _: Reply(status=next(answers))
    told = alert(settings(tmp_path, alert_webhook=f"{site.address}/hook"), REPORT, "refresh")
    assert told
    assert told.failed is None
    assert len(site.requests) == 3


@pytest.mark.parametrize(("status", "said"), [(404, "status 404"), (500, "status 500"), (302, "status 302")])
def test_a_webhook_that_refuses_is_told_of_and_breaks_nothing(tmp_path: Path, site: Site, status: int, said: str) -> None:
    def answer(_: Seen) -> Reply:
        return Reply(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    site.routes["/hook"] = answer
    told = alert(settings(tmp_path, alert_webhook=f"{site.address}/hook"), REPORT, "refresh")
    assert told
    assert said in (told.failed or "")
    assert said in files(tmp_path)[0]
    assert {seen.path for seen in site.requests} == {"/hook"}


def test_a_webhook_that_nobody_answers_at_is_told_of(tmp_path: Path) -> None:
    told = alert(settings(tmp_path, alert_webhook="http://127.0.0.1:9/hook?token=secret"), REPORT, "refresh")
    assert told
    assert "could not be sent" in (told.failed or "")
    assert "secret" not in files(tmp_path)[0]  # addresses of webhooks are secrets


def test_a_folder_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("a file where the folder should be")
    told = alert(settings(tmp_path), REPORT, "refresh")
    assert told
    assert "could not be written" in (told.failed or "")


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="begins with https://"):
        Settings(alert_webhook="hooks.example/abc")


def test_a_run_from_the_command_line_tells_the_webhook(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DIARIUM_ALERT_WEBHOOK", f"{site.address}/hook")
    site.routes["/hook"] = lambda _: Reply(b"ok")
    data = ["--data-dir", str(tmp_path)]
    assert CliRunner().invoke(app, ["run", "--registry", "esf_se", "--sample-fault", "half", *data]).exit_code == 1
    [told] = [json.loads(seen.body) for seen in site.requests]
    assert any("esf_se is held back" in problem for problem in told["problems"])
    assert told["published"] is False
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize(
    ("fault", "status", "says"), [("half", "FAILURE", "every registry is held back"), ("garble=22-021-S03", "SUCCESS", "quarantined")]
)
def test_the_daemon_tells_of_runs_that_failed_and_of_runs_that_left_something_out(
    first: tuple[Settings, RunReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, status: str, says: str
) -> None:
    """The sensors, with the run and the instance that the daemon gives them."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    shutil.copytree(first[0].data_dir, tmp_path / "data")
    here = settings(tmp_path / "data", sample_fault=fault)
    prepare_home(here.places.dagster)
    definitions = build_definitions(here, progress=silent)
    name = {"FAILURE": "alert_on_failure", "SUCCESS": "alert_on_problems"}[status]
    sensor = definitions.resolve_sensor_def(name)
    with dg.DagsterInstance.get() as instance:
        result = definitions.resolve_job_def(REFRESH).execute_in_process(
            instance=instance, raise_on_error=False, asset_selection=assets_made(REFRESH, ["esf_se"])
        )
        assert result.dagster_run.status.value == status
        event = result.get_run_success_event() if status == "SUCCESS" else result.get_run_failure_event()
        context = dg.build_run_status_sensor_context(
            sensor_name=name, dagster_event=event, dagster_instance=instance, dagster_run=result.dagster_run
        )
        sensor(context)
    [told] = files(tmp_path / "data")
    assert "Diarium: refresh (sample)" in told
    assert says in told
