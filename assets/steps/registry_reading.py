"""Reading a registry: every stored page once per version of its parser, and the newest complete crawl judged as a whole.

Belongs here: what is read anew, what is taken over, and whether it counts. Does not belong here: Dagster (`assets.observation_assets`), how
a page is read (`parsers`), what a healthy reading is (`assets.steps.gates`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from assets.steps.gates import Before, ReadingFigures, figures_of, reading_reason
from parsers.discover import listed_total
from parsers.registry import Page, Reading, Registry, Source
from parsers.version import parser_version
from parsers.vocabulary.issue_codes import ISSUE_CODES, CodeOfIssue
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.index import page_rows
from warehouse.captures.manifest import Crawl
from warehouse.observations.observation_store import CHANGES, KEY, ObservationStore, ReadingState, Rows, reading_changes, tables_of
from warehouse.progress import Progress

Ring = Literal["capture", "reading"]
Tables = Mapping[str, pa.Table]
Key = tuple[str, str]  # canonical address, digest of the body
BATCH_PAGES = 1_000
DAMAGE: CodeOfIssue = "damaged_capture"
DAMAGED = "damaged"  # in place of the version of a parser: no parser has read the page, so it is tried again each time


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reading did.

    `n_read` pages parsed now, `n_kept` taken over; `newest` the tables (page, observation, issue) of the newest crawl and `figures` what
    they amount to; the registry's `state` after it. `reason` says why the newest crawl is held back, if it is. `n_changed` values of pages
    read before came out otherwise, since the parser has changed; `n_damaged` stored pages could not be read.
    """

    state: ReadingState
    reason: str | None
    figures: ReadingFigures
    n_read: int
    n_kept: int
    newest: Tables
    n_changed: int = 0
    n_damaged: int = 0


def read_registry(source: Source, captures: CaptureStore, store: ObservationStore, progress: Progress) -> ReadingOutcome:
    """Reads what is stored of a registry and has not been read by this parser, and judges the newest crawl.

    A stored page that is damaged is quarantined, or stays as an earlier parser read it; the next crawl asks for it anew.
    """
    registry, code = source.registry, source.registry.code
    captures.mend(code)
    known, stored = store.state(code), store.load(code)
    index, crawls = page_rows(captures.index(code)), captures.crawls(code)
    brought = _bring_up_to_date(source, captures, stored, index, progress)
    tables = brought.tables

    whole = [crawl for crawl in crawls if crawl.origin == "crawl"]
    newest = whole[-1] if whole else None
    is_withdrawn = known is not None and any(crawl.crawl_id == known.through_crawl_id and crawl.state == "held" for crawl in whole)
    earlier = _judged_anew(registry, whole[:-1], tables, index) if known is None or is_withdrawn else known
    of_newest = _keys(index, [newest.crawl_id] if newest else [crawl.crawl_id for crawl in crawls])
    newest_tables = _of(tables, of_newest)
    figures = figures_of(registry, newest_tables)
    if figures.n_listed is not None:
        figures = replace(figures, n_listed=figures.n_listed - _n_erased(source, captures, newest_tables["page"]))
    of_earlier = _keys(index, [earlier.through_crawl_id] if earlier and earlier.through_crawl_id else [])
    read_now = figures if of_earlier == of_newest else figures_of(registry, _of(tables, of_earlier))
    read_then = figures_of(registry, _of(stored, of_earlier)) if known and brought.todo else read_now
    # labels as they were read then, for a parser may have lost one; but the text that today's parser leaves, for its progress is no change
    before = Before(earlier.n_projects if earlier else None, read_then.labels, read_now.unclaimed_share)
    ring, reason = _judge(registry, newest, crawls, figures, before)
    suspects = [crawl for crawl in whole[:-1] if crawl.state == "accepted" and _is_unjudged(crawl, earlier)]
    still_held = tuple(
        crawl.crawl_id for crawl in suspects if _reads_badly(registry, crawl, _of(tables, _keys(index, [crawl.crawl_id])), before)
    )
    is_taken = not reason or known is None
    _save(store, code, stored, brought, is_taken=is_taken)
    state = _state(code, ring, reason, earlier, newest, figures, still_held, newest_tables["issue"])
    store.save_state(replace(state, damaged=tuple(sorted({digest for _, digest in brought.damaged}))))
    n_changed = brought.changed.num_rows if is_taken else 0
    return ReadingOutcome(state, reason, figures, len(brought.todo), brought.n_kept, newest_tables, n_changed, len(brought.damaged))


@dataclass(frozen=True, slots=True)
class _Brought:
    """The tables of a registry with every page read by this parser: `todo` had to be read now (their rows are `fresh`), `n_kept` were read
    before. `damaged` are those of `todo` that cannot be read, with the reason; `changed` is what a changed parser reads otherwise."""

    tables: Tables
    fresh: Tables
    todo: Collection[Key]
    n_kept: int
    damaged: Mapping[Key, str]
    changed: pa.Table


def _bring_up_to_date(source: Source, captures: CaptureStore, stored: Tables, index: pa.Table, progress: Progress) -> _Brought:
    code, version = source.registry.code, parser_version(source.registry.code)
    wanted, versions = _first_rows(index), _versions(stored["page"])
    kept = {key for key, read_by in versions.items() if read_by == version and key in wanted}
    todo = {key: capture for key, capture in wanted.items() if key not in kept}
    damaged: dict[Key, str] = {}
    fresh = read_pages(source, version, _whole_pages(captures, code, todo, damaged), len(todo), progress)
    read_before = {key for key, read_by in versions.items() if read_by != DAMAGED}
    again = read_before & todo.keys() - damaged.keys()
    changed = reading_changes(_of(stored, again), _of(fresh, again)) if again else CHANGES.empty_table()
    tables = _of(stored, kept | (read_before & damaged.keys()))
    tables["issue"] = tables["issue"].filter(pc.not_equal(tables["issue"]["code"], DAMAGE))
    told = tables_of(_damage(code, damaged, read_before))
    fresh = {name: pa.concat_tables([fresh[name], told[name]]) for name in fresh}
    tables = {name: pa.concat_tables([tables[name], fresh[name]]) for name in fresh}
    return _Brought(tables, fresh, todo, len(kept), damaged, changed)


def _save(store: ObservationStore, code: str, stored: Tables, brought: _Brought, *, is_taken: bool) -> None:
    """Keeps what was read. Where it is held back, what was read before stays as it was read, and only pages that nobody has read yet are
    added: imports count at once."""
    if is_taken:
        if brought.changed.num_rows:
            store.save_changes(code, brought.changed)
        if brought.todo or brought.n_kept != stored["page"].num_rows:
            store.save(code, brought.tables)
        return
    unread = _versions(brought.fresh["page"]).keys() - _versions(stored["page"]).keys()
    if unread:
        added = _of(brought.fresh, unread)
        store.save(code, {name: pa.concat_tables([stored[name], added[name]]) for name in stored})


def _damage(code: str, damaged: Mapping[Key, str], read_before: Collection[Key]) -> Rows:
    """What is told of stored pages that cannot be read: an issue each; those that were never read either are pages without a record."""
    rows: Rows = {"page": [], "observation": [], "issue": []}
    for (url, digest), why in damaged.items():
        about = {"registry": code, "canonical_url": url, "body_sha256": digest}
        is_lost = (url, digest) not in read_before
        if is_lost:
            rows["page"].append(about | {"parser_version": DAMAGED, "page_kind": "unreadable", "record_count": 0})
        message = f"the stored page is damaged, and the next crawl asks for it anew: {why}"
        told = {"record_no": 1, "code": DAMAGE, "severity": ISSUE_CODES[DAMAGE].severity, "message": message, "is_quarantined": is_lost}
        rows["issue"].append(about | told)
    return rows


def _n_erased(source: Source, captures: CaptureStore, pages: pa.Table) -> int:
    """How many projects the lists still count although they were erased here: the links to them that the lists of a crawl have."""
    erased = captures.erased
    if not erased.entries:
        return 0
    found: set[str] = set()
    lists = pages.filter(pc.equal(pages["page_kind"], "list"))
    for url, digest in zip(lists["canonical_url"].to_pylist(), lists["body_sha256"].to_pylist(), strict=True):
        try:
            page = Page(url, captures.body(source.registry.code, digest))
        except CaptureStoreError:  # read before it was damaged
            continue
        found |= {source.canonical_url(link.url) for link in source.discover(page) if link.kind == "project"}
    return sum(erased.is_suppressed(url) for url in found)


def _reads_badly(registry: Registry, crawl: Crawl, tables: Tables, before: Before) -> bool:
    """Whether a crawl that was held back in reading would be held back still."""
    return _reading_reason(registry, crawl, figures_of(registry, tables), before) is not None


def _reading_reason(registry: Registry, crawl: Crawl, figures: ReadingFigures, before: Before) -> str | None:
    """Why the reading of a crawl is held back, or None. What an operator let count counts, unless there is nothing to count."""
    if crawl.decided_because is None:
        return reading_reason(registry, figures, before)
    return None if figures.n_projects else "an operator let the crawl count, but not one project can be read from it"


def _first_rows(index: pa.Table) -> dict[Key, tuple[str, str | None, str]]:
    """By address and body: the address asked, the content type, and the digest, of the first capture that has them."""
    found: dict[Key, tuple[str, str | None, str]] = {}
    columns = (index[name].to_pylist() for name in ("canonical_url", "body_sha256", "url", "content_type"))
    for canonical, digest, url, content_type in zip(*columns, strict=True):
        found.setdefault((canonical, digest), (url, content_type, digest))
    return found


def _whole_pages(
    captures: CaptureStore, code: str, wanted: Mapping[Key, tuple[str, str | None, str]], damaged: dict[Key, str]
) -> Iterator[tuple[Key, Page]]:
    """The pages whose bodies can be read; the others are put into `damaged`, with the reason."""
    for key, (url, content_type, digest) in wanted.items():
        try:
            body = captures.body(code, digest)
        except CaptureStoreError as error:
            damaged[key] = str(error)
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
            rows["observation"].append(about | values | span | {"derived_from": ",".join(seen.derived_from) or None})
    for issue in reading.issues:
        values = asdict(issue)
        rows["issue"].append(about | {"is_quarantined": values.pop("quarantines")} | values)


def _judged_anew(registry: Registry, crawls: Sequence[Crawl], tables: Tables, index: pa.Table) -> ReadingState | None:
    """The state that reading crawl after crawl would have left, oldest first; None where none of them would have been accepted.

    For captures whose readings are lost, or were never made here: what was held back then is held back again.
    """
    state: ReadingState | None = None
    before = Before()
    held: tuple[str, ...] = ()
    for crawl in crawls:
        if crawl.state == "held":
            continue
        figures = figures_of(registry, _of(tables, _keys(index, [crawl.crawl_id])))
        if _reading_reason(registry, crawl, figures, before):
            held = (*held, crawl.crawl_id)
            state = state and replace(state, held_crawl_ids=held)
            continue
        before = Before(figures.n_projects, figures.labels, figures.unclaimed_share)
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
    registry: Registry, newest: Crawl | None, crawls: Sequence[Crawl], figures: ReadingFigures, before: Before
) -> tuple[Ring, str | None]:
    if newest is None and crawls:
        return "reading", None if figures.n_projects else f"never crawled, and the {len(crawls)} imported captures gave no project"
    if newest is None:
        return "capture", "nothing has been captured yet"
    if newest.state == "held":
        return "capture", newest.reason or "the crawl was held back"
    return "reading", _reading_reason(registry, newest, figures, before)


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
