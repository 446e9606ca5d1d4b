"""Candidates: organisations and operations that may be the same, with a score and the evidence. Nothing is ever merged because of them.

Belongs here: finding pairs worth comparing (in SQL, so that their number stays linear in the rows) and scoring names (rapidfuzz).
Does not belong here: what official identifiers say, which is `sql/core/project_link.sql`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz, process

from warehouse.tables.arrow_schema import arrow_schema

NAME_SCORE = 90.0
"""Least likeness (0-100, `token_sort_ratio`) of two normalised names of organisations."""
TITLE_SCORE = 90.0
"""Least likeness of two normalised titles of operations."""
OWNER_SCORE = 60.0
"""Where both owners are known and less alike than this, equal titles say nothing."""
BATCH = 20_000

PAIRS = Path(__file__).parent / "sql" / "pair"
ORGANISATION_LINK = pa.schema(
    [
        ("organisation_id", pa.string()),
        ("other_organisation_id", pa.string()),
        ("basis", pa.string()),
        ("score", pa.float64()),
        ("evidence", pa.string()),
    ]
)
TITLE_LINK = arrow_schema("staging.title_candidate")


def organisation_links(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Pairs of organisations with the same or a similar name, as rows of `core.organisation_link`."""
    rows: list[dict[str, Any]] = []
    for batch in _batches(connection, "organisation"):
        scores = _scores([row["name_key"] for row in batch], [row["other_key"] for row in batch], NAME_SCORE)
        rows += [_organisation_row(row, score) for row, score in zip(batch, scores, strict=True) if score >= NAME_SCORE]
    return pa.Table.from_pylist(rows, ORGANISATION_LINK)


def title_links(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Pairs of operations of two registries, or of an operation and a mention, by title, owner and period."""
    rows: list[dict[str, Any]] = []
    for batch in _batches(connection, "operation"):
        titles = _scores([row["title_key"] for row in batch], [row["other_title_key"] for row in batch], TITLE_SCORE)
        owners = _scores([row["owner_key"] or "" for row in batch], [row["other_owner_key"] or "" for row in batch], 0.0)
        rows += [row for each in zip(batch, titles, owners, strict=True) if (row := _title_row(*each))]
    return pa.Table.from_pylist(rows, TITLE_LINK)


def _batches(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute((PAIRS / f"{name}.sql").read_text(encoding="utf-8"))
    for batch in found.to_arrow_reader(BATCH) if hasattr(found, "to_arrow_reader") else found.fetch_record_batch(BATCH):
        yield batch.to_pylist()


def _scores(names: Sequence[str], others: Sequence[str], cutoff: float) -> Sequence[float]:
    """Likeness of each pair, 0 below the cut-off."""
    if not names:
        return []
    return [float(score) for score in process.cpdist(names, others, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff)]


def _organisation_row(pair: dict[str, Any], score: float) -> dict[str, Any]:
    same = pair["name_key"] == pair["other_key"]
    words = f"{pair['name']!r} / {pair['other_name']!r}: " + ("the same normalised name" if same else f"names {score:.1f} alike")
    return {
        "organisation_id": pair["organisation_id"],
        "other_organisation_id": pair["other_organisation_id"],
        "basis": "same_name" if same else "similar_name",
        "score": 100.0 if same else round(score, 2),
        "evidence": words,
    }


def _title_row(pair: dict[str, Any], title_score: float, owner_score: float) -> dict[str, Any] | None:
    """The candidate, or None where owner or period speak against it."""
    both_owned = bool(pair["owner_key"] and pair["other_owner_key"])
    if title_score < TITLE_SCORE or pair["are_apart"] or (both_owned and owner_score < OWNER_SCORE):
        return None
    owner = f"owners {owner_score:.1f} alike" if both_owned else "an owner is not told"
    period = "periods overlap" if pair["do_overlap"] else "a period is not told"
    return {
        "project_id": pair["project_id"],
        "other_id": pair["other_id"],
        "other_kind": pair["other_kind"],
        "score": round(title_score, 2),
        "evidence": f"titles {title_score:.1f} alike; {owner}; {period}",
    }
