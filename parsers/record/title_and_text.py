"""What stands around the labels of a page: which labels it shows, its title, its running text.

Belongs here: steps that several registries need and that know nothing of one of them. Does not belong here: how labels are found
(`parsers.page`) or read (`parsers.record.labelled_values`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import dropwhile, takewhile

from parsers.page.labels import BULLETS, bullet_end, key_of, label_key, tells_of_others
from parsers.page.text import MASK, Line, PageText, Span
from parsers.record.draft import Draft
from parsers.record.privacy import names_person
from parsers.values import numbers

_ELISION = re.compile(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*$")
_SAID = re.compile(r"[”\"»],? (?:säger|sier|siger)\b|^[”\"»«](?=(?:\S+\s+){12})")
_MENU = frozenset("forside hjem hem start tilbage tillbaka projekter projekt prosjekter info menu meny".split())
_LONGEST_TITLE = 220


def label_keys(page: PageText) -> set[str]:
    """Every line of a page, and what stands before its first colon or is marked up at its beginning, as `label_key` has them."""
    keys: set[str] = set()
    for line in page.lines:
        words = page.of(line)
        bullet = bullet_end(words)
        if bullet or 0 <= words.find(":") < len(words) - 1:
            words = words[bullet:]
            keys.add(label_key(words.partition(":")[0]))
            if line.role != "value":
                keys.add(label_key(words))
        else:
            keys.add(key_of(page, line))
        if line.lead_end:
            keys.add(label_key(page.text[line.start : line.lead_end]))
    return keys


def is_title(words: str) -> bool:
    """Whether a line can be the name of an operation: short, no sentence, no list item, no quotation, nothing personal, not left out."""
    text = words.strip()
    if not text or len(text) > _LONGEST_TITLE or MASK in text or _ELISION.search(text) or text[0] in BULLETS or _SAID.search(text):
        return False
    return not text.endswith((".", ":", ",", ";"))


def read_title(draft: Draft, lines: Iterable[Line], passed_over: Collection[str] = (), address: str | None = None) -> None:
    """The title from the first of `lines` that can be one: the one the last part of the page's `address` spells, or a heading where there
    are headings among them. `passed_over` are lines of the site (as `label_key` has them), claimed and not read; so are words of menus, and
    the same title printed again."""
    candidates: list[Line] = []
    seen: list[Line] = []
    for line in lines:
        if key_of(draft.page, line) in passed_over or key_of(draft.page, line) in _MENU:
            draft.claim_line(line)
        elif not _ELISION.fullmatch(draft.page.of(line)):
            seen.append(line)
            candidates += [line] if is_title(draft.page.of(line)) else []
    headings = [line for line in candidates if line.role == "heading"]
    named = [line for line in candidates if address and _slug(draft.page.of(line)) == _slug(address)]
    chosen = next(iter(named or headings or [line for line in seen[:1] if line in candidates]), None)
    if chosen is None:
        return
    draft.read("title", Span(chosen.start, chosen.end), "heading")
    title = draft.value("title")
    for line in candidates:
        if numbers.plain(draft.page.of(line)) == title:
            draft.claim_line(line)


def _slug(words: str) -> str:
    """Words as an address spells them: small letters without accents, anything else a hyphen."""
    spelt = words.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()).strip("-")


def read_description(draft: Draft, lines: Sequence[Line], headings: Collection[str] = (), ends: Collection[str] = ()) -> None:
    """The running text among `lines`: what stands under one of `headings`, or else all of it, up to a heading, a label of personal data or
    a line in `ends`. Without such a heading, titles and subtitles before the text are left out."""
    personal = draft.registry.vocabulary.dropped
    titled = next((at for at, line in enumerate(lines) if key_of(draft.page, line) in headings), None)
    if titled is not None:
        draft.claim_line(lines[titled])
        lines = lines[titled + 1 :]
    stops = personal | set(ends)
    if titled is None:
        lines = list(dropwhile(lambda line: line.role == "heading" or is_title(draft.page.of(line)), lines))

    def is_prose(line: Line) -> bool:
        words = draft.page.of(line)
        return line.role == "text" and label_key(words.partition(":")[0]) not in stops and not tells_of_others(words)

    prose = list(takewhile(is_prose, lines))
    if prose:
        state_description(draft, Span(prose[0].start, prose[-1].end))


def state_description(draft: Draft, prose: Span) -> Span | None:
    """The description: the words of `prose` up to the sentence in which a label of personal data stands (`... Projektledare: Anna`) or a
    person is named who is not to be."""
    start = prose.start
    text = draft.page.text[start : prose.end]
    person = names_person(draft, text)
    starts = [*_before_colons(text, draft.registry.dropped), *([person.start()] if person else [])]
    if starts:
        before = text[: min(starts)]
        text = before[: max(before.rfind(". ") + 1, before.rfind("\n"), 0)].rstrip()
    if not text.strip():
        return None
    span = Span(start, start + len(text))
    draft.read("description", span, "prose", value=numbers.plain_lines(text))
    return span


def _before_colons(text: str, labels: tuple[str, ...]) -> Iterator[int]:
    """Where labels begin that a colon follows. Colons are few, so the words before each are searched, not the whole text for each label."""
    longest = max(map(len, labels), default=0)
    colon = text.find(":") if labels else -1
    while colon >= 0:
        end = colon
        while end and text[end - 1].isspace():
            end -= 1
        found = _at_end(labels).search(text, max(0, end - longest), end)
        if found:
            yield found.start()
        colon = text.find(":", colon + 1)


@cache
def _at_end(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, labels))})\Z", re.I)
