"""Currencies as they are printed: ISO code, signs, words and abbreviations.

Belongs here: the shape of `currencies.toml` and its loading. Does not belong here: how an amount is read (`parsers.values.money`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class CurrencyWord:
    """What a printed word says of the currency: the ISO codes it can mean, whether it means its only one in any language (`is_clear`), and
    the power of ten that is in the word (`mnkr`: 6)."""

    codes: frozenset[str]
    is_clear: bool
    power: int = 0

    def meaning(self, home: str | None) -> str | None:
        """The currency the word means where `home` is the language's own; None where it could be another one."""
        return next(iter(self.codes)) if self.is_clear else home if home in self.codes else None


def with_and_without_dot(words: Iterable[str]) -> list[str]:
    """The words, and of those that end in a dot also the form without."""
    return [form for word in words for form in dict.fromkeys((word, word.removesuffix(".")))]


def _printed(code: str, table: Mapping[str, Any]) -> Iterator[tuple[str, CurrencyWord]]:
    for key, is_clear in (("words", True), ("home_words", False)):
        words = with_and_without_dot([*table.get(key, ()), *([code.lower()] if is_clear else ())])
        yield from ((word, CurrencyWord(frozenset((code,)), is_clear)) for word in words)
    for key, is_clear in (("multiples", True), ("home_multiples", False)):
        yield from ((word, CurrencyWord(frozenset((code,)), is_clear, power)) for word, power in table.get(key, {}).items())


def _loaded(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, CurrencyWord]:
    """Every word once. Raises `ValueError` where a word that should mean one currency stands under two."""
    words: dict[str, CurrencyWord] = {}
    for code, table in tables.items():
        for word, meant in _printed(code, table):
            known = words.setdefault(word, meant)
            if known.codes != meant.codes:
                if known.is_clear or meant.is_clear or known.power != meant.power:
                    raise ValueError(f"{_FILE.name}: {word!r} stands under {' and '.join(known.codes)} and {code}")
                words[word] = CurrencyWord(known.codes | meant.codes, False, meant.power)
    return words


_FILE = Path(__file__).with_suffix(".toml")
_TABLES = tomllib.loads(_FILE.read_text("utf-8"))
CURRENCIES: tuple[str, ...] = tuple(_TABLES)
"""ISO 4217 codes of the currencies whose words are known."""
CURRENCY_WORDS: Mapping[str, CurrencyWord] = _loaded(_TABLES)
"""Every printed word for a currency, in small letters."""
