"""Pages of projects and partners, of any host that no registry declares: prose in Norwegian, Swedish and Danish.

Belongs here: which of such pages tell of an operation, and what is asked of them. Does not belong here: how sentences are read
(`parsers.prose`), which the news of programmes share.

What is read here is of lower authority than a registry: a partner's telling, rounded, sometimes out of date. It gets no project code and
stays out of the warehouse's projects.
"""

from __future__ import annotations

import re

from parsers.page.addresses import canonical, host_of
from parsers.page.blocks import block_of
from parsers.page.labels import Printing, label_key, own_lines
from parsers.page.text import Line, PageText, Span
from parsers.prose.amounts import read_money, resolve_recipients
from parsers.prose.awards import award_in, read_award
from parsers.prose.goals import read_activities, read_goals
from parsers.prose.language import Language, language_of
from parsers.prose.partners import read_parties
from parsers.prose.sentences import Sentence, sentences_of
from parsers.prose.times import read_times
from parsers.prose.title_fund_places import read_names
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_pairs
from parsers.record.readings import reading_of
from parsers.record.title_and_text import is_title
from parsers.registry import Expect, Link, Page, Reading, Registry
from parsers.values import numbers
from parsers.values.dates import durations_in

REGISTRY = Registry(
    code="project_page",
    title="Pages of projects and partners",
    country="EU",
    languages=("nb", "nn", "sv", "da"),
    publisher="the project or partner whose page it is",
    licence="the page's own; facts only are kept",
    hosts=("techcollege.dk", "www.regionstockholm.se"),
    start_urls=(
        "https://techcollege.dk/om-techcollege/udvikling/stem-vejen-til-erhvervskompetence-og-beskaeftigelse/",
        "https://www.regionstockholm.se/om-region-stockholm/eu-och-internationellt-arbete/strukturfondspartnerskapet/beviljade-projekt/",
    ),
    schedule="0 7 1 * *",
    min_delay_s=2.0,
    currency="SEK",
    other_currencies=("EUR", "NOK", "DKK"),
    number_locale="sv-prose",
    date_forms=("iso", "dotted", "named", "month", "term", "year"),
    funds=("ERDF", "ESF", "ESF+"),
    programmes=(),
    nuts_version=2021,
    grain="project",
    authority="project_page",
    printing=Printing(
        runs_through=True,
        after_gap=True,
        mixed=True,
        lists=(
            *("Prosjekteier", "Prosjekteiere", "Projektägare"),
            *("Samarbeidspartnere", "Samarbeidspartnere Norge", "Samarbeidspartnere Sverige", "Samarbetspartner"),
        ),
    ),
    expect=Expect(min_projects=0, max_unknown_label=1.0, max_age_days=62),
    labels={
        "Projektets totala budget (inklusive medfinansiering)": "total_cost",
        "Projektets totala budget": "total_cost",
        "Totalbudget": "total_cost",
        "Totalbudsjett": "total_cost",
        "EU-stöd": "eu_contribution",
        "EU-støtte": "eu_contribution",
        "Statliga IR-medel": "national_contribution",
        "Statlige IR-midler": "national_contribution",
        "Projektperiod": "period",
        "Prosjektperiode": "period",
        "Projekttid": "period",
        "EU-fond eller -program som beviljat projektmedel": "fund_code",
        "Projektets tema": "priority_name",
        "Insatsområde": "priority_name",
        "Innsatsområde": "priority_name",
        "Svensk projektägare": "beneficiary_name",
        "Svensk prosjekteier": "beneficiary_name",
        "Norsk projektägare": "partner_name",
        "Norsk prosjekteier": "partner_name",
        "Prosjekteier": "partner_name",
        "Prosjekteiere": "partner_name",
        "Projektägare": "partner_name",
        "Samarbeidspartnere": "partner_name",
        "Samarbeidspartnere Norge": "partner_name",
        "Samarbeidspartnere Sverige": "partner_name",
        "Samarbetspartner": "partner_name",
        "Projektet pågår": "period",
        "Prosjektet pågår": "period",
    },
    dropped=(
        "Kontakt",
        "Kontaktperson",
        "Kontaktpersoner",
        "Kontaktpersoner for prosjektet",
        "Projektleder",
        "Projektledare",
        "Prosjektleder",
        "E-post",
        "E-mail",
        "Telefon",
    ),
    fund_names={
        "Europeiska socialfonden": "ESF",
        "Europeiska socialfonden plus": "ESF+",
        "Europeiska regionala utvecklingsfonden": "ERDF",
    },
    ignored={"Stockholms roll i projektet": "the owner's part in words"},
    layouts=("prose, headings and lists of any kind; announcements `OWNER får AMOUNT ... för projektet TITLE`, one project each",),
    notes=(
        "lower authority than a registry; no code, so nothing of it enters the projects of the warehouse",
        "a share of Union and national money together is kept as such: it is no Union rate",
        "a period in years is kept as printed, start and end derived from it with their precision",
        "the currency of `kr` follows the language of the sentence",
    ),
)

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
_NORDIC: tuple[Language, ...] = ("sv", "nb", "da")


def canonical_url(url: str) -> str:
    """The one address of a page, without query and fragment."""
    return canonical(url, host_of(url))


def discover(page: Page) -> list[Link]:
    """No links: pages of projects are named one by one."""
    return []


def is_project(page: Page) -> bool:
    """Whether the page tells of at least one operation."""
    return parse(page).kind in ("partner", "news")


def parse(page: Page) -> Reading:
    """One record from a page on a project, several from announcements, none from a page that tells of no operation."""
    told = sentences_of(page.text, own_lines(page.text), "sv")
    found = [(each.span.start, award) for each in told if (award := award_in(each.words))]
    if found:
        drafts = [read_award(page, REGISTRY, at, award, number) for number, (at, award) in enumerate(found, 1)]
        return reading_of("news", page, drafts)
    language = _language_of(page)
    if language not in _NORDIC or _CALL.search(page.text.text) or not _THE_PROJECT.search(page.text.text):
        return reading_of("other", page, [])
    draft = _read(page, language)
    present = {name for name, _ in draft.observations}
    tells = present & _GOALS or (present & _FACTS and _UNION_WORD.search(page.text.text))
    return reading_of("partner", page, [draft]) if tells else reading_of("other", page, [])


def _language_of(page: Page) -> Language | None:
    """The language of a page; between Danish and Norwegian, which share most small words, its host's country decides."""
    found = language_of(page.text.text)
    of_host: Language | None = {"dk": "da", "no": "nb"}.get(host_of(page.url).rpartition(".")[2])  # type: ignore[assignment]
    return of_host if of_host and found in ("da", "nb") else found


def _read(page: Page, language: Language) -> Draft:
    draft = Draft(page.text, REGISTRY)
    lines = tuple(line for line in own_lines(page.text) if not _is_noise(page.text.of(line)))
    told = list(sentences_of(page.text, lines, language))
    known = REGISTRY.vocabulary
    block = block_of(PageText(page.text.text, lines, page.text.is_html), known.all, known.dropped, REGISTRY.printing)
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
