"""Which registries a command is about: named, of a country, or those that are held back or failed.

Belongs here: the choice, and what is said where it matches nothing. Does not belong here: what is done with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from parsers.registry import sources

if TYPE_CHECKING:
    from parsers.registry import Source
    from warehouse.places import Places

LISTED = 20
"""So many names fit into a message; of more, those that are alike."""


class NoneChosen(Exception):
    """The choice matches no registry; the message says what there is."""


def no_such_registry(code: str) -> str | None:
    """What is wrong with the code of a registry that nobody declares: which there are, or are alike; None where it is declared."""
    if code in sources():
        return None
    alike = get_close_matches(code, sources())
    if len(sources()) <= LISTED:
        return f"no registry {code!r}; there is {', '.join(sources())}"
    meant = f"is {' or '.join(alike)} meant? " if alike else ""
    return f"no registry {code!r}; {meant}All {len(sources())} are listed by: diarium status --all"


def chosen_registries(codes: Sequence[str], countries: Sequence[str], places: Places, *, only_failed: bool) -> tuple[str, ...]:
    """The codes of the registries of these codes and countries, all where none is given; of them those held back or failed, if asked.

    A country is the code that a registry declares, or a group of registries (`interreg`). None may be left only where `only_failed` was
    asked: then nothing is to do. Raises `NoneChosen`.
    """
    for code in codes:
        if told := no_such_registry(code):
            raise NoneChosen(told)
    wanted = {country.lower() for country in countries}
    for country in countries:
        if not any(country.lower() in _countries_of(source) for source in sources().values()):
            raise NoneChosen(f"no registry of {country!r}; there are {countries_there_are()}")
    found = [
        code
        for code, source in sources().items()
        if (not codes or code in codes) and (not wanted or not wanted.isdisjoint(_countries_of(source)))
    ]
    if not found:
        named = ", ".join(f"{code} is of {' and '.join(sorted(_countries_of(sources()[code])))}" for code in codes)
        raise NoneChosen(f"no registry is chosen by both --registry and --country: {named}")
    if not only_failed:
        return tuple(found)
    from assets.steps.registry_health import standings

    failed = {each.code for each in standings(places) if each.needs_a_run}
    return tuple(code for code in found if code in failed)


def countries_there_are() -> str:
    """Every country or group that has registries, with their number, in one line."""
    numbers = Counter(name for source in sources().values() for name in _countries_of(source))
    return ", ".join(f"{name} ({n})" for name, n in sorted(numbers.items()))


def _countries_of(source: Source) -> set[str]:
    return {source.group} if source.problem else {source.group, source.registry.country.lower()}
