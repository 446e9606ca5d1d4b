"""Interreg Northern Periphery and Arctic: the page of approved projects and the news it links to.

Real are the first two projects of the first page (as the programme's site printed them, wrong country code and all) and the names and
Swedish parties of MERSE, DACCHE and CHANGE (list of Interreg partners 2021-27). Everything with Exempel or Eksempel in its name is
invented. All sentences are ours.
"""

from __future__ import annotations

from functools import cache

from pipeline.sample.neighbours.frame import page
from pipeline.sample.neighbours.told import Leaf, Record, members_on, printed_on, robots, site_of, tell
from pipeline.sample.site import PageSpec, Site

HOST = "https://2014-20.interreg-npa.eu"
NEW = "https://www.interreg-npa.eu"

_NB = "\u00a0"


def _record(partners: list[str], **flat: str) -> Record:
    """A record; the country of each partner is what stands in its last brackets, unless these name two."""
    countries = [country for partner in partners if len(country := partner[partner.rindex("(") + 1 : -1]) == 2]
    return {**flat, "partner_name": partners, "partner_country_code": countries}


ROBOTS = _record(
    [
        "Sligo Leitrim ITS Regional Development Projects DAC (IE)",
        "UiT The Arctic University of Norway (SE)",
        "Luleå University of Technology, with ProcessIT Innovations (SE)",
        "T2 Trä och teknikcollege I Skellefteå (SE)",
        "Kokkolanseudun Kehitys Ltd (FI)",
    ],
    beneficiary_name="Centria University of Applied Sciences",
)
INNOCAP = _record(
    [
        "Donegal County Council (IE)",
        "National University of Ireland, Galway (IE)",
        "Association of Municipalities of the South Iceland (IS)",
        "University of Helsinki with City of Mikkeli (FI)",
        "Association of Local Authorities Västernorrland (SE)",
    ],
    title="INNOCAP",
    beneficiary_name="European Regions Network for the Application of Communications Technology",
)
MERSE = _record(["Coompanion - Kooperativ Utveckling Västernorrland ek. för. (SE)"], title="MERSE", beneficiary_name="Mittuniversitetet")
DACCHE = _record(["Nordiskt centrum för kulturarvspedagogik (SE)"], title="DACCHE", beneficiary_name="Stiftelsen Jamtli")
ISLES = _record(
    [
        "Eksempeløyene, Council of the Isles (FO)",
        "European Exempel Network, with Province of Exempel (IE and CA)",
        "Exempelskär Harbour & Sons Ltd (FI)",
        "University of Eksempel (GL)",
    ],
    title="EKSEMPELISLES",
    beneficiary_name="Eksempelhavn Municipality",
)

BRIDGE = _record(
    [
        "Exempelland University of Applied Sciences (FI)",
        "Eksempelholar University (IS)",
        "Eksempelvik Business Forum (NO)",
        "Exempel Aquaculture, Cluster of the Coast (NO)",
    ],
    title="Bridging Exempel through Matchmaking in the Exempel Region",
    acronym="Exempel Bridge",
    beneficiary_name="Nord Eksempel University",
    total_cost="99.646,00 Eur",
    currency="Eur",
    support_amount="57.889,00 Eur",
    eu_contribution="13.985,50 Eur",
)
MIND = _record(
    ["Exempelå University (SE)", "Eksempel Local Enterprise Office (IE)"],
    title="Mission-oriented exempel in the NPA communities",
    acronym="EXEMPELMIND",
    beneficiary_name="Exempel Network for the Application of Exempel",
    total_cost=f"88.250,00{_NB}Eur",
    currency="Eur",
    support_amount="57.300,00 Eur",
    eu_contribution="50.100,00 Eur",
)
CHANGE: Record = {"title": "CHANGE", "beneficiary_name": "Mittuniversitetet"}


def _approved() -> Leaf:
    logo = """<div class="project"><img src="/logo-a.png" alt="">
<p>A robot can be shown to many small firms at once, and 40 % of them say so.</p>
<p>Lead partner: {beneficiary_name}</p>
<ul>
<li>{partner_name[0]}</li>
<li>{partner_name[1]}</li>
<li>{partner_name[2]}</li>
<li>{partner_name[3]}</li>
<li>{partner_name[4]}</li>
</ul>
<p><a href="/projects/a">Learn more</a></p></div>"""
    innocap = """<div class="project">
<p>{title}’s overall objective is to let small places do what large ones do.</p>
<p>Lead partner: {beneficiary_name} (Ireland)</p>
<ul>
<li>{partner_name[0]}</li>
<li>{partner_name[1]}</li>
<li>{partner_name[2]}</li>
<li>{partner_name[3]}</li>
<li>{partner_name[4]}</li>
</ul>
<p>With a large network of associated partners.</p>
<p><a href="/projects/b">Learn more</a></p></div>"""
    merse = """<p>{title}'s aim is told on pages of its own.</p>
<p><strong>Lead partner:</strong> {beneficiary_name} (SE)</p>
<ul><li>{partner_name[0]}</li></ul>
<p>Learn more</p>"""
    dacche = """<p>{title}’s objective is about heritage, in at least three countries.</p>
<p>Lead Partner: {beneficiary_name} (Sweden)</p>
<p>• {partner_name[0]}</p>
<p>Learn more</p>"""
    isles = """<p>{title}’s overall goal is to have a ferry. The ferry leaves in 2025.</p>
<p>Lead partner: {beneficiary_name} (NO)</p>
<ul>
<li>{partner_name[0]}</li>
<li>{partner_name[1]}</li>
<li>{partner_name[2]}</li>
<li>{partner_name[3]}</li>
</ul>
<p>Contact: Anna Exempel, anna.exempel@example.se, 000-000 00 00</p>"""
    records = (ROBOTS, INNOCAP, MERSE, DACCHE, ISLES)
    told = [tell(text, record) for text, record in zip((logo, innocap, merse, dacche, isles), records, strict=True)]
    head = """<h1>Approved projects</h1>
<p>The Monitoring Committee has approved 15 main projects and 24 preparatory ones. More than 7 million EUR went to them.</p>"""
    foot = """<p><a href="https://www.interreg-npa.eu/news/preparatory-projects-approved/">Preparatory projects</a>
<a href="/interreg-npa-2021-2027/approved-projects#top">To the top</a>
<a href="/news/handbook-approved">The handbook is approved</a>
<a href="/interreg-npa-2021-2027/budget">Budget</a> <a href="https://www.example.org/approved">Elsewhere</a></p>"""
    main = "\n".join([head, *told, foot])
    return Leaf(HOST + "/interreg-npa-2021-2027/approved-projects", page("en", "Approved projects", main, kind="list"), records)


def _preparatory() -> Leaf:
    bridge = """<ul>
<li>{acronym}  - {title}</li>
</ul>
<p>A bridge has two ends, and this one has five.</p>
<p>Lead Partner: {beneficiary_name} (NO)<br>
Partnership: {partner_name[0]}, {partner_name[1]}, {partner_name[2]}, {partner_name[3]}<br>
Total budget: {total_cost} - Total funding: {support_amount} - ERDF: {eu_contribution}</p>"""
    mind = """<h3>{acronym} - {title}</h3>
<p>Thinking comes first.</p>
<p>Lead Partner: {beneficiary_name} (IE) Partnership: {partner_name[0]}, {partner_name[1]}<br>
Total budget: {total_cost} - Total funding: {support_amount} - ERDF: {eu_contribution}</p>"""
    change = """<p>{title}’s objective was reached in half a year.</p>
<p>Lead Partner: {beneficiary_name} (SE)</p>
<p><a href="/projects/c">Learn more</a></p>"""
    records = (BRIDGE, MIND, CHANGE)
    told = [tell(text, record) for text, record in zip((bridge, mind, change), records, strict=True)]
    head = """<h1>Preparatory projects approved</h1>
<p>They share 591.138 Eur, begin on 1st May 2023 and last for 12 months.</p>
<h2>Priority 1 - Innovation capacity</h2>"""
    foot = '<p><a href="https://2014-20.interreg-npa.eu/interreg-npa-2021-2027/approved-projects">All approved projects</a></p>'
    main = "\n".join([head, *told, foot])
    spec = page("en", "Preparatory projects approved", main, kind="list", charset="windows-1252")
    return Leaf(NEW + "/news/preparatory-projects-approved/", spec, records)


def _other_pages() -> list[Leaf]:
    handbook = """<h1>The handbook is approved</h1>
<p>The Monitoring Committee approved a new edition of the handbook. A lead partner finds the rules on page 12.</p>
<p>Write to Anna Exempel, anna.exempel@example.se.</p>"""
    budget = """<h1>Budget</h1>
<p>Total budget of the programme by priority:</p>
<ul><li>Priority 1: 18.000.000 EUR</li><li>Priority 2: 15.000.000 EUR</li><li>Sweden (SE)</li></ul>
<table><tr><th>Total budget</th><td>60.000.000 EUR</td></tr><tr><th>ERDF</th><td>43.000.000 EUR (65%)</td></tr></table>"""
    return [
        Leaf(HOST + "/news/handbook-approved", page("en", "The handbook is approved", handbook, kind="list")),
        Leaf(HOST + "/interreg-npa-2021-2027/budget", page("en", "Budget", budget)),
        Leaf(HOST + "/", page("en", "NPA", "<h1>Northern Periphery and Arctic</h1><p>Cold, far, and together.</p>")),
        robots("2014-20.interreg-npa.eu"),
    ]


@cache
def leaves() -> tuple[Leaf, ...]:
    """Every page with its address and records."""
    return (_approved(), _preparatory(), *_other_pages())


def not_found() -> PageSpec:
    """The page for every other address."""
    return page("en", "Not found", "<h1>404</h1><p>There is no page here.</p>", kind="error", status=404)


def site() -> Site:
    """Every page by path and query, those of both hosts together."""
    return site_of(leaves(), not_found())


def printed() -> dict[str, list[dict[str, str]]]:
    """The words every page with records prints, by flat field."""
    return printed_on(leaves())


def members() -> dict[str, list[dict[str, list[str]]]]:
    """The words every page with records prints, by field of a group."""
    return members_on(leaves())


CASES: dict[str, str] = {
    "approved_projects": HOST + "/interreg-npa-2021-2027/approved-projects",
    "preparatory_projects_with_money": NEW + "/news/preparatory-projects-approved/",
    "approved_but_no_project": HOST + "/news/handbook-approved",
}
