"""Every word that the sample pages of Interreg and of projects print is read as printed, and nothing else, against their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from parsers.declaration import Registry as Declared
from parsers.reading import Observation, Page, Reading
from parsers.registry import source_for, sources
from parsers.vocabulary.fields import FIELDS
from pipeline.sample.neighbours import interreg_no, interreg_se_no, npa, project_page
from pipeline.sample.neighbours.told import Leaf

MODULES: dict[str, ModuleType] = {
    "interreg_no": interreg_no,
    "interreg_se_no": interreg_se_no,
    "npa": npa,
    "project_page": project_page,
}
IS_HTML = "text/html"


def leaves(code: str) -> tuple[Leaf, ...]:
    found: tuple[Leaf, ...] = MODULES[code].leaves()
    return found


def html_leaves() -> Iterator[Any]:
    for code in MODULES:
        for leaf in leaves(code):
            if leaf.spec.content_type.startswith(IS_HTML):
                yield pytest.param(code, leaf, id=f"{code}{leaf.address}")


def leaves_with_records() -> Iterator[Any]:
    return (param for param in html_leaves() if param.values[1].records)


@cache
def read(code: str, url: str) -> tuple[Page, Reading]:
    """The page that the sample site serves at `url`, and what its registry's parser makes of it."""
    parts = urlsplit(url)
    spec = MODULES[code].site().find(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert spec.status == 200
    page = Page(url, spec.body, spec.content_type)
    return page, sources()[code].parse(page)


def observed(reading: Reading) -> Iterator[list[Observation]]:
    """What was read with words of the page, record by record; descriptions are prose and no facts."""
    for number in reading.record_numbers:
        yield [s for s in reading.observations if s.record_no == number and s.method != "derived" and s.field != "description"]


def flat(seen: list[Observation]) -> dict[str, str]:
    return {each.field: each.value_raw for each in seen if each.item_no == 0}


def grouped(seen: list[Observation]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in sorted(seen, key=lambda each: each.item_no):
        if each.item_no:
            found[each.field].append(each.value_raw)
    return dict(found)


@pytest.mark.parametrize(("code", "leaf"), leaves_with_records())
def test_flat_fields_are_the_words_printed(code: str, leaf: Leaf) -> None:
    _, reading = read(code, leaf.url)
    assert [flat(seen) for seen in observed(reading)] == MODULES[code].printed()[leaf.address]


@pytest.mark.parametrize(("code", "leaf"), leaves_with_records())
def test_members_of_groups_are_the_words_printed(code: str, leaf: Leaf) -> None:
    _, reading = read(code, leaf.url)
    assert [grouped(seen) for seen in observed(reading)] == MODULES[code].members()[leaf.address]


VALUES = [
    ("interreg_se_no", "/?portfolio=scandinavian-science-cluster-2", 1, 0, "start_on", "2015-09-01"),
    ("interreg_se_no", "/?portfolio=scandinavian-science-cluster-2", 1, 0, "eu_contribution", "1115740"),
    ("interreg_se_no", "/?portfolio=scandinavian-science-cluster-2", 1, 1, "funding_currency", "NOK"),
    ("interreg_se_no", "/?portfolio=scandinavian-science-cluster-2", 1, 1, "partner_country_code", "NO"),
    ("interreg_se_no", "/?portfolio=exempelvagen-2", 1, 2, "funding_amount", "1800000"),
    ("interreg_se_no", "/?portfolio=exempelvagen-2", 1, 3, "funding_currency", "NOK"),
    ("interreg_se_no", "/?portfolio=exempelvagen-2", 1, 0, "total_cost", None),
    ("interreg_se_no", "/portfolio/granslos-exempelmusik/", 1, 0, "eu_contribution", "639563"),
    ("interreg_se_no", "/?portfolio=exempelsjon", 1, 0, "start_on", "2016-06"),
    ("interreg_se_no", "/46-miljoner-euro-till-exempelprojekt/", 2, 0, "duration_months", "30"),
    ("interreg_se_no", "/46-miljoner-euro-till-exempelprojekt/", 1, 0, "eu_cofinancing_rate_pct", None),
    ("interreg_se_no", "/tre-projekt-prioriterade/", 3, 0, "total_cost", "1629843"),
    ("interreg_se_no", "/tre-projekt-prioriterade/", 3, 0, "end_on", "2027-09-30"),
    ("interreg_se_no", "/tre-projekt-prioriterade/", 1, 0, "amounts_stage", "applied"),
    ("interreg_se_no", "/no/tre-prosjekter-prioritert/", 1, 0, "end_on", "2027-04-30"),
    ("interreg_se_no", "/no/tre-prosjekter-prioritert/", 2, 0, "start_on", "2024-09-02"),
    ("interreg_se_no", "/no/tre-prosjekter-prioritert/", 2, 0, "beneficiary_name", None),
    ("interreg_no", "/prosjektbank/innovasjonssenter-forprosjekt/", 1, 0, "national_contribution", None),
    ("interreg_no", "/prosjektbank/gronn-eksempelvekst/", 1, 0, "total_cost", "772850"),
    ("interreg_no", "/prosjektbank/eksempelleden/", 1, 0, "national_contribution_currency", "NOK"),
    ("interreg_no", "/2018/06/62-millioner-euro-til-samarbeid/", 1, 0, "duration_months", "36"),
    ("interreg_no", "/2018/06/62-millioner-euro-til-samarbeid/", 1, 0, "eu_contribution", "298968"),
    ("interreg_no", "/2020/01/fire-eksempelprosjekter/", 1, 0, "national_contribution", None),
    ("interreg_no", "/2020/01/fire-eksempelprosjekter/", 4, 0, "total_cost", "7000000"),
    ("interreg_no", "/2020/01/fire-eksempelprosjekter/", 4, 0, "eu_contribution", None),
    ("interreg_no", "/2020/01/tre-eksempler-lengst-i-nord/", 3, 0, "national_contribution", None),
    ("npa", "/interreg-npa-2021-2027/approved-projects", 1, 0, "project_code", None),
    ("npa", "/interreg-npa-2021-2027/approved-projects", 1, 2, "partner_country_code", "SE"),
    ("npa", "/interreg-npa-2021-2027/approved-projects", 2, 0, "country_code", "IE"),
    ("npa", "/news/preparatory-projects-approved/", 1, 0, "eu_contribution", "13985.5"),
    ("npa", "/news/preparatory-projects-approved/", 1, 0, "support_amount", "57889"),
    ("project_page", "/prosjektet/", 1, 1, "funding_share_pct", "50"),
    ("project_page", "/prosjektet/", 1, 0, "eu_cofinancing_rate_pct", None),
    ("project_page", "/prosjektet/", 1, 0, "eu_contribution", None),
    ("project_page", "/prosjektet/", 1, 0, "start_on", None),
    ("project_page", "/mal/", 1, 5, "indicator_baseline_on", "2015-H2"),
    ("project_page", "/om/", 1, 0, "eu_contribution", "43000000"),
    ("project_page", "/om/", 1, 0, "currency", "DKK"),
    ("project_page", "/om/", 1, 2, "funding_recipient_names", '["Tradium", "Learnmark", "Mercantec"]'),
    ("project_page", "/nyheter/exempel-som-far-pengar/", 1, 0, "eu_contribution", "19800000"),
    ("project_page", "/nyheter/exempel-som-far-pengar/", 3, 0, "fund_code", None),
    ("project_page", "/exempelhamnen/", 1, 0, "total_cost", "1275000"),
    ("project_page", "/exempelskogen/", 1, 0, "published_on", "2021-05-03"),
    ("project_page", "/eksempler-for-alle/", 1, 0, "eu_contribution", "12126364"),
    ("project_page", "/eksempler-for-alle/", 1, 0, "published_on", None),
]
"""What the words that are easily misread mean, by page, record, item and field; None where the page does not say, or says it brokenly."""


@pytest.mark.parametrize(("code", "address", "record_no", "item_no", "field", "value"), VALUES)
def test_values_that_are_easily_misread(code: str, address: str, record_no: int, item_no: int, field: str, value: str | None) -> None:
    url = next(leaf.url for leaf in leaves(code) if leaf.address == address)
    _, reading = read(code, url)
    found = [s.value for s in reading.observations if (s.record_no, s.item_no, s.field) == (record_no, item_no, field)]
    assert found == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("code", "address", "issue"),
    [
        ("interreg_no", "/prosjektbank/innovasjonssenter-forprosjekt/", "unreadable_amount"),
        ("interreg_no", "/prosjektbank/gronn-eksempelvekst/", "encoding"),
        ("interreg_no", "/IREG/Web.nsf/ShowProject?OpenForm&B=Prosjekter0713&ID=2E1E73DB77945B4FC125772A0045C443", "two_currencies"),
        ("interreg_no", "/2020/01/fire-eksempelprosjekter/", "unreadable_amount"),
        ("interreg_no", "/2020/01/tre-eksempler-lengst-i-nord/", "zero_amount"),
        ("interreg_se_no", "/no/tre-prosjekter-prioritert/", "duplicate_label"),
        ("npa", "/interreg-npa-2021-2027/approved-projects", "missing_field"),
        ("project_page", "/exempelskogen/", "encoding"),
        ("project_page", "/eksempelmusikken/", "mixed_currencies"),
    ],
)
def test_what_is_broken_is_reported_once(code: str, address: str, issue: str) -> None:
    url = next(leaf.url for leaf in leaves(code) if leaf.address == address)
    _, reading = read(code, url)
    assert [each.code for each in reading.issues].count(issue) == 1


@pytest.mark.parametrize(("code", "leaf"), html_leaves())
def test_spans_hold_the_words(code: str, leaf: Leaf) -> None:
    page, reading = read(code, leaf.url)
    for seen in reading.observations:
        assert (seen.start is None) == (seen.method == "derived")
        if seen.start is not None:
            assert page.text.text[seen.start : seen.end] == seen.value_raw


@pytest.mark.parametrize(("code", "leaf"), html_leaves())
def test_no_contact_person_gets_past_the_parser(code: str, leaf: Leaf) -> None:
    page, reading = read(code, leaf.url)
    told = [words for seen in reading.observations for words in (seen.value, seen.value_raw, seen.label)]
    told += [words for issue in reading.issues for words in (issue.message, issue.value_raw, issue.label)]
    everything = "\n".join(words for words in told if words)
    assert "Anna" not in everything
    assert "example" not in everything
    assert "000-000 00 00" not in page.text.text
    assert "anna.exempel" not in page.text.text


@pytest.mark.parametrize(("code", "leaf"), [param for param in html_leaves() if not param.values[1].records])
def test_other_pages_give_no_record(code: str, leaf: Leaf) -> None:
    _, reading = read(code, leaf.url)
    assert reading.record_numbers == ()
    assert reading.observations == ()


@pytest.mark.parametrize(("code", "leaf"), html_leaves())
def test_pages_of_undeclared_hosts_are_read_as_project_pages(code: str, leaf: Leaf) -> None:
    assert source_for(leaf.url).registry.code == code


@pytest.mark.parametrize("code", MODULES)
def test_a_crawl_reaches_every_project_and_list_page_and_no_other(code: str) -> None:
    declared: Declared = sources()[code].registry
    reached: set[str] = set()
    waiting = list(declared.start_urls)
    while waiting:
        url = waiting.pop()
        canonical = sources()[code].canonical_url(url)
        if canonical in reached:
            continue
        reached.add(canonical)
        page, _ = read(code, url)
        waiting += [urljoin(url, link.url) for link in sources()[code].discover(page)]
    meant = {sources()[code].canonical_url(leaf.url) for leaf in leaves(code) if leaf.spec.kind in ("project", "list")}
    starts = {sources()[code].canonical_url(url) for url in declared.start_urls}
    assert reached == (starts if code == "project_page" else meant)


@pytest.mark.parametrize("code", [code for code in MODULES if code != "project_page"])
def test_discover_says_what_each_link_of_a_list_page_is(code: str) -> None:
    site = MODULES[code].site()
    for leaf in leaves(code):
        if leaf.spec.kind != "list":
            continue
        page, _ = read(code, leaf.url)
        found = sources()[code].discover(page)
        assert len({sources()[code].canonical_url(link.url) for link in found}) == len(found)
        for link in found:
            parts = urlsplit(sources()[code].canonical_url(link.url))
            assert parts.hostname in sources()[code].registry.hosts
            served = site.find(f"{urlsplit(link.url).path}?{urlsplit(link.url).query}")
            assert served.kind == link.kind


@pytest.mark.parametrize(("code", "leaf"), html_leaves())
def test_every_word_of_the_table_stands_on_the_page(code: str, leaf: Leaf) -> None:
    page, _ = read(code, leaf.url)
    for record in leaf.records:
        for name, words in record.items():
            assert name in FIELDS
            for each in [words] if isinstance(words, str) else words:
                assert each in page.text.text


@pytest.mark.parametrize("code", MODULES)
def test_cases_are_pages_of_the_site(code: str) -> None:
    urls = {leaf.url for leaf in leaves(code)}
    assert 3 <= len(MODULES[code].CASES) <= 6
    assert set(MODULES[code].CASES.values()) <= urls
