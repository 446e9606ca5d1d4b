"""Svenska ESF-rådet: the project bank (ESF+ 2021-27, ESF 2014-20) and the council's press releases on granted projects.

At least six layouts share one address form, so everything is read by label. Calls for applications (utlysningar) look alike and are no
projects. `Beviljat ESF-stöd` is Union and state money together; the page never prints a currency (SEK).
"""

from __future__ import annotations

import re
from itertools import takewhile

from parsers.page.addresses import canonical, host_of, parts_of, query_of
from parsers.page.html import links
from parsers.page.labels import Block, label_key, tells_of_others
from parsers.page.text import Line, Span
from parsers.prose.awards import read_awards
from parsers.prose.sentences import sentences_of
from parsers.prose.title_fund_places import read_places
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, unreadable
from parsers.record.title_and_text import label_keys, state_description
from parsers.registry import Expect, Issue, Link, Page, PageKind, Reading, Registry
from parsers.values import codes, numbers

REGISTRY = Registry(
    code="esf_se",
    title="Svenska ESF-rådets projektbank",
    country="SE",
    languages=("sv",),
    publisher="Svenska ESF-rådet (Rådet för Europeiska socialfonden i Sverige)",
    licence="not established (unverified); published under Article 49 of Regulation (EU) 2021/1060",
    hosts=("www.esf.se",),
    start_urls=("https://www.esf.se/resultat/projektbanken/",),
    schedule="0 4 * * 1",
    min_delay_s=1.0,
    currency="SEK",
    number_locale="sv",
    funds=("ESF+", "ESF"),
    programmes=("2021SE05SFPR001", "2014SE05M9OP001"),
    nuts_version=2021,
    grain="project",
    list_total=r"Visar [\d\s]+[-–][\d\s]+ av (?P<n>[\d\s]+?) projekt",
    expect=Expect(
        min_projects=40,
        fill={
            "title": 1.0,
            "start_on": 0.9,
            "end_on": 0.9,
            "beneficiary_name": 0.9,
            "eu_cofinancing_rate_pct": 0.9,
            "region_name|nuts_code": 0.9,
        },
    ),
    labels={
        "Diarienummer": "project_code",
        "Projektnummer": "project_code",
        "Namn": "title",
        "Startdatum": "start_on",
        "Slutdatum": "end_on",
        "Projektperiod": "period",
        "Land som berörs": "country_code",
        "Stödmottagarens land": "country_code",
        "Berörd fond": "fund_code",
        "Fond": "fund_code",
        "Program CCI": "cci",
        "Programperiod": "programming_period",
        "Projektägare": "beneficiary_name",
        "Projektägare organisationsnummer": "beneficiary_org_number",
        "Projektägare org.nr.": "beneficiary_org_number",
        "Stödmottagare postnr": "beneficiary_postcode",
        "Stödmottagarens postnummer": "beneficiary_postcode",
        "Stödmottagare ort": "beneficiary_city",
        "Stödmottagarens ort": "beneficiary_city",
        "Unionens medfinansieringsgrad": "eu_cofinancing_rate_pct",
        "Programområde": "programme_area",
        "Specifikt mål": "specific_objective_code",
        "Sekundärtema - Motverka barnfattigdom": "is_child_poverty",
        "Region": "region_name",
        "NUTS-2 kod": "nuts_code",
        "Interventionstyp": "intervention_field_code",
        "Antal deltagare": "participants",
        "Planerat antal deltagare": "participants_planned",
        "Insats av strategisk betydelse": "is_strategic",
        "Total projektbudget": "total_cost",
        "Beviljat ESF-stöd": "support_amount",
        "EU-stöd": "eu_contribution",
        "EU-stöd i SEK": "eu_contribution",
    },
    dropped=(
        "Kontaktperson",
        "Kontaktpersoner",
        "Kontakt",
        "E-post",
        "E-postadress",
        "Telefon",
        "Telefonnummer",
        "Projektledare",
        "Ansvarig handläggare",
    ),
    ignored={"Stödmottagarens address": "misspelt, always empty", "Stödmottagarens adress": "street address, not needed"},
    patterns={
        "project_code": r"\d{2}-\d{3}-S\d{2,}|\d{4}/\d{5}",
        "programming_period": r"2021-2027|2014-2020",
        "intervention_field_code": r"\d{3}",
        "programme_area": r"\w[\w &.,-]{0,40}",
        "specific_objective_code": r"[A-Z]?\d(?:\.\d{1,2})?[A-Z]?|[A-Z]\d[A-Z]?",
    },
    layouts=(
        "A: `<number> - <name>`, country, fund and CCI first, `Projektnummer` last; a cookie banner may come before",
        "B: the same heading, number, name and dates first, no `Projektnummer`",
        "C: no name and no region among the labels, amounts, other words for the owner's number, postcode and town",
        "D: the heading is just `Projekt`, labels in the order of the alphabet, amounts",
        "E1, E2 (2014-20): empty dates or none, a contact person, no fund, CCI or NUTS; E2 without `Diarienummer`",
        "press releases: one granted project to a line, `OWNER får AMOUNT till projektet TITLE`",
    ),
    notes=(
        "`Beviljat ESF-stöd` is Union and state money together, never the Union's share; no currency is printed (SEK)",
        "an empty value is followed at once by the next label",
        "calls (`Utlyst belopp`) look alike and are no projects",
        "`SE0` is a national pseudo code",
        "press releases give no code and stay out of the warehouse",
    ),
    fund_names={"ESF+": "ESF+", "ESF": "ESF", "Europeiska socialfonden+": "ESF+", "Europeiska socialfonden": "ESF"},
)

_LIST_PATH = "/resultat/projektbanken/"
_PROJECT_PATH = "/resultat/projektbanken/projekt/"
_NEWS_PATHS = ("/pressmeddelanden/", "/nyheter/", "/news/")
_CALL_LABELS = frozenset(map(label_key, ("Utlysning", "Utlyst belopp", "Sista ansökningsdag", "Ansökningsperiod")))
_CALL_AMOUNT = frozenset((label_key("Utlyst belopp"),))
_CODE_LABELS = frozenset(map(label_key, ("Diarienummer", "Projektnummer")))
_OWNER_LABELS = frozenset(map(label_key, ("Projektägare", "Projektägare organisationsnummer", "Projektägare org.nr.")))
_NAME_LABELS = frozenset(map(label_key, ("Namn", "Projektperiod", "Startdatum")))
_BANNER = frozenset(map(label_key, ("information (1)", "Cookies", "Lär dig mer", "Logotyp på utskrifter", "Skriv ut")))
_BANNER_START = "den här hemsidan använder cookies"
_PERSONAL_LABELS = frozenset(map(label_key, REGISTRY.dropped))
_PROSE_HEADINGS = frozenset(map(label_key, ("Om projektet", "Sammanfattning", "Projektbeskrivning", "Beskrivning")))
_CODED_HEADING = re.compile(r"(\d{2}-\d{3}-S\d{2,}|\d{4}/\d{5})\s+[-–]\s+(\S.*)")
_REGION = re.compile(
    r"Stockholm|Östra Mellansverige|Småland (?:och|med) öarna|Sydsverige|Västsverige|Norra Mellansverige|Mellersta Norrland|Övre Norrland"
)


def canonical_url(url: str) -> str:
    """The one address of a page however it is linked: a raw or encoded slash in `dnr`, tracking parameters and fragments do not matter."""
    host = host_of(url)
    return canonical(url, f"www.{host}" if host == "esf.se" else host, ("dnr", "sida", "page"), without=(("sida", "1"),))


def discover(page: Page) -> list[Link]:
    """The project pages and further list pages a list page links to."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        if parts.hostname not in REGISTRY.hosts:
            continue
        query = query_of(address)
        if parts.path == _PROJECT_PATH and query.get("dnr"):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif parts.path == _LIST_PATH and query.keys() & {"sida", "page"}:
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a project: a number and an owner, and none of the labels only a call has."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, several from a press release, none from any other page.

    A page at a project's address that shows neither a project nor a call is reported and quarantined, not passed over.
    """
    kind = _kind(page)
    if kind == "project":
        return _read_project(page)
    if kind == "news":
        return read_awards(page, REGISTRY, _REGION)
    issues: tuple[Issue, ...] = ()
    if kind == "call" and parts_of(page.url).path.rstrip("/") == _PROJECT_PATH.rstrip("/"):
        issues = (Issue.of("call_at_project_address", "a call for applications stands at a project's address"),)
    if kind == "unreadable":
        return unreadable(page, "neither Diarienummer nor Projektnummer beside an owner or a name")
    return Reading(kind, (), issues, 0.0, len(page.text.text))


def _kind(page: Page) -> PageKind:
    keys = label_keys(page.text)
    path = parts_of(page.url).path
    if path.startswith(_NEWS_PATHS):
        return "news"
    at_project = path.rstrip("/") == _PROJECT_PATH.rstrip("/")
    if keys & _CALL_AMOUNT or (keys & _CALL_LABELS and not at_project and not keys & _OWNER_LABELS):
        return "call"
    if (keys & _CODE_LABELS or at_project) and keys & (_OWNER_LABELS | _NAME_LABELS):
        return "project"
    if at_project:
        return "unreadable"
    return "list" if path == _LIST_PATH else "other"


def _read_project(page: Page) -> Reading:
    draft, block = read_labels(page.text, REGISTRY)
    _read_heading(draft, block.before)
    _check_code(draft, page.url)
    _read_description(draft, block)
    if draft.value("participants") == "0":
        draft.issue("zero_or_missing", "0 participants may mean none or not reported", field="participants", value_raw="0")
    _derive(draft)
    return finish(draft, page, mandatory=("project_code", "title"), missed=())


def _read_heading(draft: Draft, before: tuple[Line, ...]) -> None:
    """The title from `<number> - <name>` where no label gives it; banner lines and a bare `Projekt` are understood and carry nothing."""
    for line in before:
        words = draft.page.of(line)
        found = _CODED_HEADING.fullmatch(words)
        if found:
            draft.claim_line(line)
            for name, group in (("project_code", 1), ("title", 2)):
                span = Span(line.start + found.start(group), line.start + found.end(group))
                heading = numbers.plain(found.group(group))
                if draft.value(name) is None and not (name == "project_code" and _label_unread(draft, name)):
                    draft.read(name, span, "heading")
                elif draft.value(name) not in (None, heading):
                    told = f"the heading says {heading!r}, the label {draft.value(name)!r}"
                    draft.issue("conflicting_values", told, field=name, value_raw=heading)
        elif label_key(words) in _BANNER | {"projekt"} or words.casefold().startswith(_BANNER_START):
            draft.claim_line(line)


def _label_unread(draft: Draft, name: str) -> bool:
    return any(issue.field == name for issue in draft.issues)


def _check_code(draft: Draft, url: str) -> None:
    asked, printed = query_of(url).get("dnr"), draft.value("project_code")
    if asked and printed and asked.strip().casefold() != printed.casefold():
        told = f"the address asks for {asked}, the page shows {printed}; nothing of it is kept"
        draft.issue("code_mismatch", told, field="project_code", value_raw=printed)


def _read_description(draft: Draft, block: Block) -> None:
    """The prose after the labels: what stands under a heading such as `Sammanfattning`, or else all of it up to the first heading."""
    after, last = block.after, block.pairs[-1] if block.pairs else None
    if last and last.key in _PERSONAL_LABELS and last.value is None:
        after = after[1:]  # behind a gap: the name of a person, not the beginning of the prose
    titled = next(
        (at for at, line in enumerate(after) if line.role == "heading" and label_key(draft.page.of(line)) in _PROSE_HEADINGS), None
    )
    if titled is not None:
        draft.claim_line(after[titled])
        after = after[titled + 1 :]
    prose = tuple(takewhile(lambda line: line.role == "text" and not _ends_prose(draft.page.of(line)), after))
    span = state_description(draft, Span(prose[0].start, prose[-1].end)) if prose else None
    if span:
        named = [line for line in prose if line.end <= span.end and "kommuner" in draft.page.of(line)]
        for sentence in sentences_of(draft.page, named, "sv"):
            read_places(draft, sentence)


def _ends_prose(words: str) -> bool:
    """Whether a line behind the facts is another project's or a person's: a known label, a numbered heading, a label of personal data."""
    is_fact = label_key(words) in REGISTRY.vocabulary.fields or _CODED_HEADING.fullmatch(words) is not None
    return is_fact or tells_of_others(words) or _is_contact(words)


def _is_contact(words: str) -> bool:
    """Whether a line of prose begins with a label of personal data: `Kontaktperson: ...`, `Projektledare Anna ...`."""
    key = label_key(words)
    return any(key == label or key.startswith((f"{label}:", f"{label} ")) for label in _PERSONAL_LABELS)


def _derive(draft: Draft) -> None:
    code, printed = draft.value("project_code"), draft.value("cci")
    if code and draft.value("programming_period") is None:
        period = "2014-2020" if "/" in code else "2021-2027"
        draft.derive("programming_period", period, f"form of the project number {code}", derived_from=("project_code",))
    if draft.value("programming_period") == "2014-2020" and not draft.value("fund_code"):
        rule = "the council's fund in 2014-2020; the page prints none"
        draft.derive("fund_code", "ESF", rule, derived_from=("programming_period",))
    programme = codes.complete_cci(printed, REGISTRY.programmes) if printed else None
    if programme:
        rule = f"the only programme of the registry beginning with {printed}"
        draft.derive("programme_cci", programme, rule, derived_from=("cci",))
    elif printed:
        draft.issue("unknown_programme", f"no single programme begins with {printed}", field="cci", value_raw=printed)
    draft.derive("country_code", REGISTRY.country, "country of the registry; the page prints none")
