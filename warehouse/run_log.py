"""`runs.parquet`: every run, a row each, also those that changed nothing. Status, metrics and freshness read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.store import replace_file


class Ending(StrEnum):
    """How a run ended."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """All is as it was published before, so nothing was made anew."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRun:
    """One run; times are UTC. `registries` are those it crawled, `n_problems` what made it fail, `n_pages` all pages they gave."""

    run_id: str
    job: str
    started_at: datetime
    finished_at: datetime
    ending: Ending
    registries: tuple[str, ...]
    n_pages: int
    n_pages_unchanged: int
    n_pages_failed: int
    n_problems: int
    software: str


SCHEMA = pa.schema(
    [
        ("run_id", pa.string()),
        ("job", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("finished_at", pa.timestamp("us")),
        ("ending", pa.string()),
        ("registries", pa.list_(pa.string())),
        ("n_pages", pa.int64()),
        ("n_pages_unchanged", pa.int64()),
        ("n_pages_failed", pa.int64()),
        ("n_problems", pa.int64()),
        ("software", pa.string()),
    ]
)


def logged_runs(file: Path) -> list[LoggedRun]:
    """The runs in the order they ended; none where the file is not there or damaged."""
    try:
        rows = pq.read_table(file, schema=SCHEMA).to_pylist()
    except (OSError, pa.ArrowException):
        return []
    return [LoggedRun(**{**row, "ending": Ending(row["ending"]), "registries": tuple(row["registries"])}) for row in rows]


def log_run(file: Path, run: LoggedRun) -> None:
    """Adds a run at the end; the file is whole at any moment."""
    rows = [asdict(each) for each in (*logged_runs(file), run)]
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, lambda aside: pq.write_table(pa.Table.from_pylist(rows, SCHEMA), aside, compression="zstd"))
