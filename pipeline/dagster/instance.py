"""The Dagster instance that the command line and the UI share: its home, and opening it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import dagster as dg

from pipeline.terminal.options import Refused
from warehouse.captures.files import replace_synced
from warehouse.lock import FileLock, HeldElsewhere

INSTANCE_CONFIG = Path(__file__).with_name("dagster.yaml")
PATIENCE_S = 60


class InstanceUnusable(Refused):
    """The Dagster instance of `home` cannot be opened; the message says what its storage says, and where to look."""

    def __init__(self, home: Path, why: str) -> None:
        super().__init__(
            f"the Dagster instance cannot be used: {why}; look at {home / 'dagster.yaml'}, and at docs/runbook.md for PostgreSQL"
        )


def prepare_home(home: Path) -> None:
    """Makes `home` a Dagster home (its own dagster.yaml is left alone) and the one this process uses."""
    config = home / "dagster.yaml"
    home.mkdir(parents=True, exist_ok=True)
    if not config.exists():
        aside = config.with_name(f"{config.name}.{os.getpid()}")
        shutil.copyfile(INSTANCE_CONFIG, aside)
        replace_synced(aside, config)
    os.environ["DAGSTER_HOME"] = str(home)


def open_instance(home: Path) -> dg.DagsterInstance:
    """The Dagster instance of `home`, made where there is none. Of two that would make its tables at once, one waits for the other.

    Raises `InstanceUnusable`: we may not write there, or what its dagster.yaml asks for is missing or no valid configuration, in any
    library's words.
    """
    prepare_home(home)
    try:
        lock = FileLock(home / "instance.lock", wait_s=PATIENCE_S)
    except HeldElsewhere as error:
        raise InstanceUnusable(home, f"process {error.holder} has been opening it for more than {PATIENCE_S} seconds") from error
    except OSError as error:
        raise InstanceUnusable(home, f"{error.filename}: {error.strerror}") from error
    with lock:
        try:
            return dg.DagsterInstance.get()
        except Exception as error:
            raise InstanceUnusable(home, _first_cause(error)) from error


def _first_cause(error: BaseException) -> str:
    """What went wrong first, in one line: of several errors in one text, the innermost."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    innermost = [found[1] for line in lines if (found := re.search(r"(?:Error|Error \d+): (.+)", line))]
    return (innermost[-1:] or lines[:1] or [type(error).__name__])[0]
