"""How things stand, for people and programs: the closing words of a run and `diarium status`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from assets.steps.gates import what_to_do
from parsers.registry import Registry, sources
from pipeline.dagster.run_report import RunReport
from pipeline.settings import Settings
from pipeline.terminal import console
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.observations.observation_store import ObservationStore, ReadingState

SHOWN_FAILURES = 20
_BY_REGION_FUND = """
SELECT region_name, fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_support, support_amount,
    n_with_eu, eu_amount
FROM mart.funding_by_region_fund ORDER BY region_code = 'unallocated', region_code, fund_code, currency
"""
_TOTAL = """
SELECT 'all', NULL, coalesce(project.currency, registry.currency) AS currency, count(*), count(total_cost_amount), sum(total_cost_amount),
    count(support_amount), sum(support_amount), count(eu_amount), sum(eu_amount)
FROM mart.project AS project JOIN ref.registry AS registry USING (registry)
WHERE registry.authority = 'registry'
GROUP BY 3 ORDER BY 3
"""
_OTHERS = """
SELECT count(*), string_agg(DISTINCT registry, ', ' ORDER BY registry)
FROM mart.project JOIN ref.registry USING (registry) WHERE authority <> 'registry'
"""
_COLUMNS = (
    "region",
    "fund",
    "currency",
    "projects",
    "with total cost",
    "total cost",
    "with support",
    "EU + national",
    "with EU",
    "EU alone",
)
_ISSUES = "FROM ops.issue WHERE is_current AND severity <> 'info'"
_REREAD = "FROM ops.reading_change WHERE registry = '{}'"
_CHANGES = "FROM mart.project_change WHERE changed_at >= (SELECT started_at FROM ops.run)"


def show_closing(settings: Settings, report: RunReport) -> None:
    """Says how a run went: crawl, the table by region and fund, what changed, problems, and what to try next."""
    for code in report.crawled:
        last = [crawl for crawl in CaptureStore(settings.places.captures).crawls(code) if crawl.origin == "crawl"][-1]
        console.say(f"{code}: {last.pages_fetched} pages, {last.pages_unchanged} of them unchanged, {last.pages_failed} failed")
        for failure in last.failures[:5]:
            planted = " (the sample has this dead link on purpose)" if last.is_sample and "dnr=23-999-S99" in failure.url else ""
            console.say(f"  failed: {_failed(failure.url, failure.error)}{planted}")
        if len(last.failures) > 5:
            console.say(f"  and {len(last.failures) - 5} more: {command(settings, 'status')}")
    for code, n in report.reread.items():
        told = f"{code}: the parser has changed and reads {n} value{'' if n == 1 else 's'} otherwise; nothing of it changed at the source"
        console.say(f"{told}{_ask(settings, _REREAD.format(code))}")
    if report.published:
        _show_published(settings, report)
    for warning in report.warnings:
        console.say(f"warning: {warning}")
    for problem in report.problems:
        console.complain(f"PROBLEM: {problem}")
    if not report.published:
        there = settings.places.warehouse.exists()
        kept = "what was published before stays as it is" if there else "there is no warehouse yet"
        console.complain(f"Nothing was published; {kept}. Details: {command(settings, 'status')}, {command(settings, 'ui')}")
        return
    console.say("Next:")
    console.say(f'  {command(settings, "sql")} "FROM mart.funding_by_region_fund"')
    console.say(f"  {command(settings, 'ui')}   the run, its checks and every asset, in the browser")
    console.say(f"  {command(settings, 'status')}   what is published, and how each registry is")


def _show_published(settings: Settings, report: RunReport) -> None:
    with reading(settings.places.warehouse) as connection:
        rows = connection.execute(_BY_REGION_FUND).fetchall() + connection.execute(_TOTAL).fetchall()
        n_others, others = connection.execute(_OTHERS).fetchall()[0]
        n_issues = connection.execute(f"SELECT count(*) {_ISSUES}").fetchall()[0][0]
        n_changes = connection.execute(f"SELECT count(*) {_CHANGES}").fetchall()[0][0]
    console.say("")
    console.show_rows(_COLUMNS, rows, title="Projects by region and fund (each counted once, no two currencies added)")
    if n_others:
        console.say(f"Not in this table, since they repeat what others publish: {n_others} projects of {others}")
    console.say(f"Published {settings.places.warehouse}")
    if report.snapshot:
        console.say(f"Exported  {report.snapshot} ({'new content' if report.is_new_content else 'the same content as before'})")
    console.say(
        f"{n_changes} value{'' if n_changes == 1 else 's'} changed since the last crawl{_ask(settings, _CHANGES) if n_changes else ''}"
    )
    console.say(f"{n_issues} warning{'' if n_issues == 1 else 's'} about pages{_ask(settings, _ISSUES) if n_issues else ''}")


def command(settings: Settings, name: str) -> str:
    """A command as this person can type it."""
    program = "diarium" if shutil.which("diarium") else _relative(Path(sys.argv[0]))
    folder = "" if settings.data_dir == Path("data") else f" --data-dir '{settings.data_dir}'"
    return f"{program} {name}{' --live' if settings.live else ''}{folder}"


def closing(settings: Settings, report: RunReport) -> dict[str, Any]:
    """How a run went, as a value."""
    return {**asdict(report), "status": status_of(settings)}


def status_of(settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """What is published, and per registry its state, its last crawl and its last reading.

    A registry is `accepted`, `held`, `stale` (accepted, but its last complete crawl is older than it should be `now`), or `never read`.
    """
    now = now or datetime.now(UTC)
    captures, observations = CaptureStore(settings.places.captures), ObservationStore(settings.places.observations)
    registries = []
    for code, source in sources().items():
        crawls, state = captures.crawls(code), observations.state(code)
        last = max(crawls, key=lambda crawl: (crawl.origin == "crawl", crawl.started_at), default=None)
        stale_since = _stale_since(source.registry, crawls, now) if state and state.state == "accepted" else None
        name = "stale" if stale_since else state.state if state else "never read"
        registries.append(
            {
                "registry": code,
                "title": source.registry.title,
                "state": name,
                "since": _json(stale_since) if stale_since else state.since if state else None,
                "ring": state.ring if state else None,
                "reason": state.reason if state else None,
                "to_do": _to_do(settings, name, state, code),
                "projects": state.n_projects if state else 0,
                "quarantined": list(state.quarantined) if state else [],
                "last_crawl": last and {"at": _json(last.finished_at.replace(tzinfo=None)), **asdict(last)},
            }
        )
    return {"data": str(settings.places.root), "publication": _publication(settings), "registries": registries}


def _stale_since(registry: Registry, crawls: Sequence[Crawl], now: datetime) -> datetime | None:
    """When a registry's last complete crawl became too old (naive UTC), or None where it is not. Imports alone cannot go stale."""
    whole = [crawl.finished_at for crawl in crawls if crawl.origin == "crawl" and crawl.state == "accepted"]
    due = max(whole) + timedelta(days=registry.expect.max_age_days) if whole else now
    return due.replace(tzinfo=None) if due < now else None


def show_status(settings: Settings, found: dict[str, Any]) -> None:
    """The status for people."""
    published = found["publication"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']}: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: {command(settings, 'run')}")
    for each in found["registries"]:
        crawl = each["last_crawl"]
        kind = "import" if crawl and crawl["origin"] == "import" else "crawl"
        when = f"; last {kind} {crawl['at']}: {crawl['pages_fetched']} pages, {crawl['pages_failed']} failed" if crawl else ""
        since = f" since {each['since']}" if each["since"] else ""
        console.say(f"{each['registry']}: {each['state']}{since}; {each['projects']} projects in the newest accepted crawl{when}")
        if each["reason"]:
            console.say(f"  why: {each['reason']}")
        elif crawl and crawl["decided_because"]:
            console.say(f"  its last crawl counts by hand, although it was held back: {crawl['decided_because']}")
        if each["to_do"]:
            console.say(f"  to do: {each['to_do']}")
        failures = crawl["failures"] if crawl else []
        for failure in failures[:SHOWN_FAILURES]:
            console.say(f"  failed: {_failed(failure['url'], failure['error'])}")
        if len(failures) > SHOWN_FAILURES:
            console.say(f"  and {len(failures) - SHOWN_FAILURES} more")
        for url, why in each["quarantined"]:
            console.say(f"  quarantined: {url}: {why}")
        if each["quarantined"]:
            console.say(f"  values read from these pages before stand{_ask(settings, 'FROM ops.quarantine WHERE is_current')}")


def _publication(settings: Settings) -> dict[str, Any] | None:
    try:
        with reading(settings.places.warehouse) as connection:
            answer = connection.execute("SELECT * FROM ops.publication")
            columns = [column[0] for column in answer.description or ()]
            row = answer.fetchall()[0]
    except WarehouseMissing:
        return None
    except (WarehouseUnreadable, duckdb.Error) as error:
        console.complain(f"{str(error).splitlines()[0]}\n{command(settings, 'run')} publishes it anew from the captures")
        return None
    return dict(zip(columns, (_json(value) for value in row), strict=True))


def _to_do(settings: Settings, name: str, state: ReadingState | None, code: str) -> str | None:
    run = command(settings, "run")
    if state is None:
        return run
    if name == "stale":
        return f"crawl it again: {run} --registry {code}"
    if state.reason is None:
        return None
    told = what_to_do(code, state.reason, has_arrived=state.ring == "reading")
    for each in ("reparse", "run", "accept"):
        told = told.replace(f"diarium {each}", command(settings, each))
    return told


def _ask(settings: Settings, query: str) -> str:
    return f': {command(settings, "sql")} "{query}"'


def _failed(url: str, error: str) -> str:
    return error if error.startswith(url) else f"{url}: {error}"


def _json(value: Any) -> Any:
    """Times to the second and in UTC, as everywhere in the status."""
    return f"{value.isoformat(timespec='seconds')}Z" if isinstance(value, datetime) else value


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
