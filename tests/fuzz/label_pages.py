"""Pages of every registry that prints labels, built anew from the facts of its samples: in which markup, and what must be read from it.

Belongs here: what the samples of a registry print under labels, the shapes of its pages, and their disguises (spaces, encodings, noise).
Does not belong here: what is asked of the readers (`tests/unit/test_reading_properties.py`).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from random import Random
from typing import Literal

from stdnum import luhn

from parsers.declaration import Registry
from parsers.page.blocks import block_of
from parsers.page.labels import Block, Printing, label_key, tells_of_others
from parsers.page.text import Line
from parsers.reading import Page, Reading
from parsers.registry import Source, sources
from pipeline.sample_facts import Sample, folder_of

CANARY = "Zebulon Qvistgaard"
Values = tuple[tuple[str, str], ...]
UNKNOWN = (("Nytt fält", "okänt 7"), ("Projektets färg", "grön och 45 %"), ("Ny uppgift", "2031-01-01"))
FEWEST = 3  # labels of a page that is built anew
SHORTEST_PROSE = 40  # characters of a line after the labels that is no menu and no name in a list
AGAIN = ("title", "project_code", "country_code", "programming_period", "fund_code", "currency", "programme_cci")
"""Fields that a reader also finds elsewhere on a page, in its address or in the declaration, where the label is missing."""
INLINE = ("p strong", "p", "li", "br inline", "text inline", "text paragraphs")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value as printed, and the values of fields that must be read from it."""

    label: str
    printed: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The facts of one page, its address, and what is printed around them: elements before and after, and the values those give."""

    url: str
    facts: tuple[Fact, ...]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...] = ()
    around: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A registry with what it prints. `own` are the markups its reader must read in full."""

    name: str
    registry: Registry
    printed: Callable[[Random], Printed]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """How one fact is set, and what stands around all of them."""

    row: str
    frame: str = "<section>{}</section>"
    is_html: bool = True
    case: Literal["as printed", "capitals"] = "as printed"


MARKUPS = {
    "dl": Markup("<dt>{0}:</dt><dd>{1}</dd>", "<dl>{}</dl>"),
    "dl without colons": Markup("<dt>{0}</dt><dd>{1}</dd>", "<dl>{}</dl>"),
    "dl in rows": Markup("<div class='r'><dt><strong>{0}:</strong></dt>\n<dd><span>{1}</span></dd></div>", "<dl>{}</dl>"),
    "div": Markup("<div class='row'><div class='label'>{0}:</div><div class='value'>{1}</div></div>", "<div>{}</div>"),
    "div without colons": Markup("<div class='row'><div class='label'>{0}</div>\n<div class='value'>{1}</div></div>", "<div>{}</div>"),
    "th": Markup("<tr><th>{0}</th><td>{1}</td></tr>", "<table><tbody>{}</tbody></table>"),
    "td": Markup("<tr><td>{0}</td><td>{1}</td></tr>\n", "<table>{}</table>"),
    "p strong": Markup("<p><strong>{0}:</strong> {1}</p>\n"),
    "p": Markup("<p>{0}: {1}</p>\n"),
    "li": Markup("<li>{0}: {1}</li>\n", "<ul>{}</ul>"),
    "li spans": Markup("<li><span>{0}</span> <span>{1}</span></li>", "<ul>{}</ul>"),
    "li p": Markup("<li><strong>{0}</strong><p>{1}</p></li>\n", "<ul>{}</ul>"),
    "p pairs": Markup("<p>{0}</p><p>{1}</p>\n"),
    "h3 p": Markup("<h3>{0}</h3>\n<p>{1}</p>\n"),
    "br": Markup("{0}:<br>{1}<br>\n", "<p>{}</p>"),
    "br inline": Markup("{0}: {1}<br/>\n", "<p>{}</p>"),
    "capitals": Markup("{0} {1}<br>\n", "<p>{}</p>", case="capitals"),
    "p capitals": Markup("<p>{0} {1}</p>\n", case="capitals"),
    "text": Markup("{0}:\n{1}\n", "{}", is_html=False),
    "text bare": Markup("{0}\n{1}\n", "{}", is_html=False),
    "text inline": Markup("{0}: {1}\n", "{}", is_html=False),
    "text paragraphs": Markup("{0}: {1}\n\n", "{}", is_html=False),
    "text gap": Markup("{0}\n\n{1}\n\n", "{}", is_html=False),
    "text bullets": Markup(" • {0}\n\n  {1}\n", "{}", is_html=False),
    "text capitals": Markup("{0} {1}\n", "{}", is_html=False, case="capitals"),
}
PAIRED = ("dl", "dl without colons", "dl in rows", "div", "div without colons", "th", "td")


Spaces = Literal["plain", "special", "broken"]


@dataclass(frozen=True, slots=True)
class Disguise:
    """What is done to a page beside its facts. `special` spaces are other characters or line breaks of the markup for a space; `broken`
    ones are doubled too, and soft hyphens stand anywhere."""

    markup: str
    spaces: Spaces = "plain"
    charset: tuple[str, str | None] = ("utf-8", "utf-8")
    noise: bool = False


CHARSETS: tuple[tuple[str, str | None], ...] = (
    *(("utf-8", "utf-8"), ("utf-8", None), ("utf-8", "iso-8859-1"), ("utf-8", "windows-1252"), ("utf-8", "utf-16"), ("utf-8-sig", None)),
    *(
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", None),
        ("cp1252", "utf-8"),
        ("cp1252", "us-ascii"),
        ("cp1252", "x-none"),
    ),
)
_NOISE = (
    "I länet ökade andelen med 12,5 % till 1 250 000 invånare den 1 mars 2023, och 40 % av dem är unga.",
    "Sidan uppdaterades 2024-05-06. Läs mer på webbplatsen, som har 25 % fler besök än 2019 – 2021.",
)
_HTML_NOISE = (
    "<nav><ul><li><a href='/'>Start</a></li><li>Region: Skåne</li></ul></nav>",
    "<aside><h2>Namn</h2><p>Total: 99 %</p><dl><dt>Startdatum</dt><dd>1999-01-01</dd></dl></aside>",
    "<div class='cookie-banner'><p>Cookies (100 %): Fond: ESF</p></div>",
)


def page_bytes(rng: Random, printed: Printed, facts: Sequence[tuple[str, str]], disguise: Disguise) -> tuple[bytes, str]:
    """The body and the content type of a page that prints `facts` (label and value) the way `disguise` says."""
    markup = MARKUPS[disguise.markup]

    def shown(words: str, *, is_label: bool = False) -> str:
        words = words.upper() if is_label and markup.case == "capitals" else words
        words = _respaced(rng, words, disguise.spaces, is_html=markup.is_html)
        return html.escape(words, quote=False) if markup.is_html else words

    rows = "".join(markup.row.format(shown(label, is_label=True), shown(value)) for label, value in facts)
    block = markup.frame.format(rows)
    noise = [("p", words) for words in _NOISE] if disguise.noise else []
    before, after = [*noise[:1], *printed.before], [*printed.after, *noise[1:]]
    if not markup.is_html:
        parts = [*(words for _, words in before), block.strip("\n"), *(words for _, words in after)]
        text, content_type = "\n\n".join(parts) + "\n", "text/plain"
    else:
        start = "".join(f"<{tag}>{html.escape(words, quote=False)}</{tag}>\n" for tag, words in before)
        end = "".join(f"<{tag}>{html.escape(words, quote=False)}</{tag}>\n" for tag, words in after)
        left, middle, right = _HTML_NOISE if disguise.noise else ("", "", "")
        text = (
            f"<!doctype html><html><head><title>x</title></head><body>{left}<main>\n{start}{block}{middle}{end}</main>{right}</body></html>"
        )
        content_type = "text/html"
    encoding, declared = disguise.charset
    if not markup.is_html and encoding == "cp1252" and text.encode("cp1252", "ignore").decode("cp1252") != text:
        encoding = "utf-8"
    body = text.encode(encoding, "xmlcharrefreplace" if markup.is_html else "strict")
    return body, f"{content_type}; charset={declared}" if declared else content_type


def _respaced(rng: Random, words: str, spaces: Spaces, *, is_html: bool) -> str:
    if spaces == "plain":
        return words
    marks = (" ", " ", "\u00a0", "\u202f", *(("\n", " \n\t") if is_html else ()), *(("  ", " \u00a0") if spaces == "broken" else ()))
    chars = [rng.choice(marks) if char == " " else char for char in words]
    for at in range(len(chars) - 1, 0, -1):
        if spaces == "broken" and chars[at].isalnum() and chars[at - 1].isalnum() and rng.random() < 0.1:
            chars.insert(at, "\u00ad")
    return "".join(chars)


def grouped(number: int, mark: str) -> str:
    """A whole number with `mark` between groups of three digits."""
    return f"{number:,}".replace(",", mark)


def swedish_number(rng: Random) -> str:
    """A valid organisation number that does not look like a person's."""
    digits = f"{rng.choice('2589')}{rng.randrange(10)}{rng.choice('23456789')}{rng.randrange(10**6):06}"
    return digits + luhn.calc_check_digit(digits)


def finnish_number(rng: Random) -> str:
    """A valid y-tunnus."""
    while True:
        digits = f"{rng.randrange(10**6, 10**7)}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, (7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        if rest != 1:
            return f"{digits}-{(11 - rest) % 11}"


TEXTS = ("beneficiary_name", "region_name", "priority_name", "programme_name", "managing_authority", "status", "beneficiary_city")
"""Fields of which a page may as well print the value of another page."""


def _facts_of(page: Page, reading: Reading, block: Block) -> tuple[Fact, ...]:
    """The labels of a page with their values as printed, and the values read from them."""
    found = []
    for pair in block.pairs:
        if pair.known and pair.value and pair.n_lines == 1:
            inside = [seen for seen in reading.observations if seen.start is not None and pair.value.start <= seen.start < pair.value.end]
            fields = tuple((seen.field, seen.value) for seen in inside if seen.method == "label")
            if fields:
                found.append(Fact(pair.label, page.text.text[pair.value.start : pair.value.end], fields))
    return tuple(found)


def _printed(source: Source, sample: Sample) -> Printed | None:
    """What a sample page prints: its labels, the lines before and after them, and the values that do not come from labels alone."""
    page, reading, registry = sample.page, sample.reading, source.registry
    block = block_of(page.text, registry.vocabulary.all, registry.vocabulary.dropped, registry.printing)
    facts = _facts_of(page, reading, block)
    if reading.record_numbers != (1,) or len(facts) < FEWEST or any(pair.label in registry.printing.lists for pair in block.pairs):
        return None
    of_labels = {pair for fact in facts for pair in fact.fields}
    around = {(seen.field, seen.value) for seen in reading.observations} - of_labels
    again = {pair for pair in of_labels if pair[0] in AGAIN}
    titles = [seen.value_raw for seen in reading.observations if seen.field == "title"]
    before, after = (tuple(_element(page, line, titles) for line in lines) for lines in (block.before, block.after))
    own = tuple(takewhile(lambda element: not tells_of_others(element[1]), after))
    if any(_has_label(registry, words) for _, words in (*before, *own)):
        return None  # labels outside the block, whose place on the page matters
    told = tuple((tag, words) for tag, words in own if tag != "p" or len(words) >= SHORTEST_PROSE)
    return Printed(page.url, facts, before, told, tuple(sorted(around | again)))


def _has_label(registry: Registry, words: str) -> bool:
    label, colon, _ = words.partition(":")
    key = label_key(label)
    return key in registry.vocabulary.all or (bool(colon) and any(key.endswith(f" {known}") for known in registry.vocabulary.fields))


def _element(page: Page, line: Line, titles: Sequence[str]) -> tuple[str, str]:
    words = page.text.of(line)
    return "h1" if words in titles else "h2" if line.role == "heading" else "p", words


def _mixed(pool: Sequence[Printed], rng: Random) -> Printed:
    """A page of the registry, some of its texts those that other pages of it print under the same label."""
    printed = rng.choice(pool)
    facts = []
    for fact in printed.facts:
        others = [each for page in pool for each in page.facts if each.label == fact.label]
        facts.append(rng.choice(others) if fact.fields[0][0] in TEXTS else fact)
    return replace(printed, facts=tuple(facts))


def _own_markups(printing: Printing) -> tuple[str, ...]:
    """The markups that a registry that prints so must have read in full."""
    if printing.leading:
        return (*INLINE, "capitals", "p capitals", "text capitals")
    if printing.inline:
        return INLINE
    if printing.after_gap and printing.sections:
        return (*PAIRED, "li p", "p pairs", "li spans", *INLINE, "br", "text", "text bare", "text gap", "text bullets")
    usual = (*PAIRED, "p strong", "p", "li", "li spans", "br", "br inline", "text", "text bare", "text inline")
    return (*usual, "text paragraphs") if printing.runs_through else usual


def shapes() -> Iterator[Shape]:
    """Every registry whose sample pages print labels."""
    for code, source in sources().items():
        samples = folder_of(code).samples.values()
        pool = [printed for sample in samples if sample.spec.kind == "project" and (printed := _printed(source, sample))]
        if pool:
            yield Shape(code, source.registry, partial(_mixed, pool), _own_markups(source.registry.printing))


SHAPES = tuple(shapes())
