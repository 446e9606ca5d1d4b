"""Reads a page of labels and values into one record by what its registry declares.

Belongs here: from pairs to observations (field by label, value by the field's kind) and conflicts between labels. Does not belong here: how
pairs are found (`parsers.page`), and layouts of one registry (`parsers.registries`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from parsers.declaration import Registry
from parsers.page.blocks import block_of
from parsers.page.labels import Block, Pair, bullet_end, own_lines
from parsers.page.text import PageText, Span
from parsers.record.currency import state_currency_of_line
from parsers.record.draft import Draft
from parsers.record.field_values import value_of
from parsers.record.party_names import split_parties
from parsers.record.privacy import find_person
from parsers.values import numbers
from parsers.values.dates import months_of, period_of
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.reading_words import Method

_PERSON = re.compile(r"[A-ZÅÄÖÆØ][\w'-]+(?: [A-ZÅÄÖÆØ][\w'-]+)+")
_BRACKETED = re.compile(r"\s*(?P<amount>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*")


def read_labels(page: PageText, registry: Registry) -> tuple[Draft, Block]:
    """One record from the labels of a page, and the block they stood in. Labels are found by name; where several feed one field the one
    declared first counts, a difference is an issue, and one label printed twice with two values gives no value at all."""
    own = replace(page, lines=own_lines(page)) if registry.printing.runs_through else page
    block = block_of(own, registry.vocabulary.all, registry.vocabulary.dropped, registry.printing)
    draft = Draft(page, registry)
    read_pairs(draft, block)
    return draft, block


def read_pairs(draft: Draft, block: Block) -> None:
    """Adds what the pairs of a block say to a draft."""
    page, registry = draft.page, draft.registry
    known = registry.vocabulary
    names, lists, silent = known.fields, known.lists, known.dropped | known.ignored
    by_key: dict[str, list[Pair]] = defaultdict(list)
    for pair in block.pairs:
        draft.claimed.append(pair.label_span)
        if pair.key in names:
            by_key[pair.key].append(pair)
        elif pair.key in silent:
            if pair.key in known.dropped and pair.value:
                draft.persons |= set(_PERSON.findall(page.text[pair.value.start : pair.value.end]))
            draft.claimed.extend([pair.value] if pair.value else [])
        else:
            length = pair.value.end - pair.value.start if pair.value else 0
            advice = f"map, drop or ignore it in {registry.code}/registry.toml"
            message = f"unknown label {pair.label!r} with a value of {length} characters; {advice}"
            draft.issue("unknown_label", message, label=pair.label)
    for line in block.unread:
        label = page.of(line)
        draft.issue("label_not_read", f"{label!r} is a known label but does not stand like one; its value was not read", label=label)
    if block.elsewhere:
        listed = ", ".join(dict.fromkeys(block.elsewhere))
        draft.issue("second_block", f"known labels in a block that is not this record's; nothing of it was read: {listed}")
    for key, name in names.items():
        pairs = by_key.get(key)
        if pairs is None:
            continue
        if FIELDS[name].group:
            for pair in pairs:
                if pair.value and pair.key in lists:
                    _read_names(draft, name, pair, pair.value)
                elif pair.value:
                    _read_pair(draft, name, pair, pair.value)
            continue
        chosen = _only(draft, pairs)
        if chosen is not None and chosen.value is not None:
            _read_pair(draft, name, chosen, chosen.value)
    find_person(draft, [pair for pairs in by_key.values() for pair in pairs])


def _only(draft: Draft, pairs: list[Pair]) -> Pair | None:
    """The pair to read among those of one label."""
    if len(pairs) == 1:
        return pairs[0]
    printed = {numbers.plain(draft.page.text[pair.value.start : pair.value.end]) for pair in pairs if pair.value}
    if len(printed) > 1:
        for pair in pairs:
            draft.claimed.extend([pair.value] if pair.value else [])
        message = f"label {pairs[0].label!r} is printed {len(pairs)} times with different values; none is taken"
        draft.issue("duplicate_label", message, field=draft.registry.labels.get(pairs[0].label), label=pairs[0].label)
        return None
    return next((pair for pair in pairs if pair.value), None)


def _read_pair(draft: Draft, name: str, pair: Pair, span: Span) -> None:
    raw = draft.page.text[span.start : span.end]
    if numbers.is_placeholder(raw):
        draft.claimed.append(span)
        draft.issue("placeholder", f"{pair.label}: printed, but says nothing", field=name, label=pair.label)
        return
    kind = FIELDS[name].kind
    draft.printed |= {"start_on", "end_on"} if kind == "period" else {name}
    if pair.n_lines > 1 and kind == "text" and pair.key in draft.registry.vocabulary.lists:
        draft.read(name, span, "label", pair.label, value=", ".join(numbers.plain(line) for line in raw.split("\n") if line.strip()))
    elif pair.n_lines > 1:
        message = f"the value of {pair.label!r} runs over {pair.n_lines} lines, one of which may be something else; none is taken"
        draft.issue("value_of_several_lines", message, field=name, label=pair.label)
    elif kind == "period":
        read_period_of(draft, span, "label", pair.label)
    elif kind == "amount" and _bracketed(raw):
        _read_two_amounts(draft, name, span, pair.label)
    elif kind == "amount_and_rate":
        _read_amount_and_rate(draft, span, pair.label)
    elif FIELDS[name].group:
        item = draft.next_item(name)
        if draft.read(name, span, "label", pair.label, item_no=item) and name == "funding_amount":
            state_currency_of_line(draft, item)
    else:
        _read_once(draft, name, span, pair.label)


def _read_names(draft: Draft, name: str, pair: Pair, span: Span) -> None:
    """The names of a list, an item to each: a name to a line, or several to a line with commas between."""
    draft.claimed.append(span)
    at = span.start
    for line in draft.page.text[span.start : span.end].split("\n"):
        inner = Span(at + bullet_end(line.lstrip()) + len(line) - len(line.lstrip()), at + len(line))
        for each in split_parties(draft.page.text, inner, draft.registry.languages[0]):
            draft.read(name, each, "label", pair.label, item_no=draft.next_item(name))
        at += len(line) + 1


def read_period_of(draft: Draft, span: Span, method: Method, label: str | None = None) -> None:
    """Reads the period printed at `span` into start and end.

    A period that is not of days is kept as it is printed, and start and end are derived from it with their precision: a year is never
    printed as a date. A length (`Tre år`) under the label of a period is read as one.
    """
    draft.claimed.append(span)
    raw = draft.page.text[span.start : span.end]
    registry = draft.registry
    try:
        first, last = period_of(raw, registry.date_forms, registry.languages)
    except numbers.Unreadable as error:
        try:
            months = months_of(raw)
        except numbers.Unreadable:
            draft.issue(error.code, f"{label or 'period'}: {error}", field="period", label=label, value_raw=raw)
        else:
            draft.read("duration_months", span, method, label, value=str(months))
        return
    if first[0].precision == last[0].precision == "day":
        for part, (_, start, end) in (("start_on", first), ("end_on", last)):
            _read_once(draft, part, Span(span.start + start, span.start + end), label, method)
        return
    draft.read("period", span, method, label, value=f"{first[0].value}/{last[0].value}")
    draft.printed -= {"start_on", "end_on"}
    draft.derive("start_on", first[0].value, "first part of the period", precision=first[0].precision, derived_from=("period",))
    draft.derive("end_on", last[0].value, "last part of the period", precision=last[0].precision, derived_from=("period",))


def _bracketed(raw: str) -> re.Match[str] | None:
    return _BRACKETED.fullmatch(raw) if len(raw) < 200 else None


def _read_two_amounts(draft: Draft, name: str, span: Span, label: str) -> None:
    """`672 000 € (5 376 000 NOK)`: the amount, and in brackets the same money in another currency, which is a funding line of its own."""
    found = _bracketed(draft.page.text[span.start : span.end])
    assert found is not None
    _read_once(draft, name, Span(span.start + found.start("amount"), span.start + found.end("amount")), label)
    inside = Span(span.start + found.start("inside"), span.start + found.end("inside"))
    item = draft.next_item("funding_amount")
    if draft.read("funding_amount", inside, "label", label, item_no=item):
        draft.derive("funding_kind", name, f"label {label}", item, derived_from=("funding_amount",))
        state_currency_of_line(draft, item)


def _read_amount_and_rate(draft: Draft, span: Span, label: str) -> None:
    """`980 012,27 € (40%)`: the amount, and behind it the rate where there is one."""
    raw = draft.page.text[span.start : span.end]
    found = _bracketed(raw)
    if not found:
        _read_once(draft, "eu_contribution", span, label)
        return
    for name, part in (("eu_contribution", "amount"), ("eu_cofinancing_rate_pct", "inside")):
        _read_once(draft, name, Span(span.start + found.start(part), span.start + found.end(part)), label)


def _read_once(draft: Draft, name: str, span: Span, label: str | None, method: Method = "label") -> None:
    earlier = draft.observations.get((name, 0))
    if earlier is None or earlier.method == "derived":
        draft.read(name, span, method, label)
        return
    draft.claimed.append(span)
    raw = draft.page.text[span.start : span.end]
    try:
        value: str | None = value_of(name, raw, draft.registry).text
    except numbers.Unreadable:
        value = None
    if value == earlier.value:
        return
    if FIELDS[name].kind == "organisation_number":
        message = f"{label!r} and {earlier.label!r} differ; the latter is taken"
        draft.issue("conflicting_values", message, field=name, label=label)
    else:
        message = f"{label!r} says {raw!r}, {earlier.label!r} says {earlier.value_raw!r}; the latter is taken"
        draft.issue("conflicting_values", message, field=name, label=label, value_raw=raw)
