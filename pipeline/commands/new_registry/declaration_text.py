"""The text of a draft: a `Proposal` as the `registry.toml` of a registry's folder.

Belongs here: which key a proposal goes to, and the comment that says how sure it is and what to look up. Does not belong here: any
judgement (`propose`) and the files (`draft_registry`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit

from pipeline.commands.new_registry.proposal import Proposal

_WIDTH = 140
_HEAD = """{host}: a draft made by `diarium new-registry` from {n} pages of projects.
Every `check:` is a guess that all pages agree on, every `TODO:` one that they do not: look each up, then remove its comment."""
_NO_ADDRESSES = "TODO: path and query of the addresses; none was given, or they have nothing in common"
_UNPLACED = (
    "TODO: what could not be placed: give a label its field here, name it in [ignored] with the reason or, if personal, in dropped",
    "the names of fields: diarium sql 'SELECT field, meaning FROM ref.field' (after a first run)",
)


def declaration_text(proposal: Proposal, code: str) -> str:
    """The text of the draft declaration: a comment beside everything that is a guess."""
    draft = tomlkit.document()
    for line in _HEAD.format(host=proposal.host.value, n=proposal.n_pages).splitlines():
        draft.add(tomlkit.comment(line))
    for key, value, told in declared_rows(proposal, code):
        _add(draft, key, value, told)
    dropped = tomlkit.array()
    for label in proposal.of_use("dropped"):
        dropped.add_line(label.label, comment=_plain(f"check: {label.reason}"))
    for name in proposal.extra_dropped:
        dropped.add_line(name, comment="check: not on the given pages; personal in other registries of the language")
    draft.add("dropped", dropped.multiline(True))
    for name, key, value, told in _table_rows(proposal):
        if value and name not in draft:
            draft.add(name, tomlkit.table())
        if value:
            _add(draft[name], key, value, told)
    if "labels" not in draft:
        draft.add("labels", tomlkit.table())
    unplaced = proposal.of_use("unplaced")
    for words in (*_UNPLACED, *(_commented(label.label, label.n_pages, label.reason, proposal) for label in unplaced)) if unplaced else ():
        draft["labels"].add(tomlkit.comment(words))
    return tomlkit.dumps(draft)


def declared_rows(proposal: Proposal, code: str) -> list[tuple[str, Any, str]]:
    """What the draft declares of the registry as a whole: key, value, and how sure it is."""
    host, funds, start = proposal.host, proposal.funds, proposal.addresses.start
    currency, *others = proposal.currencies.value
    return [
        ("code", code, ""),
        ("title", f"{host.value}: projects", "check: the registry's own name"),
        ("publisher", "not established", "TODO: the authority that publishes the registry"),
        ("licence", "not established (unverified)", "TODO: what the site says on reuse"),
        ("country", proposal.country.value, proposal.country.comment),
        ("languages", [proposal.language.value], proposal.language.comment),
        ("hosts", [host.value], host.comment),
        ("start_urls", [start or f"https://{host.value}/"], f"{'check' if start else 'TODO'}: the list of projects, where a crawl begins"),
        ("schedule", "0 4 * * 1", "check: once a week unless the site changes more often"),
        ("min_delay_s", 1.0, "check: seconds between two requests; what robots.txt asks for is kept in any case"),
        ("currency", currency, proposal.currencies.comment),
        ("other_currencies", others, "check: printed too" if others else ""),
        ("number_locale", proposal.number_locale.value, proposal.number_locale.comment),
        ("date_forms", proposal.date_forms.value, proposal.date_forms.comment),
        ("funds", funds, "check: all funds of the registry" if funds else "TODO: none was seen"),
        ("programmes", [], "TODO: the CCI numbers of the programmes"),
        ("nuts_version", 2021, "check: the edition that its codes follow"),
        ("grain", "project", "check: one page, one project"),
    ]


def _table_rows(proposal: Proposal) -> Iterator[tuple[str, str, Any, str]]:
    """What the draft declares in tables: table, key, value (nothing is written where there is none), and how sure it is."""
    forms = proposal.addresses
    yield "addresses", "host", proposal.host.value, ""
    yield "addresses", "query", forms.query, "check: the names that tell pages apart"
    yield "pages", "project", forms.project or "(?!)", "check: path and query of a project's page" if forms.project else _NO_ADDRESSES
    yield "pages", "list", forms.list or "(?!)", "check: path and query of a list page" if forms.list else _NO_ADDRESSES
    yield "pages", "shows", proposal.markers, "check: labels of a project's page and of no other; two of them make it one"
    code, lines = (None if proposal.has("project_code") else forms.code), (() if proposal.has("title") else proposal.furniture)
    yield "record", "code_in_address", code, "check: no label gives the project's number, so it is the address's and provisional"
    if not proposal.has("project_code") and not code:
        yield "record", "required", ["title"], "TODO: the number: neither a label nor an address gives it"
    yield "record", "description_under", proposal.description_under, "check: the heading above the running text"
    yield "record", "passed_over", lines, "check: no label gives the title, the first heading or short line does; these lines are none"
    for flag in ("runs_through", "inline", "after_gap"):
        yield "printing", flag, getattr(proposal.printing, flag), "check: finds the most labels and values"
    yield "printing", "sections", proposal.printing.sections, "check: headings above facts"
    yield "expect", "min_projects", 1, "TODO: the fewest projects of a whole crawl, and `fill`: which fields are always there"
    for label in proposal.of_use("field"):
        unread = f"; {label.n_unread} of its values do not read as that" if label.n_unread else ""
        yield "labels", label.label, label.field, f"check: {label.reason}{unread}"
    for label in proposal.of_use("ignored"):
        yield "ignored", label.label, label.reason, "check: still so here"
    yield "patterns", "project_code", proposal.code_pattern, "check: shape of the numbers seen"


def _add(table: Any, key: str, value: Any, told: str) -> None:
    """Adds a key with its value and the comment on it, behind it where there is room and else above."""
    is_literal = isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable()
    item = tomlkit.string(value, literal=True) if is_literal else tomlkit.item(list(value) if isinstance(value, tuple) else value)
    if told and len(key) + len(item.as_string()) + len(told) < _WIDTH:
        item.comment(_plain(told))
    elif told:
        table.add(tomlkit.comment(_plain(told)))
    table.add(tomlkit.key(key), item)


def _commented(label: str, n_pages: int, reason: str, proposal: Proposal) -> str:
    """A label that waits for its field, as a comment that becomes an entry."""
    return _plain(f'{tomlkit.item(label).as_string()} = ""  # on {n_pages} of {proposal.n_pages} pages: {reason}')


def _plain(words: str) -> str:
    """Words fit for a comment: one line, printable."""
    return "".join(char if char.isprintable() else " " for char in words)
