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
    """Makes `visit` in the thread of the target's host; a host gets a gate of its own, and one target at a time."""

    def __init__(self, gate: Callable[[], Gate], visit: Callable[[Gate, Target], Outcome]) -> None:
        self.busy: dict[str, Target] = {}
        self._gate = gate
        self._visit = visit
        self._gates: list[Gate] = []
        self._tasks: dict[str, SimpleQueue[Target | None]] = {}
        self._outcomes: SimpleQueue[tuple[Target, Outcome | BaseException]] = SimpleQueue()

    def send(self, target: Target) -> None:
        """Gives the target to its host, which must not be busy."""
        tasks = self._tasks.get(target.host)
        if tasks is None:
            tasks = self._tasks[target.host] = SimpleQueue()
            gate = self._gate()
            self._gates.append(gate)
            threading.Thread(target=self._work, args=(gate, tasks), name=f"fetch {target.host}", daemon=True).start()
        self.busy[target.host] = target
        tasks.put(target)

    def next_outcome(self, patience_s: float | None = None) -> tuple[Target, Outcome | FetchError] | None:
        """Waits for a host to be done, whichever is first; None after `patience_s`. What is no failure of fetching is raised here."""
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
        for gate in self._gates:
            gate.close()

    def _work(self, gate: Gate, tasks: SimpleQueue[Target | None]) -> None:
        while (target := tasks.get()) is not None:
            outcome: Outcome | BaseException
            try:
                outcome = self._visit(gate, target)
            except BaseException as error:  # noqa: BLE001  (handed to the thread of the crawl)
                outcome = error
            self._outcomes.put((target, outcome))
