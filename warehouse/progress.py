"""Telling somebody how far the work is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far a stage of the work is. `total` is None where unknown."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
