"""The outcomes of the checks with rows that break them, kept beside the file under construction (`Places.checks`).

They are the only record of those rows where the publication is refused; `warehouse.publish` copies them into `ops.check_result`. Dagster
gets counts and keys only. A purge deletes the file with the rest of the folder.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.steps.build_inputs import NothingToBuild
from warehouse.check_outcome import CheckOutcome, check_row, outcome_of_row
from warehouse.places import Places
from warehouse.store import replace_file
from warehouse.visible import cut_to

log = logging.getLogger(__name__)

STAGES = ("core", "mart")
KEYS = ("project_id", "canonical_url", "source_url", "registry")
"""Columns of a row that breaks a rule which may stand in Dagster's event log."""
WHOLE = 200  # characters: addresses and keys must be whole, to be found again
SHOW_ROWS = "diarium status --check"
SCHEMA = pa.schema(
    [
        ("stage", pa.string()),
        ("table_name", pa.string()),
        ("rule_id", pa.string()),
        ("description", pa.string()),
        ("severity", pa.string()),
        ("is_passed", pa.bool_()),
        ("n_unexpected", pa.int64()),
        ("sample_raw", pa.string()),
    ]
)


def save_outcomes(places: Places, stage: str, outcomes: Iterable[CheckOutcome]) -> None:
    """Keeps the outcomes of the checks of core or of the marts, in place of earlier ones of that stage."""
    rows = [row for row in _rows(places) if row["stage"] != stage] + [{"stage": stage, **check_row(outcome)} for outcome in outcomes]
    replace_file(places.checks, lambda aside: pq.write_table(pa.Table.from_pylist(rows, SCHEMA), aside, compression="zstd"))


def forget_outcomes(places: Places) -> None:
    """Forgets the outcomes of the checks: another file is about to be built. Earlier versions kept them as `checks-*.json`."""
    for file in (*places.build.parent.glob("checks*"), *places.build.parent.glob(f".{places.checks.name}*")):
        file.unlink(missing_ok=True)


def saved_outcomes(places: Places) -> list[CheckOutcome]:
    """The outcomes of the checks of the file under construction. Raises `NothingToBuild` where they have not all run, or cannot be read."""
    rows = _rows(places)
    for stage in STAGES:
        if not any(row["stage"] == stage for row in rows):
            raise NothingToBuild(f"the checks of {stage} have not run on {places.build}, so it is not published; run the whole job")
    return [outcome_of_row(row) for row in rows]


def unpublished_outcomes(places: Places) -> list[CheckOutcome]:
    """The outcomes of the checks that have run on a file that was built and is not published; empty where there is none."""
    return [outcome_of_row(row) for row in _rows(places)] if places.build.exists() else []


def _rows(places: Places) -> list[dict[str, Any]]:
    """The rows of the file; none where it is not there or damaged, since the next run writes it anew."""
    try:
        rows: list[dict[str, Any]] = pq.read_table(places.checks).to_pylist()
    except FileNotFoundError:
        return []
    except (OSError, pa.ArrowException) as error:
        log.warning("%s cannot be read (%s); the next run checks again and writes it anew", places.checks, error)
        return []
    return rows


def broken_rule(outcome: CheckOutcome) -> str:
    """A broken rule in one line: what it says, how many rows break it, which project or page is the first, how to see them."""
    rows = f"{outcome.n_unexpected} row{'s' if outcome.n_unexpected != 1 else ''}"
    first = next((str(key) for row in outcome.sample[:1] for key in keys_of(row).values()), None)
    example = f"the first: {cut_to(first, WHOLE)}; " if first else ""
    return f"{outcome.table}: broken by {rows}: {outcome.description} ({example}{SHOW_ROWS} {outcome.full_name})"


def keys_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that say which project, page or registry it is about."""
    return {name: row[name] for name in KEYS if row.get(name) is not None}
