"""Natural persons in a record: whether its beneficiary is one, and what is then taken back.

Belongs here: which fields and words of a record are withheld. Does not belong here: the look of a personal number or of a name
(`parsers.values.persons`), and the mask over contact details (`parsers.page.text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from parsers.page.labels import Pair
from parsers.reading import Issue
from parsers.record.draft import Draft
from parsers.record.field_values import value_of
from parsers.values import numbers
from parsers.values.persons import naming, naming_in_part

OF_BENEFICIARY = ("beneficiary_name", "beneficiary_postcode", "beneficiary_city", "beneficiary_org_number")


def withhold_person(draft: Draft) -> None:
    """Takes back what tells who a beneficiary is that is a natural person: name, postcode, town and number, every other value that
    names the person, and the words of issues about them. Does nothing where it is none."""
    if not draft.is_person:
        return
    named = draft.observations.get(("beneficiary_name", 0))
    draft.beneficiaries |= {named.value} if named else set()
    names, parts = naming(draft.beneficiaries), naming_in_part(draft.beneficiaries)
    if not any(issue.code == "natural_person" for issue in draft.issues):
        told = "the number of the beneficiary is a natural person's: name, postcode and town are not kept"
        draft.issue("natural_person", told, field="beneficiary_name")
    for key, seen in list(draft.observations.items()):
        words = f"{seen.value}\n{seen.value_raw}"
        if seen.field in OF_BENEFICIARY:
            del draft.observations[key]
        elif names.search(words) or (seen.field == "description" and parts.search(words)):
            del draft.observations[key]
            draft.issue("natural_person", f"{seen.field} names a natural person and is not kept", field=seen.field)
    draft.issues = [_without_person(issue, names) for issue in draft.issues]


def names_person(draft: Draft, words: str) -> re.Match[str] | None:
    """Where running text first names a person who stood under a label of personal data, or a beneficiary that is a natural person."""
    beneficiaries = draft.beneficiaries if draft.is_person else set()
    if not draft.persons and not beneficiaries:
        return None
    found = [pattern.search(words) for pattern in (naming(draft.persons | beneficiaries), naming_in_part(beneficiaries))]
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def find_person(draft: Draft, pairs: Iterable[Pair]) -> None:
    """Withholds the beneficiary where any number printed as its own is a natural person's, one that was not taken as a value included."""
    for pair in pairs:
        name = draft.registry.vocabulary.fields[pair.key]
        raw = draft.page.text[pair.value.start : pair.value.end] if pair.value else ""
        if name == "beneficiary_name":
            draft.beneficiaries |= set(raw.split("\n"))
        elif raw and name == "beneficiary_org_number" and not draft.is_person:
            try:
                value_of(name, raw, draft.registry)
            except numbers.Unreadable as error:
                if error.code == "personal_number":
                    draft.is_person = True
                    draft.issue("personal_number", f"{pair.label}: {error!s}", field=name, label=pair.label)
    withhold_person(draft)


def _without_person(issue: Issue, names: re.Pattern[str]) -> Issue:
    """An issue without the words that tell who a natural person is."""
    is_named = any(names.search(words or "") for words in (issue.message, issue.label, issue.value_raw))
    if not is_named and (issue.field not in OF_BENEFICIARY or issue.value_raw is None):
        return issue
    label = None if names.search(issue.label or "") else issue.label
    told = f"{label or issue.field or 'a line'}: about a natural person, so not repeated here"
    return replace(issue, message=told, label=label, value_raw=None)
