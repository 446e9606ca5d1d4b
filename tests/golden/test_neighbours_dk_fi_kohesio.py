"""The Danish, Finnish and Union registries: what their sample pages print is what is read, and nothing else; lists lead to all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from parsers.page.labels import label_key
from parsers.reading import Page, Reading
from parsers.registry import Source, sources
from pipeline.sample.neighbours import neighbour
from pipeline.sample.neighbours.facts import entries
from pipeline.sample.site import Site

CODES = ("erhvervsfremme_dk", "eura_fi", "kohesio", "eupublicdata")
CALLS_AT_A_PROJECTS_ADDRESS = {"erhvervsfremme_dk": {"/ny-pulje-til-eksempelegnen", "/lukket-pulje-eksempelvis-groen"}}


@cache
def site_of(code: str) -> Site:
    site: Site = neighbour(code).site()
    return site


def host_of(code: str) -> str:
    host: str = neighbour(code).HOST
    return host


@cache
def page_of(code: str, address: str) -> Page:
    spec = site_of(code).find(address)
    return Page(host_of(code) + address, spec.body, spec.content_type)


@cache
def read(code: str, address: str) -> Reading:
    return sources()[code].parse(page_of(code, address))


def addresses(*, with_records: bool) -> Iterator[Any]:
    for code in CODES:
        printed = neighbour(code).printed()
        for address, spec in site_of(code).pages.items():
            if (address in printed) is with_records and spec.content_type.startswith("text/html"):
                yield pytest.param(code, address, id=f"{code}{address}")


def flat_fields(reading: Reading) -> list[dict[str, str]]:
    """By record, the words of every printed field of the record itself; the running text is judged elsewhere."""
    return [
        {
            seen.field: seen.value_raw
            for seen in reading.observations
            if (seen.record_no, seen.item_no) == (number, 0) and seen.method != "derived" and seen.field != "description"
        }
        for number in reading.record_numbers
    ]


@pytest.mark.parametrize(("code", "address"), addresses(with_records=True))
def test_what_a_page_prints_is_what_is_read(code: str, address: str) -> None:
    assert flat_fields(read(code, address)) == neighbour(code).printed()[address]


@pytest.mark.parametrize(("code", "address"), addresses(with_records=True))
def test_every_span_holds_the_words_as_printed(code: str, address: str) -> None:
    text = page_of(code, address).text.text
    for seen in read(code, address).observations:
        assert seen.method == "derived" or text[seen.start : seen.end] == seen.value_raw


@pytest.mark.parametrize("with_records", [True, False])
@pytest.mark.parametrize("code", CODES)
def test_no_person_gets_past_the_parser(code: str, with_records: bool) -> None:
    for address in (case.values[1] for case in addresses(with_records=with_records) if case.values[0] == code):
        reading = read(code, str(address))
        told = [f"{seen.value} {seen.value_raw} {seen.label}" for seen in reading.observations]
        told += [f"{issue.message} {issue.label} {issue.value_raw}" for issue in reading.issues]
        assert [words for words in told if "Anna" in words or "example" in words] == []


@pytest.mark.parametrize(("code", "address"), addresses(with_records=False))
def test_a_page_that_shows_no_project_gives_no_record(code: str, address: str) -> None:
    reading = read(code, address)
    assert reading.record_numbers == ()
    assert reading.kind != "project"


@pytest.mark.parametrize("code", CODES)
def test_a_missing_page_gives_no_record(code: str) -> None:
    assert site_of(code).find("/finnes-inte").status == 404
    assert read(code, "/finnes-inte").record_numbers == ()


def entry_cases() -> Iterator[Any]:
    for code in CODES:
        for entry in entries(code):
            yield pytest.param(code, entry.address, id=f"{code}{entry.address}")


@pytest.mark.parametrize(("code", "address"), entry_cases())
def test_just_the_labels_that_nobody_declared_are_reported(code: str, address: str) -> None:
    registry = sources()[code].registry
    declared = {label_key(label) for label in (*registry.labels, *registry.dropped, *registry.ignored)}
    entry = next(entry for entry in entries(code) if entry.address == address)
    extra = {name.rpartition(">")[2] for name, _ in entry.extra}
    reported = {issue.label for issue in read(code, address).issues if issue.code == "unknown_label"}
    assert reported == {label for label in extra if label_key(label) not in declared}


@pytest.mark.parametrize(("code", "address"), entry_cases())
def test_words_that_are_no_value_are_reported_unless_there_are_none(code: str, address: str) -> None:
    entry = next(entry for entry in entries(code) if entry.address == address)
    reported = {issue.field for issue in read(code, address).issues}
    not_told = {field for field, words in entry.instead.items() if words} - reported
    assert not_told == set()


@pytest.mark.parametrize(("code", "address"), entry_cases())
def test_the_running_text_holds_the_sentences_of_the_page_and_no_labels(code: str, address: str) -> None:
    told: dict[str, tuple[str, ...]] = neighbour(code).described()
    descriptions = [seen.value for seen in read(code, address).observations if seen.field == "description"]
    assert [tuple(text.split("\n\n")) for text in descriptions] == ([told[address]] if address in told else [])


def wanted_links(code: str) -> dict[str, str]:
    """By address, the kind of every page of a site that a crawl should come to."""
    pages = site_of(code).pages
    kinds = {address: spec.kind for address, spec in pages.items() if spec.kind in ("project", "list")}
    return kinds | dict.fromkeys(CALLS_AT_A_PROJECTS_ADDRESS.get(code, ()), "project")


@pytest.mark.parametrize("code", CODES)
def test_list_pages_lead_to_the_projects_and_further_list_pages_and_nowhere_else(code: str) -> None:
    source, wanted = sources()[code], wanted_links(code)
    lists = [address for address, kind in wanted.items() if kind == "list"]
    found = {(link.url.removeprefix(host_of(code)), link.kind) for address in lists for link in source.discover(page_of(code, address))}
    start = source.registry.start_urls[0].removeprefix(host_of(code))
    assert found - {(start, "list")} == {(address, kind) for address, kind in wanted.items() if address != start}


@pytest.mark.parametrize("code", CODES)
def test_a_crawl_from_the_start_reaches_every_page(code: str) -> None:
    assert crawl(sources()[code], neighbour(code)) == wanted_links(code).keys()


def crawl(source: Source, module: ModuleType) -> set[str]:
    """The addresses reached from the start by following the links of list pages."""
    waiting = [url.removeprefix(module.HOST) for url in source.registry.start_urls]
    reached: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in reached:
            continue
        assert site_of(source.registry.code).find(address).status == 200, address
        reached.add(address)
        page = page_of(source.registry.code, address)
        if source.parse(page).kind == "list":
            waiting += [link.url.removeprefix(module.HOST) for link in source.discover(page)]
    return reached


@pytest.mark.parametrize("code", CODES)
def test_every_page_is_found_at_its_own_address(code: str) -> None:
    site = site_of(code)
    assert all(site.find(address) is spec for address, spec in site.pages.items())
    assert neighbour(code).site() == site


@pytest.mark.parametrize("code", CODES)
def test_every_fixture_is_a_page_of_the_sample(code: str) -> None:
    module = neighbour(code)
    for url in module.CASES.values():
        assert url.startswith(module.HOST)
        assert site_of(code).find(url.removeprefix(module.HOST)).status == 200


@pytest.mark.parametrize("code", CODES)
def test_invented_rows_look_invented(code: str) -> None:
    invented = [entry for entry in entries(code) if entry.origin != "real"]
    assert all(entry.origin == "invented" for entry in invented)
    marks = ("exempel", "eksempel", "esimerk", "ejempl", "beispiel", "przykład", "voorbeeld")
    for entry in invented:
        assert any(mark in " ".join(entry.words.values()).replace("\u00ad", "").casefold() for mark in marks), entry.address
