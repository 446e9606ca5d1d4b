"""The sample of Kohesio: facts in sections, then title, description and flag, in the languages of the interface.

Real rows hold what the Commission's example export and two public pages state; ids `Q990000NN` are invented (`kohesio.csv`). Amounts are
written as on the site: U+202F between groups, U+00A0 before the sign. The prose says nothing of a project.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.sample.neighbours.facts import Entry, Rows, block, entries, project_page, rows, soft
from pipeline.sample.neighbours.frame import escape, page
from pipeline.sample.neighbours.kohesio_words import INTERFACE_WORDS, LABEL_FIELDS, Words
from pipeline.sample.site import PageSpec, Site

HOST = "https://kohesio.ec.europa.eu"
LIST = "/en/projects"
CASES = {
    "english_pictures_Q7361986": f"{HOST}/en/projects/Q7361986",
    "swedish_soft_hyphen_Q99000001": f"{HOST}/sv/projects/Q99000001",
    "polish_two_beneficiaries_Q99000002": f"{HOST}/pl/projects/Q99000002",
    "spanish_windows_1252_broken_amount_Q99000003": f"{HOST}/es/projects/Q99000003",
    "beneficiary_page": f"{HOST}/en/beneficiaries/Q99000901",
    "list_page_1": f"{HOST}{LIST}",
}
PER_PAGE = 6
_SECTIONS = (
    {"start_on", "end_on"},
    {"fund_code", "total_cost", "eu_contribution_and_rate"},
    {"programming_period", "programme_name", "managing_authority"},
)
_PROSE = {
    "en": ("The words on this sample page are ours and tell nothing of the project.", "By 14 March 2019, 35% of nothing had cost 2 500 €."),
    "sv": (
        "Texten på den här provsidan är vår egen och säger inget om projektet.",
        "Den 14 mars 2019 hade 35 % av ingenting kostat 2 500 €.",
    ),
    "pl": ("Tekst tej strony próbnej jest nasz i nic nie mówi o projekcie.", "Do 14 marca 2019 wydano 35% z niczego, czyli 2 500 €."),
    "es": (
        "El texto de esta página de prueba es nuestro y no dice nada del proyecto.",
        "El 14 de marzo de 2019, el 35 % de nada costaba 2 500 €.",
    ),
    "fr": ("Le texte de cette page d’essai est le nôtre et ne dit rien du projet.", "Le 14 mars 2019, 35 % de rien avaient coûté 2 500 €."),
    "de": (
        "Der Text dieser Probeseite ist unser eigener und sagt nichts über das Vorhaben.",
        "Am 14. März 2019 hatten 35 % von nichts 2 500 € gekostet.",
    ),
    "fi": ("Tämän mallisivun teksti on meidän eikä kerro hankkeesta mitään.", "14. maaliskuuta 2019 oli 35 % tyhjästä maksanut 2 500 €."),
}
# the export's local id, `<CCI>_<diarienummer>`: the same operation in the project bank of the ESF council
_LOCAL_IDS = {"/sv/projects/Q99000008": "Lokalt id i provregistret: 2021SE05SFPR001_24-902-S01."}
_OTHERS = "/en/beneficiaries/Q99000901"
_NO_FIELDS = ("beneficiaries",)


def printed() -> dict[str, list[dict[str, str]]]:
    """By address, the words that each field of the page's one record is printed in."""
    return {entry.address: [_words(entry)] for entry in entries("kohesio")}


def described() -> dict[str, tuple[str, ...]]:
    """By address, the paragraphs of the description."""
    return {entry.address: _paragraphs(entry) for entry in entries("kohesio")}


def site() -> Site:
    """Every page of the sample by path and query."""
    listed = entries("kohesio")
    pages = {entry.address: _project(entry, listed[(at + 1) % len(listed)]) for at, entry in enumerate(listed)}
    pages[LIST] = _list(listed[:PER_PAGE])
    pages[f"{LIST}?page=2"] = _list(listed[PER_PAGE:])
    pages[_OTHERS] = _beneficiary(listed[0])
    pages["/robots.txt"] = PageSpec(b"User-agent: *\nDisallow: /api/\n", kind="document", content_type="text/plain; charset=utf-8")
    return Site(pages, page("en", "Not found", "<h1>Page not found</h1>", kind="error", status=404))


def _words(entry: Entry) -> dict[str, str]:
    words = {field: words for field, words in entry.words.items() if field not in _NO_FIELDS}
    if "beneficiaries" in entry.words and "|" not in entry.words["beneficiaries"]:
        words["beneficiary_name"] = entry.words["beneficiaries"]
    return words | {"currency": "€"}


def _language(entry: Entry) -> str:
    return entry.address.split("/")[1]


def _paragraphs(entry: Entry) -> tuple[str, ...]:
    return (*_PROSE[_language(entry)], *filter(None, [_LOCAL_IDS.get(entry.address)]))


def _project(entry: Entry, other: Entry) -> PageSpec:
    language = _language(entry)
    main = "\n".join(filter(None, _parts(entry, other, INTERFACE_WORDS[language])))
    return project_page(language, entry, main)


def _parts(entry: Entry, other: Entry, words: Words) -> list[str]:
    heading = "<h3>{}</h3>" if "heading" in entry.style else '<div class="section">{}</div>'
    told = [part for name, listed in zip(words.sections[:3], _facts(entry, words), strict=True) for part in (heading.format(name), listed)]
    if "glued" in entry.style:
        told = [
            listed.replace("<div>", f"<div><b>{name}</b>", 1) for name, listed in zip(words.sections, _facts(entry, words), strict=False)
        ]
    names = entry.words.get("beneficiaries", "").split("|")
    return [
        "<p>Kohesio: discover EU projects in your region</p>",
        *told,
        "<p>European Commission Topic</p><p>European Commission Topic</p>" if "pictures" in entry.style else "",
        heading.format(words.beneficiaries[-1] if len(names) == 1 else words.beneficiaries[0])
        + _names(names, as_list="heading" in entry.style),
        f"<h1>{escape(entry.words['title'])}</h1>",
        *(f"<p>{sentence}</p>" for sentence in _paragraphs(entry)),
        _flag(entry),
        _related(other, words, heading="related" in entry.style),
    ]


def _facts(entry: Entry, words: Words) -> list[str]:
    """The blocks of the three sections."""
    rate = entry.words.get("eu_cofinancing_rate_pct")
    amount = {"eu_contribution_and_rate": f"{entry.words['eu_contribution']} ({rate})"} if rate else {}
    whole = replace(entry, words=entry.words | amount, extra=())
    labels = dict(zip(LABEL_FIELDS, words.labels, strict=True))
    if "soft" in entry.style:
        labels["start_on"] = soft(labels["start_on"])
    blocks: list[Rows] = [rows(whole, {field: label for field, label in labels.items() if field in section}) for section in _SECTIONS]
    blocks[0] += list(entry.extra)
    return [block(entry.markup, listed, ":") for listed in blocks]


def _names(names: list[str], *, as_list: bool) -> str:
    if as_list:
        return "<ul>" + "".join(f"<li>{escape(name)}</li>" for name in names) + "</ul>"
    return "".join(f"<div>{escape(name)}</div>" for name in names if name)


def _flag(entry: Entry) -> str:
    country, place = entry.words["country_code"], entry.words.get("region_name", "")
    if "alt" in entry.style:
        return f'<p><img src="/flags/eu.svg" alt="Flag of {country}"> {place}</p>'
    return f'<p><span class="visually-hidden">Flag of {country}</span> {place}</p>'


def _related(other: Entry, words: Words, *, heading: bool) -> str:
    labels = dict(zip(LABEL_FIELDS, words.labels, strict=True))
    facts = block("p", [(labels["start_on"], other.words["start_on"]), (labels["fund_code"], other.words["fund_code"])], ":")
    tag = "section" if heading else "aside"
    return f'<{tag}><h2><a href="{other.address}">{escape(other.words["title"])}</a></h2>{facts}</{tag}>'


def _beneficiary(entry: Entry) -> PageSpec:
    told = [
        ("Number of projects", "3"),
        ("Total budget", "5\u202f000\u202f000,00\u00a0€"),
        ("EU contribution", "2\u202f000\u202f000,00\u00a0€"),
    ]
    main = f'<h1>Exempel Ltd</h1>{block("p strong", told, ":")}<p><a href="{entry.address}">{escape(entry.words["title"])}</a></p>'
    return page("en", "Exempel Ltd", main)


def _list(listed: tuple[Entry, ...]) -> PageSpec:
    items = "\n".join(f'<li><a href="{entry.address}"><h3>{escape(entry.words["title"])}</h3></a></li>' for entry in listed)
    others = f'<p><a href="{_OTHERS}">Exempel Ltd</a> <a href="/en/themes">Themes</a> <a href="https://example.org/en/projects/Q1">Elsewhere</a></p>'
    pager = f'<p><a href="{LIST}">1</a> <a href="{LIST}?page=2">2</a></p>'
    return page("en", "Projects", f"<h1>Projects</h1>\n<ul>\n{items}\n</ul>\n{others}{pager}", kind="list")
