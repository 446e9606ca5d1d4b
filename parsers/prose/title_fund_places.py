"""Names told in sentences: of the operation, its programme, the fund that pays, places the work is for.

Belongs here: names that say which operation it is and where. Does not belong here: who takes part (`parsers.prose.partners`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.prose.partners import split_names
from parsers.prose.sentences import Sentence
from parsers.record.draft import Draft

_NAMED = re.compile(
    r"(?:Interreg-)?(?:prosjektet|projektet)\s+(?P<title>[A-ZÅÄÖÆØ][\w-]+(?: [A-ZÅÄÖÆØ][\w-]+)+)\s+\((?P<acronym>[A-ZÅÄÖÆØ]{2,8})\)"
)
_PROGRAMME = re.compile(r"Interreg[ -](?:Sverige\s?[-–]\s?Norge|Norge\s?[-–]\s?Sverige|Nord\b|Øresund-Kattegat-Skagerrak)")
_FUND = re.compile(
    r"(?P<ERDF>[Ee]uropeiska regionala utvecklingsfonden|[Ee]uropeiske regionale utviklings?fond\w*|Europæiske Regionalfond"
    r"|EU(?:['’]?s)? Regionalfond|European Regional Development Fund|[Rr]egionalfonden)"
    r"|(?P<ESF>(?:[Dd]en )?(?:Europæiske Socialfond|europæiske socialfond)|[Ee]uropeiska socialfonden|EU(?:['’]?s)? Socialfond"
    r"|[Ss]ocialfonden)(?P<plus> ?(?:\+|Plus|plus))?"
)
_FINANCED = re.compile(r"\b(?:finansier\w+|medfinansier\w+|st[öø]t?t?\w*|støtte|stöd\w*|medel|ur|från|fra)\b[^.]{0,60}$|^\s*$", re.I)
# both begin with a letter, which is searched for fast, and look behind for the beginning of the word then
_MUNICIPALITIES = re.compile(
    r"[Kk](?<=\b[Kk])ommuner(?:na)? som (?:berörs|deltar|ingår|omfattas)\b[^.:]{0,60}? är "
    r"(?P<list>[A-ZÅÄÖÆØ]\w+(?:, [A-ZÅÄÖÆØ]\w+)*(?: (?:och|samt) [A-ZÅÄÖÆØ]\w+)?)"
)
_AREA = re.compile(r"i(?<=\bi) (?:hele|hela)\s+(?P<list>[A-ZÅÄÖÆØ]\w+(?:, [A-ZÅÄÖÆØ]\w+)*(?: (?:og|och) [A-ZÅÄÖÆØ]\w+)+)")


def read_names(draft: Draft, told: Sequence[Sentence]) -> None:
    """Title and acronym where a sentence gives both, the programme, the fund that pays, places the work is for."""
    for sentence in told:
        named = _NAMED.search(sentence.words)
        if named and draft.value("acronym") is None:
            draft.observations.pop(("title", 0), None)
            for field, part in (("title", "title"), ("acronym", "acronym")):
                draft.read(field, sentence.at(*named.span(part)), "prose")
        programme = _PROGRAMME.search(sentence.words)
        if programme and draft.value("programme_name") is None:
            draft.read("programme_name", sentence.at(*programme.span()), "prose")
        read_fund(draft, sentence)
        read_places(draft, sentence)


def tells_of_places(words: str) -> bool:
    """Whether any sentence of a line can say places the work is for."""
    return any(pattern.search(words) for pattern in (_AREA, _MUNICIPALITIES))


def read_places(draft: Draft, sentence: Sentence) -> None:
    """Places a sentence says the work is for: `i hele A og B`, `De kommuner som berörs ... är A, B samt C`."""
    for pattern in (_AREA, _MUNICIPALITIES):
        told = pattern.search(sentence.words)
        if told:
            for span in split_names(draft, sentence, told.span("list")):
                draft.read("place_name", span, "prose", item_no=draft.next_item("place_name"))


def read_fund(draft: Draft, sentence: Sentence) -> None:
    """The fund of the Union a sentence says the money comes from."""
    for found in _FUND.finditer(sentence.words):
        if draft.value("fund_code") is None and _FINANCED.search(sentence.words[: found.start()]):
            code = "ERDF" if found["ERDF"] else "ESF+" if found["plus"] else "ESF"
            draft.read("fund_code", sentence.at(*found.span()), "prose", value=code)
