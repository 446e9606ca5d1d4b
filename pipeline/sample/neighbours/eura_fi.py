"""The sample of EURA 2014: numbered sections of `label: value`, facts from the public list of projects.

The list has no address, organisation number or name of a priority for most projects: they are left out. Rows with codes `S999NN` and
`A999NN` are invented (`eura_fi.csv`). Amounts are the list's, written as in Finnish. The prose says nothing of a project.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.sample.neighbours.facts import Entry, Rows, block, entries, project_page, rows, soft
from pipeline.sample.neighbours.frame import escape, page
from pipeline.sample.site import PageSpec, Site

HOST = "https://www.eura2014.fi"
LIST = "/rrtiepa/"
_PROJECT = f"{HOST}/rrtiepa/projekti.php?projektikoodi="
CASES = {
    "as_seen_S21744": f"{_PROJECT}S21744",
    "colon_in_the_title_A71763": f"{_PROJECT}A71763",
    "windows_1252_soft_hyphens_S20161": f"{_PROJECT}S20161",
    "broken_amount_and_unknown_label_S99901": f"{_PROJECT}S99901",
    "list_page_1": f"{HOST}{LIST}",
    "call": f"{HOST}/rrtiepa/haku.php?haku=99",
}
_OPERATION = {
    "project_code": "Hankekoodi",
    "title": "Hankkeen nimi",
    "priority_name": "Toimintalinja",
    "specific_objective_name": "Erityistavoite",
    "period": "Suunnitelman mukainen toteutusaika",
    "status": "Toiminnan tila",
    "managing_authority": "Vastuuviranomainen",
}
_APPLICANT = {
    "beneficiary_name": "Hakijan virallinen nimi",
    "beneficiary_type": "Organisaatiotyyppi",
    "beneficiary_org_number": "Y-tunnus",
    "street": "Jakeluosoite",
    "beneficiary_postcode": "Postinumero",
    "beneficiary_city": "Postitoimipaikka",
    "website": "WWW-osoite",
}
_MONEY = {
    "support_amount": "Myönnetty EU- ja valtion rahoitus",
    "support_paid": "Toteutunut EU- ja valtion rahoitus",
    "public_total": "Suunniteltu julkinen rahoitus yhteensä",
    "public_paid": "Toteutunut julkinen rahoitus yhteensä",
}
_NOT_READ = (
    "fund",
    "period",
    "street",
    "public_paid",
)  # printed, but no field of that name: two dates, words in the heading, two ignored labels
_FUNDS = {"ESR": "Euroopan sosiaalirahaston (ESR)", "EAKR": "Euroopan aluekehitysrahaston (EAKR)"}
_GOAL = (
    "Tämän mallisivun teksti on meidän eikä kerro hankkeesta mitään.",
    "Keksittyjä lukuja ovat nämä, 14.3.2019 mennessä 35 % paikoista oli täynnä ja 2 500 euroa käytetty.",
)
_LAST = "Mallisivun loppusana: kaikki tämän kappaleen sanat ovat keksittyjä."
_CALL_ROWS: Rows = [
    ("Toimintalinja", "2"),
    ("Erityistavoite", "5.1. Esimerkki"),
    ("Haku päättyy", "1.3.2018"),
    ("Vastuuviranomainen", "Esimerkkimaan liitto"),
]
PER_PAGE = 5


def printed() -> dict[str, list[dict[str, str]]]:
    """By address, the words that each field of the page's one record is printed in."""
    return {entry.address: [_words(entry)] for entry in entries("eura_fi")}


def described() -> dict[str, tuple[str, ...]]:
    """By address, the paragraphs of the description."""
    return {entry.address: _prose(entry) for entry in entries("eura_fi") if _prose(entry)}


def site() -> Site:
    """Every page of the sample by path and query."""
    listed = entries("eura_fi")
    pages = {entry.address: _project(entry, listed[(at + 4) % len(listed)]) for at, entry in enumerate(listed)}
    pages[LIST] = _list(listed[:PER_PAGE])
    pages[f"{LIST}?sivu=2"] = _list(listed[PER_PAGE:])
    pages["/rrtiepa/haku.php?haku=99"] = _call()
    pages["/robots.txt"] = PageSpec(b"User-agent: *\nDisallow: /hallinta/\n", kind="document", content_type="text/plain; charset=utf-8")
    return Site(pages, page("fi", "Sivua ei löydy", "<h1>Sivua ei löydy</h1>", kind="error", status=404))


def _words(entry: Entry) -> dict[str, str]:
    words = {field: words for field, words in entry.words.items() if field not in _NOT_READ}
    words["start_on"], words["end_on"] = re.findall(r"\d{1,2}\.\d{1,2}\.\d{4}", entry.words["period"])
    words["fund_code"] = _FUNDS[entry.words["fund"]]
    amounts = (entry.words.get(field, "") for field in ("support_amount", "support_paid", "public_total"))
    found = next((found for amount in amounts if (found := re.search(r"€|euroa", amount))), None)
    return words | ({"currency": found.group()} if found else {})


def _project(entry: Entry, other: Entry) -> PageSpec:
    title = f"{_FUNDS[entry.words['fund']]} rahoittaman hankkeen kuvaus"
    main = "\n".join(filter(None, _parts(entry, other, title)))
    return project_page("fi", entry, main)


def _prose(entry: Entry) -> tuple[str, ...]:
    if "older" in entry.style:
        return ()
    return (*_GOAL, _LAST) if "colon-prose" in entry.style else _GOAL


def _parts(entry: Entry, other: Entry, title: str) -> list[str]:
    operation = _OPERATION | {"period": soft(_OPERATION["period"])} if "soft" in entry.style else _OPERATION
    applicant = rows(replace(entry, extra=()), _APPLICANT) + list(entry.extra)
    return [
        "<p>Euroopan unioni</p><p>Vipuvoimaa EU:lta</p>" if "banner" in entry.style else "<p>Euroopan unioni Vipuvoimaa EU:lta</p>",
        f"<h1>{title}</h1>",
        "<h2>1 Hanke</h2>",
        block(entry.markup, rows(replace(entry, extra=()), operation), ":"),
        "<h2>2 Hakijan perustiedot</h2>",
        block(entry.markup, applicant, ":"),
        "<h2>3 Suunnitelman mukainen tiivistelmä toteutuksesta</h2><p>Tavoite:</p>" if _prose(entry) else "",
        *(f"<p>{sentence}</p>" for sentence in _prose(entry)),
        "<h2>4 Rahoitus</h2>",
        block(entry.markup, rows(replace(entry, extra=()), _MONEY), ":"),
        _related(other, heading="related" in entry.style),
    ]


def _related(other: Entry, *, heading: bool) -> str:
    fields = ("project_code", "title", "period")
    facts = block("p", [(_OPERATION[field], other.words[field]) for field in fields], ":")
    tag = "section" if heading else "aside"
    return f"<{tag}><h2>Muita hankkeita</h2>{facts}</{tag}>"


def _call() -> PageSpec:
    main = f"<h1>Euroopan aluekehitysrahaston (EAKR) haku</h1><h2>1 Haku</h2>{block('p', _CALL_ROWS, ':')}<p>Haku on keksitty.</p>"
    return page("fi", "Haku", main, kind="call")


def _list(listed: tuple[Entry, ...]) -> PageSpec:
    items = "\n".join(
        f'<tr><td><a href="{escape(entry.address)}">{entry.words["project_code"]}</a></td><td>{escape(entry.words["title"])}</td></tr>'
        for entry in listed
    )
    others = '<p><a href="/rrtiepa/haku.php?haku=99">Esimerkkihaku</a> <a href="https://example.org/rrtiepa/projekti.php?projektikoodi=S1">Muualla</a></p>'
    pager = f'<p><a href="{LIST}">1</a> <a href="{LIST}?sivu=2">2</a></p>'
    return page("fi", "Hankkeet", f"<h1>Hankkeet</h1>\n<table>\n{items}\n</table>\n{others}{pager}", kind="list")
