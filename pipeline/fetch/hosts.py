"""The hosts of one crawl, each with a thread that makes its requests one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from parsers.registry import Page
from pipeline.fetch.errors import FetchError
from pipeline.fetch.frontier import Target
from pipeline.fetch.gate import Gate
from warehouse.captures.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a visit gave: the exchange, None where nothing was asked for, and the page where its links are needed."""

    exchange: Exchange | None
    page: Page | None


class Hosts:
    """Makes `visit` for targets, one at a time for each host; every host gets a gate of its own.

    While only one host is busy the visit is made in the thread of who waits for it: handing every answer of a fast server from thread to
    thread would cost more than the answer. As soon as there are several, each has a thread. A crawl of one host therefore ends its last
    request before it looks at the clock.
    """

    def __init__(self, gate: Callable[[], Gate], visit: Callable[[Gate, Target], Outcome]) -> None:
        self.busy: dict[str, Target] = {}
        self._gate = gate
        self._visit = visit
        self._gates: dict[str, Gate] = {}
        self._waiting: list[Target] = []
        self._tasks: dict[str, SimpleQueue[Target | None]] = {}
        self._outcomes: SimpleQueue[tuple[Target, Outcome | BaseException]] = SimpleQueue()

    def send(self, target: Target) -> None:
        """Gives the target to its host, which must not be busy."""
        if target.host not in self._gates:
            self._gates[target.host] = self._gate()
        self.busy[target.host] = target
        self._waiting.append(target)
        if len(self.busy) > 1:
            for each in self._waiting:
                self._tasks_of(each.host).put(each)
            self._waiting.clear()

    def next_outcome(self, patience_s: float | None = None) -> tuple[Target, Outcome | FetchError] | None:
        """Waits for a host to be done, whichever is first; None after `patience_s`. What is no failure of fetching is raised here."""
        if self._waiting:
            target = self._waiting.pop()
            outcome = self._outcome_of(target)
        else:
            try:
                target, outcome = self._outcomes.get(timeout=patience_s)
            except Empty:
                return None
        del self.busy[target.host]
        if isinstance(outcome, Outcome | FetchError):
            return target, outcome
        raise outcome

    def close(self) -> None:
        """Ends the threads, also in the middle of a request; nobody waits for them."""
        for tasks in self._tasks.values():
            tasks.put(None)
        for gate in self._gates.values():
            gate.close()

    def _tasks_of(self, host: str) -> SimpleQueue[Target | None]:
        tasks = self._tasks.get(host)
        if tasks is None:
            tasks = self._tasks[host] = SimpleQueue()
            threading.Thread(target=self._work, args=(tasks,), name=f"fetch {host}", daemon=True).start()
        return tasks

    def _work(self, tasks: SimpleQueue[Target | None]) -> None:
        while (target := tasks.get()) is not None:
            self._outcomes.put((target, self._outcome_of(target)))

    def _outcome_of(self, target: Target) -> Outcome | BaseException:
        try:
            return self._visit(self._gates[target.host], target)
        except BaseException as error:  # noqa: BLE001  (raised in the thread of the crawl)
            return error
