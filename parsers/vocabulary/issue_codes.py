"""The codes of issues, each once: how much it matters, what it means, and what to do about it.

Belongs here: every code that a parser, a step or the warehouse may raise. Does not belong here: when one is raised. A code that is not
in `ISSUE_CODES` cannot be raised: the type checker refuses it, and `issue_code` does while the program runs.

A reader states another severity than the catalogue only with a reason. One does: `parsers.prose.times`, where a day or a length of time
in a sentence that cannot be read is an `info`, because no label says that the words are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
CodeOfIssue = Literal[
    "ambiguous_currency",
    "amount_without_currency",
    "call_at_project_address",
    "code_mismatch",
    "conflicting_values",
    "count_mismatch",
    "damaged_capture",
    "duplicate_label",
    "encoding",
    "impossible_amount",
    "impossible_date",
    "impossible_rate",
    "impossible_value",
    "invalid_organisation_number",
    "label_not_read",
    "missing_field",
    "missing_mandatory",
    "mixed_currencies",
    "natural_person",
    "no_exchange_rate",
    "no_name",
    "not_read",
    "parser_crashed",
    "period_reversed",
    "personal_data",
    "personal_number",
    "placeholder",
    "provisional_code",
    "respelt_period",
    "rounded_amount",
    "second_block",
    "sentinel_date",
    "several_addresses",
    "several_funds",
    "several_records",
    "too_deep",
    "truncated_page",
    "two_currencies",
    "undecodable",
    "unexpected_currency",
    "unknown_category",
    "unknown_funding_line",
    "unknown_label",
    "unknown_programme",
    "unknown_region",
    "unknown_region_code",
    "unread_award",
    "unreadable_amount",
    "unreadable_cci",
    "unreadable_code",
    "unreadable_date",
    "unreadable_duration",
    "unreadable_number",
    "unreadable_nuts",
    "unreadable_page",
    "unreadable_period",
    "unreadable_postcode",
    "unreadable_rate",
    "unsplit_support",
    "unstated_currency",
    "value_of_several_lines",
    "zero_amount",
    "zero_or_missing",
]


class UnknownIssueCode(LookupError):
    """An issue is raised under a code that the catalogue lacks: an error of the program, never of a page."""


@dataclass(frozen=True, slots=True)
class IssueCode:
    """What a code stands for. The record that an `error` of a parser is about is set aside; with a `warning` a value is left empty or is
    doubtful; an `info` says how a value is to be understood."""

    severity: Severity
    meaning: str
    to_do: str


_NOTHING = "nothing; the values are as the page has them"
_OPEN = "open the page: where the registry prints it wrong, correct it in `corrections.csv`; where it is right, extend the reader"
_FORM = "open the page: where the registry writes values another way now, declare it; otherwise the page is wrong"
_WORDS = "add the words to the registry's declaration or to the vocabulary"

ISSUE_CODES: Mapping[CodeOfIssue, IssueCode] = {
    # the page as a whole
    "call_at_project_address": IssueCode("info", "a call for applications at the address of a project", "nothing; calls are no projects"),
    "damaged_capture": IssueCode("error", "the stored page cannot be read from its file", "nothing; the next crawl asks for the page anew"),
    "encoding": IssueCode("warning", "the page is not in the encoding it declares", "look at å, ä and ö in its values"),
    "too_deep": IssueCode("error", "elements nested deeper than is read; nothing of the page is kept", "open it: damaged, or made to harm"),
    "truncated_page": IssueCode("error", "the page breaks off before its end", "crawl again; if it stays, open the address"),
    "unreadable_page": IssueCode("error", "a project's address that shows no project", "open it: redesigned, damaged or an error page"),
    "unread_award": IssueCode("warning", "a line on granted money could not be read", "open the page and extend the reader"),
    # the record
    "code_mismatch": IssueCode("error", "the page shows another project than the address asks for", "open it; tell the registry"),
    "missing_field": IssueCode("warning", "a field that every page should have is not there", _OPEN),
    "missing_mandatory": IssueCode("error", "a field without which a record is none cannot be read", _OPEN),
    "natural_person": IssueCode("info", "the beneficiary is a natural person; what tells who is not kept", "nothing"),
    "no_name": IssueCode("warning", "words that should name an organisation are in small letters only", _OPEN),
    "provisional_code": IssueCode("info", "the registry prints no number; the code is made of the address or the short name", "nothing"),
    "unknown_programme": IssueCode("warning", "no single declared programme begins with the number", "declare the programme"),
    # labels
    "duplicate_label": IssueCode("warning", "one label stands twice with different values; none is taken", _OPEN),
    "label_not_read": IssueCode("warning", "a known label not formatted as one; its value was not read", _OPEN),
    "placeholder": IssueCode("info", "a label whose value says only that there is none", _NOTHING),
    "second_block": IssueCode("warning", "known labels outside the record's own block; not read", "open the page: are they the record's?"),
    "unknown_label": IssueCode("warning", "a label that the registry does not declare", "map, drop or ignore it in the declaration"),
    "value_of_several_lines": IssueCode("warning", "a value over several lines, one of which may be something else; none is taken", _OPEN),
    # values that contradict each other, or are more than one
    "conflicting_values": IssueCode("warning", "the page gives a field two values; the message says which is taken", _OPEN),
    "count_mismatch": IssueCode("warning", "the text counts more or fewer things than it lists; none is taken", _OPEN),
    "several_addresses": IssueCode("warning", "several addresses of one crawl give the project; one was used", "declare the one address"),
    "several_funds": IssueCode("warning", "several funds of the Union where one is expected", _OPEN),
    "several_records": IssueCode("warning", "several records of a page have the same project code; one was used", _OPEN),
    # readers
    "not_read": IssueCode(
        "error", "reading the page took too long, needed too much memory or ended its process; the next run tries again", "mend the reader"
    ),
    "parser_crashed": IssueCode("error", "the registry's reader raised an exception; nothing of the page is kept", "mend the reader"),
    # money
    "ambiguous_currency": IssueCode("warning", "`kr` where it could be that of several countries", _FORM),
    "amount_without_currency": IssueCode("warning", "no currency is known for an amount; it is left out", "declare the currency"),
    "impossible_amount": IssueCode("warning", "an amount larger than any fund", _OPEN),
    "impossible_value": IssueCode("warning", "a number too large for its column; it is left out", _OPEN),
    "mixed_currencies": IssueCode("warning", "amounts of one record in several currencies; the others became funding lines", _NOTHING),
    "no_exchange_rate": IssueCode("warning", "no rate for the month of the start; the amount in euro is empty", "add rates or the start"),
    "rounded_amount": IssueCode("info", "the figure is rounded; another registry has the exact one", "cite the exact one"),
    "two_currencies": IssueCode("warning", "one amount with two currencies", _OPEN),
    "unexpected_currency": IssueCode("warning", "an amount in a currency the registry does not declare", "declare it, if it is right"),
    "unknown_funding_line": IssueCode("warning", "a line of funding of an unknown kind; it is left out", "add it to core/funding.sql"),
    "unreadable_amount": IssueCode("warning", "not an amount in the registry's number format", _FORM),
    "unsplit_support": IssueCode("info", "Union and national money, together or not told apart", "do not sum it as the Union's"),
    "unstated_currency": IssueCode("warning", "an amount without a currency where several are printed; it is left out", _OPEN),
    "zero_amount": IssueCode("warning", "zero, which registries print for a missing amount", _NOTHING),
    # dates
    "impossible_date": IssueCode("warning", "no such day in the calendar", _OPEN),
    "period_reversed": IssueCode("warning", "the end lies before the start", _OPEN),
    "respelt_period": IssueCode("info", "a programming period printed another way than it is called", "nothing"),
    "sentinel_date": IssueCode("warning", "a placeholder such as 1900-01-01, not a date", _NOTHING),
    "unreadable_date": IssueCode("warning", "not a date in a form the registry uses", _FORM),
    "unreadable_duration": IssueCode("info", "not a length of time in whole months", _FORM),
    "unreadable_period": IssueCode("warning", "not a period in a form the registry uses", _FORM),
    # numbers and codes
    "impossible_rate": IssueCode("warning", "a rate outside 0-100 %", _OPEN),
    "invalid_organisation_number": IssueCode("warning", "the check digit or the length of an organisation number is wrong", _OPEN),
    "undecodable": IssueCode("warning", "a value with a character that the page's encoding broke", "crawl again; tell the registry"),
    "unknown_category": IssueCode("warning", "a word that is none of those known for the field", _WORDS),
    "unknown_region": IssueCode("warning", "no region of the project's country has this name", "add it to region_alias.csv"),
    "unknown_region_code": IssueCode("warning", "no NUTS edition from 2013 on has this code", _OPEN),
    "unreadable_cci": IssueCode("warning", "not a programme number (CCI)", _FORM),
    "unreadable_code": IssueCode("warning", "not a code of the form the registry declares", _FORM),
    "unreadable_number": IssueCode("warning", "not a whole number, or digits of another script", _FORM),
    "unreadable_nuts": IssueCode("warning", "not a NUTS code", _FORM),
    "unreadable_postcode": IssueCode("warning", "not a postcode of the country", _FORM),
    "unreadable_rate": IssueCode("warning", "not a rate in percent", _FORM),
    "zero_or_missing": IssueCode("info", "zero participants, which may mean none or not reported", "do not average over it"),
    # personal data
    "personal_data": IssueCode("warning", "an e-mail address, telephone or personal identity number in a value", "nothing; it is not kept"),
    "personal_number": IssueCode("warning", "an organisation number that may be a person's", "nothing; it is not kept"),
}  # fmt: skip


def issue_code(code: str) -> IssueCode:
    """What a code stands for. Raises `UnknownIssueCode` for one that is not in the catalogue."""
    known: Mapping[str, IssueCode] = ISSUE_CODES  # type: ignore[assignment]
    if code not in known:
        raise UnknownIssueCode(f"{code!r} is not an issue code; add it to parsers/vocabulary/issue_codes.py with its severity and meaning")
    return known[code]
