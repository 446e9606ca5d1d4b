"""The sample pages of a registry: files in its folder, and the addresses at which `samples/site.json` says they are served.

Belongs here: loading them, and finding a page by its address. Does not belong here: serving them (`sample_server`), breaking them
(`sample_faults`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

HTML = "text/html; charset=utf-8"


class SampleProblem(Exception):
    """A registry has no sample pages, or they cannot be served; the message says which file, and what to do."""


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page: the bytes of its body, HTTP status, kind (`project`, `list`, `call`, `news`, ...), content type and the file's name."""

    body: bytes
    status: int = 200
    kind: str = "other"
    content_type: str = HTML
    file: str = ""


@dataclass(frozen=True)
class SampleSite:
    """All sample pages of a registry by address, and the page for every other address."""

    pages: Mapping[str, SamplePage]
    not_found: SamplePage

    @classmethod
    def of(cls, folder: Path) -> SampleSite:
        """The sample pages of the registry in `folder`. Raises `SampleProblem`."""
        file = folder / "samples" / "site.json"
        if not file.exists():
            raise SampleProblem(
                f"{folder.name} has no sample pages: add them to {file.parent} with a site.json (see parsers/registries/README.md), "
                "or crawl it with --live"
            )
        try:
            listed = json.loads(file.read_text("utf-8"))
            pages = {one_spelling(entry["address"]): _page(file.parent, entry) for entry in listed["pages"]}
            return cls(pages, _page(file.parent, {"kind": "error"} | listed["not_found"]))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise SampleProblem(f"{file} cannot be used: {error!r}; compare it with the one of another registry") from error

    @cached_property
    def by_path(self) -> Mapping[str, SamplePage]:
        """The pages by path and query alone; of two hosts, the one listed first."""
        return {path_of(address): page for address, page in reversed(list(self.pages.items()))}

    @cached_property
    def hosts(self) -> frozenset[str | None]:
        """The hosts that the pages stand on."""
        return frozenset(urlsplit(address).hostname for address in self.pages)

    def find(self, address: str) -> SamplePage:
        """The page at an address in any spelling; on a host that has no page, or without a host, the one with that path and query."""
        if urlsplit(address).hostname in self.hosts:
            return self.pages.get(one_spelling(address), self.not_found)
        return self.by_path.get(path_of(address), self.not_found)


def one_spelling(address: str) -> str:
    """One spelling per address: https, raw slashes in the query, no `utm_` parameters, no fragment."""
    parts = urlsplit(address)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not name.startswith("utm_")]
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='/')}" for name, value in pairs)
    host = f"https://{parts.netloc.lower()}" if parts.netloc else ""
    return f"{host}{parts.path or '/'}{f'?{query}' if query else ''}"


def path_of(address: str) -> str:
    """Path and query of an address, in their one spelling."""
    return one_spelling(urlsplit(address)._replace(scheme="", netloc="").geturl())


def _page(folder: Path, entry: Mapping[str, Any]) -> SamplePage:
    body = (folder / entry["file"]).read_bytes()
    return SamplePage(body, entry.get("status", 200), entry["kind"], entry.get("content_type", HTML), entry["file"])
