"""Writes the page: opens the warehouse, asks it, and moves the finished file into place.

Belongs here: the order of the work and what can go wrong with it. Does not belong here: what is asked or how it looks.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connect import reading
from warehouse.report.html_page import report_pieces
from warehouse.report.packed_data import packed
from warehouse.report.report_figures import NothingPublished, figures
from warehouse.report.report_projects import MOST, LinkTo, detail_blocks, project_ids, project_index
from warehouse.sql_files import functions

__all__ = ["NothingPublished", "ReportNotWritten", "ReportWritten", "WarehouseOutdated", "write_report"]


class WarehouseOutdated(Exception):
    """The published warehouse has other tables than this version of Diarium asks."""


class ReportNotWritten(Exception):
    """The file cannot be written there; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWritten:
    """A report on disk. `n_shown` of `n_projects` projects can be searched in it: of very many only those that changed last."""

    path: Path
    n_bytes: int
    n_projects: int
    n_shown: int
    is_sample: bool


def write_report(warehouse: Path, target: Path, *, link: LinkTo, snapshot: str | None = None, most: int = MOST) -> ReportWritten:
    """Write the page of the published warehouse to `target`, whole or not at all; the same warehouse gives the same bytes.

    `link` makes the address that opens a page at some words. `snapshot` is the exported snapshot of the same content, to be cited. Raises
    `WarehouseMissing`, `WarehouseUnreadable`, `WarehouseOutdated`, `NothingPublished` and `ReportNotWritten`.
    """
    with reading(warehouse) as connection:
        for statement in functions():
            connection.execute(statement)
        try:
            found = figures(connection)
            index = project_index(connection, most)
            ids = project_ids(connection, most)
            found |= {"snapshot": snapshot, "n_shown": len(ids)}
            blocks = (packed(block) for block in detail_blocks(connection, ids, link))
            n_bytes = _written(target, report_pieces(found, packed(index), blocks))
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            told = str(error).splitlines()[0]
            raise WarehouseOutdated(
                f"{warehouse} has other tables than this version of Diarium ({told}); `diarium run` builds it anew"
            ) from error
    publication = found["publication"]
    return ReportWritten(
        path=target, n_bytes=n_bytes, n_projects=publication["n_projects"], n_shown=len(ids), is_sample=bool(publication["is_sample"])
    )


def _written(target: Path, pieces: Iterable[str]) -> int:
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            for piece in pieces:
                file.write(piece)
        fresh.replace(target)
        return target.stat().st_size
    except OSError as error:
        raise ReportNotWritten(f"{target}: {error.strerror}") from error
    finally:
        fresh.unlink(missing_ok=True)
