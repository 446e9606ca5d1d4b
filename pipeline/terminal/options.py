"""What the commands share: their common options, settings made of them, a date as an option, and how they end.

Does not belong here: options of a single command, dates that a source prints."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from warehouse.visible import visible, visible_json

if TYPE_CHECKING:
    from pipeline.settings import Settings


FAILED, USAGE, INTERRUPTED = 1, 2, 130

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where everything is kept (default: data, or DIARIUM_DATA_DIR).", show_default=False)
]
Live = Annotated[bool, typer.Option("--live", help="The real sites and their warehouse in data/live, not the bundled sample.")]
Registries = Annotated[
    list[str] | None, typer.Option("--registry", help="This registry only, by its code; may be given several times.", show_default=False)
]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", help="Registries of this country only (se), or of a group (interreg); several times.", show_default=False),
]
OnlyFailed = Annotated[bool, typer.Option("--failed", help="Of them, only registries that are held back or failed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


class Refused(Exception):
    """What was asked cannot be done; the message says why and what to do. `exit_code` is 2 where it was asked wrongly, else 1."""

    exit_code = FAILED
    shown = staticmethod(visible)

    def __init__(self, words: str, exit_code: int | None = None) -> None:
        super().__init__(self.shown(words))
        self.exit_code = exit_code or self.exit_code


class BadDate(Refused):
    """Not a date or time as ISO 8601 writes it; the message says how to write one."""

    exit_code = USAGE


@contextmanager
def foreseen(then: str = "") -> Iterator[None]:
    """Ends the command in one line where it is refused, or the warehouse, the captures or a file cannot be read.

    `then` ends the line where something cannot be read or written: what to do once that is put right.
    """
    from warehouse.captures.errors import CaptureStoreError
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable

    try:
        yield
    except Refused as error:
        fail(str(error), error.exit_code)
    except (CaptureStoreError, WarehouseMissing, WarehouseUnreadable) as error:
        fail(visible(f"{error}{then}"), FAILED)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(visible(f"{error.filename or 'the stored data'}: {error.strerror or error}{then}"), FAILED)


def settings_from(data_dir: Path | None, **given: Any) -> Settings:
    """Settings from the environment, what the command line gives winning. Bad values end in a message, not a traceback."""
    from pydantic import ValidationError

    from pipeline.settings import Settings

    told = {name: value for name, value in {"data_dir": data_dir, **given}.items() if value not in (None, False, ())}
    if given.get("live") and given.get("sample_fault"):
        fail("--sample-fault breaks the bundled sample; it does not go with --live", USAGE)
    try:
        return Settings(**told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = f"--{where.replace('_', '-')}: " if where in told else f"DIARIUM_{where.upper()}: " if where else ""
        fail(f"{said}{first['msg'].removeprefix('Value error, ')}", USAGE)


def choose_registries(
    settings: Settings, codes: Sequence[str] | None, countries: Sequence[str] | None, *, only_failed: bool = False
) -> Settings:
    """The settings, about the registries that the command line chooses; where it chooses none, about those they are about already.

    Ends the command where the choice matches nothing, or (done, exit code 0) where none is failed.
    """
    from pipeline.chosen_registries import NoneChosen, chosen_registries

    if not (codes or countries or only_failed):
        return settings
    try:
        chosen = chosen_registries(codes or (), countries or (), settings.places, only_failed=only_failed)
    except NoneChosen as error:
        fail(str(error), USAGE)
    if not chosen:
        sys.stdout.write("No registry of these is held back or failed: nothing to do\n")
        raise typer.Exit
    return settings.changed(registries=chosen)


def need_registry(code: str | None) -> None:
    """Ends the command where a registry was named that there is not."""
    from pipeline.chosen_registries import no_such_registry

    if code and (told := no_such_registry(code)):
        fail(told, USAGE)


def make_dagster_home(settings: Settings) -> None:
    """Makes the Dagster home, which is the first thing written to the data folder."""
    from pipeline.dagster.instance import prepare_home

    try:
        prepare_home(settings.places.dagster)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}; choose another folder with --data-dir", USAGE)


def need_warehouse(settings: Settings) -> None:
    """Ends the command where nothing is published yet: it says what to run, and that another folder can be named."""
    if not settings.places.warehouse.is_file():
        run = "diarium run --live" if settings.live else "diarium run"
        fail(f"No warehouse at {settings.places.warehouse} yet: run '{run}' first, or name the folder that has one with --data-dir", FAILED)


def print_json(value: Any) -> None:
    """Prints a value for a program."""
    sys.stdout.write(visible_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)) + "\n")


def fail(words: str, code: int) -> NoReturn:
    """Ends the command with one line that says what happened and what to do."""
    sys.stderr.write(f"diarium: {words}\n")
    raise typer.Exit(code)


def moment_asked(at: str) -> datetime:
    """The moment (UTC, naive as in the warehouse) a date or time means; a date means its end. Raises `BadDate`."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", at):
            return datetime.combine(date.fromisoformat(at), time.max)
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadDate(f"--at {at}: not a date; write 2026-01-31, or 2026-01-31T12:00:00Z") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
