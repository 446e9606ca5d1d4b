"""What the command line shows: progress bars on a terminal, plain lines in a pipe, tables of rows. Nothing is computed here."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

out = Console(soft_wrap=True, highlight=False)
CELL = 200  # longest text shown in a table; CSV and JSON give all of it
SOFT_HYPHEN = "\u00ad"
err = Console(stderr=True, soft_wrap=True, highlight=False)


def say(words: str) -> None:
    """A line for a person, on standard output."""
    out.print(Text(words))


def complain(words: str) -> None:
    """A line about something that went wrong, on standard error."""
    err.print(Text(words, style="red" if err.is_terminal else ""))


def visible(words: str) -> str:
    """Words from a page as a terminal may show them: line ends as ⏎, control characters and direction marks escaped, spaces as they are."""
    shown = ("⏎" if char == "\n" else char if _is_harmless(char) else char.encode("unicode_escape").decode("ascii") for char in words)
    return "".join(shown)


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char == SOFT_HYPHEN or unicodedata.category(char) == "Zs"


class Watched:
    """Progress of a run: a bar a stage on a terminal, a line a finished stage in a pipe. Fulfils `assets.protocols.Progress`."""

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
def watching() -> Iterator[Watched]:
    """Progress for the length of a block."""
    if not out.is_terminal:
        watched = Watched(None)
        yield watched
        watched.closing_lines()
        return
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as bars:
        yield Watched(bars)


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """Rows as a table; numbers to the right, nothing shown for null."""
    table = Table(title=title, title_justify="left", header_style="bold")
    numeric = [
        all(isinstance(row[n], int | float) or hasattr(row[n], "as_tuple") or row[n] is None for row in rows) for n in range(len(columns))
    ]
    for name, right in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    # In a pipe there is no width to fit into: give every column what it needs.
    (out if out.is_terminal else Console(file=sys.stdout, width=240, highlight=False)).print(table)


def shown(value: Any) -> str:
    """A value for people: thousands separated, nothing for null, control characters made visible."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)
    if hasattr(value, "as_tuple"):
        whole = f"{value:,f}".replace(",", "\u202f")
        return whole.rstrip("0").rstrip(".") if "." in whole else whole
    value = str(value)
    value = value if len(value) <= CELL else f"{value[: CELL - 1]}…"
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in str(value))
