"""The text matcher of the search after a purge: whether words stand in a text or in bytes, in whatever form they are printed.

Belongs here: forms of text. It shares nothing with what erases but what is asked for (`phrases`): it undoes every escape it knows over the
whole text and looks for the words in what comes out, so that a mistake in `phrase_spots` or `redaction` is seen here.
Does not belong here: kinds of files (`file_contents`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from warehouse.erasure.phrases import LINK_END, Phrase
from warehouse.erasure.search.containers import named_charsets

SEARCHED_BYTES = 4 << 20
OVERLAP_BYTES = 16 << 10
_SEPARATOR = "\n####\n"
"""Between texts that are looked at together: no phrase goes across it."""
_CUT = 55
"""Tables in Dagster's events of version 0.1.0 cut long texts; of words that go on beyond this many characters only the beginning may be
there."""

_GAP = r"(?=[\W_])\s*(?:(?:[^\w\s]|_)\s*){0,3}"
_BETWEEN_DIGITS = r"[\s\-./()+\u2010-\u2015\u2212]{0,3}"
_STRANGE = re.compile("[^\u0000-\u058f\u1e00-\u206f\ufb00-\ufb06\uff00-\uff5e]+")  # all but Latin, Greek, Cyrillic, marks and their signs
_TAG = re.compile(r"<[^<>]*>")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")
_JSON_SPACE = re.compile(r"\\[nrtbf]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")


class Look:
    """Looks for phrases. Addresses are looked for as they are printed, without their scheme."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = tuple(phrases)
        sought = [phrase for phrase in phrases if phrase.kind != "address" and phrase.text]
        self._patterns = [(_telling_word(phrase), re.compile(_pattern(phrase))) for phrase in sought]
        self._loose = [(_telling_word(phrase), re.compile(_pattern(phrase, loose=phrase.length > 1))) for phrase in sought]

    def finds(self, text: str, *, loose: bool = False) -> bool:
        """Whether any of the phrases stands in `text`. With `loose` other letters may stand right before and after several words: in the
        bytes of a database file those are no letters."""
        patterns = self._loose if loose else self._patterns
        return any(word in view and pattern.search(view) for view in _views(text) for word, pattern in patterns)

    def finds_in_any(self, texts: Sequence[str]) -> bool:
        """Whether any of the phrases stands in one of `texts`."""
        return self.finds(_SEPARATOR.join(texts))

    def finds_in_bytes(self, data: bytes, *, loose: bool = False) -> bool:
        """Whether any stands in bytes that may be text of any charset, or hold some."""
        step = SEARCHED_BYTES - OVERLAP_BYTES
        pieces = (data[start : start + SEARCHED_BYTES] for start in range(0, max(len(data), 1), step))
        return any(self._finds_in_piece(piece, loose=loose) for piece in pieces)

    def _finds_in_piece(self, piece: bytes, *, loose: bool) -> bool:
        first, *others = _texts(piece)
        if self.finds(first, loose=loose):
            return True
        return self._finds_plain(others) if loose else any(self.finds(text) for text in others)

    def _finds_plain(self, texts: Sequence[str]) -> bool:
        """In bytes of a database read as other than UTF-8, words are looked for as they are, without escapes: most of it is no text."""
        folded = (text.casefold() for text in texts)
        return any(word in text and pattern.search(text) for text in folded for word, pattern in self._loose)

    def finds_in_body(self, body: bytes, content_type: str) -> bool:
        """Whether any stands in a page's body."""
        others = (charset for charset in sorted(named_charsets(body, content_type)) if charset not in ("utf-8", "iso8859-1"))
        return any(self.finds(body.decode(charset, "replace")) for charset in others) or self.finds_in_bytes(body)

    def with_beginnings(self) -> Look:
        """The same, and the beginnings of words so long that a table may have cut them."""
        cut = [
            Phrase("words", words, len(words.split()))
            for phrase in self._phrases
            if phrase.kind == "words" and len(phrase.text) > _CUT and (words := phrase.text[:_CUT].rpartition(" ")[0]).count(" ") >= 2
        ]
        return Look((*self._phrases, *cut))


def _telling_word(phrase: Phrase) -> str:
    """A word that must be there for the phrase to be there: seeing that it is not is fast."""
    return "" if phrase.kind == "digits" else max(phrase.text.split(), key=len)


def _pattern(phrase: Phrase, *, loose: bool = False) -> str:
    if phrase.kind == "digits":
        return rf"{_BETWEEN_DIGITS.join(phrase.text)}(?!\d)"
    words = _GAP.join(re.escape(word) for word in phrase.text.split())
    if loose:
        return words
    return rf"(?<![^\W_]){words}{LINK_END if phrase.kind == 'link' else ''}(?![^\W_])"


def _views(text: str) -> Iterator[str]:
    """The text as it stands and with its escapes undone, in small letters and one normal form, each view once."""
    seen: set[str] = set()
    for view in _undone(text):
        if view in seen:
            continue
        seen.add(view)
        if view.isascii():
            yield view.lower()
        else:
            yield _composed(_composed(_INVISIBLE.sub("", view)).casefold())


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _undone(text: str) -> Iterator[str]:
    for plain in (text, _without_json(text)) if "\\" in text else (text,):
        forms = [plain]
        if "<" in plain:
            forms += [_TAG.sub(" ", plain), _TAG.sub("", plain)]
        for form in forms:
            yield form
            unescaped = html.unescape(form) if "&" in form else form
            yield unescaped
            if _PERCENT.search(unescaped):
                yield _PERCENT.sub(lambda found: unquote(found[0]), unescaped)
                yield _PERCENT.sub(lambda found: unquote(found[0], encoding="latin-1"), unescaped)


def _without_json(text: str) -> str:
    units = _JSON.sub(lambda found: chr(int(found[1], 16)), _JSON_SPACE.sub(" ", text))
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\\", "")


def _texts(data: bytes) -> Iterator[str]:
    """The texts that bytes may be. Bytes that are no text read as signs of scripts no registry writes in: those are not looked at."""
    for text in _decoded(data):
        yield text if text.isascii() else _STRANGE.sub("\ufffd", text)


def _decoded(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "replace")
    if not data.isascii():
        yield data.decode("latin-1")
    if b"\0" in data:
        for start in (0, 1):
            yield data[start:].decode("utf-16-le", "replace")
            yield data[start:].decode("utf-16-be", "replace")
