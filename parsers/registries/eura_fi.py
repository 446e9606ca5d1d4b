"""EURA 2014 (Finland): the information service of structural fund projects, 2014-2020.

Belongs here: what this registry prints, its labels and what is peculiar to it. Does not belong here: how labels and values are found and
read, which all registries share.
"""

from __future__ import annotations

import re
from itertools import takewhile

from parsers.page.addresses import canonical, parts_of, query_of
from parsers.page.html import links
from parsers.page.labels import Pair, Printing, label_key
from parsers.page.text import Span
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, reading_of, unreadable
from parsers.record.title_and_text import label_keys, state_description
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry

REGISTRY = Registry(
    code="eura_fi",
    title="EURA 2014: rakennerahastohankkeet",
    country="FI",
    languages=("fi",),
    publisher="Työ- ja elinkeinoministeriö, Finland (unverified)",
    licence="not established (unverified); published under Article 115 of Regulation (EU) 1303/2013",
    hosts=("www.eura2014.fi",),
    start_urls=("https://www.eura2014.fi/rrtiepa/",),
    schedule="40 4 * * 1",
    min_delay_s=1.0,
    currency="EUR",
    number_locale="fi",
    date_forms=("dotted",),
    funds=("ERDF", "ESF"),
    programmes=("2014FI16M2OP001", "2014FI05M2OP001"),
    nuts_version=2016,
    grain="project",
    printing=Printing(
        runs_through=True,
        inline=True,
        prose=("Tavoite", "Kohderyhmä", "Toimenpiteet", "Tulokset"),
        sections=(
            "1 Hanke",
            "2 Hakijan perustiedot",
            "3 Suunnitelman mukainen tiivistelmä toteutuksesta",
            "4 Rahoitus",
            "Rahoitus",
        ),
    ),
    expect=Expect(min_projects=3, fill={"title": 1.0, "start_on": 0.95, "end_on": 0.95, "beneficiary_name": 0.95, "fund_code": 0.95}),
    labels={
        "Hankekoodi": "project_code",
        "Hankkeen nimi": "title",
        "Toimintalinja": "priority_name",
        "Erityistavoite": "specific_objective_name",
        "Suunnitelman mukainen toteutusaika": "period",
        "Toiminnan tila": "status",
        "Vastuuviranomainen": "managing_authority",
        "Hakijan virallinen nimi": "beneficiary_name",
        "Organisaatiotyyppi": "beneficiary_type",
        "Y-tunnus": "beneficiary_org_number",
        "Postinumero": "beneficiary_postcode",
        "Postitoimipaikka": "beneficiary_city",
        "WWW-osoite": "website",
        "Myönnetty EU- ja valtion rahoitus": "support_amount",
        "Toteutunut EU- ja valtion rahoitus": "support_paid",
        "Suunniteltu julkinen rahoitus yhteensä": "public_total",
    },
    dropped=(
        "Puhelinnumero",
        "Hankkeen yhteyshenkilön nimi",
        "Yhteyshenkilön asema hakijaorganisaatiossa",
        "Yhteyshenkilön sähköpostiosoite",
        "Yhteyshenkilön sähköpostisoite",
        "Yhteyshenkilön puhelinnumero",
        "Sähköpostiosoite",
        "Yhteyshenkilö",
        "Yhteyshenkilöt",
        "Lisätietoja",
    ),
    ignored={
        "Jakeluosoite": "street address, not needed",
        "Hakijoiden lukumäärä tai tuen siirto -menettely": "form of application, not needed",
        "Toteutunut julkinen rahoitus yhteensä": "paid public money of all sources, not asked for",
        "Suunniteltu EU- ja valtion rahoitus": "planned support, superseded by what is granted",
        "Tavoite": "heading of the description",
        "Kohderyhmä": "heading within the description",
        "Toimenpiteet": "heading within the description",
        "Tulokset": "heading within the description",
    },
    patterns={"project_code": r"[SA]\d{5}"},
    layouts=("numbered sections, `label: value` paragraphs, split at the first colon",),
    notes=(
        "both dates in one value, `Alkaa 1.9.2019 ja päättyy 31.8.2022`",
        "the fund stands only in the heading, in the genitive: `Euroopan sosiaalirahaston (ESR)`",
        "money is Union and state together (`EU- ja valtion rahoitus`): never the Union's share, no rate",
        "labels of the money sections follow the registry's list export; no page with such a section has been seen",
    ),
)

_FUND = re.compile(r"Euroopan (?:sosiaalirahaston \(ESR\)|aluekehitysrahaston \(EAKR\))")
_SECTION = re.compile(r"\d{1,2} [A-ZÅÄÖ]")
_PROSE_LABELS = frozenset(map(label_key, REGISTRY.printing.prose))
_PROJECT_PATH = "/rrtiepa/projekti.php"
_CODE_LABEL, _GOAL_LABEL = label_key("Hankekoodi"), label_key("Tavoite")
_BANNER = frozenset(map(label_key, ("Euroopan unioni Vipuvoimaa EU:lta", "Euroopan unioni", "Vipuvoimaa EU:lta")))


def canonical_url(url: str) -> str:
    """The one address of a page: https, and of the query only the project's code and the page of the list."""
    return canonical(url, "www.eura2014.fi", ("projektikoodi", "sivu"))


def discover(page: Page) -> list[Link]:
    """The project pages and further list pages a list page links to."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        query = query_of(address)
        if parts.hostname not in REGISTRY.hosts:
            continue
        if parts.path == _PROJECT_PATH and query.get("projektikoodi"):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif parts.path == "/rrtiepa/" and query.get("sivu"):
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a project."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "no `Hankekoodi`")
    if kind != "project":
        return reading_of(kind, page, [])
    draft, block = read_labels(page.text, REGISTRY)
    for line in (*block.before, *(line for line in page.text.lines if label_key(page.text.of(line)) in _BANNER)):
        _read_heading(draft, line.start, line.end)
    goal = next((pair for pair in block.pairs if pair.key == _GOAL_LABEL), None)
    if goal:
        _read_goal(draft, goal)
    code, asked = draft.value("project_code"), query_of(page.url).get("projektikoodi")
    if code and asked and asked.strip() != code:
        told = f"the address asks for {asked}, the page shows {code}; nothing of it is kept"
        draft.issue("code_mismatch", told, field="project_code", value_raw=code)
    draft.derive("country_code", REGISTRY.country, "country of the registry; the page prints none")
    draft.derive("programming_period", "2014-2020", "period of the registry; the page prints none")
    return finish(draft, page)


def _read_goal(draft: Draft, goal: Pair) -> None:
    """The description: what stands behind or below `Tavoite:` and its companions, up to the next section or fact."""
    below = [line for line in draft.page.lines if line.start > goal.label_span.end]
    prose = list(takewhile(lambda line: line.role == "text" and not _ends_prose(draft.page.of(line)), below))
    start = goal.value.start if goal.value else prose[0].start if prose else None
    if start is not None:
        state_description(draft, Span(start, prose[-1].end if prose else goal.value.end if goal.value else start))


def _ends_prose(words: str) -> bool:
    head = label_key(words.partition(":")[0])
    return bool(_SECTION.match(words)) or (head in REGISTRY.vocabulary.all and head not in _PROSE_LABELS)


def _read_heading(draft: Draft, start: int, end: int) -> None:
    """The fund out of the page's heading, and the claim to a line of the banner."""
    words = draft.page.text[start:end]
    found = _FUND.search(words)
    if found:
        span = Span(start + found.start(), start + found.end())
        draft.read("fund_code", span, "heading", value="ESF" if "ESR" in found.group() else "ERDF")
        draft.claimed.append(Span(start, end))
    elif label_key(words) in _BANNER:
        draft.claimed.append(Span(start, end))


def _kind(page: Page) -> PageKind:
    path = parts_of(page.url).path
    if _CODE_LABEL in label_keys(page.text):
        return "project"
    if path == _PROJECT_PATH:
        return "unreadable"
    return "list" if path == "/rrtiepa/" else "other"
