"""The projects of the page: one row each for lists and search, and what the detail view shows, in blocks that are opened on demand.

Belongs here: what is known of single projects, with the words each value was read from. Does not belong here: sums (`country_sums`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import duckdb

from warehouse.report.browser_text import TITLE, legible, shortened, web_address
from warehouse.report.report_queries import Columns, Record, answer_columns, answer_records, report_query

MOST = 25_000  # projects of one page; of more, those that changed last
BLOCK = 150  # projects whose details are opened together: some 100 KB
TOGETHER = 10  # blocks that are asked for at once
REMEMBERED = 20_000  # words whose fragments are known: rates, dates and codes stand on many pages
TELLING = 12  # words of fewer characters stand on a page more than once: their label goes in front

LinkTo = Callable[[str, str, int, int], str]
"""The address of a page with the fragment that finds `text[start:end]`: `link(address, text, start, end)`. Asked here for the fragment
alone, with an empty address."""


def project_index(connection: duckdb.DuckDBPyConnection, most: int = MOST) -> Columns:
    """What lists show and search looks through, in the order of `project_id`; titles are shortened."""
    found = answer_columns(connection.execute(report_query("project"), [most]))
    for name, size in {
        "title": TITLE,
        "beneficiary_name": TITLE,
        "acronym": TITLE,
        "programme_name_raw": TITLE,
        "region_name_raw": TITLE,
    }.items():
        found[name] = [shortened(words, size) if words else words for words in found[name]]
    return found


def project_ids(connection: duckdb.DuckDBPyConnection, most: int = MOST) -> list[str]:
    """The ids of the same projects in the same order, as the warehouse has them: those of the index are legible."""
    return [
        str(row[0])
        for row in connection.execute(f"SELECT project_id FROM ({report_query('project')}\n) ORDER BY project_id", [most]).fetchall()
    ]


def detail_blocks(connection: duckdb.DuckDBPyConnection, ids: Sequence[str], link: LinkTo, size: int = BLOCK) -> Iterator[list[Record]]:
    """The details of the projects, in blocks of `size` and in the order of the ids (which are sorted)."""

    @lru_cache(maxsize=REMEMBERED)
    def fragment(words: str) -> str:
        return link("", words, 0, len(words))

    for start in range(0, len(ids), size * TOGETHER):
        chosen = ids[start : start + size * TOGETHER]
        details = _details(connection, chosen, fragment)
        for first in range(0, len(chosen), size):
            yield [details[legible(each)] for each in chosen[first : first + size]]


def _details(connection: duckdb.DuckDBPyConnection, chosen: Sequence[str], fragment: Callable[[str], str]) -> dict[str, Record]:
    details: dict[str, Record] = {legible(each): {"values": []} for each in chosen}
    span = [chosen[0], chosen[-1]]
    for row in answer_records(connection, "about", span):
        if (project := details.get(row.pop("project_id"))) is not None:
            project.update(row, source_url=web_address(row["source_url"]))
    for row in answer_records(connection, "value", span):
        if (project := details.get(row["project_id"])) is not None:
            project["values"].append(_value(row, fragment))
    for name in ("funding", "participation", "project_change", "conflict", "project_link"):
        for row in answer_records(connection, name, span):
            if (project := details.get(row.pop("project_id"))) is not None:
                project.setdefault(name, []).append(_line(row))
    return details


def _value(row: Record, fragment: Callable[[str], str]) -> list[Any]:
    """Field, value, words (0: the same), label, method, precision, whether corrected, item, and what follows the page's address."""
    return [
        row["field"],
        row["value"],
        0 if row["value_raw"] == row["value"] else row["value_raw"],
        row["label"],
        row["method"],
        row["precision"] if row["precision"] != "day" else None,
        int(row["is_corrected"]),
        row["item_no"],
        fragment(_looked_for(row)) if _can_be_found(row) else "",
    ]


def _can_be_found(row: Record) -> bool:
    """Words of the page itself, at an address that takes a fragment; short ones without a label would be found anywhere."""
    words, label = (row["value_raw"] or "").strip(), (row["label"] or "").strip()
    is_printed = row["method"] != "derived" and not row["is_corrected"]
    return is_printed and "#" not in row["canonical_url"] and (len(words) >= TELLING or bool(words and label))


def _looked_for(row: Record) -> str:
    """The words to find. The text of the page is not in the warehouse, so short ones are looked for behind their label."""
    words = str(row["value_raw"])
    return words if len(words.strip()) >= TELLING else f"{row['label']}\n{words}"


def _line(row: Record) -> Record:
    """A row without what is empty, its words cut to what a line can carry, its addresses only where they are of the web."""
    kept = {
        name: shortened(value) if isinstance(value, str) and not name.endswith(("_url", "_id")) else value for name, value in row.items()
    }
    if "other_url" in kept:
        kept["other_url"] = web_address(kept["other_url"])
    return {name: value for name, value in kept.items() if value is not None}
