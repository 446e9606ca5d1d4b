"""Words that tell what a label of an unknown registry may mean, from `label_words.toml`: stems of labels by field, words of contact.

Belongs here: how words are compared with a label. Does not belong here: what follows from them (`label_meanings`, `personal_labels`), nor
any word itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_PERSONAL = _WORDS["personal"]
_ALIKE = str.maketrans("æøłđðς", "aolddσ")


def folded(words: str) -> str:
    """Words as they are compared here: small letters without accents."""
    return _without_accents(words.casefold()).casefold()


def _without_accents(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_ALIKE)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    for name, words in _WORDS["words"].items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(_without_accents(pattern))


@cache
def fields_by_words(label: str, language: str) -> tuple[str, ...]:
    """The fields that the words of a label tell of, the likeliest first."""
    key = re.sub(r" ?\([^)]*\)", "", folded(label))
    fields: dict[str, None] = {}
    for entry in _WORDS["label"]:
        holds = all(_compiled(words).search(key) for words in entry["all"]) and not _compiled(entry.get("without", "(?!)")).search(key)
        if holds and language in entry.get("languages", [language]):
            fields[entry["field"]] = None
    return tuple(fields)


def contact_word(words: str, *, first: bool = False) -> str | None:
    """The word of contact in `words`, or only at their beginning."""
    found = _compiled(_PERSONAL["contact"]).match(folded(words)) if first else _compiled(_PERSONAL["contact"]).search(folded(words))
    return found.group().strip() if found else None


def names_organisation(words: str) -> bool:
    """Whether one of the words is that of an organisation: `kommun`, `gmina`, `AB`."""
    return _compiled(_PERSONAL["organisations"]).search(folded(words)) is not None


def is_bare_name(label: str) -> bool:
    """Whether a label says `name` and not of what."""
    return folded(label) in map(folded, _PERSONAL["names"])
