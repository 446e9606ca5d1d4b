"""The process that runs the rules of tables: Great Expectations is imported there, beside the build, and never in the process of a run.

Belongs here: both ends of it, and what happens where it ends. Does not belong here: the rules (`warehouse.validate`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from assets.steps.child_process import Answer, ChildProcess, WorkersFailed, result_in, serve_parent
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import WarehouseMissing
from warehouse.expectations import CheckCrashed, import_great_expectations
from warehouse.tables import catalogue
from warehouse.tables.model import Table
from warehouse.validate import validate_tables

log = logging.getLogger(__name__)
STARTS = 2


class RulesChecker:
    """Runs the rules of tables in a process of its own. The end of the `with` statement stops it; so does the end of this process."""

    def __init__(self) -> None:
        self._process: ChildProcess | None = None

    def __enter__(self) -> RulesChecker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.__exit__()
            self._process = None

    def start(self) -> ChildProcess:
        """The process, started where there is none. It takes three seconds until it is ready; nobody waits for that here."""
        self._process = self._process or ChildProcess(serve_checks)
        return self._process

    def check(self, path: Path, tables: Sequence[Table]) -> list[CheckOutcome]:
        """What `validate_tables` gives for `tables` in the warehouse file `path`. A process that has ended is followed by another, once.

        Raises `WarehouseMissing` and `CheckCrashed`.
        """
        if not path.is_file():
            raise WarehouseMissing(path)
        ended = ""
        for _ in range(STARTS):
            process = self.start()
            process.send((path.absolute(), [table.full_name for table in tables]))
            answer = process.answer(None)
            if isinstance(answer, bytes):
                return _outcomes_in(answer)
            ended = answer
            log.warning("the process that checks the tables %s; another is tried once", ended)
            self.__exit__()
        raise CheckCrashed(f"the tables could not be checked: the process that does so {ended}, and so did another")


def _outcomes_in(answer: bytes) -> list[CheckOutcome]:
    try:
        found: list[CheckOutcome] | CheckCrashed = result_in(answer)
    except WorkersFailed as error:
        raise CheckCrashed(f"the tables could not be checked: {str(error).splitlines()[-1]}") from error
    if isinstance(found, CheckCrashed):
        raise found
    return found


def serve_checks(handle: int) -> None:
    """What the process does: imports Great Expectations, then runs the rules it is asked for, until the parent ends."""
    serve_parent(handle, _check_all)


def _check_all(connection: Connection, answer: Answer) -> NoReturn:
    import_great_expectations()
    while True:
        answer(_checked, *connection.recv())


def _checked(path: Path, names: Sequence[str]) -> list[CheckOutcome] | CheckCrashed:
    try:
        return validate_tables(path, [catalogue.table(name) for name in names])
    except CheckCrashed as error:
        return error
