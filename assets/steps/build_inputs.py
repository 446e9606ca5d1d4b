"""What may be built from: the captures and readings of each registry up to the newest accepted one."""

from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path

from assets.steps.held_registry import holder_of
from parsers.declaration import Registry
from parsers.registry import Source, sources
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.files import crawl_id_of
from warehouse.captures.manifest import CrawlOrigin
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.inputs import CORRECTIONS, Inputs, RegistryRow
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState
from warehouse.places import Places
from warehouse.telling_crawls import telling_crawls


class NothingToBuild(Exception):
    """No registry has anything new that may be built from; the message says why for each."""


def inputs_for(places: Places) -> Inputs:
    """What may be built from: per registry its captures and observations up to the newest accepted reading.

    A held-back registry goes in as it was accepted last. Imported captures always go in: no crawl covers them. Raises `NothingToBuild`
    where that leaves nothing new: every registry is held back, so yesterday's warehouse stays as it is, if there is one. Where an operator
    held a crawl back that was accepted, what was accepted before it is built again.
    """
    states = [state for code in sources() if (state := ObservationStore(places.observations).state(code))]
    was_accepted = any(state.through_crawl_id for state in states)
    captures = CaptureStore(places.captures)
    is_yesterday_wrong = any(holder_of(state, captures) == HeldBy.OPERATOR for state in states)  # it may hold what was held back now
    is_there_yesterday = places.warehouse.exists() and not is_yesterday_wrong
    if all(state.state == Verdict.HELD for state in states) and (is_there_yesterday or not was_accepted):  # none read at all counts too
        if not states:
            raise NothingToBuild(f"nothing to build: no registry was ever crawled into {places.root}; crawl first: diarium run")
        raise NothingToBuild(
            "nothing to build: every registry is held back (diarium status says why), so the published warehouse stays as it is"
        )
    rows = [row for source in sources().values() if (row := _declared_row(source, places))]
    found = Inputs.found_under(places.captures, places.observations, rows)
    through = {state.registry: state for state in states if state.through_crawl_id}
    imported = {
        (code, crawl.crawl_id)
        for code in sources()
        for crawl in captures.crawls(code)
        if crawl.origin == CrawlOrigin.IMPORT and crawl.state == Verdict.ACCEPTED
    }

    def counting(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(
            path for path in paths if (path.parent.name, crawl_id_of(path)) in imported or _counts(path.parent.name, path.name, through)
        )

    counted = counting(found.crawl_manifests)
    telling = _telling(captures, {(path.parent.name, crawl_id_of(path)) for path in counted}, found.capture_indexes)

    def told(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path for path in paths if (path.parent.name, crawl_id_of(path)) in telling)

    return replace(
        found,
        corrections=(CORRECTIONS, *([places.corrections] if places.corrections.exists() else [])),
        capture_indexes=told(found.capture_indexes),
        crawl_manifests=told(counted),
        every_manifest=counted,
    )


def _telling(captures: CaptureStore, counted: Collection[tuple[str, str]], indexes: Collection[Path]) -> set[tuple[str, str]]:
    """Registry and id of the counted crawls that tell something."""
    found = set()
    for code in {code for code, _ in counted}:
        crawls = [crawl for crawl in captures.crawls(code) if (code, crawl.crawl_id) in counted]
        own = [path for path in indexes if path.parent.name == code and (code, crawl_id_of(path)) in counted]
        found |= {(code, crawl_id) for crawl_id in telling_crawls(own, crawls)}
    return found


def _declared_row(source: Source, places: Places) -> RegistryRow | None:
    """The row of a registry in `ref.registry`; of one that cannot be loaded the published row, None where there is none."""
    if not source.problem:
        return registry_row(source.registry)
    try:
        with reading(places.warehouse) as connection:
            names = [each.name for each in fields(RegistryRow)]
            found = connection.execute(f"SELECT {', '.join(names)} FROM ref.registry WHERE registry = ?", [source.registry.code]).fetchone()
    except (WarehouseMissing, WarehouseUnreadable):
        return None
    return RegistryRow(*found) if found else None


def registry_row(registry: Registry) -> RegistryRow:
    """A registry's declaration as a row of `ref.registry`."""
    return RegistryRow(
        registry.code,
        registry.title,
        registry.country,
        registry.publisher,
        registry.licence,
        registry.currency,
        registry.nuts_version,
        registry.authority,
        registry.is_interreg,
        registry.patterns.get("project_code"),
        registry.expect.max_age_days,
    )


def _counts(code: str, name: str, through: dict[str, ReadingState]) -> bool:
    """Whether a file of a crawl is of one that an accepted reading covers; names begin with the crawl id, which sorts by time."""
    state, crawl_id = through.get(code), name.split(".")[0]
    return state is not None and crawl_id <= (state.through_crawl_id or "") and crawl_id not in state.held_crawl_ids
