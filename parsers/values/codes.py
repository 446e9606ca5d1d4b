"""Codes and names with a code: organisation numbers, postcodes, countries, funds, programmes (CCI), NUTS.

A reader returns the canonical text of the value or raises `Unreadable` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from babel import Locale
from stdnum.exceptions import ValidationError

from parsers.values.numbers import Unreadable, in_digits, plain
from parsers.values.persons import is_personal_number
from parsers.vocabulary.countries import code_of_prefix, countries
from parsers.vocabulary.funds import FUND_NAMES, fund_key

_FULL_CCI = 15
CODE_LENGTH = 2  # of a country
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_CCI = re.compile(r"20\d{2}[A-Z]{2}\d{2}[A-Z0-9]{2}[A-Z]{2}(?:\d{3})?")
_BRACKETED = re.compile(r"([^()]+)\(([^()]+)\)")
_ANY_POSTCODE = re.compile(r"[A-Z0-9 -]{3,10}")


def organisation_number(words: str, country_code: str) -> str:
    """An organisation number of the country in its compact form, of the first of the country's registers that it fits.

    Raises `Unreadable`, with code `personal_number` where the number has the form of a person's (a sole trader's): those are personal data.
    """
    if is_personal_number(words, country_code):
        raise Unreadable("personal_number", "looks like a personal identity number; not kept")
    known = countries().get(country_code)
    if known is None or not known.organisation_numbers:
        raise Unreadable("unknown_category", f"organisation numbers of {country_code} are not known here")
    digits = in_digits(words)
    for scheme in known.organisation_numbers:
        with suppress(ValidationError):
            return scheme.compact(digits)
    schemes = " or ".join(scheme.scheme for scheme in known.organisation_numbers)
    raise Unreadable("invalid_organisation_number", f"no number of {schemes}: its form or its check digit is wrong")


def postcode(words: str, country_code: str) -> str:
    """A postcode of the country without its spaces. Raises `Unreadable`."""
    text = in_digits(words).replace(" ", "")
    known = countries().get(country_code)
    if not (known.is_postcode(text) if known and known.postcode else _ANY_POSTCODE.fullmatch(text)):
        raise Unreadable("unreadable_postcode", f"no postcode of {country_code}")
    return text


def country_named(words: str, locales: tuple[str, ...]) -> str:
    """ISO 3166-1 alpha-2 code of a country named in one of the languages `locales`: `Sverige` is SE."""
    name = plain(words).casefold()
    found = next((codes[name] for locale in locales if name in (codes := _countries(locale))), None)
    if found is None:
        raise Unreadable("unknown_category", f"no country of that name in {' or '.join(locales)}")
    return found


def country_stated(words: str, locales: tuple[str, ...]) -> str | None:
    """The country of a code (also a NUTS prefix, `EL`) or of a name in one of the languages `locales`; None where there is none such.

    A code counts where the vocabulary describes its country: `NI` is Nicaragua's, and where programmes print it Northern Ireland is meant.
    """
    if len(words) == CODE_LENGTH and words.isupper():
        found = countries().get(code_of_prefix(words))
        return found.code if found and found.currency and not found.is_union else None
    with suppress(Unreadable):
        return country_named(words, locales)
    return None


def fund(words: str, names: Mapping[str, str]) -> str:
    """Fund code for a fund as printed: by one of the registry's own `names`, or else a name in any language (`parsers.vocabulary.funds`).

    In a list, names that stand for no Union fund (mapped to "") are passed over. Raises `Unreadable` for any other, and for a list with
    several funds of the Union.
    """
    text = plain(words)
    whole = _fund(text, names)
    codes = [whole] if whole is not None else [_fund(part.strip(), names) for part in text.split(",")]
    if None in codes:
        raise Unreadable("unknown_category", "no fund by any name that is known here; a registry's own names stand in its `fund_names`")
    found = {code for code in codes if code}
    if len(found) != 1:
        raise Unreadable("several_funds", f"names {len(found)} funds of the Union, where one is expected")
    return str(found.pop())


def _fund(text: str, names: Mapping[str, str]) -> str | None:
    """The fund of one name. Of `ERDF - European Regional Development Fund` it is the one that both parts have, of a name with an acronym in
    brackets that of the acronym, unless the name is another fund's (the ESF's may stand before `(ESF+)`)."""
    if text in names:
        return names[text]
    if bracketed := _BRACKETED.fullmatch(text):
        name, acronym = (FUND_NAMES.get(fund_key(part)) for part in bracketed.groups())
        return acronym if acronym and name in (None, acronym, acronym.rstrip("+")) else None
    parts = {FUND_NAMES.get(fund_key(part)) for part in re.split(r" [-–—/] ", text)}
    return FUND_NAMES.get(fund_key(text)) or (parts.pop() if len(parts) == 1 else None)


def cci(words: str) -> str:
    """A programme number (CCI) of 15 characters, or its first 12 as some registries print it."""
    text = in_digits(words)
    if not _CCI.fullmatch(text):
        raise Unreadable("unreadable_cci", "no CCI: year, country, directorate, fund letters, type, sequence")
    return text


def is_full_cci(words: str) -> bool:
    """Whether words are a programme number (CCI) of all its 15 characters."""
    return len(words) == _FULL_CCI and _CCI.fullmatch(words) is not None


def complete_cci(printed: str, programmes: tuple[str, ...]) -> str | None:
    """The full CCI a printed prefix stands for, or None where no programme or more than one begins with it."""
    fitting = [programme for programme in programmes if programme.startswith(printed)]
    return fitting[0] if len(fitting) == 1 else None


def nuts(words: str) -> str:
    """A NUTS code of any level as printed, national pseudo codes (SE0) included; whether it exists is not this reader's to say."""
    text = in_digits(words)
    if not _NUTS.fullmatch(text):
        raise Unreadable("unreadable_nuts", "no NUTS code: two letters and up to three letters or digits")
    return text


@cache
def _countries(locale: str) -> dict[str, str]:
    return {name.casefold(): code for code, name in Locale.parse(locale).territories.items() if len(code) == 2 and code.isalpha()}
