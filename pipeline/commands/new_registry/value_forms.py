"""How a site writes its values: amounts, currencies, dates, funds, codes.

Belongs here: a value read as if it were of a field, in any form or a chosen one, and the forms that read all. Does not belong here: which
field a label feeds (`label_meanings`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import get_args

from parsers.record.field_values import value_of
from parsers.values import numbers
from parsers.values.dates import DateForm, period_of
from parsers.vocabulary.fields import FIELDS
from pipeline.commands.new_registry.proposal import Guess, Meanings
from pipeline.commands.new_registry.site_guesses import escaped
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite

CODE_LIKE = re.compile(r"(?=.*\d)[\w ./_-]{2,40}")
AMOUNTS = ("amount", "amount_and_rate")
_LONGEST_CODE = 60
_MAY_BE_A_PERIOD = ("programming_period", "eu_contribution_period", "funding_period")  # texts
_IN_LABEL = re.compile(r"[(\[,] ?([^\W\d]{2,6}\.?|\W)[)\]]?$")
_DATE_FORMS: tuple[DateForm, ...] = get_args(DateForm)
DAYS: tuple[DateForm, ...] = ("iso", "dotted", "slashed", "dashed", "dotted_year_first", "named")
_MOST_SHAPES = 3


def read_as(site: UnknownSite, field: str, value: str, locale: str | None = None, forms: tuple[DateForm, ...] = _DATE_FORMS) -> str | None:
    """A value as the field would be read, in `locale` or in any that the language may use; None where it cannot be."""
    kind = FIELDS[field].kind
    if kind == "code":
        return numbers.plain(value) if len(value) <= _LONGEST_CODE and (field != "project_code" or CODE_LIKE.fullmatch(value)) else None
    is_amount = kind in AMOUNTS
    for each in (locale,) if locale else site.locales if is_amount else site.locales[:1]:
        registry = replace(site.declaration, number_locale=each, date_forms=forms)
        with suppress(numbers.Unreadable, KeyError):
            if kind == "period":
                (first, *_), (last, *_) = period_of(value, forms, registry.languages)
                return f"{first.value} to {last.value}"
            amount = value.partition("(")[0] if value.endswith(")") else value  # behind it a rate, or the same in another currency
            read = value_of("total_cost", amount, registry) if is_amount else value_of(field, value, registry)
            return f"{read.text} {read.currency or ''}".strip()
    return None


def all_read(site: UnknownSite, field: str, label: PrintedLabel, forms: tuple[DateForm, ...] = _DATE_FORMS) -> bool:
    """Whether a label has values and each can be read as the field's kind."""
    return bool(label.values) and all(read_as(site, field, value, forms=forms) for value in label.values)


def fits(site: UnknownSite, field: str, label: PrintedLabel) -> bool:
    """Whether most values can be read as the field's kind, or there is none; a text that is a date or a programme is not one."""
    if FIELDS[field].kind in ("text", "list"):
        typed = [any(read_as(site, name, value) for name in ("start_on", "period", "cci")) for value in label.values]
        return not typed or not all(typed) or field in _MAY_BE_A_PERIOD
    return 2 * sum(read_as(site, field, value) is not None for value in label.values) >= len(label.values)


def looks_like_money(site: UnknownSite, label: PrintedLabel) -> bool:
    """Whether each value is an amount that is no other number: with a currency, or with groups of digits."""
    read = [read_as(site, "total_cost", value) and re.search(r"\d\D{1,2}\d{3}|[^\d\s.,]", value) for value in label.values]
    return bool(read) and all(read)


def values_of(site: UnknownSite, meanings: Meanings, *kinds: str) -> list[tuple[str, str]]:
    """What is printed under labels of fields of these kinds, each field with a value."""
    fields = [(label, field) for label in site.labels if (field := meanings[label.key].field) and FIELDS[field].kind in kinds]
    return [(field, value) for label, field in fields for value in label.values]


def amounts_on(site: UnknownSite, meanings: Meanings) -> list[str]:
    """The amounts on all pages, those first whose label has a meaning."""
    loose = [label for label in site.labels if meanings[label.key].use == "unplaced" and looks_like_money(site, label)]
    return [*(value for _, value in values_of(site, meanings, *AMOUNTS)), *(value for label in loose for value in label.values)]


def guess_number_locale(site: UnknownSite, amounts: Sequence[str]) -> Guess[str]:
    """The form of numbers that reads all amounts, or most; the country's usual one where several do."""
    usual = site.locales[0]
    if not amounts:
        return Guess(usual, f"no amount seen; the usual form in {site.usual.name}", is_agreed=False)
    read = {locale: [(read_as(site, "total_cost", value, locale) or "").partition(" ")[0] for value in amounts] for locale in site.locales}
    fitting = [locale for locale in read if all(read[locale])]
    if not fitting:
        best = max(read, key=lambda locale: len(amounts) - read[locale].count(""))
        return Guess(best, f"reads {len(amounts) - read[best].count('')} of {len(amounts)} amounts; no form reads all", is_agreed=False)
    first, others = fitting[0], [locale for locale in fitting if read[locale] != read[fitting[0]]]
    if others:
        return Guess(first, f"reads all {len(amounts)} amounts, but {', '.join(others)} reads other numbers in them", is_agreed=False)
    also = "the usual form here" if first == usual else f"the usual form here, {usual}, does not"
    return Guess(first, f"reads all {len(amounts)} amounts; {also}")


def guess_currencies(site: UnknownSite, amounts: Sequence[str], locale: str) -> Guess[tuple[str, ...]]:
    """The currencies printed with amounts and in labels, the most frequent first; the country's own where none is."""
    usual = site.usual.currency or "EUR"
    in_labels = [f"1 {match[1]}" for label in site.labels if (match := _IN_LABEL.search(label.label))]
    read = [(read_as(site, "total_cost", amount, locale) or "").partition(" ")[2] for amount in (*amounts, *in_labels)]
    printed = [currency for currency in read if currency]
    if not printed:
        return Guess((usual,), f"no currency printed; the one of {site.usual.name}", is_agreed=False)
    currencies = tuple(name for name, _ in Counter(printed).most_common())
    return Guess(currencies, f"printed with amounts and in labels, {len(printed)} times", is_agreed=len(currencies) == 1)


def guess_date_forms(site: UnknownSite, meanings: Meanings) -> Guess[tuple[DateForm, ...]]:
    """The forms that dates and periods are printed in."""
    printed = values_of(site, meanings, "date", "period")
    forms = [next((form for form in _DATE_FORMS if read_as(site, field, value, forms=(form,))), None) for field, value in printed]
    n_read = sum(form is not None for form in forms)
    if not n_read:
        usual = tuple(form for form in _DATE_FORMS if form in site.usual.date_forms[:1]) or ("iso",)
        told = "no date that reads was seen" if printed else "no date seen"
        return Guess(usual, f"{told}; the usual form in {site.usual.name}", is_agreed=False)
    told = f"read {n_read} of {len(printed)} dates and periods"
    days = [value for (_, value), form in zip(printed, forms, strict=True) if form == "slashed"]
    proven = not days or any(int(first) > 12 for value in days for first in re.findall(r"(\d+)/\d+/", value))
    order = "" if proven else "; no day above 12 shows that the day comes first"
    seen = tuple(form for form in _DATE_FORMS if form in forms)
    return Guess(seen, told + order, is_agreed=n_read == len(printed) and proven)


def funds_on(site: UnknownSite, meanings: Meanings) -> tuple[str, ...]:
    """The codes of the funds that are printed."""
    codes = [read_as(site, "fund_code", value) for _, value in values_of(site, meanings, "fund")]
    return tuple(sorted({code for code in codes if code}))


def code_pattern_of(codes: Iterable[str]) -> str | None:
    """A regular expression for the shapes of the project codes, where there are few: runs of digits by their length, the rest as it is."""
    parts = [re.findall(r"\d+|\D+", numbers.plain(code)) for code in codes]
    shapes = {"".join(rf"\d{{{len(part)}}}" if part[0].isdigit() else escaped(part) for part in code): None for code in parts}
    return "|".join(shapes) if 0 < len(shapes) <= _MOST_SHAPES else None
