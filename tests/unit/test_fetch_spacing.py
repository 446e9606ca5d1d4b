"""Requests to one host keep their distance, exactly; other hosts do not wait for them."""

from __future__ import annotations

import pytest

from pipeline.fetch.pacing import RequestSpacing


class Clock:
    """Time that passes only when somebody sleeps; `shortfall` makes each sleep end early."""

    def __init__(self, shortfall: float = 0.0) -> None:
        self.now = 100.0
        self.shortfall = shortfall
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += max(seconds - self.shortfall, seconds / 2)


def starts(clock: Clock, spacing: RequestSpacing, *hosts: str) -> list[float]:
    moments = []
    for host in hosts:
        spacing.wait(host)
        moments.append(round(clock.now - 100.0, 6))
    return moments


def test_requests_to_one_host_are_spaced_and_hosts_do_not_wait_for_one_another() -> None:
    clock = Clock()
    assert starts(clock, RequestSpacing(2.0, clock=clock, sleep=clock.sleep), "a", "b", "a", "b") == [0.0, 0.0, 2.0, 2.0]


def test_time_spent_on_the_answer_counts() -> None:
    clock = Clock()
    spacing = RequestSpacing(2.0, clock=clock, sleep=clock.sleep)
    spacing.wait("a")
    clock.now += 1.5
    spacing.wait("a")
    assert clock.slept == [pytest.approx(0.5)]


@pytest.mark.parametrize(("took", "slept"), [(1.5, 0.5), (2.0, 2.0), (30.0, 2.0)])
def test_a_host_that_is_slow_to_answer_gets_a_rest(took: float, slept: float) -> None:
    clock = Clock()
    spacing = RequestSpacing(2.0, clock=clock, sleep=clock.sleep)
    spacing.wait("a")
    clock.now += took
    spacing.note_answer("a")
    spacing.wait("a")
    assert clock.slept == [pytest.approx(slept)]


def test_a_sleep_that_ends_early_is_continued() -> None:
    clock = Clock(shortfall=0.3)
    moments = starts(clock, RequestSpacing(1.0, clock=clock, sleep=clock.sleep), "a", "a")
    assert moments[1] >= 1.0 - 1e-6
    assert len(clock.slept) > 1


def test_a_host_may_ask_for_more_but_not_for_less() -> None:
    clock = Clock()
    spacing = RequestSpacing(2.0, clock=clock, sleep=clock.sleep)
    spacing.raise_delay("a", 5.0)
    spacing.raise_delay("b", 0.5)
    assert starts(clock, spacing, "a", "b", "b", "a") == [0.0, 0.0, 2.0, 5.0]
