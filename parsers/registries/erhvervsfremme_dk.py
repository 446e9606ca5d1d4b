"""Danmarks Erhvervsfremmebestyrelse (Denmark): pages of granted projects, "Info om indsatsen".

Belongs here: what this registry prints, its labels and what is peculiar to it. Does not belong here: how labels and values are found and
read, which all registries share.
"""

from __future__ import annotations

from parsers.page.addresses import canonical, last_segment, parts_of
from parsers.page.html import links
from parsers.page.labels import Printing, label_key
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, provisional_code, unreadable
from parsers.record.title_and_text import label_keys, read_description, read_title
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry

REGISTRY = Registry(
    code="erhvervsfremme_dk",
    title="Danmarks Erhvervsfremmebestyrelse: projekter",
    country="DK",
    languages=("da",),
    publisher="Danmarks Erhvervsfremmebestyrelse, Erhvervsstyrelsen (unverified)",
    licence="not established (unverified); published under Article 49 of Regulation (EU) 2021/1060",
    hosts=("erhvervsfremmebestyrelsen.dk",),
    start_urls=("https://erhvervsfremmebestyrelsen.dk/projekter",),
    schedule="20 4 * * 1",
    min_delay_s=1.0,
    currency="DKK",
    number_locale="da",
    date_forms=("dotted",),
    funds=("ERDF", "ESF", "ESF+", "JTF"),
    programmes=("2014DK05SFOP001", "2014DK16RFOP001"),
    nuts_version=2021,
    grain="project",
    printing=Printing(runs_through=True, sections=("Info om indsatsen", "Projektbeskrivelse"), after_gap=True),
    expect=Expect(min_projects=3, fill={"title": 1.0, "start_on": 0.9, "end_on": 0.9, "total_cost": 0.8, "beneficiary_name": 0.9}),
    labels={
        "Startdato": "start_on",
        "Slutdato": "end_on",
        "Samlede støtteberettigede projektudgifter (kr.)": "total_cost",
        "EU-støtte til projektet (kr.)": "eu_contribution",
        "Decentrale erhvervsfremmemidler (kr.)": "national_contribution",
        "Geografi": "region_name",
        "Finansiering": "fund_code",
        "Indsatsområde": "priority_name",
        "Støttemodtagerens navn": "beneficiary_name",
    },
    dropped=("Kontaktperson", "Kontaktpersoner", "Kontakt", "Kontaktoplysninger", "Projektleder", "E-mail", "Telefon", "Tlf.", "Mail"),
    ignored={"Opdateret": "day the page was changed, no date of the operation"},
    fund_names={
        "Socialfonden": "ESF",
        "EU's Socialfond": "ESF",
        "Socialfonden Plus": "ESF+",
        "EU's Socialfond Plus": "ESF+",
        "Regionalfonden": "ERDF",
        "EU's Regionalfond": "ERDF",
        "Fonden for Retfærdig Omstilling": "JTF",
        "Decentrale erhvervsfremmemidler": "",
        "De decentrale erhvervsfremmemidler": "",
    },
    layouts=("list under `Info om indsatsen`: label, empty line, value; the description under `Projektbeskrivelse`",),
    notes=(
        "no project number: the code is made of the address and provisional",
        "the currency stands in the label, `(kr.)`; dots group thousands; dates `30.08.2018`",
        "calls show the same heading and `Ansøgningsfrist` or `Ansøgningsperiode`: no projects",
        "total cost is the eligible expenditure",
    ),
)

_CALL_LABELS = frozenset(map(label_key, ("Ansøgningsfrist", "Ansøgningsperiode", "Ny ansøgningsrunde", "Tidligere ansøgningsrunde")))
_CALL_STATES = frozenset(map(label_key, ("LUKKET FOR ANSØGNINGER", "ÅBEN FOR ANSØGNINGER", "Lukket", "Åben")))
_CALL_WORDS = ("lukket for ansøgninger", "åben for ansøgninger")
_PROJECT_LABELS = frozenset(map(label_key, ("Støttemodtagerens navn", "EU-støtte til projektet (kr.)", "Startdato")))
_DESCRIPTION = label_key("Projektbeskrivelse")
_LIST_PATHS = ("/projekter", "/projekter/")


def canonical_url(url: str) -> str:
    """The one address of a page: without `www`, query and fragment, without a closing slash."""
    return canonical(url, "erhvervsfremmebestyrelsen.dk", ("page",)).rstrip("/")


def discover(page: Page) -> list[Link]:
    """The project pages a list page links to (first-level addresses), and further list pages."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        if parts.hostname not in REGISTRY.hosts:
            continue
        segments = [part for part in parts.path.split("/") if part]
        if parts.path in _LIST_PATHS and parts.query:
            found.setdefault(canonical_url(address), Link(address, "list"))
        elif len(segments) == 1 and "-" in segments[0]:
            found.setdefault(canonical_url(address), Link(address, "project"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a granted project and not a call."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, none from a call or any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "under `Info om indsatsen` stands neither a beneficiary nor an amount of support")
    if kind != "project":
        return Reading(kind, (), (), 0.0, len(page.text.text))
    draft, block = read_labels(page.text, REGISTRY)
    read_title(draft, block.before, _CALL_STATES | {label_key("Info om indsatsen"), "info"}, last_segment(page.url))
    titled = [line for line in page.text.lines if label_key(page.text.of(line)) == _DESCRIPTION]
    read_description(draft, [line for line in page.text.lines if titled and line.start >= titled[0].start], {_DESCRIPTION})
    provisional_code(draft, last_segment(page.url))
    draft.derive("country_code", REGISTRY.country, "country of the registry; the page prints none")
    return finish(draft, page)


def _kind(page: Page) -> PageKind:
    keys = label_keys(page.text)
    if parts_of(page.url).path in _LIST_PATHS:
        return "list"
    is_open_or_closed = any(label_key(page.text.of(line)).startswith(_CALL_WORDS) for line in page.text.lines)
    if keys & _CALL_LABELS or (is_open_or_closed and label_key("Støttemodtagerens navn") not in keys):
        return "call"
    if len(keys & _PROJECT_LABELS) > 1:
        return "project"
    return "unreadable" if label_key("Info om indsatsen") in keys else "other"
