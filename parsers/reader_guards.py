"""The guards around a registry's reader: what it raises becomes an issue, what it returns is looked at, and nobody else is stopped.

Does not belong here: finding and loading readers (`parsers.registry`).
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from parsers.declaration import Registry
from parsers.discover import ListUnreadable
from parsers.page.html import is_out_of_memory
from parsers.reading import Issue, Link, Observation, Page, Reading
from parsers.record.readings import too_deep

READER = "reader.py"
_FRAMES = 20  # of a trace in the log; a recursion has thousands
LOGGER = "diarium.parsers"  # the traces of crashed readers go to it
_log = logging.getLogger(LOGGER)
_log.addHandler(logging.NullHandler())  # a trace goes to the run's log, not to the terminal


class DiscoveryCrashed(Exception):
    """A registry's discovery raised on a list page; the message says where in the reader."""


def guarded_reading(registry: Registry, parse: Callable[[Page, Registry], Reading]) -> Callable[[Page], Reading]:
    """A reader whose exceptions are issues: the page is quarantined, and nothing of it is read."""

    def guarded(page: Page) -> Reading:
        try:
            return too_deep() if page.text.is_too_deep else _sound(parse(page, registry))
        except (Exception, SystemExit) as error:
            if is_out_of_memory(error):
                raise MemoryError from error
            log_trace(registry.code, page.url, error)
            message = f"the reader raised {place_of(error)}; nothing of this page is kept"
            return Reading("unreadable", (), (Issue.of("parser_crashed", message, 1, field="project_code"),))

    return guarded


def guarded_discovery(registry: Registry, discover: Callable[[Page, Registry], list[Link]]) -> Callable[[Page], list[Link]]:
    def guarded(page: Page) -> list[Link]:
        try:
            return [checked(link, Link) for link in discover(page, registry)]
        except ListUnreadable:
            raise
        except (Exception, SystemExit) as error:
            log_trace(registry.code, page.url, error)
            raise DiscoveryCrashed(f"{page.url}: discovery raised {place_of(error)}; the links of this list page are unknown") from error

    return guarded


_Shape = TypeVar("_Shape")


def checked(value: object, shape: type[_Shape]) -> _Shape:
    """What a reader returned, if it is what the contract asks for. Raises `TypeError`."""
    if not isinstance(value, shape):
        raise TypeError(f"the reader returned {type(value).__name__}, not {shape.__name__}")
    return value


def _sound(reading: object) -> Reading:
    """A reading whose parts are what they should be. Raises `TypeError`."""
    sound = checked(reading, Reading)
    for seen in sound.observations:
        checked(checked(seen, Observation).value, str)
    if len({(seen.record_no, seen.field, seen.item_no) for seen in sound.observations}) < len(sound.observations):
        raise TypeError("the reader returned two values of one field and item")
    for issue in sound.issues:
        checked(issue, Issue)
    return sound


def place_of(error: BaseException) -> str:
    """What was raised and where, without its message, which may quote the page: `IndexError in esf_se/reader.py, line 12`."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"SyntaxError in {Path(error.filename).parent.name}/{Path(error.filename).name}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(__file__).parent in Path(frame.filename).parents or Path(frame.filename).name == READER]
    if not ours:
        return type(error).__name__
    file = Path(ours[-1].filename)
    return f"{type(error).__name__} in {file.parent.name}/{file.name}, line {ours[-1].lineno}"


def log_trace(code: str, where: str, error: BaseException) -> None:
    """The trace for the log: places and lines of code, never the message or a value."""
    trace = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)[-_FRAMES:]))
    _log.error("%s: %s: %s\n%s", code, where, type(error).__name__, trace, extra={"trace": trace})
