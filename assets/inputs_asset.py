"""The asset `core/inputs`, between the readings of all registries and the tables of core: which registry goes in as it is now, and which
as it was accepted before.

Belongs here: the list of registries as an operator reads it, and its warnings. Does not belong here: how a registry stands
(`assets.steps.registry_health`), nor anything that stops a run: each registry's own checks do."""

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256

import dagster as dg

from assets import markdown
from assets.asset_metadata import OPERATORS, with_history
from assets.steps.registry_health import WORST_FIRST, RegistryHealth, Standing, standings
from parsers.registry import sources
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places

INPUTS = dg.AssetKey(["core", "inputs"])
REASON = 160
_WARNINGS: dict[str, tuple[str, str, Callable[[Standing], bool]]] = {
    "none_held": (
        "held back",
        "No registry is held back: each goes in with its newest crawl.",
        lambda each: each.health == RegistryHealth.HELD,
    ),
    "none_failed": (
        "failed",
        "The folder of every registry can be loaded, and no last crawl ended in an error.",
        lambda each: each.health == RegistryHealth.FAILED,
    ),
    "none_overdue": (
        "overdue",
        "The last complete crawl of every registry is no older than it declares (`max_age_days`). The freshness of a capture is that of "
        "the last try.",
        lambda each: each.is_overdue,
    ),
}


def inputs_asset() -> dg.AssetsDefinition:
    """The asset `core/inputs` with its checks, which only warn."""

    @dg.asset(
        key=INPUTS,
        deps=[dg.AssetKey(["observation", code]) for code in sources()],
        group_name="core",
        owners=OPERATORS,
        kinds={"python"},
        description="What goes into the tables of core: every registry with its country, its state and why, and its last complete crawl. "
        "A registry that is held back or failed goes in as it was accepted last.",
        check_specs=[dg.AssetCheckSpec(name, asset=INPUTS, description=told) for name, (_, told, _) in _WARNINGS.items()],
    )
    def inputs(context: dg.AssetExecutionContext, places: dg.ResourceParam[Places]) -> dg.MaterializeResult:
        found = standings(places)
        numbers = Counter(each.health for each in found)
        figures = {"registries": len(found), **{str(health): numbers[health] for health in WORST_FIRST}}
        return dg.MaterializeResult(
            metadata={
                **figures,
                **with_history(context, INPUTS.path, figures, str(RegistryHealth.ACCEPTED)),
                "by country": dg.MetadataValue.md(_by_country(found)),
                "all registries": dg.MetadataValue.md(_by_registry(found)),
            },
            check_results=[_warning(name, found) for name in _WARNINGS],
            data_version=dg.DataVersion(_version(found, ObservationStore(places.observations))),
        )

    return inputs


def _by_registry(found: Sequence[Standing]) -> str:
    rows = [
        (each.code, each.source.group, each.health, each.reason, _day(each))
        for each in sorted(found, key=lambda each: (each.source.group, each.code))
    ]
    return markdown.markdown_table(("registry", "country", "state", "reason", "last complete crawl"), rows, REASON)


def _by_country(found: Sequence[Standing]) -> str:
    numbers = Counter((each.source.group, each.health) for each in found)
    there = [health for health in reversed(WORST_FIRST) if any(health == each.health for each in found)]
    rows = [
        (group, sum(numbers[group, health] for health in there), *(numbers[group, health] or None for health in there))
        for group in sorted({each.source.group for each in found})
    ]
    return markdown.markdown_table(("country", "registries", *there), rows)


def _day(standing: Standing) -> str | None:
    return f"{standing.last_complete.finished_at:%Y-%m-%d %H:%M}" if standing.last_complete else None


def _warning(name: str, found: Sequence[Standing]) -> dg.AssetCheckResult:
    """One warning, which names the registries it is about."""
    what, _, is_about = _WARNINGS[name]
    told = [each for each in found if is_about(each)]
    codes = [each.code for each in told]
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=INPUTS,
        passed=not codes,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(codes)} of {len(found)} {what}: {', '.join(codes)}" if codes else None,
        metadata={what: len(codes), **({"which": dg.MetadataValue.md(_by_registry(told))} if told else {})},
    )


def _version(found: Sequence[Standing], observations: ObservationStore) -> str:
    """Another where anything else was read of a registry, or other crawls count."""
    told = [f"{each.code} {each.state and each.state.through_crawl_id} {observations.digest(each.code)}" for each in found]
    return sha256("\n".join(told).encode()).hexdigest()[:12]
