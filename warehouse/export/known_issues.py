"""`known-issues.md`: what is known to be wrong, doubtful or missing in the data, per registry and per check. Counts only, no clock.

Belongs here: what a reader of the snapshot should know before a sum. Does not belong here: checks of the pipeline itself, whose outcome may
differ between two runs over the same pages (those that look at crawls, or compare with the last publication).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from warehouse.export.snapshot_contents import SourceRegistry, warned
from warehouse.tables.catalogue import exported_tables
from warehouse.validate import check_queries
from warehouse.visible import visible

OUTSIDE = re.compile(r"\b(staging|ops|previous)\.")
"""Schemas that are no function of the values alone."""

MARKUP = re.compile(r"\||<(?=[A-Za-z/!?])|(?<=\])[(\[:]")
"""What would end a cell, begin HTML or make a link."""

ISSUES = """
SELECT issue.severity, issue.code, coalesce(min(rule.title), ''), count(*)
FROM ops.issue AS issue
LEFT JOIN (SELECT enforced_by AS code, min(title) AS title FROM ops.rule WHERE ring = 1 GROUP BY enforced_by) AS rule USING (code)
WHERE issue.registry = ? AND issue.is_current
GROUP BY ALL ORDER BY ALL
"""
QUARANTINE = "SELECT code, coalesce(field, ''), count(*) FROM ops.quarantine WHERE registry = ? AND is_current GROUP BY ALL ORDER BY ALL"
CONFLICTS = """
SELECT field, count(*), count(*) FILTER (WHERE is_certain), count(*) FILTER (WHERE is_rounding)
FROM mart.conflict
WHERE registry = ?
GROUP BY ALL ORDER BY ALL
"""
CORRECTIONS = "SELECT field, state, count(*) FROM core.correction WHERE split_part(project_id, ':', 1) = ? GROUP BY ALL ORDER BY ALL"
GAPS = """
SELECT letter, item, n_projects - n_with, n_projects, coverage_pct FROM mart.registry_scorecard
WHERE registry = ? AND is_applicable AND n_with < n_projects
ORDER BY letter
"""
FINDINGS = """
SELECT table_name, rule_id, severity, n_unexpected, description FROM ops.check_result
WHERE NOT is_passed AND table_name IN (SELECT unnest(?)) AND rule_id NOT IN (SELECT unnest(?))
ORDER BY table_name, rule_id
"""


def known_issues(connection: duckdb.DuckDBPyConnection, sources: Sequence[SourceRegistry], *, is_sample: bool) -> str:
    """The whole document in Markdown. It does not name the snapshot, whose id is a hash over it too."""
    return "\n".join(_lines(connection, sources, is_sample=is_sample)) + "\n"


def _lines(connection: duckdb.DuckDBPyConnection, sources: Sequence[SourceRegistry], *, is_sample: bool) -> Iterator[str]:
    yield "# Known issues"
    yield ""
    yield warned(
        "What is known to be wrong, doubtful or missing, of the pages as captured last. An empty value was not published, or could not be "
        "read without a guess; it is never zero.",
        is_sample=is_sample,
    )
    for source in sources:
        yield ""
        yield f"## `{source.registry}`: {_cell(source.title)}"
        yield ""
        yield f"{source.n_projects} projects. Terms of the source: {_cell(source.licence)}."
        yield from _of_registry(connection, source)
    yield ""
    yield "## What checks found"
    yield ""
    yield "Rows of exported tables that break a rule, over all registries. What would make a table wrong stops publication, these do not."
    tables = [table.full_name for table in exported_tables()]
    left_out = [query.name for query in check_queries() if OUTSIDE.search(query.select)]
    found = connection.execute(FINDINGS, [tables, left_out]).fetchall()
    yield from _table(("Table", "Rule", "Severity", "Rows", "What should hold"), found, "No check found a row.")


def _of_registry(connection: duckdb.DuckDBPyConnection, source: SourceRegistry) -> Iterator[str]:
    sections = (
        ("Issues of reading", ISSUES, ("Severity", "Code", "Rule", "Number")),
        ("Records in quarantine", QUARANTINE, ("Reason", "Field", "Records")),
        ("Conflicts with other sources, or within a page", CONFLICTS, ("Field", "Number", "Certainly one operation", "Only rounded")),
        ("Values corrected by us", CORRECTIONS, ("Field", "State", "Number")),
        ("Items of Article 49(3) not published for every project", GAPS, ("Letter", "Item", "Without", "Projects", "Coverage, %")),
    )
    for title, query, header in sections:
        rows = connection.execute(query, [source.registry]).fetchall()
        yield ""
        yield f"### {title}"
        yield from _table(header, rows, "None.")


def _table(header: Sequence[str], rows: Sequence[Sequence[Any]], otherwise: str) -> Iterator[str]:
    yield ""
    if not rows:
        yield otherwise
        return
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(_cell(str(value)) for value in row)} |"


def _cell(text: str) -> str:
    """Words in one line that begin no cell, no HTML and no link."""
    return MARKUP.sub(_escaped, visible(" ".join(text.split())))


def _escaped(found: re.Match[str]) -> str:
    return "&lt;" if found.group() == "<" else f"\\{found.group()}"
