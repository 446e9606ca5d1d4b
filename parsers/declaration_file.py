"""From a `registry.toml` to a checked declaration: everything a person can misspell is found when the file is loaded.

Belongs here: loading, and the checks of names, expressions, selectors, locale, country, funds and cron. Does not belong here: what a
declaration means (`parsers.declaration`), or where registry folders are (`parsers.registry`).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import soupsieve
from cronsim import CronSim, CronSimError
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from parsers.declaration import Registry
from parsers.page.addresses import host_of, parts_of
from parsers.page.labels import label_key
from parsers.values.codes import is_full_cci
from parsers.vocabulary.countries import countries
from parsers.vocabulary.currencies import CURRENCIES
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.funds import FUND_NAMES, FUNDS, fund_key
from parsers.vocabulary.languages import LANGUAGES, NUMBER_LOCALES

FILE_NAME = "registry.toml"
_ADAPTER = TypeAdapter(Registry)
LONGEST_CODE = 31
REGISTRY_CODE = re.compile(rf"[a-z][a-z0-9_]{{1,{LONGEST_CODE - 1}}}")
_CRON = re.compile(r"[\d*,/-]+(?: [\d*,/-]+){4}")
_NUTS_VERSIONS = (2003, 2006, 2010, 2013, 2016, 2021, 2024)
_LONGEST_AGE_DAYS = 3_650
_SLOWEST_S = 3_600
_CONSTANTS = {
    "date": r"\d{4}-\d\d-\d\d",
    "rate": r"\d{1,2}(?:\.\d+)?|100",
    "amount": r"\d{1,15}(?:\.\d{1,2})?",
    "integer": r"\d{1,9}",
    "boolean": "true|false",
}
"""The form of a constant by the kind of its field."""
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_SHOWN = 3  # problems in a message
_ALIKE = 0.75  # of words, 0 to 1: below it a guess would mislead
_LISTED = 12  # names; more are not spelled out in a message

Problem = tuple[str, str]  # the key, and what is wrong with it


class DeclarationError(ValueError):
    """A declaration cannot be used; the message names the file, the key, and what is allowed there."""


def load_declaration(file: Path, code: str) -> Registry:
    """The declaration in `file`, which must be that of `code`. Raises `DeclarationError`."""
    try:
        told = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise DeclarationError(f"{_name(file)}: there is no such file; a registry's folder needs one") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{_name(file)}: no TOML that can be read: {error}") from None
    return declaration_of(told, _name(file), code)


def declaration_of(told: dict[str, Any], name: str, code: str) -> Registry:
    """The declaration in the data of a TOML file; `name` is what messages call the file. Raises `DeclarationError`."""
    try:
        registry = _ADAPTER.validate_python(told)
    except ValidationError as error:
        found = sorted(error.errors(include_url=False), key=lambda each: each["type"] == "missing")  # a misspelt key is missing as well
        problems = [_in_words(each) for each in found]
    else:
        problems = list(_problems(registry, code))
        if not problems:
            return registry
    more = f" (and {len(problems) - _SHOWN} more)" if len(problems) > _SHOWN else ""
    raise DeclarationError(f"{name}: {'; '.join(f'{key}: {words}' for key, words in problems[:_SHOWN])}{more}")


def _name(file: Path) -> str:
    return f"{file.parent.parent.name}/{file.parent.name}/{file.name}"


def _in_words(error: ErrorDetails) -> Problem:
    """What pydantic found wrong, as key and words."""
    key = ".".join(f"[{part}]" if isinstance(part, int) else str(part) for part in error["loc"]).replace(".[", "[")
    match error["type"]:
        case "missing":
            return key, "is missing"
        case "unexpected_keyword_argument" | "extra_forbidden":
            known = _keys_beside(error["loc"])
            return key, f"no such key{_meant(str(error['loc'][-1]), known)}"
        case _:
            return key, f"{error['msg'].replace('Input should be', 'must be')}, not {error['input']!r}"


def _keys_beside(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that are allowed in the table that a location lies in."""
    shape: Any = Registry
    for part in loc[:-1]:
        hint = get_type_hints(shape).get(str(part), shape)
        shape = next((each for each in (hint, *get_args(hint)) if is_dataclass(each)), shape)
    return [each.name for each in fields(shape)]


def _meant(word: str, known: Collection[str]) -> str:
    near = [each for each in known if each.endswith(f"_{word}")] or difflib.get_close_matches(word, known, 1, _ALIKE)
    if len(near) == 1:
        return f"; is {near[0]} meant?"
    return f"; allowed: {', '.join(sorted(known))}" if len(known) <= _LISTED else ""


def _problems(registry: Registry, code: str) -> Iterator[Problem]:
    """What is wrong with a declaration whose parts have the right types."""
    if registry.code != code or not REGISTRY_CODE.fullmatch(code):
        yield "code", f"{registry.code!r} is not the name of its folder ({code}): small letters, digits and _"
    yield from _known("country", [registry.country], countries())
    yield from _known("languages", registry.languages, LANGUAGES)
    yield from _known("number_locale", [registry.number_locale], NUMBER_LOCALES)
    yield from _known("currency", [registry.currency], CURRENCIES)
    yield from _known("other_currencies", registry.other_currencies, CURRENCIES)
    for key, listed in (("funds", registry.funds), ("fund_names", [fund for fund in registry.fund_names.values() if fund])):
        for fund in listed:
            if fund not in FUNDS:
                known = FUND_NAMES.get(fund_key(fund))
                allowed = f"is {known} meant?" if known else f"allowed: {', '.join(FUNDS)}"
                yield key, f"{fund!r} is no code of a fund; {allowed}"
    if not registry.languages:
        yield "languages", "at least one is needed"
    yield from _bad_site(registry)
    yield from _bad_labels(registry)
    yield from _bad_expressions(registry)
    yield from _bad_selectors(registry)
    for name in registry.expect.fill:
        yield from _known("expect.fill", name.split("|"), FIELDS)
    yield from _bad_constants(registry)
    yield from _bad_limits(registry)
    yield from _known("record.required", registry.record.required, FIELDS)
    yield from _known("record.missed", registry.record.missed, FIELDS)
    for cci in registry.programmes:
        if not is_full_cci(cci):
            yield "programmes", f"{cci!r} is no programme number (CCI) of 15 characters"


def _known(key: str, words: Collection[str], allowed: Collection[str]) -> Iterator[Problem]:
    for word in words:
        if word not in allowed:
            yield key, f"{word!r} is not known{_meant(word, allowed)}"


def _bad_site(registry: Registry) -> Iterator[Problem]:
    for host in registry.hosts:
        if not host or host != host_of(f"https://{host}/"):
            yield "hosts", f"{host!r} is no host name in small letters"
    for key, listed in (("hosts", registry.hosts), ("start_urls", registry.start_urls)):
        if not listed:
            yield key, "at least one is needed"
    for url in registry.start_urls:
        if host_of(url) not in registry.hosts or parts_of(url).scheme not in ("https", "http"):
            yield "start_urls", f"{url!r} is no address of the registry's hosts ({', '.join(registry.hosts)})"
    if registry.addresses.host and registry.addresses.host not in registry.hosts:
        yield "addresses.host", f"{registry.addresses.host!r} is none of the registry's hosts ({', '.join(registry.hosts)})"
    try:
        CronSim(registry.schedule, _SOME_DAY)
        wrong = None if _CRON.fullmatch(registry.schedule) else "five numbers, lists, ranges or steps"
    except CronSimError as error:
        wrong = str(error)
    if wrong:
        yield "schedule", f"{registry.schedule!r} is no cron expression such as '0 4 * * 1': {wrong}"


def _bad_constants(registry: Registry) -> Iterator[Problem]:
    for each in registry.record.constants:
        yield from _known("record.constants", [each.field], FIELDS)
        kind = FIELDS[each.field].kind if each.field in FIELDS else "text"
        allowed = {"fund": FUNDS, "country": countries()}.get(kind)
        form = _CONSTANTS.get(kind, r".+")
        if not re.fullmatch(form, each.value) or (allowed is not None and each.value not in allowed):
            yield "record.constants", f"{each.value!r} is no value of {each.field}: it is a {kind}"


def _bad_limits(registry: Registry) -> Iterator[Problem]:
    expect = registry.expect
    shares = {each.name: getattr(expect, each.name) for each in fields(expect) if each.name.startswith("max_") and each.type == "float"}
    for key, share in {**shares, **{f"fill.{name}": least for name, least in expect.fill.items()}}.items():
        if not 0 <= share <= 1:
            yield f"expect.{key}", f"{share} is no share: between 0 and 1"
    if expect.min_projects < 0:
        yield "expect.min_projects", f"{expect.min_projects} is less than none"
    if not 1 <= expect.max_age_days <= _LONGEST_AGE_DAYS:
        yield "expect.max_age_days", f"{expect.max_age_days} is not between 1 and {_LONGEST_AGE_DAYS} days"
    if not 0 <= registry.min_delay_s <= _SLOWEST_S:
        yield "min_delay_s", f"{registry.min_delay_s} is not between 0 and {_SLOWEST_S} seconds"
    if registry.nuts_version not in _NUTS_VERSIONS:
        yield "nuts_version", f"{registry.nuts_version} is no edition of NUTS; allowed: {', '.join(map(str, _NUTS_VERSIONS))}"
    if not registry.date_forms:
        yield "date_forms", "at least one is needed"
    numbered = registry.discover.page_number
    if numbered and (numbered.per_page < 1 or numbered.first < 0 or not numbered.name):
        yield "discover.page_number", "name, per_page from 1 and first from 0 are needed"


def _bad_labels(registry: Registry) -> Iterator[Problem]:
    for label, name in registry.labels.items():
        for _, words in _known("labels", [name], FIELDS):
            yield f"labels.{label}", f"no such field: {words}"
    printed: dict[str, str] = {}
    for table, labels in (("labels", registry.labels), ("dropped", registry.dropped), ("ignored", registry.ignored)):
        for label in labels:
            if (key := label_key(label)) in printed:
                yield f"{table}.{label}", f"the same label stands in {printed[key]}"
            printed[key] = f"{table}.{label}"
    for key, labels in (
        ("pages.shows", registry.pages.shows),
        ("pages.marks", registry.pages.marks),
        ("printing.lists", registry.printing.lists),
    ):
        for label in labels:
            if label_key(label) not in registry.vocabulary.all and label not in registry.printing.sections:
                yield key, f"{label!r} is no label declared here{_meant(label, list(registry.labels))}"


def _bad_expressions(registry: Registry) -> Iterator[Problem]:
    for name in registry.patterns:
        yield from _known("patterns", [name], FIELDS)
        if name in FIELDS and FIELDS[name].kind not in ("code", "text"):
            yield f"patterns.{name}", f"a {FIELDS[name].kind} is read by its own rules; patterns are for codes and texts"
    pages = registry.pages
    expressions = {
        "list_total": (registry.list_total, "n"),
        "record.code_in_address": (registry.record.code_in_address, "code"),
        "pages.project": (pages.project, None),
        "pages.list": (pages.list, None),
        "pages.news": (pages.news, None),
        **{f"patterns.{name}": (pattern, None) for name, pattern in registry.patterns.items()},
    }
    for key, (expression, group) in expressions.items():
        if expression is None:
            continue
        try:
            compiled = re.compile(expression)
        except re.error as error:
            yield key, f"'{expression}' is no regular expression: {error}"
        else:
            if group and group not in compiled.groupindex:
                yield key, f"'{expression}' has no group (?P<{group}>...)"


def _bad_selectors(registry: Registry) -> Iterator[Problem]:
    for key, selector in (("discover.projects", registry.discover.projects), ("discover.lists", registry.discover.lists)):
        try:
            soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
            yield key, f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}"
    if registry.discover.page_number and not registry.list_total:
        yield "discover.page_number", "needs list_total: how many projects a list page says there are"
