"""Reading a registry: every stored page once per version of its parser, and the newest complete crawl judged as a whole.

Belongs here: what is read anew, what is taken over, and whether it counts. Does not belong here: Dagster (`assets.observations`), how a
page is read (`parsers`), what a healthy reading is (`assets.gates`).
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from assets.gates import ReadingFigures, figures_of, reading_reason
from assets.protocols import Progress
from parsers.listing import listed_total
from parsers.registry import Page, Reading, Registry, Source
from parsers.version import parser_version
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.index import page_rows
from warehouse.captures.manifest import Crawl
from warehouse.captures.store import CaptureStore
from warehouse.observations import KEY, ObservationStore, ReadingState, Rows, reading_changes, tables_of

Ring = Literal["capture", "reading"]
Tables = Mapping[str, pa.Table]
Key = tuple[str, str]  # canonical address, digest of the body
BATCH_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reading did.

    `n_read` pages parsed now, `n_kept` taken over; `newest` the tables (page, observation, issue) of the newest crawl and `figures` what
    they amount to; the registry's `state` after it. `reason` says why the newest crawl is held back, if it is. `n_changed` values of pages
    read before came out otherwise, since the parser has changed.
    """

    state: ReadingState
    reason: str | None
    figures: ReadingFigures
    n_read: int
    n_kept: int
    newest: Tables
    n_changed: int = 0


def read_registry(source: Source, captures: CaptureStore, store: ObservationStore, progress: Progress) -> ReadingOutcome:
    """Reads what is stored of a registry and has not been read by this parser, and judges the newest crawl."""
    code, version = source.registry.code, parser_version(source.registry.code)
    captures.mend(code)
    known, stored = store.state(code), store.load(code)
    index = page_rows(captures.index(code))
    crawls = captures.crawls(code)
    wanted = _first_rows(index)
    kept = {key for key, read_by in _versions(stored["page"]).items() if read_by == version and key in wanted}
    todo = [key for key in wanted if key not in kept]
    is_as_before = len(kept) == stored["page"].num_rows
    tables = stored if is_as_before else _of(stored, kept)
    damaged: list[CaptureStoreError] = []
    lost: set[str] = set()
    fresh = {name: table.slice(0, 0) for name, table in stored.items()}
    if todo:
        pages = _whole_pages(captures, code, {key: wanted[key] for key in todo}, damaged, lost)
        fresh = read_pages(source, version, pages, len(todo), progress)
        tables = {name: pa.concat_tables([tables[name], fresh[name]]) for name in tables}
    changed = reading_changes(_of(stored, set(todo)), _of(tables, set(todo))) if todo and not is_as_before else None

    whole = [crawl for crawl in crawls if crawl.origin == "crawl"]
    newest = whole[-1] if whole else None
    earlier = known or _judged_anew(source.registry, whole[:-1], tables, index)
    judged = [newest.crawl_id] if newest else [crawl.crawl_id for crawl in crawls]
    of_newest, of_earlier = _keys(index, judged), _keys(index, [earlier.through_crawl_id] if earlier and earlier.through_crawl_id else [])
    newest_tables = _of(tables, of_newest)
    figures = figures_of(source.registry, newest_tables)
    if figures.n_listed:  # the lists still count what was erased here
        figures = replace(figures, n_listed=figures.n_listed - captures.n_erased)
    is_same = of_earlier == of_newest and not todo
    before = figures if is_same else figures_of(source.registry, _of(stored if known else tables, of_earlier))
    unclaimed_before = _unclaimed(_of(tables, of_earlier)) if todo else before.unclaimed_share
    n_before = earlier.n_projects if earlier else None
    ring, reason = _judge(source.registry, newest, crawls, figures, n_before, before.labels, unclaimed_before)
    if damaged and not reason:
        reason = f"{len(lost)} stored pages cannot be read: {damaged[0]} (the next crawl fetches them anew; see: diarium captures verify)"
    suspects = [crawl for crawl in whole[:-1] if crawl.state == "accepted" and _is_unjudged(crawl, earlier)]
    still_held = tuple(
        crawl.crawl_id
        for crawl in suspects
        if reading_reason(
            source.registry, figures_of(source.registry, _of(tables, _keys(index, [crawl.crawl_id]))), n_before, before.labels
        )
    )
    n_changed = 0
    if not reason or known is None:
        if changed is not None and changed.num_rows:
            n_changed = changed.num_rows
            store.save_changes(code, changed)
        if todo or not is_as_before:
            store.save(code, tables)
    elif unread := fresh["page"].num_rows and _versions(fresh["page"]).keys() - _versions(stored["page"]).keys():
        # what was read before stays as it was read; pages nobody has read yet (imports count at once) are added
        added = _of(fresh, unread)
        store.save(code, {name: pa.concat_tables([stored[name], added[name]]) for name in stored})
    state = _state(code, ring, reason, earlier, newest, figures, still_held, newest_tables["issue"])
    state = replace(state, damaged=tuple(sorted(lost)))
    store.save_state(state)
    return ReadingOutcome(state, reason, figures, len(todo), len(kept), newest_tables, n_changed)


def _first_rows(index: pa.Table) -> dict[Key, tuple[str, str | None, str]]:
    """By address and body: the address asked, the content type, and the digest, of the first capture that has them."""
    found: dict[Key, tuple[str, str | None, str]] = {}
    columns = (index[name].to_pylist() for name in ("canonical_url", "body_sha256", "url", "content_type"))
    for canonical, digest, url, content_type in zip(*columns, strict=True):
        found.setdefault((canonical, digest), (url, content_type, digest))
    return found


def _whole_pages(
    captures: CaptureStore, code: str, wanted: Mapping[Key, tuple[str, str | None, str]], damaged: list[CaptureStoreError], lost: set[str]
) -> Iterator[tuple[Key, Page]]:
    """The pages whose bodies can be read; of the others the errors are added to `damaged`, the digests to `lost`."""
    for key, (url, content_type, digest) in wanted.items():
        try:
            body = captures.body(code, digest)
        except CaptureStoreError as error:
            damaged.append(error)
            lost.add(digest)
            continue
        yield key, Page(url, body, content_type or "text/html")


def _versions(pages: pa.Table) -> dict[Key, str]:
    columns = (pages[name].to_pylist() for name in ("canonical_url", "body_sha256", "parser_version"))
    return {(url, digest): version for url, digest, version in zip(*columns, strict=True)}


def _keys(index: pa.Table, crawl_ids: Collection[str]) -> set[Key]:
    """Address and body of the pages of some crawls."""
    rows = index.filter(pc.is_in(index["crawl_id"], pa.array(list(crawl_ids), pa.string())))
    return set(zip(rows["canonical_url"].to_pylist(), rows["body_sha256"].to_pylist(), strict=True))


def _of(tables: Tables, keys: Collection[Key]) -> dict[str, pa.Table]:
    """The rows of some pages."""
    if len(keys) == tables["page"].num_rows and set(_versions(tables["page"])) == set(keys):
        return dict(tables)
    urls, digests = zip(*keys, strict=True) if keys else ((), ())
    wanted = pa.table({"canonical_url": pa.array(urls, pa.string()), "body_sha256": pa.array(digests, pa.string())})
    return {name: table.join(wanted, KEY, join_type="left semi") for name, table in tables.items()}


def read_pages(source: Source, version: str, pages: Iterator[tuple[Key, Page]], n_pages: int, progress: Progress) -> dict[str, pa.Table]:
    """Parses pages; the rows are put into tables batch by batch, so that memory holds few of them as Python values."""
    code = source.registry.code
    batches: list[dict[str, pa.Table]] = []
    rows: Rows = {"page": [], "observation": [], "issue": []}
    for done, (key, page) in enumerate(pages, 1):
        _add(rows, source.registry, key, version, source.parse(page), page)
        progress(f"read {code}", done, n_pages)
        if done % BATCH_PAGES == 0:
            batches.append(tables_of(rows))
            rows = {name: [] for name in rows}
    batches.append(tables_of(rows))
    return {name: pa.concat_tables([batch[name] for batch in batches]) for name in rows}


def _add(rows: Rows, registry: Registry, key: Key, version: str, reading: Reading, page: Page) -> None:
    about = {"registry": registry.code, "canonical_url": key[0], "body_sha256": key[1]}
    survivors = set(reading.record_numbers)
    rows["page"].append(
        about
        | {
            "parser_version": version,
            "page_kind": reading.kind,
            "unclaimed_share": reading.unclaimed_share,
            "text_length": reading.text_length,
            "record_count": len(survivors),
            "listed_total": listed_total(registry, page) if reading.kind == "list" else None,
        }
    )
    for seen in reading.observations:
        if seen.record_no in survivors:
            values = asdict(seen)
            span = {"span_start": values.pop("start"), "span_end": values.pop("end")}
            rows["observation"].append(about | values | span)
    for issue in reading.issues:
        values = asdict(issue)
        rows["issue"].append(about | {"is_quarantined": values.pop("quarantines")} | values)


def _unclaimed(tables: Tables) -> float | None:
    pages = tables["page"]
    shares = pages.filter(pc.equal(pages["page_kind"], "project"))["unclaimed_share"].to_pylist()
    return statistics.median(shares) if shares else None


def _judged_anew(registry: Registry, crawls: Sequence[Crawl], tables: Tables, index: pa.Table) -> ReadingState | None:
    """The state that reading crawl after crawl would have left, oldest first; None where none of them would have been accepted.

    For captures whose readings are lost, or were never made here: what was held back then is held back again.
    """
    state: ReadingState | None = None
    before = ReadingFigures(0, 0)
    held: tuple[str, ...] = ()
    for crawl in crawls:
        if crawl.state == "held":
            continue
        figures = figures_of(registry, _of(tables, _keys(index, [crawl.crawl_id])))
        n_before = state.n_projects if state else None
        if reading_reason(registry, figures, n_before, before.labels, before.unclaimed_share):
            held = (*held, crawl.crawl_id)
            state = state and replace(state, held_crawl_ids=held)
            continue
        before = figures
        state = ReadingState(
            registry=registry.code,
            state="accepted",
            ring=None,
            reason=None,
            since=crawl.finished_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            through_crawl_id=crawl.crawl_id,
            n_projects=figures.n_projects,
            held_crawl_ids=held,
        )
    return state


def _is_unjudged(crawl: Crawl, earlier: ReadingState | None) -> bool:
    """Whether no reading has accepted a crawl yet: it was held back, or is newer than the last one that counts."""
    return earlier is None or crawl.crawl_id in earlier.held_crawl_ids or crawl.crawl_id > (earlier.through_crawl_id or "")


def _judge(
    registry: Registry,
    newest: Crawl | None,
    crawls: Sequence[Crawl],
    figures: ReadingFigures,
    n_before: int | None,
    labels_before: Mapping[str, int],
    unclaimed_before: float | None,
) -> tuple[Ring, str | None]:
    if newest is None and crawls:
        return "reading", None if figures.n_projects else f"never crawled, and the {len(crawls)} imported captures gave no project"
    if newest is None:
        return "capture", "nothing has been captured yet"
    if newest.state == "held":
        return "capture", newest.reason or "the crawl was held back"
    return "reading", reading_reason(registry, figures, n_before, labels_before, unclaimed_before)


def _state(
    code: str,
    ring: Ring,
    reason: str | None,
    earlier: ReadingState | None,
    newest: Crawl | None,
    figures: ReadingFigures,
    still_held: tuple[str, ...],
    issues: pa.Table,
) -> ReadingState:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    state: Literal["accepted", "held"] = "held" if reason else "accepted"
    newest_id = newest.crawl_id if newest else None
    held_now = (newest_id,) if reason and ring == "reading" and newest_id else ()
    lost = issues.filter(issues["is_quarantined"])
    return ReadingState(
        registry=code,
        state=state,
        ring=ring if reason else None,
        reason=reason,
        since=earlier.since if earlier and earlier.state == state else now,
        through_crawl_id=(earlier.through_crawl_id if earlier else None) if reason else newest_id,
        n_projects=(earlier.n_projects if earlier else 0) if reason else figures.n_projects,
        held_crawl_ids=(*still_held, *held_now),
        quarantined=tuple(sorted(set(zip(lost["canonical_url"].to_pylist(), lost["message"].to_pylist(), strict=True)))),
    )
