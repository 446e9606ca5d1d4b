"""How things stand, for people and programs: the closing words of a run and `diarium status`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from parsers.registry import sources
from pipeline import console
from pipeline.running import RunReport
from pipeline.settings import Settings
from warehouse.captures.store import CaptureStore
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.observations import ObservationStore

_BY_REGION_FUND = """
SELECT region_name, fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_support, support_amount
FROM mart.funding_by_region_fund ORDER BY region_code = 'unallocated', region_code, fund_code, currency
"""
_TOTAL = """
SELECT 'all', NULL, NULL, count(*), count(total_cost_amount), sum(total_cost_amount), count(support_amount), sum(support_amount)
FROM mart.project
"""
_COLUMNS = ("region", "fund", "currency", "projects", "with total cost", "total cost", "with support", "support (EU + national)")


def show_closing(settings: Settings, report: RunReport) -> None:
    """Says how a run went: crawl, problems, the table by region and fund, and what to try next."""
    for code in report.crawled:
        last = CaptureStore(settings.places.captures).crawls(code)[-1]
        console.say(f"{code}: {last.pages_fetched} pages, {last.pages_unchanged} of them unchanged, {last.pages_failed} failed")
        for failure in last.failures[:5]:
            console.say(f"  failed: {_failed(failure.url, failure.error)}")
        if len(last.failures) > 5:
            console.say(f"  and {len(last.failures) - 5} more: diarium status")
    for warning in report.warnings:
        console.say(f"warning: {warning}")
    for problem in report.problems:
        console.complain(f"PROBLEM: {problem}")
    if not report.published:
        there = settings.places.warehouse.exists()
        kept = "the warehouse published before stays as it is and can be read" if there else "there is no warehouse yet"
        console.complain(f"Nothing was published; {kept}. Details: diarium status, diarium ui")
        return
    with reading(settings.places.warehouse) as connection:
        rows = connection.execute(_BY_REGION_FUND).fetchall() + connection.execute(_TOTAL).fetchall()
        issues = connection.execute("SELECT count(*) FROM ops.issue WHERE is_current AND severity <> 'info'").fetchall()[0][0]
    console.say("")
    console.show_rows(_COLUMNS, rows, title="Projects by region and fund (each counted once)")
    console.say(f"Published {settings.places.warehouse}")
    if report.snapshot:
        console.say(f"Exported  {report.snapshot}")
    console.say(f"{issues} warnings about pages: diarium sql \"SELECT canonical_url, message FROM ops.issue WHERE severity <> 'info'\"")
    live = " --live" if settings.live else ""
    console.say("Next:")
    console.say(
        f'  diarium sql{live} "SELECT project_id, title, support_amount FROM mart.project ORDER BY support_amount DESC NULLS LAST LIMIT 5"'
    )
    console.say(f"  diarium ui{live}        the run, its checks and every asset, in the browser")
    console.say(f"  diarium run{live}       once more: nothing has changed, so nothing is stored again")


def closing(settings: Settings, report: RunReport) -> dict[str, Any]:
    """The same as a value."""
    return {**asdict(report), "status": status_of(settings)}


def status_of(settings: Settings) -> dict[str, Any]:
    """What is published, and per registry its state, its last crawl and its last reading."""
    captures, observations = CaptureStore(settings.places.captures), ObservationStore(settings.places.observations)
    registries = []
    for code, source in sources().items():
        crawls, state = captures.crawls(code), observations.state(code)
        last = crawls[-1] if crawls else None
        registries.append(
            {
                "registry": code,
                "title": source.registry.title,
                "state": state.state if state else "never read",
                "since": state.since if state else None,
                "ring": state.ring if state else None,
                "reason": state.reason if state else None,
                "to_do": _to_do(state.ring if state else None, code, never=state is None),
                "projects": state.n_projects if state else 0,
                "last_crawl": last and {"at": last.finished_at.isoformat(timespec="seconds"), **asdict(last)},
            }
        )
    return {"data": str(settings.places.root), "publication": _publication(settings), "registries": registries}


def show_status(found: dict[str, Any]) -> None:
    """The status for people."""
    published = found["publication"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']} UTC: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: diarium run")
    for each in found["registries"]:
        crawl = each["last_crawl"]
        when = f", last crawl {crawl['at']} ({crawl['pages_fetched']} pages, {crawl['pages_failed']} failed)" if crawl else ""
        console.say(
            f"{each['registry']}: {each['state']}{' since ' + each['since'] if each['since'] else ''}, {each['projects']} projects{when}"
        )
        if each["reason"]:
            console.say(f"  why: {each['reason']}")
        if each["to_do"]:
            console.say(f"  to do: {each['to_do']}")
        for failure in crawl["failures"][:20] if crawl else []:
            console.say(f"  failed: {_failed(failure['url'], failure['error'])}")


def _publication(settings: Settings) -> dict[str, Any] | None:
    try:
        with reading(settings.places.warehouse) as connection:
            answer = connection.execute("SELECT * FROM ops.publication")
            columns = [column[0] for column in answer.description or ()]
            row = answer.fetchall()[0]
    except WarehouseMissing:
        return None
    except WarehouseUnreadable as error:
        return {"error": str(error)}
    return {name: value if isinstance(value, int | bool) or value is None else str(value) for name, value in zip(columns, row, strict=True)}


def _failed(url: str, error: str) -> str:
    return error if error.startswith(url) else f"{url}: {error}"


def _to_do(ring: str | None, code: str, *, never: bool) -> str | None:
    if never:
        return "diarium run"
    if ring == "capture":
        return "look at the site; when it answers again, diarium run. What was published stays meanwhile"
    if ring == "reading":
        return (
            f"open one of the pages, bring parsers/registries/{code}.py up to date (labels), then diarium run: stored pages are read again"
        )
    return None
