"""The evidence behind one value of one project: the words it was read from, where they stand, since when, and how to cite them.

Belongs here: gathering the evidence from the published warehouse and the stored bodies. Does not belong here: finding what was asked for
(`project_versions`), the text of a stored body (`stored_page`), and how it is shown (`cite_output`). Needs no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import duckdb

from parsers.page.text_fragments import link_to
from pipeline.commands.cite.project_versions import (
    Asked,
    CitationError,
    Observed,
    Stored,
    Version,
    body_key_of,
    column_value,
    inputs_of,
    record_of,
    resolve_field,
    resolve_project,
    shown_of,
    sightings_of,
    stamp,
    stored_of,
    version_of,
    why_nothing,
)
from pipeline.commands.cite.stored_page import StoredPage, first_words, last_words, personal_labels, words_around
from pipeline.terminal.options import moment_asked
from pipeline.terminal.wording import counted, cut_to
from warehouse.connect import reading
from warehouse.places import Places

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

    Raises `BadDate`, `CitationError`, `WarehouseMissing` and `WarehouseUnreadable`. A body that cannot be read is no error: the evidence
    says so.
    """
    moment = moment_asked(at) if at else None
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
        raise NoSuchItem(f"--item {item}: {project_id} has {counted(len(found), 'value')} for {field}")
    about = _About(connection, project_id, version)
    page = StoredPage(places, version, about.stored)
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
        cited = [at for at, place in self._sightings if place == body_key_of(self.version) and at >= self.version.valid_from]
        run = run_around(cited[0], [(at, key in self._shown.get(at, ())) for at, _ in self._sightings]) if cited else []
        return (run[0], run[-1]) if run else (None, None)


def run_around(cited: datetime, captures: Iterable[tuple[datetime, bool]]) -> list[datetime]:
    """The consecutive captures around the cited one that show a value, of captures told with whether they show it, oldest first."""
    for shows, run in groupby(captures, key=lambda capture: capture[1]):
        moments = [at for at, _ in run]
        if shows and cited in moments:
            return moments
    return []


def _evidence(about: _About, page: StoredPage, number: int, seen: Observed, record: Sequence[Observed]) -> Evidence:
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
        found, expected = cut_to(words, QUOTED), cut_to(printed.value_raw or "", QUOTED)
        return {
            "problem": f"the stored body has {found!r} at [{start}, {end}), not {expected!r}: it was "
            f"read by parser version {version.parser_version}; `diarium run` reads the stored pages again"
        }
    before, after = words_around(text, start, end, printed.label, personal_labels(version.registry))
    about = {"words": words, "before": last_words(before), "after": first_words(after)} if proves else {}
    return about | {"address": link_to(version.canonical_url, text, start, end, before=before.strip(), after=after.strip())}


def _line(about: _About, evidence: Evidence) -> str:
    """The line to cite a value with."""
    seen, version = evidence.observed, about.version
    publisher = about.publisher.partition(" (")[0]
    raw = cut_to(" ".join((seen.value_raw or "").split("\n")), QUOTED)
    said = f"{seen.field}: {seen.value} (derived: {raw})" if seen.is_derived else f'{seen.label or seen.field}: "{raw}"'
    captured = f", captured {stamp(about.stored.captured_at)}" if about.stored.captured_at else ""
    return (
        f"{about.registry_title} ({publisher}), {about.project_code}, {said}. {evidence.address}{captured}, sha256:{version.body_sha256}."
    )
