"""Times told in sentences: the period and the length of the operation, and the day of publication, which is no date of the operation.

Belongs here: which of the times in a sentence is which. Does not belong here: how a time is written (`parsers.values.dates`). A day or a
length that cannot be read is an info only: no label says that the words are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.page.text import Span
from parsers.prose.sentences import PLURAL, Sentence
from parsers.record.draft import Draft
from parsers.values import numbers
from parsers.values.dates import DateForm, date_of, durations_in, months_of, period_of, periods_in

FORMS: tuple[DateForm, ...] = ("iso", "dotted", "named", "month", "term", "year")
LANGUAGES = ("sv", "nb", "da", "en")
_PERIOD_LABEL = re.compile(
    r"(?:projektperiod|prosjektperiod|projekttid|prosjekttid|\bperiod|\bløber|\bpågår|\bvarar|\bvarer|\bmed start|\bigangs)[^.]{0,40}$",
    re.I,
)
_RUN_LABEL = re.compile(r"(?:\bfra|\bfrån|\bmellem|\bmellan|\bmellom)\s*$", re.I)
_RUN_VERB = re.compile(r"^[^.]{0,20}(?:igangs|genomförs|gjennomføres|gennemføres|pågår|løber)", re.I)
_DURATION_LABEL = re.compile(
    r"(?:projekt|prosjekt)(?:et|er|period\w*|tid\w*)?\b[^.]{0,60}$|\bover\s*(?:en\s*)?$|skal\s+(?:over\s*)?$|^\s*(?:över|over|i)?\s*$", re.I
)
_PROJECT_AFTER = re.compile(r"\s+(?:Interreg-?)?pros?jektet\b", re.I)
_LIMIT = re.compile(r"\b(?:högst|maksimalt|maximalt|minst|mindst|upp till|op til|opp til|inntil)\s*$", re.I)
_PUBLISHED = re.compile(
    r"^(?:Publisert|Publicerad|Publicerat|Publiceret|Offentliggjort|Udgivet)\b[:\s]*(?:den\s+)?(?P<day>\S[^|,]*?)\.?\s*$", re.I
)


def read_times(draft: Draft, told: Sequence[Sentence]) -> None:
    """Period, length and the day of publication."""
    best: tuple[int, Span] | None = None
    for sentence in told:
        published = _PUBLISHED.match(sentence.words)
        if published:
            read_day(draft, "published_on", sentence.at(*published.span("day")))
            continue
        for start, end in periods_in(sentence.words, FORMS):
            if _is_of_money(draft, sentence.at(start, end)):
                continue
            before, after = sentence.words[:start], sentence.words[end:]
            rank = 3 if re.search(r"(?:projekt|prosjekt)(?:period|tid)", before, re.I) else 2 if _PERIOD_LABEL.search(before) else 0
            rank = rank or int(bool(_RUN_LABEL.search(before) and _RUN_VERB.match(after)))
            if rank and (best is None or rank > best[0]) and not PLURAL.search(sentence.words):
                best = rank, sentence.at(start, end)
        for start, end in durations_in(sentence.words):
            told_of = _DURATION_LABEL.search(sentence.words[:start]) or _PROJECT_AFTER.match(sentence.words[end:])
            limited = _LIMIT.search(sentence.words[:start])
            if told_of and not limited and draft.value("duration_months") is None and not PLURAL.search(sentence.words):
                _read_duration(draft, sentence.at(start, end))
    if best and draft.value("period") is None and draft.value("start_on") is None:
        _read_period(draft, best[1])


def _read_duration(draft: Draft, span: Span) -> None:
    raw = draft.page.text[span.start : span.end]
    try:
        months = months_of(raw)
    except numbers.Unreadable as error:
        draft.issue(error.code, f"{raw!r}: {error}", field="duration_months", value_raw=raw, severity="info")
    else:
        draft.read("duration_months", span, "prose", value=str(months))


def _is_of_money(draft: Draft, span: Span) -> bool:
    """Whether a period is told of the Union's support: the years that is paid for are not those of the operation."""
    seen = draft.observations.get(("eu_contribution_period", 0))
    return seen is not None and (seen.start, seen.end) == (span.start, span.end)


def _read_period(draft: Draft, span: Span) -> None:
    raw = draft.page.text[span.start : span.end]
    try:
        first, last = period_of(raw, FORMS, LANGUAGES)
    except numbers.Unreadable as error:
        draft.issue(error.code, f"{raw!r}: {error}", field="period", value_raw=raw)
        return
    if first[0].precision == last[0].precision == "day":
        for name, (day, start, end) in (("start_on", first), ("end_on", last)):
            draft.read(name, Span(span.start + start, span.start + end), "prose", value=day.value, precision="day")
        return
    draft.read("period", span, "prose", value=f"{first[0].value}/{last[0].value}")
    draft.derive("start_on", first[0].value, "first part of the period", precision=first[0].precision, derived_from=("period",))
    draft.derive("end_on", last[0].value, "last part of the period", precision=last[0].precision, derived_from=("period",))


def read_day(draft: Draft, field: str, span: Span, item_no: int = 0) -> None:
    raw = draft.page.text[span.start : span.end]
    try:
        day = date_of(raw, FORMS, LANGUAGES)
    except numbers.Unreadable as error:
        draft.issue(error.code, f"{raw!r}: {error}", field=field, value_raw=raw, severity="info")
        return
    draft.read(field, span, "prose", value=day.value, precision=day.precision, item_no=item_no)
