"""Interreg Sverige-Norge: labels in capitals, owners on both sides of the border, amounts applied for, news with several operations."""

from __future__ import annotations

from parsers.declaration import Registry
from parsers.page.addresses import host_of, parts_of
from parsers.page.labels import Block, in_capitals, key_of, label_key
from parsers.page.text import Span
from parsers.prose.announcements import announces, read_announcements
from parsers.prose.partners import read_parties
from parsers.prose.sentences import sentences_of
from parsers.reading import Page, Reading
from parsers.record.draft import Draft
from parsers.record.title_and_text import label_keys
from parsers.vocabulary.reading_words import PageKind

_APPLIED = ("belopp som sökts", "søkt beløp")
_NORWEGIAN_OWNER = frozenset(map(label_key, ("Norsk projektägare", "Norsk prosjekteier")))
_HALVES = frozenset(map(label_key, ("Total svensk budget", "Total norsk budget")))
_OLD_SITE = "2014-2020.com"


def kind(page: Page, registry: Registry) -> PageKind:
    """A project's page shows two labels of its `Fakta` block, in capitals or not; `Delområde` stands in news, too."""
    if registry.asked_code(page.url):
        labels = frozenset(label_key(label) for label, field in registry.labels.items() if field != "programme_area")
        capitals = in_capitals(labels)
        leading = (capitals.match(page.text.of(line)) for line in page.text.lines)
        shown = label_keys(page.text) | {label_key(found.group()) for found in leading if found}
        return "project" if len(shown & labels) > 1 else "unreadable"
    if announces(page, registry):
        return "news"
    return "list" if parts_of(page.url).path.startswith("/projektbank") else "other"


def news(page: Page, registry: Registry) -> Reading:
    """One record for each operation that a page of news announces."""
    return read_announcements(page, registry, finish_block=_state_meanings)


def amend(draft: Draft, block: Block, page: Page, registry: Registry) -> None:
    """Adds what the labels mean together, the parties named in sentences, and what follows from the site."""
    _state_meanings(draft, block)
    read_parties(draft, list(sentences_of(page.text, block.before, "sv")), (), first_is_beneficiary=True)
    sections = set(map(label_key, registry.printing.sections))
    for line in page.text.lines:
        if key_of(page.text, line) in sections:
            draft.claim_line(line)
    if host_of(page.url).endswith(_OLD_SITE):
        draft.derive("programming_period", "2014-2020", "the site of that period")
        draft.derive("programme_cci", "2014TC16RFCB016", "the programme of the site")


def _state_meanings(draft: Draft, block: Block) -> None:
    """What the labels mean together: the Norwegian owner leads its side, amounts applied for are not granted, halves add up to nothing."""
    for seen in draft.items("partner_name"):
        if seen.label and label_key(seen.label) in _NORWEGIAN_OWNER:
            draft.derive("partner_role", "lead", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
            draft.derive("partner_country_code", "NO", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
        else:
            draft.derive("partner_role", "partner", f"label {seen.label}", seen.item_no, derived_from=("partner_name",))
    for seen in draft.items("funding_amount"):
        if seen.label and label_key(seen.label) in _HALVES:
            draft.derive("funding_kind", "total_of_one_country", f"label {seen.label}", seen.item_no, derived_from=("funding_amount",))
    support = draft.observations.get(("eu_contribution", 0))
    if support and support.label and label_key(support.label).startswith(_APPLIED):
        draft.derive("amounts_stage", "applied", f"label {support.label}", derived_from=("eu_contribution",))
    _owners_of_one_label(draft, block)


def _owners_of_one_label(draft: Draft, block: Block) -> None:
    """`Svensk prosjekteier` printed twice, by mistake: both are owners, which one of which side nobody can tell."""
    owners = [pair for pair in block.pairs if draft.registry.labels.get(pair.label) == "beneficiary_name" and pair.value]
    if len(owners) > 1 and draft.value("beneficiary_name") is None:
        for pair in owners:
            assert pair.value is not None
            item = draft.next_item("partner_name")
            draft.read("partner_name", Span(pair.value.start, pair.value.end), "label", pair.label, item_no=item)
            draft.derive("partner_role", "owner", "one of two owners under the same label", item, derived_from=("partner_name",))
