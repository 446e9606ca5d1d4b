"""`diarium reparse`: stored pages read by a changed parser, without network; what it changes is told apart from the source's doing."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import rows

from assets.steps import stored_pages
from assets.steps.registry_health import last_complete, went_overdue
from assets.steps.registry_reading import read_registry
from parsers.reading import Page, Reading
from parsers.registry import Source, sources
from pipeline.commands.status.registry_status import status_of
from pipeline.dagster import resources
from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.jobs import REREAD
from pipeline.run_outcome import ProblemKind, RunReport
from pipeline.settings import Settings
from tests.exchanges import exchange_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.records import observations_of
from warehouse.progress import silent

DNR = "22-044-S07"


@pytest.fixture
def stored(copied: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of the first run's data, to be read again; nobody may connect to anything."""

    def refuse(*_: object) -> None:
        raise AssertionError("reading again needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return copied


def change_parser(monkeypatch: pytest.MonkeyPatch, parse: Callable[[Source, Page], Reading], version: str = "0123456789ab") -> None:
    source = sources()["esf_se"]
    monkeypatch.setitem(sources(), "esf_se", replace(source, parse=lambda page: parse(source, page)))  # type: ignore[arg-type]
    monkeypatch.setattr(stored_pages, "reader_version", lambda code: version)
    monkeypatch.setattr(resources, "ReadingWorkers", lambda *_: nullcontext())  # other processes would read as before


def without_rate(source: Source, page: Page) -> Reading:
    read = source.parse(page)
    return replace(read, observations=tuple(seen for seen in read.observations if seen.field != "eu_cofinancing_rate_pct"))


def with_other_titles_and_one_rate_less(source: Source, page: Page) -> Reading:
    read = without_rate(source, page) if DNR in page.url else source.parse(page)
    titled = [replace(seen, value=seen.value.upper()) if seen.field == "title" else seen for seen in read.observations]
    return replace(read, observations=tuple(titled))


def test_a_changed_parser_changes_no_history_and_says_what_it_reads_otherwise(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change_parser(monkeypatch, with_other_titles_and_one_rate_less)
    report = run_pipeline(stored, silent, REREAD)
    assert report.problems == ()
    assert report.published
    by_field = dict(rows(stored.places.warehouse, "SELECT field, count(*) FROM ops.reading_change GROUP BY field"))
    assert by_field["eu_cofinancing_rate_pct"] == 1
    assert sum(by_field.values()) == report.reread["esf_se"]
    assert set(by_field) == {"eu_cofinancing_rate_pct", "title"}
    [(before, after, version)] = rows(
        stored.places.warehouse,
        "SELECT value_before, value_after, parser_version_after FROM ops.reading_change "
        f"WHERE field = 'title' AND canonical_url LIKE '%dnr={DNR}'",
    )
    assert (after, version) == (before.upper(), "0123456789ab")
    assert after != before
    assert rows(stored.places.warehouse, "SELECT count(*) FROM mart.project_change") == [(0,)]
    assert rows(stored.places.warehouse, "SELECT max(version_no) FROM core.project_version") == [(1,)]


def test_an_unchanged_parser_reads_nothing_and_leaves_what_is_published(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_pages, "read_page", lambda *_: pytest.fail("a page was read"))
    monkeypatch.setattr(resources, "ReadingWorkers", lambda *_: nullcontext())
    report = run_pipeline(stored, silent, REREAD)
    assert (report.problems, report.reread, report.unchanged) == ((), {}, True)


def test_a_parser_that_reads_badly_is_held_back_and_yesterday_stays(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change_parser(monkeypatch, without_rate)
    report = run_pipeline(stored, silent, REREAD)
    assert "eu_cofinancing_rate_pct is on 0% of the records" in report.problems[0].words
    assert not report.published
    assert rows(stored.places.warehouse, "SELECT count(*) FROM mart.project WHERE eu_cofinancing_rate_pct IS NOT NULL")[0][0] > 0


def test_a_registry_whose_last_crawl_is_old_is_stale_since_when_and_with_what_to_do(first: tuple[Settings, RunReport]) -> None:
    def state(days: float) -> dict[str, Any]:
        found = status_of(first[0], datetime.now(UTC) + timedelta(days=days))
        return next(each for each in found["registries"] if each["registry"] == "esf_se")

    assert state(13)["state"] == "accepted"
    old = state(15)
    assert old["state"] == "stale"
    assert "run" in old["to_do"]
    assert "--registry esf_se" in old["to_do"]
    due = datetime.fromisoformat(old["last_crawl"]["at"]) + timedelta(days=14)
    assert datetime.fromisoformat(old["since"]) == due


def test_crawls_of_others_do_not_go_stale(first: tuple[Settings, RunReport]) -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    crawl = Crawl(
        registry="esf_se",
        crawl_id="x",
        started_at=old,
        finished_at=old,
        state="accepted",
        reason=None,
        is_sample=True,
        pages_fetched=1,
        pages_unchanged=0,
        pages_failed=0,
    )
    assert went_overdue(last_complete([crawl]), 14, datetime.now(UTC)) == datetime(2020, 1, 15, tzinfo=UTC)
    assert last_complete([replace(crawl, origin="import"), replace(crawl, state="held")]) is None
    assert went_overdue(None, 14, datetime.now(UTC)) is None


def damage(settings: Settings, dnr: str) -> tuple[Path, str]:
    """Breaks the stored record of one project's page; its file and the digest of its body."""
    index = CaptureStore(settings.places.captures).index("esf_se").to_pylist()
    row = next(row for row in index if row["url"].endswith(f"dnr={dnr}"))
    file = settings.places.captures / "esf_se" / row["file"]
    with file.open("r+b") as stream:
        stream.seek(row["record_offset"] + 30)
        stream.write(b"\xff\xff\xff")
    return file, row["body_sha256"]


def test_a_damaged_page_is_read_as_before_where_an_earlier_parser_could(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    _, digest = damage(stored, DNR)
    change_parser(monkeypatch, with_other_titles_and_one_rate_less)
    report = run_pipeline(stored, silent, REREAD)
    assert report.problems == ()
    state = ObservationStore(stored.places.observations).state("esf_se")
    assert state is not None
    assert (state.state, state.damaged) == ("accepted", (digest,))
    [(title, rate)] = rows(stored.places.warehouse, f"SELECT title, eu_cofinancing_rate_pct FROM mart.project WHERE project_code = '{DNR}'")
    assert title != title.upper()
    assert rate is not None
    told = rows(stored.places.warehouse, "SELECT message FROM ops.issue WHERE code = 'damaged_capture'")
    assert len(told) == 1
    assert "the next crawl asks for it anew" in told[0][0]


def test_a_damaged_page_that_nobody_has_read_is_quarantined_and_stops_no_other(
    stored: Settings, first: tuple[Settings, RunReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, digest = damage(stored, DNR)
    shutil.rmtree(stored.places.observations)
    report = run_pipeline(stored, silent, REREAD)
    assert report.published
    assert [DNR in problem.words and problem.kind == ProblemKind.QUARANTINED for problem in report.problems] == [True]
    assert rows(stored.places.warehouse, "SELECT code FROM ops.quarantine") == [("damaged_capture",)]
    assert rows(stored.places.warehouse, "SELECT count(*) FROM mart.project") == [(45,)]
    monkeypatch.undo()
    monkeypatch.setenv("DAGSTER_HOME", "")
    healed = run_pipeline(stored, silent)
    assert healed.problems == ()
    assert sha256(CaptureStore(stored.places.captures).body("esf_se", digest)).hexdigest() == digest
    assert rows(stored.places.warehouse, "SELECT count(*) FROM mart.project") == [(46,)]
    assert rows(stored.places.warehouse, "SELECT count(*) FROM ops.quarantine") == [(0,)]


def test_what_is_imported_counts_also_while_the_registry_is_held_back(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    captures, readings = CaptureStore(stored.places.captures), ObservationStore(stored.places.observations)
    row = next(row for row in captures.index("esf_se").to_pylist() if row["url"].endswith(f"dnr={DNR}"))
    body = captures.body("esf_se", row["body_sha256"]) + b"<!-- of 2020 -->"
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with captures.begin_import(
        "esf_se", "20200101T000000Z-00000000", moment, imported_from="a file", is_sample=True, software="test"
    ) as writer:
        told = (("Content-Type", "text/html; charset=utf-8"),)
        writer.add(exchange_of(row["url"], body, moment, canonical_url=row["canonical_url"], headers=told))
        writer.finish("accepted")
    before = observations_of(readings.load("esf_se")["record"])
    change_parser(monkeypatch, without_rate)
    outcome = read_registry(sources()["esf_se"], captures, readings, silent)
    assert outcome.state.state == "held"
    after = observations_of(readings.load("esf_se")["record"]).to_pylist()
    old = [each for each in after if each["body_sha256"] != sha256(body).hexdigest()]
    assert old == before.to_pylist()
    assert {each["value"] for each in after if each not in old and each["field"] == "project_code"} == {DNR}
