"""The lines of a page's markup: an element to a line, with the role and shape that the markup gives it.

Belongs here: what is a line, what is skipped, and where a line stands. Does not belong here: which part of a page is its content
(`parsers.page.html`), or what a line means (`parsers.page.labels`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.page.text import Line, PageText, Role, mask_personal

SKIPPED = frozenset("script style noscript template svg nav aside form button iframe select head object sup rt rp".split())
SKIPPED_OUTSIDE_MAIN = frozenset(("header", "footer"))
_SKIPPED_ROLES = frozenset(("navigation", "dialog", "alertdialog", "search", "banner", "contentinfo"))
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table section article blockquote figure pre hr".split())
_BLOCKS = _PARAGRAPHS | frozenset("div li dt dd tr td th tbody thead caption main address details summary header footer body html".split())
_BREAKS = _BLOCKS | {"br"}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SPOKEN = "Flag of "  # pictures whose words are facts; those of all others are decoration
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(slots=True)
class _Place:
    """Where in the markup a piece of text stands."""

    shape: str = ""
    role: Role = "text"
    in_cell: bool = False


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet: the place of its text, whether it breaks the line (and leaves a gap) or leads it, and what
    is known of its children: how many there are, and the places of those `th` that no `td` has followed so far."""

    place: _Place
    breaks: bool = False
    gap: bool = False
    leads: bool = False
    n_children: int = 0
    heads: list[_Place] | None = None


class LineBuilder:
    """Collects lines while lxml reads the markup, as its parser target; one use.

    There is no tree and no recursion: a hostile page may be nested a hundred thousand deep.
    """

    def __init__(self, skipped: frozenset[str]) -> None:
        self.skipped = skipped
        self.lines: list[tuple[str, _Place, int | None, bool]] = []
        self.words: list[str] = []  # of the line, from its first printed character on
        self.place = _Place()
        self.lead: int | None = None
        self.lead_ends_here = False
        self.gap = False
        self.open = [_Open(_Place())]
        self.n_skipping = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self.n_skipping:
            self.n_skipping += 1
            return
        if self.lead_ends_here:
            self.words.append(" ")
            self.lead_ends_here = False
        parent = self.open[-1]
        column, parent.n_children = parent.n_children, parent.n_children + 1
        if tag == "td" and parent.heads:
            _head_row(parent.heads)
        if tag in self.skipped or (attributes and _is_hidden(tag, attributes)):
            self.n_skipping = 1
        elif tag in _BREAKS:
            gap = tag in _PARAGRAPHS and not parent.place.in_cell
            self._break(gap=gap)
            self.open.append(_Open(_inside(tag, attributes, parent, column), True, gap))
        else:
            self.open.append(_Open(parent.place, leads=not self.words))
            if tag == "img" and attributes.get("alt", "").startswith(_SPOKEN):
                self.data(attributes["alt"] + " ")

    def end(self, _tag: str) -> None:
        """The innermost open element ends; lxml closes all it has opened, in order."""
        self.lead_ends_here = False
        if self.n_skipping:
            self.n_skipping -= 1
            return
        left = self.open.pop()
        if left.breaks:
            self._break(gap=left.gap)
        elif left.leads and self.words and self.lead is None:
            self.lead = len(_fold("".join(self.words)))
            self.lead_ends_here = True

    def data(self, text: str) -> None:
        """A piece of text."""
        if self.n_skipping:
            return
        self.lead_ends_here = False
        if text.strip():
            self.words.append(text)
            self.place = self.open[-1].place
        elif self.words:
            self.words.append(text)

    def comment(self, _text: str) -> None:
        """A comment: no text, but it keeps a leading element and what follows together."""
        self.lead_ends_here = False

    def pi(self, _target: str, _data: str | None = None) -> None:
        """A processing instruction, like a comment."""
        self.lead_ends_here = False

    def close(self) -> None:
        """The markup ends."""
        self._break(gap=False)

    def finish(self, note: str | None, *, is_truncated: bool) -> PageText:
        """The text of the lines collected."""
        parts: list[str] = []
        lines: list[Line] = []
        at = 0
        for words, place, lead, gap in self.lines:
            if lines:
                parts.append("\n\n" if gap else "\n")
                at += 2 if gap else 1
            lead_end = at + lead if lead is not None and 0 < lead < len(words) else None
            lines.append(Line(at, at + len(words), place.role, place.shape, lead_end, gap))
            parts.append(words)
            at += len(words)
        return PageText(mask_personal("".join(parts)), tuple(lines), True, note, is_truncated)

    def _break(self, *, gap: bool) -> None:
        if self.words:
            self.lines.append((_fold("".join(self.words)), self.place, self.lead, self.gap))
            self.words, self.lead, self.gap = [], None, False
        self.gap = self.gap or gap


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether attributes say that an element is not seen, or is no part of the content: a dialog, a menu, a cookie banner."""
    if "hidden" in attributes or attributes.get("role") in _SKIPPED_ROLES or attributes.get("aria-hidden") == "true":
        return True
    if "style" in attributes and _INVISIBLE.search(attributes["style"]):
        return True
    return tag in ("div", "section", "dialog") and any(name.lower().startswith("cookie") for name in _classes(attributes))


def _inside(tag: str, attributes: Mapping[str, str], parent: _Open, column: int) -> _Place:
    """The place of the text in a block element, which is child number `column` of its parent."""
    if tag in _HEADINGS:
        return _Place(tag, "heading", parent.place.in_cell)
    if tag in ("dt", "dd"):
        return _Place(tag, "label" if tag == "dt" else "value", True)
    if tag in ("td", "th"):
        cell = _Place(f"{tag}[{column}]", "value" if column else "text", True)
        if tag == "th":
            parent.heads = parent.heads or []
            parent.heads.append(cell)
        return cell
    if parent.place.in_cell:
        return parent.place
    return _Place(".".join([tag, *sorted(_classes(attributes))]))


def _head_row(heads: list[_Place]) -> None:
    """A `th` with a `td` after it is the label of its row."""
    for cell in heads:
        cell.role = "label"
    heads.clear()


def _classes(attributes: Mapping[str, str]) -> list[str]:
    return attributes.get("class", "").split()


def _fold(words: str) -> str:
    return _SPACES.sub(" ", words).strip()
