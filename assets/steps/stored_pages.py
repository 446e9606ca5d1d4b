"""The stored pages of a registry, each read once per version of its parser.

Belongs here: what is read anew, what is taken over, and pages that cannot be read. Does not belong here: whether what was read counts
(`assets.steps.registry_reading`), how a page is read (`parsers`), or in which process (`assets.steps.reading_workers`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.steps.page_process import PageKey
from assets.steps.reading_workers import NotRead, ReadingWorkers
from parsers.discover import listed_total
from parsers.reading import Observation, Page
from parsers.registry import Source
from parsers.version import reader_version
from parsers.vocabulary.issue_codes import ISSUE_CODES, CodeOfIssue
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.observations.observation_store import CHANGES, KEY, Rows, observation_tables, reading_changes
from warehouse.observations.records import record_row
from warehouse.progress import Progress

Tables = Mapping[str, pa.Table]
Workers = ReadingWorkers[Rows]
BATCH_PAGES = 1_000
DAMAGE: CodeOfIssue = "damaged_capture"
NOT_READ: CodeOfIssue = "not_read"
NOBODY = "damaged"  # in place of the version of a parser: no parser has read the page, so it is tried again each time


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The tables of a registry with every page read by this parser: `todo` had to be read now (their rows are `fresh`), `n_kept` were read
    before. `damaged` are those of `todo` whose stored body cannot be had, with the reason, `not_read` those that no process could read;
    `changed` is what a changed parser reads otherwise."""

    tables: Tables
    fresh: Tables
    todo: Collection[PageKey]
    n_kept: int
    damaged: Mapping[PageKey, str]
    not_read: Mapping[PageKey, str]
    changed: pa.Table


def pages_up_to_date(
    source: Source, captures: CaptureStore, stored: Tables, index: pa.Table, progress: Progress, workers: Workers | None = None
) -> PagesRead:
    """Reads what this parser has not read yet of the pages that `index` lists, in the processes of `workers` where there are any; `stored`
    is what was read before."""
    code, version = source.registry.code, reader_version(source.registry.code)
    wanted, versions = _first_rows(index), versions_of(stored["page"])
    kept = {key for key, read_by in versions.items() if read_by == version and key in wanted}
    todo = {key: capture for key, capture in wanted.items() if key not in kept}
    damaged: dict[PageKey, str] = {}
    fresh, not_read = read_pages(source, version, _whole_pages(captures, code, todo, damaged), len(todo), progress, workers)
    unread = damaged | not_read
    read_before = {key for key, read_by in versions.items() if read_by != NOBODY}
    again = read_before & todo.keys() - unread.keys()
    changed = reading_changes(rows_of_pages(stored, again), rows_of_pages(fresh, again)) if again else CHANGES.empty_table()
    tables = rows_of_pages(stored, kept | (read_before & unread.keys()))
    tables["issue"] = tables["issue"].filter(pc.invert(pc.is_in(tables["issue"]["code"], pa.array([DAMAGE, NOT_READ]))))
    told = observation_tables(_unread(code, damaged, not_read, read_before))
    fresh = {name: pa.concat_tables([fresh[name], told[name]]) for name in fresh}
    tables = {name: pa.concat_tables([tables[name], fresh[name]]) for name in fresh}
    return PagesRead(tables, fresh, todo, len(kept), damaged, not_read, changed)


def read_pages(
    source: Source,
    version: str,
    pages: Iterator[tuple[PageKey, Page]],
    n_pages: int,
    progress: Progress,
    workers: Workers | None = None,
) -> tuple[dict[str, pa.Table], dict[PageKey, str]]:
    """The tables of pages, and by page why no process could read it. The rows are put into tables batch by batch, so that memory holds few
    of them as Python values."""
    code = source.registry.code
    batches: list[dict[str, pa.Table]] = []
    rows: Rows = {"page": [], "record": [], "issue": []}
    not_read: dict[PageKey, str] = {}
    given = workers.read(code, pages) if workers else ((key, read_page(source, key, page)) for key, page in pages)
    for done, (key, got) in enumerate(given, 1):
        if isinstance(got, NotRead):
            not_read[key] = got.words
        else:
            for name in rows:
                rows[name] += got[name]
            rows["page"][-1]["parser_version"] = version
        progress(f"read {code}", done, n_pages)
        if done % BATCH_PAGES == 0:
            batches.append(observation_tables(rows))
            rows = {name: [] for name in rows}
    batches.append(observation_tables(rows))
    return {name: pa.concat_tables([batch[name] for batch in batches]) for name in rows}, not_read


def read_page(source: Source, key: PageKey, page: Page) -> Rows:
    """The rows that one page gives; that of the page lacks the version of the parser."""
    reading, registry = source.parse(page), source.registry
    seen: dict[int, list[dict[str, Any]]] = {number: [] for number in reading.record_numbers}
    about = {"registry": registry.code, "canonical_url": key[0], "body_sha256": key[1]}
    rows: Rows = {"page": [], "record": [], "issue": []}
    rows["page"].append(
        about
        | {
            "page_kind": reading.kind,
            "unclaimed_share": reading.unclaimed_share,
            "text_length": reading.text_length,
            "record_count": len(seen),
            "listed_total": listed_total(registry, page) if reading.kind == "list" else None,
        }
    )
    for each in reading.observations:
        if each.record_no in seen:
            seen[each.record_no].append(_evidence(each))
    for number, own in seen.items():
        row, impossible = record_row(about | {"record_no": number}, own)
        rows["record"].append(row)
        rows["issue"] += [about | each.as_issue() for each in impossible]
    for issue in reading.issues:
        values = asdict(issue)
        rows["issue"].append(about | {"is_quarantined": values.pop("quarantines")} | values)
    return rows


def _evidence(seen: Observation) -> dict[str, Any]:
    values = {name: getattr(seen, name) for name in ("field", "label", "value_raw", "value", "method", "precision", "item_no")}
    return values | {"span_start": seen.start, "span_end": seen.end, "derived_from": ",".join(seen.derived_from) or None}


def _unread(code: str, damaged: Mapping[PageKey, str], not_read: Mapping[PageKey, str], read_before: Collection[PageKey]) -> Rows:
    """The rows for pages that cannot be read: an issue each, and for those never read before a page without a record."""
    rows: Rows = {"page": [], "record": [], "issue": []}
    told = {key: (DAMAGE, f"the stored page is damaged, and the next crawl asks for it anew: {why}") for key, why in damaged.items()}
    told |= {key: (NOT_READ, f"not read, and the next run tries again: {why}") for key, why in not_read.items()}
    for (url, digest), (issue_code, message) in told.items():
        about = {"registry": code, "canonical_url": url, "body_sha256": digest}
        is_lost = (url, digest) not in read_before
        if issue_code == NOT_READ and not is_lost:
            continue  # what was read of it before stays as it is
        if is_lost:
            rows["page"].append(about | {"parser_version": NOBODY, "page_kind": "unreadable", "record_count": 0})
        severity = ISSUE_CODES[issue_code].severity
        issue = {"record_no": 1, "code": issue_code, "severity": severity, "message": message, "is_quarantined": is_lost}
        rows["issue"].append(about | issue)
    return rows


def _first_rows(index: pa.Table) -> dict[PageKey, tuple[str, str | None, str]]:
    """By address and body: the address asked, the content type, and the digest, of the first capture that has them."""
    found: dict[PageKey, tuple[str, str | None, str]] = {}
    columns = (index[name].to_pylist() for name in ("canonical_url", "body_sha256", "url", "content_type"))
    for canonical, digest, url, content_type in zip(*columns, strict=True):
        found.setdefault((canonical, digest), (url, content_type, digest))
    return found


def _whole_pages(
    captures: CaptureStore, code: str, wanted: Mapping[PageKey, tuple[str, str | None, str]], damaged: dict[PageKey, str]
) -> Iterator[tuple[PageKey, Page]]:
    """The pages whose bodies can be read; the others are put into `damaged`, with the reason."""
    for key, (url, content_type, digest) in wanted.items():
        try:
            body = captures.body(code, digest)
        except CaptureStoreError as error:
            damaged[key] = str(error)
            continue
        yield key, Page(url, body, content_type or "text/html")


def versions_of(pages: pa.Table) -> dict[PageKey, str]:
    """By page, the version of the parser that read it."""
    columns = (pages[name].to_pylist() for name in ("canonical_url", "body_sha256", "parser_version"))
    return {(url, digest): version for url, digest, version in zip(*columns, strict=True)}


def pages_of_crawls(index: pa.Table, crawl_ids: Collection[str]) -> set[PageKey]:
    """Address and body of the pages of some crawls."""
    rows = index.filter(pc.is_in(index["crawl_id"], pa.array(list(crawl_ids), pa.string())))
    return set(zip(rows["canonical_url"].to_pylist(), rows["body_sha256"].to_pylist(), strict=True))


def rows_of_pages(tables: Tables, keys: Collection[PageKey]) -> dict[str, pa.Table]:
    """The rows of some pages."""
    if len(keys) == tables["page"].num_rows and set(versions_of(tables["page"])) == set(keys):
        return dict(tables)
    urls, digests = zip(*keys, strict=True) if keys else ((), ())
    wanted = pa.table({"canonical_url": pa.array(urls, pa.string()), "body_sha256": pa.array(digests, pa.string())})
    return {name: table.take(_positions(table, wanted)) for name, table in tables.items()}


def _positions(table: pa.Table, wanted: pa.Table) -> pa.Array:
    """Where the rows with a key of `wanted` stand."""
    numbered = table.select(KEY).append_column("position", pa.array(range(table.num_rows), pa.int64()))
    return numbered.join(wanted, KEY, join_type="left semi")["position"].combine_chunks().sort()
