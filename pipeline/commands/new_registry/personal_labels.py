"""What is personal on the pages of an unknown site: labels whose values are dropped, and names.

Belongs here: every reason to keep words back. In doubt they are kept back: a draft is shown to people and may be published. Does not
belong here: what other labels mean (`label_meanings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from parsers.page.text import MASK
from parsers.values import numbers
from pipeline.commands.new_registry.label_words import contact_word, fields_by_words, is_bare_name, names_organisation
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite

LONG_LINE = 80
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:,? [^\W\d_][\w'’.-]*){1,3}")
_NOT_CAPITALISED = ("von", "van", "de", "af", "av")
_MANY_CAPITALS = ("en", "de")  # languages in which the words of a label may have capitals, and two are no name


@dataclass(frozen=True, slots=True)
class Personal:
    """What goes no further: `dropped` labels by key with the reason, and `names` (folded) that stand below them."""

    dropped: Mapping[str, str]
    names: frozenset[str]

    def is_in(self, words: str) -> bool:
        """Whether words hold anything that may not be shown."""
        folded = words.casefold()
        return MASK in words or any(name in folded for name in self.names)


def find_personal(site: UnknownSite) -> tuple[UnknownSite, Personal]:
    """What is personal on the pages of a site, and the site without the labels that are themselves names of people."""
    labels = [label for label in site.labels if not _is_person_with_contact(label)]
    dropped = {label.key: reason for label in labels if (reason := _reason_to_drop(site, label))}
    _drop_names_beside_contacts(site, {label.key for label in labels}, dropped)
    named = [label for label in labels if label.key not in dropped and _begins_with_name(site, label)]
    values = [value for label in labels if label.key in dropped for value in label.values]
    names = _names_in([*values, *(_first_words(label) for label in named)])
    return replace(site, labels=[label for label in labels if label not in named]), Personal(dropped, names)


def may_be_a_name(words: str) -> bool:
    """Whether words look like a person's name: two to four capitalised words, none of an organisation."""
    text = numbers.plain(words)
    if not _NAME.fullmatch(text) or len(text) > 50 or names_organisation(text):
        return False
    return all(part[0].isupper() or part in _NOT_CAPITALISED for part in re.split(r",? ", text)) and not text.isupper()


def _is_person_with_contact(label: PrintedLabel) -> bool:
    """Whether a label is rather a person's name before a telephone number or a role."""
    reachable = any(MASK in value or contact_word(value[:40]) for value in label.values)
    return reachable and may_be_a_name(label.label) and not contact_word(label.key)


def _reason_to_drop(site: UnknownSite, label: PrintedLabel) -> str | None:
    """Why a label's values are taken for personal data, or None."""
    if dropping := site.known_as(label.key, "dropped"):
        return f"`{dropping.label}` is dropped by {dropping.registry.code}"
    masked = sum(MASK in value for value in label.values)
    if masked:
        return f"{masked} of {len(label.values)} values hold an e-mail address, a telephone number or a personal number"
    if site.known_as(label.key, "field"):
        return None
    if contact := contact_word(label.key):
        return f"the label holds a word of contact, `{contact}`"
    if near := next((word for word in site.near(label.key) if word.use == "dropped"), None):
        return f"the words of `{near.label}`, which {near.registry.code} drops"
    if any(len(value) < 120 and contact_word(value, first=True) for value in label.values):
        return "a value begins with a word of contact"
    return None


def _drop_names_beside_contacts(site: UnknownSite, keys: set[str], dropped: dict[str, str]) -> None:
    """`Namn` right beside `Kontaktperson` or `E-post` is the person's where its value looks like a person's name."""
    for page, block in site.texts_and_blocks:
        for at, pair in enumerate(block.pairs):
            beside = {other.key for other in (*block.pairs[max(0, at - 1) : at], *block.pairs[at + 1 : at + 2])}
            value = page.text[pair.value.start : pair.value.end] if pair.value else ""
            placed = pair.key in site.known or fields_by_words(pair.key, site.language.value)
            bare = is_bare_name(pair.key) or not placed
            if bare and pair.key in keys and not beside.isdisjoint(dropped) and may_be_a_name(value):
                dropped.setdefault(pair.key, "looks like a person's name and stands beside a contact")


def _begins_with_name(site: UnknownSite, label: PrintedLabel) -> bool:
    """Whether a label (`Anna Exempel berättar:`) begins with what may be a name."""
    if site.language.value in _MANY_CAPITALS or label.key in site.known:
        return False
    return not fields_by_words(label.key, site.language.value) and may_be_a_name(_first_words(label))


def _first_words(label: PrintedLabel) -> str:
    return " ".join(label.label.split()[:2])


def _names_in(printed: Iterable[str]) -> frozenset[str]:
    """The names that words of personal data hold, folded: to be shown nowhere."""
    parts = [part.strip(f" {MASK}.,;:()") for value in printed for part in re.split(r"[\n,;:()]|\s-\s", value)]
    return frozenset(part.casefold() for part in parts if len(part) > 4 and not any(char.isdigit() for char in part))
