"""Ring 2: does a crawl or a reading look like the registry we know? Plain functions; a reason in words, or None where all is well.

Belongs here: the comparison with what the registry declares (`Expect`) and with the last accepted crawl. Does not belong here: Dagster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parsers.registry import Registry
from warehouse.captures.exchange import FetchFailure


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """What one crawl's pages gave. `fill` counts the records that have a field, `labels` the values read from
    a label, `labels_unknown` the pages an unknown label is on."""

    n_projects: int
    n_unreadable: int
    fill: Mapping[str, int] = field(default_factory=dict)
    labels_unknown: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    unreadable_urls: Sequence[str] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)

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
    lost_list = next((failure for failure in failures if failure.is_list), None)
    if lost_list:
        return f"a list page could not be had, so what it links to is unknown: {lost_list.url}: {lost_list.error}"
    if n_arrived == 0:
        return "not one page arrived"
    if len(failures) > expect.max_failed * n_all:
        allowed = f"{expect.max_failed:.0%} may"
        return f"{len(failures)} of {n_all} pages failed ({allowed}); the most frequent: {_most_frequent(failures)}"
    if figures.n_before and n_arrived < (1 - expect.max_shrink) * figures.n_before:
        limit = f"{expect.max_shrink:.0%} fewer is the limit"
        return f"only {n_arrived} pages, {figures.n_before} the last time ({limit}); does the list still link to all?"
    n_alike = len(figures.most_alike)
    if n_alike > max(2, expect.max_alike * n_arrived):
        examples = " and ".join(figures.most_alike[:2])
        return f"{n_alike} of {n_arrived} addresses show one and the same page ({examples}): is it an error page, sent with status 200?"
    return None


def reading_reason(
    registry: Registry, figures: ReadingFigures, n_before: int | None, labels_before: Mapping[str, int] | None = None
) -> str | None:
    """Why the reading of a complete crawl is held back, or None.

    `n_before` counts the projects of the last accepted reading, `labels_before` the values it read by
    label.
    """
    expect, hint = registry.expect, _label_hint(figures)
    many = expect.max_unknown_label * figures.n_pages
    before = labels_before or {}
    gone = ", ".join(repr(label) for label, n in sorted(before.items()) if n > many and label not in figures.labels)
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
    if n_before and figures.n_projects < (1 - expect.max_shrink) * n_before:
        return f"{figures.n_projects} projects read, {n_before} the last time ({expect.max_shrink:.0%} fewer is the limit){hint}"
    for name, least in expect.fill.items():
        share = figures.fill.get(name, 0) / figures.n_projects
        if share < least:
            labels = ", ".join(label for label, target in registry.labels.items() if target in name.split("|"))
            wanted = f"{name.replace('|', ' or ')} is on {share:.0%} of the records, at least {least:.0%} expected"
            return f"{wanted}; it is read from {labels or 'no label'}{hint}"
    return None


def figures_of(registry: Registry, observations: Sequence[Mapping[str, Any]], issues: Sequence[Mapping[str, Any]]) -> ReadingFigures:
    """The figures of a set of pages from the rows read from them (`warehouse.observations`)."""
    by_record: dict[tuple[str, int], set[str]] = {}
    by_code: dict[str, set[str]] = {}
    for row in observations:
        by_record.setdefault((row["canonical_url"], row["record_no"]), set()).add(row["field"])
    for row in observations:
        if row["field"] == "project_code":
            by_code[row["value"]] = by_record[row["canonical_url"], row["record_no"]]
    fields = list(by_code.values())  # a project at two addresses counts once, a record without a code not at all
    lost = [row for row in issues if row["is_quarantined"]]
    return ReadingFigures(
        n_projects=len(fields),
        n_unreadable=len({(row["canonical_url"], row["record_no"]) for row in lost}),
        fill={name: sum(not present.isdisjoint(name.split("|")) for present in fields) for name in registry.expect.fill},
        labels=Counter(row["label"] for row in observations if row["label"]),
        labels_unknown=Counter(row["label"] for row in issues if row["code"] == "unknown_label"),
        unreadable_urls=sorted({row["canonical_url"] for row in lost}),
        reasons=Counter(row["message"] for row in lost),
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
