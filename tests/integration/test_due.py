"""The schedule `due`: it asks for the registries whose date has come, all in one run, each at most once for a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test, freeze_time

from parsers.registry import sources
from pipeline.dagster.assembly import build_definitions
from pipeline.dagster.jobs import REFETCH, REFRESH, REREAD, assets_made
from pipeline.due_registries import last_dates, next_date
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import CrawlOrigin
from warehouse.captures.verdict import HeldBy, Verdict

MONDAY = datetime(2026, 11, 30, 4, 10, tzinfo=UTC)
"""Ten minutes after the date of esf_se, before those of all others but those of the month."""
CRONS = {"weekly": "0 4 * * 1", "monthly": "20 5 1 * *"}


def crawled(captures: Path, code: str, at: datetime, state: Verdict = Verdict.ACCEPTED) -> None:
    held = {"reason": "too few", "held_by": HeldBy.FEWER_PAGES} if state == Verdict.HELD else {}
    with CaptureStore(captures).begin(code, is_sample=True, software="a test", now=at) as writer:
        writer.finish(state, **held)


def all_but(data: Path, *codes: str) -> None:
    """Every other registry was crawled a moment ago."""
    for code in sources().keys() - set(codes):
        crawled(data / "captures", code, MONDAY - timedelta(minutes=1))


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("home"))) as made:
        yield made


def tick(data: Path, instance: dg.DagsterInstance, at: datetime = MONDAY) -> set[str] | str:
    """The registries that a tick asks for, or why it asks for none."""
    schedule = build_definitions(Settings(data_dir=data)).resolve_schedule_def("due")
    told = schedule.evaluate_tick(dg.build_schedule_context(instance=instance, scheduled_execution_time=at))
    if not told.run_requests:
        return told.skip_message or ""
    [request] = told.run_requests
    keys = request.asset_selection or []
    codes = {key.path[1] for key in keys if key.path[0] == "capture"}
    assert set(keys) == set(assets_made(REFRESH, codes))  # their readings, and everything below
    return codes


def asked(instance: dg.DagsterInstance, codes: list[str] | None, at: datetime, job: str = REFRESH) -> None:
    """A run that was asked to make these registries, and still waits."""
    with freeze_time(at):
        create_run_for_test(instance, job_name=job, asset_selection=None if codes is None else frozenset(assets_made(job, codes)))


def test_a_registry_that_was_never_crawled_is_due(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    assert tick(tmp_path, instance) == set(sources())


def test_all_that_are_due_are_asked_for_in_one_run(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    all_but(tmp_path, "esf_se", "npa")
    for code in ("esf_se", "npa"):
        crawled(tmp_path / "captures", code, MONDAY - timedelta(days=7, hours=2))
    assert tick(tmp_path, instance) == {"esf_se", "npa"}


@pytest.mark.parametrize("state", [Verdict.ACCEPTED, Verdict.HELD])
def test_a_registry_crawled_since_its_date_is_not_due_whatever_came_of_it(
    tmp_path: Path, instance: dg.DagsterInstance, state: Verdict
) -> None:
    all_but(tmp_path, "esf_se")
    crawled(tmp_path / "captures", "esf_se", MONDAY - timedelta(minutes=5), state)
    assert tick(tmp_path, instance) == "no registry is due; the next is erhvervsfremme_dk, at 2026-11-30 04:20 UTC"


@pytest.mark.parametrize(("job", "codes"), [(REFRESH, ["esf_se"]), (REFETCH, None)])
def test_a_registry_that_a_run_was_asked_for_since_its_date_is_not_asked_for_again(
    tmp_path: Path, instance: dg.DagsterInstance, job: str, codes: list[str] | None
) -> None:
    all_but(tmp_path, "esf_se")
    asked(instance, codes, MONDAY - timedelta(minutes=9), job)
    assert "no registry is due" in tick(tmp_path, instance)
    assert tick(tmp_path, instance, MONDAY + timedelta(days=7, hours=-4)) != {"esf_se"}
    assert "esf_se" in tick(tmp_path, instance, MONDAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("job", "codes", "ago"), [(REFRESH, ["npa"], 9), (REREAD, ["esf_se"], 9), (REFRESH, ["esf_se"], 11), (REFETCH, None, 11)]
)
def test_runs_of_other_registries_without_a_crawl_or_before_its_date_are_none(
    tmp_path: Path, instance: dg.DagsterInstance, job: str, codes: list[str] | None, ago: int
) -> None:
    all_but(tmp_path, "esf_se")
    asked(instance, codes, MONDAY - timedelta(minutes=ago), job)
    assert tick(tmp_path, instance) == {"esf_se"}


def test_captures_of_others_are_no_crawl(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    writer = store.begin_import("weekly", "20261130T040500Z-ffffffff", MONDAY, imported_from="x", is_sample=True, software="a test")
    with writer:
        writer.finish(Verdict.ACCEPTED)
    assert [crawl.origin for crawl in store.crawls("weekly")] == [CrawlOrigin.IMPORT]
    assert "weekly" in last_dates(CRONS, store, MONDAY)


@pytest.mark.parametrize(("at", "date"), [("03:59", "2026-11-23 04:00"), ("04:00", "2026-11-30 04:00"), ("04:01", "2026-11-30 04:00")])
def test_a_date_has_come_from_its_minute_on(tmp_path: Path, at: str, date: str) -> None:
    now = datetime.fromisoformat(f"2026-11-30T{at}:30+00:00")
    assert f"{last_dates(CRONS, CaptureStore(tmp_path), now)['weekly']:%Y-%m-%d %H:%M}" == date


def test_the_next_date_is_said(tmp_path: Path) -> None:
    assert next_date(CRONS, MONDAY) == "the next is monthly, at 2026-12-01 05:20 UTC"
    assert next_date({}, MONDAY) == "there is no registry"
