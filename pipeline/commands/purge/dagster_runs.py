"""What Dagster remembers: runs whose records hold what is erased are deleted, and the databases are left without old pages.

Belongs here: the home of the Dagster instance. Runs go through its own interface. That leaves the last materialisation of each asset and
every evaluation of a check, which are removed by SQL. This is needed although Diarium puts no value of a page into an event any more: the
events of version 0.1.0 have rows and examples, cut after some characters, and in today's there still are codes of projects and addresses
of pages, labels, and the reason an operator wrote for `diarium accept`, all of which may hold what is erased.

Nothing else may have the instance open meanwhile: SQLite then keeps old pages, and the search afterwards says so.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import yaml

from pipeline.dagster.instance import open_instance
from warehouse.erasure.search.file_contents import is_in_row
from warehouse.erasure.search.text_matcher import Look

_KEPT_WITHOUT = {"asset_keys": ("last_materialization", "asset_details", "cached_status_data", "tags")}
"""Tables whose rows stay and lose the columns that hold it; rows of all others go."""


def runs_with(home: Path, look: Look) -> list[str]:
    """The ids of the runs any of whose records hold what is looked for, or the beginning of it (tables of version 0.1.0 cut long texts)."""
    look = look.with_beginnings()
    found: set[str] = set()
    for file in databases(home):
        with closing(sqlite3.connect(file)) as connection:
            for table, columns in _tables(connection).items():
                if "run_id" not in columns:
                    continue
                place = columns.index("run_id")
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    if row[place] and row[place] not in found and is_in_row(list(row), look):
                        found.add(row[place])
    return sorted(found)


def kept_elsewhere(home: Path) -> str | None:
    """Where the memory of Dagster is, if not in files below its home, in words; None where it is there."""
    config = home / "dagster.yaml"
    if not config.is_file():
        return None
    told = yaml.safe_load(config.read_text("utf-8")) or {}
    storages = {name: told[name] for name in ("storage", "run_storage", "event_log_storage", "schedule_storage") if told.get(name)}
    if not storages or "sqlite" in json.dumps(storages).casefold():
        return None
    kind = "PostgreSQL" if "postgres" in json.dumps(storages).casefold() else "another storage"
    return f"runs and events of Dagster are kept in {kind}, which is not searched: delete there the runs that hold it (diarium ui, Runs)"


def forget_runs(home: Path, look: Look) -> tuple[list[str], int]:
    """Deletes those runs, and what else the databases hold of it. Gives the ids, and how many rows went besides."""
    if not home.is_dir():
        return [], 0
    going = runs_with(home, look)
    if going:
        with open_instance(home) as instance:
            for run_id in going:
                instance.delete_run(run_id)
    for run_id in going:
        for file in (home / "history" / "runs").glob(f"{run_id}.db*"):
            file.unlink()
        shutil.rmtree(home / "storage" / run_id, ignore_errors=True)
    n_rows = 0
    for file in databases(home):
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            n_rows += _sweep(connection, look.with_beginnings())
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return going, n_rows


def databases(home: Path) -> list[Path]:
    """The SQLite files of a Dagster home."""
    return [file for file in sorted(home.rglob("*.db")) if file.is_file()]


def _sweep(connection: sqlite3.Connection, look: Look) -> int:
    n_rows = 0
    for table, columns in _tables(connection).items():
        rows = [row for row in connection.execute(f'SELECT rowid, * FROM "{table}"') if is_in_row(list(row[1:]), look)]
        for row in rows:
            if kept := [name for name in _KEPT_WITHOUT.get(table, ()) if name in columns]:
                emptied = ", ".join(f'"{name}" = NULL' for name in kept)
                connection.execute(f'UPDATE "{table}" SET {emptied} WHERE rowid = ?', [row[0]])
            else:
                connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', [row[0]])
        n_rows += len(rows)
    return n_rows


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return {name: [column[1] for column in connection.execute(f'PRAGMA table_info("{name}")')] for name in names}
