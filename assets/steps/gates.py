"""Ring 2: does a crawl or a reading look like the registry we know? Plain functions; a reason in words, or None where all is well.

Belongs here: the comparison with what the registry declares (`Expect`) and with the last accepted crawl. Does not belong here: Dagster.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from parsers.registry import Registry
from warehouse.captures.decisions import BY_HAND
from warehouse.captures.exchange import FetchFailure


def what_to_do(code: str, reason: str, *, has_arrived: bool) -> str:
    """What to do about a registry that is held back; `has_arrived` tells that its pages arrived and did not read well."""
    if reason.startswith(BY_HAND):
        return f"crawl it again when the cause is gone (diarium run), or take the decision back: diarium accept {code} --reason '...'"
    stays = "what was published before stays meanwhile"
    if has_arrived:
        mend = f"open one of the pages, bring parsers/registries/{code}.py up to date, then: diarium reparse (stored pages are read again)"
    else:
        mend = "look at the site in a browser; when it answers again, run again"
    return f"{mend}; {stays}. If the registry is right as it is now, let it count: diarium accept {code} --reason '...'"


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """What one crawl's pages gave.

    `fill` counts the records that have a field, `labels` the values read from a label, `labels_unknown` the pages an unknown label is on.
    `n_listed` is how many projects the registry's lists say there are, `unclaimed_share` the median share of a project page's text that no
    rule claims; each None where nothing says so.
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


def crawl_reason(registry: Registry, figures: CrawlFigures) -> str | None:
    """Why a crawl is held back, or None."""
    expect, failures, n_arrived = registry.expect, figures.failures, figures.n_arrived
    n_all = n_arrived + len(failures)
    broken = next((failure for failure in failures if failure.ends_crawl), None)
    if broken:
        return f"the crawl broke off after {n_arrived} pages at {broken.url}: {broken.error}"
    lost_list = next((failure for failure in failures if failure.is_lost_list), None)
    if lost_list:
        return f"a list page could not be had, so what it links to is unknown: {lost_list.url}: {lost_list.error}"
    if n_arrived == 0:
        return "not one page arrived"
    failed = [failure for failure in failures if not failure.is_disallowed]
    if len(failed) > expect.max_failed * n_all:
        allowed = f"{expect.max_failed:.0%} may"
        return f"{len(failed)} of {n_all} pages failed ({allowed}); the most frequent: {_most_frequent(failed)}"
    if figures.n_before and n_arrived < (1 - expect.max_shrink) * figures.n_before:
        limit = f"{expect.max_shrink:.0%} fewer is the limit"
        return f"only {n_arrived} pages, {figures.n_before} the last time ({limit}); does the list still link to all?"
    n_alike = len(figures.most_alike)
    if n_alike > max(4, expect.max_alike * n_arrived):
        examples = " and ".join(figures.most_alike[:2])
        return f"{n_alike} of {n_arrived} addresses show one and the same page ({examples}): is it an error page, sent with status 200?"
    return None


@dataclass(frozen=True, slots=True)
class Before:
    """What the last accepted reading gave: its projects, the values it read by label, the share of text that no rule claims; None or empty
    where there was none."""

    n_projects: int | None = None
    labels: Mapping[str, int] = field(default_factory=dict)
    unclaimed_share: float | None = None


def reading_reason(registry: Registry, figures: ReadingFigures, before: Before) -> str | None:
    """Why the reading of a complete crawl is held back, or None."""
    expect, hint = registry.expect, _label_hint(figures)
    many = expect.max_unknown_label * figures.n_pages
    gone = ", ".join(repr(label) for label, n in sorted(before.labels.items()) if n > many and label not in figures.labels)
    frequent = [f"{label!r} on {n}" for label, n in Counter(figures.labels_unknown).most_common() if n > many]
    if frequent:
        lost = f"; read the last time and on no page now: {gone}" if gone else ""
        where = f"parsers/registries/{registry.code}.py"
        return f"unknown labels on {figures.n_pages} project pages: {', '.join(frequent)}{lost}; map, drop or ignore them in {where}"
    if figures.n_unreadable > expect.max_unreadable * max(figures.n_pages, 1):
        causes = "; ".join(f"{reason} ({n} pages)" for reason, n in Counter(figures.reasons).most_common(2))
        first = figures.unreadable_urls[0]
        return f"{figures.n_unreadable} of {figures.n_pages} project pages gave no record: {causes}{hint}; the first: {first}"
    if figures.n_projects < expect.min_projects:
        return f"{figures.n_projects} projects read, at least {expect.min_projects} expected{hint}"
    if before.n_projects and figures.n_projects < (1 - expect.max_shrink) * before.n_projects:
        return f"{figures.n_projects} projects read, {before.n_projects} the last time ({expect.max_shrink:.0%} fewer is the limit){hint}"
    if figures.n_listed and figures.n_pages < (1 - expect.max_shrink) * figures.n_listed:
        return f"{figures.n_pages} project pages, but the list says there are {figures.n_listed}; does discover() find all its pages?"
    now, then = figures.unclaimed_share, before.unclaimed_share
    if now is not None and then is not None and now > then + expect.max_unclaimed_rise:
        risen = f"{now:.0%} of a project page's text is claimed by no rule, {then:.0%} the last time"
        return f"{risen}: the pages have changed{hint or '; look at one, and bring the module up to date'}"
    for name, least in expect.fill.items():
        share = figures.fill.get(name, 0) / figures.n_projects
        if share < least:
            labels = ", ".join(label for label, target in registry.labels.items() if target in name.split("|"))
            wanted = f"{name.replace('|', ' or ')} is on {share:.0%} of the records, at least {least:.0%} expected"
            return f"{wanted}; it is read from {labels or 'no label'}{hint}"
    return None


def figures_of(registry: Registry, tables: Mapping[str, pa.Table]) -> ReadingFigures:
    """The figures of a set of pages from the tables read from them (page, observation, issue:
    `warehouse.observations.observation_store`)."""
    pages, seen, issues = tables["page"], tables["observation"], tables["issue"]
    records = list(zip(seen["canonical_url"].to_pylist(), seen["record_no"].to_pylist(), strict=True))
    names = seen["field"].to_pylist()
    by_record: dict[tuple[str, int], set[str]] = {}
    for record, name in zip(records, names, strict=True):
        by_record.setdefault(record, set()).add(name)
    codes = zip(records, names, seen["value"].to_pylist(), strict=True)
    by_code = {value: by_record[record] for record, name, value in codes if name == "project_code"}
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
    )


def _label_hint(figures: ReadingFigures) -> str:
    """Names an unknown label that is on many pages: most likely a renamed one."""
    suspects = [f"{label!r} on {n} pages" for label, n in Counter(figures.labels_unknown).most_common(3) if n > figures.n_pages / 10]
    return f"; unknown labels, perhaps renamed ones: {', '.join(suspects)}" if suspects else ""


def _most_frequent(failures: Sequence[FetchFailure]) -> str:
    kinds = Counter(f"status {failure.status}" if failure.status else failure.error for failure in failures)
    kind, n = kinds.most_common(1)[0]
    example = next(f for f in failures if kind in (f"status {f.status}", f.error))
    return f"{kind} ({n} times, for example {example.url})"
