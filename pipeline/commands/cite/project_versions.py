"""What a person means by PROJECT and FIELD, and what is published about a version of it: page, values, the captures that show them.

Belongs here: the look-ups with their errors, and the shapes they give. Does not belong here: the stored body and what it proves
(`citation`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

from parsers.vocabulary.fields import FIELDS
from pipeline.terminal.options import FAILED, USAGE, Refused
from pipeline.terminal.wording import close_to
from warehouse.captures.capture_store import CaptureStore
from warehouse.stored_captures import keep_captures
from warehouse.tables import catalogue
from warehouse.tables.model import Column

Span = tuple[datetime, datetime]
"""The first and the last of captures."""
COLUMN_TABLES = ("mart.project_all", "core.project")


class CitationError(Refused):
    """Something cannot be cited as it was asked for, or (`exit_code` 1) there is nothing to cite."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True)
class Asked:
    """A field or column asked for: its `name`, the observed `fields` it is made of, and the column's definition where it is one."""

    name: str
    fields: tuple[str, ...]
    column: Column | None
    table: str | None


def resolve_project(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """The id of the project. Raises `CitationError`, which names close ones: the same code in any registry first."""
    ids = [str(row[0]) for row in connection.execute("SELECT project_id FROM core.project ORDER BY project_id").fetchall()]
    if asked in ids:
        return asked
    same_code = [known for known in ids if known.partition(":")[2].casefold() == asked.casefold()]
    near = same_code or close_to(asked, ids)
    hint = f"do you mean {' or '.join(near)}?" if near else "none is like it;"
    raise CitationError(f"no project {asked!r}; {hint} `diarium sql 'SELECT project_id, title FROM mart.project_all'` lists all")


def resolve_field(asked: str, had: Collection[str]) -> Asked:
    """What a name stands for: a field, a column of `mart.project_all` or `core.project`, or both.

    `had` are the fields the project has, for the message.
    Raises `CitationError` where it is neither, or a column that says something of our own: no words on a page are behind that.
    """
    columns = [(table, column) for table in COLUMN_TABLES for column in catalogue.table(table).columns if column.name == asked]
    own = (asked,) if asked in FIELDS else ()
    made_of = tuple(dict.fromkeys((*own, *(name for _, column in columns for name in column.fields))))
    table, found = columns[0] if columns else (None, None)
    if made_of:
        return Asked(asked, made_of, found, table)
    if found is not None:
        raise CitationError(f"{table}.{asked} is not read from a page, so there are no words to cite: {found.description}")
    near = close_to(asked, [*FIELDS, *citable_columns()])
    hint = f"do you mean {' or '.join(near)}? " if near else ""
    raise CitationError(f"no field {asked!r}; {hint}{'This' if near else 'this'} project has {', '.join(sorted(had))}")


def citable_columns() -> list[str]:
    """Names of the columns that are made of observed fields."""
    return sorted({column.name for table in COLUMN_TABLES for column in catalogue.table(table).columns if column.fields})


@dataclass(frozen=True, slots=True)
class CitedProject:
    """What a citation says of the project itself. `is_sample`: it is one of the bundled sample, and not to be cited."""

    project_id: str
    project_code: str
    title: str | None
    registry_title: str
    publisher: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The page and record the values were read from, and since when (UTC) the project has had these values."""

    registry: str
    canonical_url: str
    body_sha256: str
    record_no: int
    version_no: int
    valid_from: datetime
    valid_to: datetime | None
    parser_version: str | None


@dataclass(frozen=True, slots=True)
class Observed:
    """A row of `staging.observation`: a value as read from one body."""

    field: str
    item_no: int
    value: str
    value_raw: str | None
    precision: str | None
    label: str | None
    method: str
    span_start: int | None
    span_end: int | None
    derived_from: str | None

    @property
    def is_derived(self) -> bool:
        """Whether the value follows from a rule, which `value_raw` then names, instead of standing on the page."""
        return self.method == "derived"


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a body is kept: the first capture at the address (`captured_at`, UTC) and the WARC record that holds the body."""

    captured_at: datetime | None
    content_type: str | None
    file: str | None
    record_offset: int | None


def project_of(connection: duckdb.DuckDBPyConnection, project_id: str) -> CitedProject:
    """The project as it is published."""
    [row] = connection.execute(
        "SELECT project_id, project_code, project.title, registry.title, publisher, (SELECT bool_or(is_sample) FROM ops.publication) "
        "FROM core.project AS project JOIN ref.registry AS registry USING (registry) WHERE project_id = ?",
        [project_id],
    ).fetchall()
    return CitedProject(*row)


def version_of(connection: duckdb.DuckDBPyConnection, project_id: str, moment: datetime | None) -> Version:
    """The version valid at `moment`, or with None the current one as of its latest capture. Raises `CitationError`."""
    valid = "version.is_current" if moment is None else "version.valid_from <= ? AND coalesce(version.valid_to > ?, true)"
    place = "project" if moment is None else "version"
    rows = connection.execute(
        f"SELECT project.registry, {place}.source_url, {place}.body_sha256, {place}.record_no, version_no, valid_from, valid_to, "
        "parser_version "
        "FROM core.project_version AS version JOIN core.project AS project USING (project_id) "
        f"LEFT JOIN staging.page AS page ON page.registry = project.registry AND page.canonical_url = {place}.source_url "
        f"AND page.body_sha256 = {place}.body_sha256 WHERE project_id = ? AND {valid}",
        [project_id] if moment is None else [project_id, moment, moment],
    ).fetchall()
    if rows:
        return Version(*rows[0])
    first = connection.execute("SELECT min(valid_from) FROM core.project_version WHERE project_id = ?", [project_id]).fetchall()[0][0]
    words = f"{project_id} was first captured at {stamp(first)}, so there is nothing to cite as of {stamp(moment)}"
    raise CitationError(words, FAILED)


def record_of(connection: duckdb.DuckDBPyConnection, version: Version) -> list[Observed]:
    """All values of the record the version was read from, in the order of the page.

    A value that core.correction puts in comes before what the page says, as a derived value whose rule is the correction and whose input
    is what it corrects.
    """
    names = ", ".join(
        "coalesce(item.value, item.value_raw) AS value" if each.name == "value" else f"item.{each.name}" for each in fields(Observed)
    )
    rows = connection.execute(
        f"SELECT {names} FROM (SELECT unnest(items) AS item, generate_subscripts(items, 1) AS place FROM staging.evidence "
        "WHERE registry = ? AND canonical_url = ? AND body_sha256 = ? AND record_no = ?) ORDER BY place",
        [version.registry, version.canonical_url, version.body_sha256, version.record_no],
    ).fetchall()
    return [Observed(*row) for row in rows]


def inputs_of(derived: Observed, record: Sequence[Observed]) -> tuple[Observed, ...]:
    """The values printed on the page that a derived value follows from, through other derived values too, each once."""
    group = _group_of(derived.field)
    found: list[Observed] = []
    for name in (derived.derived_from or "").split(","):
        for seen in record:
            is_of_item = group is None or _group_of(name) != group or seen.item_no == derived.item_no
            if seen.field == name and seen is not derived and is_of_item:
                found += inputs_of(seen, record) if seen.is_derived else (seen,)
    return tuple(dict.fromkeys(found))


def _group_of(field: str) -> str | None:
    return FIELDS[field].group if field in FIELDS else None


def stored_of(connection: duckdb.DuckDBPyConnection, captures: CaptureStore, version: Version) -> Stored:
    """Where the body of a version is kept; all None where no crawl captured it."""
    keep_captures(connection, captures, [version.registry])
    rows = connection.execute(
        "SELECT canonical_url, fetched_at, content_type, record_type, file, record_offset FROM stored_capture "
        "WHERE registry = ? AND body_sha256 = ? AND status IN (200, 304) ORDER BY fetched_at, crawl_id, record_offset",
        [version.registry, version.body_sha256],
    ).fetchall()
    here = [row for row in rows if row[0] == version.canonical_url]
    kept = [row for row in (*here, *rows) if row[3] == "response"]
    captured_at, content_type = here[0][1:3] if here else (None, None)
    return Stored(captured_at, content_type, *(kept[0][4:6] if kept else (None, None)))


def shown_when(
    connection: duckdb.DuckDBPyConnection, project_id: str, version: Version
) -> Callable[[Observed], tuple[datetime | None, datetime | None]]:
    """A function of a value: the first and the latest of the consecutive captures, around the cited one, that show it."""
    presences = connection.execute(
        "SELECT first_captured_at, last_captured_at, canonical_url, body_sha256, record_no FROM staging.presence "
        "WHERE project_id = ? AND is_readable ORDER BY first_captured_at, first_crawl_id",
        [project_id],
    ).fetchall()
    shown = set(
        connection.execute(
            "SELECT canonical_url, body_sha256, record_no, field, value FROM staging.presence AS presence "
            "JOIN staging.observation AS seen USING (registry, canonical_url, body_sha256, record_no) WHERE project_id = ?",
            [project_id],
        ).fetchall()
    )
    body = (version.canonical_url, version.body_sha256)
    cited = next((first for first, _, *place in presences if tuple(place[:2]) == body and first >= version.valid_from), None)

    def run_of(observed: Observed) -> tuple[datetime | None, datetime | None]:
        spans = [((first, last), (*place, observed.field, observed.value) in shown) for first, last, *place in presences]
        return (cited and span_around(cited, spans)) or (None, None)

    return run_of


def span_around(cited: datetime, presences: Iterable[tuple[Span, bool]]) -> Span | None:
    """From when to when a value was shown around the cited capture, of presences told with whether they show it, oldest first."""
    for shows, run in groupby(presences, key=lambda presence: presence[1]):
        spans = [span for span, _ in run]
        if shows and spans[0][0] <= cited <= spans[-1][1]:
            return spans[0][0], spans[-1][1]
    return None


def column_value(connection: duckdb.DuckDBPyConnection, project_id: str, asked: Asked) -> Any:
    """What the column holds in the published file, which may be older than this program's definitions and lack it."""
    if asked.table is None:
        return None
    try:
        rows = connection.execute(f"SELECT {asked.name} FROM {asked.table} WHERE project_id = ?", [project_id]).fetchall()
    except duckdb.BinderException:
        return None
    value = rows[0][0] if rows else None
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def why_nothing(connection: duckdb.DuckDBPyConnection, project_id: str, asked: Asked, version: Version, record: Sequence[Observed]) -> str:
    """That there is no value, what was wrong with it where something was, and which fields there are."""
    marks = ", ".join("?" for _ in asked.fields)
    issues = connection.execute(
        f"SELECT DISTINCT code, message FROM ops.issue WHERE registry = ? AND canonical_url = ? AND body_sha256 = ? AND field IN ({marks}) "
        "AND coalesce(record_no, 0) IN (0, ?) ORDER BY ALL",
        [version.registry, version.canonical_url, version.body_sha256, *asked.fields, version.record_no],
    ).fetchall()
    of = f" (made of {', '.join(asked.fields)})" if asked.fields != (asked.name,) else ""
    why = "; ".join(f"{code}: {message}" for code, message in issues) or "its page does not say it, and no issue concerns it"
    has = ", ".join(sorted({seen.field for seen in record}))
    return f"{project_id} has no value for {asked.name}{of}: {why} ({version.canonical_url}); it has {has}"


def stamp(moment: datetime | None) -> str | None:
    """A moment of the warehouse to the second, in UTC."""
    return f"{moment.isoformat(timespec='seconds')}Z" if moment else None
