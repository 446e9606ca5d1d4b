"""The files of one generated registry: four crawls, their manifests, and the observation set, written batch by batch.

Belongs here: which project is in which crawl with which body, and how values become rows. Does not belong here: what the values are.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.benchmarks.generated_projects import DERIVED, PRECISIONS, Batch, changed
from tests.benchmarks.invented_words import Integers
from warehouse.captures.index import INDEX_SCHEMA
from warehouse.observations.observation_store import SCHEMAS

FIRST_CRAWL = datetime.fromisoformat("2026-01-05T04:00:00")
CRAWLS = tuple(FIRST_CRAWL + timedelta(weeks=13 * turn) for turn in range(4))
LAST = len(CRAWLS) - 1
GARBLED_IN = 2
CHANGES = ((1, 100, 10), (2, 100, 30), (3, 200, 50), (3, 200, 10))
"""Crawl in which the projects change whose number leaves a remainder: one in a hundred from each crawl to the next, some twice."""
VANISHED, NEW, UNREACHED, GARBLED = (200, 77), (200, 133), (5_000, 2_211), (2_000, 1_555)
"""Numbers and remainders of those that are gone in the last crawl, new in it, not to be had in it, and unreadable once."""
MISSING_COUNT, BROKEN_AMOUNT = (33, 5), (97, 3)
PROJECTS_PER_LIST_PAGE = 50
METHODS = {"title": "heading", "description": "prose"}
SLOT = 2_000
"""Code points of the page text that the values of one field may take."""
RECORD_BYTES = 9_000


def is_of(number: Integers, kind: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Whether each number is one of those."""
    return number % kind[0] == kind[1]


def versions(number: Integers) -> Integers:
    """Version shown in each crawl, one row per project; 0 where it is not there, -1 where the page is garbled."""
    shown = np.ones((len(number), len(CRAWLS)), np.int64)
    for crawl, modulus, remainder in CHANGES:
        shown[:, crawl:] += is_of(number, (modulus, remainder))[:, None]
    shown[is_of(number, NEW), :LAST] = 0
    shown[is_of(number, VANISHED) | is_of(number, UNREACHED), LAST] = 0
    shown[is_of(number, GARBLED), GARBLED_IN] = -1
    return shown


@dataclass
class RegistryFiles:
    """Writers of one registry's files under `root`, to be used in a `with` block; `counts` has the rows written by file."""

    root: Path
    registry: str
    seed: int
    has_etags: bool = True
    page_kind: str = "project"
    n_records: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _unreached: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._captures, observed = self.root / "captures" / self.registry, self.root / "observations" / self.registry
        self._captures.mkdir(parents=True)
        observed.mkdir(parents=True)
        for name, schema in SCHEMAS.items():
            self._writers[name] = pq.ParquetWriter(observed / f"{name}.parquet", schema, compression="zstd")
        for turn in range(len(CRAWLS)):
            self._writers[f"index {turn}"] = pq.ParquetWriter(
                self._captures / f"{self.crawl_id(turn)}.index.parquet", INDEX_SCHEMA, compression="zstd"
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._add_list_pages()
        for turn, started in enumerate(CRAWLS):
            manifest = self._manifest(turn, started)
            (self._captures / f"{self.crawl_id(turn)}.crawl.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        for writer in self._writers.values():
            writer.close()

    def crawl_id(self, turn: int) -> str:
        """Name of a crawl."""
        return f"{CRAWLS[turn]:%Y%m%dT%H%M%SZ}-{self._digest(str(turn))[:8]}"

    def add(self, batch: Batch) -> None:
        """Write the records of a batch: their captures, and for each body its page, values and issues."""
        codes = batch.values.get("project_code")
        names = codes.to_pylist() if codes is not None else [f"page-{number}" for number in batch.number.tolist()]
        urls = [f"https://{self.registry.replace('_', '-')}.invalid/projects/{name}" for name in names]
        shown = versions(batch.number)
        bodies = {int(version): [self._digest(f"{url} {version}") for url in urls] for version in np.unique(shown) if version != 0}
        for turn in range(len(CRAWLS)):
            self._add_captures(turn, urls, bodies, shown)
        for version in range(1, int(shown.max()) + 1):
            rows = np.flatnonzero(shown.max(axis=1) >= version)
            told = batch.only(rows) if version == 1 else changed(batch.only(rows), version - 1)
            self._add_read(told, _chosen(urls, rows), _chosen(bodies[version], rows))
        garbled = np.flatnonzero(is_of(batch.number, GARBLED))
        self._add_garbled(_chosen(urls, garbled), _chosen(bodies.get(-1, []), garbled) if len(garbled) else [])
        self._unreached += _chosen(urls, np.flatnonzero(is_of(batch.number, UNREACHED)))
        self.n_records += len(batch)

    def _digest(self, text: str) -> str:
        return hashlib.sha256(f"{self.seed} {self.registry} {text}".encode()).hexdigest()

    def _write(self, name: str, rows: pa.Table) -> None:
        self.counts[name.partition(" ")[0]] += rows.num_rows
        self._writers[name].write_table(rows)

    def _add_captures(self, turn: int, urls: list[str], bodies: dict[int, list[str]], shown: Integers) -> None:
        at = np.flatnonzero(shown[:, turn])
        now = shown[at, turn]
        is_new = np.ones(len(at), bool) if turn == 0 else now != shown[at, turn - 1]
        digests = [bodies[version][row] for row, version in zip(at.tolist(), now.tolist(), strict=True)]
        self._write(f"index {turn}", self._captured(turn, _chosen(urls, at), digests, is_new, self.n_records + at))

    def _captured(self, turn: int, urls: list[str], digests: list[str], is_new: npt.NDArray[np.bool_], place: Integers) -> pa.Table:
        size = len(urls)
        etags = pa.array([f'"{digest[:16]}"' for digest in digests]) if self.has_etags else pa.nulls(size, pa.string())
        return pa.table(
            {
                "registry": pa.repeat(self.registry, size),
                "crawl_id": pa.repeat(self.crawl_id(turn), size),
                "url": pa.array(urls, pa.string()),
                "canonical_url": pa.array(urls, pa.string()),
                "fetched_at": pa.array(np.datetime64(CRAWLS[turn], "us") + place * 100_000),
                "status": pa.array(np.where(is_new | (not self.has_etags), 200, 304), pa.int32()),
                "content_type": pa.repeat("text/html; charset=utf-8", size),
                "body_sha256": pa.array(digests, pa.string()),
                "body_bytes": pa.array(30_000 + place * 7 % 20_000),
                "payload_digest": pa.nulls(size, pa.string()),
                "etag": etags,
                "last_modified": pa.nulls(size, pa.string()),
                "record_type": pc.if_else(pa.array(is_new), "response", "revisit"),
                "file": pa.repeat(f"{self.crawl_id(turn)}.warc.gz", size),
                "record_offset": pa.array(place * RECORD_BYTES),
            },
            INDEX_SCHEMA,
        )

    def _pages(self, urls: list[str], digests: list[str], kind: str, n_records: int, length: int) -> pa.Table:
        size = len(urls)
        return pa.table(
            {
                "registry": pa.repeat(self.registry, size),
                "canonical_url": pa.array(urls, pa.string()),
                "body_sha256": pa.array(digests, pa.string()),
                "parser_version": pa.repeat("generated", size),
                "page_kind": pa.repeat(kind, size),
                "unclaimed_share": pa.repeat(0.1, size),
                "text_length": pa.repeat(pa.scalar(length, pa.int32()), size),
                "record_count": pa.repeat(pa.scalar(n_records, pa.int32()), size),
                "listed_total": pa.nulls(size, pa.int32()),
            },
            SCHEMAS["page"],
        )

    def _add_read(self, batch: Batch, urls: list[str], digests: list[str]) -> None:
        """One body of each record: its page, its values, its issues."""
        rows = _observations(batch)
        self._write("page", self._pages(urls, digests, self.page_kind, 1, SLOT * (len(batch.values) + 3)))
        self._write("observation", self._placed(rows, urls, digests, "observation"))
        for kind, told in (
            (MISSING_COUNT, ("zero_or_missing", "info", "participants", None, "0", "0 participants may mean none or not reported")),
            (BROKEN_AMOUNT, ("unreadable_amount", "warning", "total_cost", "Total cost", "125 00", "Total cost: not an amount")),
        ):
            self._add_issue(np.flatnonzero(is_of(batch.number, kind)), urls, digests, told, is_quarantined=False)

    def _add_garbled(self, urls: list[str], digests: list[str]) -> None:
        self._write("page", self._pages(urls, digests, "unreadable", 0, 100))
        told = ("no_project_code", "error", "project_code", None, None, "the page has no project code")
        self._add_issue(np.arange(len(urls)), urls, digests, told, is_quarantined=True)

    def _add_issue(self, at: Integers, urls: list[str], digests: list[str], told: tuple[str | None, ...], *, is_quarantined: bool) -> None:
        names = ("code", "severity", "field", "label", "value_raw", "message")
        rows = {name: pa.array([text] * len(at), pa.string()) for name, text in zip(names, told, strict=True)}
        rows |= {"record": pa.array(at), "is_quarantined": pa.repeat(is_quarantined, len(at))}
        self._write("issue", self._placed(rows, urls, digests, "issue"))

    def _placed(self, rows: dict[str, pa.Array], urls: list[str], digests: list[str], name: str) -> pa.Table:
        """The rows with the page they are of."""
        record = rows.pop("record")
        rows |= {
            "registry": pa.repeat(self.registry, len(record)),
            "canonical_url": pa.array(urls, pa.string()).take(record),
            "body_sha256": pa.array(digests, pa.string()).take(record),
            "record_no": pa.repeat(pa.scalar(1, pa.int32()), len(record)),
        }
        return pa.table({column: rows.get(column, pa.nulls(len(record))) for column in SCHEMAS[name].names}, SCHEMAS[name])

    def _add_list_pages(self) -> None:
        """Pages with links, which show something else in the last crawl than before."""
        urls = [
            f"https://{self.registry.replace('_', '-')}.invalid/?page={page}"
            for page in range(-(-self.n_records // PROJECTS_PER_LIST_PAGE))
        ]
        place = self.n_records + np.arange(len(urls))
        for turn in range(len(CRAWLS)):
            digests = [self._digest(f"{url} {turn == LAST}") for url in urls]
            is_new = np.repeat(turn in (0, LAST), len(urls))
            self._write(f"index {turn}", self._captured(turn, urls, digests, is_new, place))
            if turn in (0, LAST):
                self._write("page", self._pages(urls, digests, "list", 0, 1_000))

    def _manifest(self, turn: int, started: datetime) -> dict[str, object]:
        failed = self._unreached if turn == LAST else []
        return {
            "registry": self.registry,
            "crawl_id": self.crawl_id(turn),
            "started_at": f"{started.isoformat()}Z",
            "finished_at": f"{(started + timedelta(seconds=self.n_records // 10 + 60)).isoformat()}Z",
            "state": "accepted",
            "reason": None,
            "is_sample": True,
            "pages_fetched": self.n_records,
            "pages_unchanged": self.n_records if turn else 0,
            "pages_failed": len(failed),
            "failures": [{"url": url, "canonical_url": url, "status": 503, "error": "HTTP 503"} for url in failed],
        }


def _chosen(values: list[str], at: Integers) -> list[str]:
    return [values[row] for row in at.tolist()]


@dataclass(frozen=True, slots=True)
class _Strip:
    """The values of one field: record, number within the record, value, words as printed, position in `PRECISIONS`."""

    field: str
    record: Integers
    item_no: Integers
    value: pa.Array
    printed: pa.Array
    precision: npt.NDArray[np.int8]


def _strips(batch: Batch) -> Iterator[_Strip]:
    for name, values in batch.values.items():
        record = np.flatnonzero(np.asarray(pc.is_valid(values)))
        at, none = pa.array(record), np.zeros(len(record), np.int64)
        printed = batch.printed.get(name, values).take(at)
        yield _Strip(
            name,
            record,
            none,
            values.take(at),
            printed,
            batch.precisions[name][record] if name in batch.precisions else none.astype(np.int8),
        )
    for each in batch.several:
        yield _Strip(each.field, each.record, each.item_no, each.value, each.value, np.zeros(len(each.record), np.int8))


def _observations(batch: Batch) -> dict[str, pa.Array]:
    """A row per value, record by record and field by field, with `record` for the position of its record."""
    strips = list(_strips(batch))
    names = sorted({strip.field for strip in strips})
    lengths = [len(strip.record) for strip in strips]
    codes = np.repeat([names.index(strip.field) for strip in strips], lengths)
    record, item_no = (np.concatenate([getattr(strip, name) for strip in strips]) for name in ("record", "item_no"))
    order = np.argsort((record << 16) + (codes << 8) + item_no, kind="stable")
    record, item_no, codes, at = record[order], item_no[order], pa.array(codes[order]), pa.array(order)
    is_derived = [name in DERIVED for name in names]
    derived = pa.array(is_derived).take(codes)
    value, printed = (pa.concat_arrays([getattr(strip, name) for strip in strips]).take(at) for name in ("value", "printed"))
    printed = pc.if_else(derived, pa.array([DERIVED.get(name) for name in names], pa.string()).take(codes), printed)
    start = pc.add(pc.multiply(codes, SLOT), pa.array(item_no * 45))
    end = pc.add(start, pc.utf8_length(printed))
    labels = [None if name in DERIVED or name in METHODS else name.replace("_", " ").capitalize() for name in names]
    methods = ["derived" if name in DERIVED else METHODS.get(name, "label") for name in names]
    precision = np.concatenate([strip.precision for strip in strips])[order]
    nothing = pa.scalar(None, pa.int64())
    return {
        "record": pa.array(record),
        "field": pa.array(names).take(codes),
        "label": pa.array(labels, pa.string()).take(codes),
        "value_raw": printed,
        "value": value,
        "span_start": pc.if_else(derived, nothing, start).cast(pa.int32()),
        "span_end": pc.if_else(derived, nothing, end).cast(pa.int32()),
        "method": pa.array(methods).take(codes),
        "precision": pa.array(PRECISIONS, pa.string()).take(pa.array(precision)),
        "item_no": pa.array(item_no, pa.int32()),
    }
