"""Foreseeable errors become readable failures of a step: what happened, where, what to do. Anything else stays a crash with its trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.steps.build_inputs import NothingToBuild
from assets.steps.held_registry import NotToDecide
from parsers.reader_guards import LOGGER
from warehouse.captures.errors import CaptureStoreError
from warehouse.connect import WarehouseMissing, WarehouseUnreadable
from warehouse.export.snapshot import NothingToExport, SnapshotDamaged
from warehouse.inputs import InputError
from warehouse.publish import PublicationBlocked
from warehouse.report.report_file import NothingPublished, ReportNotWritten, WarehouseOutdated
from warehouse.visible import visible_lines

FORESEEN = (
    CaptureStoreError,
    InputError,
    NothingToBuild,
    NothingPublished,
    NothingToExport,
    NotToDecide,
    PublicationBlocked,
    ReportNotWritten,
    SnapshotDamaged,
    WarehouseMissing,
    WarehouseOutdated,
    WarehouseUnreadable,
)


class _Kept(logging.Handler):
    """Keeps the first record of each trace."""

    def __init__(self) -> None:
        super().__init__()
        self.by_trace: dict[str, logging.LogRecord] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.by_trace.setdefault(getattr(record, "trace", record.getMessage()), record)


@contextmanager
def reader_traces(log: dg.DagsterLogManager) -> Iterator[None]:
    """Puts the traces of readers that raise meanwhile into the run's log, each once: places and lines of code, no words of a page."""
    kept, logger = _Kept(), logging.getLogger(LOGGER)
    logger.addHandler(kept)
    try:
        yield
    finally:
        logger.removeHandler(kept)
        for record in kept.by_trace.values():
            log.error(record.getMessage())


@contextmanager
def readable_failures() -> Iterator[None]:
    """Turns the typed errors of the layers below into `dagster.Failure`s that are not retried."""
    try:
        yield
    except FORESEEN as error:
        raise dg.Failure(description=visible_lines(str(error)), allow_retries=False) from error
