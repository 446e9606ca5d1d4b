"""From words as printed to values: dates, rates, numbers, codes (amounts: `parsers.money`). None guesses a format.

Belongs here: one reader per kind of value. A reader returns the canonical text of the value or raises `Unreadable` with the reason; it
never returns a wrong value for broken input. Does not belong here: which label a value came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

_SENTINELS = frozenset(("1900-01-01", "1970-01-01", "9999-12-31", "2099-12-31", "0000-00-00"))
_PLACEHOLDERS = frozenset(("", "n/a", "na", "null", "saknas", "uppgift saknas", "uppgifter saknas", "ej angivet", "ingen uppgift"))
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:-{1,2}|–|—|till)\s*(\d{4}-\d{2}-\d{2})")
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_CCI = re.compile(r"20\d{2}[A-Z]{2}\d{2}[A-Z0-9]{2}[A-Z]{2}(?:\d{3})?")
_YES_NO = {"sv": {"ja": "true", "nej": "false"}}


class Unreadable(ValueError):
    """A value that cannot be read as what its label says. `code` is the issue code; the message is the reason in words."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def plain(words: str) -> str:
    """Words with every kind of space made one plain space and soft hyphens left out; what is compared and stored, never what is cited."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", words).replace("\u00ad", "")).strip()


def is_placeholder(words: str) -> bool:
    """Whether a printed value says only that there is none: `-`, `n/a`, `Uppgift saknas`, invisible characters."""
    visible = "".join(char for char in plain(words).casefold() if unicodedata.category(char) != "Cf").strip(" .-–—_")
    return visible in _PLACEHOLDERS


def iso_day(words: str) -> str:
    """A date printed as `2023-01-02`. Raises `Unreadable` for other forms, impossible days and sentinels such as 1900-01-01."""
    text = plain(words)
    if text in _SENTINELS:
        raise Unreadable("sentinel_date", "a placeholder, not a date")
    if not _ISO_DATE.fullmatch(text):
        raise Unreadable("unreadable_date", "not a date of the form YYYY-MM-DD")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Unreadable("impossible_date", "no such day in the calendar") from None
    return text


def iso_period(words: str) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    """Both dates of a period printed as `2022-09-01 - 2023-09-30` (or `till`, `--`), each with its span inside `words`."""
    found = _PERIOD.fullmatch(words.strip())
    if not found:
        raise Unreadable("unreadable_period", "not a period of the form YYYY-MM-DD - YYYY-MM-DD")
    shift = len(words) - len(words.lstrip())
    first, last = ((iso_day(found.group(n)), shift + found.start(n), shift + found.end(n)) for n in (1, 2))
    return first, last


def rate_pct(words: str) -> str:
    """A rate in percent: `40%`, `50 %`, `(85%)`, `25,45%`, `25%*`. Raises `Unreadable` without a percent sign or outside 0-100."""
    found = re.fullmatch(r"\(?(\d{1,3})(?:[,.](\d{1,2}))? ?%\*?\)?", plain(words))
    if not found:
        raise Unreadable("unreadable_rate", "not a rate of the form 40 %")
    number = Decimal(f"{found.group(1)}.{found.group(2) or '0'}")
    if number > 100:
        raise Unreadable("impossible_rate", "a rate lies between 0 and 100 %")
    return decimal_text(number)


def integer(words: str) -> str:
    """A whole number, grouped by spaces or not: `3000`, `3 000`."""
    found = re.fullmatch(r"\d{1,3}(?: \d{3}){1,2}|\d{1,9}", plain(words))
    if not found:
        raise Unreadable("unreadable_number", "not a whole number")
    return str(int(found.group().replace(" ", "")))


def yes_no(words: str, locale: str) -> str:
    """`true` or `false` for the two words of the locale (Swedish Ja, Nej)."""
    try:
        return _YES_NO[locale][plain(words).casefold()]
    except KeyError:
        raise Unreadable("unknown_category", f"neither {' nor '.join(_YES_NO[locale])}") from None


def swedish_organisation_number(words: str) -> str:
    """Ten digits of a Swedish organisation number with a right check digit.

    Raises `Unreadable` with code `personal_number` where the third digit is 0 or 1: that is how personal identity numbers (of sole
    traders) look, and those are personal data.
    """
    digits = re.sub(r"[ -]", "", plain(words))
    if re.fullmatch(r"(?:\d{2})?\d{2}[01]\d{7}", digits) or re.fullmatch(r"(?:19|20)\d{10}", digits):
        raise Unreadable("personal_number", "looks like a personal identity number; not kept")
    try:
        return orgnr.validate(digits)
    except ValidationError as error:
        raise Unreadable("invalid_organisation_number", f"no Swedish organisation number: {error}") from None


def swedish_postcode(words: str) -> str:
    """Five digits, the first not zero: `92381`, `923 81`."""
    digits = plain(words).replace(" ", "")
    if not re.fullmatch(r"[1-9]\d{4}", digits):
        raise Unreadable("unreadable_postcode", "no Swedish postcode: five digits")
    return digits


def country(words: str, locale: str) -> str:
    """ISO 3166-1 alpha-2 code of a country named in the language `locale`: `Sverige` is SE."""
    try:
        return _countries(locale)[plain(words).casefold()]
    except KeyError:
        raise Unreadable("unknown_category", f"no country of that name in language {locale}") from None


def fund(words: str, names: Mapping[str, str]) -> str:
    """Fund code for a fund as this registry prints it; `names` is the registry's own list. Raises `Unreadable` for any other."""
    try:
        return names[plain(words)]
    except KeyError:
        raise Unreadable("unknown_category", f"no fund this registry is known to print ({', '.join(names)})") from None


def cci(words: str) -> str:
    """A programme number (CCI) of 15 characters, or its first 12 as some registries print it."""
    text = plain(words)
    if not _CCI.fullmatch(text):
        raise Unreadable("unreadable_cci", "no CCI: year, country, directorate, fund letters, type, sequence")
    return text


def complete_cci(printed: str, programmes: tuple[str, ...]) -> str | None:
    """The full CCI a printed prefix stands for, or None where no programme or more than one begins with it."""
    fitting = [programme for programme in programmes if programme.startswith(printed)]
    return fitting[0] if len(fitting) == 1 else None


def nuts(words: str) -> str:
    """A NUTS code of any level as printed, national pseudo codes (SE0) included; whether it exists is not this reader's to say."""
    text = plain(words)
    if not _NUTS.fullmatch(text):
        raise Unreadable("unreadable_nuts", "no NUTS code: two letters and up to three letters or digits")
    return text


def decimal_text(number: Decimal) -> str:
    """The canonical text of a number: plain notation, no trailing zeros."""
    return f"{number.normalize():f}"


@cache
def _countries(locale: str) -> dict[str, str]:
    return {name.casefold(): code for code, name in Locale.parse(locale).territories.items() if len(code) == 2 and code.isalpha()}
