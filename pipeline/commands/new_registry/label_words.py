"""Words that tell what a label of an unknown registry may mean, from `label_words.toml`: stems of labels by field, words of contact.

Belongs here: how words are compared with a label. Does not belong here: what follows from them (`label_meanings`, `personal_labels`), nor
any word itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_ALIKE = str.maketrans("æøłđðς", "aolddσ")


def folded(words: str) -> str:
    """Words as they are compared here: small letters without accents."""
    return _without_accents(words.casefold()).casefold()


def _without_accents(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_ALIKE)


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, words in _WORDS["words"].items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(_without_accents(pattern))


@dataclass(frozen=True, slots=True)
class _Stems:
    field: str
    all: tuple[re.Pattern[str], ...]
    without: re.Pattern[str]
    languages: tuple[str, ...]

    def are_in(self, label: str, language: str) -> bool:
        here = not self.languages or language in self.languages
        return here and all(pattern.search(label) for pattern in self.all) and not self.without.search(label)


_STEMS = tuple(
    _Stems(each["field"], tuple(map(_compiled, each["all"])), _compiled(each.get("without", "(?!)")), tuple(each.get("languages", ())))
    for each in _WORDS["label"]
)
_CONTACT = _compiled(_WORDS["personal"]["contact"])
_ORGANISATION = _compiled(_WORDS["personal"]["organisations"])
_BARE_NAMES = frozenset(map(folded, _WORDS["personal"]["names"]))


@cache
def fields_by_words(label: str, language: str) -> tuple[str, ...]:
    """The fields that the words of a label tell of, the likeliest first."""
    key = re.sub(r" ?\([^)]*\)", "", folded(label))
    return tuple(dict.fromkeys(stems.field for stems in _STEMS if stems.are_in(key, language)))


def contact_word(words: str, *, first: bool = False) -> str | None:
    """The word of contact in `words`, or only at their beginning."""
    found = _CONTACT.match(folded(words)) if first else _CONTACT.search(folded(words))
    return found.group().strip() if found else None


def names_organisation(words: str) -> bool:
    """Whether one of the words is that of an organisation: `kommun`, `gmina`, `AB`."""
    return _ORGANISATION.search(folded(words)) is not None


def is_bare_name(label: str) -> bool:
    """Whether a label says `name` and not of what."""
    return folded(label) in _BARE_NAMES
