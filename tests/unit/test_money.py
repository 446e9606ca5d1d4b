"""Amounts in the form of a declared locale, or an error: no format is ever guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.values.money import amount_of
from parsers.values.numbers import Unreadable


@pytest.mark.parametrize(
    ("words", "locale", "amount", "currency", "rounded"),
    [
        ("1 981 742", "sv", "1981742", None, False),
        ("1\u00a0981\u00a0742", "sv", "1981742", None, False),
        ("118\u202f782\u202f493", "sv", "118782493", None, False),
        ("55827772", "sv", "55827772", None, False),
        ("6,5 miljoner kronor", "sv", "6500000", "SEK", True),
        ("53.399.971", "da", "53399971", None, False),
        ("kr. 8.982.093", "da", "8982093", "DKK", False),
        ("43,4 mio. kr.", "da", "43400000", "DKK", True),
        ("43 mio. kr.", "da", "43000000", "DKK", True),
        ("tre mio. kr.", "da", "3000000", "DKK", True),
        ("37 mill kr", "nb", "37000000", "NOK", True),
        ("2,9 mnkr", "sv", "2900000", "SEK", True),
        ("24 miljoner kronor", "sv", "24000000", "SEK", True),
        ("3 606 848 EURO", "nb", "3606848", "EUR", False),
        ("2\u202f450\u202f030,67\u00a0€", "fr", "2450030.67", "EUR", False),
        ("206,615,841.00 €", "en", "206615841", "EUR", False),
        ("€13.8M", "en", "13800000", "EUR", True),
        ("1.629.843 EURO", "da", "1629843", "EUR", False),
        ("5 376 000 NOK", "sv", "5376000", "NOK", False),
        ("4 200 000 NOK", "nb", "4200000", "NOK", False),
        ("229 090 €", "nb", "229090", "EUR", False),
        ("1 115 740 €", "sv", "1115740", "EUR", False),
    ],
)
def test_an_amount_in_its_locale(words: str, locale: str, amount: str, currency: str | None, rounded: bool) -> None:
    read = amount_of(words, locale)
    assert (read.amount, read.currency, read.is_rounded) == (Decimal(amount), currency, rounded)


@pytest.mark.parametrize(
    ("words", "locale"),
    [
        ("125 00 euro", "sv"),
        ("127410 Kjell", "nb"),
        ("14 904 000 SEK €", "nb"),
        ("53.399.971", "sv"),
        ("1 981 742", "da"),
        ("206,615,841.00 €", "fr"),
        ("53.39", "da"),
        ("tre", "da"),
        ("tre kr.", "da"),
        ("43 mio. kr. kr", "da"),
        ("SEK 5 NOK", "sv"),
        ("0", "sv"),
        ("-5", "sv"),
        ("5 kr", "fi"),
        ("mio. kr.", "da"),
        ("", "sv"),
        ("12 345 678 901 234 567", "sv"),
    ],
)
def test_anything_else_is_refused(words: str, locale: str) -> None:
    with pytest.raises(Unreadable):
        amount_of(words, locale)
