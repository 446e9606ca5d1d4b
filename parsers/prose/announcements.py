"""News of a programme that announce several operations, in label lines or in sentences: one record each.

Belongs here: what the news of Interreg programmes share. Does not belong here: the labels of a programme (its module).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from parsers.declaration import Registry
from parsers.page.blocks import block_of
from parsers.page.labels import Block, key_of, label_key
from parsers.page.text import MASK, Line, PageText, Span
from parsers.prose.amounts import read_money
from parsers.prose.language import Language, language_of
from parsers.prose.partners import read_parties
from parsers.prose.sentences import sentences_of
from parsers.prose.times import read_times
from parsers.prose.title_fund_places import read_fund
from parsers.reading import Page, Reading
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_pairs
from parsers.record.page_parts import CONTACT_LINE, Part, parts_of_page
from parsers.record.readings import reading_of
from parsers.values.numbers import plain_lines

_BUDGET = re.compile(
    r"\b(?:Den totala budgeten|Den totale budsjettrammen|Det totale budsjettet|Totalbudsjettet|Totalbudgeten|Total budget"
    r"|Totalt prosjektomfang|Projektet [^.]{3,80} får (?:totalt )?[\d,. ]+ miljoner euro i stöd"
    r"|Totalbudsjett:|Projektet ägs av|Prosjektet eies av)",
    re.I,
)
_OWNERS = re.compile(r"(?:^|\.)\s*(?:Projektägare|Prosjekteiere?)\b", re.I)
_AREAS = frozenset(
    map(
        label_key,
        (
            *("Nordens Gröna Bälte", "Inre Skandinavien", "Gränslöst Samarbete", "Centrala Skandinavien"),
            *("Nordens Grønne Belte", "Indre Skandinavia", "Grenseløst Samarbeid", "Sentrale Skandinavia", "Midt-Skandinavia"),
            *("Sammanlagt", "Totalt", "Summa", "Til sammen", "Interreg Nord", "Interreg Sverige-Norge", "Interreg Sverige – Norge"),
        ),
    )
)
"""Parts of the programme area: they head groups of operations, or sums, and are no names of one."""
_MEASURES = frozenset(
    ("total_cost", "eu_contribution", "support_amount", "national_contribution", "start_on", "period", "duration_months", "funding_amount")
)
"""What an announcement must tell beside names to be one: an amount or a time."""
_QUOTES = tuple('–—-”"»«')  # what begins a quotation: words of a person, who is named behind them
_SHORTEST_PROSE = 25
_PROGRAMME = re.compile(r"Interreg[ -]Sverige\s?[-–]\s?Norge|Interreg[ -]Nord\b")


def announces(page: Page, registry: Registry) -> bool:
    """Whether a page tells of operations: sentences on a total budget or on owners, or blocks of two labels and more."""
    return bool(_runs_of_labels(page.text, registry)) or any(_is_told(page.text, line) for line in page.text.lines)


def read_announcements(page: Page, registry: Registry, *, finish_block: Callable[[Draft, Block], None] | None = None) -> Reading:
    """The records of a news page, in its order."""
    language = language_of(page.text.text, "sv") or "sv"
    runs = _runs_of_labels(page.text, registry)
    told_by_labels = {line.start for run in runs for line in run}
    passed_over = {key_of(page.text, line) for line in page.text.lines[:1]} | _AREAS | registry.vocabulary.all
    found = parts_of_page(page.text, lambda line: line.start in told_by_labels or _is_told(page.text, line), passed_over=passed_over)
    read = (_read_part(page, registry, part, language, finish_block) for part in _merged(page.text, found, registry))
    drafts = [draft for draft in read if draft is not None]
    for number, draft in enumerate(drafts, 1):
        _renumber(draft, number)
        _read_page_facts(draft, page, language)
        settle_currency(draft)
    return reading_of("news" if drafts else "other", page, drafts)


def _is_told(page: PageText, line: Line) -> bool:
    words = page.of(line)
    return bool(_BUDGET.search(words) or _OWNERS.search(words))


def _runs_of_labels(page: PageText, registry: Registry) -> list[list[Line]]:
    """Blocks of at least two consecutive lines that begin with a known label."""
    vocabulary = {key for key, field in registry.vocabulary.fields.items() if field != "programme_area"}
    runs: list[list[Line]] = [[]]
    for line in page.lines:
        head, colon, tail = page.of(line).partition(":")
        if colon and tail.strip() and label_key(head) in vocabulary:
            runs[-1].append(line)
        elif label_key(head) not in vocabulary:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _merged(page: PageText, found: list[Part], registry: Registry) -> list[Part]:
    """Parts with one title between them are one operation: its owners in one paragraph, its money in the next. Two that print the same
    label, or tell twice of owners or of a budget, are two operations, though the second has no title that can be told."""
    merged: list[Part] = []
    for part in found:
        is_same = part.title is None or (merged and merged[-1].title is not None and part.title.start == merged[-1].title.start)
        told = _told_by(page, merged[-1], registry) & _told_by(page, part, registry) if merged else set()
        if merged and is_same and not told:
            merged[-1] = Part(merged[-1].title, (*merged[-1].lines, *part.lines))
        else:
            merged.append(part)
    return merged


def _read_part(
    page: Page, registry: Registry, part: Part, language: Language, finish_block: Callable[[Draft, Block], None] | None
) -> Draft | None:
    draft = Draft(page.text, registry)
    if part.title is not None:
        draft.read("title", Span(part.title.start, part.title.end), "heading")
    within = PageText(page.text.text, part.lines, page.text.is_html)
    block = block_of(within, registry.vocabulary.all, registry.vocabulary.dropped, registry.printing)
    read_pairs(draft, block)
    if finish_block:
        finish_block(draft, block)
    labelled = [pair.value for pair in block.pairs if pair.value and pair.known]
    told = [each for each in sentences_of(page.text, part.lines, language) if not any(_overlap(each.span, value) for value in labelled)]
    read_money(draft, told)
    read_parties(draft, told, (), first_is_beneficiary=True)
    read_times(draft, told)
    _read_description(draft, part, block)
    facts = {name for name, _ in draft.observations} - {"title", "programme_area", "programme_name", "description"}
    is_named = part.title is not None or bool(facts & {"beneficiary_name", "partner_name"})
    is_told = bool(facts & {"beneficiary_name", "partner_name", "start_on", "period", "duration_months"}) or draft.value("description")
    return draft if is_named and is_told and (facts | draft.printed) & _MEASURES else None


def _read_description(draft: Draft, part: Part, block: Block) -> None:
    """The paragraphs of a part that nothing else was read from, up to the first one with facts behind them."""
    used = [pair.value for pair in block.pairs if pair.value] + [pair.label_span for pair in block.pairs] + draft.claimed
    prose: list[Line] = []
    for line in part.lines[1:]:
        span = Span(line.start, line.end)
        words = draft.page.of(line)
        if (
            any(_overlap(span, taken) for taken in used)
            or MASK in words
            or CONTACT_LINE.match(words)
            or words[:1] in _QUOTES
            or line.role != "text"
        ):
            if prose:
                break
        elif len(words) > _SHORTEST_PROSE:
            prose.append(line)
    if prose:
        span = Span(prose[0].start, prose[-1].end)
        draft.read("description", span, "prose", value=plain_lines(draft.page.text[span.start : span.end]))


def _told_by(page: PageText, part: Part, registry: Registry) -> set[str]:
    """What a part tells once: fields by their labels, its owners and its budget by sentences."""
    heads = {label_key(page.of(line).partition(":")[0]) for line in part.lines}
    fields = {registry.vocabulary.fields[head] for head in heads if head in registry.vocabulary.fields} - {"programme_area"}
    words = [page.of(line) for line in part.lines]
    sentences_on = {"owners": any(map(_OWNERS.search, words)), "budget": any(map(_BUDGET.search, words))}
    return fields | {name for name, is_there in sentences_on.items() if is_there}


def _overlap(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def _renumber(draft: Draft, number: int) -> None:
    draft.record_no = number
    draft.observations = {key: replace(seen, record_no=number) for key, seen in draft.observations.items()}
    draft.issues = [replace(issue, record_no=number) for issue in draft.issues]


def _read_page_facts(draft: Draft, page: Page, language: Language) -> None:
    """The fund and the programme, which the page names once for all."""
    for sentence in sentences_of(page.text, page.text.lines, language):
        read_fund(draft, sentence)
        programme = _PROGRAMME.search(sentence.words)
        if programme and draft.value("programme_name") is None:
            draft.read("programme_name", sentence.at(*programme.span()), "prose")
