"""Pages of projects and partners, of any host that no registry declares: prose in Norwegian, Swedish and Danish.

Belongs here: which of such pages tell of an operation, and what is asked of them. Does not belong here: how sentences are read
(`parsers.prose`), which the news of programmes share.

What is read here is of lower authority than a registry: a partner's telling, rounded, sometimes out of date. It gets no project code and
stays out of the warehouse's projects.
"""

from __future__ import annotations

import re

from parsers.declaration import Registry
from parsers.page.addresses import host_of
from parsers.page.blocks import block_of
from parsers.page.labels import label_key, own_lines
from parsers.page.text import Line, PageText, Span
from parsers.prose.amounts import read_money, resolve_recipients
from parsers.prose.awards import award_in, read_award
from parsers.prose.goals import read_activities, read_goals
from parsers.prose.language import Language, language_of
from parsers.prose.partners import read_parties
from parsers.prose.sentences import Sentence, sentences_of
from parsers.prose.times import read_times
from parsers.prose.title_fund_places import read_names
from parsers.reading import Page, Reading
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_pairs
from parsers.record.readings import reading_of
from parsers.record.title_and_text import is_title
from parsers.values import numbers
from parsers.values.dates import durations_in
from parsers.vocabulary.countries import countries

_THE_PROJECT = re.compile(r"pros?jektets?\b|pros?jekt(?:perioden|tiden)|projektägare|prosjekteier|\bpros?jekt(?:titel|navn)", re.I)
_UNION_WORD = re.compile(r"\bEUs?\b|EU-|Interreg|\bESF\b|\bERUF\b|[Ss]ocialfond|[Rr]egionalfond|utvecklingsfond|utviklingsfond")
_GOALS = frozenset(("indicator_target_change_pct", "indicator_name"))
_CALL = re.compile(
    r"\b(?:utlyst belopp|sista ansökningsdag|ansøgningsfrist|ansøgningsperiode|søknadsfrist|utlysningen öppnar|sök stöd"
    r"|call for (?:projects|proposals)|programme description|managing authority|programbeskriv\w+"
    r"|forvaltningsmyndighed|förvaltningsmyndighet|förvaltande myndighet|operativt program|CCI[- ]num\w+)\b",
    re.I,
)
_FACTS = frozenset(
    (
        *("total_cost", "eu_contribution", "support_amount", "national_contribution", "beneficiary_name", "partner_name"),
        *("indicator_target_change_pct", "indicator_name", "activity_name", "funding_amount", "funding_share_pct", "acronym"),
    )
)
_QUOTED = re.compile(r"Fakta om pro(?:j|sj)ektet [«\"”](?P<title>.+)[»\"”]")
_OWNER_LABELS = ("Prosjekteier", "Prosjekteiere", "Projektägare", "Norsk projektägare", "Norsk prosjekteier")
_ROLES = dict.fromkeys(map(label_key, _OWNER_LABELS), "owner")
_ALIKE: tuple[Language, ...] = ("da", "nb")
_NORDIC: tuple[Language, ...] = ("sv", "nb", "da")


def read(page: Page, registry: Registry) -> Reading:
    """One record from a page on a project, several from announcements, none from a page that tells of no operation."""
    told = sentences_of(page.text, own_lines(page.text), "sv")
    found = [(each.span.start, award) for each in told if (award := award_in(each.words))]
    if found:
        drafts = [read_award(page, registry, at, award, number) for number, (at, award) in enumerate(found, 1)]
        return reading_of("news", page, drafts)
    language = _language_of(page)
    if language not in _NORDIC or _CALL.search(page.text.text) or not _THE_PROJECT.search(page.text.text):
        return reading_of("other", page, [])
    draft = _read(page, registry, language)
    present = {name for name, _ in draft.observations}
    tells = present & _GOALS or (present & _FACTS and _UNION_WORD.search(page.text.text))
    return reading_of("partner", page, [draft]) if tells else reading_of("other", page, [])


def _language_of(page: Page) -> Language | None:
    """The language of a page; between Danish and Norwegian, which share most small words, its host's country decides."""
    found = language_of(page.text.text)
    country = countries().get(host_of(page.url).rpartition(".")[2].upper())
    own = [language for language in _ALIKE if country and language in country.languages]
    return own[0] if own and found in _ALIKE else found


def _read(page: Page, registry: Registry, language: Language) -> Draft:
    draft = Draft(page.text, registry)
    lines = tuple(line for line in own_lines(page.text) if not _is_noise(page.text.of(line)))
    told = list(sentences_of(page.text, lines, language))
    known = registry.vocabulary
    block = block_of(PageText(page.text.text, lines, page.text.is_html), known.all, known.dropped, registry.printing)
    read_pairs(draft, block)
    for seen in draft.items("partner_name"):
        role = _ROLES.get(label_key(seen.label or ""), "partner")
        draft.derive("partner_role", role, f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
    _read_title(draft, page, lines)
    read_names(draft, told)
    read_money(draft, told)
    read_times(draft, told)
    read_parties(draft, told, lines, first_is_beneficiary=False)
    read_activities(draft, told, lines)
    read_goals(draft, told, lines)
    resolve_recipients(draft)
    settle_currency(draft)
    headings = [line for line in lines if line.role == "heading"]
    _read_description(draft, [each for each in told if not any(line.start <= each.span.start < line.end for line in headings)])
    return draft


def _is_noise(words: str) -> bool:
    """Whether a line is a broken table's head, a picture's name or the title of a link."""
    return bool(re.fullmatch(r"Content\d* \| \w+|\[(?:…|\.\.\.)\]|[\w-]+_[\w-]+", words)) or label_key(words) in ("les mer", "läs mer")


def _read_title(draft: Draft, page: Page, lines: tuple[Line, ...]) -> None:
    """The page's first heading: in markup the first one, in text the first line if it can be one and stands alone."""
    headings = [line for line in lines if line.role == "heading" and is_title(page.text.of(line))]
    first = headings[:1] or [line for line in lines[:1] if is_title(page.text.of(line))]
    if first and draft.value("title") is None:
        quoted = _QUOTED.fullmatch(page.text.of(first[0]))
        start, end = quoted.span("title") if quoted else (0, first[0].end - first[0].start)
        draft.read("title", Span(first[0].start + start, first[0].start + end), "heading")


def _read_description(draft: Draft, told: list[Sentence]) -> None:
    """The first paragraph that says what the project is for."""
    for sentence in told:
        purpose = re.search(r"\b(?:Hovedmålet|Målet med|Syftet|Formålet|Projektets mål|Prosjektets mål)\b", sentence.words)
        if purpose and not durations_in(sentence.words) and draft.value("description") is None:
            draft.read("description", sentence.span, "prose", value=numbers.plain(sentence.words))
