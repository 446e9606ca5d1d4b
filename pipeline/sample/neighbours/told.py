"""Pages told from a table of facts: one record is the words a page prints, the page a telling with places for them.

Belongs here: what the tellings of several registries share. Does not belong here: any fact, or how one registry's pages look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pipeline.sample.neighbours.frame import escape
from pipeline.sample.site import PageSpec, Site, normalise

Record = Mapping[str, str | list[str]]
"""What a page prints on one operation: field to words; fields of groups to lists of words, in the order of their members."""

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page at its address, with the records it prints in page order."""

    url: str
    spec: PageSpec
    records: tuple[Record, ...] = ()

    @property
    def address(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def tell(telling: str, record: Record) -> str:
    """HTML with the record's words in their places: `{title}`, `{partner_name[0]}`."""
    words = {name: [escape(each) for each in value] if isinstance(value, list) else escape(value) for name, value in record.items()}
    return telling.format_map(words)


def robots(host: str, forbidden: str = "/intern/") -> Leaf:
    """What robots may not fetch."""
    body = f"User-agent: *\nDisallow: {forbidden}\nAllow: /\n"
    return Leaf(f"https://{host}/robots.txt", PageSpec(body.encode(), kind="document", content_type=TEXT))


def declared_as(spec: PageSpec, charset: str) -> PageSpec:
    """The same bytes, sent with another charset in the header."""
    return replace(spec, content_type=f"text/html; charset={charset}")


def site_of(leaves: Iterable[Leaf], not_found: PageSpec) -> Site:
    """All pages by path and query, with and without a closing slash."""
    pages = {normalise(leaf.address): leaf.spec for leaf in leaves}
    return Site({address.rstrip("/"): spec for address, spec in pages.items() if len(address) > 1} | pages, not_found)


def printed_on(leaves: Iterable[Leaf]) -> dict[str, list[dict[str, str]]]:
    """The words of the flat fields, by page and record."""
    return {
        leaf.address: [{name: words for name, words in record.items() if isinstance(words, str)} for record in leaf.records]
        for leaf in leaves
        if leaf.records
    }


def members_on(leaves: Iterable[Leaf]) -> dict[str, list[dict[str, list[str]]]]:
    """The words of the fields of groups, by page and record."""
    return {
        leaf.address: [{name: words for name, words in record.items() if isinstance(words, list)} for record in leaf.records]
        for leaf in leaves
        if leaf.records
    }
