"""The evidence behind one value of one project: the words it was read from, where they stand, since when, and how to cite them.

Belongs here: gathering the evidence from the published warehouse and the stored bodies; of the words around a span never a line that may
name a person. Does not belong here: finding what was asked for and what the warehouse says (`project_versions`), how the evidence is shown
(`cite_output`). Needs no network."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import duckdb

from parsers.page.html import page_text
from parsers.page.labels import label_key
from parsers.page.text_fragments import link_to
from parsers.registry import sources
from pipeline.commands.cite.project_versions import (
    Asked,
    CitationError,
    CitedProject,
    Observed,
    Stored,
    Version,
    column_value,
    inputs_of,
    project_of,
    record_of,
    resolve_field,
    resolve_project,
    shown_when,
    stamp,
    stored_of,
    version_of,
    why_nothing,
)
from pipeline.terminal.options import FAILED, moment_asked
from pipeline.terminal.wording import counted
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.connect import reading
from warehouse.places import Places
from warehouse.visible import cut_to

QUOTED = 200  # code points of the words a citation line quotes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One value with its proof.

    `words_in_body` are those the body holds at the span, `before` and `after` what stands around them; None where the body cannot be read.
    `address` opens the page at the words. `shown_from` and `shown_until` (UTC) are the first and the latest of the consecutive captures
    that show the value. `inputs` are the values on the page that a derived value follows from.
    """

    number: int
    observed: Observed
    shown_from: datetime | None
    shown_until: datetime | None
    inputs: tuple[Observed, ...]
    citation: str
    address: str
    problem: str | None = None
    words_in_body: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is known of one field or column of a project. `column_value` is what the column holds now; None as of a date."""

    project: CitedProject
    asked: Asked
    column_value: Any
    as_of: datetime | None
    version: Version
    stored: Stored
    evidence: tuple[Evidence, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps values from being shown in the stored bodies, each once."""
        return tuple(dict.fromkeys(each.problem for each in self.evidence if each.problem))


def evidence_for(places: Places, project: str, field: str, *, item: int | None = None, at: str | None = None) -> Citation:
    """The evidence for a field or column of a project, of its latest readable capture or of the version valid at `at` (ISO date or time).

    Raises `BadDate`, `CitationError`, `WarehouseMissing` and `WarehouseUnreadable`. A body that cannot be read is no error: the evidence
    says so.
    """
    moment = moment_asked(at) if at else None
    with reading(places.warehouse) as connection:
        try:
            return _cite(connection, places, project, field, item, moment)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            other = f"{places.warehouse} has other tables than this version of Diarium ({str(error).splitlines()[0]})"
            raise CitationError(f"{other}; `diarium run` builds it anew", FAILED) from error


def _cite(
    connection: duckdb.DuckDBPyConnection, places: Places, project: str, field: str, item: int | None, moment: datetime | None
) -> Citation:
    project_id = resolve_project(connection, project)
    version = version_of(connection, project_id, moment)
    record = record_of(connection, version)
    asked = resolve_field(field, {seen.field for seen in record})
    found = [seen for name in asked.fields for seen in record if seen.field == name]
    if not found:
        raise CitationError(why_nothing(connection, project_id, asked, version, record), FAILED)
    if item is not None and not 1 <= item <= len(found):
        raise CitationError(f"--item {item}: {project_id} has {counted(len(found), 'value')} for {field}")
    about, shown = project_of(connection, project_id), shown_when(connection, project_id, version)
    stored = stored_of(connection, CaptureStore(places.captures), version)
    page = StoredPage(places, version, stored)

    def evidence(number: int, seen: Observed) -> Evidence:
        inputs = inputs_of(seen, record)
        printed = next(iter(inputs), None) if seen.is_derived else seen
        text = page.text if printed is not None and printed.span_start is not None else None
        told: dict[str, Any] = {"address": version.canonical_url, "problem": page.problem}
        if text is not None and printed is not None:
            told |= _words(version, text, printed, proves=not seen.is_derived)
        line = _line(about, version, stored, seen, told["address"])
        first, last = shown(seen)
        return Evidence(number=number, observed=seen, shown_from=first, shown_until=last, inputs=inputs, citation=line, **told)

    return Citation(
        project=about,
        asked=asked,
        column_value=column_value(connection, project_id, asked) if moment is None else None,
        as_of=moment,
        version=version,
        stored=stored,
        evidence=tuple(evidence(number, seen) for number, seen in enumerate(found, 1) if item in (None, number)),
    )


def _words(version: Version, text: str, printed: Observed, *, proves: bool) -> dict[str, str]:
    """What the body shows at the span, and the address that opens there. A derived value is not proved by the words of its input."""
    start, end = printed.span_start or 0, printed.span_end or 0
    words = text[start:end]
    if words != printed.value_raw:
        found, expected = cut_to(words, QUOTED), cut_to(printed.value_raw or "", QUOTED)
        return {
            "problem": f"the stored body has {found!r} at [{start}, {end}), not {expected!r}: it was "
            f"read by parser version {version.parser_version}; `diarium run` reads the stored pages again"
        }
    before, after = words_around(text, start, end, printed.label, personal_labels(version.registry))
    about = {"words_in_body": words, "before": last_words(before), "after": first_words(after)} if proves else {}
    return about | {"address": link_to(version.canonical_url, text, start, end, before=before.strip(), after=after.strip())}


def _line(about: CitedProject, version: Version, stored: Stored, seen: Observed, address: str) -> str:
    """The line to cite a value with."""
    publisher = about.publisher.partition(" (")[0]
    raw = cut_to(" ".join((seen.value_raw or "").split("\n")), QUOTED)
    said = f"{seen.field}: {seen.value} (derived: {raw})" if seen.is_derived else f'{seen.label or seen.field}: "{raw}"'
    captured = f", captured {stamp(stored.captured_at)}" if stored.captured_at else ""
    return f"{about.registry_title} ({publisher}), {about.project_code}, {said}. {address}{captured}, sha256:{version.body_sha256}."
