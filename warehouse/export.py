"""Snapshots for citing: `core` and `mart` as sorted Parquet with checksums and a Data Package description.

Everything in a snapshot is a function of the data: no clock, no machine, no run. Equal data give equal bytes and the same snapshot id.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
WORKING = ".export-"
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
    with _working_folder(out_dir) as folder, reading(published, threads=1) as connection:
        work = folder / "snapshot"
        work.mkdir()
        day = _latest_change(connection, published)
        tables = tuple(_write(connection, table, work) for table in exported_tables())
        digest = hashlib.sha256("".join(f"{table.sha256}  {table.path}\n" for table in tables).encode()).hexdigest()
        is_sample = _is_sample(connection)
        snapshot_id = f"{'sample-' if is_sample else ''}{day}-{digest[:8]}"
        package = describe(snapshot_id, tables, _registries(connection), is_sample=is_sample)
        (work / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        _write_sums(work)
        target = out_dir / snapshot_id
        is_new = _put_in_place(work, target)
        if not is_new:
            _compare(target, tables)
        (folder / LATEST).write_text(f"{snapshot_id}\n", encoding="utf-8")
        (folder / LATEST).replace(out_dir / LATEST)
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


def _put_in_place(work: Path, target: Path) -> bool:
    """Gives the finished snapshot its name; False where that is taken, perhaps by an export at the same time."""
    try:
        work.replace(target)
    except OSError:
        if target.exists():
            return False
        raise
    return True


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _working_folder(out_dir: Path) -> Iterator[Path]:
    """A folder to write in, locked and deleted at the end; those that exports left behind which were killed are deleted too."""
    for left in out_dir.glob(f"{WORKING}*"):
        with suppress(OSError):
            _delete_if_left(left)
    work, handle = _locked_folder(out_dir)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(handle)


def _locked_folder(out_dir: Path) -> tuple[Path, int]:
    """A new working folder and the handle that locks it; another where somebody took it for left behind before it was locked."""
    while True:
        work = Path(tempfile.mkdtemp(prefix=WORKING, dir=out_dir))
        handle = -1
        with suppress(FileNotFoundError):
            handle = os.open(work, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
        if work.exists():
            return work, handle
        if handle >= 0:
            os.close(handle)


def _delete_if_left(folder: Path) -> None:
    """Deletes a working folder unless an export is at work in it. The lock is the operating system's and ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
