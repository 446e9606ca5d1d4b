"""The line one types at: history, completion, colours, and queries of several lines.

Belongs here: what prompt_toolkit is asked for; imported only where somebody sits at a terminal. Does not belong here: what a line means
(`pipeline.commands.sql.prompt`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output.defaults import create_output
from pygments.lexers.sql import SqlLexer


def history_file() -> Path:
    """Where queries are remembered: one's own folder for state, not the data folder, which may be shared, copied or read-only."""
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state") / "diarium" / "sql_history"


def history() -> tuple[History, Path | None]:
    """The history and its file, which only its owner may read; where there can be no file, a history of this session."""
    with suppress(OSError, RuntimeError):
        file = history_file()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
        file.chmod(0o600)
        return FileHistory(file), file
    return InMemoryHistory(), None


def session(past: History, completer: Completer, is_complete: Callable[[str], bool]) -> PromptSession[str]:
    """A line that Enter ends once it is complete; until then Enter begins another one. Ctrl-C gives up, Ctrl-D on an empty line leaves."""
    keys = KeyBindings()

    @keys.add("enter", filter=Condition(lambda: made.default_buffer.complete_state is None))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    @keys.add("enter", filter=Condition(lambda: made.default_buffer.complete_state is not None))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    made: PromptSession[str] = PromptSession(
        message="diarium> ",
        multiline=True,
        prompt_continuation=lambda width, number, is_soft: "...> ".rjust(width),  # noqa: ARG005
        history=past,
        completer=completer,
        complete_while_typing=False,
        lexer=PygmentsLexer(SqlLexer),
        key_bindings=keys,
        output=create_output(always_prefer_tty=True),
    )
    return made
