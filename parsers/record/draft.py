"""A record in the making: observations, issues, and the account of the text they take up.

Belongs here: how a value or an issue is added, and what was claimed. Does not belong here: where values are found
(`parsers.record.labelled_values`, `parsers.prose`), currencies (`parsers.record.currency`), natural persons (`parsers.record.privacy`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from parsers.declaration import Registry
from parsers.page.text import Line, PageText, Span
from parsers.reading import Issue, Observation
from parsers.record.field_values import ReadValue, value_of
from parsers.values import numbers
from parsers.values.money import currency_at
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.issue_codes import CodeOfIssue, Severity
from parsers.vocabulary.reading_words import Method, Precision


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
            found = ReadValue(value, precision) if value is not None else value_of(name, raw, self.registry)
        except numbers.Unreadable as error:
            kept = None if error.code == "personal_data" or FIELDS[name].kind == "organisation_number" else raw
            self.is_person = self.is_person or error.code == "personal_number"
            self.issue(error.code, f"{label or name}: {error!s}", field=name, label=label, value_raw=kept)
            return False
        if found.currency:
            at = currency_at(raw)
            place = Span(span.start + at[0], span.start + at[1]) if at else span
            self.currencies[name] = found.currency, place
        self.observations[name, item_no] = Observation(
            self.record_no, name, found.text, raw, method, label, span.start, span.end, precision or found.precision, item_no
        )
        return True

    def respell(self, code: CodeOfIssue, name: str, value: str, message: str) -> None:
        """Gives a field that was read the value its words stand for, and reports it."""
        seen = self.observations[name, 0]
        self.observations[name, 0] = replace(seen, value=value)
        self.issue(code, message, field=name, value_raw=seen.value_raw)

    def derive(
        self,
        name: str,
        value: str,
        rule: str,
        item_no: int = 0,
        precision: Precision | None = None,
        derived_from: tuple[str, ...] = (),
    ) -> None:
        """Adds a value the page does not print, with the rule and the fields it follows from. A printed value is never replaced, even if
        unreadable."""
        if (name, item_no) not in self.observations and (item_no or name not in self.printed):
            self.observations[name, item_no] = Observation(
                self.record_no, name, value, rule, "derived", precision=precision, item_no=item_no, derived_from=derived_from
            )

    def issue(
        self,
        code: CodeOfIssue,
        message: str,
        *,
        field: str | None = None,
        label: str | None = None,
        value_raw: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Reports something that is not a value; see `Issue.of`."""
        told = Issue.of(code, message, self.record_no, field=field, label=label, value_raw=value_raw, severity=severity)
        self.issues.append(told)

    def claim_line(self, line: Line) -> None:
        """Marks a line as understood though it carries no value (a heading, a banner)."""
        self.claimed.append(Span(line.start, line.end))


def unclaimed_share(page: PageText, claimed: Iterable[Span]) -> float:
    """Share (0-1) of the visible characters of a page outside all claimed spans."""
    covered = bytearray(len(page.text))
    for span in claimed:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    visible = sum([line.end - line.start for line in page.lines])
    unclaimed = sum([covered.count(0, line.start, line.end) for line in page.lines])
    return round(unclaimed / visible, 4) if visible else 1.0
