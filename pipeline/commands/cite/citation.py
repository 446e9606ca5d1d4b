"""The evidence behind one value of one project: the words it was read from, where they stand, since when, and how to cite them.

Belongs here: gathering the evidence from the published warehouse and the stored bodies. Does not belong here: finding what was asked for
(`pipeline.commands.cite.lookup`), and how it is shown (`pipeline.commands.cite.cite_output`). Needs no network.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

import duckdb

from parsers.page.html import page_text
from parsers.page.labels import label_key
from parsers.page.text_fragments import link_to
from parsers.registry import sources
from pipeline.commands.cite.lookup import Asked, CitationError, resolve_field, resolve_project
from pipeline.commands.cite.project_versions import (
    Observed,
    Stored,
    Version,
    column_value,
    inputs_of,
    moment_of,
    place_of,
    record_of,
    shown_of,
    sightings_of,
    stamp,
    stored_of,
    version_of,
    why_nothing,
)
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureStoreError
from warehouse.connect import reading
from warehouse.places import Places

CONTEXT = 80  # code points of context on either side
QUOTED = 200  # code points of the words a citation line quotes


class NoSuchItem(CitationError):
    """There are fewer values than the number asked for."""


class NoValue(CitationError):
    """The project has no value for the field."""

    exit_code = 1


class OtherTables(CitationError):
    """The published warehouse was built by another version of Diarium."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One value with its proof.

    `words` are those the body holds at the span, `before` and `after` what stands around them; all None where the body could not be read.
    `address` opens the page at the words. `shown_from` and `shown_until` (UTC) are the first and the latest of the consecutive captures
    that show the value. `inputs` are the values on the page that a derived value follows from.
    """

    number: int
    observed: Observed
    words: str | None
    before: str | None
    after: str | None
    address: str
    shown_from: datetime | None
    shown_until: datetime | None
    inputs: tuple[Observed, ...]
    problem: str | None
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is known of one field or column of a project. `column_value` is what the column holds now; None as of a date."""

    project_id: str
    project_code: str
    title: str | None
    registry_title: str
    publisher: str
    asked: Asked
    column_value: Any
    as_of: datetime | None
    version: Version
    stored: Stored
    evidence: tuple[Evidence, ...]
    is_sample: bool

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps values from being shown in the stored bodies, each once."""
        return tuple(dict.fromkeys(each.problem for each in self.evidence if each.problem))


def evidence_for(places: Places, project: str, field: str, *, item: int | None = None, at: str | None = None) -> Citation:
    """The evidence for a field or column of a project, of its latest readable capture or of the version valid at `at` (ISO date or time).

    Raises `CitationError`, `WarehouseMissing` and `WarehouseUnreadable`. A body that cannot be read is no error: the evidence says so.
    """
    moment = moment_of(at) if at else None
    with reading(places.warehouse) as connection:
        try:
            return _cite(connection, places, project, field, item, moment)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            told = str(error).splitlines()[0]
            raise OtherTables(
                f"{places.warehouse} has other tables than this version of Diarium ({told}); `diarium run` builds it anew"
            ) from error


def _cite(
    connection: duckdb.DuckDBPyConnection, places: Places, project: str, field: str, item: int | None, moment: datetime | None
) -> Citation:
    project_id = resolve_project(connection, project)
    version = version_of(connection, project_id, moment)
    record = record_of(connection, version)
    asked = resolve_field(field, {seen.field for seen in record})
    found = [seen for name in asked.fields for seen in record if seen.field == name]
    if not found:
        raise NoValue(why_nothing(connection, project_id, asked, version, record))
    if item is not None and not 1 <= item <= len(found):
        raise NoSuchItem(f"--item {item}: {project_id} has {len(found)} value{'s' * (len(found) != 1)} for {field}")
    about = _About(connection, project_id, version)
    page = _StoredPage(places, version, about.stored)
    numbered = [(number, seen) for number, seen in enumerate(found, 1) if item in (None, number)]
    return Citation(
        project_id=project_id,
        project_code=about.project_code,
        title=about.title,
        registry_title=about.registry_title,
        publisher=about.publisher,
        asked=asked,
        column_value=column_value(connection, project_id, asked) if moment is None else None,
        as_of=moment,
        version=version,
        stored=about.stored,
        evidence=tuple(_evidence(about, page, number, seen, record) for number, seen in numbered),
        is_sample=about.is_sample,
    )


class _About:
    """What the warehouse knows about a project and the body its values were read from."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, project_id: str, version: Version) -> None:
        self.version = version
        self.project_code, self.title, self.registry_title, self.publisher = connection.execute(
            "SELECT project_code, project.title, registry.title, publisher FROM core.project AS project JOIN ref.registry AS registry "
            "USING (registry) WHERE project_id = ?",
            [project_id],
        ).fetchall()[0]
        self.is_sample = bool(connection.execute("SELECT bool_or(is_sample) FROM ops.publication").fetchall()[0][0])
        self.stored = stored_of(connection, version)
        self._sightings = sightings_of(connection, project_id)
        self._shown = shown_of(connection, project_id)

    def shown(self, observed: Observed) -> tuple[datetime | None, datetime | None]:
        """The first and the latest of the consecutive captures, around the cited one, that show the value."""
        key = observed.field, observed.value
        cited = [at for at, place in self._sightings if place == place_of(self.version) and at >= self.version.valid_from]
        run = run_around(cited[0], [(at, key in self._shown.get(at, ())) for at, _ in self._sightings]) if cited else []
        return (run[0], run[-1]) if run else (None, None)


def run_around(cited: datetime, captures: Iterable[tuple[datetime, bool]]) -> list[datetime]:
    """The consecutive captures around the cited one that show a value, of captures told with whether they show it, oldest first."""
    for shows, run in groupby(captures, key=lambda capture: capture[1]):
        moments = [at for at, _ in run]
        if shows and cited in moments:
            return moments
    return []


class _StoredPage:
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


def _evidence(about: _About, page: _StoredPage, number: int, seen: Observed, record: Sequence[Observed]) -> Evidence:
    inputs = inputs_of(seen, record)
    shown_from, shown_until = about.shown(seen)
    evidence = Evidence(
        number=number,
        observed=seen,
        words=None,
        before=None,
        after=None,
        address=about.version.canonical_url,
        shown_from=shown_from,
        shown_until=shown_until,
        inputs=inputs,
        problem=None,
        citation="",
    )
    printed = next(iter(inputs), None) if seen.is_derived else seen
    text = page.text if printed is not None and printed.span_start is not None else None
    if text is not None and printed is not None:
        evidence = replace(evidence, **_words(about.version, text, printed, proves=not seen.is_derived))
    evidence = replace(evidence, problem=evidence.problem or page.problem)
    return replace(evidence, citation=_line(about, evidence))


def _words(version: Version, text: str, printed: Observed, *, proves: bool) -> dict[str, Any]:
    """What the body shows at the span, and the address that opens there. A derived value is not proved by the words of its input."""
    start, end = printed.span_start or 0, printed.span_end or 0
    words = text[start:end]
    if words != printed.value_raw:
        return {
            "problem": f"the stored body has {shortened(words)!r} at [{start}, {end}), not {shortened(printed.value_raw or '')!r}: it was "
            f"read by parser version {version.parser_version}; `diarium run` reads the stored pages again"
        }
    before, after = around(text, start, end, printed.label, _personal_labels(version.registry))
    about = {"words": words, "before": _tail(before), "after": _head(after)} if proves else {}
    return about | {"address": link_to(version.canonical_url, text, start, end, before=before.strip(), after=after.strip())}


def _head(words: str) -> str:
    return words if len(words) <= CONTEXT else f"{words[:CONTEXT].rpartition(' ')[0]} …"


def _tail(words: str) -> str:
    return words if len(words) <= CONTEXT else f"… {words[-CONTEXT:].partition(' ')[2]}"


def around(text: str, start: int, end: int, label: str | None, personal: Collection[str]) -> tuple[str, str]:
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


def _personal_labels(registry: str) -> Collection[str]:
    source = sources().get(registry)
    return source.registry.vocabulary.dropped if source else ()


def _line(about: _About, evidence: Evidence) -> str:
    """The line to cite a value with."""
    seen, version = evidence.observed, about.version
    publisher = about.publisher.partition(" (")[0]
    raw = shortened(" ".join((seen.value_raw or "").split("\n")))
    said = f"{seen.field}: {seen.value} (derived: {raw})" if seen.is_derived else f'{seen.label or seen.field}: "{raw}"'
    captured = f", captured {stamp(about.stored.captured_at)}" if about.stored.captured_at else ""
    return (
        f"{about.registry_title} ({publisher}), {about.project_code}, {said}. {evidence.address}{captured}, sha256:{version.body_sha256}."
    )


def shortened(words: str) -> str:
    """Words cut to what a line can carry."""
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…"
