"""Kohesio: title, description and flag outside the labels; its words in 24 languages (public translations, February 2025) are a CSV."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import takewhile
from pathlib import Path

from parsers.declaration import Registry
from parsers.discover import is_at
from parsers.page.addresses import last_segment, parts_of
from parsers.page.labels import Block, key_of, label_key
from parsers.page.text import MASK, Line, Span
from parsers.reading import Page
from parsers.record.draft import Draft
from parsers.record.title_and_text import label_keys, state_description
from parsers.values import codes, numbers
from parsers.vocabulary.reading_words import PageKind

_FLAG = re.compile(r"Flag of (?P<rest>\S.*)")
_LABELLED = re.compile(r"[^:]{1,40}: \S")
_MORE = re.compile(r"(?i)(?:read (?:further|more)|social media|youtube|facebook|instagram|x|share on|report an issue|open|graph|more)\b")
_PICTURES = re.compile(r"(?i)european commission topic|\[the region\]")
_FIRST_LABELS = 5  # dates, fund and amounts: those of a project


def kind(page: Page, registry: Registry) -> PageKind:
    """A project's address has an id, and its page two of the labels of its language, now and then glued to a heading."""
    if not is_at(page.url, registry.pages.project, registry):
        return "list" if parts_of(page.url).path.rstrip("/").endswith("/projects") else "other"
    words = _words()[_language(page.url)]
    shown = label_keys(page.text)
    known = set(map(label_key, list(words["label"])[:_FIRST_LABELS]))
    glued = {key[len(label_key(name)) :] for key in shown for name in words["section"] if key.startswith(label_key(name))}
    return "project" if len(known & (shown | glued)) > 1 else "unreadable"


def declaration_for(page: Page, registry: Registry) -> Registry:
    """The declaration in the words of the page's language: words of other languages would be read as labels that they are not."""
    language = _language(page.url)
    words = _words()[language]
    printing = replace(registry.printing, sections=(*words["section"], *words["beneficiaries"]))
    links = dict.fromkeys(words["link"], "a link")
    return replace(registry, languages=(language, "en"), labels=words["label"], ignored=links, printing=printing)


def amend(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """Adds beneficiaries, title and description, country and region, and the id of the address."""
    words = _words()[language := _language(page.url)]
    named = set(map(label_key, words["beneficiaries"]))
    headings = {*map(label_key, words["section"]), *named}
    _read_beneficiaries(draft, block.after, named, headings)
    if any(pair.value for pair in block.pairs) and not _goes_on_as_facts(draft, block):
        _read_title(draft, block.after, headings)
    _read_flag(draft, language)
    if draft.value("programming_period") == "2014-2021":
        draft.respell("respelt_period", "programming_period", "2014-2020", "2014-2021 is printed for the period 2014-2020")
    draft.derive("project_code", last_segment(page.url) or "", "the id in the address; the page prints none")


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    """The words of the interface by language and kind; those of labels with their field."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    with (Path(__file__).parent / "interface_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["language"], {}).setdefault(row["kind"], {})[row["words"]] = row["field"]
    return found


def _language(url: str) -> str:
    first = parts_of(url).path.strip("/").partition("/")[0].lower()
    return first if first in _words() else "en"


def _read_beneficiaries(draft: Draft, after: tuple[Line, ...], names: set[str], headings: set[str]) -> None:
    """What stands right under the heading: one name is the beneficiary; of several none is said to be the lead."""
    at = next((at for at, line in enumerate(after) if key_of(draft.page, line) in names), None)
    if at is None:
        return
    listed: list[Span] = []
    heading = after[at].role == "heading"
    for line in after[at + 1 :]:
        if (line.after_gap and (listed or not heading)) or line.role == "heading" or key_of(draft.page, line) in headings:
            break
        listed.append(Span(line.start, line.end))
    if len(listed) == 1:
        draft.read("beneficiary_name", listed[0], "heading")
    for span in listed[1:] and listed:
        item = draft.next_item("partner_name")
        draft.read("partner_name", span, "heading", item_no=item)
        draft.derive("partner_role", "beneficiary", "listed under the heading of beneficiaries", item, derived_from=("partner_name",))


def _read_title(draft: Draft, after: tuple[Line, ...], headings: set[str]) -> None:
    """The title and the description: behind the facts, after a gap; pictures' words and links in between are passed over."""
    rest: list[Line] = []
    below_heading = False
    for line in after:
        words = draft.page.of(line)
        is_value = below_heading and line.after_gap and not draft.page.is_html
        below_heading = label_key(words) in headings
        if (is_value and not below_heading) or label_key(words) in headings or _PICTURES.fullmatch(words) or _MORE.match(words):
            draft.claim_line(line)
        elif not any(span.start <= line.start < span.end for span in draft.claimed):
            rest.append(line)
    headed = (at for at, line in enumerate(rest) if line.role == "heading")
    apart = (at for at, line in enumerate(rest) if line.after_gap and not _FLAG.match(draft.page.of(line)))
    start = next(headed, next(apart, None))
    if start is None:
        return
    words = draft.page.of(rest[start]).rstrip("★ ")
    if MASK not in words and not words.startswith("["):
        draft.read("title", Span(rest[start].start, rest[start].start + len(words)), "heading")
    prose = list(takewhile(lambda line: line.role != "heading" and not _FLAG.match(draft.page.of(line)), rest[start + 1 :]))
    if prose:
        state_description(draft, Span(prose[0].start, prose[-1].end))


def _goes_on_as_facts(draft: Draft, block: Block) -> bool:
    """Whether text whose facts are paragraphs of their own goes on with one more `label: value`, which nobody could tell from a title."""
    starts = {pair.label_span.start for pair in block.pairs}
    is_apart = not draft.page.is_html and all(line.after_gap for line in draft.page.lines[1:] if line.start in starts)
    return is_apart and any(_LABELLED.match(draft.page.of(line)) for line in block.after[:1])


def _read_flag(draft: Draft, language: str) -> None:
    """Country and region from the first line of a flag: `Flag of Sweden  Multiple locations, Sweden`."""
    for line in draft.page.lines:
        if found := _FLAG.fullmatch(draft.page.of(line)):
            draft.claim_line(line)
            _read_place(draft, line.span(found, "rest"), language)
            break


def _read_place(draft: Draft, span: Span, language: str) -> None:
    """The country that the words begin with, and the region behind it."""
    words = draft.page.text[span.start : span.end]
    for end in [*(gap.start() for gap in re.finditer(r"\s", words)), len(words)]:
        with suppress(numbers.Unreadable):
            codes.country_named(words[:end], (language, "en"))
            draft.read("country_code", Span(span.start, span.start + end), "prose")
            if place := words[end:].strip():
                start = span.start + words.index(place, end)
                draft.read("region_name", Span(start, start + len(place)), "prose")
            return
