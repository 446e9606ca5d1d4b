"""Snapshots for citing: `core` and `mart` as sorted Parquet with checksums and a Data Package description.

Everything in a snapshot is a function of the data: no clock, no machine, no run. Equal data give equal bytes and the same snapshot id.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import reading
from warehouse.datapackage import ExportedTable, describe
from warehouse.tables import catalogue
from warehouse.tables.model import Table

SUMS = "SHA256SUMS"
LATEST = "LATEST"
ROW_GROUP = 122_880
NULLABLE = {"INTEGER": ("int32", "Int32"), "BIGINT": ("int64", "Int64"), "BOOLEAN": ("bool", "boolean")}
"""Per column type what pandas calls the values and the dtype that can hold a missing one."""


class NothingToExport(Exception):
    """The warehouse holds no project, so there is nothing to cite."""


class SnapshotDamaged(Exception):
    """A snapshot of this id is there, but its files are not what its id says; the message names one and says what to do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on disk; `is_new` is False when it was there already with the same sums."""

    snapshot_id: str
    path: Path
    tables: tuple[ExportedTable, ...]
    is_new: bool


def export(published: Path, out_dir: Path) -> Snapshot:
    """Write a snapshot of the published warehouse under `out_dir/<snapshot id>` and name it in `out_dir/LATEST`.

    The id is the day of the latest change in the data and eight hexadecimal digits of a hash over the hashes of the tables; that of the
    bundled sample begins with `sample-`. Raises
    `WarehouseMissing`, `NothingToExport`, and `SnapshotDamaged` where the folder of that id has other content.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    with _working_folder(out_dir) as work, reading(published, threads=1) as connection:
        day = _latest_change(connection, published)
        tables = tuple(_write(connection, table, work) for table in exported_tables())
        digest = hashlib.sha256("".join(f"{table.sha256}  {table.path}\n" for table in tables).encode()).hexdigest()
        is_sample = _is_sample(connection)
        snapshot_id = f"{'sample-' if is_sample else ''}{day}-{digest[:8]}"
        package = describe(snapshot_id, tables, _registries(connection), is_sample=is_sample)
        (work / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        _write_sums(work)
        target = out_dir / snapshot_id
        is_new = not target.exists()
        if is_new:
            work.replace(target)
        else:
            _compare(target, tables)
    _point_to(out_dir, snapshot_id)
    return Snapshot(snapshot_id, target, tables, is_new)


def exported_tables() -> tuple[Table, ...]:
    """The tables a snapshot holds, in order of their names."""
    return tuple(sorted((table for table in catalogue.TABLES if table.exported), key=lambda table: table.full_name))


def _write(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> ExportedTable:
    path = f"{table.schema}/{table.name}.parquet"
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    columns = ", ".join(column.name for column in table.exported_columns)
    order = ", ".join(f"{name} ASC NULLS LAST" for name in table.sort_key)
    quoted = str(file).replace("'", "''")
    pandas = json.dumps(pandas_metadata(table)).replace("'", "''")
    connection.execute(
        f"COPY (SELECT {columns} FROM {table.full_name} ORDER BY {order}) TO '{quoted}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{pandas: '{pandas}'}})"
    )
    row = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchone()
    return ExportedTable(table, path, _sha256(file), int(row[0]) if row else 0)


def pandas_metadata(table: Table) -> dict[str, Any]:
    """What pandas reads to give whole numbers and flags types that can be empty: without it a missing count makes 2021 a 2021.0."""
    described = [
        {"name": column.name, "field_name": column.name, "pandas_type": kind, "numpy_type": dtype, "metadata": None}
        for column in table.exported_columns
        if (known := NULLABLE.get(column.type))
        for kind, dtype in [known]
    ]
    return {"index_columns": [], "column_indexes": [], "columns": described, "creator": {"library": "diarium", "version": "1"}}


def _is_sample(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute("SELECT bool_or(is_sample) FROM ops.publication").fetchone()
    return bool(row and row[0])


def _latest_change(connection: duckdb.DuckDBPyConnection, published: Path) -> str:
    row = connection.execute(
        "SELECT strftime(max(changed_at), '%Y%m%d') "
        "FROM (SELECT valid_from AS changed_at FROM core.project_version UNION ALL SELECT first_seen_at FROM core.project)"
    ).fetchone()
    if row is None or row[0] is None:
        raise NothingToExport(f"{published} holds no project; run 'diarium run' first")
    return str(row[0])


def _registries(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT registry, title, publisher, licence FROM ref.registry "
        "WHERE registry IN (SELECT registry FROM core.project) ORDER BY registry"
    ).fetchall()
    return [dict(zip(("registry", "title", "publisher", "licence"), row, strict=True)) for row in rows]


def _write_sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _compare(target: Path, tables: tuple[ExportedTable, ...]) -> None:
    for table in tables:
        file = target / table.path
        if not file.is_file() or _sha256(file) != table.sha256:
            raise SnapshotDamaged(f"{file} is missing or was changed after it was written: move {target} away and export again")


def _point_to(out_dir: Path, snapshot_id: str) -> None:
    fresh = out_dir / f".{LATEST}.{os.getpid()}"
    fresh.write_text(f"{snapshot_id}\n", encoding="utf-8")
    fresh.replace(out_dir / LATEST)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _working_folder(out_dir: Path) -> Iterator[Path]:
    work = out_dir / f".export-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
