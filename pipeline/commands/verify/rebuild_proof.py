"""Proves the published file against a second build from the stored records, and against the digest it was published with.

Belongs here: the second build and what of it is compared. Does not belong here: how two files are compared
(`warehouse.file_differences`), nor the records themselves, which are proved against the stored pages (`span_proof`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets.steps.build_inputs import NothingToBuild, inputs_for
from assets.steps.up_to_date import built_from, publication_note
from warehouse.build import build_core, build_mart
from warehouse.captures.files import crawl_id_of
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import attach, reading
from warehouse.file_differences import FileDifference, file_differences
from warehouse.inputs import InputError, Inputs
from warehouse.places import Places
from warehouse.store import file_digest
from warehouse.validate import check_queries, run_check_queries

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What came of it. `differences` are of the published file from the second build; `outcomes` those of the blocking check queries over
    that build; `problems` say why the file is not the one that was published, or why no second build can be compared with it."""

    differences: tuple[FileDifference, ...] = ()
    n_differences: int = 0
    outcomes: tuple[CheckOutcome, ...] = ()
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def failed(self) -> tuple[CheckOutcome, ...]:
        """The check queries that found rows."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def holds(self) -> bool:
        """Whether the published file is what a second build gives."""
        return not (self.differences or self.failed or self.problems) and bool(self.outcomes)


def prove_by_rebuilding(places: Places) -> RebuildReport:
    """Builds core and marts again aside, from the stored records alone, and compares every table of the published file with that."""
    note = publication_note(places)
    problems = []
    if note.sha256 and file_digest(places.warehouse) != note.sha256:
        problems.append(f"{places.warehouse} is not the file that was published: its SHA-256 is another; delete it and run `diarium run`")
    try:
        inputs = inputs_for(places)
        if note.built_from != built_from(inputs):
            told = "what is stored has changed since the publication, or Diarium itself; `diarium run` publishes what is stored now"
            return RebuildReport(problems=(*problems, f"the tables cannot be compared: {told}"))
        with TemporaryDirectory(prefix=".verify-", dir=places.warehouse.parent) as aside:
            again = Path(aside) / "diarium.duckdb"
            build_core(_as_of_publication(inputs, places.warehouse), again)
            build_mart(again)
            differences = _differences(places.warehouse, again)
            queries = [query for query in check_queries() if query.severity == "error" and not query.needs_previous]
            outcomes = run_check_queries(again, queries=queries)
    except (NothingToBuild, InputError) as error:
        return RebuildReport(problems=(*problems, f"the tables cannot be built again: {error}"))
    return RebuildReport(tuple(differences[:KEPT]), len(differences), tuple(outcomes), tuple(problems))


def _as_of_publication(inputs: Inputs, published: Path) -> Inputs:
    """The inputs without the crawls that found nothing new since the publication: for them nothing is published again."""
    with reading(published) as connection:
        known = set(connection.execute("SELECT registry, crawl_id FROM staging.crawl").fetchall())
    telling = set(inputs.crawl_manifests)
    manifests = (path for path in inputs.every_manifest if path in telling or (path.parent.name, crawl_id_of(path)) in known)
    return replace(inputs, every_manifest=tuple(manifests))


def _differences(published: Path, again: Path) -> list[FileDifference]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for path, name in ((published, "published"), (again, "rebuilt")):
            attach(connection, path, name)
        return list(file_differences(connection, "published", "rebuilt"))
