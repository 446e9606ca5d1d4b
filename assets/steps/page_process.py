"""A process that reads pages: how it is started, given pages and asked, and what it does inside.

Belongs here: both ends of the connection to one process, and its limit of memory. Does not belong here: which pages it gets, and what
becomes of a page whose process ends (`assets.steps.reading_workers`). Why own code: docs/decisions/0026.
"""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn

from parsers.reading import Page
from parsers.registry import Source, look_in, sources

PageKey = tuple[str, str]  # canonical address, digest of the body
Work = Callable[[Source, PageKey, Page], object]
START_S, END_S = 120.0, 5.0
OUT_OF_MEMORY = 86  # exit code
SIGNALS = {each.value: each.name for each in signal.Signals}


class WorkersFailed(Exception):
    """No page can be read: no process can be started, the caller's function raised (the message is its trace), or all is closed."""


def task(work: Work, registries: Path | None, megabytes: int) -> bytes:
    """What a process is to do: call `work` with pages, find registries in a folder too, and take no more memory. Raises where no other
    process can import `work`."""
    return pickle.dumps((work, registries, megabytes))


class PageProcess:
    """A process that reads pages, as the process sees it that gives them. The end of the `with` statement stops it.

    The interface to it is `give` and then as many times `answer` as pages were given; the first answer says that it has started.
    """

    def __init__(self, task: bytes) -> None:
        self._connection, theirs = Pipe()
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({theirs.fileno()})"
        # started without multiprocessing, which would import the main module of this process, and Dagster with it; in a session of its own,
        # so that Ctrl-C reaches this process only
        command = [sys.executable, "-c", code]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()], start_new_session=True)
        theirs.close()
        self._send(task)

    def __enter__(self) -> PageProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.communicate()
        self._connection.close()

    def kill(self) -> None:
        """Stops it at once, whatever it does."""
        self._process.kill()

    def give(self, pages: list[tuple[str, PageKey, Page]]) -> None:
        """Gives it pages, each with the code of its registry."""
        self._send([(code, key, page.url, page.body, page.content_type) for code, key, page in pages])

    def answer(self, seconds: float) -> bytes | str:
        """Its next answer (see `result_in`), or how it has ended, in words. Raises `TimeoutError`."""
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

    def _send(self, what: object) -> None:
        with suppress(OSError):  # it has ended, as the next answer says
            self._connection.send(what)


def result_in(answer: bytes) -> Any:
    """What `work` gave for a page; what it logged is logged here, too. Raises `WorkersFailed` with the trace of what it raised."""
    value, trace, records = pickle.loads(answer)
    for record in records:
        logging.getLogger(record.name).handle(record)
    if trace:
        raise WorkersFailed(trace)
    return value


def serve(handle: int) -> None:
    """What the process does: reads the pages that come over a connection and answers each, until the parent ends."""
    # the kernel ends this process when stdin is closed, so whenever the parent ends; a thread might never get the interpreter's lock
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    try:
        _answer_all(Connection(handle))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, ConnectionError):
        os._exit(0)


def _answer_all(connection: Connection) -> NoReturn:
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    logging.getLogger().addHandler(QueueHandler(records))
    work: Work

    def prepare(task: bytes) -> None:
        nonlocal work
        work, registries, megabytes = pickle.loads(task)
        look_in(registries)
        sources()
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        with suppress(ValueError):  # the machine's limit is lower
            resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, hard))

    def read(code: str, key: PageKey, *page: Any) -> object:
        return work(sources()[code], key, Page(*page))

    def answer(function: Callable[..., object], *given: object) -> None:
        try:
            told = pickle.dumps((function(*given), None, [records.get() for _ in range(records.qsize())]))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (raised again in the parent)
            told = pickle.dumps((None, traceback.format_exc(), []))
        connection.send_bytes(told)

    answer(prepare, connection.recv())
    while True:
        for page in connection.recv():
            answer(read, *page)
