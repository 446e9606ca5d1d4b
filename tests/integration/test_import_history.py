"""What imported captures do to history: it reaches back to them, they withdraw nothing, and a registry may have nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from foreign_warcs import heritrix
from warehouse_inputs import ADDRESS, ESF_SE, KOHESIO, MONDAY, Raw, project, rows

from assets.steps.build_inputs import inputs_for
from assets.steps.registry_reading import read_registry
from parsers.registry import sources
from pipeline.commands.importing.import_run import bring_in
from pipeline.sample_site import SampleSite
from tests.exchanges import exchange_of
from warehouse import build
from warehouse.build import build_core, build_mart
from warehouse.captures.capture_store import CaptureStore
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places
from warehouse.progress import silent

CODE, OTHER = "22-021-S03", "22-017-S01"
ID = f"esf_se:{CODE}"
OLD = "https://old.esf.se/projekt/22-021-S03"


def monday(week: float) -> datetime:
    return MONDAY.replace(tzinfo=None) + timedelta(weeks=week)


def imported(raw: Raw, *captures: tuple[float, str, dict[str, Any]]) -> None:
    """One import with captures of several weeks: (week, address, values of the project)."""
    raw.crawl(min(int(week) for week, _, _ in captures))
    crawl = raw.crawls[-1]
    crawl |= {"origin": "import", "crawl_id": f"{crawl['crawl_id'][:17]}ffffffff"}
    raw.crawls[-1] = crawl
    for week, address, values in captures:
        raw.page(address, project(str(values.pop("code", CODE)), **values))
        raw.captures[-1]["fetched_at"] = monday(week)
        raw.captures[-1]["record_offset"] = len(raw.captures)
    last = max(week for week, _, _ in captures)
    crawl["finished_at"] = f"{monday(last).isoformat()}Z"


def crawled(raw: Raw, *weeks: int, **values: Any) -> None:
    for week in weeks:
        raw.crawl(week)
        raw.page(CODE, project(CODE, **values))


VERSIONS = (
    "SELECT valid_from, valid_to, seen.value FROM core.project_version AS version JOIN core.project AS project USING (project_id) "
    "JOIN staging.observation AS seen ON seen.registry = project.registry AND seen.canonical_url = version.source_url "
    "AND seen.body_sha256 = version.body_sha256 AND seen.record_no = version.record_no AND seen.field = 'title' "
    f"WHERE project_id = '{ID}' ORDER BY 1"
)
SEEN = f"SELECT first_seen_at, last_seen_at, is_listed FROM core.project WHERE project_id = '{ID}'"


def test_history_reaches_back_to_captures_older_than_the_first_crawl(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    crawled(raw, 100, 101, title="New")
    imported(raw, (3, CODE, {"title": "Old"}), (40, CODE, {"title": "Old"}), (50, CODE, {"title": "New"}))
    path = raw.build()
    assert rows(path, VERSIONS) == [(monday(3), monday(50), "Old"), (monday(50), None, "New")]
    assert rows(path, SEEN) == [(monday(3), None, True)]
    assert rows(path, "SELECT field, old_value, new_value, changed_at FROM mart.project_change") == [("title", "Old", "New", monday(50))]


def test_a_capture_between_two_crawls_shows_what_was_said_in_between(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    crawled(raw, 1, 9, title="A")
    imported(raw, (5, CODE, {"title": "B"}))
    assert rows(raw.build(), VERSIONS) == [(monday(1), monday(5), "A"), (monday(5), monday(9), "B"), (monday(9), None, "A")]


def test_a_capture_newer_than_the_last_crawl_is_the_current_state(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    crawled(raw, 1, title="A")
    imported(raw, (5, CODE, {"title": "B"}))
    path = raw.build()
    assert rows(path, "SELECT title FROM core.project") == [("B",)]
    assert rows(path, SEEN) == [(monday(1), None, True)]


def test_an_import_withdraws_nothing_and_makes_nothing_listed_again_that_a_later_crawl_lacks(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(1)
    raw.page(CODE, project(CODE))
    raw.page(OTHER, project(OTHER))
    raw.crawl(2)
    raw.page(CODE, project(CODE))
    imported(raw, (0, OTHER, {"code": OTHER}))
    imported(raw, (3, OTHER, {"code": OTHER, "title": "Again"}))
    listed = dict(rows(raw.build(), "SELECT project_code, is_listed FROM core.project"))
    assert listed == {CODE: True, OTHER: True}
    raw.crawl(4)
    raw.page(CODE, project(CODE))
    listed = dict(rows(raw.build(name="later.duckdb"), "SELECT project_code, is_listed FROM core.project"))
    assert listed == {CODE: True, OTHER: False}


def test_a_registry_that_was_never_crawled_has_its_imported_projects(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    imported(raw, (3, CODE, {"title": "Old"}), (9, CODE, {"title": "New"}))
    path = raw.build()
    assert rows(path, SEEN) == [(monday(3), None, True)]
    assert [valid_from for valid_from, _, _ in rows(path, VERSIONS)] == [monday(3), monday(9)]


def test_another_address_of_a_project_tells_only_of_the_time_before_its_own_was_captured(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    crawled(raw, 100, title="New")
    imported(raw, (3, OLD, {"title": "Old"}), (20, CODE, {"title": "New"}), (30, OLD, {"title": "Old"}), (101, OLD, {"title": "Old"}))
    path = raw.build()
    assert rows(path, VERSIONS) == [(monday(3), monday(20), "Old"), (monday(20), None, "New")]
    assert rows(path, SEEN) == [(monday(3), None, True)]
    assert rows(path, "SELECT title, source_url FROM core.project") == [("New", f"{ADDRESS}{CODE}")]
    assert not rows(path, "SELECT * FROM ops.issue WHERE code = 'several_addresses'")


def test_two_addresses_at_one_moment_give_one_presence(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    imported(raw, (3, CODE, {"title": "A"}), (3, OLD, {"title": "A"}), (4, CODE, {"title": "A"}))
    path = raw.build()
    presences = rows(path, "SELECT first_captured_at, last_captured_at, n_addresses FROM staging.presence ORDER BY 1")
    assert presences == [(monday(3), monday(3), 2), (monday(4), monday(4), 1)]


@pytest.mark.parametrize(
    "check",
    [
        "every_registry_was_crawled_lately",
        "registries_show_news",
        "projects_are_published_in_time",
        "captures_lie_within_their_crawl",
        "unclaimed_text_has_not_risen",
        "an_address_keeps_its_code",
        "no_orphans",
        "every_record_arrives",
    ],
)
def test_to_the_checks_on_crawls_an_import_is_none(tmp_path: Path, check: str) -> None:
    raw = Raw(tmp_path)
    crawled(raw, 100, 101, title="New", start_on="2024-01-01")
    imported(raw, (3, CODE, {"title": "Old"}), (300, OTHER, {"code": OTHER, "start_on": "2029-09-01"}))
    query = (Path(build.__file__).parent / "sql" / "checks" / f"{check}.sql").read_text("utf-8")
    assert not rows(raw.build(), query)


def test_an_import_does_not_make_up_for_crawls_that_are_missing(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(ESF_SE, KOHESIO))
    crawled(raw, 1, title="New")
    imported(raw, (49, CODE, {"title": "New"}))
    raw.crawl(50, registry="kohesio")
    query = (Path(build.__file__).parent / "sql" / "checks" / "every_registry_was_crawled_lately.sql").read_text("utf-8")
    assert [registry for registry, *_ in rows(raw.build(), query)] == ["esf_se"]


CODES = ("22-021-S03", "23-051-S01", "22-017-S01", "23-043-S02")
LONG_AGO = datetime(2019, 2, 3, 4, 5, 6, tzinfo=UTC)


def page(code: str) -> bytes:
    return SampleSite.of(sources()["esf_se"].folder).find(f"/resultat/projektbanken/projekt/?dnr={code}").body


def address(code: str) -> str:
    return f"http://esf.se/resultat/projektbanken/projekt/?dnr={code}"


def warehouse_of(places: Places) -> Path:
    """What is stored, read and built, as `diarium reparse` does it."""
    store = CaptureStore(places.captures)
    for code in store.codes():
        outcome = read_registry(sources()[code], store, ObservationStore(places.observations), silent)
        assert outcome.state.reason is None, outcome.state.reason
    build_core(inputs_for(places), places.build)
    build_mart(places.build)
    return places.build


def crawl_the_sample(places: Places) -> datetime:
    """A crawl of the sample's project pages; when it was."""
    at = datetime(2024, 3, 4, 4, 0, tzinfo=UTC)
    with CaptureStore(places.captures).begin("esf_se", is_sample=True, software="test", now=at) as writer:
        for url, spec in SampleSite.of(sources()["esf_se"].folder).pages.items():
            if spec.kind == "project":
                canonical_url = sources()["esf_se"].canonical_url(url)
                told = (("Content-Type", spec.content_type),)
                writer.add(exchange_of(url, spec.body, at, canonical_url=canonical_url, headers=told))
        writer.finish("accepted")
    return at


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """A file of the Internet Archive: one page as it is now, one with another title, both from before the first crawl."""
    old = page(CODES[1]).replace("industrinära".encode(), "skogsnära".encode())
    file = tmp_path / "archive.warc.gz"
    file.write_bytes(heritrix([(address(CODES[0]), LONG_AGO, page(CODES[0])), (address(CODES[1]), LONG_AGO, old)], []).packed())
    return file


def test_after_an_import_the_warehouse_reaches_back_to_it(tmp_path: Path, others: Path) -> None:
    places = Places(tmp_path / "data")
    at = crawl_the_sample(places)
    before = warehouse_of(places)
    titles = rows(before, "SELECT project_code, title, is_listed FROM core.project ORDER BY 1")
    bring_in([others], places, silent, live=False)
    after = warehouse_of(places)
    assert rows(after, "SELECT project_code, title, is_listed FROM core.project ORDER BY 1") == titles
    reached = dict(rows(after, "SELECT project_code, first_seen_at FROM core.project"))
    assert {code for code, seen in reached.items() if seen == LONG_AGO.replace(tzinfo=None)} == set(CODES[:2])
    assert set(reached.values()) == {LONG_AGO.replace(tzinfo=None), at.replace(tzinfo=None)}
    assert rows(after, "SELECT project_id, old_value, new_value, changed_at FROM mart.project_change WHERE field = 'title'") == [
        (
            f"esf_se:{CODES[1]}",
            "Popularisera skogsnära utbildningar (PINU)",
            "Popularisera industrinära utbildningar (PINU)",
            at.replace(tzinfo=None),
        )
    ]


def test_a_warehouse_can_be_built_from_files_of_others_alone(tmp_path: Path, others: Path) -> None:
    places = Places(tmp_path / "data")
    bring_in([others], places, silent, live=False)
    found = rows(warehouse_of(places), "SELECT project_code, first_seen_at, is_listed FROM core.project ORDER BY 1")
    assert found == [(code, LONG_AGO.replace(tzinfo=None), True) for code in sorted(CODES[:2])]
