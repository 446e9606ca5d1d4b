"""Layer observation: one asset per registry, the values read from its stored pages. Needs no network.

Every stored page is read once per version of its parser; pages read before are taken over. The newest complete crawl is then judged as a
whole: if it does not look like the registry we know, the registry is held back and the values read before stay.
"""

from collections import Counter
from typing import Any

import dagster as dg

from assets.failures import readable_failures
from assets.gates import CRAWL_HELD, reading_held
from assets.previews import fill_of
from assets.protocols import Places, Progress
from assets.reading import ReadingOutcome, read_registry
from parsers.registry import Registry, Source
from warehouse.captures.store import CaptureStore
from warehouse.observations import ObservationStore

READING_CHECK = "reading_accepted"
QUARANTINE_CHECK = "nothing_quarantined"
CHANGED_VALUES = "values changed by the parser"


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
        captures = CaptureStore(places.captures)
        if not captures.crawls(registry.code) and not captures.index(registry.code).num_rows:
            context.log.info(f"{registry.code}: nothing has been captured yet")
            passed = [dg.AssetCheckResult(passed=True, asset_key=key, check_name=name) for name in (READING_CHECK, QUARANTINE_CHECK)]
            return dg.MaterializeResult(metadata={"state": "never captured"}, check_results=passed)
        with readable_failures():
            outcome = read_registry(source, captures, ObservationStore(places.observations), progress)
        context.log.info(f"{registry.code}: {outcome.state.n_projects} projects, {outcome.n_read} pages read, {outcome.n_kept} taken over")
        return dg.MaterializeResult(metadata=_metadata(outcome), check_results=_checks(outcome, key))

    return observation


def _expectation(registry: Registry) -> str:
    expect = registry.expect
    filled = ", ".join(f"{name.replace('|', ' or ')} on {least:.0%}" for name, least in expect.fill.items())
    limits = f"at most {expect.max_unreadable:.0%} unreadable, at most {expect.max_shrink:.0%} fewer"
    return f"at least {expect.min_projects} projects, {limits}; {filled}."


def _metadata(outcome: ReadingOutcome) -> dict[str, Any]:
    issues = outcome.newest["issue"]
    counts = Counter(zip(issues["severity"].to_pylist(), issues["code"].to_pylist(), strict=True))
    table = "\n".join(["| severity | issue | times |", "|---|---|---|", *(f"| {s} | {c} | {n} |" for (s, c), n in sorted(counts.items()))])
    share = outcome.figures.unclaimed_share
    return {
        "state": outcome.state.state,
        "projects": outcome.figures.n_projects,
        "pages read": outcome.n_read,
        "pages taken over": outcome.n_kept,
        CHANGED_VALUES: outcome.n_changed,
        "quarantined": outcome.figures.n_unreadable,
        **({"stored pages that are damaged": outcome.n_damaged} if outcome.n_damaged else {}),
        **({"unclaimed share": dg.MetadataValue.float(share)} if share is not None else {}),
        "fields": fill_of(outcome.newest["observation"]),
        **({"issues": dg.MetadataValue.md(table)} if counts else {}),
        **({"held back because": outcome.reason} if outcome.reason else {}),
    }


def _checks(outcome: ReadingOutcome, key: list[str]) -> list[dg.AssetCheckResult]:
    code = outcome.state.registry
    lost = outcome.state.quarantined
    listed = "\n".join(f"- {url}: {message}" for url, message in lost[:50])
    return [
        dg.AssetCheckResult(
            check_name=READING_CHECK,
            asset_key=key,
            passed=outcome.reason is None,
            severity=dg.AssetCheckSeverity.ERROR,
            description=outcome.reason and f"{code} is held back: {outcome.reason}",
            metadata={"what to do": CRAWL_HELD if outcome.state.ring == "capture" else reading_held(code)} if outcome.reason else {},
        ),
        dg.AssetCheckResult(
            check_name=QUARANTINE_CHECK,
            asset_key=key,
            passed=not lost,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"{code}: {len(lost)} quarantined: {lost[0][0]}: {lost[0][1]}" if lost else None,
            metadata={"offending pages": dg.MetadataValue.md(listed)} if lost else {},
        ),
    ]
