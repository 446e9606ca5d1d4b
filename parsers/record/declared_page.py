"""The reading of a project's page that a declaration alone describes: labels, title, description, number, constants.

Belongs here: what every registry of labels and values shares. Does not belong here: what is peculiar to one registry (`reader.py` in its
folder), or how labels and values are read (`parsers.page`, `parsers.record`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from parsers.declaration import Registry
from parsers.discover import is_at
from parsers.page.addresses import last_segment
from parsers.page.labels import Block, key_of, label_key
from parsers.reading import Issue, Page, Reading
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, provisional_code, reading_of, unreadable
from parsers.record.title_and_text import label_keys, read_description, read_title
from parsers.vocabulary.countries import country
from parsers.vocabulary.reading_words import PageKind

Amend = Callable[[Draft, Block, Page, Registry], None]
_NAMED = 3  # labels in a message


def kind_of_page(page: Page, registry: Registry) -> PageKind:
    """What kind of page it is, by its address and its labels (`Registry.pages`)."""
    pages = registry.pages
    if is_at(page.url, pages.list, registry):
        return "list"
    if is_at(page.url, pages.news, registry):
        return "news"
    keys = label_keys(page.text)
    shown = keys & set(map(label_key, pages.shows or registry.labels))
    is_project = len(shown) >= min(2, len(pages.shows or registry.labels))
    if keys & set(map(label_key, pages.call)) or (not is_project and _tells_of_call(page, registry)):
        return "call"
    if is_project:
        return "project"
    is_meant = is_at(page.url, pages.project, registry) and (not pages.marks or keys & set(map(label_key, pages.marks)))
    return "unreadable" if is_meant else "other"


def _tells_of_call(page: Page, registry: Registry) -> bool:
    states = tuple(map(label_key, registry.pages.call_states))
    return bool(states) and any(key_of(page.text, line).startswith(states) for line in page.text.lines)


def read_declared(page: Page, registry: Registry, kind: PageKind, amend: Amend | None = None) -> Reading:
    """One record from a project's page, none from any other; `amend` adds what is peculiar to the registry before the record is closed."""
    if kind == "unreadable":
        named = [f"`{label}`" for label in islice(registry.pages.shows or registry.labels, _NAMED)]
        return unreadable(page, f"it shows neither {' nor '.join(named)}" if len(named) > 1 else f"it does not show {named[0]}")
    if kind != "project":
        is_surprise = kind == "call" and not registry.pages.marks and is_at(page.url, registry.pages.project, registry)
        issues = [Issue.of("call_at_project_address", "a call for applications stands at a project's address")] if is_surprise else []
        return reading_of(kind, page, [], issues)
    draft, block = read_labels(page.text, registry)
    if amend:
        amend(draft, block, page, registry)
    _read_title_and_text(draft, block, page, registry)
    _check_code(draft, page, registry)
    for constant in registry.record.constants:
        draft.derive(constant.field, constant.value, constant.rule)
    if not country(registry.country).is_union:
        draft.derive("country_code", registry.country, "country of the registry; the page prints none")
    return finish(draft, page, required=registry.record.required, missed=registry.record.missed)


def _read_title_and_text(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """The title that stands before the labels, and the running text: under its heading, or between title and labels."""
    declared = registry.record
    sections = set(map(label_key, registry.printing.sections))
    if declared.title_before_labels and draft.value("title") is None and "title" not in registry.labels.values():
        read_title(draft, block.before, {*map(label_key, declared.passed_over), *sections}, last_segment(page.url))
    headings = set(map(label_key, declared.description_under))
    lines = page.text.lines
    at = next((at for at, line in enumerate(lines) if key_of(page.text, line) in headings), None) if headings else None
    if at is not None:
        read_description(draft, lines[at:], headings)
    elif declared.description_before_labels:
        title = draft.observations.get(("title", 0))
        after = title.end or 0 if title else -1
        read_description(draft, [line for line in block.before if line.start > after], ends=sections)


def _check_code(draft: Draft, page: Page, registry: Registry) -> None:
    """The number in the address: it must be the one that the page prints; where pages print none it is the code, and provisional."""
    asked, printed = registry.asked_code(page.url), draft.value("project_code")
    if not registry.prints_code:
        provisional_code(draft, asked)
    elif asked and printed and asked.casefold() != printed.casefold():
        message = f"the address asks for {asked}, the page shows {printed}; nothing of it is kept"
        draft.issue("code_mismatch", message, field="project_code", value_raw=printed)
