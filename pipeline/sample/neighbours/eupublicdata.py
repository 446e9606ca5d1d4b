"""The sample of eupublicdata.pages.dev, the mirror of Kohesio: a headline, the title, then labels with the value on the next element.

Real rows hold what public pages state, rounded as the mirror rounds; ids `Q991000NN` are invented (`eupublicdata.csv`). The prose is ours.
"""

from __future__ import annotations

import re

from pipeline.sample.neighbours.facts import Entry, block, entries, project_page, rows, soft
from pipeline.sample.neighbours.frame import escape, page
from pipeline.sample.site import PageSpec, Site

HOST = "https://eupublicdata.pages.dev"
LIST = "/data/funds/"
CASES = {
    "as_seen_Q87431": f"{HOST}{LIST}Q87431/",
    "description_list_empty_value_Q7361986": f"{HOST}{LIST}Q7361986/",
    "broken_amount_and_unknown_label_Q99100003": f"{HOST}{LIST}Q99100003/",
    "country_page": f"{HOST}/data/countries/pl/",
    "list_page": f"{HOST}{LIST}",
}
LABELS = {
    "eu_contribution": "EU budget",
    "total_cost": "Total project cost",
    "period": "Period",
    "priority_name": "Thematic objective",
}
_COUNTRY = "/data/countries/pl/"
_ABOUT = "The words on this sample page are ours and tell nothing of the project; 35% of nothing had cost €2,500 by 2019-03-14."


def printed() -> dict[str, list[dict[str, str]]]:
    """By address, the words that each field of the page's one record is printed in."""
    return {entry.address: [_words(entry)] for entry in entries("eupublicdata")}


def described() -> dict[str, tuple[str, ...]]:
    """By address, the paragraphs of the description: none, the mirror's running text is not read."""
    return {}


def site() -> Site:
    """Every page of the sample by path and query."""
    listed = entries("eupublicdata")
    pages = {entry.address: _project(entry, listed[(at + 1) % len(listed)]) for at, entry in enumerate(listed)}
    pages[LIST] = _list(listed)
    pages[_COUNTRY] = _country(listed[0])
    pages["/robots.txt"] = PageSpec(b"User-agent: *\nAllow: /\n", kind="document", content_type="text/plain; charset=utf-8")
    return Site(pages, page("en", "Not found", "<h1>404</h1>", kind="error", status=404))


def _words(entry: Entry) -> dict[str, str]:
    words = {field: words for field, words in entry.words.items() if field != "period"}
    words["start_on"], words["end_on"] = re.findall(r"\d{4}-\d{2}-\d{2}", entry.words["period"])
    return words | {"currency": "€"}


def _project(entry: Entry, other: Entry) -> PageSpec:
    main = "\n".join(filter(None, _parts(entry, other)))
    return project_page("en", entry, main)


def _parts(entry: Entry, other: Entry) -> list[str]:
    words = entry.words
    labels = LABELS | {"total_cost": soft(LABELS["total_cost"])} if "soft" in entry.style else LABELS
    return [
        f'<p class="eyebrow">KOHESIO · {words["project_code"]} · {words["country_code"]}</p>',
        f"<h1>{escape(words['title'])}</h1>",
        f"<p>{_ABOUT}</p>",
        block(entry.markup, rows(entry, labels)),
        "" if "no-sentence" in entry.style else _sentence(words),
        _related(other, heading="related" in entry.style),
    ]


def _sentence(words: dict[str, str]) -> str:
    return (
        f"<p>Co-funding: the EU contributes {words['eu_contribution']} toward a total project cost of {words['total_cost']} — a"
        f" co-funding rate of {words['eu_cofinancing_rate_pct']}, with the remainder covered by national, regional or private sources.</p>"
    )


def _related(other: Entry, *, heading: bool) -> str:
    facts = block("pairs", [(LABELS["period"], other.words["period"]), ("EU budget", "€9.9M")])
    tag = "section" if heading else "aside"
    return f'<{tag}><h2>Related projects</h2><a href="{other.address}">{escape(other.words["title"])}</a>{facts}</{tag}>'


def _country(entry: Entry) -> PageSpec:
    told = block("pairs", [("EU budget", "€12.5M"), ("Projects", "31")])
    main = f'<h1>Poland</h1>{told}<p><a href="{entry.address}">{escape(entry.words["title"])}</a></p>'
    return page("en", "Poland", main)


def _list(listed: tuple[Entry, ...]) -> PageSpec:
    items = "\n".join(
        f'<tr><td><a href="{entry.address}">{escape(entry.words["title"])}</a></td><td>{entry.words["country_code"]}</td>'
        f"<td>{entry.words.get('eu_contribution', '')}</td></tr>"
        for entry in listed
    )
    others = f'<p><a href="{_COUNTRY}">Poland</a> <a href="https://example.org/data/funds/Q1/">Elsewhere</a></p>'
    return page("en", "EU funds", f"<h1>EU funds</h1>\n<table>\n{items}\n</table>\n{others}", kind="list")
