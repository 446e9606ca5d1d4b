"""Natural persons: whose number it is, and where a text names one. What this finds is withheld, never stored.

Belongs here: the look of a personal identity number and the forms in which a name comes back. Does not belong here: which fields of a
record are withheld (`parsers.record.privacy`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

from parsers.vocabulary.countries import countries

_BETWEEN_NUMBERS = re.compile(r"[,;/\n]|(?<=\s)[^\W\d_]+(?=\s)")
_SIGNS = re.compile(r"[\W_]")
_CONNECTING = frozenset("ab av enskild firma firman för hb kb med och på till".split())
_MOST_WORDS = 8


def is_personal_number(words: str, country_code: str) -> bool:
    """Whether one of the numbers in `words` has the form of a person's number of the country, whatever its check digit. Signs, spaces and
    digits of other scripts do not matter, nor do words, unless the number begins with the country's code as VAT numbers do."""
    form = countries()[country_code].personal_form if country_code in countries() else None
    if form is None:
        return False
    ascii_digits = words if words.isascii() else "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in words)
    text = ascii_digits.upper()
    parts = list(dict.fromkeys(_SIGNS.sub("", part) for part in (text, *_BETWEEN_NUMBERS.split(text))))
    forms = [(part, "" if part.startswith(country_code) else re.sub(r"\D", "", part)) for part in parts]
    if "[A-Z]+" not in form:  # else the form itself says what a VAT number of a person looks like
        prefixes = (country_code, countries()[country_code].nuts_prefix or country_code)
        forms += [(part.removeprefix(prefix), "") for part in parts for prefix in prefixes]
    return any(re.fullmatch(form, each) for each in {each for pair in forms for each in pair})


def naming(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the names: two of its words side by side in either order, in any case, in the genitive or not; a name of one word is
    found by itself. Of no name it finds nothing."""
    forms: set[str] = set()
    for name in names:
        words = _words(name)
        forms |= {rf"{_spelt(one)}s?[\s,]+{_spelt(other)}" for one, other in permutations(words, 2)}
        forms |= {_spelt(word) for word in words if len(words) == 1}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(forms))})(?::?s)?(?!\w)" if forms else r"(?!)", re.I)


def naming_in_part(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any word of the names with its capital letter, for running text, where a person is named by one of them."""
    words = {form for name in names for word in _words(name) if len(word) > 2 for form in (word, word.upper(), word.capitalize())}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, sorted(words)))})(?::?[sS])?(?!\w)" if words else r"(?!)")


def _spelt(word: str) -> str:
    """A word however a page has it: accents composed or not, invisible characters between its letters."""
    letters = (char if (apart := unicodedata.normalize("NFD", char)) == char else f"(?:{char}|{apart})" for char in map(re.escape, word))
    return "[\u00ad\u200b]*".join(letters)


def _words(name: str) -> list[str]:
    plain = re.sub("[\u00ad\u200b]", "", unicodedata.normalize("NFC", name))
    found = re.findall(r"[^\W\d_][\w'’-]+", plain)
    return [word for word in dict.fromkeys(found) if word.casefold() not in _CONNECTING][:_MOST_WORDS]
