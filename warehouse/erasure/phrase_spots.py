"""The places in a text where a sealed phrase stands, and masking them, without knowing the phrase.

Belongs here: the matching that erases. Does not belong here: what counts as the same words (`phrases`), which words are erased
(`suppression`), bytes (`redaction`). The search that proves an erasure must not import it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from warehouse.erasure.phrases import ESCAPED, LINK_END, PHRASE_WORD, PhraseKind, normal_form, unescaped

Seal = Callable[[PhraseKind, str], str]

TEXT_MASK = "•"
"""Stands for each erased character; the same as in the text of pages (`parsers.page.html.MASK`), so that spans keep their places."""
_REMEMBERED = 200_000
"""Runs of words of one length that are remembered to be no erased ones."""

_NUMBER = re.compile(r"\d(?:[\s\-./()+\u2010-\u2015\u2212]{0,3}\d)*")
_LINK_END = re.compile(LINK_END)
_TAG = r"<[^<>]*>"
_JSON = r"(?:\\u[0-9a-f]{4})+|\\."
_READINGS = tuple(
    (needs, re.compile(pattern, re.IGNORECASE | re.DOTALL), tag)
    for needs, pattern, tag in (
        ("", ESCAPED, ""),
        ("<", f"{_TAG}|{ESCAPED}", " "),
        ("<", f"{_TAG}|{ESCAPED}", ""),
        ("\\", f"{_TAG}|{_JSON}|{ESCAPED}", " "),
    )
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sealed phrases, by kind and length. `seal` makes of a phrase's text what the sets hold; `clean` remembers words that are none, since
    the pages of a site repeat themselves."""

    seal: Seal
    sets: Mapping[PhraseKind, Mapping[int, frozenset[str]]] = field(default_factory=dict)
    clean: dict[tuple[PhraseKind, int], set[str]] = field(default_factory=dict)

    def of(self, kind: PhraseKind) -> Mapping[int, frozenset[str]]:
        """The sealed phrases of a kind by length."""
        return self.sets.get(kind, {})


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a text that belongs to an erased phrase: `text[start:end]`, which a reader sees as `width` characters."""

    start: int
    end: int
    width: int


def spots(text: str, lexicon: Lexicon) -> list[Spot]:
    """Every piece of `text` that belongs to a sealed phrase, in order, none overlapping.

    The text is read as it stands, with its tags as spaces, with its tags as nothing, and with JSON's escapes undone, since a phrase may be
    printed in any of these.
    """
    found: set[Spot] = set()
    for needs, pattern, tag in _READINGS:
        if needs in text:
            reading = _Reading(text, pattern, tag)
            for start, end in (*_phrases(reading.text, lexicon), *_numbers(reading.text, lexicon)):
                found.update(reading.pieces(start, end))
    return _merged(sorted(found, key=lambda spot: (spot.start, -spot.end)))


def masked(text: str, lexicon: Lexicon, mask: str = TEXT_MASK) -> str:
    """`text` with every character of a sealed phrase replaced; the very `text` where there is none."""
    found = spots(text, lexicon)
    if not found:
        return text
    parts, at = [], 0
    for spot in found:
        parts += [text[at : spot.start], mask * spot.width]
        at = spot.end
    return "".join([*parts, text[at:]])


class _Reading:
    """A text with its escapes undone, and where each character of it came from."""

    def __init__(self, raw: str, escape: re.Pattern[str], tag: str) -> None:
        parts: list[str] = []
        self._starts: list[int] = []  # in the text read; parallel: in the raw text, and whether the piece is there as it stands
        self._raws: list[tuple[int, int, bool]] = []
        at = done = 0
        for found in escape.finditer(raw):
            plain = _undone(found[0], tag)
            if plain == found[0]:
                continue
            for piece, place in ((raw[done : found.start()], (done, found.start(), True)), (plain, (*found.span(), False))):
                if piece:
                    parts.append(piece)
                    self._starts.append(at)
                    self._raws.append(place)
                    at += len(piece)
            done = found.end()
        parts.append(raw[done:])
        self._starts.append(at)
        self._raws.append((done, len(raw), True))
        self.text = "".join(parts)

    def pieces(self, start: int, end: int) -> Iterator[Spot]:
        """The pieces of the raw text that `text[start:end]` was read from, without the tags between them."""
        n = bisect_right(self._starts, start) - 1
        while n < len(self._starts) and self._starts[n] < end:
            begins = self._starts[n]
            ends = self._starts[n + 1] if n + 1 < len(self._starts) else len(self.text)
            raw_start, raw_end, as_it_stands = self._raws[n]
            width = min(end, ends) - max(start, begins)
            if as_it_stands:
                first = raw_start + max(start - begins, 0)
                yield Spot(first, first + width, width)
            else:
                yield Spot(raw_start, raw_end, width)
            n += 1


def _undone(escape: str, tag: str) -> str:
    """What an escape, a tag or an invisible character reads as."""
    if escape[0] == "<":
        return tag
    if escape.startswith("\\u") and len(escape) > 2:
        units = bytes.fromhex(escape.replace("\\u", "").replace("\\U", ""))
        return units.decode("utf-16-be", "replace")
    if escape[0] == "\\":
        return " " if escape[1] in "nrtbf" else escape[1]
    return unescaped(escape)


def _phrases(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The words of every phrase found: of each word its start and end."""
    words, links = lexicon.of("words"), lexicon.of("link")
    if not words and not links:
        return
    found = [match.span() for match in PHRASE_WORD.finditer(text)]
    norms = [normal_form(text[start:end]) for start, end in found]
    reach = [1] * len(found)  # how many words follow each other closely, this one included
    for n in range(len(found) - 2, -1, -1):
        gap = text[found[n][1] : found[n + 1][0]]
        if len(gap) == 1 or len("".join(gap.split())) <= 3:
            reach[n] = reach[n + 1] + 1
    kinds: tuple[tuple[PhraseKind, Mapping[int, frozenset[str]]], ...] = (("words", words), ("link", links))
    for kind, by_length in kinds:
        for length, sealed in by_length.items():
            clean = lexicon.clean.setdefault((kind, length), set())
            for n in range(len(found) - length + 1):
                if reach[n] < length or (window := " ".join(norms[n : n + length])) in clean:
                    continue
                if lexicon.seal(kind, window) not in sealed:
                    if len(clean) >= _REMEMBERED:
                        clean.clear()
                    clean.add(window)
                    continue
                if kind == "words" or _LINK_END.match(text, found[n + length - 1][1]):
                    yield from found[n : n + length]


def _numbers(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The runs of digits of every number found; it may have a country code or zeros before it, but nothing after it."""
    by_length = lexicon.of("digits")
    if not by_length:
        return
    for match in _NUMBER.finditer(text):
        places = [n for n in range(match.start(), match.end()) if text[n].isdigit()]
        digits = "".join(text[n] if text[n].isascii() else str(unicodedata.digit(text[n], 0)) for n in places)
        for end in range(1, len(places) + 1):
            if end < len(places) and places[end] == places[end - 1] + 1:
                continue
            for length, sealed in by_length.items():
                if length <= end and lexicon.seal("digits", digits[end - length : end]) in sealed:
                    yield from ((n, n + 1) for n in places[end - length : end])


def _merged(found: list[Spot]) -> list[Spot]:
    kept: list[Spot] = []
    for spot in found:
        if kept and spot.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Spot(last.start, max(last.end, spot.end), max(last.width, spot.width))
        else:
            kept.append(spot)
    return kept
