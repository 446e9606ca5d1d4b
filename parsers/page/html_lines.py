"""The lines of a page's markup: an element to a line, with the role and shape that the markup gives it.

Belongs here: what is a line, what is skipped, and where a line stands. Does not belong here: which part of a page is its content
(`parsers.page.html`), or what a line means (`parsers.page.labels`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from parsers.page.text import Line, PageText, Role, mask_personal

SKIPPED = frozenset("script style noscript template svg nav aside form button iframe select head object sup rt rp".split())
SKIPPED_OUTSIDE_MAIN = frozenset(("header", "footer"))
_SKIPPED_ROLES = frozenset(("navigation", "dialog", "alertdialog", "search", "banner", "contentinfo"))
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table section article blockquote figure pre hr".split())
_BLOCKS = _PARAGRAPHS | frozenset("div li dt dd tr td th tbody thead caption main address details summary header footer body html".split())
_BREAKS = _BLOCKS | {"br"}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_OWN_PLACE = _HEADINGS | {"dt", "dd", "td"}
_BOXES = frozenset(("div", "section", "dialog"))
_CLASS_ALONE = ["class"]
_SPOKEN = "Flag of "  # pictures whose words are facts; those of all others are decoration
_SPACES = re.compile(r"[ \t\n\r\f\v](?:[ \t\n\r\f\v]+|(?<! ))")  # all runs of white space but a single space
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_REMEMBERED = 4096  # elements by tag and classes: a site has the same ones on every page


@dataclass(slots=True)
class _Place:
    """Where in the markup a piece of text stands."""

    shape: str = ""
    role: Role = "text"
    in_cell: bool = False


_Printed = tuple[str, _Place, int | None, bool]
"""A line before all of its row is known (a `th` may yet become its label): words, place, end of what leads it, whether after a gap."""

_Open = tuple[bool, bool, bool, _Place, int, list[_Place] | None]
"""An element whose end has not come yet: whether it breaks the line, leaves a gap, leads the line; the last three are of its parent."""


def text_of_tree(root: etree._Element | None, skipped: frozenset[str], note: str | None, *, is_truncated: bool) -> PageText:
    """The text of the tree that lxml builds of a page (none of an empty page), without the elements `skipped` and what is hidden."""
    parts: list[str] = []
    lines: list[Line] = []
    at = 0
    for words, place, lead, gap in _printed(root, skipped) if root is not None else ():
        if lines:
            parts.append("\n\n" if gap else "\n")
            at += 2 if gap else 1
        end = at + len(words)
        lines.append(Line(at, end, place.role, place.shape, at + lead if lead and lead < len(words) else None, gap))
        parts.append(words)
        at = end
    return PageText(mask_personal("".join(parts)), tuple(lines), True, note, is_truncated)


def _printed(root: etree._Element, skipped: frozenset[str]) -> list[_Printed]:
    """The lines of a tree, in one pass and without recursion.

    `place`, `n_children` and `heads` are of the innermost open element: the place of its text, how many children it has had, and the
    places of those `th` among them that no `td` has followed so far. What begins right behind the element that leads the line is set off by
    a space.
    """
    lines: list[_Printed] = []
    words: list[str] = []  # of the line, from its first printed character on
    n_leading = 0  # pieces of `words` that the element holds which leads the line
    lead_ends_here = after_gap = is_skipping = False
    place = of_words = _Place()
    n_children = 0
    heads: list[_Place] | None = None
    around: list[_Open] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        breaks = gap = False
        if event == "start":
            if lead_ends_here:
                words.append(" ")
                lead_ends_here = False
            tag, names, text = node.tag, node.keys(), node.text
            column, n_children = n_children, n_children + 1
            if tag == "td" and heads:
                _head_row(heads)
            if tag in skipped or (names and (tag in _BOXES or names != _CLASS_ALONE) and _is_hidden(tag, names, node)):
                is_skipping = True
                walk.skip_subtree()
                continue
            breaks, inner = tag in _BREAKS, place
            if breaks:
                gap = tag in _PARAGRAPHS and not place.in_cell
                if tag == "th":
                    inner = _Place(f"th[{column}]", "value" if column else "text", True)
                    heads = heads or []
                    heads.append(inner)
                elif tag in _OWN_PLACE:
                    inner = _own_place(tag, column, place.in_cell)
                elif not place.in_cell:
                    inner = _block(tag, (names and node.get("class")) or "")
            elif tag == "img" and (node.get("alt") or "").startswith(_SPOKEN):
                text = f"{node.get('alt')} "
            around.append((breaks, gap, not words, place, n_children, heads))
            place, n_children, heads = inner, 0, None
        else:
            lead_ends_here = False
            text = node.tail
            if is_skipping:
                is_skipping = False
            elif event == "end":
                breaks, gap, leads, place, n_children, heads = around.pop()
                if leads and not breaks and words and not n_leading:
                    n_leading = len(words)
                    lead_ends_here = True
        if breaks:
            if words:
                lead = len(_fold("".join(words[:n_leading]))) if 0 < n_leading < len(words) else None
                lines.append((_fold("".join(words)), of_words, lead, after_gap))
                words, n_leading, after_gap = [], 0, False
            after_gap = after_gap or gap
        if text:
            lead_ends_here = False
            if not text.isspace():
                words.append(text)
                of_words = place
            elif words:
                words.append(text)
    return lines


def _is_hidden(tag: str, names: list[str], element: etree._Element) -> bool:
    """Whether attributes say that an element is not seen, or is no part of the content: a dialog, a menu, a cookie banner."""
    if names != _CLASS_ALONE:
        if "hidden" in names or element.get("role") in _SKIPPED_ROLES or element.get("aria-hidden") == "true":
            return True
        if "style" in names and _INVISIBLE.search(element.get("style", "")):
            return True
    return tag in _BOXES and _is_banner(element.get("class", ""))


@lru_cache(maxsize=_REMEMBERED)
def _is_banner(classes: str) -> bool:
    return any(name.startswith("cookie") for name in classes.lower().split())


@lru_cache(maxsize=_REMEMBERED)
def _own_place(tag: str, column: int, in_cell: bool) -> _Place:
    """The place of the text in a heading, a label, a value or a cell, which is child number `column` of its row."""
    if tag in _HEADINGS:
        return _Place(tag, "heading", in_cell)
    if tag == "td":
        return _Place(f"td[{column}]", "value" if column else "text", True)
    return _Place(tag, "label" if tag == "dt" else "value", True)


@lru_cache(maxsize=_REMEMBERED)
def _block(tag: str, classes: str) -> _Place:
    """The place of the text in any other block element."""
    return _Place(".".join([tag, *sorted(classes.split())]))


def _head_row(heads: list[_Place]) -> None:
    """A `th` with a `td` after it is the label of its row."""
    for cell in heads:
        cell.role = "label"
    heads.clear()


def _fold(words: str) -> str:
    is_folded = words.isprintable() and "  " not in words  # of white space, a space alone is printable
    return (words if is_folded else _SPACES.sub(" ", words)).strip()
