"""Hostile words of a registry in a real Chromium: in every page of the Dagster UI that shows them (the report: `test_report_page.py`).

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

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
HELD_FOR = visible("'Ny <script>window.hacked=1</script> \x1b[31m\u202e[x](javascript:window.hacked=1)'")


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
def tab(chromium: Browser, hostile_ui: UI, watch: Watch) -> Iterator[Page]:
    """A tab on the Dagster UI; afterwards nothing of the words has run, and nobody else was asked for anything."""
    context = chromium.new_context(base_url=hostile_ui.address, viewport={"width": 1600, "height": 1000})
    context.set_default_timeout(20_000)
    tab = context.new_page()
    dialogs: list[str] = []

    def refuse(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    watch.follow(tab)
    tab.on("dialog", refuse)
    yield tab
    assert tab.evaluate("window.hacked") is None
    context.close()
    assert (dialogs, watch.errors, watch.foreign_requests(hostile_ui.port)) == ([], [], [])


def _is_calm(page: Page) -> None:
    """Nothing of the words became an element, a link that does something, or a mark that turns its neighbours."""
    assert page.evaluate("window.hacked") is None
    assert page.locator("[onerror], [onload], [href^='javascript:'], [src='x'], iframe, object, embed").count() == 0
    assert BIDI.findall(page.locator("body").inner_text()) == []


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
        ("core/organisation_name", "rules", "diarium status --check core.organisation_name:one_number_one_name"),
        ("core/project_region", "rules", "diarium status --check core.project_region:postcode"),
        ("core/location", "rules", "diarium status --check core.location:region_name_fits_code"),
        ("mart/project_all", "rules", "diarium status --check mart.project_all:texts_have_no_broken_characters"),
    ],
)
def test_a_check_names_the_command_that_shows_its_rows(tab: Page, asset: str, check: str, shows: str) -> None:
    _shows(tab, f"/assets/{asset}?view=checks&checkDetail={check}", shows)
    shoot(tab, f"hostile-check-{asset.replace('/', '-')}-{check}")


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
