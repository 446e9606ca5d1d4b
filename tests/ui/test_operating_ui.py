"""What an operator does in the Dagster UI: reads the figures of an asset, its schedule and its freshness, is alerted, and decides."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from operating import UI, end, shoot, start_ui
from playwright.sync_api import Browser, Locator, Page, expect

from parsers.registry import sources

pytestmark = pytest.mark.ui

WHY = "the site is right as it is, I looked at it"
PATIENCE_S = 120


# ---- the page of an asset


@pytest.mark.parametrize(
    ("asset", "figures", "plotted"),
    [
        ("capture/esf_se", ("pages", "unchanged", "failed"), "pages"),
        ("observation/esf_se", ("projects", "quarantined", "issues"), "projects"),
        ("mart/funding_by_region_fund", ("row count",), "row count"),
    ],
)
def test_a_materialisation_tells_what_changed_against_the_last_time_with_a_plot(
    page: Page, asset: str, figures: tuple[str, ...], plotted: str
) -> None:
    page.goto(f"/assets/{asset}")
    change = _value(page, "change against last time")
    expect(change.locator("tbody tr")).to_have_count(len(figures))
    for figure, row in zip(figures, change.locator("tbody tr").all(), strict=True):
        name, before, now, difference = row.locator("td").all_inner_texts()
        assert name == figure
        assert int(now.replace(",", "")) - int(before.replace(",", "")) == (0 if difference == "none" else int(difference.replace(",", "")))
    plot = _value(page, f"{plotted}, the last times").locator("img")
    expect(plot).to_be_visible()
    assert plot.evaluate("image => image.complete && image.naturalWidth") > 50
    assert re.fullmatch(rf"{plotted}, oldest first: \d+, \d+", plot.get_attribute("alt") or "")
    plot.scroll_into_view_if_needed()
    shoot(page, f"20-figures-of-{asset.replace('/', '-')}")


def test_an_observation_says_how_full_its_fields_are_and_how_to_see_its_values(page: Page) -> None:
    page.goto("/assets/observation/esf_se")
    expect(_value(page, "fields")).to_be_visible()
    expect(_value(page, "to see them")).to_contain_text("diarium sql \"FROM staging.observation WHERE registry = 'esf_se' LIMIT 8\"")


def test_an_asset_has_an_owner_a_link_to_its_site_and_a_freshness_policy_that_holds(page: Page) -> None:
    page.goto("/assets/capture/esf_se")
    expect(page.get_by_text("operators", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="www.esf.se/resultat/projektbanken/", exact=True)).to_have_attribute(
        "href", "https://www.esf.se/resultat/projektbanken/"
    )
    expect(page.get_by_text(f"Fails if more than {sources()['esf_se'].registry.expect.max_age_days} days since last")).to_be_visible()
    expect(page.get_by_text("Passing").first).to_be_visible()


def test_the_lineage_of_a_mart_is_that_of_its_sql(page: Page) -> None:
    page.goto("/assets/mart/funding_by_fund?view=lineage")
    nodes = page.locator("foreignObject [class*=AssetNode_assetName]")
    expect(nodes).to_have_count(3)
    assert set(nodes.all_inner_texts()) == {"project", "funding_by_fund", "warehouse"}
    shoot(page, "21-lineage-of-a-mart")


# ---- what runs by itself


def test_the_schedules_are_off_and_alerts_are_on(page: Page) -> None:
    page.goto("/automation")
    for name in ("due", "weekly_full_crawl", "monthly_snapshot"):
        expect(_switch(page, name)).not_to_be_checked()
    for name in ("alert_on_failure", "alert_on_problems"):
        expect(_switch(page, name)).to_be_checked()
    expect(page.get_by_text("Scheduled Every 10 minutes")).to_be_visible()
    shoot(page, "22-automation")


def test_a_schedule_can_be_switched_on(untouched: UI, page: Page) -> None:
    page.goto(f"{untouched.address}/automation")
    expect(_switch(page, "monthly_snapshot")).to_be_enabled()
    page.wait_for_timeout(3_000)  # the rows are drawn anew once their state is known
    _switch(page, "monthly_snapshot").locator("xpath=..").click()
    expect(_switch(page, "monthly_snapshot")).to_be_checked()
    page.reload()
    expect(_switch(page, "monthly_snapshot")).to_be_checked()


# ---- a registry breaks: the operator is alerted, looks, and decides


@pytest.fixture(scope="module")
def broken(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UI]:
    """A UI over a copy of the data, where every second page of the registries answers 500 from now on."""
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("alerts", "run.lock"))
    started = start_ui(folder, "--sample-fault", "half")
    yield started
    end(started)


@pytest.fixture(scope="module")
def held(broken: UI, chromium: Browser) -> UI:
    """The same after a run of all registries, launched from the page of its job."""
    context = chromium.new_context(base_url=broken.address, viewport={"width": 1600, "height": 1000})
    page = context.new_page()
    page.goto("/locations/diarium/jobs/refresh")
    _launch(page, broken, lambda: page.get_by_role("button", name="Materialize all").click())
    context.close()
    return broken


def test_the_check_says_why_it_is_held_back_and_what_to_do(held: UI, page: Page) -> None:
    page.goto(f"{held.address}/assets/capture/esf_se?view=checks&checkDetail=crawl_complete")
    expect(page.get_by_text("24 of 52 pages failed (5% may)")).to_be_visible()
    expect(page.get_by_text("diarium accept esf_se --reason")).to_be_visible()
    shoot(page, "23-held-back")


def test_the_daemon_writes_an_alert_about_it(held: UI) -> None:
    last = time.monotonic() + PATIENCE_S
    while not (found := list((held.data / "alerts").glob("*.txt"))) and time.monotonic() < last:
        time.sleep(1)
    assert len(found) == 1
    words = found[0].read_text("utf-8")
    assert re.search(r"refresh \(sample\) had \d problems", words)
    assert "esf_se is held back: 24 of 52 pages failed" in words


def test_the_checks_of_the_inputs_name_the_registries_that_are_held_back(held: UI, page: Page) -> None:
    page.goto(f"{held.address}/assets/core/inputs?view=checks&checkDetail=none_held")
    expect(page.get_by_text(re.compile(r"\d of 9 held back: .*esf_se"))).to_be_visible()
    shoot(page, "23-inputs-held-back")


def test_with_a_reason_in_writing_it_counts_all_the_same(held: UI, page: Page) -> None:
    page.goto(f"{held.address}/locations/diarium/jobs/reread")
    page.get_by_role("button", name="Materialize all").locator("xpath=following::button[1]").click()
    page.get_by_role("menuitem", name="Open launchpad").click()
    editor = page.locator(".CodeMirror").last
    expect(editor).to_contain_text("hold:")  # what the UI fills in comes late, over anything written before
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"ops:\n  observation:\n    config:\n      accept:\n        esf_se: {WHY}\n")
    page.wait_for_timeout(2_000)  # the editor hands its words on a moment later
    expect(editor).to_contain_text(WHY)
    expect(page.get_by_text("No errors")).to_be_visible()
    shoot(page, "24-accepting-with-a-reason")
    _launch(page, held, lambda: page.get_by_text("Materialize", exact=True).last.click())
    page.goto(f"{held.address}/assets/observation/esf_se?view=checks&checkDetail=reading_accepted")
    expect(page.get_by_text("Passed", exact=True)).to_be_visible()
    [decision] = (held.data / "captures" / "esf_se").glob("*.decision.json")
    assert WHY in decision.read_text("utf-8")


def _launch(page: Page, ui: UI, press: Callable[[], None]) -> None:
    """Launches a run and waits for its end."""
    with page.expect_response(lambda response: "LaunchPipelineExecution" in (response.request.post_data or ""), timeout=30_000) as launched:
        press()
    run = launched.value.json()["data"]["launchPipelineExecution"]["run"]
    page.goto(f"{ui.address}/runs/{run['id']}")
    ended = page.get_by_text(re.compile("Finished execution of run for|Execution of run for .* failed"))
    expect(ended).to_be_visible(timeout=PATIENCE_S * 1000)


def _value(page: Page, key: str) -> Locator:
    """The cell of a metadata value."""
    return page.locator(f"xpath=//tr[td[1][normalize-space()='{key}']]/td[last()]")


def _switch(page: Page, name: str) -> Locator:
    """The switch of a schedule or a sensor."""
    return page.locator(f"xpath=//a[contains(@href, '/{name}')]/following::input[@type='checkbox'][1]").first
