"""Reading a registry: its stored pages brought up to date, and the newest complete crawl judged as a whole.

Belongs here: whether what was read counts, and the state of the registry after it. Does not belong here: Dagster
(`assets.observation_assets`), which pages are read anew (`assets.steps.stored_pages`), what a healthy reading is
(`assets.steps.acceptance_gates`)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from assets.steps.acceptance_gates import Before, ReadingFigures, figures_of, reading_reason
from assets.steps.stored_pages import PagesRead, Tables, Workers, pages_of_crawls, pages_up_to_date, rows_of_pages, versions_of
from parsers.declaration import Registry
from parsers.discover import ListUnreadable
from parsers.reader_guards import DiscoveryCrashed
from parsers.reading import Page
from parsers.registry import Source
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.index import page_rows
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import HeldBy, Hold, Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState, Ring
from warehouse.progress import Progress


@dataclass(frozen=True, slots=True)
class RegistryReading:
    """What a reading did.

    `n_read` pages parsed now, `n_kept` taken over; `newest` the tables (page, observation, issue) of the newest crawl and `figures` what
    they amount to; the registry's `state` after it. `n_changed` values of pages read before differ from the previous parse, since the
    parser has changed; `n_damaged` stored pages could not be read.
    """

    state: ReadingState
    figures: ReadingFigures
    n_read: int
    n_kept: int
    newest: Tables
    n_changed: int = 0
    n_damaged: int = 0


def read_registry(
    source: Source, captures: CaptureStore, store: ObservationStore, progress: Progress, workers: Workers | None = None
) -> RegistryReading:
    """Reads what is stored of a registry and has not been read by this parser, and judges the newest crawl.

    Pages are read in the processes of `workers`, without any in this one. A stored page that is damaged is quarantined, or stays as an
    earlier parser read it, and the next crawl asks for it anew; so is a page that no process could read, and the next run tries again.
    """
    registry, code = source.registry, source.registry.code
    if source.problem:
        return _nothing_read(code, source.problem, store)
    captures.mend(code)
    known, stored = store.state(code), store.load(code)
    index, crawls = page_rows(captures.index(code)), captures.crawls(code)
    brought = pages_up_to_date(source, captures, stored, index, progress, workers)
    tables = brought.tables

    whole = [crawl for crawl in crawls if crawl.origin == CrawlOrigin.CRAWL]
    newest = whole[-1] if whole else None
    is_withdrawn = known is not None and any(crawl.crawl_id == known.through_crawl_id and crawl.state == Verdict.HELD for crawl in whole)
    earlier = _judged_anew(registry, whole[:-1], tables, index) if known is None or is_withdrawn else known
    of_newest = pages_of_crawls(index, [newest.crawl_id] if newest else [crawl.crawl_id for crawl in crawls])
    newest_tables = rows_of_pages(tables, of_newest)
    figures = figures_of(registry, newest_tables)
    if figures.n_listed is not None:
        figures = replace(figures, n_listed=figures.n_listed - _n_erased(source, captures, newest_tables["page"]))
    of_earlier = pages_of_crawls(index, [earlier.through_crawl_id] if earlier and earlier.through_crawl_id else [])
    read_now = figures if of_earlier == of_newest else figures_of(registry, rows_of_pages(tables, of_earlier))
    read_then = figures_of(registry, rows_of_pages(stored, of_earlier)) if known and brought.todo else read_now
    # labels as they were read then, for a parser may have lost one; but the text that today's parser leaves, for its progress is no change
    before = Before(earlier.n_projects if earlier else None, read_then.labels, read_now.unclaimed_share)
    ring, hold = _judge(registry, newest, crawls, figures, before)
    # held back in reading before, and would be still
    suspects = [crawl for crawl in whole[:-1] if crawl.state == Verdict.ACCEPTED and _is_unjudged(crawl, earlier)]
    still_held = tuple(
        crawl.crawl_id
        for crawl in suspects
        if _hold_on_reading(registry, crawl, figures_of(registry, rows_of_pages(tables, pages_of_crawls(index, [crawl.crawl_id]))), before)
    )
    is_taken = not hold or known is None
    _save(store, code, stored, brought, is_taken=is_taken)
    state = _state(code, ring, hold, earlier, newest, figures, still_held, newest_tables["issue"])
    unread = {(url, f"not read, and the next run tries again: {why}") for (url, _), why in brought.not_read.items()}
    state = replace(state, quarantined=tuple(sorted({*state.quarantined, *unread})))
    store.save_state(replace(state, damaged=tuple(sorted({digest for _, digest in brought.damaged}))))
    n_changed = brought.changed.num_rows if is_taken else 0
    return RegistryReading(state, figures, len(brought.todo), brought.n_kept, newest_tables, n_changed, len(brought.damaged))


def unloadable_state(code: str, problem: str, earlier: ReadingState | None) -> ReadingState:
    """The state of a registry whose folder cannot be loaded: held back, and all else as it was."""
    since = earlier.since if earlier and earlier.state == Verdict.HELD else _now()
    base = earlier or ReadingState(
        registry=code, state=Verdict.HELD, ring=None, reason=None, since=since, through_crawl_id=None, n_projects=0
    )
    return replace(base, state=Verdict.HELD, ring=Ring.READING, held_by=HeldBy.UNLOADABLE, reason=problem, since=since)


def _nothing_read(code: str, problem: str, store: ObservationStore) -> RegistryReading:
    """Nothing is read of a registry whose folder cannot be loaded; what was read before stays."""
    state = unloadable_state(code, problem, store.state(code))
    store.save_state(state)
    nothing = {name: table.slice(0, 0) for name, table in store.load(code).items()}
    return RegistryReading(state, ReadingFigures(0, 0), 0, 0, nothing)


def _save(store: ObservationStore, code: str, stored: Tables, brought: PagesRead, *, is_taken: bool) -> None:
    """Keeps what was read. Where it is held back, what was read before stays as it was read, and only pages that nobody has read yet are
    added: imports count at once."""
    if is_taken:
        if brought.changed.num_rows:
            store.save_changes(code, brought.changed)
        if brought.todo or brought.n_kept != stored["page"].num_rows:
            store.save(code, brought.tables)
        return
    unread = versions_of(brought.fresh["page"]).keys() - versions_of(stored["page"]).keys()
    if unread:
        added = rows_of_pages(brought.fresh, unread)
        store.save(code, {name: pa.concat_tables([stored[name], added[name]]) for name in stored})


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
        with suppress(DiscoveryCrashed, ListUnreadable):  # the crawl of that list is held back already
            found |= {source.canonical_url(link.url) for link in source.discover(page) if link.kind == "project"}
    return sum(erased.is_suppressed(url) for url in found)


def _hold_on_reading(registry: Registry, crawl: Crawl, figures: ReadingFigures, before: Before) -> Hold | None:
    """By whom the reading of a crawl is held back and why, or None. What an operator let count counts, unless there is nothing to count."""
    if crawl.decided_because is None:
        return reading_reason(registry, figures, before)
    if figures.n_projects:
        return None
    return Hold(HeldBy.NO_PROJECT, "an operator let the crawl count, but not one project can be read from it")


def _judged_anew(registry: Registry, crawls: Sequence[Crawl], tables: Tables, index: pa.Table) -> ReadingState | None:
    """The state that reading crawl after crawl would have left, oldest first; None where none of them would have been accepted.

    For captures whose readings are lost, or were never made here: what was held back then is held back again.
    """
    state: ReadingState | None = None
    before = Before()
    held: tuple[str, ...] = ()
    for crawl in crawls:
        if crawl.state == Verdict.HELD:
            continue
        figures = figures_of(registry, rows_of_pages(tables, pages_of_crawls(index, [crawl.crawl_id])))
        if _hold_on_reading(registry, crawl, figures, before):
            held = (*held, crawl.crawl_id)
            state = state and replace(state, held_crawl_ids=held)
            continue
        before = Before(figures.n_projects, figures.labels, figures.unclaimed_share)
        state = ReadingState(
            registry=registry.code,
            state=Verdict.ACCEPTED,
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
) -> tuple[Ring, Hold | None]:
    if newest is None and not crawls:
        return Ring.CAPTURE, Hold(HeldBy.NOTHING_CAPTURED, "nothing has been captured yet")
    if newest is None:
        words = f"never crawled, and the {len(crawls)} imported captures gave no project"
        return Ring.READING, None if figures.n_projects else Hold(HeldBy.NO_PROJECT, words)
    if newest.state == Verdict.HELD:
        return Ring.CAPTURE, Hold(newest.held_by or HeldBy.UNNAMED_GATE, newest.reason or "the crawl was held back")
    return Ring.READING, _hold_on_reading(registry, newest, figures, before)


def _state(
    code: str,
    ring: Ring,
    hold: Hold | None,
    earlier: ReadingState | None,
    newest: Crawl | None,
    figures: ReadingFigures,
    still_held: tuple[str, ...],
    issues: pa.Table,
) -> ReadingState:
    state = Verdict.HELD if hold else Verdict.ACCEPTED
    newest_id = newest.crawl_id if newest else None
    counted_id = earlier.through_crawl_id if earlier else None  # a crawl that counts already stays as it was read
    held_now = (newest_id,) if hold and ring == Ring.READING and newest_id and newest_id != counted_id else ()
    lost = issues.filter(issues["is_quarantined"])
    return ReadingState(
        registry=code,
        state=state,
        ring=ring if hold else None,
        held_by=hold.by if hold else None,
        reason=hold.words if hold else None,
        since=earlier.since if earlier and earlier.state == state else _now(),
        through_crawl_id=(earlier.through_crawl_id if earlier else None) if hold else newest_id,
        n_projects=(earlier.n_projects if earlier else 0) if hold else figures.n_projects,
        held_crawl_ids=(*still_held, *held_now),
        quarantined=tuple(sorted(set(zip(lost["canonical_url"].to_pylist(), lost["message"].to_pylist(), strict=True)))),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
