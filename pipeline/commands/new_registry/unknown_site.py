"""A site that nobody has declared: its pages, the labels on them, and where it is.

Belongs here: what is known of a site before anything is made of its labels. Does not belong here: how labels are found (`label_search`)
and what they mean (`label_meanings`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parsers.declaration import Registry
from parsers.page.labels import Pair
from parsers.page.text import PageText
from parsers.reading import Page
from parsers.registry import source_for
from parsers.values import numbers
from pipeline.commands.new_registry.known_labels import KnownLabels, labels_declared_by
from pipeline.commands.new_registry.label_search import FoundLabels, find_labels, is_short
from pipeline.commands.new_registry.label_words import DATE_FORMS, FUNDS, LOCALES, OTHER_LOCALES
from pipeline.commands.new_registry.proposal import Guess
from pipeline.commands.new_registry.site_guesses import guess_country, guess_host, guess_language


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """One label of the pages. `by_page` holds what stands under it on each page that shows it, nothing where it is empty."""

    key: str
    label: str
    by_page: Mapping[int, Sequence[str]]

    @property
    def first_by_page(self) -> dict[int, str]:
        """The value on each page that prints one."""
        return {page: printed[0] for page, printed in self.by_page.items() if printed}

    @property
    def values(self) -> list[str]:
        """The values that say something, one of a page."""
        return [value for value in self.first_by_page.values() if not numbers.is_placeholder(value)]


@dataclass(frozen=True)
class UnknownSite:
    """What is known of a site: `known` are the labels of other registries, `funds` the names they print for funds."""

    pages: Sequence[Page]
    known: KnownLabels
    found: FoundLabels
    labels: Sequence[PrintedLabel]
    host: Guess[str]
    language: Guess[str]
    country: Guess[str]
    funds: Mapping[str, str]

    @property
    def texts(self) -> list[PageText]:
        """The text of each page."""
        return [page.text for page in self.pages]

    @property
    def locales(self) -> tuple[str, ...]:
        """Forms of numbers to try, the most usual of the language first."""
        return LOCALES.get(self.language.value, OTHER_LOCALES)

    @cached_property
    def declaration(self) -> Registry:
        """A declaration good enough to read values with, whatever their currency and form."""
        return replace(
            source_for("").registry,
            country=self.country.value,
            languages=tuple(dict.fromkeys((self.language.value, "en"))),
            currency="EUR",
            other_currencies=("SEK", "NOK", "DKK"),
            number_locale=self.locales[0],
            date_forms=DATE_FORMS,
            labels={},
            dropped=(),
            ignored={},
            patterns={},
            fund_names=self.funds,
            printing=self.found.printing,
        )


def survey(pages: Sequence[Page], registries: Sequence[Registry]) -> UnknownSite:
    """The site that `pages` are from, seen with the words of `registries`."""
    texts = [page.text for page in pages]
    known = labels_declared_by(registries)
    found = find_labels(texts, known.by_key.keys(), known.personal)
    host = guess_host(pages)
    language = guess_language(pages, host)
    funds = {name: fund for registry in registries for name, fund in registry.fund_names.items()} | {fund: fund for fund in FUNDS}
    return UnknownSite(pages, known, found, _printed(texts, found), host, language, guess_country(host, language), funds)


def _printed(texts: Sequence[PageText], found: FoundLabels) -> list[PrintedLabel]:
    """Every label of all pages once, in the order in which they stand."""
    pairs: dict[str, list[tuple[int, Pair]]] = defaultdict(list)
    for at, block in enumerate(found.blocks):
        for pair in block.pairs:
            if is_short(pair.label):
                pairs[pair.key].append((at, pair))
    labels = []
    for key, members in pairs.items():
        by_page: dict[int, list[str]] = {at: [] for at, _ in members}
        for at, pair in members:
            by_page[at] += [texts[at].text[pair.value.start : pair.value.end]] if pair.value else []
        [(label, _)] = Counter(pair.label for _, pair in members).most_common(1)
        labels.append(PrintedLabel(key, numbers.plain(label), by_page))
    return labels
