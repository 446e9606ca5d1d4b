"""The tables of one registry, made from its captures and records, as Parquet files under the digest of all they are made of.

Belongs here: what a partition depends on, and filling its tables by the SELECTs under `warehouse/sql`. Does not belong here: what is made
of all registries together (`warehouse.build`).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import cache, partial
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connect import in_memory
from warehouse.corrected_records import corrected_records
from warehouse.fill import Connection, create_tables, fill, insert_arrow, load_manifests, load_parquet, view_parquet
from warehouse.inputs import Inputs, crawl_row, failure_rows
from warehouse.observations.records import RECORD
from warehouse.organisation_numbers import judged_numbers
from warehouse.record_views import damage_named, view_corrected, view_records
from warehouse.reference_tables import load_reference
from warehouse.sql_files import select_of, table_sources
from warehouse.sql_literal import sql_literal
from warehouse.store import FolderStore
from warehouse.tables import catalogue
from warehouse.tables.model import Table

HERE = Path(__file__).parent
GIVEN = {"staging.crawl", "staging.crawl_failure", "staging.page", "staging.issue"}
MADE_OF = {"staging.record": frozenset({"staging.correction_place"})}
ASIDE = ("staging.captured_body", "staging.current_record")
"""What is made on the way by the SELECT of its name, and kept nowhere."""
PASSING = frozenset({"staging.record_read", "staging.record", *ASIDE})
"""What SELECTs read and no file has."""
INDEXES = ("pair.title", "pair.title_word")
"""What is kept for the links between registries and is no table of the warehouse."""
COUNTS, CORRECTED = "counts.json", "corrected_record.parquet"


@dataclass(frozen=True, slots=True)
class Partition:
    """The tables of one registry: by `schema.table` how many rows, and for those with rows a file."""

    registry: str
    folder: Path
    counts: dict[str, int]

    def file(self, full_name: str) -> Path | None:
        """The Parquet file of a table, None where it has no rows."""
        return self.folder / f"{full_name}.parquet" if self.counts.get(full_name) else None

    def corrected(self) -> pa.Table:
        """The records that corrections changed, in the shape of `RECORD`."""
        file = self.folder / CORRECTED
        return pq.read_table(file).cast(RECORD) if file.exists() else RECORD.empty_table()


def tables_by_registry() -> list[Table]:
    """The tables that are made registry by registry."""
    return [table for table in catalogue.TABLES if table.by_registry]


def up_to_date(inputs: Inputs, store: FolderStore, *, threads: int | None = None) -> list[Partition]:
    """The partitions of all registries in the order of their projects, made where they are not there yet."""
    found = []
    with _builder(inputs, threads) as build:
        for row in sorted(inputs.registries, key=lambda row: f"{row.registry}:"):
            own = inputs.of_registry(row.registry)
            name = f"{row.registry}-{digest_of(own)}"
            folder = store.put(name, partial(build, own))
            found.append(Partition(row.registry, folder, json.loads((folder / COUNTS).read_text("utf-8"))))
    return found


def digest_of(inputs: Inputs) -> str:
    """Twenty hex digits over everything the partition of a registry is made of: its files, corrections, SQL, reference data, libraries."""
    digest = hashlib.sha256(code_digest())
    digest.update(repr([astuple(row) for row in inputs.registries]).encode())
    for file in inputs.files():
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(repr(_corrections_of(inputs)).encode())
    return digest.hexdigest()[:20]


def _corrections_of(inputs: Inputs) -> list[list[str]]:
    """The rows of the files of corrections that are about projects of the registries."""
    codes = {row.registry for row in inputs.registries}
    rows = (row for file in inputs.corrections for row in csv.reader(file.read_text("utf-8").splitlines(keepends=True)))
    return [row for row in rows if row and row[0].partition(":")[0] in codes]


@cache
def code_digest() -> bytes:
    """The digest of the SQL, the definitions of tables, the reference data and the vocabulary that partitions are made with."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    folders = (HERE / "sql", HERE / "tables", HERE / "reference", HERE.parent / "parsers" / "vocabulary", HERE / "observations")
    for file in sorted((*HERE.glob("*.py"), *(file for folder in folders for file in folder.rglob("*")))):
        if file.is_file() and file.suffix in (".sql", ".toml", ".csv", ".py"):
            digest.update(f"{file.name}\0".encode())
            digest.update(file.read_bytes())
    return digest.digest()


@contextmanager
def _builder(inputs: Inputs, threads: int | None) -> Iterator[Callable[[Inputs, Path], None]]:
    """A function that makes the partition of a registry; the reference data is loaded once, when the first is made."""
    with in_memory(threads) as connection:
        is_ready = False

        def build(own: Inputs, folder: Path) -> None:
            nonlocal is_ready
            if not own.crawl_manifests and not _corrections_of(own):  # never captured: nothing to ask for what has no rows
                (folder / COUNTS).write_text("{}", "utf-8")
                return
            if not is_ready:
                load_reference(connection, inputs)
                connection.execute("ALTER TABLE staging.correction RENAME TO every_correction")
                is_ready = True
            with damage_named(own.files()):
                counts = _fill_partition(connection, own, folder)
            for name in (name for name, count in counts.items() if count):
                connection.execute(f"COPY {name} TO {sql_literal(folder / f'{name}.parquet')} (FORMAT parquet, COMPRESSION zstd)")
            (folder / COUNTS).write_text(json.dumps(counts, indent=1), "utf-8")

        yield build


def _fill_partition(connection: Connection, own: Inputs, folder: Path) -> dict[str, int]:
    """Fills every table of a registry afresh and keeps its corrected records in `folder`; returns rows by `schema.table`."""
    given = [catalogue.table(name) for name in sorted(GIVEN)]
    correction = catalogue.table("staging.correction")
    for table in (*given, correction, *tables_by_registry()):
        connection.execute(f"DROP TABLE IF EXISTS {table.full_name}")
    create_tables(connection, [*given, correction, *tables_by_registry()], comments=False)
    load_manifests(connection, "staging.crawl", [crawl_row(path) for path in own.crawl_manifests])
    load_manifests(connection, "staging.crawl_failure", [row for path in own.crawl_manifests for row in failure_rows(path)])
    view_parquet(connection, catalogue.table("staging.capture"), own.capture_indexes)
    load_parquet(connection, catalogue.table("staging.page"), own.pages)
    load_parquet(connection, catalogue.table("staging.issue"), own.issues)
    [code] = (row.registry for row in own.registries)
    connection.execute(
        "INSERT INTO staging.correction SELECT * FROM staging.every_correction WHERE starts_with(project_id, ?)", [f"{code}:"]
    )
    connection.execute("CREATE SCHEMA IF NOT EXISTS pair")
    view_records(connection, own.records)
    counts: dict[str, int] = {}
    for name in _order():
        match name:
            case "staging.record":
                corrected = corrected_records(connection)
                if corrected.num_rows:
                    pq.write_table(corrected, folder / CORRECTED, compression="zstd")
                view_corrected(connection, corrected)
            case aside if aside in ASIDE:
                connection.execute(f"CREATE OR REPLACE TABLE {name} AS {select_of(name)}")
            case index if index in INDEXES:
                [(counts[name],)] = connection.execute(f"CREATE OR REPLACE TABLE {name} AS {select_of(name)}").fetchall()
            case "staging.organisation_number":
                counts[name] = insert_arrow(connection, catalogue.table(name), judged_numbers(connection))
            case _:
                counts[name] = fill(connection, catalogue.table(name))
    return counts


@cache
def _order() -> tuple[str, ...]:
    """The tables and relations of a partition, each after those it is made of."""
    own = {table.full_name for table in tables_by_registry()}
    made = own | MADE_OF.keys() | {*ASIDE, *INDEXES}
    graph = {name: table_sources(name) & made for name in made - MADE_OF.keys()} | MADE_OF
    graph["staging.organisation_number"] = frozenset({"staging.current_record"})
    return tuple(TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order())
