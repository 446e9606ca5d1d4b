"""`diarium sql` as a process: in a pipe, and on a pseudo-terminal of a given width."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect

ROOT = Path(__file__).parents[2]


def sql(data: Path, *arguments: str, status: int = 0, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "sql", "--data-dir", str(data), *arguments],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == status, done.stderr.decode()
    return done


def at_a_terminal(data: Path, *arguments: str, columns: int = 80) -> pexpect.spawn[str]:
    """The command on a pseudo-terminal so many characters wide, whatever the size of our own terminal."""
    ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return pexpect.spawn(
        sys.executable,
        ["-m", "pipeline.cli", "sql", "--data-dir", str(data), *arguments],
        env=ours | {"TERM": "xterm", "NO_COLOR": "1"},
        encoding="utf-8",
        timeout=60,
        dimensions=(50, columns),
        cwd=str(ROOT),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # whatever the tests were started with
    )
