"""The sample site as a whole: which pages exist at which addresses.

`build_site()` gives every page as bytes; `Site.find` answers a request's path and query.
The same bytes come out each time: no clock, no unseeded chance. The HTTP side belongs in `server`.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from .pages import LIST_PATH, PROJECT_PATH, Call, ListEntry, address_of, call_page, list_address, list_page, project_page, text_page
from .projects import ProjectRow, project_rows
from .shell import SECTIONS, section_address

__all__ = ["ALIASES", "CALLS", "DEAD_LINK", "HIDDEN_PATH", "PER_PAGE", "PageSpec", "Site", "build_site", "normalise", "project_rows"]

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
PER_PAGE = 12
HIDDEN_PATH = "/intern/granskning/"
DEAD_LINK = address_of("23-999-S99")
CALLS = (
    Call(
        address="/utlysningar/omstallning-i-skenstad/",
        number="24-910-U01",
        title="Omställning i Skenstad med omnejd",
        area="A",
        region="Sydsverige",
        opens="2024-01-22",
        closes="2024-03-20",
        amount="18 000 000 kr",
    ),
    Call(
        address="/utlysningar/ung-i-exempelbygden/",
        number="2019/90185",
        title="Ung i Exempelbygden",
        area="2 Ökade övergångar till arbete",
        region="Norra Mellansverige",
        opens="2019-04-09",
        closes="2019-09-03",
        amount="50 000 000 kr",
    ),
    Call(
        address=address_of("24-911-U02"),
        number="24-911-U02",
        title="Stärkt kapacitet i glesa Testebybygden",
        area="D",
        region="Mellersta Norrland",
        opens="2024-02-05",
        closes="2024-04-15",
        amount="25 500 000 kr",
    ),
)
"""Calls linked from list pages among the projects; the last has an address like a project's."""

ALIASES = {
    f"{PROJECT_PATH}?dnr=2022%2F00355": "2022/00355",
    f"{PROJECT_PATH}?dnr=23-043-S02&utm_source=nyhetsbrev": "23-043-S02",
}
"""Second addresses under which list pages link a project, with its diarienummer."""

ROBOTS = "User-agent: *\nDisallow: /intern/\nAllow: /\n"
_DOCUMENTS = ("beslut-om-stod", "lagesrapport", "slutrapport")


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: body bytes, HTTP status, kind (project, list, call, other, document, error) and content type."""

    body: bytes
    status: int = 200
    kind: str = "other"
    content_type: str = HTML


@dataclass(frozen=True, slots=True)
class Site:
    """All pages by normalised path and query, and the page for everything else."""

    pages: dict[str, PageSpec]
    not_found: PageSpec

    def find(self, path_with_query: str) -> PageSpec:
        """The page at this address; `not_found` (status 404) if there is none."""
        return self.pages.get(normalise(path_with_query), self.not_found)


def normalise(path_with_query: str) -> str:
    """One spelling per address: raw slashes, no `utm_` parameters, no fragment, list page 1 without its number."""
    parts = urlsplit(path_with_query)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not name.startswith("utm_")]
    if parts.path == LIST_PATH:
        pairs = [pair for pair in pairs if pair != ("sida", "1")]
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='/')}" for name, value in pairs)
    return f"{parts.path}?{query}" if query else parts.path


def _entry(row: ProjectRow, address: str = "") -> ListEntry:
    details = (row.region, row.projektperiod or " - ".join(filter(None, (row.startdatum, row.slutdatum))))
    return ListEntry(address or address_of(row.diarienummer), row.title, ", ".join(filter(None, details)) or "Uppgifter saknas")


def _call_entry(call: Call) -> ListEntry:
    return ListEntry(call.address, f"{call.number} - {call.title}", f"{call.region}, {call.opens} - {call.closes}")


def _extra_entries(rows: dict[str, ProjectRow]) -> dict[int, list[ListEntry]]:
    encoded, tracked = ALIASES
    return {
        1: [_call_entry(CALLS[0])],
        2: [_entry(rows[ALIASES[encoded]], encoded), ListEntry(HIDDEN_PATH, "Granskningslista", "Endast för handläggare")],
        3: [ListEntry(DEAD_LINK, "23-999-S99 - Borttaget projekt", "Uppgifter saknas"), _call_entry(CALLS[2])],
        4: [_entry(rows[ALIASES[tracked]], tracked), _call_entry(CALLS[1])],
    }


def _list_pages(rows: tuple[ProjectRow, ...]) -> dict[str, PageSpec]:
    extra = _extra_entries({row.diarienummer: row for row in rows})
    count = -(-len(rows) // PER_PAGE)
    pages = {}
    for number in range(1, count + 1):
        first = (number - 1) * PER_PAGE
        shown = rows[first : first + PER_PAGE]
        entries = [_entry(row) for row in shown]
        for offset, entry in enumerate(extra.get(number, [])):
            entries.insert(1 + 4 * offset, entry)
        body = list_page(entries, number, count, first + 1, first + len(shown), len(rows))
        pages[list_address(number)] = PageSpec(body, kind="list")
    return pages


def _other_pages() -> dict[str, PageSpec]:
    parts = ("Den här delen av webbplatsen ingår inte i provregistret.", "Projekten finns i projektbanken.")
    links = ((LIST_PATH, "Projektbanken"),)
    pages = {
        section_address(section, link): PageSpec(text_page(link, parts, links))
        for section, names in SECTIONS.items()
        for link in names
        if section_address(section, link) != LIST_PATH
    }
    pages["/"] = PageSpec(text_page("Välkommen till provregistret", ("Här kan Diarium läsa projekt utan att störa någon.",), links))
    pages[HIDDEN_PATH] = PageSpec(text_page("Granskningslista", ("Den här sidan ska inte hämtas: robots.txt undantar den.",)))
    pages["/robots.txt"] = PageSpec(ROBOTS.encode(), kind="document", content_type=TEXT)
    for name in _DOCUMENTS:
        pages[f"/dokument/{name}.txt"] = PageSpec(f"Exempeldokument: {name}\n".encode(), kind="document", content_type=TEXT)
    return pages


def build_site() -> Site:
    """Every page of the sample registry, built in a fraction of a second."""
    rows = project_rows()
    pages = _list_pages(rows) | _other_pages()
    for index, row in enumerate(rows):
        related = [rows[(index + step) % len(rows)] for step in (7, 19, 31)]
        pages[normalise(address_of(row.diarienummer))] = PageSpec(project_page(row, related), kind="project")
    for call in CALLS:
        pages[normalise(call.address)] = PageSpec(call_page(call), kind="call")
    gone = ("Sidan finns inte eller har flyttats.", "Kontrollera adressen, eller börja om i projektbanken.")
    return Site(pages, PageSpec(text_page("Sidan kan inte visas (404)", gone, ((LIST_PATH, "Projektbanken"),)), status=404, kind="error"))
