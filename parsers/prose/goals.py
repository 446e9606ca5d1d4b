"""Goals with their targets, subprojects and action areas, as listed and as counted by the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from parsers.page.labels import bullet_end
from parsers.page.text import Line, Span
from parsers.prose.sentences import COUNT_WORDS, Sentence
from parsers.prose.times import read_day
from parsers.record.draft import Draft
from parsers.values import numbers

_SUBPROJECTS = re.compile(
    r"(?:delt inn i|indelat i|opdelt i|delat in i)\s+(?P<count>\d{1,2}|\w+)\s+delpros?jekt\w*(?:\s*[;:]\s*(?P<list>[^.]+))?",
    re.I,
)
_ACTION_AREAS = re.compile(r"(?P<count>\d{1,2}|\w+)\s+(?:hovedindsatsområder|indsatsområder|innsatsområder|insatsområden)\s*:\s*$", re.I)
_GOALS = re.compile(r"(?:definert|definerat|defineret|har)\s+(?P<count>\d{1,2}|\w+)\s+(?:effektmål|delmål|mål)\b[^:]*:\s*$", re.I)
_TARGET = re.compile(
    r"\bM[åa]let (?:er|är) (?:å|att|at)\s+(?P<statement>[^.]*?\bmed\s+(?P<change>\d{1,3}(?:,\d)? ?%)\s+(?:innen|inom|inden|før|före)\s+"
    r"(?P<target>[^\W\d_]+ \d{4}|\d{4})(?:\s+(?:sammenlignet|sammanlignet|jämfört|sammenliknet|i forhold til)\s*(?:med\s+)?"
    r"(?P<baseline>[^\W\d_]+ \d{4}|\d{4}))?)"
)
_POPULATION = re.compile(
    r"\b(?:blant|bland|blandt)\s+(?P<among>[^.,]+?)(?=\s+med\s+\d)|\bi\s+(?P<in>befolkning\w*[^.,]*?)(?=\s+med\s+\d)"
    r"|\b(?P<of>ungdommens|ungdomarnas|elevernes|elevenes)\b|\bantall\s+(?P<number>søkere)\b"
)


def read_activities(draft: Draft, told: Sequence[Sentence], lines: Sequence[Line]) -> None:
    """Subprojects and action areas with the number the text gives; a list that is not as long is an issue."""
    for sentence in told:
        found = _SUBPROJECTS.search(sentence.words)
        if found:
            names = _listed(draft, sentence.at(*found.span("list"))) if found["list"] else []
            _read_counted(draft, sentence.at(*found.span("count")), "subproject", names)
    for sentence in told:
        found = _ACTION_AREAS.search(sentence.words)
        if found:
            names = [_unbulleted(draft, line) for line in _bulleted_after(draft, lines, sentence.span.end)]
            _read_counted(draft, sentence.at(*found.span("count")), "action_area", names)


def _read_counted(draft: Draft, count: Span, kind: str, names: list[Span]) -> None:
    word = draft.page.text[count.start : count.end].casefold()
    number = int(word) if word.isdigit() else COUNT_WORDS.get(word)
    if number is None:
        return
    draft.read(f"{kind}_count", count, "prose", value=str(number))
    if names and len(names) != number:
        told = f"the text counts {number}, {len(names)} are listed; none is taken"
        draft.issue("count_mismatch", told, field="activity_name")
        return
    for span in names:
        item = draft.next_item("activity_name")
        draft.read("activity_name", span, "prose", item_no=item)
        draft.derive("activity_kind", kind, "the sentence before the list", item, derived_from=(f"{kind}_count",))


def _listed(draft: Draft, span: Span) -> list[Span]:
    """The parts of `a, b samt c`: separated by commas, the last one by `samt`, or by `og` where there is no `samt`."""
    words = draft.page.text[span.start : span.end]
    last = list(re.finditer(r"\s+samt\s+", words)) or list(re.finditer(r"\s+(?:og|och)\s+", words))
    cuts = [m.span() for m in re.finditer(r",\s+", words[: last[-1].start()])] + [last[-1].span()] if last else []
    spans, at = [], 0
    for start, end in [*cuts, (len(words.rstrip(" .")), len(words))]:
        spans.append(Span(span.start + at, span.start + start))
        at = end
    return [each for each in spans if each.end > each.start]


def read_goals(draft: Draft, told: Sequence[Sentence], lines: Sequence[Line]) -> None:
    """Goals as listed, and the targets that sentences set: by how much, whose, by when, compared with when.

    A target belongs to the goal whose name was the last to stand on a line of its own before it, or else to the next goal without one.
    """
    names: list[Span] = []
    for sentence in told:
        if _GOALS.search(sentence.words):
            names += [_unbulleted(draft, line) for line in _bulleted_after(draft, lines, sentence.span.end)]
    for span in names:
        draft.read("indicator_name", _without_stop(draft, span), "prose", item_no=draft.next_item("indicator_name"))
    taken: set[int] = set()
    for sentence in told:
        target = _TARGET.search(sentence.words)
        if target:
            item = _goal_of(draft, lines, sentence.span.start, taken)
            taken.add(item)
            _read_target(draft, sentence, target, item)


def _goal_of(draft: Draft, lines: Sequence[Line], before: int, taken: set[int]) -> int:
    goals = {_bare(seen.value): seen.item_no for seen in draft.items("indicator_name")}
    for line in reversed([line for line in lines if line.end <= before]):
        item = goals.get(_bare(draft.page.of(line)))
        if item is not None and item not in taken and bullet_end(draft.page.of(line)) == 0:
            draft.claim_line(line)
            return item
    free = [item for item in goals.values() if item not in taken]
    return min(free) if free else draft.next_item("indicator_name")


def _read_target(draft: Draft, sentence: Sentence, target: re.Match[str], item: int) -> None:
    draft.read("indicator_statement", sentence.at(*target.span("statement")), "prose", item_no=item)
    change = numbers.decimal_text(Decimal(target["change"].rstrip("% ").replace(",", ".")))
    draft.read("indicator_target_change_pct", sentence.at(*target.span("change")), "prose", value=change, item_no=item)
    read_day(draft, "indicator_target_on", sentence.at(*target.span("target")), item)
    if target["baseline"]:
        read_day(draft, "indicator_baseline_on", sentence.at(*target.span("baseline")), item)
    whose = _POPULATION.search(sentence.words)
    if whose:
        part = next(name for name, words in whose.groupdict().items() if words)
        draft.read("indicator_population", sentence.at(*whose.span(part)), "prose", item_no=item)


def _bulleted_after(draft: Draft, lines: Sequence[Line], at: int) -> list[Line]:
    """The bulleted lines that follow a place; in markup a list's items have lost their bullets but share their shape."""
    following = [line for line in lines if line.start >= at]
    listed: list[Line] = []
    for line in following:
        is_item = bullet_end(draft.page.of(line)) > 0 or line.shape.startswith("li")
        if not is_item or (listed and line.after_gap):
            break
        listed.append(line)
    return listed


def _unbulleted(draft: Draft, line: Line) -> Span:
    return Span(line.start + bullet_end(draft.page.of(line)), line.end)


def _without_stop(draft: Draft, span: Span) -> Span:
    words = draft.page.text[span.start : span.end]
    return Span(span.start, span.start + len(words.rstrip(". ")))


def _bare(words: str) -> str:
    return numbers.plain(words).rstrip(". ").casefold()
