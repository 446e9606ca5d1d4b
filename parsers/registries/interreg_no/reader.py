"""interreg.no: the old pages of 2007-13 (Web.nsf), the roles of partners, and news that announce several operations."""

from __future__ import annotations

from dataclasses import replace

from parsers import discover as discovery
from parsers.declaration import Registry
from parsers.page.addresses import parts_of, query_of
from parsers.page.labels import Block, key_of, label_key
from parsers.prose.announcements import announces, read_announcements
from parsers.reading import Page, Reading
from parsers.record.draft import Draft
from parsers.record.title_and_text import label_keys
from parsers.vocabulary.reading_words import PageKind

_OLD_PATH = "/ireg/web.nsf/"


def canonical_url(url: str, registry: Registry) -> str:
    """The one address of a page; of the old pages' query only what names the project."""
    parts = parts_of(url)
    if parts.path.lower().startswith(_OLD_PATH):
        return f"https://interreg.no{parts.path}?OpenForm&ID={query_of(url).get('ID', '')}"
    return discovery.canonical_url(url, registry)


def declaration_for(page: Page, registry: Registry) -> Registry:
    """On the old pages `Tema` heads a list."""
    if not parts_of(page.url).path.lower().startswith(_OLD_PATH):
        return registry
    return replace(registry, printing=replace(registry.printing, lists=(*registry.printing.lists, "Tema")))


def kind(page: Page, registry: Registry) -> PageKind:
    """By address, and news by what they tell."""
    path = parts_of(page.url).path
    segments = [part for part in path.split("/") if part]
    if path.lower().startswith(_OLD_PATH) or (segments[:1] == ["prosjektbank"] and len(segments) == 2):
        shown = label_keys(page.text) & set(map(label_key, registry.pages.shows))
        return "project" if len(shown) > 1 else "unreadable"
    if segments[:1] in (["prosjektbank"], ["program"]):
        return "list"
    return "news" if announces(page, registry) else "other"


def news(page: Page, registry: Registry) -> Reading:
    """One record for each operation that a page of news announces."""
    return read_announcements(page, registry, finish_block=_state_roles)


def amend(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """Adds the roles of partners, and claims the lines of the site that carry nothing."""
    _state_roles(draft, block)
    furniture = set(map(label_key, (*registry.record.passed_over, *registry.printing.sections)))
    for line in page.text.lines:
        if key_of(page.text, line) in furniture:
            draft.claim_line(line)


def _state_roles(draft: Draft, _block: Block) -> None:
    """The lead partner of a page leads, all others take part."""
    for seen in draft.items("partner_name"):
        leads = seen.label is not None and label_key(seen.label) == label_key("Leadpartner")
        role = "lead" if leads else "partner"
        draft.derive("partner_role", role, f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
