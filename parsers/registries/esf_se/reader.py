"""Svenska ESF-rådet: calls that look like projects, headings with number and name, the prose behind the facts, press releases.

At least six layouts share one address form, so everything is read by label. What follows from a project's number is derived here.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from parsers.declaration import Registry
from parsers.page.addresses import parts_of
from parsers.page.labels import Block, key_of, label_key, tells_of_others
from parsers.page.text import Line, Span
from parsers.prose.awards import read_awards
from parsers.prose.sentences import sentences_of
from parsers.prose.title_fund_places import read_places, tells_of_places
from parsers.reading import Page, Reading
from parsers.record.draft import Draft
from parsers.record.title_and_text import label_keys, state_description
from parsers.values import codes, numbers
from parsers.vocabulary.reading_words import PageKind

_LIST_PATH = "/resultat/projektbanken"
_PROJECT_PATH = f"{_LIST_PATH}/projekt"
_NEWS_PATHS = ("/pressmeddelanden/", "/nyheter/", "/news/")
_CALL_LABELS = frozenset(map(label_key, ("Utlysning", "Utlyst belopp", "Sista ansökningsdag", "Ansökningsperiod")))
_CALL_AMOUNT = label_key("Utlyst belopp")
_CODE_LABELS = frozenset(map(label_key, ("Diarienummer", "Projektnummer")))
_OWNER_LABELS = frozenset(map(label_key, ("Projektägare", "Projektägare organisationsnummer", "Projektägare org.nr.")))
_NAME_LABELS = frozenset(map(label_key, ("Namn", "Projektperiod", "Startdatum")))
_BANNER = frozenset(map(label_key, ("information (1)", "Cookies", "Lär dig mer", "Logotyp på utskrifter", "Skriv ut", "Projekt")))
_BANNER_START = "den här hemsidan använder cookies"
_PROSE_HEADINGS = frozenset(map(label_key, ("Om projektet", "Sammanfattning", "Projektbeskrivning", "Beskrivning")))
_CODED_HEADING = re.compile(r"(\d{2}-\d{3}-S\d{2,}|\d{4}/\d{5})\s+[-–]\s+(\S.*)")
_REGION = re.compile(
    r"Stockholm|Östra Mellansverige|Småland (?:och|med) öarna|Sydsverige|Västsverige|Norra Mellansverige|Mellersta Norrland|Övre Norrland"
)


def kind(page: Page, registry: Registry) -> PageKind:
    """A project has a number and an owner or a name, and none of the labels that only a call has."""
    keys = label_keys(page.text)
    path = parts_of(page.url).path
    if path.startswith(_NEWS_PATHS):
        return "news"
    at_project = path.rstrip("/") == _PROJECT_PATH
    if _CALL_AMOUNT in keys or (keys & _CALL_LABELS and not at_project and not keys & _OWNER_LABELS):
        return "call"
    if (keys & _CODE_LABELS or at_project) and keys & (_OWNER_LABELS | _NAME_LABELS):
        return "project"
    if at_project:
        return "unreadable"
    return "list" if path.rstrip("/") == _LIST_PATH else "other"


def news(page: Page, registry: Registry) -> Reading:
    """One record for each project that a press release says was granted money."""
    return read_awards(page, registry, _REGION)


def amend(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """Adds the title of the heading, the description with the municipalities it names, and what follows from number and programme."""
    _read_heading(draft, block.before)
    _read_description(draft, block)
    if draft.value("participants") == "0":
        draft.issue("zero_or_missing", "0 participants may mean none or not reported", field="participants", value_raw="0")
    _derive(draft)


def _read_heading(draft: Draft, before: tuple[Line, ...]) -> None:
    """The title from `<number> - <name>` where no label gives it; banner lines and a bare `Projekt` are understood and carry nothing."""
    for line in before:
        words = draft.page.of(line)
        found = _CODED_HEADING.fullmatch(words)
        if found:
            draft.claim_line(line)
            for name, group in (("project_code", 1), ("title", 2)):
                span = line.span(found, group)
                heading = numbers.plain(found.group(group))
                if draft.value(name) is None and not (name == "project_code" and _label_unread(draft, name)):
                    draft.read(name, span, "heading")
                elif draft.value(name) not in (None, heading):
                    told = f"the heading says {heading!r}, the label {draft.value(name)!r}"
                    draft.issue("conflicting_values", told, field=name, value_raw=heading)
        elif label_key(words) in _BANNER or words.casefold().startswith(_BANNER_START):
            draft.claim_line(line)


def _label_unread(draft: Draft, name: str) -> bool:
    return any(issue.field == name for issue in draft.issues)


def _read_description(draft: Draft, block: Block) -> None:
    """The prose after the labels: what stands under a heading such as `Sammanfattning`, or else all of it up to the first heading."""
    after, last = block.after, block.pairs[-1] if block.pairs else None
    if last and last.key in draft.registry.vocabulary.dropped and last.value is None:
        after = after[1:]  # behind a gap: the name of a person, not the beginning of the prose
    titled = next((at for at, line in enumerate(after) if line.role == "heading" and key_of(draft.page, line) in _PROSE_HEADINGS), None)
    if titled is not None:
        draft.claim_line(after[titled])
        after = after[titled + 1 :]
    prose = tuple(takewhile(lambda line: line.role == "text" and not _ends_prose(draft, line), after))
    span = state_description(draft, Span(prose[0].start, prose[-1].end)) if prose else None
    if span:
        told = [line for line in prose if line.end <= span.end and "kommuner" in draft.page.of(line)]
        named = [line for line in told if tells_of_places(draft.page.of(line))]
        for sentence in sentences_of(draft.page, named, "sv"):
            read_places(draft, sentence)


def _ends_prose(draft: Draft, line: Line) -> bool:
    """Whether a line behind the facts is another project's or a person's: a known label, a numbered heading, a label of personal data that
    a line begins with (`Kontaktperson: ...`, `Projektledare Anna ...`)."""
    key, known, words = key_of(draft.page, line), draft.registry.vocabulary, draft.page.of(line)
    is_contact = key in known.dropped or key.startswith(_followed(known.dropped))
    return is_contact or key in known.fields or _CODED_HEADING.fullmatch(words) is not None or tells_of_others(words)


@cache
def _followed(labels: frozenset[str]) -> tuple[str, ...]:
    return tuple(label + after for label in labels for after in ": ")


def _derive(draft: Draft) -> None:
    code, printed = draft.value("project_code"), draft.value("cci")
    if code and draft.value("programming_period") is None:
        period = "2014-2020" if "/" in code else "2021-2027"
        draft.derive("programming_period", period, f"form of the project number {code}", derived_from=("project_code",))
    if draft.value("programming_period") == "2014-2020" and not draft.value("fund_code"):
        rule = "the council's fund in 2014-2020; the page prints none"
        draft.derive("fund_code", "ESF", rule, derived_from=("programming_period",))
    programme = codes.complete_cci(printed, draft.registry.programmes) if printed else None
    if programme:
        rule = f"the only programme of the registry beginning with {printed}"
        draft.derive("programme_cci", programme, rule, derived_from=("cci",))
    elif printed:
        draft.issue("unknown_programme", f"no single programme begins with {printed}", field="cci", value_raw=printed)
