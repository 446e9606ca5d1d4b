"""Observations of pages that were erased or redacted: the rows of the former go, the latter are read again from what is stored now.

Belongs here: the sets and the state of one registry, made to agree with its captures also where the registry is held back (a reading that
is not accepted saves nothing). Does not belong here: judging a reading (`assets.steps.registry_reading`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.steps.page_process import PageKey
from assets.steps.stored_pages import read_pages
from parsers.reading import Page
from parsers.registry import Source
from parsers.version import reader_version
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.index import page_rows
from warehouse.erasure.leftover_files import write_whole
from warehouse.erasure.redacted_records import redacted_json
from warehouse.erasure.search.text_matcher import Look
from warehouse.erasure.suppression import Suppressions
from warehouse.observations.observation_store import SCHEMAS, ObservationStore
from warehouse.places import Places
from warehouse.progress import silent
from warehouse.store import replace_file


def read_again(source: Source, places: Places, look: Look, suppressions: Suppressions) -> int:
    """Makes the observations of a registry agree with its captures, and its state free of what is erased. How many pages' rows went.

    Raises `CaptureStoreError` where captures are damaged.
    """
    code = source.registry.code
    if not (places.observations / code).is_dir():
        return 0
    captures, store = CaptureStore(places.captures), ObservationStore(places.observations)
    survey = captures.survey(code)
    if survey.problems:  # rows of a page must not go because its captures cannot be read
        raise survey.problems[0]
    index = page_rows(survey.index).to_pylist()
    captured = {_key(row): row for row in reversed(index)}  # the first capture of each
    stored = store.load(code)
    told = {_key(row) for table in stored.values() for row in table.select(["canonical_url", "body_sha256"]).to_pylist()}
    marked = {_key(row) for table in stored.values() for row in table.to_pylist() if look.finds_in_any(_texts(row))}
    going = (told - captured.keys()) | marked
    if going:
        kept = {name: _without(table, going) for name, table in stored.items()}
        read, addresses = {_key(row) for row in kept["page"].to_pylist()}, {url for url, _ in going}
        again = [(key, row) for key, row in captured.items() if key[0] in addresses and key not in read]
        pages = ((key, Page(row["url"], captures.body(code, key[1]), row["content_type"] or "text/html")) for key, row in again)
        fresh, _ = read_pages(source, reader_version(code), pages, len(again), silent)
        tables = {name: pa.concat_tables([table, fresh[name]]) for name, table in kept.items()}
        _count_again(store, code, tables, index)  # before the rows are saved: a purge that is killed here begins with them again
        store.save(code, tables)
    _forget_changes(places, code, look, going)
    _redact_state(places, code, suppressions)
    return len(going)


def _count_again(store: ObservationStore, code: str, tables: Mapping[str, pa.Table], index: list[dict[str, Any]]) -> None:
    """The number of projects of the last accepted reading without what was erased; else a small registry would be held back as shrunk."""
    state = store.state(code)
    if state is None:
        return
    of_crawl = {_key(row) for row in index if row["crawl_id"] == state.through_crawl_id}
    codes = tables["record"].select(["canonical_url", "body_sha256", "project_code"]).to_pylist()
    n_projects = len({row["project_code"] for row in codes if row["project_code"] and _key(row) in of_crawl})
    store.save_state(replace(state, n_projects=min(state.n_projects, n_projects)))


def _forget_changes(places: Places, code: str, look: Look, going: set[PageKey]) -> None:
    """Rows of the other sets of a registry: what a changed parser reads otherwise."""
    for file in sorted((places.observations / code).glob("*.parquet")):
        if file.stem in SCHEMAS:
            continue
        table = pq.read_table(file)
        kept = [_key(row) not in going and not look.finds_in_any(_texts(row)) for row in table.to_pylist()]
        if not all(kept):
            replace_file(file, partial(pq.write_table, table.filter(pa.array(kept, pa.bool_())), compression="zstd"))


def _redact_state(places: Places, code: str, suppressions: Suppressions) -> None:
    """Words in the state of the last reading: why it was held back, and which pages gave no record."""
    file = places.observations / code / "state.json"
    if not file.exists():
        return
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        pages = [[url, why] for url, why in told["quarantined"] if not suppressions.is_suppressed(url)]
    except (ValueError, KeyError, TypeError):
        file.unlink()  # damaged: the next reading judges anew
        return
    fresh = redacted_json({**told, "quarantined": pages}, suppressions)
    if fresh != told:
        write_whole(file, json.dumps(fresh, ensure_ascii=False, indent=2) + "\n")


def _without(table: pa.Table, going: set[PageKey]) -> pa.Table:
    keys = zip(table["canonical_url"].to_pylist(), table["body_sha256"].to_pylist(), strict=True)
    return table.filter(pa.array([key not in going for key in keys], pa.bool_()))


def _key(row: Mapping[str, Any]) -> PageKey:
    return row["canonical_url"], row["body_sha256"]


def _texts(row: Any) -> list[str]:
    """All texts of a row, those of its lists and structs too."""
    if isinstance(row, str):
        return [row]
    inner = row.values() if isinstance(row, Mapping) else row if isinstance(row, list) else ()
    return [text for value in inner for text in _texts(value)]
