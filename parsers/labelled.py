"""Reads a page of labels and values into one record by what its registry declares.

Belongs here: from pairs to observations (field by label, value by the field's kind), conflicts between labels, and the account of what was
claimed. Does not belong here: layouts of one registry (`parsers/registries/`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from parsers import values
from parsers.fields import FIELDS
from parsers.html import MASK, UNDECODABLE, Line, PageText
from parsers.money import money
from parsers.registry import Issue, Method, Observation, Precision, Registry, Severity
from parsers.text import Block, Pair, Span, label_key, read_block


@dataclass
class Draft:
    """A record in the making: observations, issues and the spans of text they account for."""

    page: PageText
    registry: Registry
    record_no: int = 1
    observations: dict[str, Observation] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    claimed: list[Span] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)

    def value(self, name: str) -> str | None:
        """The value read for a field so far."""
        seen = self.observations.get(name)
        return seen.value if seen else None

    def read(
        self, name: str, span: Span, method: Method, label: str | None = None, precision: Precision | None = None, value: str | None = None
    ) -> None:
        """Adds the value of field `name` printed at `span`, read by the field's kind unless `value` is given; a value that cannot be
        read becomes an issue and stays null."""
        self.claimed.append(span)
        raw = self.page.text[span.start : span.end]
        try:
            canonical = value if value is not None else read_value(name, raw, self.registry)
        except values.Unreadable as error:
            kept = None if error.code == "personal_data" or FIELDS[name].kind == "organisation_number" else raw
            self.issue(error.code, "warning", f"{label or name}: {error!s}", field=name, label=label, value_raw=kept)
            return
        day = precision or ("day" if FIELDS[name].kind == "date" else None)
        self.observations[name] = Observation(self.record_no, name, canonical, raw, method, label, span.start, span.end, day)

    def derive(self, name: str, value: str, rule: str) -> None:
        """Adds a value the page does not print, with the rule it follows from. A printed value is never replaced, even if unreadable."""
        if name not in self.observations and name not in self.printed:
            self.observations[name] = Observation(self.record_no, name, value, rule, "derived")

    def issue(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        field: str | None = None,
        label: str | None = None,
        value_raw: str | None = None,
        quarantines: bool = False,
    ) -> None:
        """Reports something that is not a value."""
        self.issues.append(Issue(code, severity, message, self.record_no, field, label, value_raw, quarantines))

    def claim_line(self, line: Line) -> None:
        """Marks a line as understood though it carries no value (a heading, a banner)."""
        self.claimed.append(Span(line.start, line.end))


def read_value(name: str, raw: str, registry: Registry) -> str:
    """The canonical value of field `name` for the words `raw`. Raises `values.Unreadable`."""
    if UNDECODABLE in raw:
        raise values.Unreadable("undecodable", "holds a character that the page's encoding broke")
    if MASK in raw:
        raise values.Unreadable("personal_data", "holds an e-mail address, a telephone number or a personal identity number")
    language = registry.languages[0]
    match FIELDS[name].kind:
        case "date":
            return values.iso_day(raw)
        case "rate":
            return values.rate_pct(raw)
        case "amount":
            read = money(raw, registry.number_locale)
            if read.currency not in (None, registry.currency):
                raise values.Unreadable(
                    "unexpected_currency", f"printed in {read.currency}, this registry's amounts are {registry.currency}"
                )
            return values.decimal_text(read.amount)
        case "integer":
            return values.integer(raw)
        case "boolean":
            return values.yes_no(raw, language)
        case "organisation_number":
            return values.swedish_organisation_number(raw)
        case "postcode":
            return values.swedish_postcode(raw)
        case "country":
            return values.country(raw, language)
        case "fund":
            return values.fund(raw, registry.fund_names)
        case "cci":
            return values.cci(raw)
        case "nuts":
            return values.nuts(raw)
        case _:
            return _coded(name, values.plain(raw), registry)


def read_labels(page: PageText, registry: Registry) -> tuple[Draft, Block]:
    """One record from the labels of a page, and the block they stood in. Labels are found by name; where several feed one field the one
    declared first counts, a difference is an issue, and one label printed twice with two values gives no value at all."""
    names = {label_key(label): name for label, name in registry.labels.items()}
    dropped = {label_key(label) for label in registry.dropped}
    ignored = {label_key(label) for label in registry.ignored}
    block = read_block(page, names.keys() | dropped | ignored, dropped)
    draft = Draft(page, registry)
    by_key: dict[str, list[Pair]] = defaultdict(list)
    for pair in block.pairs:
        draft.claimed.append(pair.label_span)
        if pair.key in names:
            by_key[pair.key].append(pair)
        elif pair.key in dropped | ignored:
            draft.claimed.extend([pair.value] if pair.value else [])
        else:
            length = pair.value.end - pair.value.start if pair.value else 0
            message = f"unknown label {pair.label!r} with a value of {length} characters; map, drop or ignore it in {registry.code}.py"
            draft.issue("unknown_label", "warning", message, label=pair.label)
    for line in block.unread:
        label = page.of(line)
        draft.issue(
            "label_not_read", "warning", f"{label!r} is a known label but does not stand like one; its value was not read", label=label
        )
    if block.elsewhere:
        listed = ", ".join(dict.fromkeys(block.elsewhere))
        draft.issue("second_block", "warning", f"known labels in a block that is not this record's; nothing of it was read: {listed}")
    for key, name in names.items():
        chosen = _only(draft, by_key.get(key, []))
        if chosen is not None and chosen.value is not None:
            _read_pair(draft, name, chosen, chosen.value)
    return draft, block


def unclaimed_share(page: PageText, claimed: Iterable[Span]) -> float:
    """Share (0-1) of the visible characters of a page outside all claimed spans."""
    covered = bytearray(len(page.text))
    for span in claimed:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    visible = [at for line in page.lines for at in range(line.start, line.end)]
    return round(sum(not covered[at] for at in visible) / len(visible), 4) if visible else 1.0


def _coded(name: str, text: str, registry: Registry) -> str:
    pattern = registry.patterns.get(name)
    if pattern and not re.fullmatch(pattern, text):
        raise values.Unreadable("unreadable_code", f"does not have the form {pattern}")
    return text


def _only(draft: Draft, pairs: list[Pair]) -> Pair | None:
    """The pair to read among those of one label."""
    printed = {values.plain(draft.page.text[pair.value.start : pair.value.end]) for pair in pairs if pair.value}
    if len(printed) > 1:
        for pair in pairs:
            draft.claimed.extend([pair.value] if pair.value else [])
        message = f"label {pairs[0].label!r} is printed {len(pairs)} times with different values; none is taken"
        draft.issue("duplicate_label", "warning", message, field=draft.registry.labels.get(pairs[0].label), label=pairs[0].label)
        return None
    return next((pair for pair in pairs if pair.value), None)


def _read_pair(draft: Draft, name: str, pair: Pair, span: Span) -> None:
    raw = draft.page.text[span.start : span.end]
    if values.is_placeholder(raw):
        draft.claimed.append(span)
        draft.issue("placeholder", "info", f"{pair.label}: printed, but says nothing", field=name, label=pair.label)
        return
    draft.printed |= {"start_on", "end_on"} if FIELDS[name].kind == "period" else {name}
    if pair.n_lines > 1:
        message = f"the value of {pair.label!r} runs over {pair.n_lines} lines, one of which may be something else; none is taken"
        draft.issue("value_of_several_lines", "warning", message, field=name, label=pair.label)
        return
    if FIELDS[name].kind == "period":
        draft.claimed.append(span)
        try:
            first, last = values.iso_period(raw)
        except values.Unreadable as error:
            draft.issue(error.code, "warning", f"{pair.label}: {error}", field=name, label=pair.label, value_raw=raw)
            return
        for part, (_, start, end) in (("start_on", first), ("end_on", last)):
            _read_once(draft, part, Span(span.start + start, span.start + end), pair.label)
        return
    _read_once(draft, name, span, pair.label)


def _read_once(draft: Draft, name: str, span: Span, label: str) -> None:
    earlier = draft.observations.get(name)
    if earlier is None:
        draft.read(name, span, "label", label)
        return
    draft.claimed.append(span)
    raw = draft.page.text[span.start : span.end]
    try:
        value: str | None = read_value(name, raw, draft.registry)
    except values.Unreadable:
        value = None
    if value != earlier.value:
        message = f"{label!r} says {raw!r}, {earlier.label!r} says {earlier.value_raw!r}; the latter is taken"
        draft.issue("conflicting_values", "warning", message, field=name, label=label, value_raw=raw)
