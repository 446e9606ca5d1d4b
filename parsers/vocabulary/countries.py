"""Countries as data: codes, names, and what is usual there (currency, number format, forms of dates, postcodes, numbers of organisations).

Belongs here: the shape of `countries.toml` and its loading. Does not belong here: any country. The keys of a country's table are the
fields of `Country`. The countries of ISO 3166-1 without a table have the code and the name that babel gives them, and need no rows here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from stdnum.exceptions import InvalidFormat

FILES: tuple[Path, ...] = (Path(__file__).with_suffix(".toml"),)
"""What `countries` reads; a country of a later file replaces the one with the same code."""


class UnreadableCountries(ValueError):
    """A file of countries cannot be used; the message names file, country and key."""


class UnknownCountry(LookupError):
    """No country has this code."""


@dataclass(frozen=True, slots=True)
class NumberScheme:
    """Numbers of one register (`PL-NIP`): the module of python-stdnum that validates them and, where that module takes numbers of another
    kind too, the regular expression (`form`) that tells them apart in compact form."""

    scheme: str
    module: str
    form: str | None = None
    example: str | None = None

    def compact(self, words: str) -> str:
        """The number printed as `words` in its compact form. Raises `stdnum.exceptions.ValidationError` where it is none of this scheme."""
        number = str(import_module(f"stdnum.{self.module}").validate(words))
        if self.form and not re.fullmatch(self.form, number):
            raise InvalidFormat
        return number


@dataclass(frozen=True, slots=True)
class Country:
    """A country. `code` is ISO 3166-1 alpha-2 where `is_iso`, `nuts_prefix` what its NUTS codes begin with (None for the Union itself),
    `number_locale` the language whose number format is usual there, `date_forms` names of `parsers.values.dates.DateForm`, `postcode` a
    regular expression for a postcode without its spaces, `personal_form` one for letters and digits that are no organisation's number but
    may be a person's, whatever their check digit. A number belongs to the first of the schemes that it fits."""

    code: str
    name: str
    nuts_prefix: str | None
    is_iso: bool = True
    is_union: bool = False
    currency: str | None = None
    languages: tuple[str, ...] = ()
    number_locale: str | None = None
    date_forms: tuple[str, ...] = ()
    postcode: str | None = None
    postcode_example: str | None = None
    organisation_numbers: tuple[NumberScheme, ...] = ()
    personal_form: str | None = None

    def is_postcode(self, words: str) -> bool:
        """Whether `words` is a postcode of the country, spaces left out; any words are where its form is not known."""
        return self.postcode is None or bool(re.fullmatch(self.postcode, re.sub(r"\s", "", words)))


def countries(*more: Path) -> Mapping[str, Country]:
    """Every country by its code, those of the files `more` included. Raises `UnreadableCountries`."""
    return _loaded((*FILES, *more))


def country(code: str) -> Country:
    """The country with this code. Raises `UnknownCountry`."""
    try:
        return countries()[code]
    except KeyError:
        raise UnknownCountry(f"{code!r} is not a country code (ISO 3166-1 alpha-2); see {FILES[0].name}") from None


def code_of_prefix(prefix: str) -> str:
    """The country code that a NUTS prefix stands for (EL: GR); the prefix itself where it is a country's own code, or none."""
    return next((each.code for each in countries().values() if each.nuts_prefix == prefix), prefix)


def union() -> Country:
    """The entry that stands for the Union itself: the country of registries that belong to none."""
    return next(each for each in countries().values() if each.is_union)


@cache
def _loaded(files: tuple[Path, ...]) -> Mapping[str, Country]:
    not_iso: set[str] = set()
    described: dict[str, Country] = {}
    for file in files:
        try:
            tables = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UnreadableCountries(f"{file}: cannot be read: {error}") from error
        not_iso.update(tables.pop("not_iso", ()))
        described |= {code: _country(file, code, table) for code, table in tables.items()}
    names = {code: name for code, name in Locale.parse("en").territories.items() if re.fullmatch("[A-Z]{2}", code)}
    found = {code: Country(code, name, code) for code, name in names.items() if code not in not_iso} | described
    return MappingProxyType(dict(sorted(found.items())))


def _country(file: Path, code: str, table: Any) -> Country:
    """The country of one table, every key of which is checked."""
    if not re.fullmatch("[A-Z]{2}", code) or not isinstance(table, dict):
        raise UnreadableCountries(f"{file}: [{code}]: a country is a table named by its two-letter code")
    for key in ("name", *table):
        check = _CHECKS.get(key, lambda _: f"unknown key; known are {', '.join(_CHECKS)}")
        if problem := check(table[key]) if key in table else "missing":
            raise UnreadableCountries(f"{file}: [{code}] {key}: {problem}")
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    schemes = {key: tuple(NumberScheme(**each) for each in lists[key]) for key in lists if key.endswith("_numbers")}
    prefix = table.get("nuts_prefix", None if table.get("is_union") else code)
    return Country(**{**table, **lists, **schemes, "code": code, "nuts_prefix": prefix})


Check = Callable[[Any], str | None]
"""What is wrong with a value, in words, or None."""


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "not a text"


def _boolean(value: Any) -> str | None:
    return None if isinstance(value, bool) else "not true or false"


def _currency(value: Any) -> str | None:
    return None if str(value) in get_global("all_currencies") else f"{value!r} is no currency of ISO 4217"


def _language(value: Any) -> str | None:
    try:
        return None if Locale.parse(value, sep="-") else "empty"
    except (TypeError, ValueError, UnknownLocaleError):
        return f"{value!r} is no language of CLDR"


def _expression(value: Any) -> str | None:
    try:
        re.compile(value)
    except (TypeError, re.error) as error:
        return f"not a regular expression: {error}"
    return None


def _module(value: Any) -> str | None:
    try:
        is_there = re.fullmatch(r"\w+\.\w+", value) and find_spec(f"stdnum.{value}")
    except (TypeError, ModuleNotFoundError):
        is_there = None
    return None if is_there else f"python-stdnum has no module {value!r}"


def _scheme(value: Any) -> str | None:
    if not isinstance(value, dict) or not {"scheme", "module"} <= set(value) <= set(_SCHEME_CHECKS):
        return "not a table with scheme and module, and perhaps form and example"
    return next((f"{key}: {problem}" for key in value if (problem := _SCHEME_CHECKS[key](value[key]))), None)


def _list_of(check: Check) -> Check:
    return lambda value: next(filter(None, map(check, value)), None) if isinstance(value, list) else "not a list"


_SCHEME_CHECKS: Mapping[str, Check] = {"scheme": _text, "module": _module, "form": _expression, "example": _text}
_CHECKS: Mapping[str, Check] = {
    "name": _text,
    "nuts_prefix": _text,
    "is_iso": _boolean,
    "is_union": _boolean,
    "currency": _currency,
    "languages": _list_of(_language),
    "number_locale": _language,
    "date_forms": _list_of(_text),
    "postcode": _expression,
    "postcode_example": _text,
    "organisation_numbers": _list_of(_scheme),
    "personal_form": _expression,
}
