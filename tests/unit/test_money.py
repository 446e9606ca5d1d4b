"""Amounts in the form of a declared locale, or an error: no format is ever guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.values.money import amount_of
from parsers.values.numbers import Unreadable
from parsers.vocabulary.currencies import CURRENCIES
from parsers.vocabulary.languages import NUMBER_LOCALES, number_form


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
        ("1 234 567,89 zł", "pl", "1234567.89", "PLN", False),
        ("12,5 mln zł", "pl", "12500000", "PLN", True),
        ("850 tys. złotych", "pl", "850000", "PLN", True),
        ("1 234 567,89 Kč", "cs", "1234567.89", "CZK", False),
        ("3 mil. korun", "cs", "3000000", "CZK", True),
        ("1.234.567,89 €", "el", "1234567.89", "EUR", False),
        ("2,5 εκατ. ευρώ", "el", "2500000", "EUR", True),
        ("16 965 294 850 Ft", "hu", "16965294850", "HUF", False),
        ("1,2 milliárd forint", "hu", "1200000000", "HUF", True),
        ("45,5 MFt", "hu", "45500000", "HUF", True),
        ("1.234.567,89 lei", "ro", "1234567.89", "RON", False),
        ("3,5 milioane de lei", "ro", "3500000", "RON", True),
        ("1 234 567,89 лв.", "bg", "1234567.89", "BGN", False),
        ("12 хил. лева", "bg", "12000", "BGN", True),
        ("1.234.567,89 EUR", "de", "1234567.89", "EUR", False),
        ("1,5 Mio. Euro", "de", "1500000", "EUR", True),
        ("750 Tsd. EUR", "de", "750000", "EUR", True),
        ("€1,234,567.89", "en", "1234567.89", "EUR", False),
        ("£13.8m", "en", "13800000", "GBP", True),
        ("CHF 1'234'567.89", "de-CH", "1234567.89", "CHF", False),
        ("Fr. 1’234’567.–", "fr-CH", "1234567", "CHF", False),
        ("2 millions d’euros", "fr", "2000000", "EUR", True),
        ("3 mil millones de euros", "es", "3000000000", "EUR", True),
        ("12 mil euros", "pt", "12000", "EUR", True),
        ("1 234 567,89 €", "pt", "1234567.89", "EUR", False),
        ("5.000.000 kr.", "is", "5000000", "ISK", False),
        ("1.234", "de", "1234", None, False),
        ("1,234", "en", "1234", None, False),
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
        ("1.234", "en"),  # three decimals are none, and the dot groups nothing here
        ("1,234", "pl"),
        ("1.234,56", "pl"),
        ("1 234,56", "de"),
        ("1,234.56", "de"),
        ("1.234 567,89", "pl-prose"),
        ("1'234'567.89", "de"),
        ("1.234.567,89", "de-CH"),
        ("3 mil euros", "en"),  # a thousand in Spanish, a million in Czech
        ("3 billion kr", "sv"),  # a thousand times as much in Swedish
        ("5 M€", "es"),
    ],
)
def test_anything_else_is_refused(words: str, locale: str) -> None:
    with pytest.raises(Unreadable):
        amount_of(words, locale)


@pytest.mark.parametrize(
    ("words", "locale"),
    [("5 kr", "fi"), ("5 kr", "et"), ("5 korun", "sk"), ("5 lei", "en"), ("Fr. 5", "fr"), ("$5", "en")],
)
def test_a_word_of_several_currencies_is_read_at_home_only(words: str, locale: str) -> None:
    with pytest.raises(Unreadable) as caught:
        amount_of(words, locale)
    assert caught.value.code == "ambiguous_currency"


@pytest.mark.parametrize("locale", [locale for locale in NUMBER_LOCALES if not locale.endswith("-prose")])
def test_every_language_reads_its_own_marks_and_prose_groups_by_spaces_too(locale: str) -> None:
    form = number_form(locale)
    for group in form.group:
        assert amount_of(f"1{group}234{group}567{form.decimal}89", locale).amount == Decimal("1234567.89")
    assert amount_of(f"1 234 567{form.decimal}89", f"{locale}-prose").amount == Decimal("1234567.89")
    for multiplier, power in form.multipliers.items():
        assert amount_of(f"2{form.decimal}5 {multiplier} EUR", locale).amount == Decimal("2.5").scaleb(power)
    assert form.currency is None or form.currency in CURRENCIES
