"""Layer observation: one asset per registry, the values read from its stored pages, all in one step. Needs no network.

Every stored page is read once per version of its parser; pages read before are taken over. The newest complete crawl is then judged as a
whole: if it does not look like the registry we know, the registry is held back and the values read before stay.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
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
from parsers.registry import Source, sources
from parsers.version import reader_version
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
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
    """What an operator decides against the gates, by registry, for a reason in writing. Each is about the newest crawl and kept with it."""

    accept: dict[str, str] = Field(
        default={}, description="By registry why its newest crawl counts although it was held back, in words: {esf_se: the reason}."
    )
    hold: dict[str, str] = Field(
        default={}, description="By registry why its newest crawl does not count although nothing is wrong with it, in words."
    )


def observation_assets() -> dg.AssetsDefinition:
    """The assets `observation/<registry>`, read in one step. What goes wrong with one registry is reported and stops no other."""

    @dg.multi_asset(
        name="observation",
        specs=[_spec_of(source) for source in sources().values()],
        check_specs=[spec for source in sources().values() for spec in _check_specs(source.registry)],
        can_subset=True,
    )
    def observation(
        context: dg.AssetExecutionContext,
        config: ReadingConfig,
        gathered: dg.ResourceParam[Gathered],
        places: dg.ResourceParam[Places],
        progress: dg.ResourceParam[Progress],
        workers: dg.ResourceParam[Callable[[], Workers]],
    ) -> Iterator[dg.MaterializeResult]:
        captures, store = CaptureStore(places.captures), ObservationStore(places.observations)
        chosen = [source for code, source in sources().items() if dg.AssetKey(["observation", code]) in context.selected_asset_keys]
        with readable_failures():
            _decide(context, config, {source.registry.code for source in chosen}, captures, store)
        with reader_traces(context.log), workers() as processes:
            for source in chosen:  # each gives something: of a registry that gave nothing, Dagster would skip all that comes after
                code = source.registry.code
                try:
                    reading = gathered.readings.get(code) or _read(source, captures, store, progress, processes)
                    yield _result_of(context, reading, store) if reading else _nothing_captured(context, code)
                except (CaptureStoreError, OSError) as error:
                    yield _not_read(context, code, error, str(error))
                except Exception as error:  # noqa: BLE001  (a mistake of ours over one registry is no reason to stop at the others)
                    told = f"{type(error).__name__}: {error} (a mistake of ours; the trace is in the run's log)"
                    yield _not_read(context, code, error, told)

    return observation


def _read(source: Source, captures: CaptureStore, store: ObservationStore, progress: Progress, workers: Workers) -> RegistryReading | None:
    """The reading of a registry; None where nothing has been captured of it yet."""
    code = source.registry.code
    if not source.problem and not captures.crawls(code) and not captures.index(code).num_rows:
        return None
    return read_registry(source, captures, store, progress, workers)


def _result_of(context: dg.AssetExecutionContext, reading: RegistryReading, store: ObservationStore) -> dg.MaterializeResult:
    code = reading.state.registry
    key = ["observation", code]
    context.log.info(f"{code}: {reading.state.n_projects} projects, {reading.n_read} pages read, {reading.n_kept} taken over")
    version = dg.DataVersion(store.digest(code))
    return dg.MaterializeResult(
        asset_key=key, metadata=_metadata(context, reading, key), check_results=_checks(reading, key), data_version=version
    )


def _nothing_captured(context: dg.AssetExecutionContext, code: str) -> dg.MaterializeResult:
    context.log.info(f"{code}: nothing has been captured yet")
    key = ["observation", code]
    passed = [dg.AssetCheckResult(passed=True, asset_key=key, check_name=name) for name in (READING_CHECK, QUARANTINE_CHECK)]
    return dg.MaterializeResult(asset_key=key, metadata={"state": "never captured"}, check_results=passed)


def _not_read(context: dg.AssetExecutionContext, code: str, error: Exception, cause: str) -> dg.MaterializeResult:
    """Of a registry that could not be read: it is reported and changes nothing, the registry stays as it was."""
    told = f"{code} was not read: {cause}"
    is_foreseen = isinstance(error, CaptureStoreError | OSError)
    context.log.error(told, exc_info=None if is_foreseen else error)
    key = ["observation", code]
    check = dg.AssetCheckResult(passed=False, asset_key=key, check_name=READING_CHECK, description=markdown.escaped_description(told))
    return dg.MaterializeResult(asset_key=key, metadata={"not read because": visible_lines(cause)}, check_results=[check])


def _spec_of(source: Source) -> dg.AssetSpec:
    registry = source.registry
    return dg.AssetSpec(
        ["observation", registry.code],
        deps=[dg.AssetKey(["capture", registry.code])],
        group_name=source.group,
        owners=OPERATORS,
        kinds={"python", "parquet"},
        code_version=reader_version(registry.code),
        description=f"Values read from the stored pages of {registry.title}: one row per value with label, words as printed and span. "
        "Every label is mapped, dropped by name or reported.",
    )


def _check_specs(registry: Registry) -> list[dg.AssetCheckSpec]:
    key = ["observation", registry.code]
    return [
        dg.AssetCheckSpec(
            READING_CHECK,
            asset=key,
            description=f"The newest crawl reads like the registry we know: {_expectation(registry)} Otherwise it is held back.",
        ),
        dg.AssetCheckSpec(QUARANTINE_CHECK, asset=key, description="Every project page of the newest crawl gave a record."),
    ]


def _decide(
    context: dg.AssetExecutionContext, config: ReadingConfig, chosen: Collection[str], captures: CaptureStore, store: ObservationStore
) -> None:
    """Writes down what the operator decided, before anything is read."""
    if both := sorted(config.accept.keys() & config.hold.keys()):
        raise dg.Failure(f"{both[0]} cannot be accepted and held back at once: give one of the two reasons", allow_retries=False)
    for verdict, reasons in ((Verdict.ACCEPTED, config.accept), (Verdict.HELD, config.hold)):
        for code, reason in reasons.items():
            if code not in chosen:
                raise dg.Failure(f"{code} is none of the registries of this run ({', '.join(sorted(chosen))})", allow_retries=False)
            decision = decide(code, verdict, reason, captures, store)
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
