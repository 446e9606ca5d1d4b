"""What runs by itself, and what is tried again: schedules as registries declare them, re-fetching, retries where the network is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from assets.capture_assets import capture_assets
from assets.steps.crawl_and_read import Gathered
from parsers.registry import Source
from pipeline.dagster.assembly import RETRY_UNATTENDED, build_definitions
from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.jobs import REFETCH, REFRESH
from pipeline.fetch.crawlers import SampleCrawler
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure, Known
from warehouse.captures.http_message import message_in
from warehouse.captures.warc_reader import whole_records
from warehouse.progress import silent

CODE = "esf_se"
LIVE = Settings(live=True, contact="ops@example.org")


def schedules(settings: Settings) -> dict[str, dg.ScheduleDefinition]:
    found = build_definitions(settings).schedules or ()
    return {each.name: each for each in found if isinstance(each, dg.ScheduleDefinition)}


# ---- schedules


def test_the_full_crawl_is_weekly_and_the_snapshot_monthly() -> None:
    found = schedules(Settings())
    assert (found["weekly_full_crawl"].job_name, found["weekly_full_crawl"].cron_schedule) == ("refetch", "0 1 * * 6")
    assert (found["monthly_snapshot"].job_name, found["monthly_snapshot"].cron_schedule) == ("snapshot", "0 12 1 * *")


@pytest.mark.parametrize(("are_on", "status"), [(False, "STOPPED"), (True, "RUNNING")])
def test_schedules_are_off_until_somebody_says_otherwise(are_on: bool, status: str) -> None:
    assert {each.default_status.value for each in schedules(Settings(schedules=are_on)).values()} == {status}


# ---- jobs


def selected(job: str) -> set[str]:
    keys = build_definitions(Settings()).resolve_job_def(job).asset_layer.selected_asset_keys
    return {key.to_user_string() for key in keys}


def test_rereading_needs_no_capture_and_a_snapshot_nothing_but_what_is_published() -> None:
    assert {key.split("/")[0] for key in selected("reread")} == {"observation", "core", "mart", "publication"}
    assert selected("snapshot") == {"publication/snapshot", "publication/report"}
    assert selected("refetch") == selected("refresh")


def asked_conditionally(data: Path) -> list[bool]:
    """Whether each request of the newest crawl was conditional, from its WARC file."""
    crawl = CaptureStore(data / "captures").crawls(CODE)[-1]
    messages = [
        message_in(record) for record in whole_records(data / "captures" / CODE / f"{crawl.crawl_id}.warc.gz") if record.kind == "request"
    ]
    return [any(name.casefold() in ("if-none-match", "if-modified-since") for name, _ in each.headers) for each in messages if each]


def test_a_refetch_asks_for_every_page_anew_and_stores_no_body_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    settings = Settings(data_dir=tmp_path, registries=CODE)
    assert run_pipeline(settings, silent).published
    assert run_pipeline(settings, silent).unchanged
    assert any(asked_conditionally(tmp_path))
    assert run_pipeline(settings, silent, REFETCH).unchanged
    asked = asked_conditionally(tmp_path)
    assert asked
    assert not any(asked)
    crawl = CaptureStore(tmp_path / "captures").crawls(CODE)[-1]
    assert crawl.pages_unchanged == crawl.pages_fetched > 40


# ---- retries


class Failing:
    """A crawler of which the first crawls of each registry fail as told; then the sample answers."""

    is_sample = True
    software = "a test"

    def __init__(self, settings: Settings, failures: Mapping[str, list[int | None]]) -> None:
        self._sample = SampleCrawler(settings)
        self.failures = {code: list(statuses) for code, statuses in failures.items()}
        self.crawls: list[str] = []

    def crawl(
        self, source: Source, known: Mapping[str, Known], progress: Callable[[int, int], None], is_erased: Callable[[str], bool]
    ) -> Iterator[Exchange | FetchFailure]:
        code = source.registry.code
        self.crawls.append(code)
        if self.failures.get(code):
            status, start = self.failures[code].pop(0), source.registry.start_urls[0]
            yield FetchFailure(url=start, canonical_url=start, fetched_at=datetime.now(UTC), status=status, error="down", is_list=True)
            return
        yield from self._sample.crawl(source, known, progress, is_erased)


def crawl(data: Path, failures: Mapping[str, list[int | None]], retry: dg.RetryPolicy | None) -> tuple[dg.ExecuteInProcessResult, Failing]:
    settings = Settings(data_dir=data)
    crawler = Failing(settings, failures)
    places = dg.ResourceDefinition.hardcoded_resource(settings.places)
    resources = {"crawler": crawler, "gathered": Gathered(), "places": places, "progress": silent}
    keys = [dg.AssetKey(["capture", code]) for code in failures]
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize([capture_assets(retry)], selection=keys, resources=resources, instance=instance, raise_on_error=False)
    return done, crawler


AT_ONCE = dg.RetryPolicy(max_retries=2, delay=0)


def test_where_no_site_can_be_reached_all_is_tried_again(tmp_path: Path) -> None:
    done, crawler = crawl(tmp_path, {CODE: [None, 503], "npa": [None, None]}, AT_ONCE)
    assert done.success
    assert sorted(crawler.crawls) == sorted([CODE, "npa"] * 3)
    assert {event.asset_key.path[1] for event in done.get_asset_materialization_events() if event.asset_key} == {CODE, "npa"}
    assert all(evaluation.passed for evaluation in done.get_asset_check_evaluations())


def test_after_the_last_try_each_is_held_back_with_its_reason(tmp_path: Path) -> None:
    done, crawler = crawl(tmp_path, {CODE: [None] * 9}, AT_ONCE)
    assert done.success
    assert crawler.crawls == [CODE] * 3
    [check] = done.get_asset_check_evaluations()
    assert not check.passed


@pytest.mark.parametrize(
    ("failures", "retry"),
    [
        ({CODE: [None]}, None),  # somebody waits, and tries again himself
        ({CODE: [404]}, AT_ONCE),  # the site answers: trying again changes nothing
        ({CODE: [None], "npa": []}, AT_ONCE),  # another site could be reached: its crawl counts now
    ],
)
def test_anything_else_is_not_tried_again(tmp_path: Path, failures: dict[str, list[int | None]], retry: dg.RetryPolicy | None) -> None:
    done, crawler = crawl(tmp_path, failures, retry)
    assert done.success
    assert sorted(crawler.crawls) == sorted(failures)
    assert [check.passed for check in done.get_asset_check_evaluations() if check.asset_key.path[1] == CODE] == [False]


def policies(settings: Settings, *, is_attended: bool) -> dict[str, dg.RetryPolicy | None]:
    job = build_definitions(settings, is_attended=is_attended).resolve_job_def(REFRESH)
    return {node.name: node.retry_policy or node.definition.retry_policy for node in job.nodes}  # type: ignore[attr-defined]


def test_only_steps_with_a_network_are_retried_and_only_where_nobody_waits() -> None:
    assert {name for name, policy in policies(LIVE, is_attended=False).items() if policy} == {"capture"}
    assert policies(LIVE, is_attended=False)["capture"] == RETRY_UNATTENDED
    for settings, is_attended in ((LIVE, True), (Settings(), False), (Settings(live=True), False)):
        assert not any(policies(settings, is_attended=is_attended).values())


def test_the_wait_grows_from_minutes_to_half_an_hour() -> None:
    assert RETRY_UNATTENDED.delay == 300
    assert RETRY_UNATTENDED.backoff == dg.Backoff.EXPONENTIAL
    assert RETRY_UNATTENDED.max_retries == 3
