"""How a site writes its values: amounts, currencies, dates, funds, codes.

Belongs here: a value read as if it were of a field, in any form or a chosen one, and the forms that read all. Does not belong here: which
field a label feeds (`label_meanings`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from parsers.record.field_values import value_of
from parsers.values import numbers
from parsers.values.dates import DateForm, period_of
from parsers.vocabulary.countries import country
from parsers.vocabulary.fields import FIELDS
from pipeline.commands.new_registry.label_words import DATE_FORMS, LOCALES
from pipeline.commands.new_registry.proposal import Guess, Meanings
from pipeline.commands.new_registry.site_guesses import escaped
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite

CODE_LIKE = re.compile(r"(?=.*\d)[\w ./_-]{2,40}")
AMOUNTS = ("amount", "amount_and_rate")
_LONGEST_CODE = 60
_MAY_BE_A_PERIOD = ("programming_period", "eu_contribution_period", "funding_period")  # texts
_IN_LABEL = re.compile(r"\((kr\.?|sek|dkk|nok|eur|euro|€)\)", re.I)
_LONGEST_FUND_NAME = 110
_MOST_SHAPES = 3


def read_as(site: UnknownSite, field: str, value: str, locale: str | None = None, forms: tuple[DateForm, ...] = DATE_FORMS) -> str | None:
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
            read = value_of("total_cost", without_bracket(value), registry) if is_amount else value_of(field, value, registry)
            return f"{read.text} {read.currency or ''}".strip()
    return None


def without_bracket(amount: str) -> str:
    """An amount without what stands in brackets behind it: a rate, or the same in another currency."""
    return amount.partition("(")[0].strip() if amount.endswith(")") else amount


def all_read(site: UnknownSite, field: str, label: PrintedLabel, forms: tuple[DateForm, ...] = DATE_FORMS) -> bool:
    """Whether a label has values and each can be read as the field's kind."""
    return bool(label.values) and all(read_as(site, field, value, forms=forms) for value in label.values)


def fits(site: UnknownSite, field: str, label: PrintedLabel) -> bool:
    """Whether most values can be read as the field's kind, or there is none; a text that is a date or a programme is not one."""
    if FIELDS[field].kind in ("text", "list"):
        typed = [any(read_as(site, name, value) for name in ("start_on", "period", "cci")) for value in label.values]
        return not typed or not all(typed) or field in _MAY_BE_A_PERIOD
    return 2 * sum(read_as(site, field, value) is not None for value in label.values) >= len(label.values)


def looks_like_money(site: UnknownSite, label: PrintedLabel) -> bool:
    """Whether each value is an amount that is no small number: with a currency, or of more than five digits."""
    read = [(value, read_as(site, "total_cost", value)) for value in label.values]
    return bool(read) and all(amount and (" " in amount or sum(char.isdigit() for char in value) > 5) for value, amount in read)


def values_of(site: UnknownSite, meanings: Meanings, field: str) -> list[str]:
    """What is printed for a field, each once."""
    return list(
        dict.fromkeys(numbers.plain(value) for label in site.labels if meanings[label.key].field == field for value in label.values)
    )


def amounts_on(site: UnknownSite, meanings: Meanings) -> list[str]:
    """The amounts on all pages, those first whose label has a meaning."""
    loose = [label for label in site.labels if meanings[label.key].use == "unplaced" and looks_like_money(site, label)]
    return [*_of_kinds(site, meanings, *AMOUNTS), *(value for label in loose for value in label.values)]


def _of_kinds(site: UnknownSite, meanings: Meanings, *kinds: str) -> list[str]:
    of_kind = [label for label in site.labels if (field := meanings[label.key].field) and FIELDS[field].kind in kinds]
    return [value for label in of_kind for value in label.values]


def guess_number_locale(site: UnknownSite, amounts: Sequence[str]) -> Guess[str]:
    """The form of numbers that reads all amounts, or most."""
    if not amounts:
        return Guess(site.locales[0], "no amount seen; the language's usual form", is_agreed=False)
    n_read = {locale: sum(read_as(site, "total_cost", value, locale) is not None for value in amounts) for locale in site.locales}
    fitting = [locale for locale, n in n_read.items() if n == len(amounts)]
    if fitting:
        foreign = "" if site.language.value in LOCALES else "; no form is named after the language"
        return Guess(fitting[0], f"reads all {len(amounts)} amounts, first of {', '.join(fitting)}{foreign}")
    best = max(n_read, key=lambda locale: n_read[locale])
    return Guess(best, f"reads {n_read[best]} of {len(amounts)} amounts; no form reads all", is_agreed=False)


def guess_currency(site: UnknownSite, amounts: Sequence[str], locale: str) -> Guess[tuple[str, ...]]:
    """The currencies printed with amounts and in labels, the most frequent first; the country's own where none is."""
    usual = country(site.country.value).currency or "EUR"
    read = [(read_as(site, "total_cost", amount, locale) or "").partition(" ")[2] for amount in amounts]
    printed = [currency for currency in read if currency]
    named = [match[1].upper().rstrip(".") for label in site.labels if (match := _IN_LABEL.search(label.label))]
    in_labels = ["EUR" if name in ("€", "EURO") else usual if name == "KR" else name for name in named]
    if not printed and not in_labels:
        return Guess((usual,), "no currency printed; the country's own", is_agreed=False)
    currencies = tuple(name for name, _ in Counter([*printed, *in_labels]).most_common())
    told = f"printed with {len(printed)} of {len(read)} amounts, in {len(in_labels)} labels"
    return Guess(currencies, told, is_agreed=len(currencies) == 1)


def guess_date_forms(site: UnknownSite, meanings: Meanings) -> Guess[tuple[DateForm, ...]]:
    """The forms that dates and periods are printed in."""
    printed = [(field, value) for kind, field in (("date", "start_on"), ("period", "period")) for value in _of_kinds(site, meanings, kind)]
    forms = [next((form for form in DATE_FORMS if read_as(site, field, value, forms=(form,))), None) for field, value in printed]
    n_read = sum(form is not None for form in forms)
    if not n_read:
        return Guess(("iso",), "no date that reads was seen" if printed else "no date seen", is_agreed=False)
    told = f"read {n_read} of {len(printed)} dates and periods"
    return Guess(tuple(form for form in DATE_FORMS if form in forms), told, is_agreed=n_read == len(printed))


def fund_names_on(site: UnknownSite, names: Sequence[str]) -> dict[str, str]:
    """The funds that `names` give, by the name of each."""
    known: dict[str, str] = {}
    for name in sorted(names):
        code = read_as(site, "fund_code", name)
        if code and len(name) < _LONGEST_FUND_NAME:
            parts = [name] if name in site.funds else [part.strip() for part in name.split(",")]
            known |= {part: site.funds.get(part, code) for part in parts}
    return known


def code_pattern_of(codes: Sequence[str]) -> str | None:
    """A regular expression made of the shapes of the project codes, where there are few."""
    shapes = list(dict.fromkeys(map(_shape_of, codes)))
    return "|".join(shapes) if 0 < len(shapes) <= _MOST_SHAPES else None


def _shape_of(code: str) -> str:
    """A code as a regular expression: runs of digits by their length, the rest as it is."""
    return "".join(rf"\d{{{len(part)}}}" if part[0].isdigit() else escaped(part) for part in re.findall(r"\d+|\D+", code))
