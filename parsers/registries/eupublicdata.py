"""eupublicdata.pages.dev: a mirror of Kohesio, with rounded amounts.

Belongs here: what this site prints, its labels and what is peculiar to it. Does not belong here: how labels and values are found and read,
which all registries share.
"""

from __future__ import annotations

import re

from parsers.page.addresses import canonical, last_segment, parts_of
from parsers.page.html import links
from parsers.page.labels import Printing, label_key
from parsers.page.text import Span
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, reading_of, unreadable
from parsers.record.title_and_text import is_title, label_keys
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry

REGISTRY = Registry(
    code="eupublicdata",
    title="EU public data (mirror of Kohesio)",
    country="EU",
    languages=("en",),
    publisher="eupublicdata.pages.dev (not an authority)",
    licence="not established (unverified)",
    hosts=("eupublicdata.pages.dev",),
    start_urls=("https://eupublicdata.pages.dev/data/funds/",),
    schedule="20 5 1 * *",
    min_delay_s=1.0,
    currency="EUR",
    number_locale="en",
    funds=("ERDF", "ESF", "ESF+", "CF"),
    programmes=(),
    nuts_version=2021,
    grain="project",
    authority="mirror",
    printing=Printing(runs_through=True, after_gap=True),
    expect=Expect(min_projects=3, max_age_days=62, fill={"title": 0.95, "start_on": 0.95, "total_cost": 0.9, "eu_contribution": 0.9}),
    labels={
        "EU budget": "eu_contribution",
        "Total project cost": "total_cost",
        "Period": "period",
        "Thematic objective": "priority_name",
    },
    dropped=(),
    patterns={"project_code": r"Q\d+"},
    layouts=("labels without colon, the value on the next line",),
    notes=(
        "a mirror: of lower authority than Kohesio itself",
        "amounts are rounded to a tenth of a million (`€1.3M`) or to a thousand (`€617k`)",
        "code and name of the thematic objective are glued, or the code is printed twice (`TO12TO12`)",
    ),
)

_HEADLINE = re.compile(r"KOHESIO · (?P<code>Q\d+) · (?P<country>[A-Z]{2})")
_RATE = re.compile(r"[Tt]he EU contributes[^.]*?(?:\.\d[^.]*?)*co-funding rate of (?P<rate>\d{1,3}(?:\.\d+)? ?%)")
_ID = re.compile(r"Q\d+")
_LABELS = frozenset(map(label_key, REGISTRY.labels))


def canonical_url(url: str) -> str:
    """The one address of a page, without query and fragment."""
    return canonical(url, "eupublicdata.pages.dev")


def discover(page: Page) -> list[Link]:
    """The project pages the list page links to."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        if parts_of(address).hostname in REGISTRY.hosts and _ID.fullmatch(last_segment(address) or ""):
            found.setdefault(canonical_url(address), Link(address, "project"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a project."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "neither `EU budget` nor `Total project cost`")
    if kind != "project":
        return reading_of(kind, page, [])
    draft, _ = read_labels(page.text, REGISTRY)
    _read_top(draft)
    for rate in _RATE.finditer(page.text.text):
        draft.read("eu_cofinancing_rate_pct", Span(*rate.span("rate")), "prose")
        break
    asked, shown = last_segment(page.url), draft.value("project_code")
    if asked and shown and asked != shown:
        told = f"the address asks for {asked}, the page shows {shown}; nothing of it is kept"
        draft.issue("code_mismatch", told, field="project_code", value_raw=shown)
    for name in ("total_cost", "eu_contribution"):
        if draft.value(name):
            draft.issue("rounded_amount", "a mirror's figure, rounded; Kohesio has the exact one", field=name)
    return finish(draft, page)


def _read_top(draft: Draft) -> None:
    """Id and country from the headline; the title is the next line."""
    lines = draft.page.lines
    for at, line in enumerate(lines):
        found = _HEADLINE.search(draft.page.of(line))
        if not found:
            continue
        draft.claim_line(line)
        for name, part in (("project_code", "code"), ("country_code", "country")):
            draft.read(name, Span(line.start + found.start(part), line.start + found.end(part)), "heading", value=found[part])
        following = [line for line in lines[at + 1 : at + 4] if is_title(draft.page.of(line).rstrip(".")) or line.role == "heading"]
        if following:
            draft.read("title", Span(following[0].start, following[0].end), "heading")
        return


def _kind(page: Page) -> PageKind:
    if not _ID.fullmatch(last_segment(page.url) or ""):
        return "list"
    return "project" if len(_LABELS & label_keys(page.text)) > 1 else "unreadable"
