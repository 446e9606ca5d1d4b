"""Which Nordic language a stretch of text is in, by its small words. Pages mix them, so it is asked sentence by sentence.

Belongs here: that question. Does not belong here: what follows from the answer (`parsers.prose`).
"""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["sv", "nb", "da", "fi", "en"]

_MARKS: dict[Language, frozenset[str]] = {
    "sv": frozenset(
        "och är för att som med till av på inom från ska har den det ett projektet varav budgeten stöd projektägare får".split()
    ),
    "nb": frozenset(
        "og er for å som med til av på innen fra skal har den det et prosjektet hvorav budsjettet støtte av prosjekteier ikke".split()
    )
    | frozenset("eg ikkje frå av vere eit skal prosjekt prosjektperioden totalbudsjettet".split()),
    "da": frozenset(
        "og er for at som med til af på inden fra skal har den det et projektet heraf budgettet støttes af projekter bliver".split()
    )
    | frozenset("mio kr uddannelse".split()),
    "fi": frozenset("ja on että hanke hankkeen hankkeessa sekä euroa ovat".split()),
    "en": frozenset("and is the of to for with from in project which".split()),
}
_LETTERS: dict[Language, str] = {"sv": "äö", "nb": "æø", "da": "æø", "fi": "äö", "en": ""}
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, otherwise: Language | None = None) -> Language | None:
    """The language most of whose small words and letters stand in `text`; `otherwise` where none stands out."""
    words = [word.casefold() for word in _WORD.findall(text)]
    joined = "".join(words)
    scores = {
        language: sum(word in marks for word in words) + 0.5 * sum(joined.count(letter) for letter in _LETTERS[language])
        for language, marks in _MARKS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    rest = [score for language, score in scores.items() if language != best]
    if scores[best] == 0 or scores[best] == max(rest):
        return otherwise if otherwise and scores.get(otherwise, 0) == scores[best] else (best if scores[best] else otherwise)
    return best
