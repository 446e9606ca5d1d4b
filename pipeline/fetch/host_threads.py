"""The hosts of one crawl, each with a thread that makes its requests one after the other.

Does not belong here: what a visit does (`host_access`), what its result means (`polite_crawler`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from pipeline.fetch.fetch_errors import FetchError
from pipeline.fetch.frontier import FetchTarget
from pipeline.fetch.host_access import HostAccess, VisitResult


class HostThreads:
    """Makes `visit` for targets, one at a time for each host; every host gets an access of its own.

    While only one host is busy the visit is made in the thread of who waits for it: handing every answer of a fast server from thread to
    thread would cost more than the answer. As soon as there are several, each has a thread. A crawl of one host therefore ends its last
    request before it looks at the clock.
    """

    def __init__(self, new_access: Callable[[], HostAccess], visit: Callable[[HostAccess, FetchTarget], VisitResult]) -> None:
        self.busy: dict[str, FetchTarget] = {}
        self._new_access = new_access
        self._visit = visit
        self._accesses: dict[str, HostAccess] = {}
        self._waiting: list[FetchTarget] = []
        self._tasks: dict[str, SimpleQueue[FetchTarget | None]] = {}
        self._results: SimpleQueue[tuple[FetchTarget, VisitResult | BaseException]] = SimpleQueue()

    def send(self, target: FetchTarget) -> None:
        """Gives the target to its host, which must not be busy."""
        if target.host not in self._accesses:
            self._accesses[target.host] = self._new_access()
        self.busy[target.host] = target
        self._waiting.append(target)
        if len(self.busy) > 1:
            for each in self._waiting:
                self._tasks_of(each.host).put(each)
            self._waiting.clear()

    def next_result(self, patience_s: float | None = None) -> tuple[FetchTarget, VisitResult | FetchError] | None:
        """Waits for a host to be done, whichever is first; None after `patience_s`. What is no failure of fetching is raised here."""
        if self._waiting:
            target = self._waiting.pop()
            result = self._result_of(target)
        else:
            try:
                target, result = self._results.get(timeout=patience_s)
            except Empty:
                return None
        del self.busy[target.host]
        if isinstance(result, VisitResult | FetchError):
            return target, result
        raise result

    def close(self) -> None:
        """Ends the threads, also in the middle of a request; nobody waits for them."""
        for tasks in self._tasks.values():
            tasks.put(None)
        for access in self._accesses.values():
            access.close()

    def _tasks_of(self, host: str) -> SimpleQueue[FetchTarget | None]:
        tasks = self._tasks.get(host)
        if tasks is None:
            tasks = self._tasks[host] = SimpleQueue()
            threading.Thread(target=self._work, args=(tasks,), name=f"fetch {host}", daemon=True).start()
        return tasks

    def _work(self, tasks: SimpleQueue[FetchTarget | None]) -> None:
        while (target := tasks.get()) is not None:
            self._results.put((target, self._result_of(target)))

    def _result_of(self, target: FetchTarget) -> VisitResult | BaseException:
        try:
            return self._visit(self._accesses[target.host], target)
        except BaseException as error:  # noqa: BLE001  (raised in the thread of the crawl)
            return error
