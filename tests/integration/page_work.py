"""What the tests of the reading workers do with a page: functions that a worker can import without Dagster and pytest."""

from __future__ import annotations

import os
import sys

from parsers.reading import Page, Reading
from parsers.registry import Source

OBEYING_READER = """
import os, re, time
from pathlib import Path
from lxml import html
from parsers.reading import Reading


def read(page, registry):
    order, _, word = page.body.decode().strip().partition(" ")
    if order == "exit":
        os._exit(int(word))
    if order == "wait":
        with Path(word).open("a") as file:
            print(os.getpid(), file=file)
        time.sleep(600)
    if order == "wait_once" and not Path(word).exists():
        Path(word).write_text(str(os.getpid()))
        time.sleep(600)
    if order == "backtrack":
        Path(word).write_text(str(os.getpid()))
        re.match("(a+)+$", "a" * 60 + "b")
    if order == "grow":
        kept = [b"x" * 1_000_000]
        while True:
            kept.append(kept[-1] + b"x")
    if order == "grow_in_lxml":
        kept = []
        while True:
            kept.append(html.fromstring("<div><p>a<b>c</b></p></div>" * 10_000))
    if order == "segfault":
        os.kill(os.getpid(), 11)
    if order == "raise":
        raise ValueError(word)
    return Reading("project")
"""
"""A reader that does what the page says."""


def parse(source: Source, key: tuple[str, str], page: Page) -> tuple[int, Reading]:
    """The reading of a page, and the number of the process."""
    return os.getpid(), source.parse(page)


def modules(source: Source, key: tuple[str, str], page: Page) -> list[str]:
    """The packages that the worker has imported."""
    return sorted({name.partition(".")[0] for name in sys.modules})


def fail(source: Source, key: tuple[str, str], page: Page) -> None:
    """Raises, as a mistake in our own code does."""
    raise LookupError("a mistake in Diarium")
