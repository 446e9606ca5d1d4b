"""What is asked to be erased: words, a number, a link or an address, as they are compared.

Belongs here: what counts as the same words, however they are printed (case, white space, entities, percent-encoding). What erases and the
search that proves it share only this. Does not belong here: finding them in a text (`phrase_spots`, and on its own `search.text_matcher`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote, urlsplit

PhraseKind = Literal["words", "digits", "link", "address"]

MIN_DIGITS = 7
"""A number with fewer digits is compared as words: shorter ones stand for many things."""
LINK_END = r"/?(?![\w/?&=%~-])(?![.]\w)"
"""Where an address ends: what follows does not make it another, longer address."""
PHRASE_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
ESCAPED = rf"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);?|(?:%[0-9a-f]{{2}})+|[{INVISIBLE}]+"
"""An entity, percent-encoded bytes, or characters that nobody sees."""

_ESCAPED = re.compile(ESCAPED, re.IGNORECASE)
_HIDDEN = re.compile(f"[{INVISIBLE}]+")
_COUNTRY_CODE = re.compile(r"(?:\+|00)(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as they are compared: `text` are small letters, one space between two words, or digits only; `length` counts those words,
    or digits, which is all that has to be known to find the phrase again by its hash."""

    kind: PhraseKind
    text: str
    length: int


def phrase_of(text: str) -> Phrase:
    """What a person typed as a phrase: a number with enough digits is compared by its digits, without country code and leading zeros."""
    bare = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"\D", "", _COUNTRY_CODE.sub("", bare, count=1)).lstrip("0")
    if len(digits) >= MIN_DIGITS and not any(char.isalpha() for char in bare):
        return Phrase("digits", digits, len(digits))
    return words_phrase(text)


def words_phrase(text: str, kind: PhraseKind = "words") -> Phrase:
    """A text as words, numbers among them."""
    words = [normal_form(word[0]) for word in PHRASE_WORD.finditer(_ESCAPED.sub(lambda escape: unescaped(escape[0]), text))]
    return Phrase(kind, " ".join(words), len(words))


def link_phrase(url: str) -> Phrase:
    """An address as it is compared where a page prints it or links to it: without its scheme and fragment."""
    return words_phrase(url.partition("://")[2].partition("#")[0] or url, "link")


def address_phrase(url: str) -> Phrase:
    """An address as captures are compared by it: scheme and fragment, letters of the host and a closing slash make no difference."""
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.lower()
    except ValueError:
        return Phrase("address", url.strip(), 1)
    path = unquote(parts.path).rstrip("/")
    return Phrase("address", f"{host}{path}{'?' + unquote(parts.query) if parts.query else ''}", 1)


def unescaped(escape: str) -> str:
    """What an entity, percent-encoded bytes or an invisible character read as."""
    if escape[0] == "&":
        return _HIDDEN.sub("", html.unescape(escape))
    if escape[0] == "%":
        raw = bytes.fromhex(escape.replace("%", ""))
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    return ""


@lru_cache(maxsize=65_536)
def normal_form(word: str) -> str:
    """A word as it is compared."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
