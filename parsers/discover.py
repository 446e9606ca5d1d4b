"""How registries page their lists: by a number or an offset in the address, a search form or a query that is sent, JSON answers.

Belongs here: the next addresses that a list page leads to, in the ways that registries use; a registry's `discover` picks (the sample needs
few of them, live registries all).
Does not belong here: which addresses are projects (the registry's module), nor how they are fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from parsers.page.addresses import query_of
from parsers.registry import Link, Page, Post, Registry


class ListUnreadable(ValueError):
    """A list page is not what its registry says it is, JSON for example; the message names its address."""


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
