"""Environments of processes on a pseudo-terminal, whose size is that of the terminal and not of ours."""

from __future__ import annotations

import os


def at_a_terminal(**more: str) -> dict[str, str]:
    """Our environment without the size of our own terminal, which readline writes into it, and with some more variables."""
    ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return ours | {"TERM": "xterm"} | more
