"""Pages read by several processes, each page under a limit of time and of memory: none stops the run or the reading of another.

Belongs here: which process gets which page, what becomes of a page whose process ends, and how many pages wait. Does not belong here: the
processes themselves (`assets.steps.page_process`), or what a page that was not read means for its registry.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Generic, TypeVar

from assets.steps.child_process import START_S, WorkersFailed, result_in
from assets.steps.page_process import PageKey, PageProcess, task
from parsers.reading import Page
from parsers.registry import Source

T = TypeVar("T")
MOST_PROCESSES, STARTS = 8, 5
PAGES_A_START = 50  # that wait for each process there is, before another is started: that takes a second
WAITING_BYTES = 32_000_000  # of pages that wait for a process; then `submit` waits
BATCH_PAGES, BATCH_BYTES = 8, 1_000_000  # given to a process at once, so that it need not wait for this process between two pages


@dataclass(frozen=True, slots=True)
class NotRead:
    """In place of what a page gave: its process ended or was stopped. `words` say why, on one line."""

    words: str


@dataclass(slots=True)
class _Job:
    code: str
    key: PageKey
    page: Page
    size: int  # bytes in memory, about
    has_ended_process: bool = False


class ReadingWorkers(Generic[T]):
    """Processes that call `work(source, key, page)`, a function of a module that does not import Dagster.

    Use it in a `with` statement: its end stops the processes, and results not taken are lost. Processes start as pages come. Registries are
    those bundled and those in `<data_dir>/registries`. A page that takes longer than `seconds_a_page` is `NotRead`; one whose process dies
    or needs more than `megabytes` is read once more in a fresh process, as it need not be the cause, and then `NotRead`. All methods may be
    called by any thread; they raise `WorkersFailed`.
    """

    def __init__(
        self,
        work: Callable[[Source, PageKey, Page], T],
        data_dir: Path | None,
        *,
        processes: int | None = None,
        seconds_a_page: float = 60,
        megabytes: int = 1_500,
    ) -> None:
        self._task = task(work, data_dir and data_dir.absolute() / "registries", megabytes)
        self._seconds = seconds_a_page
        self._most = processes or min(os.cpu_count() or 1, MOST_PROCESSES)
        lock = Lock()
        self._has_room, self._has_pages, self._has_results = Condition(lock), Condition(lock), Condition(lock)
        self._waiting: deque[_Job] = deque()
        self._waiting_bytes = 0
        self._n_idle = 0
        self._n_unread: Counter[str] = Counter()
        self._results: defaultdict[str, deque[tuple[PageKey, bytes | NotRead]]] = defaultdict(deque)
        self._threads: list[Thread] = []
        self._processes: set[PageProcess] = set()
        self._stopped: str | None = None

    def __enter__(self) -> ReadingWorkers[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop("the reading workers are closed")
        for thread in self._threads:
            thread.join()

    def warm_up(self) -> None:
        """Starts the processes now, and does not wait for them."""
        with self._has_pages:
            while len(self._threads) < self._most:
                self._add_thread()

    def submit(self, code: str, key: PageKey, page: Page) -> None:
        """Gives a page of registry `code` to be read; waits while too many pages wait already."""
        job = _Job(code, key, page, len(page.body) + 1_000)
        with self._has_room:
            self._has_room.wait_for(lambda: self._waiting_bytes < WAITING_BYTES or self._stopped)
            self._raise_if_stopped()
            self._waiting.append(job)
            self._waiting_bytes += job.size
            self._n_unread[code] += 1
            if len(self._waiting) > max(self._n_idle, PAGES_A_START * len(self._threads)) and len(self._threads) < self._most:
                self._add_thread()
            self._has_pages.notify()

    def results(self, code: str) -> Iterator[tuple[PageKey, T | NotRead]]:
        """What the pages of registry `code` gave, in any order, each once, until all that were submitted are read. Results stay in memory
        until they are taken here: take them every few hundred pages."""
        while result := self._next_result(code, is_waiting=True):
            yield result

    def read(self, code: str, pages: Iterable[tuple[PageKey, Page]]) -> Iterator[tuple[PageKey, T | NotRead]]:
        """What `pages` of registry `code` give, in any order, each once; few of them are in memory at a time."""
        for key, page in pages:
            self.submit(code, key, page)
            while result := self._next_result(code, is_waiting=False):
                yield result
        yield from self.results(code)

    def _next_result(self, code: str, *, is_waiting: bool) -> tuple[PageKey, T | NotRead] | None:
        with self._has_results:
            results = self._results[code]
            self._has_results.wait_for(lambda: results or not is_waiting or not self._n_unread[code] or self._stopped)
            self._raise_if_stopped()
            if not results:
                return None
            key, answer = results.popleft()
        return key, answer if isinstance(answer, NotRead) else result_in(answer)

    def _raise_if_stopped(self) -> None:
        if self._stopped:
            raise WorkersFailed(self._stopped)

    def _stop(self, why: str) -> None:
        with self._has_results:
            self._stopped = self._stopped or why
            for condition in (self._has_room, self._has_pages, self._has_results):
                condition.notify_all()
            for process in tuple(self._processes):
                process.kill()

    def _add_thread(self) -> None:
        self._threads.append(Thread(target=self._keep_process, name="reading-worker", daemon=True))
        self._threads[-1].start()

    def _keep_process(self) -> None:
        """One process, the pages that are given to it, and the next process where it has ended."""
        jobs: list[_Job] = []
        n_failed = 0
        try:
            while not self._stopped:
                with PageProcess(self._task) as process:
                    with self._has_pages:
                        self._processes.add(process)
                        self._raise_if_stopped()
                    answer = process.answer(START_S)
                    if isinstance(answer, bytes):
                        result_in(answer)
                        n_failed = 0
                        while (jobs or self._take(jobs)) and self._are_read(jobs, process):
                            pass
                    elif (n_failed := n_failed + 1) == STARTS:
                        raise WorkersFailed(f"no process that reads pages can be started: it {answer}")
                self._processes.discard(process)
        except Exception:  # noqa: BLE001  (raised where results are waited for)
            self._stop(traceback.format_exc())

    def _take(self, jobs: list[_Job]) -> bool:
        """Waits for pages and moves a few to `jobs`; False when all is stopped."""
        with self._has_pages:
            self._n_idle += 1
            self._has_pages.wait_for(lambda: self._waiting or self._stopped)
            self._n_idle -= 1
            size = 0
            while self._waiting and len(jobs) < BATCH_PAGES and size < BATCH_BYTES:
                jobs.append(self._waiting.popleft())
                size += jobs[-1].size
            self._waiting_bytes -= size
            self._has_room.notify_all()
        return not self._stopped

    def _are_read(self, jobs: list[_Job], process: PageProcess) -> bool:
        """Whether the process has read all of `jobs`. They are read and removed in their order: where it ends, it was reading the first."""
        process.give([(job.code, job.key, job.page) for job in jobs])
        while jobs:
            try:
                answer: bytes | str | NotRead = process.answer(self._seconds)
            except TimeoutError:
                answer = NotRead(f"reading it took longer than {self._seconds:g} s")
            if isinstance(answer, str):
                if not jobs[0].has_ended_process:
                    jobs[0].has_ended_process = True
                    return False
                answer = NotRead(f"the process that read it {answer}")
            job = jobs.pop(0)
            with self._has_results:
                self._results[job.code].append((job.key, answer))
                self._n_unread[job.code] -= 1
                self._has_results.notify_all()
            if isinstance(answer, NotRead):
                return False
        return True
