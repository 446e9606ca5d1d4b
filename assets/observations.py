"""Layer observation: one asset per registry, the values read from its stored pages. Needs no network.

Every stored page is read once per version of its parser; pages read before are taken over. The newest complete crawl is then judged as a
whole: if it does not look like the registry we know, the registry is held back and the values read before stay.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import dagster as dg

from assets.failures import readable_failures
from assets.gates import ReadingFigures, figures_of, reading_reason
from assets.previews import fill_of
from assets.protocols import Places, Progress
from parsers.registry import Page, Reading, Registry, Source
from parsers.version import parser_version
from warehouse.captures.manifest import Crawl
from warehouse.captures.store import CaptureStore
from warehouse.observations import ObservationStore, ReadingState, Rows, tables_of

_Key = tuple[str, str]  # canonical address, digest of the body
_Ring = Literal["capture", "reading"]
READING_CHECK = "reading_accepted"
QUARANTINE_CHECK = "nothing_quarantined"


def observation_asset(source: Source) -> dg.AssetsDefinition:
    """The asset `observation/<registry>`."""
    registry = source.registry
    key = ["observation", registry.code]

    @dg.asset(
        key=key,
        deps=[dg.AssetKey(["capture", registry.code])],
        group_name="observation",
        kinds={"python", "parquet"},
        description=f"Values read from the stored pages of {registry.title}: one row per value with label, words as printed and span. "
        "Every label is mapped, dropped by name or reported.",
        check_specs=[
            dg.AssetCheckSpec(
                READING_CHECK,
                asset=key,
                description=f"The newest crawl reads like the registry we know: {_expectation(registry)} Otherwise it is held back.",
            ),
            dg.AssetCheckSpec(QUARANTINE_CHECK, asset=key, description="Every project page of the newest crawl gave a record."),
        ],
    )
    def observation(
        context: dg.AssetExecutionContext, places: dg.ResourceParam[Places], progress: dg.ResourceParam[Progress]
    ) -> dg.MaterializeResult:
        with readable_failures():
            outcome = read_registry(source, CaptureStore(places.captures), ObservationStore(places.observations), progress)
        context.log.info(f"{registry.code}: {outcome.state.n_projects} projects, {outcome.n_read} pages read, {outcome.n_kept} taken over")
        return dg.MaterializeResult(metadata=_metadata(outcome), check_results=_checks(outcome, key))

    return observation


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reading did.

    `n_read` pages parsed now, `n_kept` taken over; `figures`, `observations`, `issues` and the mean `unclaimed` share of the newest crawl;
    the registry's `state` after it. `reason` says why the newest crawl is held back, if it is.
    """

    state: ReadingState
    reason: str | None
    figures: ReadingFigures
    n_read: int
    n_kept: int
    observations: Sequence[Mapping[str, Any]]
    issues: Sequence[Mapping[str, Any]]
    unclaimed: float


def read_registry(source: Source, captures: CaptureStore, store: ObservationStore, progress: Progress) -> ReadingOutcome:
    """Reads what is stored of a registry and has not been read by this parser, and judges the newest crawl."""
    code, version = source.registry.code, parser_version(source.registry.code)
    captures.mend(code)
    earlier = store.state(code)
    crawls = captures.crawls(code)
    index = [row for row in captures.index(code).to_pylist() if row["status"] in (200, 304) and row["body_sha256"]]
    wanted: dict[_Key, dict[str, Any]] = {}
    for row in index:
        wanted.setdefault((row["canonical_url"], row["body_sha256"]), row)
    stored: Rows = {name: table.to_pylist() for name, table in store.load(code).items()}
    rows, kept = _taken_over(stored, wanted.keys(), version)
    todo = [key for key in wanted if key not in kept]
    for done, key in enumerate(todo, 1):
        capture = wanted[key]
        page = Page(capture["url"], captures.body(code, key[1]), capture["content_type"] or "text/html")
        _add(rows, code, key, version, source.parse(page))
        progress(f"read {code}", done, len(todo))

    labels_before = _labels(stored["observation"], index, earlier)
    newest = crawls[-1] if crawls else None
    of_newest = _of_crawl(rows, index, newest)
    figures = figures_of(source.registry, of_newest["observation"], of_newest["issue"])
    ring, reason = _judge(source.registry, newest, figures, earlier, labels_before)
    suspects = [crawl for crawl in crawls[:-1] if crawl.state == "accepted" and _is_unjudged(crawl, earlier)]
    still_held = tuple(
        crawl.crawl_id for crawl in suspects if _reads_badly(source.registry, _of_crawl(rows, index, crawl), earlier, labels_before)
    )
    if not reason:
        store.save(code, tables_of(rows))
    state = _state(code, ring, reason, earlier, newest, figures, still_held, of_newest["issue"])
    store.save_state(state)
    shares = [row["unclaimed_share"] for row in of_newest["page"] if row["page_kind"] == "project"]
    unclaimed = round(sum(shares) / len(shares), 4) if shares else 0.0
    return ReadingOutcome(state, reason, figures, len(todo), len(kept), of_newest["observation"], of_newest["issue"], unclaimed)


def _of_crawl(rows: Rows, index: Sequence[Mapping[str, Any]], crawl: Crawl | None) -> Rows:
    """The rows of the pages of one crawl."""
    seen = {_key(row) for row in index if crawl and row["crawl_id"] == crawl.crawl_id}
    return {name: [row for row in table if _key(row) in seen] for name, table in rows.items()}


def _labels(observations: Sequence[Mapping[str, Any]], index: Sequence[Mapping[str, Any]], earlier: ReadingState | None) -> Counter[str]:
    """How many values the last accepted reading took from each label."""
    accepted = {_key(row) for row in index if earlier and row["crawl_id"] == earlier.through_crawl_id}
    return Counter(row["label"] for row in observations if row["label"] and _key(row) in accepted)


def _is_unjudged(crawl: Crawl, earlier: ReadingState | None) -> bool:
    """Whether no reading has accepted a crawl yet: it was held back, or is newer than the last one that counts."""
    return earlier is None or crawl.crawl_id in earlier.held_crawl_ids or crawl.crawl_id > (earlier.through_crawl_id or "")


def _reads_badly(registry: Registry, rows: Rows, earlier: ReadingState | None, labels_before: Mapping[str, int]) -> bool:
    """Whether a crawl that was held back in reading would be held back still."""
    figures = figures_of(registry, rows["observation"], rows["issue"])
    return reading_reason(registry, figures, earlier.n_projects if earlier else None, labels_before) is not None


def _key(row: Mapping[str, Any]) -> _Key:
    return row["canonical_url"], row["body_sha256"]


def _taken_over(stored: Rows, wanted: Collection[_Key], version: str) -> tuple[Rows, set[_Key]]:
    """The rows of pages that this version of the parser has read already, and which pages those are."""
    kept = {_key(row) for row in stored["page"] if row["parser_version"] == version and _key(row) in wanted}
    return {name: [row for row in rows if _key(row) in kept] for name, rows in stored.items()}, kept


def _add(rows: Rows, code: str, key: _Key, version: str, reading: Reading) -> None:
    about = {"registry": code, "canonical_url": key[0], "body_sha256": key[1]}
    survivors = set(reading.record_numbers)
    rows["page"].append(
        about
        | {
            "parser_version": version,
            "page_kind": reading.kind,
            "unclaimed_share": reading.unclaimed_share,
            "text_length": reading.text_length,
            "record_count": len(survivors),
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


def _judge(
    registry: Registry, newest: Crawl | None, figures: ReadingFigures, earlier: ReadingState | None, labels_before: Mapping[str, int]
) -> tuple[_Ring, str | None]:
    if newest is None:
        return "capture", "nothing has been captured yet"
    if newest.state == "held":
        return "capture", newest.reason or "the crawl was held back"
    return "reading", reading_reason(registry, figures, earlier.n_projects if earlier else None, labels_before)


def _state(
    code: str,
    ring: _Ring,
    reason: str | None,
    earlier: ReadingState | None,
    newest: Crawl | None,
    figures: ReadingFigures,
    still_held: tuple[str, ...],
    issues: Sequence[Mapping[str, Any]],
) -> ReadingState:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    state: Literal["accepted", "held"] = "held" if reason else "accepted"
    newest_id = newest.crawl_id if newest else None
    held_now = (newest_id,) if reason and ring == "reading" and newest_id else ()
    lost = sorted({(issue["canonical_url"], issue["message"]) for issue in issues if issue["is_quarantined"]})
    return ReadingState(
        registry=code,
        state=state,
        ring=ring if reason else None,
        reason=reason,
        since=earlier.since if earlier and earlier.state == state else now,
        through_crawl_id=(earlier.through_crawl_id if earlier else None) if reason else newest_id,
        n_projects=(earlier.n_projects if earlier else 0) if reason else figures.n_projects,
        held_crawl_ids=(*still_held, *held_now),
        quarantined=tuple(lost),
    )


def _expectation(registry: Registry) -> str:
    expect = registry.expect
    filled = ", ".join(f"{name.replace('|', ' or ')} on {least:.0%}" for name, least in expect.fill.items())
    limits = f"at most {expect.max_unreadable:.0%} unreadable, at most {expect.max_shrink:.0%} fewer"
    return f"at least {expect.min_projects} projects, {limits}; {filled}."


def _metadata(outcome: ReadingOutcome) -> dict[str, Any]:
    counts = Counter((issue["severity"], issue["code"]) for issue in outcome.issues)
    table = "\n".join(["| severity | issue | times |", "|---|---|---|", *(f"| {s} | {c} | {n} |" for (s, c), n in sorted(counts.items()))])
    return {
        "state": outcome.state.state,
        "projects": outcome.figures.n_projects,
        "pages read": outcome.n_read,
        "pages taken over": outcome.n_kept,
        "quarantined": outcome.figures.n_unreadable,
        "unclaimed share": dg.MetadataValue.float(outcome.unclaimed),
        "fields": fill_of(outcome.observations),
        **({"issues": dg.MetadataValue.md(table)} if counts else {}),
        **({"held back because": outcome.reason} if outcome.reason else {}),
    }


def _checks(outcome: ReadingOutcome, key: list[str]) -> list[dg.AssetCheckResult]:
    code = outcome.state.registry
    lost = [issue for issue in outcome.issues if issue["is_quarantined"]]
    listed = "\n".join(f"- {issue['canonical_url']}: {issue['message']}" for issue in lost[:50])
    return [
        dg.AssetCheckResult(
            check_name=READING_CHECK,
            asset_key=key,
            passed=outcome.reason is None,
            severity=dg.AssetCheckSeverity.ERROR,
            description=outcome.reason and f"{code} is held back: {outcome.reason}",
        ),
        dg.AssetCheckResult(
            check_name=QUARANTINE_CHECK,
            asset_key=key,
            passed=not lost,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"{code}: {len(lost)} quarantined: {lost[0]['canonical_url']}: {lost[0]['message']}" if lost else None,
            metadata={"offending pages": dg.MetadataValue.md(listed)} if lost else {},
        ),
    ]
