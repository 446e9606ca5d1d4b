"""Publication is whole or not at all, and never in a reader's way."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from warehouse_inputs import Raw, project

import warehouse.publish
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import WarehouseMissing, reading
from warehouse.publish import PublicationBlocked, Run, publish

NOON = datetime.fromisoformat("2024-01-08T12:00:00")
RUN = Run(run_id="r1", started_at=NOON - timedelta(hours=1), finished_at=NOON, diarium_version="0.1.0", is_sample=True)


def outcome(*, passed: bool, severity: str) -> CheckOutcome:
    sample = () if passed else ({"project_id": "esf_se:22-021-S03", "at": NOON},)
    return CheckOutcome(
        table="core.project",
        rule_id="title.not_null",
        description="title is never empty",
        severity=severity,  # type: ignore[arg-type]
        passed=passed,
        n_unexpected=len(sample),
        sample=sample,
    )


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03"))
    return raw.build()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published" / "diarium.duckdb"


def n_projects(path: Path) -> int:
    with reading(path) as connection:
        return int(connection.execute("SELECT count(*) FROM core.project").fetchall()[0][0])


def test_the_published_file_says_what_it_is(aside: Path, published: Path) -> None:
    said = publish(aside, published, run=RUN, published_at=NOON, outcomes=[outcome(passed=False, severity="warning")])
    assert not aside.exists()
    assert (said.n_projects, said.n_registries, said.n_warnings) == (1, 1, 1)
    with reading(published) as connection:
        assert connection.execute("SELECT run_id, published_at, is_sample, n_projects FROM ops.publication").fetchall() == [
            ("r1", NOON, True, 1)
        ]
        assert connection.execute("SELECT run_id, diarium_version FROM ops.run").fetchall() == [("r1", "0.1.0")]
        assert connection.execute("SELECT table_name, rule_id, is_passed, sample_raw FROM ops.check_result").fetchall() == [
            ("core.project", "title.not_null", False, '[{"project_id": "esf_se:22-021-S03", "at": "2024-01-08 12:00:00"}]')
        ]


def test_a_blocking_check_leaves_the_published_file_as_it_was(aside: Path, published: Path) -> None:
    publish(Path(shutil.copyfile(aside, aside.with_name("first.duckdb"))), published, run=RUN, published_at=NOON, outcomes=[])
    before = published.read_bytes()
    with pytest.raises(PublicationBlocked, match="title is never empty"):
        publish(aside, published, run=RUN, published_at=NOON, outcomes=[outcome(passed=False, severity="error")])
    assert published.read_bytes() == before
    assert aside.exists()


def test_publishing_what_was_not_built_says_so(tmp_path: Path, published: Path) -> None:
    with pytest.raises(WarehouseMissing):
        publish(tmp_path / "none.duckdb", published, run=RUN, published_at=NOON, outcomes=[])


def test_a_stale_write_ahead_log_is_not_replayed_into_the_new_file(aside: Path, published: Path) -> None:
    published.parent.mkdir()
    log = published.with_name("diarium.duckdb.wal")
    log.write_bytes(b"left behind by a crash")
    publish(aside, published, run=RUN, published_at=NOON, outcomes=[])
    assert not log.exists()
    assert n_projects(published) == 1


def test_a_publication_that_broke_off_before_its_last_step_replaces_what_it_wrote(
    aside: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(warehouse.publish, "_swap", lambda *_: (_ for _ in ()).throw(OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            publish(aside, published, run=RUN, published_at=NOON, outcomes=[])
    publish(aside, published, run=RUN, published_at=NOON + timedelta(days=1), outcomes=[])
    with reading(published) as connection:
        assert connection.execute("SELECT published_at FROM ops.publication").fetchall() == [(NOON + timedelta(days=1),)]
        assert connection.execute("SELECT count(*) FROM ops.run").fetchall() == [(1,)]


def test_a_reader_in_this_process_keeps_the_old_file_and_the_next_one_gets_the_new(tmp_path: Path, aside: Path, published: Path) -> None:
    publish(aside, published, run=RUN, published_at=NOON, outcomes=[])
    raw = Raw(tmp_path / "second")
    raw.crawl(0)
    for code in ("22-021-S03", "22-031-S02"):
        raw.page(code, project(code))
    second = raw.build()
    with reading(published) as before:
        publish(second, published, run=RUN, published_at=NOON, outcomes=[])
        assert before.execute("SELECT count(*) FROM core.project").fetchall() == [(1,)]
        assert n_projects(published) == 2
