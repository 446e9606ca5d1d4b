"""Names of organisations in running text: where one ends and the next begins.

Belongs here: lists of names (`A, B og C`), and which conjunctions and commas are part of a name. Does not belong here: what role they have.
"""

from __future__ import annotations

import re

from parsers.page.text import Span
from parsers.record.draft import Draft
from parsers.values import codes

_CONJUNCTION = {"sv": r"och|samt", "nb": r"og|samt", "nn": r"og|samt", "da": r"og|samt", "en": r"and"}
_COUNTRY_TAIL = re.compile(r"\s*\((?P<country>[A-Z]{2}(?: and [A-Z]{2})*|[A-Z][a-zé]+(?: [A-Z][a-z]+)?)\)$")
_OF_PLACE = re.compile(r"\b(?:i|for|för|av|in|of)\s+[^\W\d_][\w-]*$")
_PLACE = re.compile(r"[A-ZÅÄÖÆØ][\w-]*(?: (?:län|fylke|kommune|kommun|region))?$")
_TRAILING = " .,;:•*–-"


def split_parties(text: str, span: Span, language: str) -> list[Span]:
    """The names listed in `text[span.start:span.end]`, each as a span.

    A list is read as `A, B og C`: what follows the last conjunction is one name, whatever commas stand in it. A conjunction does not split
    where the word behind it is in small letters (`mat og drikke`) or where both sides are places of one name (`Høgskolen i Oslo og
    Akershus`); a comma does not split before a word in small letters.
    """
    words = text[span.start : span.end]
    joint = _last_conjunction(words, language)
    cuts = [*_commas(words, joint[0] if joint else len(words)), *([joint] if joint else [])]
    spans, at = [], 0
    for start, end in [*cuts, (len(words), len(words))]:
        name = words[at:start].strip(_TRAILING)
        if name:
            first = words.index(name, at)
            spans.append(Span(span.start + first, span.start + first + len(name)))
        at = end
    return spans


def country_tail(name: str) -> tuple[int, str] | None:
    """Where a country in brackets begins at the end of a name, and what it says: `... Council (IE)`, `... (Ireland)`."""
    found = _COUNTRY_TAIL.search(name)
    return (found.start(), found["country"]) if found else None


def country_behind_name(draft: Draft, field: str, words: str) -> str | None:
    """The country that the words behind a name say, in English or as a code; an issue of `field` where they say none."""
    code = codes.country_stated(words, ("en",))
    if code is None:
        draft.issue("unknown_category", f"({words}) behind a name is no country that is known", field=field, value_raw=words)
    return code


def _last_conjunction(words: str, language: str) -> tuple[int, int] | None:
    """The last conjunction that stands between two names; the language's own before another's."""
    own = _CONJUNCTION.get(language, _CONJUNCTION["en"])
    for pattern in dict.fromkeys((own, *_CONJUNCTION.values())):
        found = [m for m in re.finditer(rf"\s+(?:{pattern})\s+", words) if _joins_names(words[: m.start()], words[m.end() :])]
        if found:
            return found[-1].span()
    return None


def _joins_names(left: str, right: str) -> bool:
    if not right or not (right[0].isupper() or right[0].isdigit()):
        return False
    return not (_OF_PLACE.search(left) and _PLACE.match(right.rstrip(_TRAILING)))


def _commas(words: str, end: int) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r",\s+(?=[A-ZÅÄÖÆØ0-9])", words[:end])]
