"""Every registry found, page by page: what is printed there is read, nothing else is, and lists lead to all of it.

No registry is named here: a folder that is added is judged as the others are. A folder without samples or facts fails, with a line that
says what to add.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from parsers.page.labels import label_key
from parsers.reading import Link, Page
from parsers.registry import Source, source_for, sources
from pipeline.commands.fixture import EXPECTED, changes, expected_pages
from pipeline.sample_facts import Sample, differences, folder_of, read_facts
from pipeline.sample_site import SampleSite

CODES = tuple(sources())
PERSON = re.compile(r"anna\W+(?:exempel|eksempel|esimerkki)|example\.se|000-000 00 00", re.I)
CONTACT = re.compile(r"anna\.exempel|000-000 00 00", re.I)  # is masked in the text of a page already
INVENTED = re.compile(
    "exempel|eksempel|esimerk|ejempl|beispiel|przykład|voorbeeld|fiktiv|mönsterhamn|påhitt|provbank|provstad|skenstad|testeby", re.I
)
NOBODYS_NUMBER = "99"  # what the organisation numbers of nobody begin with


@cache
def site_of(code: str) -> SampleSite:
    return SampleSite.of(sources()[code].folder)


def samples_of(code: str) -> list[Sample]:
    return list(folder_of(code).samples.values())


@cache
def told_by_field(code: str) -> dict[str, list[str]]:
    """By field what differs between facts.csv and the readings."""
    found = defaultdict(list)
    for place, told in differences(folder_of(code)):
        found[place.field].append(told)
    return found


def fields() -> Iterator[Any]:
    """Every field of which a registry's facts.csv has a row."""
    for code in CODES:
        file = sources()[code].folder / "facts.csv"
        for field in sorted({place.field for place in read_facts(file)}) if file.is_file() else ():
            yield pytest.param(code, field, id=f"{code}-{field}")


@pytest.mark.parametrize(("code", "field"), fields())
def test_what_facts_say_is_read(code: str, field: str) -> None:
    if told := told_by_field(code)[field]:
        pytest.fail("\n".join(told), pytrace=False)


@pytest.mark.parametrize("code", CODES)
def test_no_field_is_read_of_which_facts_say_nothing(code: str) -> None:
    named = {place.field for place in folder_of(code).facts}
    assert [told for field, each in told_by_field(code).items() if field not in named for told in each] == []


@pytest.mark.parametrize("code", CODES)
def test_facts_name_pages_of_the_site_and_words_printed_there(code: str) -> None:
    folder = folder_of(code)
    assert {place.page for place in folder.facts} <= folder.samples.keys()
    texts = {file: sample.page.text.text for file, sample in folder.samples.items()}
    assert [str(place) for place, words in folder.facts.items() if words.printed not in texts[place.page]] == []


@pytest.mark.parametrize("code", CODES)
def test_a_page_without_facts_gives_no_record(code: str) -> None:
    told_of = {place.page for place in folder_of(code).facts}
    silent = [sample for sample in samples_of(code) if sample.spec.file not in told_of]
    assert [sample.spec.file for sample in silent if sample.reading.record_numbers] == []


@pytest.mark.parametrize("code", CODES)
def test_every_span_holds_the_words_as_printed(code: str) -> None:
    for sample in samples_of(code):
        text = sample.page.text.text
        for seen in sample.reading.observations:
            assert (seen.start is None) == (seen.method == "derived"), (sample.spec.file, seen)
            assert seen.start is None or text[seen.start : seen.end] == seen.value_raw, (sample.spec.file, seen)


@pytest.mark.parametrize("code", CODES)
def test_no_contact_person_gets_past_the_reader(code: str) -> None:
    for sample in samples_of(code):
        told = [words for seen in sample.reading.observations for words in (seen.value, seen.value_raw, seen.label)]
        told += [words for issue in sample.reading.issues for words in (issue.message, issue.value_raw, issue.label)]
        assert [words for words in told if words and PERSON.search(words)] == [], sample.spec.file
        assert CONTACT.search(sample.page.text.text) is None, sample.spec.file


@pytest.mark.parametrize("code", CODES)
def test_an_organisation_that_does_not_exist_looks_it_and_has_nobodys_number(code: str) -> None:
    facts = folder_of(code).facts
    names = {(place.page, place.record): words.value for place, words in facts.items() if place.field == "beneficiary_name"}
    for place, words in facts.items():
        if place.field == "beneficiary_org_number" and words.value:
            is_invented = bool(INVENTED.search(names[place.page, place.record]))
            assert words.value.startswith(NOBODYS_NUMBER) == is_invented, f"{place}: {words.value}"


@pytest.mark.parametrize("code", CODES)
def test_a_missing_page_gives_no_record(code: str) -> None:
    missing, source = site_of(code).not_found, sources()[code]
    assert missing.status == 404
    for sample in samples_of(code):
        assert source.parse(Page(sample.page.url, missing.body, missing.content_type)).record_numbers == ()


@pytest.mark.parametrize("code", CODES)
def test_just_the_labels_that_nobody_declared_are_reported(code: str) -> None:
    registry = sources()[code].registry
    declared = {label_key(label) for label in (*registry.labels, *registry.dropped, *registry.ignored)}
    for sample in samples_of(code):
        unknown = [issue.label for issue in sample.reading.issues if issue.code == "unknown_label" and issue.label]
        assert [label for label in unknown if label_key(label) in declared] == [], sample.spec.file


@cache
def changed(code: str) -> dict[str, dict[str, list[str]]]:
    """By field what is read otherwise than expected.json says."""
    source = sources()[code]
    held = json.loads((source.folder / EXPECTED).read_text("utf-8"))
    return changes(held, expected_pages(source, site_of(code)))


def expected_fields() -> Iterator[Any]:
    """Every field that a registry's expected.json holds."""
    for code in CODES:
        file = sources()[code].folder / EXPECTED
        held = changes({}, json.loads(file.read_text("utf-8"))) if file.is_file() else {}
        yield from (pytest.param(code, field, id=f"{code}-{field}") for field in sorted(held))


@pytest.mark.parametrize(("code", "field"), expected_fields())
def test_a_fresh_reading_is_what_was_read_before(code: str, field: str) -> None:
    assert changed(code).get(field, {}) == {}, f"run: diarium fixture {code}, then read git diff"


@pytest.mark.parametrize("code", CODES)
def test_no_field_is_new_against_what_was_read_before(code: str) -> None:
    assert changed(code).keys() == set(), f"run: diarium fixture {code}, then read git diff"


@pytest.mark.parametrize("code", CODES)
def test_lists_lead_from_the_start_to_every_project_and_list_of_the_site_and_to_nothing_else(code: str) -> None:
    source = sources()[code]
    kinds = {source.canonical_url(address): page.kind for address, page in site_of(code).pages.items()}
    meant = {address: kind for address, kind in kinds.items() if kind in ("project", "list")}
    reached = crawled(source)
    # a call or a page that is gone may have the address of a project; a start page of a registry of pages is no list
    looks_alike = {address: "project" for address, kind in kinds.items() if kind in ("call", "error") and address in reached}
    starts = {source.canonical_url(url): "list" for url in source.registry.start_urls}
    assert reached == meant | looks_alike | starts


def crawled(source: Source) -> dict[str, str]:
    """By canonical address what its link says is there, of all that a crawl from the start addresses reaches."""
    files = {source.canonical_url(address): page.file for address, page in site_of(source.registry.code).pages.items()}
    waiting = [Link(url, "list") for url in source.registry.start_urls]
    reached: dict[str, str] = {}
    while waiting:
        link = waiting.pop()
        address = source.canonical_url(link.url)
        if address not in reached:
            reached[address] = link.kind
            if link.kind == "list" and address in files:
                waiting += source.discover(folder_of(source.registry.code).samples[files[address]].page)
    return reached


@pytest.mark.parametrize("code", CODES)
def test_the_address_of_a_page_decides_who_reads_it(code: str) -> None:
    assert [sample.page.url for sample in samples_of(code) if source_for(sample.page.url).registry.code != code] == []


@pytest.mark.parametrize("code", CODES)
def test_each_label_is_declared_once(code: str) -> None:
    registry = sources()[code].registry
    declared = [label_key(label) for label in (*registry.labels, *registry.dropped, *registry.ignored)]
    assert [label for label in declared if declared.count(label) > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_what_a_healthy_registry_looks_like_is_declared(code: str) -> None:
    registry = sources()[code].registry
    if registry.authority != "project_page":  # whose pages have no codes, and so no projects
        assert registry.expect.min_projects > 0
        assert registry.expect.fill
