"""Tables of facts beside a neighbour's module, and blocks of labels and values made of them.

Belongs here: how a table is read and which markups a block can have. Does not belong here: labels, prose and pages of one registry.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html.entities import codepoint2name
from importlib.resources import files

from pipeline.sample.neighbours.frame import escape, page
from pipeline.sample.site import PageSpec

MARKUPS: dict[str, tuple[str, str, str]] = {
    "ul": ('<ul class="info">', '<li><strong class="label">{label}</strong>\n<p>{value}</p></li>', "</ul>"),
    "ul div": ('<ul class="info">', '<li><div class="label">{label}</div><div class="value">{value}</div></li>', "</ul>"),
    "ul span": (
        '<ul class="info">',
        '<li><span class="label"><span>{label}</span></span> <span class="value">{value}</span></li>',
        "</ul>",
    ),
    "dl": ('<dl class="info">', "<dt>{label}</dt>\n<dd><span><span>{value}</span></span></dd>", "</dl>"),
    "table": ('<table class="info"><tbody>', '<tr><th scope="row">{label}</th><td>{value}</td></tr>', "</tbody></table>"),
    "td": ('<table class="info"><tbody>', "<tr><td><strong>{label}</strong></td><td>{value}</td></tr>", "</tbody></table>"),
    "div": ('<div class="info">', '<div class="row"><div class="label">{label}</div>\n<div class="value">{value}</div></div>', "</div>"),
    "p": ("", "<p>{label} {value}</p>", ""),
    "p strong": ("", "<p><strong>{label}</strong> {value}</p>", ""),
    "p nested": ("", '<p><b><span class="label">{label}</span></b> <span class="value"><em>{value}</em></span></p>', ""),
    "br": ("<div>", "{label} {value}<br>", "</div>"),
    "title": ('<div class="info">', '<div><span class="title">{label}</span> <span class="content">{value}</span></div>', "</div>"),
    "pairs": ('<div class="info">', '<div class="label">{label}</div>\n<div class="value">{value}</div>', "</div>"),
    "spans": ('<div class="info">', "<p><span>{label}</span><br><span>{value}</span></p>", "</div>"),
}
"""Markup of a block by name: what opens it, one label with its value, what closes it."""

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table: where its page is, the words it prints by field, and how the page is made.

    `instead` holds words printed under a field's label that are no value (an empty one, a placeholder, a broken amount); `extra` labels
    with values that belong to no field (after the second row, or `field>label` after that field); `style` names what is peculiar to the
    page's form. `origin` is `real`, or `invented` in whole.
    """

    address: str
    words: dict[str, str]
    instead: dict[str, str]
    extra: tuple[tuple[str, str], ...]
    markup: str
    style: frozenset[str]
    origin: str


_ABOUT = ("address", "instead", "extra", "markup", "style", "origin", "source")


def entries(code: str) -> tuple[Entry, ...]:
    """The lines of `<code>.csv`. Cells are HTML-escaped, so nothing in them is invisible; pairs are `name=words`, separated by `|`."""
    text = (files("pipeline.sample.neighbours") / f"{code}.csv").read_text("utf-8")
    return tuple(_entry(line) for line in csv.DictReader(text.splitlines()))


def _entry(line: Mapping[str, str]) -> Entry:
    cells = {name: html.unescape(cell) for name, cell in line.items()}
    words = {name: cell for name, cell in cells.items() if name not in _ABOUT and cell}
    style = frozenset(cells["style"].split())
    return Entry(cells["address"], words, dict(_pairs(cells["instead"])), _pairs(cells["extra"]), cells["markup"], style, cells["origin"])


def _pairs(cell: str) -> tuple[tuple[str, str], ...]:
    split = [part.partition("=") for part in cell.split("|") if part]
    return tuple((name, words) for name, _, words in split)


def rows(entry: Entry, labels: Mapping[str, str]) -> Rows:
    """The labels with their values, in the order of `labels` (field to label), with the extra ones where they belong."""
    fields = [field for field in labels if field in entry.instead or field in entry.words]
    printed: Rows = []
    for at, field in enumerate(fields):
        printed.append((labels[field], entry.instead.get(field, entry.words.get(field, ""))))
        printed += [(name.rpartition(">")[2], words) for name, words in entry.extra if _stands_after(name, field, at)]
    return printed


def _stands_after(name: str, field: str, at: int) -> bool:
    behind, marked, _ = name.rpartition(">")
    return behind == field if marked else at == 1


def block(markup: str, listed: Sequence[tuple[str, str]], colon: str = "") -> str:
    """The HTML of a block: every label (with `colon` behind it) and value in the markup of that name."""
    opening, each, closing = MARKUPS[markup]
    made = [each.format(label=escape(label) + colon, value=escape(value)) for label, value in listed]
    return "\n".join(filter(None, [opening, *made, closing]))


def project_page(language: str, entry: Entry, main: str) -> PageSpec:
    """A project's page around `main`. The entry's `style` may ask for no `<main>` (`older`), for windows-1252 declared as such, for UTF-8
    declared as windows-1252 (`wrong-charset`), for windows-1252 declared as UTF-8 (`damaged`), or for references (`entities`)."""
    charset = "windows-1252" if "windows-1252" in entry.style else "utf-8"
    made = page(language, entry.words["title"], main, kind="project", charset=charset, body_only="older" in entry.style)
    if "wrong-charset" in entry.style:
        declared = made.body.replace(b'charset="utf-8"', b'charset="windows-1252"')
        return replace(made, body=declared, content_type="text/html; charset=windows-1252")
    if "damaged" in entry.style:
        return replace(made, body=made.body.decode("utf-8").encode("windows-1252", "xmlcharrefreplace"))
    if "entities" in entry.style:
        return replace(made, body=_referenced(made.body.decode("utf-8")).encode("ascii"))
    return made


def _referenced(text: str) -> str:
    """Text with the letters beyond ASCII as named references where there are such, as numeric ones elsewhere."""
    return "".join(f"&{codepoint2name.get(ord(char), f'#{ord(char)}')};" if ord(char) > 127 else char for char in text)


def soft(label: str) -> str:
    """The label with a soft hyphen before its fifth letter."""
    return f"{label[:4]}\u00ad{label[4:]}"
