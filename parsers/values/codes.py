"""Codes and names with a code: organisation numbers, postcodes, countries, funds, programmes (CCI), NUTS.

A reader returns the canonical text of the value or raises `Unreadable` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from stdnum.dk import cvr
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian_orgnr
from stdnum.se import orgnr

from parsers.values.numbers import Unreadable, in_digits, plain
from parsers.values.persons import is_personal_number

_FUND_ACRONYMS = {
    **dict.fromkeys(("ERDF", "ERUF", "EFRU", "EAKR", "FEDER", "EFRE", "EFRO", "EFRR", "FESR"), "ERDF"),
    **dict.fromkeys(("ESF", "ESR", "FSE", "EFS", "ESZA"), "ESF"),
    **dict.fromkeys(("ESF+", "ESR+", "FSE+", "EFS+"), "ESF+"),
    **{name: name for name in ("CF", "JTF", "YEI", "EMFF", "EMFAF", "AMIF", "ISF", "BMVI", "EAFRD")},
}
FUND_CODES = tuple(dict.fromkeys(_FUND_ACRONYMS.values()))
UNION = "EU"
COUNTRY_CODES = {UNION} | {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
LANGUAGES = {code for code in map(str, Locale("en").languages) if len(code) == 2}
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_CCI = re.compile(r"20\d{2}[A-Z]{2}\d{2}[A-Z0-9]{2}[A-Z]{2}(?:\d{3})?")
_FULL_CCI = 15
_POSTCODES = {"SE": r"[1-9]\d{4}", "FI": r"\d{5}", "NO": r"\d{4}", "DK": r"\d{4}"}
_ORGANISATION_NUMBERS = {"NO": norwegian_orgnr.validate, "DK": cvr.validate, "FI": ytunnus.validate}


def swedish_organisation_number(words: str) -> str:
    """Ten digits of a Swedish organisation number with a right check digit.

    Raises `Unreadable` with code `personal_number` where the third digit is 0 or 1: that is how personal identity numbers (of sole
    traders) look, and those are personal data.
    """
    if is_personal_number(words):
        raise Unreadable("personal_number", "looks like a personal identity number; not kept")
    digits = re.sub(r"[ -]", "", in_digits(words))
    try:
        return orgnr.validate(digits)
    except ValidationError as error:
        raise Unreadable("invalid_organisation_number", f"no Swedish organisation number: {error}") from None


def organisation_number(words: str, country_code: str) -> str:
    """The digits of an organisation number of the country (SE, NO, DK, FI) with a right check digit. Raises `Unreadable`."""
    if country_code == "SE":
        return swedish_organisation_number(words)
    try:
        validate = _ORGANISATION_NUMBERS[country_code]
    except KeyError:
        raise Unreadable("unknown_category", f"organisation numbers of {country_code} are not known here") from None
    try:
        return str(validate(in_digits(words)))
    except ValidationError as error:
        raise Unreadable("invalid_organisation_number", f"no organisation number of {country_code}: {error}") from None


def postcode(words: str, country_code: str) -> str:
    """The digits of a postcode: five in Sweden and Finland, four in Norway and Denmark. Raises `Unreadable`."""
    digits = in_digits(words).replace(" ", "")
    if not re.fullmatch(_POSTCODES.get(country_code, r"[A-Z0-9 -]{3,10}"), digits):
        raise Unreadable("unreadable_postcode", f"no postcode of {country_code}")
    return digits


def is_country(code: str) -> bool:
    """Whether a code is that of a country, and not the Union's own."""
    return code in COUNTRY_CODES and code != UNION


def country_named(words: str, locales: tuple[str, ...]) -> str:
    """ISO 3166-1 alpha-2 code of a country named in one of the languages `locales`: `Sverige` is SE."""
    name = plain(words).casefold()
    found = next((codes[name] for locale in locales if name in (codes := _countries(locale))), None)
    if found is None:
        raise Unreadable("unknown_category", f"no country of that name in {' or '.join(locales)}")
    return found


def fund(words: str, names: Mapping[str, str]) -> str:
    """Fund code for a fund as this registry prints it: one of `names`, or a name with a known acronym in brackets (`... (ERDF)`).

    In a list, names that stand for no Union fund (mapped to "") are passed over. Raises `Unreadable` for any other, and for a list with
    several funds of the Union.
    """
    text = plain(words)
    codes = [_fund(text, names)] if _fund(text, names) is not None else [_fund(part.strip(), names) for part in text.split(",")]
    if None in codes:
        raise Unreadable("unknown_category", f"no fund this registry is known to print ({', '.join(names)})")
    found = {code for code in codes if code}
    if len(found) != 1:
        raise Unreadable("several_funds", f"names {len(found)} funds of the Union, where one is expected")
    return str(found.pop())


def _fund(text: str, names: Mapping[str, str]) -> str | None:
    if text in names:
        return names[text]
    bracketed = re.fullmatch(r"[^()]+\(([A-Z+]+)\)", text)
    return _FUND_ACRONYMS.get(bracketed[1]) if bracketed else None


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
