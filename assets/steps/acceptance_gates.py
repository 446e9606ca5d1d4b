"""Ring 2: does a crawl or a reading look like the registry we know? Plain functions; which gate holds it back and why, or None.

Belongs here: the comparison with what the registry declares (`Expect`) and with the last accepted crawl. Does not belong here: Dagster.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from parsers.declaration import Registry
from warehouse.captures.exchange import FetchFailure
from warehouse.captures.verdict import HeldBy, Hold
from warehouse.observations.records import KEY, observations_of


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """What one crawl's pages gave.

    `fill` counts the records that have a field, `labels` the values read from a label, `labels_unknown` the pages an unknown label is on.
    `n_listed` is how many projects the registry's lists say there are, `unclaimed_share` the median share of a project page's text that no
    rule claims; each None where nothing says so. `is_lists_only`: not one page beside lists.
    """

    n_projects: int
    n_unreadable: int
    fill: Mapping[str, int] = field(default_factory=dict)
    labels_unknown: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    unreadable_urls: Sequence[str] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)
    n_listed: int | None = None
    unclaimed_share: float | None = None
    is_lists_only: bool = False

    @property
    def n_pages(self) -> int:
        """Project pages, read or not."""
        return self.n_projects + self.n_unreadable


@dataclass(frozen=True, slots=True)
class CrawlFigures:
    """How a crawl went. `n_arrived` counts pages that came or were unchanged, `n_before` those of the last accepted crawl; `most_alike`
    are the addresses that showed one and the same page, where there are several: the largest such group."""

    n_arrived: int
    failures: Sequence[FetchFailure] = ()
    n_before: int | None = None
    most_alike: Sequence[str] = ()


def crawl_reason(registry: Registry, figures: CrawlFigures) -> Hold | None:
    """Why a crawl is held back, or None."""
    expect, failures, n_arrived = registry.expect, figures.failures, figures.n_arrived
    n_all = n_arrived + len(failures)
    broken = next((failure for failure in failures if failure.ends_crawl), None)
    if broken:
        return Hold(HeldBy.CRAWL_BROKE_OFF, f"the crawl broke off after {n_arrived} pages at {broken.url}: {broken.error}")
    lost_list = next((failure for failure in failures if failure.is_lost_list), None)
    if lost_list:
        return Hold(HeldBy.LIST_LOST, f"a list page could not be had, so what it links to is unknown: {lost_list.url}: {lost_list.error}")
    if n_arrived == 0:
        return Hold(HeldBy.NO_PAGE, "not one page arrived")
    failed = [failure for failure in failures if not failure.is_disallowed]
    if len(failed) > expect.max_failed * n_all:
        allowed = f"{expect.max_failed:.0%} may"
        return Hold(HeldBy.PAGES_FAILED, f"{len(failed)} of {n_all} pages failed ({allowed}); the most frequent: {_most_frequent(failed)}")
    if figures.n_before and n_arrived < (1 - expect.max_shrink) * figures.n_before:
        then = f"{figures.n_before} the last time ({expect.max_shrink:.0%} fewer is the limit)"
        return Hold(
            HeldBy.FEWER_PAGES,
            f"only {n_arrived} pages, {then}; does the list still link to all, and does [discover] find them?",
        )
    n_alike = len(figures.most_alike)
    if n_alike > max(4, expect.max_alike * n_arrived):
        alike = f"{n_alike} of {n_arrived} addresses show one and the same page ({' and '.join(figures.most_alike[:2])})"
        return Hold(HeldBy.PAGES_ALIKE, f"{alike}: is it an error page, sent with status 200?")
    return None


@dataclass(frozen=True, slots=True)
class Before:
    """What the last accepted reading gave: its projects, the values it read by label, the share of text that no rule claims; None or empty
    where there was none."""

    n_projects: int | None = None
    labels: Mapping[str, int] = field(default_factory=dict)
    unclaimed_share: float | None = None


def reading_reason(registry: Registry, figures: ReadingFigures, before: Before) -> Hold | None:
    """Why the reading of a complete crawl is held back, or None."""
    expect, hint = registry.expect, _label_hint(figures)
    many = expect.max_unknown_label * figures.n_pages
    gone = ", ".join(repr(label) for label, n in sorted(before.labels.items()) if n > many and label not in figures.labels)
    frequent = [f"{label!r} on {n}" for label, n in Counter(figures.labels_unknown).most_common() if n > many]
    if frequent:
        lost = f"; read the last time and on no page now: {gone}" if gone else ""
        found = f"unknown labels on {figures.n_pages} project pages: {', '.join(frequent)}{lost}"
        return Hold(HeldBy.UNKNOWN_LABELS, f"{found}; map, drop or ignore them in registries/{registry.code}/registry.toml")
    if figures.n_unreadable > expect.max_unreadable * max(figures.n_pages, 1):
        causes = "; ".join(f"{reason} ({n} pages)" for reason, n in Counter(figures.reasons).most_common(2))
        lost = f"{figures.n_unreadable} of {figures.n_pages} project pages gave no record: {causes}"
        return Hold(HeldBy.UNREADABLE_PAGES, f"{lost}{hint}; the first: {figures.unreadable_urls[0]}")
    if expect.min_projects and figures.is_lists_only and not figures.n_pages:
        return Hold(HeldBy.NO_PROJECT, "only list pages were found: does [discover] in registry.toml find their links to projects?")
    n_read = f"{figures.n_projects} projects read"
    if figures.n_projects < expect.min_projects:
        return Hold(HeldBy.TOO_FEW_PROJECTS, f"{n_read}, at least {expect.min_projects} expected{hint}")
    if before.n_projects and figures.n_projects < (1 - expect.max_shrink) * before.n_projects:
        then = f"{before.n_projects} the last time ({expect.max_shrink:.0%} fewer is the limit)"
        return Hold(HeldBy.FEWER_PROJECTS, f"{n_read}, {then}{hint}")
    if figures.n_listed and figures.n_pages < (1 - expect.max_shrink) * figures.n_listed:
        listed = f"the list says there are {figures.n_listed}"
        return Hold(HeldBy.FEWER_THAN_LISTED, f"{figures.n_pages} project pages, but {listed}; does its discovery find all list pages?")
    share, share_before = figures.unclaimed_share, before.unclaimed_share
    if share is not None and share_before is not None and share > share_before + expect.max_unclaimed_rise:
        risen = f"{share:.0%} of a project page's text is claimed by no rule, {share_before:.0%} the last time"
        return Hold(HeldBy.UNCLAIMED_TEXT, f"{risen}: the pages have changed{hint or '; look at one, and mend the declaration'}")
    for name, least in expect.fill.items():
        share = figures.fill.get(name, 0) / figures.n_projects
        if share < least:
            labels = ", ".join(label for label, target in registry.labels.items() if target in name.split("|"))
            wanted = f"{name.replace('|', ' or ')} is on {share:.0%} of the records, at least {least:.0%} expected"
            return Hold(HeldBy.FIELD_SPARSE, f"{wanted}; it is read from {labels or 'no label'}{hint}")
    return None


def figures_of(registry: Registry, tables: Mapping[str, pa.Table]) -> ReadingFigures:
    """The figures of a set of pages from the tables read from them (page, record, issue: `warehouse.observations.observation_store`)."""
    pages, records, issues = tables["page"], tables["record"], tables["issue"]
    seen = observations_of(records.select([*KEY, "evidence"]))
    by_record: dict[tuple[str, int], set[str]] = {}
    for *record, name in zip(*(seen[column].to_pylist() for column in ("canonical_url", "record_no", "field")), strict=True):
        by_record.setdefault((record[0], record[1]), set()).add(name)
    codes = zip(*(records[column].to_pylist() for column in ("project_code", "canonical_url", "record_no")), strict=True)
    by_code = {code: by_record[url, number] for code, url, number in codes if code is not None}
    fields = list(by_code.values())  # a project at two addresses counts once, a record without a code not at all
    lost = issues.filter(issues["is_quarantined"])
    unknown = issues.filter(pc.equal(issues["code"], "unknown_label"))
    shares = pages.filter(pc.equal(pages["page_kind"], "project"))["unclaimed_share"].to_pylist()
    return ReadingFigures(
        n_projects=len(fields),
        n_unreadable=len(set(zip(lost["canonical_url"].to_pylist(), lost["record_no"].to_pylist(), strict=True))),
        fill={name: sum(not present.isdisjoint(name.split("|")) for present in fields) for name in registry.expect.fill},
        labels=Counter(label for label in seen["label"].to_pylist() if label),
        labels_unknown=Counter(unknown["label"].to_pylist()),
        unreadable_urls=sorted(set(lost["canonical_url"].to_pylist())),
        reasons=Counter(lost["message"].to_pylist()),
        n_listed=pc.max(pages["listed_total"]).as_py(),
        unclaimed_share=round(statistics.median(shares), 4) if shares else None,
        is_lists_only=pages.num_rows > 0 and set(pages["page_kind"].to_pylist()) == {"list"},
    )


def _label_hint(figures: ReadingFigures) -> str:
    """Names an unknown label that is on many pages: most likely a renamed one."""
    suspects = [f"{label!r} on {n} pages" for label, n in Counter(figures.labels_unknown).most_common(3) if n > figures.n_pages / 10]
    return f"; unknown labels, perhaps renamed ones: {', '.join(suspects)}" if suspects else ""


def _most_frequent(failures: Sequence[FetchFailure]) -> str:
    kinds = Counter((failure.status, None if failure.status else failure.error) for failure in failures)
    (status, error), n = kinds.most_common(1)[0]
    example = next(failure for failure in failures if (failure.status, None if failure.status else failure.error) == (status, error))
    return f"{error or f'status {status}'} ({n} times, for example {example.url})"
