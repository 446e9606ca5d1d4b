"""Kohesio (European Commission): project pages in the languages of the Union.

Belongs here: what this registry prints and what is peculiar to it. Does not belong here: the words of its interface
(`parsers.vocabulary.kohesio_words`), and how labels and values are found and read, which all registries share.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import takewhile

from parsers.page.addresses import canonical, parts_of, query_of, segments_of
from parsers.page.html import links
from parsers.page.labels import Block, Printing, label_key
from parsers.page.text import MASK, Line, Span
from parsers.record.draft import Draft
from parsers.record.labelled_values import read_labels
from parsers.record.readings import finish, reading_of, unreadable
from parsers.record.title_and_text import label_keys
from parsers.registry import Expect, Link, Page, PageKind, Reading, Registry
from parsers.values import codes, numbers
from parsers.vocabulary.kohesio_words import INTERFACE_WORDS, LABEL_FIELDS, ROUTES

REGISTRY = Registry(
    code="kohesio",
    title="Kohesio",
    country="EU",
    languages=tuple(INTERFACE_WORDS),
    publisher="European Commission, Directorate-General for Regional and Urban Policy",
    licence="reuse of Commission documents, Decision 2011/833/EU (unverified for this site)",
    hosts=("kohesio.ec.europa.eu", "kohesio.eu"),
    start_urls=("https://kohesio.ec.europa.eu/en/projects",),
    schedule="0 5 * * 1",
    min_delay_s=1.0,
    currency="EUR",
    number_locale="fr",
    date_forms=("named",),
    funds=("ERDF", "ESF", "ESF+", "CF", "JTF", "YEI"),
    programmes=(),
    nuts_version=2021,
    grain="project",
    authority="aggregator",
    printing=Printing(runs_through=True, inline=True),
    expect=Expect(min_projects=3, fill={"title": 0.95, "start_on": 0.95, "total_cost": 0.9, "eu_contribution": 0.9, "fund_code": 0.9}),
    labels={label: field for words in INTERFACE_WORDS.values() for label, field in zip(words.labels, LABEL_FIELDS, strict=True)},
    dropped=(),
    ignored={label: "link to another page" for words in INTERFACE_WORDS.values() for label in words.links},
    patterns={"programming_period": r"2014-2020|2021-2027|2014-2021", "project_code": r"Q\d+"},
    layouts=(
        "sections `project info`, `funding`, `programme` with `label: value` lines, then title, description and the flag of the country",
    ),
    notes=(
        "the interface exists in 24 languages, labels and month names follow the address (`/en/`, `/pl/`)",
        "amounts are formatted as in French in every language: U+202F between groups, a decimal comma, U+00A0 before the sign",
        "the id stands only in the address; the local id `<CCI>_<number>` only in the export",
        "`2014-2021` is printed for the period 2014-2020",
        "a rate stands in brackets behind the contribution of the Union; beneficiaries are sorted, none is the lead",
    ),
)

_ID = re.compile(r"Q\d+")
_FLAG = re.compile(r"Flag of (?P<rest>\S.*)")
_LABELLED = re.compile(r"[^:]{1,40}: \S")
_PICTURES = frozenset(("european commission topic", "[the region]"))
_MORE = re.compile(r"(?i)(?:read (?:further|more)|social media|youtube|facebook|instagram|x|share on|report an issue|open|graph|more)\b")
_HOST_OF_MIRRORS = "kohesio.ec.europa.eu"


def canonical_url(url: str) -> str:
    """The one address of a page: the Commission's host, without a closing slash; a page in another language is another page."""
    return canonical(url, _HOST_OF_MIRRORS, ("page",)).rstrip("/")


def discover(page: Page) -> list[Link]:
    """The project pages and further list pages a list page links to."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        parts = parts_of(address)
        if parts.hostname not in REGISTRY.hosts:
            continue
        if _id_of(address):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif parts.path.rstrip("/") == "/en/projects" and query_of(address).get("page"):
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a project: its address has an id, and it has labels of one."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "neither dates nor a fund nor an amount under the labels of the page's language")
    if kind != "project":
        return reading_of(kind, page, [])
    language = _language(page.url)
    words = INTERFACE_WORDS[language]
    draft, block = read_labels(page.text, _declared(language))
    headings = {label_key(name) for name in (*words.sections, *words.beneficiaries)}
    _read_beneficiaries(draft, block.after, {label_key(name) for name in words.beneficiaries}, headings)
    if any(pair.value for pair in block.pairs) and not _goes_on_as_facts(draft, block):
        _read_title(draft, block.after, headings)
    _read_flag(draft, language)
    if draft.value("programming_period") == "2014-2021":
        seen = draft.observations["programming_period", 0]
        draft.observations["programming_period", 0] = replace(seen, value="2014-2020")
        draft.issue("respelt_period", "2014-2021 is printed for the period 2014-2020", field="programming_period", value_raw="2014-2021")
    draft.derive("project_code", _id_of(page.url) or "", "the id in the address; the page prints none")
    return finish(draft, page)


@cache
def _declared(language: str) -> Registry:
    """The registry as its pages in one language print it: words of other languages would be read as labels that they are not."""
    words = INTERFACE_WORDS[language]
    return replace(
        REGISTRY,
        languages=(language, "en"),
        labels=dict(zip(words.labels, LABEL_FIELDS, strict=True)),
        ignored=dict.fromkeys(words.links, "link to another page"),
        printing=replace(REGISTRY.printing, sections=(*words.sections, *words.beneficiaries)),
    )


def _id_of(url: str) -> str | None:
    """The id in the address of a project; beneficiaries and programmes have ids too."""
    segments = segments_of(url)
    return segments[-1] if len(segments) > 1 and segments[-2] in ROUTES and _ID.fullmatch(segments[-1]) else None


def _language(url: str) -> str:
    first = parts_of(url).path.strip("/").partition("/")[0].lower()
    return first if first in INTERFACE_WORDS else "en"


def _read_beneficiaries(draft: Draft, after: tuple[Line, ...], names: set[str], headings: set[str]) -> None:
    """What stands right under the heading: one name is the beneficiary; of several none is said to be the lead."""
    at = next((at for at, line in enumerate(after) if label_key(draft.page.of(line)) in names), None)
    if at is None:
        return
    listed: list[Line] = []
    heading = after[at].role == "heading"
    for line in after[at + 1 :]:
        if (line.after_gap and (listed or not heading)) or line.role == "heading" or label_key(draft.page.of(line)) in headings:
            break
        listed.append(line)
    for line in listed:
        span = Span(line.start, line.end)
        if len(listed) == 1:
            draft.read("beneficiary_name", span, "heading")
        else:
            item = draft.next_item("partner_name")
            draft.read("partner_name", span, "heading", item_no=item)
            draft.derive("partner_role", "beneficiary", "listed under the heading of beneficiaries", item, derived_from=("partner_name",))


def _read_title(draft: Draft, after: tuple[Line, ...], headings: set[str]) -> None:
    """The title and the description: behind the facts, after a gap; pictures' words and links in between are passed over."""
    rest: list[Line] = []
    below_heading = False
    for line in after:
        words = draft.page.of(line)
        is_value = below_heading and line.after_gap and not draft.page.is_html
        below_heading = label_key(words) in headings
        if (is_value and not below_heading) or label_key(words) in headings or label_key(words) in _PICTURES or _MORE.match(words):
            draft.claim_line(line)
        elif not any(span.start <= line.start < span.end for span in draft.claimed):
            rest.append(line)
    start = next((at for at, line in enumerate(rest) if line.role == "heading"), None)
    if start is None:
        start = next((at for at, line in enumerate(rest) if line.after_gap and not _FLAG.match(draft.page.of(line))), None)
    if start is None:
        return
    title = rest[start]
    if MASK not in draft.page.of(title) and not draft.page.of(title).startswith("["):
        words = draft.page.of(title).rstrip("★ ")
        draft.read("title", Span(title.start, title.start + len(words)), "heading")
    prose = list(takewhile(lambda line: line.role != "heading" and not _FLAG.match(draft.page.of(line)), rest[start + 1 :]))
    if prose:
        span = Span(prose[0].start, prose[-1].end)
        draft.read("description", span, "prose", value=draft.page.text[span.start : span.end].strip())


def _goes_on_as_facts(draft: Draft, block: Block) -> bool:
    """Whether text whose facts are paragraphs of their own goes on with one more `label: value`, which nobody could tell from a title."""
    starts = {pair.label_span.start for pair in block.pairs}
    apart = all(line.after_gap for line in draft.page.lines[1:] if line.start in starts)
    return apart and not draft.page.is_html and bool(block.after) and bool(_LABELLED.match(draft.page.of(block.after[0])))


def _read_flag(draft: Draft, language: str) -> None:
    """Country and region from the line of the flag: `Flag of Sweden  Multiple locations, Sweden`."""
    for line in draft.page.lines:
        found = _FLAG.fullmatch(draft.page.of(line))
        if not found:
            continue
        draft.claim_line(line)
        words, at = found["rest"], line.start + found.start("rest")
        for end in [m.start() for m in re.finditer(r"\s", words)] + [len(words)]:
            try:
                codes.country_named(words[:end], (language, "en"))
            except numbers.Unreadable:
                continue
            draft.read("country_code", Span(at, at + end), "prose")
            place = words[end:].strip()
            if place:
                start = at + words.index(place, end)
                draft.read("region_name", Span(start, start + len(place)), "prose")
            break
        return


def _kind(page: Page) -> PageKind:
    if not _id_of(page.url):
        return "list" if parts_of(page.url).path.rstrip("/").endswith("/projects") else "other"
    words = INTERFACE_WORDS[_language(page.url)]
    shown = label_keys(page.text)
    known = {label_key(label) for label in words.labels[:5]}
    glued = {key[len(label_key(name)) :] for key in shown for name in words.sections if key.startswith(label_key(name))}
    return "project" if len(known & (shown | glued)) > 1 else "unreadable"
