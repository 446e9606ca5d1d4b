"""From captures and records to tables: `build_core` starts a fresh file aside, `build_mart` adds the marts.

The tables of a registry come from its partition (`warehouse.partitions`), which is made once; what is made of all registries together is
filled by the SELECTs under `warehouse/sql/`, sorted, so that the same inputs give the same rows in the same order whatever the number of
threads. Nothing is edited in place and no published file is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

import pyarrow as pa

from warehouse.candidate_links import TitleLinks, organisation_links
from warehouse.connect import writing
from warehouse.fill import (
    Connection,
    count_rows,
    create_tables,
    fill,
    insert_arrow,
    insert_select,
    load_manifests,
    load_parquet,
    view_parquet,
)
from warehouse.inputs import Inputs, crawl_row, failure_rows
from warehouse.observations.records import RECORD
from warehouse.partitions import Partition, tables_by_registry, up_to_date
from warehouse.record_views import damage_named, view_corrected, view_records
from warehouse.reference_tables import load_reference
from warehouse.sql_files import create_table_macro, table_macros, table_sources
from warehouse.sql_literal import sql_literal
from warehouse.store import FolderStore
from warehouse.tables import catalogue
from warehouse.tables.model import SchemaName, Table

MADE_IN_PYTHON: dict[str, tuple[str, ...]] = {
    "core.organisation_link": ("core.organisation",),
    "staging.title_candidate": ("core.participation", "core.organisation", "ref.registry"),
}
"""Tables that no SELECT can fill, with those they are made of: names are compared by rapidfuzz."""

ALL_TOGETHER = {
    "staging.organisation_number": "DISTINCT *",  # two registries of one country may print the same number
    "ops.issue": "* REPLACE (row_number() OVER (ORDER BY registry, issue_no) AS issue_no)",
}
"""What is selected from the partitions of a table where it is not simply all."""


def build_core(inputs: Inputs, target: Path, *, partitions: Path | None = None, threads: int | None = None) -> dict[str, int]:
    """Start `target` afresh with schemas `ref`, `staging`, `core` and `ops`; returns the number of rows by `schema.table`.

    The partitions of registries are kept in the folder `partitions` (default: beside the target). Raises `InputError` for an input file
    that cannot be read and `SqlMismatch` where a SELECT does not fit its table.
    """
    part = target.with_name(f"{target.name}.part")  # a build that was killed leaves no file that looks whole
    for stale in (target, part):
        stale.unlink(missing_ok=True)
        stale.with_name(f"{stale.name}.wal").unlink(missing_ok=True)
    store = FolderStore(partitions or target.parent / "partitions")
    by_registry = up_to_date(inputs, store, threads=threads)
    with writing(part, threads=threads) as connection:
        counts = load_reference(connection, inputs, comments=True)
        made = [table for table in catalogue.tables_of("staging", "core", "ops") if table.full_name not in counts and table.is_published]
        create_tables(connection, made)
        counts["staging.crawl"] = load_manifests(connection, "staging.crawl", [crawl_row(path) for path in inputs.every_manifest])
        failures = [row for path in inputs.every_manifest for row in failure_rows(path)]
        counts["staging.crawl_failure"] = load_manifests(connection, "staging.crawl_failure", failures)
        counts["staging.capture"] = view_parquet(connection, catalogue.table("staging.capture"), inputs.capture_indexes)
        files = {"staging.page": inputs.pages, "staging.issue": inputs.issues}
        for name, paths in (files | {"ops.reading_change": inputs.reading_changes}).items():
            counts[name] = load_parquet(connection, catalogue.table(name), paths)
        connection.execute("SET preserve_insertion_order = true")  # each file is sorted, and they come in the order of their registries
        for table in tables_by_registry():
            counts[table.full_name] = _load_partitions(connection, table, by_registry)
        counts["staging.evidence"] = _load_evidence(connection, inputs, by_registry)
        connection.execute("SET preserve_insertion_order = false")
        counts["core.correction"] += _load_corrections_of_nobody(connection)
        titles = TitleLinks(by_registry, store)
        makers: dict[str, Callable[[Connection], pa.Table]] = {
            "core.organisation_link": organisation_links,
            "staging.title_candidate": titles.made,
        }
        for table in build_order("staging", "core", "ops"):
            if table.full_name not in counts and not table.is_view:
                make = makers.get(table.full_name)
                counts[table.full_name] = insert_arrow(connection, table, make(connection)) if make else fill(connection, table)
    part.replace(target)
    store.keep_only([*(partition.folder.name for partition in by_registry), titles.name])
    return counts


def _load_partitions(connection: Connection, table: Table, partitions: Sequence[Partition]) -> int:
    files = [file for partition in partitions if (file := partition.file(table.full_name))]
    if not table.is_published:
        return view_parquet(connection, table, files)
    if not files:
        return 0
    columns = ALL_TOGETHER.get(table.full_name, "*")
    select = f"SELECT {columns} FROM read_parquet([{', '.join(sql_literal(file) for file in files)}])"
    return insert_select(connection, table, select, f"partitions of {table.full_name}", is_sorted=True)


def _load_evidence(connection: Connection, inputs: Inputs, partitions: Sequence[Partition]) -> int:
    """The largest table comes straight from the files that were read, and the few records that corrections changed."""
    view_records(connection, inputs.records)
    view_corrected(connection, pa.concat_tables([RECORD.empty_table(), *(partition.corrected() for partition in partitions)]))
    with damage_named(inputs.records):
        n = fill(connection, catalogue.table("staging.evidence"))
    for view in ("record", "record_read"):
        connection.execute(f"DROP VIEW staging.{view}")
    return n


def _load_corrections_of_nobody(connection: Connection) -> int:
    """Corrections that name no registry there is wait, like those of a project that is not there; returns how many."""
    [(n,)] = connection.execute(
        "INSERT INTO core.correction BY NAME SELECT *, 'waiting' AS state FROM staging.correction "
        "WHERE split_part(project_id, ':', 1) NOT IN (SELECT registry FROM ref.registry)"
    ).fetchall()
    return int(n)


def build_mart(target: Path, *, threads: int | None = None) -> dict[str, int]:
    """Add schema `mart` to a file that `build_core` made, replacing marts that are there; returns rows by `schema.table`."""
    counts: dict[str, int] = {}
    with writing(target, threads=threads) as connection:
        connection.execute("DROP SCHEMA IF EXISTS mart CASCADE")
        create_tables(connection, catalogue.tables_of("mart"))
        for table in build_order("mart"):
            counts[table.full_name] = count_rows(connection, table) if table.is_view else fill(connection, table)
        _show_in_main(connection)
        for macro in table_macros():
            for statement in create_table_macro(macro):
                connection.execute(statement)
    return counts


def _show_in_main(connection: Connection) -> None:
    """A view of each mart, with its comments, in the schema that a file opens with: there any tool finds it."""
    connection.execute("BEGIN")
    for table in catalogue.tables_of("mart"):
        shown = replace(table, schema="main", is_view=True)
        for statement in (f"DROP VIEW IF EXISTS {shown.full_name}", *shown.ddl(f"FROM {table.full_name}")):
            connection.execute(statement)
    connection.execute("COMMIT")


def build_order(*schemas: SchemaName) -> list[Table]:
    """The tables of the schemas that are made of other tables, each after those its SELECT names as its source."""
    sources = {table.full_name: table_sources(table.full_name) for table in catalogue.tables_of(*schemas)}
    sources |= {name: frozenset(read) for name, read in MADE_IN_PYTHON.items() if name in sources}
    made = {name: read for name, read in sources.items() if read}
    return [catalogue.table(name) for name in TopologicalSorter({name: sorted(made[name] & made.keys()) for name in made}).static_order()]
