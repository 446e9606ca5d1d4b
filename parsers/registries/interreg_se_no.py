"""Interreg Sverige-Norge: project pages of 2014-20 (the "Fakta" block) and news that announce several operations.

Belongs here: what these sites print, their labels and what is peculiar to them. Does not belong here: how labels, values and sentences are
found and read, which all registries share.
"""

from __future__ import annotations

from parsers.page.addresses import canonical, host_of, parts_of, query_of
from parsers.page.html import links
from parsers.page.labels import Block, Printing, in_capitals, label_key
from parsers.page.text import Span
from parsers.prose.announcements import announces, read_announcements
from parsers.prose.partners import read_parties
from parsers.prose.sentences import sentences_of
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, provisional_code, reading_of, unreadable
from parsers.record.title_and_text import label_keys, read_description, read_title
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry

REGISTRY = Registry(
    code="interreg_se_no",
    title="Interreg Sverige-Norge",
    country="SE",
    languages=("sv", "nb", "en"),
    publisher="Interreg Sverige-Norge, managing authority Länsstyrelsen i Jämtlands län (unverified)",
    licence="not established (unverified); published under Article 36 of Regulation (EU) 2021/1059",
    hosts=("www.interreg-sverige-norge-2014-2020.com", "www.interreg-sverige-norge.com"),
    start_urls=("https://www.interreg-sverige-norge-2014-2020.com/projektbank/",),
    schedule="0 6 * * 1",
    min_delay_s=1.0,
    currency="EUR",
    other_currencies=("NOK", "SEK"),
    number_locale="sv-prose",
    date_forms=("iso", "named", "dotted", "month", "year"),
    funds=("ERDF",),
    programmes=("2014TC16RFCB016",),
    nuts_version=2016,
    grain="project",
    printing=Printing(
        runs_through=True,
        sections=("Fakta", "Fakta om projektet"),
        inline=True,
        leading=True,
        lists=("Övriga projektdeltagare", "Andre deltagere"),
    ),
    expect=Expect(min_projects=3, fill={"title": 1.0, "beneficiary_name": 0.9, "eu_contribution": 0.9, "start_on": 0.9}),
    labels={
        "Insatsområde": "priority_name",
        "Prioriteringar": "priority_name",
        "Prioritering": "priority_name",
        "Innsatsområde": "priority_name",
        "Specifikt mål": "specific_objective_name",
        "Spesifikt mål": "specific_objective_name",
        "Delområde": "programme_area",
        "Svensk projektägare": "beneficiary_name",
        "Svensk prosjekteier": "beneficiary_name",
        "Norsk projektägare": "partner_name",
        "Norsk prosjekteier": "partner_name",
        "Övriga projektdeltagare": "partner_name",
        "Andre deltagere": "partner_name",
        "EU-stöd": "eu_contribution",
        "EU-støtte": "eu_contribution",
        "Belopp som sökts för EU-medel": "eu_contribution",
        "Beløp EU-midler": "eu_contribution",
        "Søkt beløp EU-midler": "eu_contribution",
        "Søkt beløp EU-medel": "eu_contribution",
        "Statliga IR-midler": "national_contribution",
        "Statliga IR-medel": "national_contribution",
        "Statlige IR-midler": "national_contribution",
        "Belopp som sökts för IR-medel": "national_contribution",
        "Belopp som sökts för IR-midler": "national_contribution",
        "Beløp IR-midler": "national_contribution",
        "Søkt beløp IR-midler": "national_contribution",
        "Totalbudget": "total_cost",
        "Total budget": "total_cost",
        "Totalt budsjett": "total_cost",
        "Projekttid": "period",
        "Projektperiod": "period",
        "Prosjektperiode": "period",
        "Total svensk budget": "funding_amount",
        "Total norsk budget": "funding_amount",
    },
    dropped=("Kontaktperson", "Kontaktpersoner", "Kontaktpersoner är", "Kontaktpersoner er", "E-post", "Telefon"),
    ignored={
        "Projektpartners": "says how many, names none",
        "Prosjektpartnere": "says how many, names none",
    },
    patterns={"programme_area": r"\w[\w /&-]{0,60}"},
    layouts=(
        "2014-20: a `Fakta` block, UPPERCASE LABEL and value on one line, with or without a colon",
        "2021-27 news: a title, then `Label: value` lines, several projects to a page, Swedish or Norwegian",
        "news in prose, several projects to a page: owners, budget, support and length in sentences",
    ),
    notes=(
        "no project number: the code is made of the address and provisional; news give no code and stay out of the warehouse",
        "`Belopp som sökts` is what was applied for, not what was granted",
        "Norwegian Interreg funds (IR-midler) are national money; the amount in NOK stands in brackets behind the one in EUR",
        "two owners, one per country; the Swedish one is the beneficiary of the Union's support",
    ),
)

_BLOCK_LABELS = frozenset(label_key(label) for label, field in REGISTRY.labels.items() if field != "programme_area")
_APPLIED = ("belopp som sökts", "søkt beløp")
_NORWEGIAN_OWNER = frozenset(map(label_key, ("Norsk projektägare", "Norsk prosjekteier")))
_HALVES = {label_key("Total svensk budget"): "Swedish", label_key("Total norsk budget"): "Norwegian"}


def canonical_url(url: str) -> str:
    """The one address of a page: https, and of the query only the portfolio entry."""
    return canonical(url, host_of(url), ("portfolio",))


def discover(page: Page) -> list[Link]:
    """The project pages and news a list page links to, and further list pages."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        if parts.hostname not in REGISTRY.hosts:
            continue
        if query_of(address).get("portfolio") or parts.path.startswith("/portfolio/"):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif parts.path.startswith("/projektbank/page/"):
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page is the page of one project."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, several from news, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "no `Fakta` block with owners, support or budget")
    if kind == "news":
        return read_announcements(page, REGISTRY, finish_block=_close)
    if kind != "project":
        return reading_of(kind, page, [])
    draft, block = read_labels(page.text, REGISTRY)
    _close(draft, block)
    read_title(draft, block.before, {"fakta", "fakta om projektet"})
    title = draft.observations.get(("title", 0))
    read_description(
        draft, [line for line in block.before if title is None or line.start > (title.end or 0)], ends={"fakta", "fakta om projektet"}
    )
    told = list(sentences_of(page.text, block.before, "sv"))
    read_parties(draft, told, (), first_is_beneficiary=True)
    for line in page.text.lines:
        if label_key(page.text.of(line)) in ("fakta", "fakta om projektet"):
            draft.claim_line(line)
    provisional_code(draft, _entry(page.url))
    draft.derive("fund_code", "ERDF", "the fund of the programme; the page prints none")
    if host_of(page.url).endswith("2014-2020.com"):
        draft.derive("programming_period", "2014-2020", "the site of that period")
        draft.derive("programme_cci", "2014TC16RFCB016", "the programme of the site")
    draft.derive("country_code", REGISTRY.country, "country of the Swedish owner; the page prints none")
    return finish(draft, page)


def _close(draft: Draft, block: Block) -> None:
    """What the labels mean together: the Norwegian owner leads its side, amounts applied for are not granted, halves add up to nothing."""
    for seen in draft.items("partner_name"):
        if seen.label and label_key(seen.label) in _NORWEGIAN_OWNER:
            draft.derive("partner_role", "lead", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
            draft.derive("partner_country_code", "NO", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
        else:
            draft.derive("partner_role", "partner", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
    for seen in draft.items("funding_amount"):
        if seen.label and label_key(seen.label) in _HALVES:
            draft.derive("funding_kind", "total_of_one_country", f"label {seen.label}", seen.item_no, derived_from=("funding_amount",))
    support = draft.observations.get(("eu_contribution", 0))
    if support and support.label and label_key(support.label).startswith(_APPLIED):
        draft.derive("amounts_stage", "applied", f"label {support.label}", derived_from=("eu_contribution",))
    _owners_of_one_label(draft, block)


def _owners_of_one_label(draft: Draft, block: Block) -> None:
    """`Svensk prosjekteier` printed twice, by mistake: both are owners, which one of which side nobody can tell."""
    owners = [pair for pair in block.pairs if draft.registry.labels.get(pair.label) == "beneficiary_name" and pair.value]
    if len(owners) > 1 and draft.value("beneficiary_name") is None:
        for pair in owners:
            assert pair.value is not None
            item = draft.next_item("partner_name")
            draft.read("partner_name", Span(pair.value.start, pair.value.end), "label", pair.label, item_no=item)
            draft.derive("partner_role", "owner", "one of two owners under the same label", item, derived_from=("partner_name",))


def _entry(url: str) -> str | None:
    parts = parts_of(url)
    path = [part for part in parts.path.split("/") if part]
    return query_of(url).get("portfolio") or (path[1] if path[:1] == ["portfolio"] and len(path) > 1 else None)


def _kind(page: Page) -> PageKind:
    if _entry(page.url):
        capitals = in_capitals(_BLOCK_LABELS)
        leading = (capitals.match(page.text.of(line)) for line in page.text.lines)
        shown = label_keys(page.text) | {label_key(found.group()) for found in leading if found}
        return "project" if len(shown & _BLOCK_LABELS) > 1 else "unreadable"
    if announces(page, REGISTRY):
        return "news"
    return "list" if parts_of(page.url).path.startswith("/projektbank") else "other"
