"""A site that nobody has declared: its pages, the labels on them, where it is, and what other registries call such labels.

Belongs here: what is known of a site before anything is made of its labels. Does not belong here: how labels are found (`label_search`)
and what they mean (`label_meanings`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import get_args

from parsers.declaration import Registry
from parsers.page.labels import Block, Pair, label_key
from parsers.page.text import PageText
from parsers.reading import Page
from parsers.registry import source_for
from parsers.values import numbers
from parsers.values.dates import DateForm
from parsers.vocabulary.countries import Country, countries
from parsers.vocabulary.languages import NUMBER_LOCALES, number_form
from pipeline.commands.new_registry.label_search import FoundLabels, find_labels, is_short
from pipeline.commands.new_registry.label_words import folded
from pipeline.commands.new_registry.proposal import Guess, Use
from pipeline.commands.new_registry.site_guesses import guess_country, guess_host, guess_language


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """A label as another registry declares it: `meaning` is a field, or the reason why it is dropped or ignored."""

    registry: Registry
    label: str
    use: Use
    meaning: str


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
    """What is known of a site: `known` are the labels of other registries by key."""

    pages: Sequence[Page]
    known: Mapping[str, Sequence[KnownLabel]]
    found: FoundLabels
    labels: Sequence[PrintedLabel]
    host: Guess[str]
    language: Guess[str]
    country: Guess[str]

    @property
    def texts_and_blocks(self) -> list[tuple[PageText, Block]]:
        """The text of each page, and what was found on it."""
        return [(page.text, block) for page, block in zip(self.pages, self.found.blocks, strict=True)]

    @property
    def usual(self) -> Country:
        """What is usual in the country."""
        return countries()[self.country.value]

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """Forms of numbers to try, the most usual of the country first."""
        own = [name for name in (self.usual.number_locale, self.language.value) if name in NUMBER_LOCALES]
        by_form = {(number_form(name).group, number_form(name).decimal): name for name in reversed((*own, *NUMBER_LOCALES))}
        return tuple(dict.fromkeys((*own, *(f"{name}-prose" for name in own if f"{name}-prose" in NUMBER_LOCALES), *by_form.values())))

    @cached_property
    def declaration(self) -> Registry:
        """A declaration good enough to read values with, whatever their currency and form."""
        return replace(
            source_for("").registry,
            country=self.country.value,
            languages=tuple(dict.fromkeys((self.language.value, "en"))),
            currency="EUR",
            other_currencies=tuple(sorted({country.currency for country in countries().values() if country.currency})),
            number_locale=self.locales[0],
            date_forms=get_args(DateForm),
            labels={},
            dropped=(),
            ignored={},
            patterns={},
            printing=self.found.printing,
        )

    def known_as(self, key: str, use: Use) -> KnownLabel | None:
        """The first other registry that has the label for such a use."""
        return next((known for known in self.known.get(key, ()) if known.use == use), None)

    def near(self, key: str) -> list[KnownLabel]:
        """The known labels of the same words."""
        return [known for other, labels in self.known.items() if _words_of(other) == _words_of(key) for known in labels]


def survey(pages: Sequence[Page], registries: Sequence[Registry]) -> UnknownSite:
    """The site that `pages` are from, seen with the words of `registries`."""
    texts, known = [page.text for page in pages], _labels_declared_by(registries)
    personal = {key for key, labels in known.items() if any(label.use == "dropped" for label in labels)}
    found = find_labels(texts, known.keys(), personal)
    host = guess_host(pages)
    language = guess_language(pages, host)
    return UnknownSite(pages, known, found, _printed(texts, found), host, language, guess_country(host, language))


def _labels_declared_by(registries: Iterable[Registry]) -> dict[str, list[KnownLabel]]:
    by_key: dict[str, list[KnownLabel]] = defaultdict(list)
    for registry in registries:
        dropped = dict.fromkeys(registry.dropped, "personal data")
        uses: tuple[tuple[Use, Mapping[str, str]], ...] = (("field", registry.labels), ("dropped", dropped), ("ignored", registry.ignored))
        for use, labels in uses:
            for label, meaning in labels.items():
                by_key[label_key(label)].append(KnownLabel(registry, label, use, meaning))
    return by_key


@cache
def _words_of(key: str) -> str:
    """The words of a label in the order of the alphabet: without accents, brackets and marks."""
    return " ".join(sorted(re.findall(r"\w+", re.sub(r"\([^)]*\)", " ", folded(key)))))


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
