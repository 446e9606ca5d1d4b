"""The sample of Danmarks Erhvervsfremmebestyrelse: pages under `Info om indsatsen`, facts from the authority's public list.

The addresses of real projects but the first are ours; `erhvervsfremme_dk.csv` says which rows are invented. The prose says nothing of a
project.
"""

from __future__ import annotations

from pipeline.sample.neighbours.facts import Entry, Rows, block, entries, project_page, rows, soft
from pipeline.sample.neighbours.frame import escape, page
from pipeline.sample.site import PageSpec, Site

HOST = "https://erhvervsfremmebestyrelsen.dk"
LIST = "/projekter"
CASES = {
    "bulleted_list_stem": f"{HOST}/stem-vejen-til-erhvervskompetence-og-beskaeftigelse",
    "contact_in_the_list": f"{HOST}/vaekst-2-0",
    "broken_amount_and_unknown_label": f"{HOST}/groenne-vaerksteder-i-eksempelbyen",
    "call": f"{HOST}/ny-pulje-til-eksempelegnen",
    "list_page_1": f"{HOST}{LIST}",
}
LABELS = {
    "start_on": "Startdato",
    "end_on": "Slutdato",
    "total_cost": "Samlede støtteberettigede projektudgifter (kr.)",
    "eu_contribution": "EU-støtte til projektet (kr.)",
    "national_contribution": "Decentrale erhvervsfremmemidler (kr.)",
    "region_name": "Geografi",
    "fund_code": "Finansiering",
    "priority_name": "Indsatsområde",
    "beneficiary_name": "Støttemodtagerens navn",
}
PER_PAGE = 6
PROSE = (
    "Teksten på denne prøveside er vores egen og siger intet om indsatsen.",
    "Den 14.03.2019 var 35 % af pladserne taget, og 250.000 kr. var brugt; begge tal er opdigtede.",
)
_CALL_ROWS: Rows = [
    ("Ansøgningsfrist", "01.10.2023 kl. 12.00"),
    ("Projektperiode", "01.01.2024 - 31.12.2026"),
    ("Geografi", "Hele landet"),
    ("Finansiering", "12.000.000"),
    ("Indsatsområde", "Kvalificeret arbejdskraft"),
]
_CALLS = {
    "/ny-pulje-til-eksempelegnen": ("Ny pulje til Eksempelegnen", "ÅBEN FOR ANSØGNINGER", "ul"),
    "/lukket-pulje-eksempelvis-groen": ("Grøn pulje, eksempelvis", "LUKKET FOR ANSØGNINGER", "dl"),
}


def printed() -> dict[str, list[dict[str, str]]]:
    """By address, the words that each field of the page's one record is printed in."""
    return {entry.address: [entry.words] for entry in entries("erhvervsfremme_dk")}


def described() -> dict[str, tuple[str, ...]]:
    """By address, the paragraphs of the description."""
    return {entry.address: PROSE for entry in entries("erhvervsfremme_dk")}


def site() -> Site:
    """Every page of the sample by path and query."""
    listed = entries("erhvervsfremme_dk")
    pages = {entry.address: _project(entry, listed[(at + 3) % len(listed)]) for at, entry in enumerate(listed)}
    pages |= {address: _call(*call) for address, call in _CALLS.items()}
    links = [(entry.address, entry.words["title"]) for entry in listed]
    links[2:2] = [("/ny-pulje-til-eksempelegnen", "Ny pulje til Eksempelegnen")]
    links[8:8] = [("/lukket-pulje-eksempelvis-groen", "Grøn pulje, eksempelvis")]
    pages[LIST] = _list(links[:PER_PAGE])
    pages[f"{LIST}?page=2"] = _list(links[PER_PAGE:])
    pages["/robots.txt"] = PageSpec(b"User-agent: *\nDisallow: /intern/\n", kind="document", content_type="text/plain; charset=utf-8")
    return Site(pages, page("da", "Siden findes ikke", "<h1>Siden findes ikke</h1>", kind="error", status=404))


def _project(entry: Entry, other: Entry) -> PageSpec:
    title = entry.words["title"]
    labels = LABELS | {"beneficiary_name": soft(LABELS["beneficiary_name"])} if "soft" in entry.style else LABELS
    facts = block(entry.markup, rows(entry, labels), ":" if "colon" in entry.style else "")
    parts = [
        "<p>Lukket</p>" if "state" in entry.style else "",
        f"<h1>{escape(title)}</h1>",
        '<div class="heading">Info om indsatsen</div>' if "older" in entry.style else "<h2>Info om indsatsen</h2>",
        facts,
        "<h2>Projektbeskrivelse</h2>",
        *(f"<p>{sentence}</p>" for sentence in PROSE),
        _contact(entry),
        _related(other, heading="related" in entry.style),
    ]
    main = "\n".join(filter(None, parts))
    return project_page("da", entry, main)


def _contact(entry: Entry) -> str:
    if "contact" in entry.style:
        return "<h2>Kontakt</h2><p>Projektleder<br>Anna Eksempel<br>anna.exempel@example.se<br>000-000 00 00</p>"
    if "contact-line" in entry.style:
        return "<p><strong>Kontaktperson:</strong> Anna Eksempel, anna.exempel@example.se, 000-000 00 00</p>"
    return ""


def _related(other: Entry, *, heading: bool) -> str:
    facts = block("ul", [(LABELS[field], other.words[field]) for field in ("start_on", "eu_contribution", "beneficiary_name")])
    tag = "section" if heading else "aside"
    title = f'<h3><a href="{other.address}">{escape(other.words["title"])}</a></h3>'
    return f'<{tag} class="related"><h2>Andre indsatser</h2>{title}\n{facts}</{tag}>'


def _call(title: str, state: str, markup: str) -> PageSpec:
    main = f"<p>{state}</p><h1>{title}</h1><h2>Info om indsatsen</h2>{block(markup, _CALL_ROWS)}<p>Puljen er opdigtet.</p>"
    return page("da", title, main, kind="call")


def _list(links: list[tuple[str, str]]) -> PageSpec:
    items = "\n".join(f'<li><a href="{address}"><h3>{escape(title)}</h3></a></li>' for address, title in links)
    others = '<li><a href="/nyheder/2023/ny-pulje">Nyhed</a></li><li><a href="https://example.org/et-andet-sted">Et andet sted</a></li>'
    pager = f'<p class="pager"><a href="{LIST}">1</a> <a href="{LIST}?page=2">2</a></p>'
    return page("da", "Projekter", f"<h1>Projekter</h1>\n<ul>\n{items}\n{others}</ul>\n{pager}", kind="list")
