"""Exact spacing of requests to one host. Does not belong here: attempts that are repeated (`retry`)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class RequestSpacing:
    """Lets requests to a host go out one at a time, and start no closer than `delay_s` seconds after each other.

    Hosts do not wait for one another. May be shared by crawls in several threads.
    """

    def __init__(self, delay_s: float, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self.delay_s = delay_s
        self._clock = clock
        self._sleep = sleep
        self._delays: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """The host's turn, for the length of one request."""
        with self._locks.setdefault(host, threading.Lock()):
            self.wait(host)
            try:
                yield
            finally:
                self.note_answer(host)

    def raise_delay(self, host: str, delay_s: float) -> None:
        """Asks for a longer delay at one host; a shorter one than it has changes nothing."""
        if delay_s > self.delay_of(host):
            with self._guard:
                self._delays[host] = max(self.delay_of(host), delay_s)

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to the host."""
        return self._delays.get(host, self.delay_s)

    def wait(self, host: str) -> None:
        """Returns when a request to the host may start, and counts it as started."""
        due = self._due.get(host)
        while due is not None and (left := due - self._clock()) > 0:
            self._sleep(left)
        self._due[host] = self._clock() + self.delay_of(host)

    def note_answer(self, host: str) -> None:
        """Notes that the request is over. A host that needed longer than the delay, or several attempts, gets a whole delay of rest."""
        if self._clock() >= self._due.get(host, 0.0):
            self._due[host] = self._clock() + self.delay_of(host)
