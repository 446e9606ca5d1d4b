"""How pages are found from a list page: the links a registry declares, the numbers of its list pages, JSON answers, search forms.

Belongs here: which addresses a list page leads to. Does not belong here: how they are fetched, or what stands on a project's page.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup

from parsers.declaration import Registry
from parsers.page.addresses import canonical as canonical_of
from parsers.page.addresses import host_of, parts_of, query_of
from parsers.page.encoding import decode
from parsers.reading import Link, Page, Post


class ListUnreadable(ValueError):
    """A list page is not what its registry says it is, JSON for example; the message names its address."""


def canonical_url(url: str, registry: Registry) -> str:
    """The one address of a page of the registry, however it is linked (`Registry.addresses`)."""
    addresses, host = registry.addresses, host_of(url)
    is_own = host.removeprefix("www.") in {own.removeprefix("www.") for own in registry.hosts}  # a page of elsewhere keeps its host
    one_host = addresses.host if addresses.host and is_own else host
    is_slashed = addresses.closing_slash is not None
    found = canonical_of(url, one_host, addresses.query, tuple(addresses.without.items()), closing_slash=is_slashed)
    return found.rstrip("/") if addresses.closing_slash is False and not parts_of(found).query else found


def is_at(url: str, expression: str | None, registry: Registry) -> bool:
    """Whether the one address of a page is of a kind that `Registry.pages` declares by a regular expression over path and query."""
    if expression is None:
        return False
    parts = parts_of(canonical_url(url, registry))
    path = unquote(parts.path)
    return re.search(expression, f"{path}?{parts.query}" if parts.query else path) is not None


def links_of(page: Page, registry: Registry, canonical: Callable[[str], str] | None = None) -> list[Link]:
    """The project pages and further list pages that a list page leads to (`Registry.discover`), each once, in their order. `canonical`
    gives the one address of a page where that is not the declared one."""
    one_address = canonical or partial(canonical_url, registry=registry)
    soup = _soup(page)
    found: dict[str, Link] = {}
    declared = registry.discover
    projects = _addresses(soup, declared.projects, page.url)
    lists = projects if declared.lists == declared.projects else _addresses(soup, declared.lists, page.url)
    for address in dict.fromkeys((*projects, *lists)):
        if host_of(address) not in registry.hosts:
            continue
        if address in projects and is_at(address, registry.pages.project, registry):
            found.setdefault(one_address(address), Link(address, "project"))
        elif address in lists and is_at(address, registry.pages.list, registry):
            found.setdefault(one_address(address), Link(address, "list"))
    numbered = registry.discover.page_number
    n_listed = listed_total(registry, page)
    if numbered and n_listed:
        for address in numbered_pages(page.url, numbered.name, math.ceil(n_listed / numbered.per_page), first=numbered.first):
            found.setdefault(one_address(address), Link(address, "list"))
    return [link for address, link in found.items() if address != one_address(page.url)]


def linked(page: Page, selector: str = "a[href]") -> list[str]:
    """The absolute addresses that the elements of a CSS selector link to, in the order of the page."""
    return list(_addresses(_soup(page), selector, page.url))


def _soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(decode(page.body, page.content_type)[0], "lxml")


def _addresses(soup: BeautifulSoup, selector: str, base_url: str) -> dict[str, None]:
    """The absolute addresses of the elements that a selector names, fragments left out; what is no web address is none."""
    found: dict[str, None] = {}
    for element in soup.select(selector):
        href = element.get("href")
        try:
            address = urljoin(base_url, str(href).strip()).split("#")[0] if href else ""
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            found[address] = None
    return found


def listed_total(registry: Registry, page: Page) -> int | None:
    """How many projects a list page says there are (`Registry.list_total`), or None where it does not say so."""
    found = re.search(registry.list_total, page.text.text) if registry.list_total else None
    digits = re.sub(r"\D", "", found["n"]) if found else ""
    return int(digits) if digits else None


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
