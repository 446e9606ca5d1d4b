"""From a page's bytes to its text: deterministic, with just the structure that strict reading needs.

Belongs here: the choice of the part of a page that is content. Does not belong here: the encoding (`parsers.page.encoding`),
the lines of the markup (`parsers.page.html_lines`), what a label means (`parsers.page.labels`) or a value (`parsers.values`).

`page_text(body).text` is what every span refers to. For plain text it is the decoded text itself. For HTML it is one line per block
element, an empty line around paragraphs, headings and lists, runs of ASCII white space folded; U+00A0, U+202F and U+00AD stay as
printed. E-mail addresses, telephone numbers and personal identity numbers are masked, length kept, so they never leave this room.
"""

from __future__ import annotations

import re

from lxml import etree

from parsers.page.encoding import decode
from parsers.page.html_lines import SKIPPED, SKIPPED_OUTSIDE_MAIN, text_of_tree
from parsers.page.text import Line, PageText, mask_personal

_DEEPEST = 2048  # elements in one another: libxml2 stops there, and says so only where it has not told of a hundred other errors before
_MAIN_OPEN = re.compile(r"<main\b[^>]*>", re.I)
_HTML_OPEN = re.compile(r"<html\b", re.I)
_HTML_CLOSE = re.compile(r"</(?:html|body)\s*>", re.I)
_MAIN_CLOSE = re.compile(r"</main\s*>", re.I)


def page_text(body: bytes, content_type: str = "text/html") -> PageText:
    """The text of a page.

    `content_type` is the header as sent; `text/plain` is taken as it is, all else is read as HTML. Never raises: bytes that fit no
    encoding are read as windows-1252 and `decoding_note` says so, and a page nested too deep has no text and `is_too_deep`.
    """
    decoded, note = decode(body, content_type)
    if content_type.split(";")[0].strip().lower() == "text/plain":
        return _plain(mask_personal(decoded), note)
    return _html(decoded, note)


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
    content = markup[opened[0].start() : closed[0].end()] if has_main else markup.removeprefix("\ufeff")
    root = _tree(content)
    if _is_too_deep(root):
        return PageText("", (), True, note, is_too_deep=True)
    has_end = _HTML_CLOSE.search(markup, len(markup) - 200) or _HTML_CLOSE.search(markup)
    broken_off = (len(opened) == 1 and not closed) or (_HTML_OPEN.search(markup) is not None and not has_end)
    return text_of_tree(root, SKIPPED if has_main else SKIPPED | SKIPPED_OUTSIDE_MAIN, note, is_truncated=broken_off)


def _tree(markup: str) -> etree._Element | None:
    """The tree that lxml builds; None of markup without words or elements. What stands behind `</html>` begins a tree beside the first one,
    and all of them are put into one."""
    parser = etree.HTMLParser(huge_tree=True)
    parser.feed(markup)
    root = parser.close()
    trees = [root, *root.itersiblings("*")] if root is not None else []
    if len(trees) < 2:
        return root
    together = etree.Element("trees")
    together.extend(trees)
    return together


def _is_too_deep(root: etree._Element | None) -> bool:
    """Whether the elements open at the end of a page, which are the last of its tree, are as many as libxml2 reads: there it stopped."""
    depth, last = 0, root
    while last is not None:
        depth, last = depth + 1, last[-1] if len(last) else None
    return depth >= _DEEPEST


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that there is no memory left; lxml raises a syntax error then."""
    code = getattr(error, "code", None) if isinstance(error, etree.XMLSyntaxError) else None
    return isinstance(error, MemoryError) or code == etree.ErrorTypes.ERR_NO_MEMORY
