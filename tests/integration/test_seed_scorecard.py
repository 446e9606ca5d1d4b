"""The two project pages among the five seed documents, from page to scorecard: eleven of the twelve items that apply, letter h missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouse_inputs import Raw

from assets.steps.build_inputs import registry_row
from assets.steps.stored_pages import read_page
from parsers.reading import Page
from parsers.registry import source_for, sources
from pipeline.sample_site import SampleSite
from warehouse.connect import reading

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
HOST = "https://www.esf.se"
ADDRESSES = {code: f"/resultat/projektbanken/projekt/?dnr={code}" for code in ("22-021-S03", "23-051-S01")}


def sample_pages() -> list[Page]:
    site = SampleSite.of(sources()["esf_se"].folder)
    return [Page(HOST + address, site.find(HOST + address).body) for address in ADDRESSES.values()]


def seed_pages() -> list[Page]:
    files = [next(SEEDS.glob(f"{number}_*.txt")) for number in ("002", "003")]
    return [Page(HOST + address, file.read_bytes(), "text/plain") for address, file in zip(ADDRESSES.values(), files, strict=True)]


def warehouse_of(pages: list[Page], root: Path) -> Path:
    """A warehouse of what the registry's parser reads from the pages."""
    source = source_for(pages[0].url)
    raw = Raw(root, registries=(registry_row(source.registry),))
    raw.crawl(0)
    for page in pages:
        digest = raw.page(page.url)
        read = read_page(source, (page.url, digest), page)
        raw.pages[page.url, digest] |= read["page"][0]
        raw.records[page.url, digest] = read["record"]
    return raw.build()


@pytest.mark.parametrize("pages", [sample_pages, seed_pages])
def test_the_seeds_score_eleven_of_twelve_with_the_total_cost_missing(pages: object, tmp_path: Path) -> None:
    if pages is seed_pages and not SEEDS.is_dir():
        pytest.skip("../shared with the five seed documents is not here")
    path = warehouse_of(pages(), tmp_path)  # type: ignore[operator]
    with reading(path) as connection:
        scores = connection.execute("SELECT project_code, n_article_items, article_items_missing FROM mart.project ORDER BY ALL").fetchall()
        card = connection.execute(
            "SELECT letter, n_with, n_projects, grade, failing_urls_raw FROM mart.registry_scorecard ORDER BY letter"
        ).fetchall()
    assert scores == [("22-021-S03", 11, "h"), ("23-051-S01", 11, "h")]
    assert {letter for letter, _, _, grade, _ in card if grade == "published"} == set("adefgijklmn")
    assert [row for row in card if row[3] == "missing"] == [
        ("h", 0, 2, "missing", "\n".join(HOST + address for address in ADDRESSES.values()))
    ]
    assert [letter for letter, _, _, grade, _ in card if grade == "not_applicable"] == ["b", "c"]


def test_a_municipality_list_puts_a_seventh_part_of_the_project_elsewhere(tmp_path: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip("../shared with the five seed documents is not here")
    with reading(warehouse_of(seed_pages(), tmp_path)) as connection:
        found = connection.execute(
            "SELECT municipality_name FROM core.location WHERE basis = 'text_mentioned' AND nuts2_region_code = 'SE32' "
            "AND project_id = 'esf_se:22-021-S03' ORDER BY 1"
        ).fetchall()
    assert found == [("Kramfors",), ("Sollefteå",), ("Strömsund",)]
