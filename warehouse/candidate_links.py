"""Candidates: organisations and operations that may be the same, with a score and the evidence. Nothing is ever merged because of them.

Belongs here: finding pairs worth comparing (in SQL, so that their number stays linear in the rows) and scoring names (rapidfuzz).
Does not belong here: what official identifiers say, which is `sql/core/project_link.sql`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import rapidfuzz
from rapidfuzz import fuzz, process

from warehouse.fill import Connection, keep_arrow
from warehouse.partitions import INDEXES, Partition, code_digest
from warehouse.sql_literal import sql_literal
from warehouse.store import FolderStore
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
_WORDS = ("project_id", "other_id", "other_kind", "title_key", "other_title_key", "owner_key", "other_owner_key")
PAIR = pa.schema([*((name, pa.string()) for name in _WORDS), ("are_apart", pa.bool_()), ("do_overlap", pa.bool_())])
PAIR_RESULT = pa.schema([*PAIR, ("score", pa.float64()), ("evidence", pa.string())])
"""Two operations as they were compared, and what came of it: no score where they are none."""
COMPARED = "compared.parquet"


def organisation_links(connection: Connection) -> pa.Table:
    """Pairs of organisations with the same or a similar name, as rows of `core.organisation_link`."""
    rows: list[dict[str, Any]] = []
    for batch in _batches(connection, (PAIRS / "organisation.sql").read_text("utf-8")):
        scores = _scores([row["name_key"] for row in batch], [row["other_key"] for row in batch], NAME_SCORE)
        rows += [_organisation_row(row, score) for row, score in zip(batch, scores, strict=True) if score >= NAME_SCORE]
    return pa.Table.from_pylist(rows, ORGANISATION_LINK)


class TitleLinks:
    """Pairs of operations of two registries, or of an operation and a mention, by title, owner and period.

    Which pairs are worth comparing is found anew from the word indexes of all registries (a word that few titles had may be common now);
    only pairs that were not compared with the same words before are. What was compared is kept in the store of partitions.
    """

    def __init__(self, partitions: Sequence[Partition], store: FolderStore) -> None:
        self.partitions, self.store = partitions, store
        self._rules = f"titles-{sha256(f'{rapidfuzz.__version__} {code_digest()!r}'.encode()).hexdigest()[:12]}"
        made_of = sha256(repr(sorted(partition.folder.name for partition in partitions)).encode()).hexdigest()[:20]
        self.name = f"{self._rules}-{made_of}"

    def made(self, connection: Connection) -> pa.Table:
        """The rows of `staging.title_candidate`."""
        folder = self.store.put(self.name, lambda aside: pq.write_table(self._compared(connection), aside / COMPARED, compression="zstd"))
        compared = pq.read_table(folder / COMPARED)
        return compared.filter(pc.is_valid(compared["score"])).select(TITLE_LINK.names).cast(TITLE_LINK)

    def _compared(self, connection: Connection) -> pa.Table:
        files = {index: [str(file) for partition in self.partitions if (file := partition.file(index))] for index in INDEXES}
        if not all(files.values()):
            return PAIR_RESULT.empty_table()
        keep_arrow(connection, "compared_before", self._before())
        connection.execute("CREATE SCHEMA pair")
        for index in INDEXES:
            connection.execute(f"CREATE VIEW {index} AS FROM read_parquet([{', '.join(map(sql_literal, files[index]))}])")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE worth_comparing AS {(PAIRS / 'operation.sql').read_text('utf-8')}")
        connection.execute("DROP SCHEMA pair CASCADE")
        told = " AND ".join(f"before.{name} IS NOT DISTINCT FROM now.{name}" for name in PAIR.names)
        rows = [
            pair | _title_result(pair, *scores)
            for batch in _batches(connection, f"FROM worth_comparing AS now ANTI JOIN compared_before AS before ON {told}")
            for pair, *scores in zip(
                batch,
                _scores([pair["title_key"] for pair in batch], [pair["other_title_key"] for pair in batch], TITLE_SCORE),
                _scores([pair["owner_key"] or "" for pair in batch], [pair["other_owner_key"] or "" for pair in batch], 0.0),
                strict=True,
            )
        ]
        kept = connection.execute(f"FROM compared_before AS before SEMI JOIN worth_comparing AS now ON {told}").to_arrow_table()
        compared = pa.concat_tables([kept.cast(PAIR_RESULT), pa.Table.from_pylist(rows, PAIR_RESULT)])
        return compared.sort_by([("project_id", "ascending"), ("other_id", "ascending")])

    def _before(self) -> pa.Table:
        folders = [folder for name in self.store.names() if name.startswith(self._rules) and (folder := self.store.find(name))]
        return pq.read_table(folders[-1] / COMPARED).cast(PAIR_RESULT) if folders else PAIR_RESULT.empty_table()


def _batches(connection: Connection, query: str) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute(query)
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


def _title_result(pair: dict[str, Any], title_score: float, owner_score: float) -> dict[str, Any]:
    """Score and evidence of a candidate; empty where owner or period speak against it."""
    both_owned = bool(pair["owner_key"] and pair["other_owner_key"])
    if title_score < TITLE_SCORE or pair["are_apart"] or (both_owned and owner_score < OWNER_SCORE):
        return {"score": None, "evidence": None}
    owner = f"owners {owner_score:.1f} alike" if both_owned else "an owner is not told"
    period = "periods overlap" if pair["do_overlap"] else "a period is not told"
    return {"score": round(title_score, 2), "evidence": f"titles {title_score:.1f} alike; {owner}; {period}"}
