"""Commands as this person can type them, for words that say what to try next. Does not belong here: what the commands do."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from pipeline.settings import Settings


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
