"""The closing words of a run: the crawl, the table by region and fund, what changed, problems, what to try next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.commands.status.registry_status import status_of
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.wording import counted, failed_fetch, sql_hint, typed_command, with_typed_commands
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import CrawlOrigin
from warehouse.connect import reading

_BY_REGION_FUND = """
SELECT region_name, fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_support, support_amount,
    n_with_eu, eu_amount
FROM mart.funding_by_region_fund ORDER BY region_code = 'unallocated', region_code, fund_code, currency
"""
_TOTAL = """
SELECT 'all', NULL, coalesce(project.currency, registry.currency) AS currency, count(*), count(total_cost_amount), sum(total_cost_amount),
    count(support_amount), sum(support_amount), count(eu_amount), sum(eu_amount)
FROM mart.project AS project JOIN ref.registry AS registry USING (registry)
GROUP BY 3 ORDER BY 3
"""
_OTHERS = """
SELECT count(*), string_agg(DISTINCT registry, ', ' ORDER BY registry)
FROM mart.project_all WHERE NOT is_counted
"""
_COLUMNS = (
    *("region", "fund", "currency", "projects"),
    *("with total cost", "total cost", "with support", "EU + national", "with EU", "EU alone"),
)
_ISSUES = "FROM ops.issue WHERE is_current AND severity <> 'info'"
_REREAD = "FROM ops.reading_change WHERE registry = '{}'"
_CHANGES = "FROM mart.project_change WHERE changed_at >= (SELECT started_at FROM ops.run)"


def say_closing_words(settings: Settings, report: RunReport) -> None:
    """Says how a run went: crawl, the table by region and fund, what changed, problems, and what to try next."""
    for code in report.crawled:
        last = [crawl for crawl in CaptureStore(settings.places.captures).crawls(code) if crawl.origin == CrawlOrigin.CRAWL][-1]
        console.say(f"{code}: {last.pages_fetched} pages, {last.pages_unchanged} of them unchanged, {last.pages_failed} failed")
        for failure in last.failures[:5]:
            planted = " (the sample has this dead link on purpose)" if last.is_sample and "dnr=23-999-S99" in failure.url else ""
            console.say(f"  failed: {failed_fetch(failure.url, failure.error)}{planted}")
        if len(last.failures) > 5:
            console.say(f"  and {len(last.failures) - 5} more: {typed_command(settings, 'status')}")
    for code, n in report.reread.items():
        told = f"{code}: the parser has changed and reads {counted(n, 'value')} otherwise; nothing of it changed at the source"
        console.say(f"{told}{sql_hint(settings, _REREAD.format(code))}")
    if report.published or report.unchanged:
        _say_publication(settings, report)
    for warning in report.warnings:
        console.say(f"warning: {with_typed_commands(settings, warning)}")
    for problem in report.problems:
        console.complain(f"PROBLEM: {with_typed_commands(settings, problem.words)}")
    if not (report.published or report.unchanged):
        there = settings.places.warehouse.exists()
        kept = "what was published before stays as it is" if there else "there is no warehouse yet"
        console.complain(f"Nothing was published; {kept}. Details: {typed_command(settings, 'status')}, {typed_command(settings, 'ui')}")
        return
    console.say("Next:")
    console.say(f'  {typed_command(settings, "sql")} "FROM mart.funding_by_region_fund"')
    console.say(f"  {typed_command(settings, 'ui')}   the run, its checks and every asset, in the browser")
    console.say(f"  {typed_command(settings, 'status')}   what is published, and how each registry is")


def _say_publication(settings: Settings, report: RunReport) -> None:
    with reading(settings.places.warehouse) as connection:
        rows = connection.execute(_BY_REGION_FUND).fetchall() + connection.execute(_TOTAL).fetchall()
        n_others, others = connection.execute(_OTHERS).fetchall()[0]
        n_issues = connection.execute(f"SELECT count(*) {_ISSUES}").fetchall()[0][0]
        n_changes = connection.execute(f"SELECT count(*) {_CHANGES}").fetchall()[0][0]
    console.say("")
    console.print_rows(_COLUMNS, rows, title="Projects by region and fund (each counted once, no two currencies added)")
    if n_others:
        console.say(f"Not in this table, since they repeat what others publish: {n_others} projects of {others}")
    if report.unchanged:
        console.say(f"Nothing has changed: {settings.places.warehouse} stays as it was published, and so does its snapshot")
        return
    console.say(f"Published {settings.places.warehouse}")
    if report.snapshot:
        console.say(f"Exported  {report.snapshot} ({'new content' if report.is_new_content else 'the same content as before'})")
    console.say(f"{counted(n_changes, 'value')} changed since the last crawl{sql_hint(settings, _CHANGES) if n_changes else ''}")
    console.say(f"{counted(n_issues, 'warning')} about pages{sql_hint(settings, _ISSUES) if n_issues else ''}")


def run_as_json(settings: Settings, report: RunReport) -> dict[str, Any]:
    """How a run went, as a value; `problem_kinds` are those of `problems`, one for one."""
    words, kinds = [problem.words for problem in report.problems], [problem.kind for problem in report.problems]
    return {**asdict(report), "problems": words, "problem_kinds": kinds, "status": status_of(settings)}
