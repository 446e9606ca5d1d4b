"""What the command line shows: progress bars on a terminal, plain lines in a pipe, tables of rows.

Does not belong here: computing anything; what only one command prints.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from warehouse.visible import cut_to, visible, visible_lines

out = Console(soft_wrap=True, highlight=False)
LONGEST_CELL = 200  # longest text shown in a table; CSV and JSON give all of it
PIPE_WIDTH = 240
err = Console(stderr=True, soft_wrap=True, highlight=False)


def say(words: str) -> None:
    """Lines for a person, on standard output; control characters are made visible."""
    out.print(Text(visible_lines(words)))


def say_line(words: str) -> None:
    """One line for a person: line ends within it are made visible too."""
    say(visible(words))


def note(words: str) -> None:
    """Lines beside an answer, on standard error, so that a program reads nothing but the answer."""
    err.print(Text(visible_lines(words)))


def complain(words: str) -> None:
    """Lines about something that went wrong, on standard error; control characters are made visible."""
    err.print(Text(visible_lines(words), style="red" if err.is_terminal else ""))


def complain_line(words: str) -> None:
    """One line about something that went wrong: line ends within it are made visible too."""
    complain(visible(words))


class StageProgress:
    """Progress of a run: a bar a stage on a terminal, a line a finished stage in a pipe. Fulfils `warehouse.progress.Progress`."""

    def __init__(self, bars: Progress | None) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}
        self._last: dict[str, tuple[int, int | None]] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tells how far a stage is."""
        self._last[stage] = (done, total)
        if self._bars is None:
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)

    def closing_lines(self) -> None:
        """In a pipe, one line a stage; on a terminal the bars have said it."""
        if self._bars is None:
            for stage, (done, total) in self._last.items():
                say(f"{stage}: {done} of {total if total is not None else done}")


@contextmanager
def stage_progress(*, is_silent: bool = False) -> Iterator[StageProgress]:
    """Progress for the length of a block; nothing is shown where it `is_silent`, for a program that reads the answer."""
    if is_silent or not out.is_terminal:
        progress = StageProgress(None)
        yield progress
        if not is_silent:
            progress.closing_lines()
        return
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as bars:
        yield StageProgress(bars)


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """Rows as a table; numbers to the right, nothing shown for null."""
    table = Table(title=title and Text(title), title_justify="left", header_style="bold")
    for n, name in enumerate(columns):
        right = is_numeric(row[n] for row in rows)
        table.add_column(Text(visible(name)), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell_text(value)) for value in row))
    print_table(table)


def print_table(what: Table) -> None:
    """A table or a record, as wide as there is room."""
    (out if out.is_terminal else Console(file=sys.stdout, width=width(), highlight=False)).print(what)


def width() -> int:
    """Characters in a line. In a pipe there is no width to fit into: every column of a usual table gets what it needs."""
    return out.width if out.is_terminal else PIPE_WIDTH


def is_numeric(values: Iterable[Any]) -> bool:
    """Whether values belong to the right: numbers, truth values and nulls only."""
    return all(value is None or isinstance(value, int | float) or hasattr(value, "as_tuple") for value in values)


def cell_text(value: Any, *, longest: int | None = LONGEST_CELL) -> str:
    """A value for people: thousands separated, nothing for null, control characters made visible; a longer text is cut."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)
    if hasattr(value, "as_tuple"):
        whole = f"{value:,f}".replace(",", "\u202f")
        return whole.rstrip("0").rstrip(".") if "." in whole else whole
    return visible_lines(str(value) if longest is None else cut_to(str(value), longest))
