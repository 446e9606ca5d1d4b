"""Interreg Northern Periphery and Arctic: pages that list many projects, each a description, its lead partner and a list of partners."""

from __future__ import annotations

import re

from parsers.declaration import Registry
from parsers.page.labels import Block, Pair, bullet_end, key_of, label_key
from parsers.page.text import Line, PageText, Span
from parsers.reading import Page, Reading
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_pairs
from parsers.record.party_names import country_behind_name, country_tail
from parsers.record.readings import reading_of
from parsers.record.title_and_text import is_title
from parsers.values import numbers

_LEAD = re.compile(r"Lead [Pp]artner:\s*(?P<name>[A-ZÅÄÖÆØÞÍÁ0-9].*?)\s*(?=Partnership:|$)")
_PARTNERSHIP = re.compile(r"Partnership:\s*(?P<list>\S.*)")
_ONE_OF_LIST = re.compile(r"[^()]+\([A-Z]{2}\)")
_ACRONYM = re.compile(r"(?P<name>[A-Z][\w&+-]{2,30})[’']s (?:overall )?(?:objective|aim|goal)")
_HEADED = re.compile(r"(?P<name>[A-Z][\w&+ -]{2,30}?)\s+[-–]\s+(?P<title>\S.*)")
_MONEY = re.compile(r"(?P<label>Total budget|Total funding|ERDF):\s*(?P<value>[\d.,]+\s*(?:Eur|EUR|€)?)")
_ENDS = frozenset(("learn more", "with a large network of associated partners"))


def read(page: Page, registry: Registry) -> Reading:
    """One record for every lead partner of a page, in its order."""
    lines = page.text.lines
    leads = [at for at, line in enumerate(lines) if _LEAD.search(page.text.of(line)) and _leads_a_project(page.text, lines, at)]
    drafts = []
    for number, at in enumerate(leads, 1):
        begins = _end_of(page.text, lines, leads[number - 2]) if number > 1 else 0
        own = lines[at : max(_end_of(page.text, lines, at), at + 1)]
        draft = Draft(page.text, registry, number)
        _read_name(draft, lines[begins:at])
        _read_lead(draft, lines[at])
        _read_partners(draft, own)
        _read_money(draft, own)
        draft.derive("fund_code", "ERDF", "the fund of the programme; the page prints none")
        settle_currency(draft)
        drafts.append(draft)
    return reading_of("list" if drafts else "other", page, drafts)


def _leads_a_project(page: PageText, lines: tuple[Line, ...], at: int) -> bool:
    """Whether a lead partner is one of a project and not of a rule: partners follow, or its country stands behind it."""
    found = _LEAD.search(page.of(lines[at]))
    following = [page.of(line) for line in lines[at + 1 : at + 4]]
    has_partners = any(country_tail(words) or _PARTNERSHIP.match(words) for words in following)
    before = lines[max(0, at - 4) : at]
    is_headed = any(line.role == "heading" or _HEADED.fullmatch(page.of(line)) or _ACRONYM.match(page.of(line)) for line in before)
    has_country = found is not None and country_tail(found["name"]) is not None
    return has_partners or is_headed or has_country or _PARTNERSHIP.search(page.of(lines[at])) is not None


def _end_of(page: PageText, lines: tuple[Line, ...], lead: int) -> int:
    """Where what belongs to a lead partner ends: behind its list of partners and the link that follows."""
    at = lead + 1
    while at < len(lines) and (
        _is_partner(page, lines[at])
        or (at > lead + 1 and _is_listed_name(page, lines, at))
        or key_of(page, lines[at]).rstrip(".") in _ENDS
        or _MONEY.search(page.of(lines[at]))
        or _PARTNERSHIP.match(page.of(lines[at]))
    ):
        at += 1
    return at


def _is_partner(page: PageText, line: Line) -> bool:
    words = page.of(line)
    return country_tail(words) is not None and (bullet_end(words) > 0 or line.shape.startswith("li"))


def _is_listed_name(page: PageText, lines: tuple[Line, ...], at: int) -> bool:
    """Whether a bulleted line without a country stands inside a list of partners."""
    words = page.of(lines[at])
    bulleted = bullet_end(words) > 0 or lines[at].shape.startswith("li")
    beside = [near for near in (at - 1, at + 1) if 0 <= near < len(lines) and _is_partner(page, lines[near])]
    return bulleted and bool(beside) and not lines[at].after_gap and not words.endswith((".", ":")) and len(words) < 120


def _read_name(draft: Draft, before: tuple[Line, ...]) -> None:
    """The acronym, or a heading `ACRONYM - Title`; the text before the lead partner is the description."""
    prose = [line for line in before if not is_title(draft.page.of(line)) and not draft.page.of(line).startswith("[")]
    for line in before:
        words = draft.page.of(line)
        skip = bullet_end(words)
        headed, named = _HEADED.fullmatch(words, skip) if is_title(words[skip:]) else None, _ACRONYM.match(words)
        if headed:
            draft.read("title", line.span(headed, "title"), "heading")
            draft.read("acronym", line.span(headed, "name"), "heading")
        elif named and draft.value("title") is None:
            draft.read("title", line.span(named, "name"), "prose")
    if prose:
        last = prose[-1]
        draft.read("description", Span(last.start, last.end), "prose")
    field = "acronym" if draft.value("acronym") else "title"
    name = draft.value(field)
    if name:
        draft.derive("project_code", name, "short name of the project; the registry prints no number", derived_from=(field,))
        draft.issue("provisional_code", "the registry prints no number; the code is made of the short name")
    else:
        draft.issue("missing_field", "the name of the project stands in no text (in a logo?); no code can be made", field="title")


def _read_lead(draft: Draft, line: Line) -> None:
    found = _LEAD.search(draft.page.of(line))
    assert found is not None
    name, at = found["name"], line.start + found.start("name")
    tail = country_tail(name)
    end = tail[0] if tail else len(name)
    draft.claim_line(line)
    draft.read("beneficiary_name", Span(at, at + end), "label", "Lead partner")
    if tail and (code := country_behind_name(draft, "country_code", tail[1])):
        draft.derive("country_code", code, f"({tail[1]}) behind the lead partner's name", derived_from=("beneficiary_name",))


def _read_partners(draft: Draft, lines: tuple[Line, ...]) -> None:
    for at, line in enumerate(lines):
        words = draft.page.of(line)
        if _is_partner(draft.page, line) or (at > 1 and _is_listed_name(draft.page, lines, at)):
            _add_partner(draft, Span(line.start + bullet_end(words), line.end))
        listed = _PARTNERSHIP.search(words)
        for one in _ONE_OF_LIST.finditer(words, listed.start("list")) if listed else ():
            skip = len(one.group()) - len(one.group().lstrip(", "))
            _add_partner(draft, Span(line.start + one.start() + skip, line.start + one.end()))


def _add_partner(draft: Draft, span: Span) -> None:
    words = draft.page.text[span.start : span.end]
    tail = country_tail(words)
    item = draft.next_item("partner_name")
    draft.read("partner_name", span, "prose", value=numbers.plain(words[: tail[0]] if tail else words), item_no=item)
    draft.derive("partner_role", "partner", "listed below the lead partner", item, derived_from=("partner_name",))
    if tail and (code := country_behind_name(draft, "partner_country_code", tail[1])):
        at = span.start + tail[0] + words[tail[0] :].index(tail[1])
        draft.read("partner_country_code", Span(at, at + len(tail[1])), "prose", value=code, item_no=item)


def _read_money(draft: Draft, lines: tuple[Line, ...]) -> None:
    found = [(line, each) for line in lines for each in _MONEY.finditer(draft.page.of(line))]
    pairs = [
        Pair(each["label"], label_key(each["label"]), True, line.span(each, "label"), line.span(each, "value")) for line, each in found
    ]
    read_pairs(draft, Block(tuple(pairs), (), ()))
