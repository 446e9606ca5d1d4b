"""Reading whole pages of 45 KB: pages a second and core beside BeautifulSoup with lxml, the garbage collector's share, peak memory.

The pages are project pages of the sample site, each with a number and prose of its own and padded to 45 KB by inline script, the cheapest
padding there is for the peer; those of the other label registries stand in the same surroundings, once in a `main` element and once
without one, where all of a page must be read. Alone: `python -m tests.benchmarks.bench_reading`.
"""

from __future__ import annotations

import gc
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from itertools import pairwise
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from lxml import etree

from parsers.page.encoding import decode
from parsers.reading import Page
from parsers.registry import sources
from pipeline.sample_site import SampleSite

PROJECT = "https://www.esf.se/resultat/projektbanken/projekt/?dnr="
PAGE_BYTES = 45_000
ROUNDS = 9
PAGES_A_ROUND = 100
MEMORY_AFTER = (2_000, 20_000)
ESF = sources()["esf_se"]
_LABELS = frozenset(label.casefold() for label in (*ESF.registry.labels, *ESF.registry.dropped, *ESF.registry.ignored))
OTHERS = ("erhvervsfremme_dk", "eura_fi", "kohesio", "eupublicdata", "interreg_se_no", "interreg_no")
_MAIN = re.compile(r"<main\b[^>]*>(?P<inside>.*)</main>", re.S)
_CODE = re.compile(r"(\d{2})-\d{3}-S\d{2}|(\d{4})/\d{5}")


@cache
def _bases() -> tuple[tuple[str, str], ...]:
    """Number and markup of every project page of the sample."""
    pages = SampleSite.of(sources()["esf_se"].folder).pages.items()
    return tuple((address.removeprefix(PROJECT), page.body.decode()) for address, page in pages if page.kind == "project")


def page(number: int) -> Page:
    """Page `number` of an endless site."""
    code, markup = _bases()[number % len(_bases())]
    found = _CODE.fullmatch(code)
    assert found
    new = f"{found[1]}-{number % 1000:03d}-S{number // 1000:02d}" if found[1] else f"{found[2]}/{number:05d}"
    head, main, rest = re.split(r"(<main\b.*</main>)", markup.replace(code, new), flags=re.S)
    whole = head + main.replace("<p>", f"<p>Ansökan {number}: ") + rest
    missing = PAGE_BYTES - len(whole.encode()) - len("<script></script>")
    padding = "".join(f'modul({at},{number},{{"url":"/api/modul/{at}?a=1&b=2","aktiv":true}});' for at in range(missing // 40))
    body = whole.replace("</body>", f"<script>{padding[:missing].ljust(missing)}</script></body>").encode()
    return Page(PROJECT + new, body)


def naive(page: Page) -> dict[str, str]:
    """The peer: the printed values by label, as most would read them."""
    soup = BeautifulSoup(page.body, "lxml")
    values = {}
    for cell in soup.find_all(class_="fact-label"):
        label = cell.get_text(strip=True).rstrip(":")
        value = cell.find_next_sibling()
        if value is not None and label.replace("\u00ad", "").casefold() in _LABELS:
            values[label] = value.get_text(" ", strip=True)
    return values


def check(page: Page) -> None:
    """That both read the same page: each value we read by a label, the peer has too."""
    reading, values = ESF.parse(page), {re.sub(r"\s", " ", value) for value in naive(page).values()}
    read = [re.sub(r"\s", " ", seen.value_raw) for seen in reading.observations if seen.method == "label"]
    assert reading.record_numbers == (1,)
    assert len(page.body) == PAGE_BYTES
    assert len(read) >= 8
    assert all(any(raw in value for value in values) for raw in read), page.url


@contextmanager
def collector_paused() -> Iterator[None]:
    """What is there is frozen, and nothing collected until the batch is read."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def per_second(read: Callable[[Page], object], pages: Sequence[Page]) -> float:
    """Pages a second of processor time."""
    fresh = [Page(page.url, page.body) for page in pages]  # a page keeps its text once it is asked for
    start = time.process_time()
    for one in fresh:
        read(one)
    return len(pages) / (time.process_time() - start)


def speed() -> tuple[float, float, float]:
    """Medians of ours, ours with the collector paused, and the peer: pages a second and core, taken in turns."""
    for number in range(len(_bases())):
        check(page(number))
    taken: list[tuple[float, float, float]] = []
    for turn in range(ROUNDS):
        pages = [page(turn * PAGES_A_ROUND + at) for at in range(PAGES_A_ROUND)]
        ours, peer = per_second(ESF.parse, pages), per_second(naive, pages)
        with collector_paused():
            taken.append((ours, per_second(ESF.parse, pages), peer))
    ours, paused, peer = (statistics.median(column) for column in zip(*taken, strict=True))
    return ours, paused, peer


def whole_pages(code: str, element: str) -> list[Page]:
    """The project pages of a neighbour, each inside `element` in the surroundings of a whole page."""
    source = sources()[code]
    around = page(0).body.decode()
    found = []
    for address, seen in SampleSite.of(sources()[code].folder).pages.items():
        told = Page(address, seen.body, seen.content_type)
        inside = _MAIN.search(decode(seen.body, seen.content_type)[0])
        if inside and source.parse(told).kind == "project":
            content = f"<{element}>{inside['inside']}</{element}>"
            body = _MAIN.sub(lambda _, content=content: content, around, count=1)
            found.append(Page(told.url, body.encode()))
    return found


def naive_neighbours(labels: frozenset[str]) -> Callable[[Page], dict[str, str]]:
    """The peer for any of them: the text that follows a label, or stands behind its colon."""

    def read(page: Page) -> dict[str, str]:
        strings = list(BeautifulSoup(page.body, "lxml").stripped_strings)
        values = {}
        for label, value in pairwise(strings):
            head, _, tail = label.partition(":")
            if head.casefold() in labels:
                values[head] = tail.strip() or value
        return values

    return read


def neighbours() -> Iterator[tuple[str, float, float]]:
    """For each label registry and surroundings the medians of ours and of the peer: pages a second and core, taken in turns."""
    for element in ("main", "div"):
        for code in OTHERS:
            pages, source = whole_pages(code, element) * 8, sources()[code]
            peer = naive_neighbours(frozenset(label.casefold() for label in source.registry.labels))
            assert all(source.parse(one).record_numbers for one in pages[: len(pages) // 8])
            taken = [(per_second(source.parse, pages), per_second(peer, pages)) for _ in range(3)]
            ours, theirs = (statistics.median(column) for column in zip(*taken, strict=True))
            yield f"{code}.parse, in <{element}>", ours, theirs


def rich_page(number: int) -> Page:
    """Page `number` as content management systems send it: the facts of a project of the sample in nested elements with classes, amid long
    menus, a table of documents, teasers of other projects, a footer of addresses and a head of styles and script."""
    told = page(number)
    facts = [(seen.label, seen.value_raw) for seen in ESF.parse(told).observations if seen.label]
    heading = next(escape(told.text.of(line)) for line in told.text.lines if line.role == "heading")
    prose = [told.text.of(line) for line in told.text.lines if line.role == "text"]
    rows = "".join(
        f'<div class="project-info__row"><dt class="project-info__label"><strong>{escape(label)}:</strong></dt>\n'
        f'<dd class="project-info__value"><span>{escape(value)}</span></dd></div>\n'
        for label, value in facts
    )
    link = (
        '<li class="nav__item" data-at="{0}"><a class="nav__link" href="/del-{0}/"><span>Avdelning {0} om stöd och resultat</span></a></li>'
    )
    menu = '<nav class="menu"><ul class="level-1">' + "".join(map(link.format, range(185))) + "</ul></nav>"
    paragraphs = "".join(f"<p>{escape(words)}</p>" for words in prose * 2)
    documents = "".join(
        f'<tr><td><a href="/dok/{at}.pdf">Bilaga {at}</a></td><td>{at} kB</td><td>2024-01-{at + 1:02d}</td></tr>' for at in range(12)
    )
    teasers = "".join(
        f'<li class="teaser"><a href="/p/{at}"><h3>Annat projekt {at}</h3><p>{prose[at % len(prose)]}</p></a></li>' for at in range(9)
    )
    offices = "".join(f"<section class=office><h3>Kontor {at}</h3><address>Box {at}<br>Ort {at}</address></section>" for at in range(8))
    style = "".join(f".c{at}__block{{margin:{at}px auto;padding:{at % 7}rem}}" for at in range(190))
    body = (
        f'<!DOCTYPE html>\n<html lang="sv"><head><meta charset="utf-8"><title>Projekt {number}</title><style>{style}</style></head>\n'
        f'<body class="page"><header class="site">{menu}</header><main id="main" class="main"><article class="project"><h1>{heading}</h1>\n'
        f'<dl class="project-info">\n{rows}</dl>\n<div class="body rich-text">{paragraphs}</div>\n'
        f'<table class="docs"><tbody>{documents}</tbody></table></article><aside class="related"><ul>{teasers}</ul></aside></main>'
        f'<footer class="site">{offices}</footer></body></html>\n'
    )
    return Page(told.url, body.encode())


def beside_the_tree() -> Iterator[tuple[str, float, float, float]]:
    """For pages padded by script and for rich ones the medians of ours, of lxml's tree of the same bytes and of BeautifulSoup's: pages a
    second and core, taken in turns."""
    readers = (
        ESF.parse,
        lambda one: etree.fromstring(one.body, etree.HTMLParser(encoding="utf-8")),
        lambda one: BeautifulSoup(one.body, "lxml"),
    )
    for name, made in (("padded by script", page), ("rich in elements", rich_page)):
        pages = [made(number) for number in range(PAGES_A_ROUND)]
        assert all(ESF.parse(one).record_numbers == (1,) for one in pages), name
        taken = [[per_second(read, pages) for read in readers] for _ in range(ROUNDS)]
        ours, tree, soup = (statistics.median(column) for column in zip(*taken, strict=True))
        yield f"{name}, {statistics.mean(len(one.body) for one in pages) / 1000:.0f} KB", ours, tree, soup


def discovery() -> tuple[float, float]:
    """Milliseconds for the links of a list page: as registries declare them, and lxml's anchors alone."""
    site = SampleSite.of(ESF.folder)
    pages = [Page(address, seen.body, seen.content_type) for address, seen in site.pages.items() if seen.kind == "list"] * 5

    def anchors(listed: Page) -> list[str]:
        root = etree.fromstring(listed.body, etree.HTMLParser(encoding="utf-8"))
        return [urljoin(listed.url, str(anchor.get("href"))) for anchor in root.iter("a") if "href" in anchor.attrib]

    rounds = [(per_second(ESF.discover, pages), per_second(anchors, pages)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    return 1000 / ours, 1000 / theirs


def memory() -> list[tuple[int, float]]:
    """Peak memory in MB of a fresh process after so many pages, each other than all before."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_reading", "memory"], check=True, capture_output=True, text=True
    ).stdout
    return [(int(n), float(peak)) for n, peak in (line.split() for line in told.splitlines())]


def _tell_memory() -> None:
    import resource

    for number in range(1, max(MEMORY_AFTER) + 1):
        ESF.parse(page(number))
        if number in MEMORY_AFTER:
            sys.stdout.write(f"{number} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}\n")


def report() -> None:
    """Measures and prints."""
    ours, paused, peer = speed()
    sys.stdout.write(f"{'whole pages of 45 KB read':<40}{'pages/s/core':>14}{'to peer':>9}\n")
    rows = (("esf_se.parse", ours), ("esf_se.parse, collector paused", paused), ("BeautifulSoup(lxml), labels and values", peer))
    for name, pages in rows:
        sys.stdout.write(f"{name:<40}{pages:>14.0f}{pages / peer:>9.2f}\n")
    for name, pages, theirs in neighbours():
        sys.stdout.write(f"{name:<40}{pages:>14.0f}{pages / theirs:>9.2f}\n")
    sys.stdout.write(f"{'pages a second and core':<40}{'esf_se':>8}{'lxml tree':>11}{'soup':>7}{'ours in trees':>15}{'in soups':>10}\n")
    for name, ours, tree, soup in beside_the_tree():
        sys.stdout.write(f"{name:<40}{ours:>8.0f}{tree:>11.0f}{soup:>7.0f}{tree / ours:>15.2f}{soup / ours:>10.2f}\n")
    found, peer_found = discovery()
    sys.stdout.write(f"links of a list page: {found:.1f} ms, lxml's anchors {peer_found:.1f} ms, ratio {found / peer_found:.1f}\n")
    peaks = ", ".join(f"{peak:.1f} MB after {n:,} pages" for n, peak in memory())
    sys.stdout.write(f"peak memory of a process that reads: {peaks}\n")


if __name__ == "__main__":
    _tell_memory() if sys.argv[1:] == ["memory"] else report()
