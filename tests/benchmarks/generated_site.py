"""A generated registry of whole pages: project pages of 45 KB with up to 25 printed values, list pages of 25 projects, all by address.

What is printed and what it means are made together, so that a test can compare. Page `number` is the same in a site of any size. Does not
belong here: serving the site (`page_server`), its declaration (`registries/bench_se`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from random import Random

from stdnum import luhn

HOST = "https://bench.example"
PER_LIST = 25
LABELS = {
    "country_code": "Land som berörs",
    "fund_code": "Berörd fond",
    "programme_cci": "Program CCI",
    "project_code": "Diarienummer",
    "beneficiary_org_number": "Projektägare organisationsnummer",
    "beneficiary_name": "Projektägare",
    "title": "Namn",
    "start_on": "Startdatum",
    "end_on": "Slutdatum",
    "eu_cofinancing_rate_pct": "Unionens medfinansieringsgrad",
    "programme_area": "Programområde",
    "specific_objective_code": "Specifikt mål",
    "is_child_poverty": "Sekundärtema - Motverka barnfattigdom",
    "region_name": "Region",
    "nuts_code": "NUTS-2 kod",
    "beneficiary_postcode": "Stödmottagare postnr",
    "beneficiary_city": "Stödmottagare ort",
    "intervention_field_code": "Interventionstyp",
    "participants": "Antal deltagare",
    "is_strategic": "Insats av strategisk betydelse",
    "project_code_again": "Projektnummer",
    "support_amount": "Beviljat ESF-stöd",
    "total_cost": "Total projektbudget",
}
"""The printed labels by field, in the order of layout A."""
FIRST_IN_B = ("project_code", "title", "start_on", "end_on", "beneficiary_name")
SOMETIMES_LEFT_OUT = ("beneficiary_postcode", "beneficiary_city", "intervention_field_code", "is_child_poverty", "total_cost")
FUNDS = (("ESF+", "ESF+", "2021SE05SFPR001"), ("ERUF", "ERDF", "2021SE16RFPR001"), ("FRO", "JTF", "2021SE16JTPR001"))
REGIONS = {
    "SE11": "Stockholm",
    "SE12": "Östra Mellansverige",
    "SE21": "Småland med öarna",
    "SE22": "Sydsverige",
    "SE23": "Västsverige",
    "SE31": "Norra Mellansverige",
    "SE32": "Mellersta Norrland",
    "SE33": "Övre Norrland",
}
TOWNS = "Umeå Luleå Östersund Sundsvall Gävle Falun Karlstad Örebro Uppsala Linköping Kalmar Växjö Malmö Halmstad Borås Visby".split()
OWNERS = ("Region", "Kommunförbundet", "Stiftelsen", "Föreningen", "Samordningsförbundet", "Lärcentrum i")
THEMES = ("Digital omställning", "Trygg vägledning", "Hållbar kompetens", "Jämlik etablering", "Nya yrkesvägar", "Samverkan & lärande")
PLACES = ("i glesbygd", "för industrin", "i vården", "för unga", "i skogslänen", "nära hemmet", "inom bygg", "vid kusten")
WORDS = (
    "projektet vill att fler kvinnor och män ska hitta en väg till arbete och studier genom handledning praktik och korta kurser som "
    "arbetsgivare skolor kommuner och regioner planerar gemensamt under hela perioden med uppföljning varje halvår och en slutlig rapport "
    "om metoder resultat lärdomar kostnader deltagare lokaler utrustning resor språk teknik hälsa miljö jämställdhet och tillgänglighet"
).split()


@dataclass(frozen=True, slots=True)
class Project:
    """One project: its address, what its page prints by field, and what that means. Neither has a field that the page leaves out."""

    address: str
    printed: Mapping[str, str]
    meant: Mapping[str, str]
    is_layout_a: bool


def project(number: int) -> Project:
    """Project `number` of an endless registry; up to 100,000 have codes of their own."""
    draw = Random(f"project {number}")
    year = draw.randint(21, 25)
    code = f"{year}-{number % 1000:03d}-S{number // 1000:02d}"
    start = date(2000 + year, draw.randint(1, 12), 1)
    end = start + timedelta(days=draw.choice((364, 729, 1094)))
    nuts, region = draw.choice([*REGIONS.items()])
    fund_printed, fund, cci = draw.choices(FUNDS, (6, 3, 1))[0]
    rate, total = draw.choice(("40", "50", "53.5", "67")), draw.randint(4, 900) * 100_000
    support = int(total * float(rate) / 100) + total // 10
    area = draw.choice("ABCEF")
    owner = f"992{draw.randrange(10**6):06d}"
    meant = {
        "country_code": "SE",
        "fund_code": fund,
        "programme_cci": cci,
        "project_code": code,
        "beneficiary_org_number": owner + luhn.calc_check_digit(owner),
        "beneficiary_name": f"{draw.choice(OWNERS)} {draw.choice(TOWNS)} Exempel",
        "title": f"{draw.choice(THEMES)} {draw.choice(PLACES)}",
        "start_on": start.isoformat(),
        "end_on": end.isoformat(),
        "eu_cofinancing_rate_pct": rate,
        "programme_area": area,
        "specific_objective_code": f"{area}{draw.randint(1, 3)}",
        "is_child_poverty": draw.choice(("true", "false")),
        "region_name": region,
        "nuts_code": nuts,
        "beneficiary_postcode": f"999{draw.randrange(100):02d}",
        "beneficiary_city": draw.choice(TOWNS),
        "intervention_field_code": str(draw.randint(134, 175)),
        "participants": str(draw.randint(1, 900)),
        "is_strategic": draw.choice(("true", "false")),
        "support_amount": str(support),
        "total_cost": str(total),
        "description": "\n\n".join(_paragraph(draw) for _ in range(draw.randint(3, 6))),
    }
    if number % 20 == 19:
        del meant[draw.choice(SOMETIMES_LEFT_OUT)]
    printed = {field: _printed(field, value) for field, value in meant.items()} | {"fund_code": fund_printed, "project_code_again": code}
    return Project(f"/projektbanken/projekt/{code.lower()}.html", printed, meant, draw.random() < 0.5)


def _printed(field: str, value: str) -> str:
    if field in ("support_amount", "total_cost"):
        return f"{int(value):,} kr".replace(",", "\u00a0")
    if field == "eu_cofinancing_rate_pct":
        return f"{value.replace('.', ',')} %"
    return {"true": "Ja", "false": "Nej"}.get(value, "Sverige" if field == "country_code" else value)


def _paragraph(draw: Random) -> str:
    sentences = (" ".join(draw.choices(WORDS, k=draw.randint(9, 20))).capitalize() for _ in range(draw.randint(3, 6)))
    return ". ".join(sentences) + "."


def site(n_projects: int) -> dict[str, bytes]:
    """Every page of a site of so many projects by path, robots.txt too."""
    projects = [project(number) for number in range(n_projects)]
    pages = {each.address: project_page(each) for each in projects}
    n_lists = -(-n_projects // PER_LIST)
    for number in range(1, n_lists + 1):
        listed = projects[(number - 1) * PER_LIST : number * PER_LIST]
        pages[f"/projektbanken/sida-{number}.html"] = _list_page(number, n_lists, n_projects, listed)
    return pages | {"/robots.txt": b"User-agent: *\nDisallow: /intern/\n"}


def project_page(shown: Project) -> bytes:
    """The page of a project in its layout: rows of label and value, prose, a person, documents, and other projects at the end."""
    draw = Random(f"around {shown.address}")
    fields = [field for field in LABELS if field in shown.printed]
    if not shown.is_layout_a:
        fields = [*FIRST_IN_B, *(field for field in fields if field not in FIRST_IN_B and field != "project_code_again")]
    rows = "".join(
        f'<div class="fact"><dt class="fact-name"><strong>{LABELS[field]}:</strong></dt>\n'
        f'<dd class="fact-value"><span>{escape(shown.printed[field])}</span></dd></div>\n'
        for field in fields
    )
    prose = "".join(f"<p>{escape(words)}</p>\n" for words in shown.meant["description"].split("\n\n"))
    files = "".join(
        f'<li class="file"><a href="/filer/{at}.pdf">Bilaga {at}: {draw.choice(WORDS)}</a> '
        f'<span class="size">{draw.randint(9, 900)} kB</span></li>'
        for at in range(draw.randint(4, 16))
    )
    others = "".join(
        f'<li class="card"><a href="/projektbanken/liknande/{at}.html">'
        f"<h3>{draw.choice(THEMES).replace('&', '&amp;')} {draw.choice(PLACES)}</h3>"
        f'<p class="card-meta"><span>Diarienummer: 20-{draw.randint(100, 999)}-S01</span></p><p>{_paragraph(draw)}</p></a></li>\n'
        for at in range(draw.randint(3, 9))
    )
    heading = escape(f"{shown.printed['project_code']} - {shown.printed['title']}")
    content = (
        f'<article class="project"><h1>{heading}</h1>\n<dl class="facts">\n{rows}</dl>\n'
        f'<div class="prose"><h2>Om projektet</h2>\n{prose}</div>\n'
        '<section class="people"><h2>Frågor</h2><p>Kontaktperson: Anna Exempel</p><p>E-post: anna.exempel@example.se</p></section>'
        f'<section class="files"><h2>Dokument</h2><ul>{files}</ul></section></article>'
        f'<aside class="others"><h2>Liknande projekt</h2><ul>{others}</ul></aside>'
    )
    return _around(heading, content, with_banner=shown.is_layout_a)


def _list_page(number: int, n_lists: int, n_projects: int, listed: list[Project]) -> bytes:
    links = "".join(
        f'<li><a href="{each.address}">{escape(each.printed["title"])}</a> <span>{each.printed["region_name"]}</span></li>\n'
        for each in listed
    )
    following = f'<a rel="next" href="/projektbanken/sida-{number + 1}.html">Nästa</a>' if number < n_lists else ""
    first = (number - 1) * PER_LIST + 1
    total = f"<p>Visar {first}-{first + len(listed) - 1} av {n_projects} projekt</p>"
    content = f'<h1>Projektbanken</h1>{total}<ul class="projects">\n{links}</ul><nav class="pages">{following}</nav>'
    return _around(f"Projektbanken, sida {number}", content, with_banner=True)


def _around(heading: str, content: str, *, with_banner: bool) -> bytes:
    before, after = _surroundings()
    head = f'<!DOCTYPE html>\n<html lang="sv"><head><meta charset="utf-8"><title>{heading}</title>{before}'
    banner = BANNER if with_banner else ""
    return f'{head}<body>{banner}{_menu()}<main id="innehall">{content}</main>{after}'.encode()


BANNER = (
    '<div class="cookies" role="dialog"><h2>Kakor</h2><p>Den här hemsidan använder cookies för att fungera så bra som möjligt.</p>'
    '<form><label><input type="checkbox" name="matning"> Mätning</label><button>Godkänn alla</button></form></div>'
)


@cache
def _menu() -> str:
    """The menu of the site: 6 sections of 6 entries of 4 pages."""
    draw = Random("menu")
    sections = []
    for section in range(6):
        entries = "".join(
            f'<li class="menu-entry"><a href="/avdelning-{section}/{entry}/"><span>{" ".join(draw.choices(WORDS, k=2))}</span></a><ul>'
            + "".join(
                f'<li><a href="/avdelning-{section}/{entry}/{page}/">{" ".join(draw.choices(WORDS, k=3))}</a></li>' for page in range(4)
            )
            + "</ul></li>"
            for entry in range(6)
        )
        sections.append(
            f'<li class="menu-section"><a href="/avdelning-{section}/">{draw.choice(WORDS)}</a><button aria-expanded="false">'
            f'<svg viewBox="0 0 16 16"><path d="M4 6l4 4 4-4"/></svg></button><ul>{entries}</ul></li>'
        )
    return f'<header><a href="/">Start</a><nav class="menu"><ul>{"".join(sections)}</ul></nav></header>'


@cache
def _surroundings() -> tuple[str, str]:
    """What every page has between its title and its body, and after its content."""
    styles = "".join(
        f".ruta-{at}{{margin:{at}px auto;padding:{at % 7}rem;display:flex;color:#{at * 7919 % 0xFFFFFF:06x}}}" for at in range(STYLES)
    )
    script = "".join(f'modul({at},{{"namn":"del-{at}","aktiv":true,"url":"/api/del/{at}?a=1&b=2"}});' for at in range(STYLES))
    offices = "".join(
        f'<section class="office"><h3>Kontoret i {town}</h3>'
        f'<address>Box {at}<br>{town}<br><a href="mailto:k{at}@example.se">k{at}@example.se</a>'
        f"</address><ul>{''.join(f'<li><a href=/kontor/{at}/{part}>{WORDS[at * 3 + part]}</a></li>' for part in range(4))}</ul></section>"
        for at, town in enumerate(TOWNS)
    )
    return (
        f"<style>{styles}</style><script>{script}</script></head>",
        f"<footer>{offices}<p>Den genererade projektbanken</p></footer></body></html>\n",
    )


STYLES = 116
