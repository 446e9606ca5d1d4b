"""Hostile words of a registry in a real Chromium: in the report of a run over them, and in every page of the Dagster UI that shows them.

Pictures: screenshots/hostile-*.png.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from operating import ROOT, UI, Watch, end, shoot, start_ui
from playwright.sync_api import Browser, Page, expect

from tests.hostile_pages import HELD
from warehouse.visible import visible

pytestmark = pytest.mark.ui

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
HELD_FOR = visible("'Ny <script>window.hacked=1</script> \x1b[31m\u202e[x](javascript:window.hacked=1)'")
ISOLATED = """() => {
    const marks = /[\\u200e\\u200f\\u061c\\u0590-\\u08ff]/, found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        if (!marks.test(walk.currentNode.data) || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
        const isolates = (each) => each && (/isolate|plaintext/.test(getComputedStyle(each).unicodeBidi) || each.tagName === "OPTION");
        if (!isolates(element) && !isolates(element.parentElement)) found.push(`${element.tagName}: ${walk.currentNode.data.slice(0, 60)}`);
    }
    return found;
}"""
"""Words with a direction of their own that stand in no element that keeps it from its neighbours."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a run over hostile pages."""
    return _ran(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(scope="module")
def hostile_ui(hostile: Path) -> Iterator[UI]:
    started = start_ui(hostile)
    yield started
    end(started)


@pytest.fixture(scope="module")
def held_ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UI]:
    """A UI over a run whose crawl is held back for a hostile label."""
    started = start_ui(_ran(tmp_path_factory.mktemp("held") / "data", **{HELD: "yes"}))
    yield started
    end(started)


def _ran(folder: Path, **told: str) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile_pages", "run", "--registry", "esf_se", "--data-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | told,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stdout + done.stderr
    return folder


@pytest.fixture
def dialogs() -> list[str]:
    return []


def _follow(tab: Page, watch: Watch, dialogs: list[str]) -> None:
    def refuse(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    watch.follow(tab)
    tab.on("dialog", refuse)


@pytest.fixture
def tab(chromium: Browser, hostile_ui: UI, watch: Watch, dialogs: list[str]) -> Iterator[Page]:
    """A tab on the Dagster UI; afterwards nothing of the words has run, and nobody else was asked for anything."""
    context = chromium.new_context(base_url=hostile_ui.address, viewport={"width": 1600, "height": 1000})
    context.set_default_timeout(20_000)
    tab = context.new_page()
    _follow(tab, watch, dialogs)
    yield tab
    assert tab.evaluate("window.hacked") is None
    context.close()
    assert (dialogs, watch.errors, watch.foreign_requests(hostile_ui.port)) == ([], [], [])


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def report(request: pytest.FixtureRequest, chromium: Browser, hostile: Path, watch: Watch, dialogs: list[str]) -> Iterator[Page]:
    """The report as the run left it, opened from its file; afterwards nothing of the words has run."""
    context = chromium.new_context(viewport=request.param, offline=True, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    tab = context.new_page()
    _follow(tab, watch, dialogs)
    tab.goto((hostile / "report.html").as_uri())
    tab.wait_for_selector("html[data-ready=yes]", state="attached")
    yield tab
    assert tab.evaluate("window.hacked") is None
    context.close()
    foreign = [url for url in watch.requests if not url.startswith(("file://", "data:", "blob:"))]
    assert (dialogs, watch.errors, foreign) == ([], [], [])


def _is_calm(page: Page) -> None:
    """Nothing of the words became an element, a link that does something, or a mark that turns its neighbours."""
    assert page.evaluate("window.hacked") is None
    assert page.locator("[onerror], [onload], [href^='javascript:'], [src='x'], iframe, object, embed").count() == 0
    assert BIDI.findall(page.locator("body").inner_text()) == []


# ---- report


def test_the_report_shows_hostile_words_as_words(report: Page) -> None:
    expect(report.locator("#results")).to_contain_text("window.hacked=1")
    report.screenshot(path=Path(__file__).with_name("screenshots") / f"hostile-report-{_width(report)}.png", full_page=True)
    _is_calm(report)
    assert report.locator("img").count() == 0
    assert report.evaluate(ISOLATED) == []
    assert report.evaluate("document.documentElement.scrollWidth") == _width(report)


def test_every_detail_of_the_report_shows_hostile_words_as_words(report: Page) -> None:
    more = report.get_by_role("button", name=re.compile("^Show .* more$"))
    if more.count():
        more.click()
    links = report.locator("#results a").all()
    assert len(links) > 40
    for link in links:
        link.evaluate("each => each.click()")
        expect(report.locator("#detail .evidence")).to_be_attached()
        _is_calm(report)
        assert report.locator("#detail img, #detail svg, #detail script").count() == 0
        assert report.locator("#detail a:not([href^='https://www.esf.se/']):not([href^='#project='])").count() == 0
        assert report.evaluate(ISOLATED) == []
        assert report.evaluate("document.getElementById('detail').scrollWidth") <= _width(report)
        report.evaluate("document.getElementById('detail').close()")


def _width(page: Page) -> int:
    return (page.viewport_size or WIDE)["width"]


# ---- Dagster UI


@pytest.mark.parametrize(
    ("asset", "shows"),
    [
        ("capture/esf_se", "javascript:window.hacked=1"),
        ("observation/esf_se", "diarium sql"),
        ("core/project", "diarium sql"),
        ("mart/project", "diarium sql"),
        ("mart/participation", "diarium sql"),
    ],
)
def test_an_asset_shows_hostile_addresses_as_words_and_how_to_see_values(tab: Page, asset: str, shows: str) -> None:
    _shows(tab, f"/assets/{asset}", shows)
    shoot(tab, f"hostile-{asset.replace('/', '-')}")


@pytest.mark.parametrize(
    ("asset", "check", "shows"),
    [
        ("capture/esf_se", "crawl_complete", "Passed"),
        ("observation/esf_se", "reading_accepted", "Passed"),
        ("observation/esf_se", "nothing_quarantined", "dnr="),
        ("core/organisation_name", "one_number_one_name", "diarium status --check core.organisation_name:one_number_one_name"),
        ("core/project_region", "postcode_lies_in_stated_region", "diarium status --check core.project_region:postcode"),
        ("core/location", "region_name_fits_code", "diarium status --check core.location:region_name_fits_code"),
        ("core/project", "no_boilerplate_in_texts", "diarium status --check no_boilerplate_in_texts"),
    ],
)
def test_a_check_names_the_command_that_shows_its_rows(tab: Page, asset: str, check: str, shows: str) -> None:
    _shows(tab, f"/assets/{asset}?view=checks&checkDetail={check}", shows)
    shoot(tab, f"hostile-check-{check}")


def test_a_crawl_that_is_held_back_says_why_in_words(tab: Page, held_ui: UI, watch: Watch) -> None:
    _shows(tab, f"{held_ui.address}/assets/observation/esf_se?view=checks&checkDetail=reading_accepted", HELD_FOR)
    shoot(tab, "hostile-held")
    _shows(tab, f"{held_ui.address}/assets/observation/esf_se", HELD_FOR)
    assert watch.foreign_requests(held_ui.port) == []
    watch.requests.clear()


def _shows(page: Page, address: str, words: str) -> None:
    page.goto(address)
    expect(page.get_by_text(re.compile("Passed|Failed|Latest materialization")).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    said = [page.locator("body").inner_text(), *_opened(page)]
    assert any(words in each for each in said), said
    _is_calm(page)


def _opened(page: Page) -> list[str]:
    """What the values say that are too long for their line."""
    said = []
    for value in page.get_by_text(re.compile(r"^\[Show (Markdown|JSON)\]$")).all():
        value.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        said.append(dialog.inner_text())
        _is_calm(page)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    return said


def test_a_run_log_shows_hostile_words_as_words(tab: Page) -> None:
    tab.goto("/runs")
    runs = tab.locator("a[href^='/runs/']")
    expect(runs.first).to_be_visible()
    addresses = list(dict.fromkeys(run.get_attribute("href") or "" for run in runs.all()))
    for address in (each for each in addresses if re.fullmatch(r"/runs/[0-9a-f-]{36}", each)):
        tab.goto(address)
        expect(tab.get_by_role("button", name="View tags and config")).to_be_visible()
        tab.wait_for_load_state("networkidle")
        _is_calm(tab)
    shoot(tab, "hostile-run")
