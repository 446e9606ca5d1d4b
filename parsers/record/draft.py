"""Reads a page of labels and values into one record by what its registry declares.

Belongs here: from pairs to observations (field by label, value by the field's kind), conflicts between labels, and the account of what was
claimed. Does not belong here: layouts of one registry (`parsers/registries/`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from parsers.page.html import MASK, UNDECODABLE, Line, PageText
from parsers.page.labels import Block, Pair, Span, bullet_end, own_lines, read_block
from parsers.record.party_names import split_parties
from parsers.registry import Issue, Method, Observation, Registry, Severity
from parsers.values import codes, numbers
from parsers.values.dates import read_date, read_duration, read_period
from parsers.values.money import currency_at, money
from parsers.values.persons import naming, naming_in_part
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.reading_words import Precision

MAIN_AMOUNTS = ("total_cost", "support_amount", "eu_contribution", "support_paid", "public_total")
OF_BENEFICIARY = ("beneficiary_name", "beneficiary_postcode", "beneficiary_city", "beneficiary_org_number")
_SHORTEST_PERSONAL_NUMBER = 10
_NAMES = ("beneficiary_name", "partner_name")
_PERSON = re.compile(r"[A-ZÅÄÖÆØ][\w'-]+(?: [A-ZÅÄÖÆØ][\w'-]+)+")
_BRACKETED = re.compile(r"\s*(?P<amount>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as read: its canonical text, with the precision of a date and the currency printed with an amount."""

    text: str
    precision: Precision | None = None
    currency: str | None = None


@dataclass
class Draft:
    """A record in the making: observations, issues and the spans of text they account for.

    `currencies` holds, by field, the currency printed with an amount and where it stands; `persons` the names that stood under labels of
    personal data, so that nothing else repeats them: they never leave the parser. `beneficiaries` are names printed for the
    beneficiary; `is_person` tells that it is a natural person (a sole trader): see `withhold_person`.
    """

    page: PageText
    registry: Registry
    record_no: int = 1
    observations: dict[tuple[str, int], Observation] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    claimed: list[Span] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    currencies: dict[str, tuple[str, Span]] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set, repr=False)
    beneficiaries: set[str] = field(default_factory=set, repr=False)
    is_person: bool = False

    def value(self, name: str, item_no: int = 0) -> str | None:
        """The value read for a field so far."""
        seen = self.observations.get((name, item_no))
        return seen.value if seen else None

    def items(self, name: str) -> list[Observation]:
        """The observations of a field of a group, in the order of their item numbers."""
        return [seen for (field_name, _), seen in sorted(self.observations.items(), key=lambda entry: entry[0][1]) if field_name == name]

    def next_item(self, name: str) -> int:
        """The number of a new member of the group that field `name` belongs to."""
        group = FIELDS[name].group
        return 1 + max((item_no for seen, item_no in self.observations if FIELDS[seen].group == group), default=0)

    def read(
        self,
        name: str,
        span: Span,
        method: Method,
        label: str | None = None,
        precision: Precision | None = None,
        value: str | None = None,
        item_no: int = 0,
    ) -> bool:
        """Adds the value of field `name` printed at `span`, read by the field's kind unless `value` is given; a value that cannot be
        read becomes an issue and stays null. Tells whether it was read."""
        self.claimed.append(span)
        raw = self.page.text[span.start : span.end]
        try:
            found = Value(value, precision) if value is not None else read_value(name, raw, self.registry)
        except numbers.Unreadable as error:
            kept = None if error.code == "personal_data" or FIELDS[name].kind == "organisation_number" else raw
            self.is_person = self.is_person or error.code == "personal_number"
            self.issue(error.code, "warning", f"{label or name}: {error!s}", field=name, label=label, value_raw=kept)
            return False
        if found.currency:
            at = currency_at(raw)
            place = Span(span.start + at[0], span.start + at[1]) if at else span
            self.currencies[name] = found.currency, place
        self.observations[name, item_no] = Observation(
            self.record_no, name, found.text, raw, method, label, span.start, span.end, precision or found.precision, item_no
        )
        return True

    def derive(self, name: str, value: str, rule: str, item_no: int = 0, precision: Precision | None = None) -> None:
        """Adds a value the page does not print, with the rule it follows from. A printed value is never replaced, even if unreadable."""
        if (name, item_no) not in self.observations and (item_no or name not in self.printed):
            self.observations[name, item_no] = Observation(
                self.record_no, name, value, rule, "derived", precision=precision, item_no=item_no
            )

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

    def withhold_person(self) -> None:
        """Takes back what tells who a beneficiary is that is a natural person: name, postcode, town and number, every other value that
        names the person, and the words of issues about them. Does nothing where it is none."""
        if not self.is_person:
            return
        named = self.observations.get(("beneficiary_name", 0))
        self.beneficiaries |= {named.value} if named else set()
        names, parts = naming(self.beneficiaries), naming_in_part(self.beneficiaries)
        if not any(issue.code == "natural_person" for issue in self.issues):
            told = "the number of the beneficiary is a natural person's: name, postcode and town are not kept"
            self.issue("natural_person", "info", told, field="beneficiary_name")
        for key, seen in list(self.observations.items()):
            words = f"{seen.value}\n{seen.value_raw}"
            if seen.field in OF_BENEFICIARY:
                del self.observations[key]
            elif names.search(words) or (seen.field == "description" and parts.search(words)):
                del self.observations[key]
                self.issue("natural_person", "info", f"{seen.field} names a natural person and is not kept", field=seen.field)
        self.issues = [_without_person(issue, names) for issue in self.issues]

    def names_person(self, words: str) -> re.Match[str] | None:
        """Where running text first names a person who stood under a label of personal data, or a beneficiary that is a natural person."""
        beneficiaries = self.beneficiaries if self.is_person else set()
        found = [pattern.search(words) for pattern in (naming(self.persons | beneficiaries), naming_in_part(beneficiaries))]
        return min((match for match in found if match), key=lambda match: match.start(), default=None)

    def claim_line(self, line: Line) -> None:
        """Marks a line as understood though it carries no value (a heading, a banner)."""
        self.claimed.append(Span(line.start, line.end))

    def settle_currency(self) -> None:
        """States the currency of the record's amounts: the one printed with them, or else the registry's.

        Where a registry prints several currencies, an amount without one could be in any of them: it is reported and left null. Amounts of
        one record in different currencies cannot be compared: those that are not in the currency of the first one become funding lines of
        their own, and an issue says so.
        """
        for name in (*MAIN_AMOUNTS, "national_contribution"):
            if self.value(name) and name not in self.currencies and self.registry.other_currencies:
                self.drop_unstated(name)
        present = [name for name in MAIN_AMOUNTS if self.value(name)]
        by_field = {name: self.currencies[name][0] if name in self.currencies else self.registry.currency for name in present}
        if present:
            first = present[0]
            for name in present[1:]:
                if by_field[name] != by_field[first]:
                    self._as_funding_line(name, by_field[name], by_field[first])
            self._state_currency("currency", next((name for name in present if name in self.currencies and self.value(name)), None))
        if self.value("national_contribution"):
            named = "national_contribution" if "national_contribution" in self.currencies else None
            self._state_currency("national_contribution_currency", named)

    def _state_currency(self, name: str, amount: str | None) -> None:
        if (name, 0) in self.observations:
            return
        if amount is None:
            self.derive(name, self.registry.currency, "currency of the registry; the page prints none")
            return
        code, span = self.currencies[amount]
        seen = self.observations[amount, 0]
        raw = self.page.text[span.start : span.end]
        self.observations[name, 0] = Observation(self.record_no, name, code, raw, seen.method, seen.label, span.start, span.end)

    def drop_unstated(self, name: str, item_no: int = 0) -> None:
        """Leaves an amount null that is printed without a currency in a registry that prints several, and reports it."""
        seen = self.observations.pop((name, item_no))
        told = f"{seen.label or name}: no currency is printed with it, and {self.registry.code} prints several"
        self.issue("unstated_currency", "warning", told, field=name, label=seen.label, value_raw=seen.value_raw)

    def _as_funding_line(self, name: str, currency: str, other: str) -> None:
        seen = self.observations.pop((name, 0))
        item = self.next_item("funding_amount")
        self.observations["funding_amount", item] = replace(seen, field="funding_amount", item_no=item)
        printed = self.currencies.get(name)
        if printed:
            self.read("funding_currency", printed[1], seen.method, seen.label, value=printed[0], item_no=item)
        self.derive("funding_currency", currency, f"currency of {name}", item)
        self.derive("funding_kind", name, f"the field {name}", item)
        told = f"{seen.label or name} is in {currency}, the record's other amounts in {other}; kept as a funding line of its own"
        self.issue("mixed_currencies", "warning", told, field=name, label=seen.label, value_raw=seen.value_raw)


def _without_person(issue: Issue, names: re.Pattern[str]) -> Issue:
    """An issue without the words that tell who a natural person is."""
    is_named = any(names.search(words or "") for words in (issue.message, issue.label, issue.value_raw))
    if not is_named and (issue.field not in OF_BENEFICIARY or issue.value_raw is None):
        return issue
    label = None if names.search(issue.label or "") else issue.label
    told = f"{label or issue.field or 'a line'}: about a natural person, so not repeated here"
    return replace(issue, message=told, label=label, value_raw=None)


def read_value(name: str, raw: str, registry: Registry) -> Value:
    """The value of field `name` for the words `raw`. Raises `values.Unreadable`."""
    if UNDECODABLE in raw:
        raise numbers.Unreadable("undecodable", "holds a character that the page's encoding broke")
    if MASK * _SHORTEST_PERSONAL_NUMBER in raw and FIELDS[name].kind == "organisation_number" and registry.country == "SE":
        raise numbers.Unreadable("personal_number", "looks like a personal identity number; not kept")
    if MASK in raw:
        raise numbers.Unreadable("personal_data", "holds an e-mail address, a telephone number or a personal identity number")
    match FIELDS[name].kind:
        case "date":
            found = read_date(raw, registry.date_forms, registry.languages)
            return Value(found.value, found.precision)
        case "rate":
            return Value(numbers.rate_pct(raw))
        case "amount":
            return _amount(raw, registry)
        case "integer":
            return Value(numbers.integer(raw))
        case "boolean":
            return Value(numbers.yes_no(raw, registry.languages[0]))
        case "organisation_number":
            return Value(codes.organisation_number(raw, registry.country))
        case "postcode":
            return Value(codes.postcode(raw, registry.country))
        case "country":
            return Value(codes.country(raw, registry.languages))
        case "fund":
            return Value(codes.fund(raw, registry.fund_names))
        case "cci":
            return Value(codes.cci(raw))
        case "nuts":
            return Value(codes.nuts(raw))
        case "text" if name in _NAMES and not any(char.isupper() or char.isdigit() for char in raw):
            raise numbers.Unreadable("no_name", "words in small letters only, no name")
        case _:
            return Value(_coded(name, numbers.plain(raw), registry))


def _amount(raw: str, registry: Registry) -> Value:
    read = money(raw, registry.number_locale)
    allowed = {None, registry.currency, *registry.other_currencies}
    if read.currency not in allowed:
        reason = f"printed in {read.currency}, this registry's amounts are {registry.currency}"
        raise numbers.Unreadable("unexpected_currency", reason)
    return Value(numbers.decimal_text(read.amount), currency=read.currency)


def read_labels(page: PageText, registry: Registry) -> tuple[Draft, Block]:
    """One record from the labels of a page, and the block they stood in. Labels are found by name; where several feed one field the one
    declared first counts, a difference is an issue, and one label printed twice with two values gives no value at all."""
    own = replace(page, lines=own_lines(page)) if registry.printing.runs_through else page
    block = read_block(own, registry.vocabulary.all, registry.vocabulary.dropped, registry.printing)
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
        pairs = by_key.get(key, [])
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
    _find_person(draft, [pair for pairs in by_key.values() for pair in pairs])


def _find_person(draft: Draft, pairs: Iterable[Pair]) -> None:
    """Withholds the beneficiary where any number printed as its own is a natural person's, one that was not taken as a value included."""
    for pair in pairs:
        name = draft.registry.vocabulary.fields[pair.key]
        raw = draft.page.text[pair.value.start : pair.value.end] if pair.value else ""
        if name == "beneficiary_name":
            draft.beneficiaries |= set(raw.split("\n"))
        elif raw and name == "beneficiary_org_number" and not draft.is_person:
            try:
                read_value(name, raw, draft.registry)
            except numbers.Unreadable as error:
                if error.code == "personal_number":
                    draft.is_person = True
                    draft.issue("personal_number", "warning", f"{pair.label}: {error!s}", field=name, label=pair.label)
    draft.withhold_person()


def unclaimed_share(page: PageText, claimed: Iterable[Span]) -> float:
    """Share (0-1) of the visible characters of a page outside all claimed spans."""
    covered = bytearray(len(page.text))
    for span in claimed:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    visible = sum(line.end - line.start for line in page.lines)
    unclaimed = sum(covered.count(0, line.start, line.end) for line in page.lines)
    return round(unclaimed / visible, 4) if visible else 1.0


def _coded(name: str, text: str, registry: Registry) -> str:
    pattern = registry.patterns.get(name)
    if pattern:
        numbers.in_digits(text)
    if pattern and not re.fullmatch(pattern, text):
        raise numbers.Unreadable("unreadable_code", f"does not have the form {pattern}")
    return text


def _only(draft: Draft, pairs: list[Pair]) -> Pair | None:
    """The pair to read among those of one label."""
    if not pairs:
        return None
    printed = {numbers.plain(draft.page.text[pair.value.start : pair.value.end]) for pair in pairs if pair.value}
    if len(printed) > 1:
        for pair in pairs:
            draft.claimed.extend([pair.value] if pair.value else [])
        message = f"label {pairs[0].label!r} is printed {len(pairs)} times with different values; none is taken"
        draft.issue("duplicate_label", "warning", message, field=draft.registry.labels.get(pairs[0].label), label=pairs[0].label)
        return None
    return next((pair for pair in pairs if pair.value), None)


def _read_pair(draft: Draft, name: str, pair: Pair, span: Span) -> None:
    raw = draft.page.text[span.start : span.end]
    if numbers.is_placeholder(raw):
        draft.claimed.append(span)
        draft.issue("placeholder", "info", f"{pair.label}: printed, but says nothing", field=name, label=pair.label)
        return
    kind = FIELDS[name].kind
    draft.printed |= {"start_on", "end_on"} if kind == "period" else {name}
    if pair.n_lines > 1 and kind == "text" and pair.key in draft.registry.vocabulary.lists:
        draft.read(name, span, "label", pair.label, value=", ".join(numbers.plain(line) for line in raw.split("\n") if line.strip()))
    elif pair.n_lines > 1:
        message = f"the value of {pair.label!r} runs over {pair.n_lines} lines, one of which may be something else; none is taken"
        draft.issue("value_of_several_lines", "warning", message, field=name, label=pair.label)
    elif kind == "period":
        read_period_of(draft, span, "label", pair.label)
    elif kind == "amount" and _bracketed(raw):
        _read_two_amounts(draft, name, span, pair.label)
    elif kind == "amount_and_rate":
        _read_amount_and_rate(draft, span, pair.label)
    elif FIELDS[name].group:
        item = draft.next_item(name)
        if draft.read(name, span, "label", pair.label, item_no=item) and name == "funding_amount":
            _state_currency_of_line(draft, item)
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
        first, last = read_period(raw, registry.date_forms, registry.languages)
    except numbers.Unreadable as error:
        try:
            months = read_duration(raw)
        except numbers.Unreadable:
            draft.issue(error.code, "warning", f"{label or 'period'}: {error}", field="period", label=label, value_raw=raw)
        else:
            draft.read("duration_months", span, method, label, value=str(months))
        return
    if first[0].precision == last[0].precision == "day":
        for part, (_, start, end) in (("start_on", first), ("end_on", last)):
            _read_once(draft, part, Span(span.start + start, span.start + end), label, method)
        return
    draft.read("period", span, method, label, value=f"{first[0].value}/{last[0].value}")
    draft.printed -= {"start_on", "end_on"}
    draft.derive("start_on", first[0].value, "first part of the period", precision=first[0].precision)
    draft.derive("end_on", last[0].value, "last part of the period", precision=last[0].precision)


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
        draft.derive("funding_kind", name, f"label {label}", item)
        _state_currency_of_line(draft, item)


def _state_currency_of_line(draft: Draft, item: int) -> None:
    """The currency printed with the amount of a line of funding, or else the registry's where it prints one only."""
    printed = draft.currencies.pop("funding_amount", None)
    if printed is None and draft.registry.other_currencies:
        draft.drop_unstated("funding_amount", item)
        return
    if printed is None:
        draft.derive("funding_currency", draft.registry.currency, "currency of the registry; the page prints none", item)
        return
    label = draft.observations["funding_amount", item].label
    draft.read("funding_currency", printed[1], "label", label, value=printed[0], item_no=item)


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
        value: str | None = read_value(name, raw, draft.registry).text
    except numbers.Unreadable:
        value = None
    if value == earlier.value:
        return
    if FIELDS[name].kind == "organisation_number":
        message = f"{label!r} and {earlier.label!r} differ; the latter is taken"
        draft.issue("conflicting_values", "warning", message, field=name, label=label)
    else:
        message = f"{label!r} says {raw!r}, {earlier.label!r} says {earlier.value_raw!r}; the latter is taken"
        draft.issue("conflicting_values", "warning", message, field=name, label=label, value_raw=raw)
