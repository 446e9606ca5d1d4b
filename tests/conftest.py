"""The order of the tests: files that take minutes begin first, so that no process is left with one of them at the end."""

from __future__ import annotations

import pytest

LONGEST = (
    "test_readme.py",
    "test_purge.py",
    "test_holding.py",
    "test_readers_meanwhile.py",
    "test_two_at_once.py",
    "test_warehouse_meaning.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay together and in their order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
