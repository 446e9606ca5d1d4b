"""Layer observation: one asset per registry, the values read from its stored pages. Needs no network.

Every stored page is read once per version of its parser; pages read before are taken over. The newest complete crawl is then judged as a
whole: if it does not look like the registry we know, the registry is held back and the values read before stay.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import dagster as dg
from pydantic import Field

from assets import markdown
from assets.asset_metadata import OPERATORS, SHOWN_ROWS, TO_SEE, fill_by_field, with_history
from assets.failures import readable_failures, reader_traces
from assets.steps.crawl_and_read import Gathered
from assets.steps.held_registry import decide, what_to_do
from assets.steps.registry_reading import RegistryReading, read_registry
from assets.steps.stored_pages import Workers
from parsers.declaration import Registry
from parsers.registry import Source
from parsers.version import reader_version
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.verdict import Verdict
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.records import observations_of
from warehouse.places import Places
from warehouse.progress import Progress
from warehouse.visible import visible_lines

READING_CHECK = "reading_accepted"
QUARANTINE_CHECK = "nothing_quarantined"
CHANGED_VALUES = "values changed by the parser"


class ReadingConfig(dg.Config):
    """What an operator decides against the gates, for a reason in writing. It is about the newest crawl and is kept with it."""

    accept_because: str = Field(
        default="", description="Why the newest crawl counts although it was held back, in words; empty: it does not."
    )
    hold_because: str = Field(
        default="", description="Why the newest crawl does not count although nothing is wrong with it; empty: it does."
    )


def observation_asset(source: Source) -> dg.AssetsDefinition:
    """The asset `observation/<registry>`."""
    registry = source.registry
    key = ["observation", registry.code]

    @dg.asset(
        key=key,
        deps=[dg.AssetKey(["capture", registry.code])],
        group_name="observation",
        owners=OPERATORS,
        kinds={"python", "parquet"},
        code_version=reader_version(registry.code),
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
        context: dg.AssetExecutionContext,
        config: ReadingConfig,
        gathered: dg.ResourceParam[Gathered],
        places: dg.ResourceParam[Places],
        progress: dg.ResourceParam[Progress],
        workers: dg.ResourceParam[Callable[[], Workers]],
    ) -> dg.MaterializeResult:
        captures, store = CaptureStore(places.captures), ObservationStore(places.observations)
        if config.accept_because or config.hold_because:
            with readable_failures():
                _decide(context, registry.code, config, captures, store)
        if not source.problem and not captures.crawls(registry.code) and not captures.index(registry.code).num_rows:
            context.log.info(f"{registry.code}: nothing has been captured yet")
            passed = [dg.AssetCheckResult(passed=True, asset_key=key, check_name=name) for name in (READING_CHECK, QUARANTINE_CHECK)]
            return dg.MaterializeResult(metadata={"state": "never captured"}, check_results=passed)
        with readable_failures(), reader_traces(context.log), workers() as processes:
            reading = gathered.readings.get(registry.code) or read_registry(source, captures, store, progress, processes)
        context.log.info(f"{registry.code}: {reading.state.n_projects} projects, {reading.n_read} pages read, {reading.n_kept} taken over")
        version = dg.DataVersion(store.digest(registry.code))
        return dg.MaterializeResult(metadata=_metadata(context, reading, key), check_results=_checks(reading, key), data_version=version)

    return observation


def _decide(context: dg.AssetExecutionContext, code: str, config: ReadingConfig, captures: CaptureStore, store: ObservationStore) -> None:
    if config.accept_because and config.hold_because:
        raise dg.Failure(description=f"{code} cannot be accepted and held back at once: give one of the two reasons", allow_retries=False)
    verdict = Verdict.ACCEPTED if config.accept_because else Verdict.HELD
    decision = decide(code, verdict, config.accept_because or config.hold_because, captures, store)
    against = f", although: {decision.held_because}" if decision.held_because else ""
    context.log.warning(f"{code}: the newest crawl is {decision.state} by hand: {decision.reason}{against}")


def _expectation(registry: Registry) -> str:
    expect = registry.expect
    filled = ", ".join(f"{name.replace('|', ' or ')} on {least:.0%}" for name, least in expect.fill.items())
    limits = f"at most {expect.max_unreadable:.0%} unreadable, at most {expect.max_shrink:.0%} fewer"
    return f"at least {expect.min_projects} projects, {limits}; {filled}."


def _metadata(context: dg.AssetExecutionContext, reading: RegistryReading, key: list[str]) -> dict[str, Any]:
    issues = reading.newest["issue"]
    counts = Counter(zip(issues["severity"].to_pylist(), issues["code"].to_pylist(), strict=True))
    table = markdown.markdown_table(("severity", "issue", "times"), [(*what, n) for what, n in sorted(counts.items())])
    figures = {
        "projects": reading.figures.n_projects,
        "quarantined": reading.figures.n_unreadable,
        "issues": sum(n for (severity, _), n in counts.items() if severity != "info"),
    }
    share = reading.figures.unclaimed_share
    return {
        "state": str(reading.state.state),
        **figures,
        **with_history(context, key, figures, "projects"),
        "pages read": reading.n_read,
        "pages taken over": reading.n_kept,
        CHANGED_VALUES: reading.n_changed,
        **({"stored pages that are damaged": reading.n_damaged} if reading.n_damaged else {}),
        **({"unclaimed share": dg.MetadataValue.float(share)} if share is not None else {}),
        "fields": dg.MetadataValue.md(fill_by_field(observations_of(reading.newest["record"]))),
        TO_SEE: f"diarium sql \"FROM staging.observation WHERE registry = '{reading.state.registry}' LIMIT {SHOWN_ROWS}\"",
        **({"issues by kind": dg.MetadataValue.md(table)} if counts else {}),
        **({"held back because": visible_lines(reading.state.reason)} if reading.state.reason else {}),
    }


def _checks(reading: RegistryReading, key: list[str]) -> list[dg.AssetCheckResult]:
    state = reading.state
    code, lost, reason = state.registry, state.quarantined, state.reason
    to_do = {"what to do": what_to_do(code, state.held_by, state.ring)} if state.held_by and state.ring else {}
    listed = markdown.markdown_list(f"{url}: {message}" for url, message in lost[:50])
    told = f"{code}: {len(lost)} quarantined: {lost[0][0]}: {lost[0][1]}" if lost else None
    return [
        dg.AssetCheckResult(
            check_name=READING_CHECK,
            asset_key=key,
            passed=reason is None,
            severity=dg.AssetCheckSeverity.ERROR,
            description=reason and markdown.escaped_description(f"{code} is held back: {reason}"),
            metadata=to_do,
        ),
        dg.AssetCheckResult(
            check_name=QUARANTINE_CHECK,
            asset_key=key,
            passed=not lost,
            severity=dg.AssetCheckSeverity.ERROR,
            description=told and markdown.escaped_description(told),
            metadata={"offending pages": dg.MetadataValue.md(listed)} if lost else {},
        ),
    ]
