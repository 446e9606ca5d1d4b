"""Repeated requests wait longer each time, and never come back earlier than the server asked."""

from __future__ import annotations

import pytest
from urllib3 import HTTPResponse
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, ProtocolError

from pipeline.fetch.pacing import PatientRetry, RetryPause, retry_rules


def rules(backoff_s: float = 1.0, least_s: float = 0.0) -> PatientRetry:
    return retry_rules(RetryPause(lambda: None, least_s), attempts=4, backoff_s=backoff_s, backoff_max_s=10.0, retry_after_max_s=120.0)


def asking(wait: str | None) -> HTTPResponse:
    return HTTPResponse(status=503, headers={} if wait is None else {"Retry-After": wait})


def test_waits_double_with_jitter_from_the_first_repetition_on() -> None:
    retry, waits = rules(), []
    assert retry.get_backoff_time() == 0
    for _ in range(3):
        retry = retry.increment("GET", "/", response=asking(None), _pool=HTTPConnectionPool("localhost"))
        waits.append(retry.get_backoff_time())
    assert all(least <= wait <= least + 1 for least, wait in zip((1, 2, 4), waits, strict=True))


def test_after_the_last_attempt_there_is_no_other() -> None:
    retry = rules()
    for _ in range(3):
        retry = retry.increment("GET", "/", response=asking(None), _pool=HTTPConnectionPool("localhost"))
    with pytest.raises(MaxRetryError):
        retry.increment("GET", "/", response=asking(None), _pool=HTTPConnectionPool("localhost"))


def test_waits_have_a_ceiling() -> None:
    retry = rules(backoff_s=50.0).increment("GET", "/", response=asking(None), _pool=HTTPConnectionPool("localhost"))
    assert retry.get_backoff_time() == 10.0


def test_a_wait_longer_than_ours_ends_the_attempts() -> None:
    with pytest.raises(MaxRetryError):
        rules().increment("GET", "/", response=asking("3600"), _pool=HTTPConnectionPool("localhost"))
    assert rules().increment("GET", "/", response=asking("7"), _pool=HTTPConnectionPool("localhost")).total == 2


def test_a_retry_after_nobody_understands_is_ignored() -> None:
    assert rules().get_retry_after(asking("soon")) is None
    assert rules().get_retry_after(asking("7")) == 7


def test_an_attempt_keeps_the_distance_the_host_asks_for() -> None:
    retry = rules(backoff_s=0.1, least_s=5.0).increment("GET", "/", error=ProtocolError("reset"))
    assert retry.get_backoff_time() == 5.0
    assert retry.increment("GET", "/", error=ProtocolError("reset")).get_backoff_time() == 5.0
