"""When a request goes out: the spacing of requests to one host, and when and how often one is repeated (urllib3's rules, more patient)."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from types import TracebackType
from typing import Self

from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import InvalidHeader, MaxRetryError, ResponseError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry


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


RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})


@dataclass(slots=True)
class RetryPause:
    """What is to be kept to between two attempts: at least `least_s` seconds, and `begins` is told before."""

    begins: Callable[[], object]
    least_s: float = 0.0


class PatientRetry(Retry):
    """urllib3's `Retry` with two differences.

    It waits before the first repetition too (urllib3 repeats once at once). And where a server asks, by Retry-After, for a longer wait
    than `retry_after_max`, it gives up instead of coming back earlier than it was asked to.
    """

    pause: RetryPause

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Waits for the next attempt; meanwhile no time for answering runs out."""
        self.pause.begins()
        super().sleep(response)

    def get_backoff_time(self) -> float:
        """Seconds before the next attempt: doubling, with jitter, up to `backoff_max`, and never closer than the host asks."""
        failed = len(list(takewhile(lambda past: past.redirect_location is None, reversed(self.history))))
        wait = self.backoff_factor * 2 ** max(failed - 1, 0) + random.random() * self.backoff_jitter
        return max(float(min(self.backoff_max, wait)), self.pause.least_s) if failed else 0.0

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds the server asks to wait, or None where it does not say so in a way that can be understood."""
        try:
            asked = super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None
        return asked if asked is None else max(asked, self.pause.least_s)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """The rules for the attempt after this one. Raises `MaxRetryError` where there is none."""
        if response is not None and _pool is not None and (self.get_retry_after(response) or 0) >= self.retry_after_max:
            raise MaxRetryError(_pool, url or "", ResponseError("the server asks for a longer wait than we wait"))
        return super().increment(method, url, response, error, _pool, _stacktrace)


def retry_rules(pause: RetryPause, *, attempts: int, backoff_s: float, backoff_max_s: float, retry_after_max_s: float) -> PatientRetry:
    """Up to `attempts` attempts in all for connection errors, 429 and 5xx; the last answer is returned, not raised."""
    # a class of its own: urllib3 copies its rules for each attempt, and knows its own fields only
    rules: type[PatientRetry] = type("Rules", (PatientRetry,), {"pause": pause})
    return rules(
        total=attempts - 1,
        status_forcelist=RETRIED_STATUSES,
        allowed_methods=frozenset({"GET", "POST"}),  # a search form changes nothing, so it may be sent again
        backoff_factor=backoff_s,
        backoff_jitter=backoff_s,
        backoff_max=backoff_max_s,
        retry_after_max=int(retry_after_max_s),
        respect_retry_after_header=True,
        raise_on_status=False,
        redirect=False,
    )
