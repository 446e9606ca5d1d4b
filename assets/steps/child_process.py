"""A process of ours beside this one that answers what it is asked, as both ends see it, and how it ends with its parent.

Belongs here: how such a process is started, asked and ended. Does not belong here: what it answers (`assets.steps.page_process`,
`assets.steps.rules_checker`). Why own code: docs/decisions/0026.
"""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from typing import Any, NoReturn, Protocol, Self

START_S, END_S = 120.0, 5.0
OUT_OF_MEMORY = 86  # exit code
SIGNALS = {each.value: each.name for each in signal.Signals}


class WorkersFailed(Exception):
    """Nothing can be answered: no process can be started, the function that answers raised (the message is its trace), or all is closed."""


class ChildProcess:
    """A process that runs `serve`, a function of a module that does not import Dagster, as its parent sees it. The end of the `with`
    statement stops it."""

    def __init__(self, serve: Callable[[int], None]) -> None:
        self._connection, theirs = Pipe()
        imported = f"from {serve.__module__} import {serve.__name__} as serve"
        code = f"import sys; sys.path[:] = {sys.path!r}; {imported}; serve({theirs.fileno()})"
        # started without multiprocessing, which would import the main module of this process, and Dagster with it; in a session of its own,
        # so that Ctrl-C reaches this process only
        command = [sys.executable, "-c", code]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()], start_new_session=True)
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.communicate()
        self._connection.close()

    def kill(self) -> None:
        """Stops it at once, whatever it does."""
        self._process.kill()

    def send(self, what: object) -> None:
        """Sends it something to work on. Where it has ended, the next answer says so."""
        with suppress(OSError):
            self._connection.send(what)

    def answer(self, seconds: float | None) -> bytes | str:
        """Its next answer (see `result_in`), or how it has ended, in words. Raises `TimeoutError`; None waits as long as it takes."""
        try:
            if self._connection.poll(seconds):
                return self._connection.recv_bytes()
        except (EOFError, OSError):
            with suppress(subprocess.TimeoutExpired):  # where it has closed its connection and goes on
                self._process.wait(END_S)
            self._process.kill()
            exit_code = self._process.wait()
            if exit_code == OUT_OF_MEMORY:
                return "ran out of memory"
            return f"was killed by {SIGNALS.get(-exit_code, -exit_code)}" if exit_code < 0 else f"ended with exit code {exit_code}"
        raise TimeoutError(f"no answer for {seconds:g} s")


def result_in(answer: bytes) -> Any:
    """What was answered; what was logged meanwhile is logged here, too. Raises `WorkersFailed` with the trace of what was raised."""
    value, trace, records = pickle.loads(answer)
    for record in records:
        logging.getLogger(record.name).handle(record)
    if trace:
        raise WorkersFailed(trace)
    return value


class Answer(Protocol):
    """Calls a function and sends the parent what it gives, or raises."""

    def __call__(self, function: Callable[..., object], *given: object) -> None: ...


def serve_parent(handle: int, answer_all: Callable[[Connection, Answer], NoReturn]) -> None:
    """What such a process does: answers all that comes over a connection, until the parent ends."""
    # the kernel ends this process when stdin is closed, so whenever the parent ends; a thread might never get the interpreter's lock
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:  # it has been closed before
        os._exit(0)
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    logging.getLogger().addHandler(QueueHandler(records))
    connection = Connection(handle)

    def answer(function: Callable[..., object], *given: object) -> None:
        try:
            told = pickle.dumps((function(*given), None, [records.get() for _ in range(records.qsize())]))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (raised again in the parent)
            told = pickle.dumps((None, traceback.format_exc(), []))
        connection.send_bytes(told)

    try:
        answer_all(connection, answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, ConnectionError):
        os._exit(0)
