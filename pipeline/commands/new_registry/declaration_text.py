"""The text of a draft: a `Proposal` as the `registry.toml` of a registry's folder.

Belongs here: which key a proposal goes to, and the comment that says how sure it is and what to look up. Does not belong here: any
judgement (`propose`) and the files (`draft_registry`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import Table

from pipeline.commands.new_registry.proposal import Proposal

_WIDTH = 140
_PRINTING_FLAGS = ("runs_through", "inline", "after_gap", "leading")
Row = tuple[str, Any, str]
"""A key, its value, and the comment on it."""


def declaration_text(proposal: Proposal, code: str) -> str:
    """The text of the draft declaration: a comment beside everything that is a guess."""
    draft = tomlkit.document()
    for line in (
        f"{proposal.host.value}: a draft made by `diarium new-registry` from {len(proposal.pages)} pages.",
        "Every `check:` is a guess that all pages agree on, every `TODO:` one that they do not: look each up, then remove the comment.",
    ):
        draft.add(tomlkit.comment(line))
    _add(draft, declared_rows(proposal, code))
    _add_list(draft, "notes", [(note, "") for note in proposal.notes])
    _add_list(
        draft,
        "dropped",
        [
            *((each.label, f"check: {each.reason}") for each in proposal.of_use("dropped")),
            *((label, "check: not on the given pages; personal in other registries of the language") for label in proposal.extra_dropped),
        ],
    )
    _table(draft, "addresses", [("host", proposal.host.value, ""), ("query", proposal.addresses.query, "check: the names that tell pages apart")])
    _table(draft, "pages", _pages(proposal))
    _table(draft, "record", _record(proposal))
    printing = proposal.printing.value
    flags: list[Row] = [(flag, True, proposal.printing.comment) for flag in _PRINTING_FLAGS if getattr(printing, flag)]
    _table(draft, "printing", [*flags, ("sections", printing.sections, "check: headings above facts")])
    _table(draft, "expect", [("min_projects", 1, "TODO: the fewest projects of a whole crawl, and `fill`: which fields are always there")])
    _labels(draft, proposal)
    ignored: list[Row] = [(each.label, each.reason, "check: still so here") for each in proposal.of_use("ignored")]
    _table(draft, "ignored", ignored)
    _table(draft, "fund_names", [(name, fund, "check: printed on the given pages") for name, fund in proposal.fund_names.items()])
    _table(draft, "patterns", [("project_code", proposal.code_pattern, "check: shape of the numbers seen")])
    return tomlkit.dumps(draft)


def declared_rows(proposal: Proposal, code: str) -> list[Row]:
    """What the draft declares of the registry as a whole: key, value, and how sure it is."""
    host, funds = proposal.host, sorted(set(proposal.fund_names.values()) - {""})
    start = proposal.addresses.start
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
        ("currency", proposal.currency.value, proposal.currency.comment),
        ("other_currencies", proposal.other_currencies, "check: printed too"),
        ("number_locale", proposal.number_locale.value, proposal.number_locale.comment),
        ("date_forms", proposal.date_forms.value, proposal.date_forms.comment),
        ("funds", funds, "check: all funds of the registry" if funds else "TODO: none was seen"),
        ("programmes", [], "TODO: the CCI numbers of the programmes"),
        ("nuts_version", 2021, "check: the edition that its codes follow"),
        ("grain", "project", "check: one page, one project"),
    ]


def _pages(proposal: Proposal) -> list[Row]:
    forms = proposal.addresses
    nowhere = "TODO: path and query of the addresses; no address was given, or they have nothing in common"
    return [
        ("project", forms.project or "(?!)", "check: path and query of a project's page" if forms.project else nowhere),
        ("list", forms.list or "(?!)", "check: path and query of a list page" if forms.list else nowhere),
        ("shows", proposal.markers, "check: labels of a project's page and no other; two of them make it one"),
    ]


def _record(proposal: Proposal) -> list[Row]:
    rows: list[Row] = []
    if not proposal.is_coded and proposal.addresses.code:
        rows.append(("code_in_address", proposal.addresses.code, "check: no label gives the project's number"))
    rows.append(("description_under", proposal.description_under, "check: the heading above the running text"))
    if proposal.title_line.value and not proposal.is_titled:
        rows.append(("passed_over", proposal.furniture, f"check: the title is {proposal.title_line.reason}; these lines of the site are none"))
    return rows


def _labels(draft: Container, proposal: Proposal) -> None:
    """What feeds a field; what could not be placed stands in a comment, ready to be given one."""
    table = tomlkit.table()
    rows = []
    for label in proposal.of_use("field"):
        unread = f"; {label.n_unread} of its values do not read as that" if label.n_unread else ""
        rows.append((label.label, label.field, f"check: {label.reason}{unread}"))
    _add(table, rows)
    unplaced = proposal.of_use("unplaced")
    if unplaced:
        table.add(tomlkit.comment("TODO: labels that could not be placed: give each its field here, or name it in [ignored] with the reason"))
    for label in unplaced:
        told = f"on {label.n_pages} of {len(proposal.pages)} pages: {label.reason}"
        table.add(tomlkit.comment(_plain(f'{tomlkit.item(label.label).as_string()} = ""  # TODO: {told}')))
    draft["labels"] = table


def _table(draft: Container, name: str, rows: Sequence[Row]) -> None:
    """A table of the rows that have a value, where there is any."""
    table = tomlkit.table()
    _add(table, [row for row in rows if row[1]])
    if len(table):
        draft[name] = table


def _add(table: Container | Table, rows: Iterable[Row]) -> None:
    for key, value, told in rows:
        if isinstance(value, str):
            is_literal = "\\" in value and "'" not in value and value.isprintable()
            item: Any = tomlkit.string(value, literal=is_literal)
        else:
            item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
        comment, width = _plain(told), len(key) + len(item.as_string()) + len(told)
        if comment and width < _WIDTH:
            item.comment(comment)
        elif comment:
            table.add(tomlkit.comment(comment))
        table.add(key, item)


def _add_list(table: Container, key: str, entries: Sequence[tuple[str, str]]) -> None:
    """A list, an entry to a line with its comment."""
    array = tomlkit.array()
    for entry, told in entries:
        array.add_line(entry, comment=_plain(told) or None)
    if entries:
        array.add_line(indent="")
    table.add(key, array)


def _plain(words: str) -> str:
    """Words fit for a comment: one line, printable."""
    return "".join(char if char.isprintable() else " " for char in words)
