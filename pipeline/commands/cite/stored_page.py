"""The text of a stored page, and the words around a span of it that may be shown: never a line that may name a person.

Belongs here: what the body says. Does not belong here: what the warehouse says was read from it (`project_versions`, `citation`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from parsers.page.html import page_text
from parsers.page.labels import label_key
from parsers.registry import sources
from pipeline.commands.cite.project_versions import Stored, Version
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.places import Places

CONTEXT = 80  # code points of context on either side


class StoredPage:
    """The text of the body, read again from its WARC record when first asked for; `problem` says why it cannot be had."""

    def __init__(self, places: Places, version: Version, stored: Stored) -> None:
        self._captures = CaptureStore(places.captures)
        self._version = version
        self._content_type = stored.content_type or "text/html"
        self.problem: str | None = None

    @cached_property
    def text(self) -> str | None:
        """What spans refer to."""
        try:
            body = self._captures.body(self._version.registry, self._version.body_sha256)
        except CaptureStoreError as error:
            self.problem = f"the stored body cannot be read, so what follows is only what the warehouse says: {error}"
            return None
        return page_text(body, self._content_type).text


def first_words(words: str) -> str:
    """As many words from the beginning as a context shows."""
    return words if len(words) <= CONTEXT else f"{words[:CONTEXT].rpartition(' ')[0]} …"


def last_words(words: str) -> str:
    """As many words from the end as a context shows."""
    return words if len(words) <= CONTEXT else f"… {words[-CONTEXT:].partition(' ')[2]}"


def words_around(text: str, start: int, end: int, label: str | None, personal: Collection[str]) -> tuple[str, str]:
    """The words before and after a span on its own lines, or where none stand before it, the line before if that is its label.

    No other line is shown: it may name a person. For the same reason nothing is where the line holds one of the `personal` labels (keys).
    """
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before, after = text[line_start:start], text[end : line_end if line_end >= 0 else len(text)]
    line = label_key(f"{before} {after}")
    if any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", line) for each in personal):
        return "", ""
    if not before.strip() and label:
        line_before = text[:line_start].rstrip("\n").rpartition("\n")[2].strip()
        before = f"{line_before} " if label_key(label) in label_key(line_before) else ""
    return before, after


def personal_labels(registry: str) -> Collection[str]:
    """The keys of the registry's labels whose values are personal data."""
    source = sources().get(registry)
    return source.registry.vocabulary.dropped if source else ()
