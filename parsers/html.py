"""From a page's bytes to its text: deterministic, with just the structure that strict reading needs.

Belongs here: decoding, the choice of the part of a page that is content, and the lines with their role. Does not belong here: what a
label or a value means (`parsers.text`, `parsers.labelled`).

`page_text(body).text` is what every span refers to. For plain text it is the decoded text itself. For HTML it is one line per block
element, an empty line around paragraphs, headings and lists, runs of ASCII white space folded; U+00A0, U+202F and U+00AD stay as
printed. E-mail addresses, telephone numbers and personal identity numbers are masked, length kept, so they never leave this module.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urljoin

from bs4 import BeautifulSoup, SoupStrainer
from bs4.element import CData, NavigableString, PageElement, Tag
from stdnum import luhn

Role = Literal["text", "label", "value", "heading"]

MASK = "•"
UNDECODABLE = "\ufffd"
_PERSONAL = re.compile(
    r"[\w.+-]+ ?(?:@|\uff20|\((?:at|snabel-a)\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?<![\d\w])(?:\+|(?<!/)00)\d{2}[\d ()/.-]{6,}\d"  # +46 70 123 45 67, 0046 70 ...
    r"|(?<![\d/.-])(?<!\d )(?:07\d|08|0[1-9]\d{1,2})[ ./-]{0,3}\d{2,3}(?:[ .-]?\d{2,3}){1,3}(?![\d-])"  # 070-123 45 67, 08 123 456 78
    r"|\(0\d{1,3}\) ?\d{2,3}(?:[ -]?\d{2,3}){1,3}"  # (08) 12 34 56
    r"|000-000 00 00"  # the placeholder of redacted pages
    r"|(?i:\b(?:tel|telefon|mobil|tfn)(?:[.:]|\.? ?nr)[.: ]*)\d[\d -]{5,}\d"  # tel: 123 45 67
)
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])) ?[-+]? ?(\d{4})(?!\d)")
_FOLDED = {ord(char): " " for char in "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f"} | {
    ord(char): "-" for char in "\u2010\u2011\u2012\u2013\u2014\u2212"
}
_SKIPPED = frozenset("script style noscript template svg nav aside form button iframe select head object sup".split())
_SKIPPED_OUTSIDE_MAIN = frozenset(("header", "footer"))
_SKIPPED_ROLES = frozenset(("navigation", "dialog", "alertdialog", "search", "banner", "contentinfo"))
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table section article blockquote figure pre hr".split())
_BLOCKS = _PARAGRAPHS | frozenset("div li dt dd tr td th tbody thead caption main address details summary header footer body html".split())
_CELLS = frozenset("dt dd td th".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MAIN_OPEN = re.compile(r"<main\b[^>]*>", re.I)
_HTML_OPEN = re.compile(r"<html\b", re.I)
_HTML_CLOSE = re.compile(r"</(?:html|body)\s*>", re.I)
_MAIN_CLOSE = re.compile(r"</main\s*>", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page's text: `text[start:end]`.

    `shape` is the innermost block element as markup has it (tag, classes, column), equal for lines that are marked up alike; `lead_end`
    is where a leading inline element (`<strong>Label:</strong> value`) ends, or None; `after_gap` tells that an empty line comes before.
    """

    start: int
    end: int
    role: Role = "text"
    shape: str = ""
    lead_end: int | None = None
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text and its lines. `is_html` tells that lines carry markup; `decoding_note` says what was wrong with the encoding;
    `is_truncated` that the page breaks off before its end."""

    text: str
    lines: tuple[Line, ...]
    is_html: bool
    decoding_note: str | None = None
    is_truncated: bool = False

    def of(self, line: Line) -> str:
        """The words of one line."""
        return self.text[line.start : line.end]


def page_text(body: bytes, content_type: str = "text/html") -> PageText:
    """The text of a page.

    `content_type` is the header as sent; `text/plain` is taken as it is, all else is read as HTML. Never raises: bytes that fit no
    encoding are read as windows-1252 and `decoding_note` says so.
    """
    decoded, note = decode(body, content_type)
    if content_type.split(";")[0].strip().lower() == "text/plain":
        return _plain(mask_personal(decoded), note)
    return _html(decoded, note)


def decode(body: bytes, content_type: str) -> tuple[str, str | None]:
    """The characters of `body`, and what was wrong with its declared encoding, if anything.

    A byte order mark wins; then UTF-8 where the bytes are valid UTF-8, or mostly so (accidental validity is as good as impossible for text
    with å, ä or ö); then the charset of the header or of the `meta` element; then windows-1252.
    """
    if body.startswith(codecs.BOM_UTF8):
        return body[3:].decode("utf-8", "replace"), None
    named = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.I)
    meta = _META_CHARSET.search(body[:4096])
    declared = named.group(1).lower() if named else meta.group(1).decode("ascii", "replace").lower() if meta else None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        not_utf8 = error
    else:
        if declared in (None, "utf-8", "utf8", "us-ascii", "ascii") or body.isascii():
            return text, None
        return text, f"declared {declared}, but the bytes are UTF-8; read as UTF-8"
    damaged = body.decode("utf-8", "replace")
    n_lost = damaged.count(UNDECODABLE)
    if sum(not char.isascii() for char in damaged) > 2 * n_lost:
        return damaged, f"UTF-8 with {n_lost} broken characters, the first at byte {not_utf8.start}; values that hold one are not read"
    if declared not in (None, "utf-8", "utf8"):
        try:
            return body.decode("cp1252" if declared in ("iso-8859-1", "latin-1", "latin1") else declared or "cp1252"), None
        except (UnicodeError, LookupError):
            pass
    note = f"not valid {declared or 'utf-8'} (byte {not_utf8.start}: {body[not_utf8.start]:#04x}); read as windows-1252"
    return body.decode("cp1252", "replace"), note


def mask_personal(text: str) -> str:
    """`text` with e-mail addresses, telephone numbers and personal identity numbers replaced, each character by `MASK`."""
    folded = text.translate(_FOLDED)
    spans = [found.span() for found in _PERSONAL.finditer(folded)]
    spans += [found.span() for found in _PERSON_NUMBER.finditer(folded) if luhn.is_valid(found[1] + found[2])]
    if not spans:
        return text
    chars = list(text)
    for start, end in spans:
        chars[start:end] = MASK * (end - start)
    return "".join(chars)


def links(body: bytes, content_type: str, base_url: str) -> list[str]:
    """The absolute addresses of all `a href` of a page, in order, fragments and non-http schemes left out."""
    soup = BeautifulSoup(decode(body, content_type)[0], "lxml", parse_only=SoupStrainer("a", href=True))
    found: dict[str, None] = {}
    for anchor in soup.find_all("a"):
        try:
            address = urljoin(base_url, str(anchor["href"]).strip()).split("#")[0]
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            found[address] = None
    return list(found)


def _plain(text: str, note: str | None) -> PageText:
    lines, gap, at = [], False, 0
    for printed in text.split("\n"):
        words = printed.strip()
        if words:
            start = at + printed.index(words[0])
            lines.append(Line(start, start + len(words), after_gap=gap))
        gap = not words
        at += len(printed) + 1
    return PageText(text, tuple(lines), False, note)


def _html(markup: str, note: str | None) -> PageText:
    opened, closed = list(_MAIN_OPEN.finditer(markup)), list(_MAIN_CLOSE.finditer(markup))
    has_main = len(opened) == 1 and len(closed) == 1 and opened[0].end() <= closed[0].start()
    content = markup[opened[0].start() : closed[0].end()] if has_main else markup
    soup = BeautifulSoup(content, "lxml")
    builder = _Builder(_SKIPPED if has_main else _SKIPPED | _SKIPPED_OUTSIDE_MAIN)
    builder.walk(soup)
    broken_off = (len(opened) == 1 and not closed) or (_HTML_OPEN.search(markup) is not None and not _HTML_CLOSE.search(markup))
    return replace(builder.finish(note), is_truncated=broken_off)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the markup a piece of text stands."""

    shape: str = ""
    role: Role = "text"
    in_cell: bool = False


class _Builder:
    """Collects lines from a parsed tree; one use."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self.skipped = skipped
        self.lines: list[tuple[str, _Place, int | None, bool]] = []
        self.words: list[str] = []
        self.place = _Place()
        self.lead: int | None = None
        self.gap = False

    def walk(self, root: Tag) -> None:
        """Depth first, without recursion: a hostile page may be nested a hundred thousand deep."""
        stack: list[tuple[PageElement, _Place, bool, bool]] = []  # node, its place, leaving it, it leads its line

        def push_children(node: Tag, place: _Place) -> None:
            stack.extend((child, place, False, False) for child in reversed(node.contents))

        push_children(root, _Place())
        while stack:
            node, place, leaving, leads = stack.pop()
            if isinstance(node, NavigableString):
                if type(node) in (NavigableString, CData):
                    self.words.append(node)
                    self.place = place if node.strip() else self.place
                continue
            if not isinstance(node, Tag) or (not leaving and self._is_skipped(node)):
                continue
            if node.name in _BLOCKS or node.name == "br":
                self._break(gap=node.name in _PARAGRAPHS and not place.in_cell)
                inner = _inside(node, place)
            elif leaving:
                self._close_inline(node, leads)
                continue
            else:
                inner, leads = place, not "".join(self.words).strip()
            if not leaving:
                stack.append((node, place, True, leads))
                push_children(node, inner)
        self._break(gap=False)

    def finish(self, note: str | None) -> PageText:
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
        return PageText(mask_personal("".join(parts)), tuple(lines), True, note)

    def _break(self, *, gap: bool) -> None:
        words = _fold("".join(self.words))
        if words:
            self.lines.append((words, self.place, self.lead, self.gap))
            self.gap = False
        self.gap = self.gap or gap
        self.words, self.lead = [], None

    def _close_inline(self, node: Tag, leads: bool) -> None:
        words = _fold("".join(self.words))
        if leads and words and self.lead is None:
            self.lead = len(words)
            if isinstance(node.next_sibling, Tag):
                self.words.append(" ")

    def _is_skipped(self, node: Tag) -> bool:
        if node.name in self.skipped or node.has_attr("hidden") or node.get("role") in _SKIPPED_ROLES:
            return True
        if node.get("aria-hidden") == "true" or _INVISIBLE.search(str(node.get("style", ""))):
            return True
        return node.name in ("div", "section", "dialog") and any(name.lower().startswith("cookie") for name in _classes(node))


def _inside(node: Tag, place: _Place) -> _Place:
    if node.name in _HEADINGS:
        return _Place(node.name, "heading", place.in_cell)
    if node.name in _CELLS:
        return _cell(node)
    if place.in_cell:
        return place
    return _Place(".".join([node.name, *sorted(_classes(node))]))


def _cell(node: Tag) -> _Place:
    if node.name in ("dt", "dd"):
        return _Place(node.name, "label" if node.name == "dt" else "value", True)
    column = sum(1 for before in node.previous_siblings if isinstance(before, Tag))
    heads_row = node.name == "th" and any(isinstance(after, Tag) and after.name == "td" for after in node.next_siblings)
    return _Place(f"{node.name}[{column}]", "label" if heads_row else "value" if column else "text", True)


def _classes(node: Tag) -> list[str]:
    return [name for name in node.get_attribute_list("class") if name]


def _fold(words: str) -> str:
    return _SPACES.sub(" ", words).strip()
