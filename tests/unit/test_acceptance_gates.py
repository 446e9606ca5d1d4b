"""Ring 2: a crawl or a reading that does not look like the registry we know is held back, with a reason that names what and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assets.steps.acceptance_gates import Before, CrawlFigures, ReadingFigures, crawl_reason, figures_of, reading_reason
from assets.steps.held_registry import what_to_do
from parsers.declaration import Expect
from parsers.registry import sources
from warehouse.captures.exchange import FetchFailure
from warehouse.captures.verdict import HeldBy, Hold
from warehouse.observations.observation_store import observation_tables
from warehouse.observations.reading_state import Ring
from warehouse.observations.records import OBSERVATION, record_row

EXPECT = Expect(min_projects=40, fill={"start_on": 0.9, "region_name|nuts_code": 0.9})
BANK = replace(sources()["esf_se"].registry, expect=EXPECT)
HEALTHY = ReadingFigures(n_projects=100, n_unreadable=0, fill={"start_on": 95, "region_name|nuts_code": 100})


def failure(n: int = 1, *, ends_crawl: bool = False, status: int | None = 500) -> FetchFailure:
    url = f"https://www.esf.se/{n}"
    return FetchFailure(
        url=url, canonical_url=url, fetched_at=datetime.now(UTC), status=status, error="the server failed", ends_crawl=ends_crawl
    )


def told_of(hold: Hold | None) -> tuple[HeldBy, str]:
    assert hold
    return hold.by, hold.words


def test_a_healthy_crawl_passes() -> None:
    assert crawl_reason(BANK, CrawlFigures(100, [failure()], 100)) is None
    assert crawl_reason(BANK, CrawlFigures(95, [failure(n) for n in range(5)])) is None
    assert crawl_reason(BANK, CrawlFigures(90, n_before=100)) is None


@pytest.mark.parametrize(
    ("arrived", "failures", "before", "by", "told"),
    [
        (
            94,
            [failure(n) for n in range(6)],
            None,
            HeldBy.PAGES_FAILED,
            "6 of 100 pages failed (5% may); the most frequent: status 500 (6 times",
        ),
        (99, [failure(7, ends_crawl=True)], None, HeldBy.CRAWL_BROKE_OFF, "broke off after 99 pages at https://www.esf.se/7"),
        (
            99,
            [replace(failure(3), is_list=True)],
            None,
            HeldBy.LIST_LOST,
            "a list page could not be had, so what it links to is unknown: https://www.esf.se/3",
        ),
        (0, [], None, HeldBy.NO_PAGE, "not one page"),
        (89, [], 100, HeldBy.FEWER_PAGES, "only 89 pages, 100 the last time"),
    ],
)
def test_a_crawl_that_lost_too_much_is_held_back(
    arrived: int, failures: list[FetchFailure], before: int | None, by: HeldBy, told: str
) -> None:
    held_by, words = told_of(crawl_reason(BANK, CrawlFigures(arrived, failures, before)))
    assert held_by == by
    assert told in words


def test_one_page_at_many_addresses_is_taken_for_an_error_page() -> None:
    alike = [f"https://www.esf.se/{n}" for n in range(11)]
    held_by, words = told_of(crawl_reason(BANK, CrawlFigures(100, most_alike=alike)))
    assert held_by == HeldBy.PAGES_ALIKE
    assert words.startswith("11 of 100 addresses show one and the same page (https://www.esf.se/0 and https://www.esf.se/1)")
    assert crawl_reason(BANK, CrawlFigures(100, most_alike=alike[:10])) is None
    assert crawl_reason(BANK, CrawlFigures(9, most_alike=alike[:4])) is None  # some aliases, or empty lists, are nothing
    assert crawl_reason(BANK, CrawlFigures(9, most_alike=alike[:5])) is not None


def test_a_reading_of_fewer_projects_than_the_list_says_is_held_back() -> None:
    assert reading_reason(BANK, replace(HEALTHY, n_listed=111), Before()) is None
    held_by, words = told_of(reading_reason(BANK, replace(HEALTHY, n_listed=112), Before()))
    assert held_by == HeldBy.FEWER_THAN_LISTED
    assert "100 project pages, but the list says there are 112" in words


def test_a_reading_that_claims_much_less_of_the_text_is_held_back() -> None:
    now = replace(HEALTHY, unclaimed_share=0.45)
    assert reading_reason(BANK, now, Before(100, {}, 0.36)) is None
    assert reading_reason(BANK, now, Before(100)) is None
    held_by, words = told_of(reading_reason(BANK, now, Before(100, {}, 0.3)))
    assert held_by == HeldBy.UNCLAIMED_TEXT
    assert "45% of a project page's text is claimed by no rule, 30% the last time" in words


def test_a_healthy_reading_passes() -> None:
    assert reading_reason(BANK, HEALTHY, Before(100)) is None
    assert reading_reason(BANK, replace(HEALTHY, n_unreadable=5), Before(105)) is None
    assert reading_reason(BANK, replace(HEALTHY, labels_unknown={"Nytt": 19}), Before()) is None


@pytest.mark.parametrize(
    ("figures", "before", "by", "told"),
    [
        (replace(HEALTHY, n_projects=39), None, HeldBy.TOO_FEW_PROJECTS, "39 projects read, at least 40 expected"),
        (
            replace(HEALTHY, n_projects=89, fill={"start_on": 89, "region_name|nuts_code": 89}),
            100,
            HeldBy.FEWER_PROJECTS,
            "89 projects read, 100 the last time",
        ),
        (
            replace(HEALTHY, n_unreadable=6, unreadable_urls=["https://www.esf.se/1"], reasons={"no number": 6}),
            None,
            HeldBy.UNREADABLE_PAGES,
            "6 of 106 project pages gave no record: no number (6 pages); the first: https://www.esf.se/1",
        ),
        (
            replace(HEALTHY, fill={"start_on": 80, "region_name|nuts_code": 100}),
            None,
            HeldBy.FIELD_SPARSE,
            "start_on is on 80% of the records",
        ),
        (
            replace(HEALTHY, fill={"start_on": 95, "region_name|nuts_code": 50}),
            None,
            HeldBy.FIELD_SPARSE,
            "it is read from Region, NUTS-2 kod",
        ),
        (replace(HEALTHY, labels_unknown={"Ärendenummer": 90}), None, HeldBy.UNKNOWN_LABELS, "'Ärendenummer' on 90"),
        (
            replace(HEALTHY, labels_unknown={"Ärendenummer": 90}, labels={"Namn": 100}),
            None,
            HeldBy.UNKNOWN_LABELS,
            "no page now: 'Diarienummer'; map, drop or ignore",
        ),
    ],
)
def test_a_reading_that_does_not_look_like_the_registry_is_held_back(
    figures: ReadingFigures, before: int | None, by: HeldBy, told: str
) -> None:
    held_by, words = told_of(reading_reason(BANK, figures, Before(before, {"Namn": 100, "Diarienummer": 90, "Fond": 3})))
    assert held_by == by
    assert told in words


LABELS = {"project_code": "Diarienummer", "start_on": "Startdatum", "nuts_code": "NUTS-2 kod", "region_name": "Region"}


def test_figures_count_records_and_not_pages() -> None:
    nothing = dict.fromkeys(OBSERVATION.names)

    def record(url: str, number: int, **values: str) -> dict[str, Any]:
        seen = [nothing | {"field": name, "label": LABELS.get(name), "value": value, "item_no": 0} for name, value in values.items()]
        return record_row({"canonical_url": url, "record_no": number}, seen)[0]

    records = [
        record("a", 1, project_code="1", start_on="2023-01-02", nuts_code="SE33"),
        record("a", 2, project_code="2", region_name="Norrland"),
        record("c", 1, project_code="2", region_name="Norrland"),
        record("n", 1, title="En nyhet"),
    ]
    issues = [
        {"canonical_url": "b", "record_no": 1, "code": "unreadable_page", "is_quarantined": True, "message": "no project", "label": None},
        {"canonical_url": "a", "record_no": 1, "code": "unknown_label", "is_quarantined": False, "message": "", "label": "Nytt"},
    ]
    pages = [
        {"canonical_url": "a", "page_kind": "project", "unclaimed_share": 0.25},
        {"canonical_url": "c", "page_kind": "project", "unclaimed_share": 0.35},
        {"canonical_url": "l", "page_kind": "list", "unclaimed_share": 0.9, "listed_total": 7},
        {"canonical_url": "m", "page_kind": "list", "unclaimed_share": 0.9},
    ]
    figures = figures_of(BANK, observation_tables({"page": pages, "record": records, "issue": issues}))
    assert (figures.n_projects, figures.n_unreadable, figures.n_pages) == (2, 1, 3)
    assert figures.fill == {"start_on": 1, "region_name|nuts_code": 2}
    assert figures.labels_unknown == {"Nytt": 1}
    assert figures.unreadable_urls == ["b"]
    assert (figures.n_listed, figures.unclaimed_share) == (7, 0.3)


def test_a_crawl_of_list_pages_alone_asks_about_discovery() -> None:
    hold = reading_reason(BANK, ReadingFigures(0, 0, is_lists_only=True), Before())
    assert hold is not None
    assert (hold.by, "[discover]" in hold.words) == (HeldBy.NO_PROJECT, True)
    assert "[discover] and [pages]" in what_to_do("esf_se", hold.by, Ring.READING)
