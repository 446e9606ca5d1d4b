"""What an operator sees in the Dagster UI after `diarium run` and `diarium ui`. Pictures of it: tests/ui/screenshots/."""

from __future__ import annotations

import json
import re
import signal
import time
from pathlib import Path

import pytest
from operating import UI, Watch, end, shoot, start_ui
from playwright.sync_api import Locator, Page, expect

from parsers.registry import sources
from warehouse.tables import catalogue

pytestmark = pytest.mark.ui

COUNTRIES = {
    group: {code for code, source in sources().items() if source.group == group} for group in {s.group for s in sources().values()}
}
LAYERS = {
    "core": {"inputs", *(table.name for table in catalogue.tables_of("core"))},
    "mart": {table.name for table in catalogue.tables_of("mart")},
    "publication": {"warehouse", "snapshot", "report"},
}
STEPS = [
    *("capture", "observation", "core__inputs", "core", "check_core"),
    *("mart", "check_mart", "publication__warehouse", "publication__snapshot", "publication__report"),
]
ASKED = {
    "capture/esf_se": "se",
    "observation/esf_se": "se",
    "capture/npa": "interreg",
    **{
        key: key.split("/")[0]
        for key in ("core/inputs", "core/project", "mart/funding_by_region_fund", "publication/warehouse", "publication/report")
    },
}
"""Assets with their groups."""
PAGES = ["/", "/asset-groups", "/assets", "/runs", "/assets/core/project?view=checks", "/locations/diarium/jobs/refresh"]


# ---- the asset graph


def test_the_graph_shows_countries_and_after_them_the_layers_in_the_order_data_flows_through_them(page: Page) -> None:
    page.goto("/asset-groups")
    left_edges = {group: _box(_group(page, group))["x"] for group in (*COUNTRIES, *LAYERS)}
    shoot(page, "01-graph-of-countries-and-layers")
    in_order = sorted(left_edges, key=lambda group: left_edges[group])
    assert set(in_order[: len(COUNTRIES)]) == set(COUNTRIES)
    assert in_order[len(COUNTRIES) :] == ["core", "mart", "publication"]


def test_a_country_opens_onto_its_registries(page: Page) -> None:
    page.goto("/locations/diarium/asset-groups/interreg/lineage")
    nodes = page.locator("foreignObject [class*=AssetNode_assetName]")
    expect(nodes).to_have_count(2 * len(COUNTRIES["interreg"]))
    shoot(page, "02-graph-interreg-open")
    assert set(nodes.all_inner_texts()) == COUNTRIES["interreg"]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_opens_onto_its_assets(page: Page, layer: str) -> None:
    page.goto("/asset-groups")
    _group(page, layer).click()
    expect(page).to_have_url(re.compile(layer))
    page.reload()  # fits the opened graph into the window
    nodes = page.locator("foreignObject [class*=AssetNode_assetName]")
    # of a large layer only those in the window are drawn
    expect(nodes.nth(min(len(LAYERS[layer]), 9) - 1)).to_be_attached()
    shoot(page, f"02-graph-{layer}-open")
    shown = {name.split("…")[0] for name in nodes.all_inner_texts()}  # long names are shortened in the middle
    assert all(any(name.startswith(start) for name in LAYERS[layer]) for start in shown), shown
    if len(LAYERS[layer]) < 9:
        assert all(any(name.startswith(start) for start in shown) for name in LAYERS[layer]), shown


def test_an_asset_in_the_graph_says_what_it_is(page: Page) -> None:
    page.goto("/asset-groups")
    _group(page, "mart").click()
    nodes = page.locator("foreignObject [class*=AssetNode_assetName]")
    expect(nodes.first).to_be_visible()
    name = next(name for name in nodes.all_inner_texts() if name in LAYERS["mart"])
    nodes.filter(has_text=re.compile(f"^{name}$")).click()
    expect(page.get_by_text(catalogue.table(f"mart.{name}").description[:40]).first).to_be_visible()
    shoot(page, "03-graph-asset-selected")


@pytest.mark.parametrize("asset", ASKED)
def test_every_asset_has_a_page_with_a_description_and_its_group(page: Page, asset: str) -> None:
    page.goto(f"/assets/{asset}")
    expect(page.get_by_text("Latest materialization")).to_be_visible()
    shoot(page, f"04-asset-{asset.replace('/', '-')}")
    assert len(_below_heading(page, "Description", before=("Columns", "Metadata"))) > 50
    expect(page.get_by_role("link", name=ASKED[asset], exact=True).last).to_be_visible()
    expect(page.get_by_text("No description")).to_have_count(0)


def test_the_page_of_a_table_explains_every_column(page: Page) -> None:
    page.goto("/assets/mart/funding_by_region_fund")
    rows = page.locator("tr", has=page.locator("td"))
    columns = rows.filter(has_text=re.compile(r"varchar|integer|bigint|decimal"))
    expect(columns.first).to_be_visible()
    explained = {cells[0].strip(): cells[-1].strip() for cells in (row.locator("td").all_inner_texts() for row in columns.all())}
    assert explained["region_code"].startswith("NUTS-2 code of the current edition.")
    assert explained["eu_amount"] == "Sum of the stated Union amounts; never computed from a rate."
    assert [name for name, meaning in explained.items() if not meaning] == []


# ---- the runs made from the command line


def test_both_runs_from_the_command_line_are_listed_as_runs_of_refresh_that_succeeded(page: Page) -> None:
    page.goto("/runs")
    expect(_command_line_runs(page)).to_have_count(2)
    shoot(page, "05-runs")
    for run in _command_line_runs(page).all():
        expect(run).to_contain_text("refresh")
        expect(run).to_contain_text("Success")


def test_a_run_from_the_command_line_opens_with_its_steps_and_its_log(page: Page) -> None:
    _open_latest_command_line_run(page)
    expect(page.get_by_text(f"Succeeded ({len(STEPS)})")).to_be_visible()
    expect(page.get_by_text('Finished execution of run for "refresh".')).to_be_visible()
    shoot(page, "06-run-from-the-command-line")
    page.get_by_text(f"Succeeded ({len(STEPS)})").click()
    for step in STEPS:
        expect(page.get_by_text(step, exact=True).first).to_be_attached()


def test_a_run_from_the_command_line_leads_to_its_job_and_can_be_executed_again(page: Page) -> None:
    _open_latest_command_line_run(page)
    expect(page.get_by_role("button", name="Re-execute all")).to_be_enabled()
    page.get_by_role("link", name="refresh", exact=True).click()
    expect(page).to_have_url(re.compile(r"/locations/diarium/jobs/refresh"))
    expect(page.get_by_text("Crawl and read every registry, then build, check, publish and export")).to_be_visible()
    expect(page.get_by_text(re.compile("not found|could not be loaded", re.IGNORECASE))).to_have_count(0)
    shoot(page, "07-job")


def test_the_job_lists_the_runs_from_the_command_line(page: Page) -> None:
    page.goto("/locations/diarium/jobs/refresh/runs")
    expect(page.get_by_text(re.compile("No runs found|Manually launched")).first).to_be_visible()
    shoot(page, "08-runs-of-the-job")
    assert page.get_by_text("diarium/from: command line").count() == 2


@pytest.mark.xfail(strict=True, reason="runs from the command line lack a remote job origin (pipeline/dagster/execution.py)")
def test_the_front_page_shows_the_runs_from_the_command_line(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text(re.compile("No runs or scheduled ticks|^refresh$")).first).to_be_visible()
    shoot(page, "09-front-page")
    assert page.get_by_text("refresh", exact=True).count() > 0


# ---- the checks


def test_the_checks_of_a_table_show_at_a_glance_which_one_warns(page: Page) -> None:
    page.goto("/assets/core/project?view=checks")
    page.get_by_placeholder("Filter checks").fill("rules")
    rules = _check(page, "rules")
    expect(rules).to_contain_text("Failed")
    expect(rules.locator("[aria-label=warning_outline]")).to_have_count(1)
    expect(page.locator("[class*=AssetChecks_checkRow]", has_text="Failed")).to_have_count(1)


def test_a_failed_check_names_the_rule_that_failed_and_its_severity(page: Page) -> None:
    page.goto("/assets/core/project?view=checks&checkDetail=rules")
    expect(page.get_by_text("start_on is not after end_on").first).to_be_visible()
    shoot(page, "10-checks-of-core-project")
    _metadata(page, "what was checked").click()
    table = page.get_by_role("dialog").locator("table")
    expect(table).to_contain_text("start_on+end_on.ordered")
    expect(table).to_contain_text("warning")
    shoot(page, "11-what-was-checked")


def test_a_failed_check_names_the_project_and_the_command_that_shows_its_row_and_no_value(page: Page) -> None:
    page.goto("/assets/core/project?view=checks&checkDetail=rules")
    expect(page.get_by_text("diarium status --check core.project:start_on+end_on.ordered").first).to_be_visible()
    _metadata(page, "first rows that break them").click()
    rows = page.get_by_role("dialog")
    expect(rows).to_contain_text("esf_se:22-021-S03")
    expect(rows).not_to_contain_text("2020-01-01")
    shoot(page, "12-rows-that-break-a-rule")


@pytest.mark.parametrize(
    ("check", "says"),
    [("reading_accepted", "The newest crawl reads like the registry we know: at least"), ("nothing_quarantined", "Every project page")],
)
def test_the_checks_of_a_reading_passed_and_say_what_they_hold_it_to(page: Page, check: str, says: str) -> None:
    page.goto(f"/assets/observation/esf_se?view=checks&checkDetail={check}")
    expect(page.get_by_text(says)).to_be_visible()
    expect(page.get_by_text("Passed", exact=True)).to_be_visible()
    shoot(page, f"13-checks-of-observation-{check}")


def test_the_inputs_list_every_registry_with_its_country_and_state(page: Page) -> None:
    page.goto("/assets/core/inputs")
    rows = page.locator("tr", has=page.get_by_text("all registries", exact=True)).locator("tbody tr")
    expect(rows).to_have_count(len(sources()))
    assert {row.locator("td").first.inner_text() for row in rows.all()} == set(sources())
    expect(rows.filter(has_text="esf_se").locator("td").nth(1)).to_have_text("se")
    shoot(page, "14-inputs")


# ---- working with it


def test_refresh_launched_from_the_ui_succeeds_on_the_sample_and_publishes(untouched: UI, page: Page) -> None:
    published = untouched.data / "warehouse" / "diarium.duckdb"
    assert not published.exists()
    page.goto(f"{untouched.address}/locations/diarium/jobs/refresh")
    with page.expect_response(lambda response: "LaunchPipelineExecution" in (response.request.post_data or ""), timeout=30_000) as launched:
        page.get_by_role("button", name="Materialize all").click()
    run = launched.value.json()["data"]["launchPipelineExecution"]["run"]
    page.goto(f"{untouched.address}/runs/{run['id']}")
    expect(page.get_by_text(re.compile("Finished execution of run for|Execution of run for .* failed"))).to_be_visible(timeout=180_000)
    shoot(page, "15-run-launched-from-the-ui")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()
    assert published.exists()
    page.goto(f"{untouched.address}/assets/capture/esf_se")
    sample = page.locator("tr", has=page.get_by_text("is sample", exact=True))
    expect(sample).to_contain_text("true")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_covers_a_page_and_it_neither_calls_anybody_nor_breaks(page: Page, ui: UI, watch: Watch, path: str) -> None:
    with page.expect_response(lambda response: "ShouldShowNux" in (response.request.post_data or "")) as asked:
        page.goto(path)
    assert asked.value.json()["data"]["shouldShowNux"] is False
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("navigation").get_by_text("Runs", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert json.loads(page.locator("#initialization-data").text_content() or "{}")["telemetryEnabled"] is False
    assert len(watch.requests) > 3
    assert watch.foreign_requests(ui.port) == []
    assert watch.errors == []


# ---- starting and ending it


def test_the_ui_listens_on_loopback_only(ui: UI) -> None:
    assert ui.listens_on() == {("127.0.0.1", ui.port)}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
def test_ending_the_ui_takes_a_moment_and_leaves_no_process_behind(sent: signal.Signals, tmp_path: Path) -> None:
    started = start_ui(tmp_path / "data")
    try:
        assert len(started.processes()) >= 4  # ours, dagster dev, web server, daemon, code servers
        before = time.monotonic()
        started.stop(sent)
        assert time.monotonic() - before < 9  # serve_ui kills what has not ended by itself after 10 s
        assert started.processes() == {}
    finally:
        end(started)


def _group(page: Page, layer: str) -> Locator:
    """The box of a layer in the graph."""
    return page.locator("foreignObject.group, foreignObject", has=page.locator(f"[data-tooltip='{layer}']")).last


def _box(element: Locator) -> dict[str, float]:
    element.wait_for()
    found = element.bounding_box()
    assert found
    return dict(found)


def _below_heading(page: Page, heading: str, before: tuple[str, ...]) -> str:
    """The words of an asset's page between two headings."""
    words = page.locator("body").inner_text().split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n(?:{'|'.join(before)})\n", words, maxsplit=1)[0].strip()


def _open_latest_command_line_run(page: Page) -> None:
    page.goto("/runs")
    _command_line_runs(page).first.locator("a[href^='/runs/']").first.click()
    expect(page.get_by_role("button", name="View tags and config")).to_be_visible()


def _command_line_runs(page: Page) -> Locator:
    """Lines of a list of runs."""
    return page.locator("[class*=VirtualizedTable_row]", has_text="diarium/from: command line")


def _check(page: Page, name: str) -> Locator:
    """A line of the list of checks."""
    return page.locator("[class*=AssetChecks_checkRow]", has=page.get_by_title(name, exact=True))


def _metadata(page: Page, key: str) -> Locator:
    """The link that opens a metadata value too long for its line."""
    return page.locator("tr", has=page.get_by_text(key, exact=True)).get_by_text(re.compile(r"^\[Show (Markdown|JSON)\]$"))
