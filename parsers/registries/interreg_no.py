"""interreg.no (Norway): the project bank, the old pages of 2007-13, and news that announce several operations.

Belongs here: what this site prints, its labels and what is peculiar to it. Does not belong here: how labels, values and sentences are found
and read, which all registries share.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.page.addresses import canonical, last_segment, parts_of, query_of
from parsers.page.html import links
from parsers.page.labels import Block, Printing, label_key
from parsers.prose.announcements import announces, read_announcements
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, provisional_code, reading_of, unreadable
from parsers.record.title_and_text import label_keys, read_description, read_title
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry

REGISTRY = Registry(
    code="interreg_no",
    title="Interreg i Norge: prosjektbank",
    country="NO",
    languages=("nb", "nn", "en"),
    publisher="interreg.no, for the Norwegian ministry (unverified)",
    licence="not established (unverified)",
    hosts=("interreg.no", "www.interreg.no"),
    start_urls=("https://interreg.no/prosjektbank/",),
    schedule="20 6 * * 1",
    min_delay_s=1.0,
    currency="EUR",
    other_currencies=("NOK", "SEK"),
    number_locale="nb-prose",
    date_forms=("dotted", "named", "month", "year"),
    funds=("ERDF",),
    programmes=("2014TC16RFCB016",),
    nuts_version=2016,
    grain="project",
    authority="aggregator",
    printing=Printing(
        runs_through=True,
        sections=("Budsjett", "Mer om prosjektet", "Mer info", "Mer her"),
        after_gap=True,
        mixed=True,
        lists=("Øvrige partnere", "Andre partnere"),
    ),
    expect=Expect(min_projects=3, fill={"title": 1.0, "beneficiary_name": 0.9, "start_on": 0.9, "total_cost": 0.8}),
    labels={
        "Norsk prosjekteier": "beneficiary_name",
        "Norsk prosjekteigar": "beneficiary_name",
        "Prosjektperiode": "period",
        "Norsk bidrag": "national_contribution",
        "Norske IR-midler": "national_contribution",
        "Total": "total_cost",
        "Totalt": "total_cost",
        "Totalbudsjett": "total_cost",
        "EU-midler": "eu_contribution",
        "Leadpartner": "partner_name",
        "Øvrige partnere": "partner_name",
        "Andre partnere": "partner_name",
        "Program": "programme_name",
        "Programområde": "programme_area",
        "Delområde": "programme_area",
        "Tema": "priority_name",
    },
    dropped=("Kontakt", "Kontaktperson", "Kontaktpersoner er", "Mob.", "Tlf.", "E-post", "Telefon"),
    ignored={"Partnere i": "countries of partners that are not named", "Svensk prosjekteier": "read by the programme's own registry"},
    patterns={"programme_area": r"\w[\w /&-]{0,60}"},
    layouts=(
        "prosjektbank: label, empty line, value; `Label: value` in the budget",
        "Web.nsf (2007-13): labels with and without colon, value on the next line or behind an empty one, partners as a list",
        "news: several projects to a page, in label lines or in sentences",
    ),
    notes=(
        "no project number: the code is made of the address and provisional; news give no code and stay out of the warehouse",
        "`Norsk bidrag: 127410 Kjell`: the word in place of the currency is an error of the site; such an amount is reported and null",
        "`Totalt: 14 904 000 SEK €`: the template prints € behind any currency; two currencies are reported and null",
        "Norwegian money is national: Norway takes part in Interreg without money of the Union",
    ),
)

_BANK_LABELS = frozenset(map(label_key, ("Norsk prosjekteier", "Norsk prosjekteigar", "Prosjektperiode", "Budsjett", "Øvrige partnere")))
_FURNITURE = frozenset(("tilbake", "interreg-programmene"))
_OLD_PATH = "/ireg/web.nsf/"
_OLD_PAGES = replace(REGISTRY, printing=replace(REGISTRY.printing, lists=(*REGISTRY.printing.lists, "Tema")))


def canonical_url(url: str) -> str:
    """The one address of a page: one host; of the old pages' query only what names the project."""
    parts = parts_of(url)
    if parts.path.lower().startswith(_OLD_PATH):
        query = query_of(url)
        return f"https://interreg.no{parts.path}?OpenForm&ID={query.get('ID', '')}"
    return canonical(url, "interreg.no")


def discover(page: Page) -> list[Link]:
    """The project pages and further list pages of the project bank, old pages it links to included."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        segments = [part for part in parts.path.split("/") if part]
        if parts.hostname not in REGISTRY.hosts:
            continue
        is_old = [part.lower() for part in segments] == ["ireg", "web.nsf", "showproject"]
        if is_old or (segments[:1] == ["prosjektbank"] and len(segments) == 2):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif segments[:2] == ["prosjektbank", "page"]:
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page is the page of one project."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, several from news, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "neither `Norsk prosjekteier` nor `Prosjektperiode` nor `Budsjett`")
    if kind == "news":
        return read_announcements(page, REGISTRY, finish_block=_close)
    if kind != "project":
        return reading_of(kind, page, [])
    is_old = parts_of(page.url).path.lower().startswith(_OLD_PATH)
    draft, block = read_labels(page.text, _OLD_PAGES if is_old else REGISTRY)
    _close(draft, block)
    read_title(draft, block.before, _FURNITURE, last_segment(page.url))
    title = draft.observations.get(("title", 0))
    read_description(draft, [line for line in block.before if title is None or line.start > (title.end or 0)])
    for line in page.text.lines:
        if label_key(page.text.of(line)) in _FURNITURE | {label_key(name) for name in REGISTRY.printing.sections}:
            draft.claim_line(line)
    query = query_of(page.url)
    provisional_code(draft, query.get("ID") or last_segment(page.url))
    draft.derive("country_code", REGISTRY.country, "country of the Norwegian owner; the page prints none")
    return finish(draft, page)


def _close(draft: Draft, block: Block) -> None:
    """What partners are: the lead partner of a page leads, all others take part."""
    for seen in draft.items("partner_name"):
        leads = seen.label is not None and label_key(seen.label) == label_key("Leadpartner")
        role = "lead" if leads else "partner"
        draft.derive("partner_role", role, f"label {seen.label}", seen.item_no, derived_from=("partner_name",))


def _kind(page: Page) -> PageKind:
    path = parts_of(page.url).path
    segments = [part for part in path.split("/") if part]
    at_project = path.lower().startswith(_OLD_PATH) or (segments[:1] == ["prosjektbank"] and len(segments) == 2)
    if at_project:
        return "project" if len(label_keys(page.text) & _BANK_LABELS) > 1 else "unreadable"
    if segments[:1] == ["prosjektbank"] or segments[:1] == ["program"]:
        return "list"
    return "news" if announces(page, REGISTRY) else "other"
