"""What is to be erased, in words: from what the operator names to the phrases that are suppressed and the patterns that are searched for.

Belongs here: which words and addresses stand for a project, and what is too common to be erased by. Does not belong here: removing
(`purge_steps`, `warehouse.erasure`) and searching afterwards (`warehouse.erasure.search`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from parsers.registry import source_for, sources
from pipeline.terminal.options import USAGE, Refused
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.erasure.phrases import Phrase, address_phrase, link_phrase, phrase_of, words_phrase
from warehouse.erasure.search.text_matcher import Look
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.records import observations_of
from warehouse.places import Places

MIN_TITLE = 12
"""Characters a title must have to be erased by its words; it must have two words, too."""
MIN_LETTERS = 3
"""Letters and digits that any words to be erased must have."""

_READ = """
SELECT registry, canonical_url, body_sha256, record_no, field, value, value_raw
FROM staging.observation WHERE field IN ('project_code', 'title')
"""
_COLUMNS = ["registry", "canonical_url", "body_sha256", "record_no", "field", "value", "value_raw"]


class UnusableRequestError(Refused):
    """What was asked cannot be erased as it is asked; the message says what to ask instead, without the words themselves."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the operator asks to be erased, and why."""

    reason: str
    projects: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needles:
    """What is erased: `phrases` go onto the list of what is suppressed, `look` finds them, `notes` tell what could not be used.

    `kinds` has for each thing asked its kind (project, address, text) and the phrase it is recorded by.
    """

    phrases: tuple[Phrase, ...]
    look: Look
    kinds: tuple[tuple[str, Phrase], ...]
    notes: tuple[str, ...]


def needles_of(request: Request, places: Places) -> Needles:
    """What has to be removed for `request`. Raises `UnusableRequestError`.

    The titles and pages of a project are those that any capture of it was read to have: from the observations, and from the published
    warehouse where the observations have them no more (a purge that was interrupted).
    """
    if broken := [source.problem for source in sources().values() if source.problem]:
        raise UnusableRequestError(f"{broken[0]}; its pages could not be read again without what is erased, so mend that first")
    if not request.reason.strip():
        raise UnusableRequestError("--reason is empty; say why, without what is erased: it is kept in the record of the erasure")
    phrases: dict[Phrase, None] = {}
    kinds: list[tuple[str, Phrase]] = []
    notes: list[str] = []
    for text in request.texts:
        phrase = phrase_of(text)
        if len(phrase.text.replace(" ", "")) < MIN_LETTERS:
            raise UnusableRequestError(f"a --text has fewer than {MIN_LETTERS} letters or digits and would be masked everywhere")
        phrases.update(dict.fromkeys(_with_genitive(phrase)))
        kinds.append(("text", phrase))
    for url in request.addresses:
        for phrase in _address(url):
            phrases[phrase] = None
        kinds.append(("address", address_phrase(url)))
    if request.projects:
        rows = list(_read_of_projects(places))
        for project in request.projects:
            found, told = _project(project, rows, request.projects)
            phrases.update(dict.fromkeys(found))
            kinds.append(("project", words_phrase(project)))
            notes += told
    if not phrases:
        raise UnusableRequestError("nothing to erase: give --project, --address or --text")
    look = Look(tuple(phrases))
    if look.finds(request.reason):
        raise UnusableRequestError("--reason holds what is to be erased, and it is kept; say it without")
    return Needles(tuple(phrases), look, tuple(kinds), tuple(notes))


def _with_genitive(phrase: Phrase) -> tuple[Phrase, ...]:
    """A name is printed with an s as well, in most of the languages of the registries: Anna Exempels projekt."""
    if phrase.kind != "words" or not phrase.text[-1:].isalpha() or phrase.text.endswith(("s", "x", "z")):
        return (phrase,)
    return phrase, Phrase("words", f"{phrase.text}s", phrase.length)


def _address(url: str) -> Iterator[Phrase]:
    """The phrases of an address as given and in its registry's canonical form."""
    if not re.match(r"https?://[^/\s]+", url):
        raise UnusableRequestError("an --address is not an address of a web page (https://host/path)")
    for form in dict.fromkeys((url, source_for(url).canonical_url(url))):
        yield address_phrase(form)
        yield link_phrase(form)


def _project(project: str, rows: list[dict[str, Any]], purged: Iterable[str]) -> tuple[list[Phrase], list[str]]:
    """The phrases a project is erased by, and notes on what could not be one."""
    registry, _, code = project.partition(":")
    if registry not in sources() or not code:
        raise UnusableRequestError(f"a --project is <registry>:<code>; registries are {', '.join(sources())}")
    codes = [row for row in rows if row["registry"] == registry and row["field"] == "project_code"]
    mine = {_record(row) for row in codes if code in (row["value"], row["value_raw"])}
    titled = [row for row in rows if row["field"] == "title"]
    titles = {words_phrase(text) for row in titled if _record(row) in mine for text in (row["value"], row["value_raw"]) if text}
    shared = {row["canonical_url"] for row in codes if _record(row) not in mine}
    pages = {url for _, url, _, _ in mine} - shared
    owners = {_record(row): f"{row['registry']}:{row['value']}" for row in rows if row["field"] == "project_code"}
    others = {words_phrase(row["value"]) for row in titled if _record(row) not in mine and owners.get(_record(row)) not in set(purged)}
    usable = {title for title in titles if _is_telling(title) and title not in others}
    phrases = [phrase for url in sorted(pages) for phrase in (address_phrase(url), link_phrase(url))] + sorted(
        usable, key=lambda each: each.text
    )
    notes = []
    words = words_phrase(code)
    if _is_telling_code(words):
        phrases.append(words)
    elif not pages:
        raise UnusableRequestError(
            "the project's code is too short or common to be erased by, and no page is its own; use --address or --text"
        )
    else:
        notes.append("the project's code is too short or common to be searched for; its pages are removed")
    if not mine:
        notes.append("no page is known that was read as this project's; only its code is looked for")
    if unused := len(titles) - len(usable):
        notes.append(
            f"{unused} title(s) not erased by words: shorter than {MIN_TITLE} characters, a single word, or other projects have it too"
        )
    if mine and not pages:
        notes.append("the project has no page of its own: its code and titles are masked in lists, other values of it there stay")
    return phrases, notes


def _is_telling(title: Phrase) -> bool:
    return len(title.text) >= MIN_TITLE and title.length > 1


def _is_telling_code(code: Phrase) -> bool:
    bare = code.text.replace(" ", "")
    return (len(bare) >= 5 and any(char.isdigit() for char in bare)) or _is_telling(code)


def _record(row: dict[str, Any]) -> tuple[str, str, str, int]:
    return row["registry"], row["canonical_url"], row["body_sha256"], row["record_no"]


def _read_of_projects(places: Places) -> Iterator[dict[str, Any]]:
    """Codes and titles as read, of all registries and captures."""
    store = ObservationStore(places.observations)
    for code in sources():
        table = observations_of(store.load(code)["record"]).select(_COLUMNS)
        yield from (row for row in table.to_pylist() if row["field"] in ("project_code", "title"))
    try:
        with reading(places.warehouse) as connection:
            for row in connection.execute(_READ).fetchall():
                yield dict(zip(_COLUMNS, row, strict=True))
    except (WarehouseMissing, WarehouseUnreadable, duckdb.Error):
        return
