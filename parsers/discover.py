"""How registries list their projects: pages with a link to the next, numbered pages, offsets, search forms, JSON, sitemaps.

Belongs here: the next addresses that a list page leads to, whatever the way it is paged; a registry's `discover` picks what it needs.
Does not belong here: which addresses are projects (the registry's module), nor how they are fetched.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, SoupStrainer
from lxml import etree

from parsers.page.addresses import query_of
from parsers.page.encoding import decode
from parsers.page.labels import label_key
from parsers.registry import Link, Page, Post, Registry

NEXT_WORDS = frozenset(
    ("next", "next page", "nästa", "nästa sida", "neste", "neste side", "næste", "næste side", "seuraava", "›", "»", ">", "→")
)
MOST_INFLATED = 64 * 1024 * 1024


class ListUnreadable(ValueError):
    """A list page is not what its registry says it is: no JSON, no sitemap; the message names its address."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, and further sitemaps."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def listed_total(registry: Registry, page: Page) -> int | None:
    """How many projects a list page says there are (`Registry.list_total`), or None where it does not say so."""
    found = re.search(registry.list_total, page.text.text) if registry.list_total else None
    digits = re.sub(r"\D", "", found["n"]) if found else ""
    return int(digits) if digits else None


def next_pages(page: Page) -> list[str]:
    """The addresses of links that say "next": by `rel`, by their words, or by their label for screen readers."""
    soup = BeautifulSoup(decode(page.body, page.content_type)[0], "lxml", parse_only=SoupStrainer(["a", "link"], href=True))
    found: dict[str, None] = {}
    for link in soup.find_all(["a", "link"]):
        said = {label_key(word) for word in (link.get_text(), str(link.get("aria-label", "")), str(link.get("title", "")))}
        if "next" in (link.get("rel") or []) or (link.name == "a" and said & NEXT_WORDS):
            found[urljoin(page.url, str(link["href"]).strip())] = None
    return list(found)


def numbered_pages(url: str, name: str, count: int, *, first: int = 1) -> list[str]:
    """The addresses of all `count` pages of a list, told apart by the query's `name`, from number `first`."""
    return [_with(url, name, number) for number in range(first, first + count)]


def offset_pages(url: str, name: str, total: int, step: int) -> list[str]:
    """The addresses of a list of `total` entries, `step` to a page, told apart by the query's `name`: 0, `step`, twice `step`, ..."""
    return [_with(url, name, start) for start in range(0, total, step)]


def form_page(url: str, fields: dict[str, Any]) -> Link:
    """A list page that is asked for by sending a search form."""
    return Link(url, "list", Post(urlencode(fields)))


def json_page(url: str, query: Any) -> Link:
    """A list page that is asked for by sending a query as JSON."""
    return Link(url, "list", Post(json.dumps(query, ensure_ascii=False, sort_keys=True), "application/json"))


def json_values(page: Page, path: str) -> list[str]:
    """The texts at a path of a JSON answer, `items[].link.href` for example; what is not there gives nothing.

    Raises `ListUnreadable` where the page is no JSON.
    """
    try:
        answer = json.loads(page.body.decode("utf-8-sig"))
    except ValueError as error:
        raise ListUnreadable(f"{page.url}: the list is no JSON ({error}); has the endpoint moved?") from error
    return [str(value) for value in _at(answer, path.split(".")) if isinstance(value, str | int)]


def sitemap(page: Page) -> Sitemap:
    """What a sitemap lists: XML (an index of sitemaps too), gzipped or not, or a text of one address a line.

    Raises `ListUnreadable` where it is none of these.
    """
    body = _inflated(page)
    if not body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
        return Sitemap(tuple(line for line in lines if line.startswith(("http://", "https://"))), ())
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, safe)
    except etree.XMLSyntaxError as error:
        raise ListUnreadable(f"{page.url}: no sitemap, or a broken one ({error})") from error
    tag = etree.QName(root).localname
    if tag not in ("urlset", "sitemapindex"):
        raise ListUnreadable(f"{page.url}: no sitemap (its first element is {tag!r}); has it moved?")
    addresses = tuple(dict.fromkeys((loc.text or "").strip() for loc in root.iterfind("{*}*/{*}loc") if (loc.text or "").strip()))
    return Sitemap((), addresses) if tag == "sitemapindex" else Sitemap(addresses, ())


def _inflated(page: Page) -> bytes:
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body
    inflater = zlib.decompressobj(31)
    try:
        body = inflater.decompress(page.body, MOST_INFLATED + 1)
    except zlib.error as error:
        raise ListUnreadable(f"{page.url}: not a whole gzip file ({error})") from error
    if len(body) > MOST_INFLATED:
        raise ListUnreadable(f"{page.url}: larger than {MOST_INFLATED} bytes when unpacked; a sitemap has 50 MB at most")
    if not inflater.eof:
        raise ListUnreadable(f"{page.url}: the gzip file breaks off")
    return body


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    """The values at a path; `name[]` goes through a list."""
    if not path:
        yield value
        return
    name, rest = path[0], path[1:]
    key = name.removesuffix("[]")
    inner = value.get(key) if key and isinstance(value, dict) else value
    for each in (inner if isinstance(inner, list) else []) if name.endswith("[]") else [inner]:
        yield from _at(each, rest)


def _with(url: str, name: str, value: int) -> str:
    """The address with one name of its query set anew."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**query_of(url), name: str(value)})))
