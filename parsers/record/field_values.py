"""The value of a field from the words printed for it, by the field's kind and the registry's declaration.

Belongs here: which reader of `parsers.values` a kind has, and what is never read. Does not belong here: where the words stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.declaration import Registry
from parsers.page.encoding import UNDECODABLE
from parsers.page.text import MASK
from parsers.values import codes, numbers
from parsers.values.dates import date_of
from parsers.values.money import amount_of
from parsers.values.persons import is_personal_number
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.reading_words import Precision

_MASKED = "1" * 10
"""What a mask over a personal number hides at least, for all we know."""
_NAMES = ("beneficiary_name", "partner_name")


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value as read: its canonical text, with the precision of a date and the currency printed with an amount."""

    text: str
    precision: Precision | None = None
    currency: str | None = None


def value_of(name: str, raw: str, registry: Registry) -> ReadValue:
    """The value of field `name` for the words `raw`. Raises `numbers.Unreadable`."""
    if UNDECODABLE in raw:
        raise numbers.Unreadable("undecodable", "holds a character that the page's encoding broke")
    is_number = FIELDS[name].kind == "organisation_number"
    if is_number and MASK * len(_MASKED) in raw and is_personal_number(_MASKED, registry.country):
        raise numbers.Unreadable("personal_number", "looks like a personal identity number; not kept")
    if MASK in raw:
        raise numbers.Unreadable("personal_data", "holds an e-mail address, a telephone number or a personal identity number")
    match FIELDS[name].kind:
        case "date":
            found = date_of(raw, registry.date_forms, registry.languages)
            return ReadValue(found.value, found.precision)
        case "rate":
            return ReadValue(numbers.rate_pct(raw))
        case "amount":
            return _amount(raw, registry)
        case "integer":
            return ReadValue(numbers.integer(raw, registry.number_locale))
        case "boolean":
            return ReadValue(numbers.yes_no(raw, registry.languages[0]))
        case "organisation_number":
            return ReadValue(codes.organisation_number(raw, registry.country))
        case "postcode":
            return ReadValue(codes.postcode(raw, registry.country))
        case "country":
            return ReadValue(codes.country_named(raw, registry.languages))
        case "fund":
            return ReadValue(codes.fund(raw, registry.fund_names))
        case "cci":
            return ReadValue(codes.cci(raw))
        case "nuts":
            return ReadValue(codes.nuts(raw))
        case "text" if name in _NAMES and not any(char.isupper() or char.isdigit() for char in raw):
            raise numbers.Unreadable("no_name", "words in small letters only, no name")
        case _:
            return ReadValue(_coded(name, numbers.plain(raw), registry))


def _amount(raw: str, registry: Registry) -> ReadValue:
    read = amount_of(raw, registry.number_locale)
    allowed = {None, registry.currency, *registry.other_currencies}
    if read.currency not in allowed:
        reason = f"printed in {read.currency}, this registry's amounts are {registry.currency}"
        raise numbers.Unreadable("unexpected_currency", reason)
    return ReadValue(numbers.decimal_text(read.amount), currency=read.currency)


def _coded(name: str, text: str, registry: Registry) -> str:
    pattern = registry.patterns.get(name)
    if pattern:
        numbers.in_digits(text)
    if pattern and not re.fullmatch(pattern, text):
        raise numbers.Unreadable("unreadable_code", f"does not have the form {pattern}")
    return text
