"""A process that reads pages: how it is given pages, and what it does inside.

Belongs here: both ends of what is said of pages, and the limit of memory. Does not belong here: how such a process is started and ended
(`assets.steps.child_process`), which pages it gets, and what becomes of a page whose process ends (`assets.steps.reading_workers`).
"""

from __future__ import annotations

import pickle
import resource
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from assets.steps.child_process import Answer, ChildProcess, serve_parent
from parsers.reading import Page
from parsers.registry import Source, look_in, sources

PageKey = tuple[str, str]  # canonical address, digest of the body
Work = Callable[[Source, PageKey, Page], object]


def task(work: Work, registries: Path | None, megabytes: int) -> bytes:
    """What a process is to do: call `work` with pages, find registries in a folder too, and take no more memory. Raises where no other
    process can import `work`."""
    return pickle.dumps((work, registries, megabytes))


class PageProcess(ChildProcess):
    """A process that reads pages. The interface to it is `give` and then as many times `answer` as pages were given; the first answer says
    that it has started."""

    def __init__(self, task: bytes) -> None:
        super().__init__(serve_pages)
        self.send(task)

    def give(self, pages: list[tuple[str, PageKey, Page]]) -> None:
        """Gives it pages, each with the code of its registry."""
        self.send([(code, key, page.url, page.body, page.content_type) for code, key, page in pages])


def serve_pages(handle: int) -> None:
    """What the process does: reads the pages that come over a connection and answers each, until the parent ends."""
    serve_parent(handle, _read_all)


def _read_all(connection: Connection, answer: Answer) -> NoReturn:
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

    answer(prepare, connection.recv())
    while True:
        for page in connection.recv():
            answer(read, *page)
