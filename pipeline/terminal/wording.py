"""Pieces of sentences that several commands print: counts, close names, commands as this person can type them.

Does not belong here: printing itself (`console`), what is alike in data (`warehouse`)."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.settings import Settings


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it is not one.

    >>> counted(1, "page"), counted(0, "page")
    ('1 page', '0 pages')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


CLOSE = 70  # of 100, rapidfuzz's weighted ratio
NEARLY = 8  # a match this many points below the best is shown too
MOST = 5


def close_to(asked: str, known: Sequence[str]) -> list[str]:
    """The names most like the one asked for, best first, none where nothing is alike."""
    from rapidfuzz import fuzz, process, utils

    choices = list(dict.fromkeys(known))
    found = process.extract(asked, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST, score_cutoff=CLOSE)
    return [name for name, score, _ in found if score >= found[0][1] - NEARLY]


def typed_command(settings: Settings, name: str) -> str:
    """A command as this person can type it."""
    program = "diarium" if shutil.which("diarium") else _relative(Path(sys.argv[0]))
    folder = "" if settings.data_dir == Path("data") else f" --data-dir '{settings.data_dir}'"
    return f"{program} {name}{' --live' if settings.live else ''}{folder}"


def with_typed_commands(settings: Settings, words: str) -> str:
    """Words that name commands as the documentation does, with the commands as this person can type them."""
    return re.sub(r"\bdiarium (accept|reparse|run|status)\b", lambda found: typed_command(settings, found[1]), words)


def sql_hint(settings: Settings, query: str) -> str:
    return f': {typed_command(settings, "sql")} "{query}"'


def failed_fetch(url: str, error: str) -> str:
    return error if error.startswith(url) else f"{url}: {error}"


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
