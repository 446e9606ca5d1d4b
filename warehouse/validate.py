"""The checks of the warehouse: `validate_tables` (rules of the definitions) and `run_check_queries` (`warehouse/sql/checks/*.sql`).

Only severity `error` blocks publication. What an authority failed to publish is no error here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import duckdb

from parsers.vocabulary.issue_codes import Severity
from warehouse.check_outcome import SAMPLE_ROWS, CheckOutcome
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, attach, reading
from warehouse.expectations import run_suites
from warehouse.fill import load_manifests
from warehouse.inputs import crawl_row
from warehouse.tables import catalogue
from warehouse.tables.model import Table

log = logging.getLogger(__name__)

CHECKS = Path(__file__).parent / "sql" / "checks"
HEADER = re.compile(r"^-- (severity|table|rules|description|needs): (.+)$", re.MULTILINE)
CRAWLS = "staging.crawl"
_OF_CRAWLS = re.compile(r"\bstaging\.crawl\b")
NO_RULE = "none"
"""What the header says of a check that no rule of the catalogue asks for."""


class CheckQueryError(Exception):
    """A check query cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """One file of `warehouse/sql/checks/`: a SELECT of the offending rows.

    `rules` are those of the catalogue (`ops.rule`) it enforces; `needs_previous`: it also reads the last publication; `needs_crawls`: its
    answer may be another after a crawl in which nothing has changed.
    """

    name: str
    table: str
    description: str
    severity: Severity
    rules: tuple[str, ...]
    needs_previous: bool
    needs_crawls: bool
    select: str


def validate_tables(path: Path, tables: Sequence[Table] | None = None) -> list[CheckOutcome]:
    """Run the rules of `tables` (by default all the build fills) over the warehouse file `path`, which no one may be writing.

    One outcome per rule, in the order of definition. Raises `WarehouseMissing` and `CheckCrashed`.
    """
    if not path.is_file():
        raise WarehouseMissing(path)
    chosen = tuple(tables) if tables is not None else built_tables()
    return run_suites(path, chosen)


def built_tables() -> tuple[Table, ...]:
    """The tables that are filled before publication: all but those that publishing itself writes."""
    written_last = ("ops.run", "ops.check_result", "ops.publication")
    return tuple(table for table in catalogue.TABLES if table.full_name not in written_last)


def run_check_queries(path: Path, previous: Path | None = None, queries: Sequence[CheckQuery] | None = None) -> list[CheckOutcome]:
    """Run `queries` (by default every check query) over the warehouse file `path`, sorted by name; no rows means passed.

    `previous` is the published file to compare with; without one (the first publication) the queries that need it are left out. Raises
    `WarehouseMissing`, `CheckQueryError`.
    """
    outcomes = []
    with reading(path) as connection:
        comparable = previous is not None and _attached(connection, previous)
        for query in queries if queries is not None else check_queries():
            if comparable or not query.needs_previous:
                outcomes.append(_run(connection, query))
    return outcomes


def check_crawls(published: Path, manifests: Sequence[Path]) -> list[CheckOutcome]:
    """Runs the check queries that look at crawls over the published file, with the crawls of today in place of those it was built from."""
    with reading(published) as connection:
        connection.execute(f"CREATE TEMP TABLE crawl_of_today AS FROM {CRAWLS} LIMIT 0")
        load_manifests(connection, CRAWLS, [crawl_row(path) for path in manifests], into="crawl_of_today")
        queries = [query for query in check_queries() if query.needs_crawls]
        return [_run(connection, replace(query, select=_OF_CRAWLS.sub("crawl_of_today", query.select))) for query in queries]


def _attached(connection: duckdb.DuckDBPyConnection, previous: Path) -> bool:
    """Attaches the last publication; False where there is none or it cannot be read, and so cannot be compared with."""
    if not previous.is_file():
        return False
    try:
        attach(connection, previous, "previous")
    except WarehouseUnreadable as error:
        log.warning("%s cannot be read (%s), so nothing is compared with it; this publication replaces it", previous, error)
        return False
    return True


def check_queries() -> list[CheckQuery]:
    """The check queries, sorted by name. Raises `CheckQueryError` where a header is incomplete."""
    return [_read(path) for path in sorted(CHECKS.glob("*.sql"))]


def _read(path: Path) -> CheckQuery:
    text = path.read_text(encoding="utf-8")
    header = {str(key): str(value).strip() for key, value in HEADER.findall(text)}
    if missing := [key for key in ("severity", "table", "rules", "description") if key not in header]:
        raise CheckQueryError(f"{path}: the header comment lacks {', '.join(missing)}")
    if header["severity"] not in ("info", "warning", "error"):
        raise CheckQueryError(f"{path}: severity {header['severity']!r} is none of info, warning, error")
    return CheckQuery(
        name=path.stem,
        table=header["table"],
        description=header["description"],
        severity=cast("Severity", header["severity"]),
        rules=tuple(rule.strip() for rule in header["rules"].split(",") if rule.strip() != NO_RULE),
        needs_previous=header.get("needs") == "previous",
        needs_crawls=header.get("needs") == "crawls",
        select=text.strip().rstrip(";"),
    )


def _run(connection: duckdb.DuckDBPyConnection, query: CheckQuery) -> CheckOutcome:
    """One pass over the tables: the number of offending rows and the first of them in their own order."""
    try:
        found = connection.execute(f"SELECT count(*), min(row, {SAMPLE_ROWS}) FROM ({query.select}\n) AS row").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        if not query.needs_previous:
            raise CheckQueryError(f"warehouse/sql/checks/{query.name}.sql does not fit the tables: {error}") from error
        # an older publication may have other columns: that cannot be compared, and must not block either
        note = {"not_comparable": str(error).splitlines()[0]}
        return _outcome(query, "warning", 1, (note,))
    count, rows = found or (0, None)
    return _outcome(query, query.severity, int(count), tuple(rows or ()))


def _outcome(query: CheckQuery, severity: Severity, n_unexpected: int, sample: tuple[dict[str, Any], ...]) -> CheckOutcome:
    return CheckOutcome(
        table=query.table,
        rule_id=query.name,
        description=query.description,
        severity=severity,
        passed=n_unexpected == 0,
        n_unexpected=n_unexpected,
        sample=sample,
    )
