"""The site that the whole product is measured on: it is read as it is meant, and by our crawler from a server that already runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers.reading import Page
from parsers.registry import Source, look_in, sources
from pipeline.fetch.crawlers import SampleCrawler
from pipeline.sample_server import SampleServer
from pipeline.sample_site import SamplePage, SampleSite
from pipeline.settings import Settings
from tests import benchmarks
from tests.benchmarks.generated_site import HOST, PER_LIST, Project, project, project_page, site

LEAVES_A_ROW_OUT = 19


@pytest.fixture(scope="module")
def bench_se() -> Source:
    look_in(Path(benchmarks.__file__).parent / "registries")
    try:
        return sources()["bench_se"]
    finally:
        look_in(None)


def read(source: Source, shown: Project) -> tuple[dict[str, str], list[str]]:
    """The values read of a project's page by field, and the codes of the issues."""
    reading = source.parse(Page(HOST + shown.address, project_page(shown)))
    return {seen.field: seen.value for seen in reading.observations}, [issue.code for issue in reading.issues]


@pytest.mark.parametrize("number", [0, 1, LEAVES_A_ROW_OUT])
def test_every_value_is_read_as_it_is_meant(number: int, bench_se: Source) -> None:
    shown = project(number)
    values, issues = read(bench_se, shown)
    assert values == {**shown.meant, "currency": "SEK"}
    assert issues == []


def test_the_pages_have_both_layouts_and_45_kilobytes() -> None:
    shown = [project(number) for number in (0, 1, LEAVES_A_ROW_OUT)]
    assert {each.is_layout_a for each in shown} == {True, False}
    assert all(40_000 < len(project_page(each)) < 50_000 for each in shown)
    firsts = {re.search(r'<dt class="fact-name"><strong>([^<]+):', project_page(each).decode())[1] for each in shown}  # type: ignore[index]
    assert firsts == {"Land som berörs", "Diarienummer"}


def test_no_two_projects_share_an_address() -> None:
    assert len({project(number).address for number in range(2_000)}) == 2_000


def test_a_crawl_from_a_given_server_visits_every_page_of_the_site(bench_se: Source) -> None:
    pages = site(PER_LIST + 2)
    served = SampleSite({f"{HOST}{path}": SamplePage(body) for path, body in pages.items()}, SamplePage(b"", 404))
    with SampleServer(served) as server:
        crawler = SampleCrawler(Settings(sample_server=server.base_url))
        crawled = [exchange.url for exchange in crawler.crawl(bench_se, {}, lambda *_: None, lambda _: False)]  # type: ignore[union-attr]
        answered = {request.path for request in server.requests}
    assert answered == pages.keys()
    assert sorted(crawled) == sorted(f"{HOST}{path}" for path in answered - {"/robots.txt"})
