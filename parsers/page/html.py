"""From a page's bytes to its text: deterministic, with just the structure that strict reading needs.

Belongs here: decoding, the choice of the part of a page that is content, and the lines with their role. Does not belong here: what a
label or a value means (`parsers.page.labels`, `parsers.record.draft`).

`page_text(body).text` is what every span refers to. For plain text it is the decoded text itself. For HTML it is one line per block
element, an empty line around paragraphs, headings and lists, runs of ASCII white space folded; U+00A0, U+202F and U+00AD stay as
printed. E-mail addresses, telephone numbers and personal identity numbers are masked, length kept, so they never leave this module.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree
from stdnum import luhn

Role = Literal["text", "label", "value", "heading"]

MASK = "•"
UNDECODABLE = "\ufffd"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+ ?(?:@|\uff20|\((?:at|snabel-a)\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(
    r"(?<![\d\w])(?:\+|(?<!/)00)\d{2}[\d ()/.-]{6,}\d"  # +46 70 123 45 67, 0046 70 ...
    r"|(?<![\d/.-])(?<!\d )(?!\d\d([./])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d))"  # no date such as 08.11.2018, but
    r"(?:07\d|08|0[1-9]\d{1,2})[ ./-]{0,3}\d{2,3}(?:[ .-]?\d{2,3}){1,3}(?![\d-])"  # 070-123 45 67, 08 123 456 78
    r"|\(0\d{1,3}\) ?\d{2,3}(?:[ -]?\d{2,3}){1,3}"  # (08) 12 34 56
    r"|000-000 00 00"  # the placeholder of redacted pages
    r"|(?i:\b(?:tel|telefon|mobil|tfn)(?:[.:]|\.? ?nr)[.: ]*)\d[\d -]{5,}\d"  # tel: 123 45 67
)
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])) ?[-+]? ?(\d{4})(?!\d)")
_SUSPECT = re.compile(  # found in every match of the three above; the one set it begins with is what makes the search fast
    r"[\d@\uff20(\[](?:(?<=\d)[\d ()/.-]{4,}\d|(?<=[@\uff20])|(?<=[(\[])(?:at|snabel-a)[)\]])"
)
_FOLDED = dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " ") | dict.fromkeys(
    "\u2010\u2011\u2012\u2013\u2014\u2212", "-"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SKIPPED = frozenset("script style noscript template svg nav aside form button iframe select head object sup rt rp".split())
_SKIPPED_OUTSIDE_MAIN = frozenset(("header", "footer"))
_SKIPPED_ROLES = frozenset(("navigation", "dialog", "alertdialog", "search", "banner", "contentinfo"))
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table section article blockquote figure pre hr".split())
_BLOCKS = _PARAGRAPHS | frozenset("div li dt dd tr td th tbody thead caption main address details summary header footer body html".split())
_BREAKS = _BLOCKS | {"br"}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SPOKEN = "Flag of "  # pictures whose words are facts; those of all others are decoration
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
            text = body.decode("cp1252" if declared in ("iso-8859-1", "latin-1", "latin1") else declared or "cp1252")
            return _SURROGATES.sub(UNDECODABLE, text), None
        except (UnicodeError, LookupError):
            pass
    note = f"not valid {declared or 'utf-8'} (byte {not_utf8.start}: {body[not_utf8.start]:#04x}); read as windows-1252"
    return body.decode("cp1252", "replace"), note


def mask_personal(text: str) -> str:
    """`text` with e-mail addresses, telephone numbers and personal identity numbers replaced, each character by `MASK`."""
    folded = text
    for printed, plain in _FOLDED.items():
        folded = folded.replace(printed, plain)
    spans = [span for start, end in _suspect_lines(folded) for span in _personal(folded, start, end)]
    if not spans:
        return text
    chars = list(text)
    for start, end in spans:
        chars[start:end] = MASK * (end - start)
    return "".join(chars)


def links(body: bytes, content_type: str, base_url: str) -> list[str]:
    """The absolute addresses of all `a href` of a page, in order, fragments and non-http schemes left out."""
    markup = decode(body, content_type)[0].replace("\x00", "")
    # lxml itself, twenty times as fast as BeautifulSoup over it: list pages are read anew in every crawl
    root = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8")) if markup.strip() else None
    hrefs = (
        dict.fromkeys(str(anchor.get("href")).strip() for anchor in root.iter("a") if "href" in anchor.attrib) if root is not None else ()
    )
    parts = urlsplit(base_url)
    site = f"{parts.scheme}://{parts.netloc}/"  # all that matters of the page's address where a path begins at the root
    found: dict[str, None] = {}
    for href in hrefs:
        try:
            address = _joined(site if href.startswith("/") else base_url, href)
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            found[address] = None
    return list(found)


@lru_cache(maxsize=8_192)  # most links of a list page are on all of them
def _joined(base_url: str, href: str) -> str:
    return urljoin(base_url, href).split("#")[0]


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


def _suspect_lines(folded: str) -> Iterator[tuple[int, int]]:
    """The lines that may hold personal data: those with an at sign or a long number. No personal datum runs over two lines."""
    end = 0
    while found := _SUSPECT.search(folded, end):
        start = folded.rfind("\n", 0, found.start()) + 1
        end = folded.find("\n", found.end())
        end = len(folded) if end < 0 else end
        yield start, end


def _personal(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    yield from (found.span() for pattern in (_EMAIL, _TELEPHONE) for found in pattern.finditer(folded, start, end))
    yield from (found.span() for found in _PERSON_NUMBER.finditer(folded, start, end) if luhn.is_valid(found[1] + found[2]))


def _html(markup: str, note: str | None) -> PageText:
    opened, closed = list(_MAIN_OPEN.finditer(markup)), list(_MAIN_CLOSE.finditer(markup))
    has_main = len(opened) == 1 and len(closed) == 1 and opened[0].end() <= closed[0].start()
    content = markup[opened[0].start() : closed[0].end()] if has_main else markup.removeprefix("\ufeff")
    builder = _Builder(_SKIPPED if has_main else _SKIPPED | _SKIPPED_OUTSIDE_MAIN)
    parser = etree.HTMLParser(target=builder)  # type: ignore[arg-type]  # the stubs want methods that take bytes as well
    parser.feed(content)
    parser.close()
    has_end = _HTML_CLOSE.search(markup, len(markup) - 200) or _HTML_CLOSE.search(markup)
    broken_off = (len(opened) == 1 and not closed) or (_HTML_OPEN.search(markup) is not None and not has_end)
    return builder.finish(note, is_truncated=broken_off)


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


class _Builder:
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
