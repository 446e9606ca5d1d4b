"""What stands inside `<main>` of each kind of page: project, list, call, plain text, not found.

One function per page kind, each returning whole pages as bytes. Which pages exist, and at which address, belongs in `site`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from .layouts import CONTACT, CONTACT_EMAIL, heading, label_values
from .markup import escape, fact_block
from .projects import ProjectRow
from .prose import paragraphs
from .shell import Frame, render

LIST_PATH = "/resultat/projektbanken/"
PROJECT_PATH = "/resultat/projektbanken/projekt/"
_HOME = (("Start", "/"), ("Resultat", "/sektion/resultat/berattelser/"))
_BANK = (*_HOME, ("Projektbanken", LIST_PATH))


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a list page: address as linked (raw or encoded), title, grey line below it."""

    address: str
    title: str
    meta: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call for proposals: labels much like a project's, no owner, not a project."""

    address: str
    number: str
    title: str
    area: str
    region: str
    opens: str
    closes: str
    amount: str


def address_of(dnr: str) -> str:
    """The project page's address with the diarienummer as it is (a raw slash in numbers of 2014-2020)."""
    return f"{PROJECT_PATH}?dnr={dnr}"


def _text(parts: Sequence[str], variant: str = "") -> str:
    return "".join(f"          <p>{escape(part, variant)}</p>\n" for part in parts)


def _documents() -> str:
    files = (
        ("Exempel på beslut om stöd", "beslut-om-stod"),
        ("Mall för lägesrapport", "lagesrapport"),
        ("Mall för slutrapport", "slutrapport"),
    )
    items = "".join(
        f'            <li><a href="/dokument/{name}.txt"><svg class="icon" aria-hidden="true"><use href="#i-file"></use></svg> {title}</a> '
        '<span class="meta">(txt, 1 kB)</span></li>\n'
        for title, name in files
    )
    return f'          <h2>Dokument</h2>\n          <ul class="link-list">\n{items}          </ul>\n'


def _aside(related: Sequence[ProjectRow]) -> str:
    links = "".join(
        f'            <li><a href="{address_of(row.diarienummer)}">{escape(row.title)}</a>'
        f'<br><span class="meta">{escape(row.region or row.nuts2 or "Region saknas")}</span></li>\n'
        for row in related
    )
    return (
        '        <aside class="side" aria-label="Mer om projekt">\n          <div class="card">\n            <h2>Liknande projekt</h2>\n'
        f'            <ul class="link-list">\n{links}            </ul>\n          </div>\n'
        '          <div class="card card-soft">\n            <h2>Kontakt</h2>\n'
        f'            <p>{CONTACT}<br>Telefon: 000-000 00 00<br><a href="mailto:{CONTACT_EMAIL}">{CONTACT_EMAIL}</a></p>\n'
        "            <p>Provkontoret svarar vardagar 9-15. Ange diarienumret när du skriver.</p>\n          </div>\n        </aside>\n"
    )


def project_page(row: ProjectRow, related: Sequence[ProjectRow]) -> bytes:
    """The page of one project, with links to `related` ones beside it."""
    title = heading(row)
    mark = "Påhittat projekt" if row.is_invented else "Uppgifter ur offentligt register"
    main = (
        '      <div class="columns">\n        <article class="project">\n'
        f"          <h1>{escape(title, row.variant)}</h1>\n"
        f"{fact_block(row.markup, row.variant, label_values(row))}"
        f'          <p><span class="badge">{mark}</span></p>\n'
        f"          <h2>Sammanfattning</h2>\n{_text(paragraphs(row), row.variant)}{_documents()}"
        f'          <p class="meta"><a href="{LIST_PATH}">Tillbaka till listan</a></p>\n        </article>\n'
        f"{_aside(related)}      </div>"
    )
    return render(Frame(title, (*_BANK, (row.title, "")), main, row.banner == "yes"))


def list_page(entries: Sequence[ListEntry], number: int, of_pages: int, first: int, last: int, total: int) -> bytes:
    """List page `number` of `of_pages`, showing projects `first`-`last` of `total`."""
    hits = "".join(
        f'          <li class="hit">\n            <h2><a href="{escape(entry.address)}">{escape(entry.title)}</a></h2>\n'
        f'            <p class="meta">{escape(entry.meta)}</p>\n          </li>\n'
        for entry in entries
    )
    main = (
        "      <h1>Projektbanken</h1>\n"
        "      <p>Här finns insatser ur provregistret, verkliga och påhittade om vartannat, utan särskild ordning.</p>\n"
        '      <div class="filter">\n'
        '        <div><label for="filterfalt">Filtrera på sidan</label><input id="filterfalt" type="text"></div>\n'
        '        <div><label for="period">Programperiod</label><select id="period"><option>Alla</option><option>2021-2027</option>'
        "<option>2014-2020</option></select></div>\n      </div>\n"
        f'      <p class="result-count">Visar {first}-{last} av {total} projekt</p>\n'
        f'      <ol class="plain hits" start="{first}">\n{hits}      </ol>\n{_pager(number, of_pages)}'
    )
    return render(Frame(f"Projektbanken, sida {number}", (*_HOME, ("Projektbanken", "")), main))


def list_address(number: int) -> str:
    """The address of a list page; the first has no page number."""
    return LIST_PATH if number == 1 else f"{LIST_PATH}?sida={number}"


def _pager(number: int, of_pages: int) -> str:
    items = []
    if number > 1:
        items.append(f'<a rel="prev" href="{list_address(number - 1)}">Föregående</a>')
    for page in range(1, of_pages + 1):
        items.append(f'<span aria-current="page">{page}</span>' if page == number else f'<a href="{list_address(page)}">{page}</a>')
    if number < of_pages:
        items.append(f'<a rel="next" href="{list_address(number + 1)}">Nästa</a>')
    return f'      <nav class="pager" aria-label="Sidor">{"".join(items)}</nav>'


def call_page(call: Call) -> bytes:
    """A call for proposals, in the project pages' div markup without colons."""
    rows = [
        ("Utlysning", call.number),
        ("Programområde", call.area),
        ("Region", call.region),
        ("Startdatum", call.opens),
        ("Slutdatum", call.closes),
        ("Utlyst belopp", call.amount),
    ]
    rng = random.Random(f"call {call.number}")
    parts = (
        f"Utlysningen är påhittad. Sökande ska själva bidra med {rng.choice((33, 46, 53))} procent av kostnaden.",
        "Projekten får pågå i högst 36 månader och ska vara avslutade i god tid före programmets slut.",
    )
    main = (
        f'      <article class="call">\n          <h1>{escape(call.title)}</h1>\n{fact_block("div", "no_colon", rows)}'
        f"          <h2>Sammanfattning</h2>\n{_text(parts)}      </article>"
    )
    return render(Frame(call.title, (("Start", "/"), ("Utlysningar", "/sektion/utlysningar/oppna-utlysningar/"), (call.title, "")), main))


def text_page(title: str, parts: Sequence[str], links: Sequence[tuple[str, str]] = ()) -> bytes:
    """A page of plain text with optional (address, text) links; also used for error pages."""
    items = "".join(f'            <li><a href="{address}">{escape(text)}</a></li>\n' for address, text in links)
    listed = f'          <ul class="link-list">\n{items}          </ul>\n' if links else ""
    main = f"      <article>\n          <h1>{escape(title)}</h1>\n{_text(parts)}{listed}      </article>"
    return render(Frame(title, (("Start", "/"), (title, "")), main))
