"""The sentences of a page, each with its place and its language.

Belongs here: where a sentence ends. Does not belong here: what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.page.labels import bullet_end
from parsers.page.text import Line, PageText, Span
from parsers.prose.language import Language, language_of

PLURAL = re.compile(
    r"\b(?:programmet\w*|projekten|prosjektene|projekterne|(?:samtliga|alle|flera|flere|de \w+|sju|åtta|fem|tre|sex) pro(?:sj|j)ekt\w*)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.?»”\"])\s+(?=[A-ZÅÄÖÆØ«\[–])|(?<=[a-zåäöæø]\.)(?=Projektäg|Prosjektei)")
_LONGEST = 2000
_LONGEST_ABBREVIATION = 16
_ABBREVIATED = re.compile(r"(?:\b(?:mio|mill|milj|kr|ca|nr|bl\.a|f\.eks|t\.ex|mrd|mia|inkl|ev)\.|(?<![\d.,-])\b\d{1,2}\.)$", re.I)
COUNT_WORDS = {
    word: number
    for words in (
        "en to tre fire fem seks sju åtte ni ti".split(),
        "ett två tre fyra fem sex sju åtta nio tio".split(),
        "et to tre fire fem seks syv otte ni ti".split(),
    )
    for number, word in enumerate(words, 1)
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a page: its place, its words and the language of its page."""

    span: Span
    words: str
    of_page: Language

    @property
    def language(self) -> Language:
        """Its own language where its words say so. Danish and Norwegian share most small words: between the two it is its page's."""
        found = language_of(self.words, self.of_page) or self.of_page
        return self.of_page if {found, self.of_page} == {"da", "nb"} else found

    def at(self, start: int, end: int) -> Span:
        """The place in the page of a part of the sentence."""
        return Span(self.span.start + start, self.span.start + end)


def sentences_of(page: PageText, lines: Sequence[Line], language: Language) -> Iterator[Sentence]:
    """The sentences of some lines of a page in `language`; what is too long to be one is passed over."""
    for line in lines:
        words = page.of(line)
        start = bullet_end(words)
        cuts = [start]
        for cut in _SENTENCE_END.finditer(words, start):
            if not _ABBREVIATED.search(words[max(0, cut.start() - _LONGEST_ABBREVIATION) : cut.start()]):
                cuts += [cut.start(), cut.end()]
        cuts.append(len(words))
        for first, last in zip(cuts[::2], cuts[1::2], strict=True):
            part = words[first:last]
            if part.strip() and len(part) <= _LONGEST:
                yield Sentence(Span(line.start + first, line.start + last), part, language)
