"""What each label of an unknown site may mean, and why.

Belongs here: from labels to fields, by the labels of other registries, by words, by values. Does not belong here: the words
(`label_words`), personal data (`personal_labels`), what follows for the whole site (`value_forms`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from urllib.parse import unquote

from parsers.values import numbers
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.languages import words_under
from pipeline.commands.new_registry.label_words import fields_by_words
from pipeline.commands.new_registry.proposal import Meaning, Meanings
from pipeline.commands.new_registry.unknown_site import KnownLabel, PrintedLabel, UnknownSite
from pipeline.commands.new_registry.value_forms import CODE_LIKE, DAYS, all_read, fits, looks_like_money

_WITH_RATE = re.compile(r"\d.*\(\d[\d.,]* ?%\)$")
# Fields whose values have a form that no other field shares; what they must look like beside being readable.
_TELLING: Mapping[str, str] = {
    **dict.fromkeys(("cci", "period", "beneficiary_org_number"), ".*"),
    "nuts_code": r"[A-Z]{2}\d[0-9A-Z]*",
    "fund_code": ".*",
    "country_code": r"\D{3,}",
    "website": r"(?:https?://|www\.)\S+",
}


def meanings_of(site: UnknownSite, dropped: Mapping[str, str]) -> Meanings:
    """The meaning of each label by its key. The surest way is tried first for all labels, so that a guess never takes a field that a word
    has settled."""
    meanings = {key: Meaning("dropped", reason) for key, reason in dropped.items()}
    ways: tuple[Callable[[PrintedLabel], Meaning | None], ...] = (
        partial(_by_same_label, site),
        lambda label: _as_elsewhere(site, label, site.near(label.key), "the words of "),
        partial(_by_stems, site),
        lambda label: _by_values(site, label, {meaning.field for meaning in meanings.values()}),
    )
    for way in ways:
        for label in site.labels:
            if label.key in meanings and meanings[label.key].use != "unplaced":
                continue
            found = way(label)
            if found and found.field and (clash := _clash(site, meanings, label, found.field)):
                told = f"{found.field}? {found.reason}; but `{clash}` gives that field another value on the same page"
                meanings[label.key] = Meaning("unplaced", told)
            elif found and found.use == "unplaced":
                meanings.setdefault(label.key, found)
            elif found:
                meanings[label.key] = found
    return {label.key: meanings.get(label.key) or Meaning("unplaced", _kind_of_values(site, label)) for label in site.labels}


def _clash(site: UnknownSite, meanings: Meanings, label: PrintedLabel, field: str) -> str | None:
    """The label that already feeds `field` with another value on one page, if there is one."""
    if FIELDS[field].group:
        return None
    for other in site.labels:
        if other.key in meanings and meanings[other.key].field == field:
            theirs = other.first_by_page
            pairs = [(value, theirs[page]) for page, value in label.first_by_page.items() if page in theirs]
            if any(numbers.plain(one) != numbers.plain(two) for one, two in pairs):
                return other.label
    return None


def _by_same_label(site: UnknownSite, label: PrintedLabel) -> Meaning | None:
    found = _as_elsewhere(site, label, site.known.get(label.key, ()), "")
    if found and found.field and FIELDS[found.field].group:
        own = _by_stems(site, label)  # a member of a group there, the one of its kind here
        if own and own.field and not FIELDS[own.field].group:
            return Meaning("field", f"{own.reason}; {found.reason} is {found.field}", own.field)
    ignored = site.known_as(label.key, "ignored")
    if ignored and not (found and found.field):
        return Meaning("ignored", f"ignored in {ignored.registry.code}: {ignored.meaning}")
    return found


def _as_elsewhere(site: UnknownSite, label: PrintedLabel, known: Iterable[KnownLabel], likeness: str) -> Meaning | None:
    """The field that most registries give a label, those of the language first, where its values can be read as that."""
    mapped = [word for word in known if word.use == "field"]
    votes, language = Counter(word.meaning for word in mapped), site.language.value
    mapped.sort(key=lambda word: (language not in word.registry.languages, len(word.registry.languages) > 3, -votes[word.meaning]))
    for word in mapped:
        if fits(site, word.meaning, label):
            others = ", ".join(sorted(votes.keys() - {word.meaning}))
            also = f" (elsewhere {others})" if others else ""
            return Meaning("field", f"{likeness}`{word.label}` in {word.registry.code}{also}", word.meaning)
    told = [f"`{word.label}` is {word.meaning} in {word.registry.code}, but its values do not read as that" for word in mapped]
    return Meaning("unplaced", told[0]) if told else None


def _by_stems(site: UnknownSite, label: PrintedLabel) -> Meaning | None:
    for named in fields_by_words(label.key, site.language.value) if label.values else ():
        with_rate = named == "eu_contribution" and any(_WITH_RATE.search(value) for value in label.values)
        field = "eu_contribution_and_rate" if with_rate else named
        if fits(site, field, label):
            return Meaning("field", f"by its words, and its values {_read_or_are(field)}", field)
    return None


def _by_values(site: UnknownSite, label: PrintedLabel, taken: set[str | None]) -> Meaning | None:
    """What the values alone tell: only what has one form and one meaning."""
    if not label.values:
        return None
    printed = label.first_by_page
    if all(value in unquote(site.pages[page].url) and CODE_LIKE.fullmatch(value) for page, value in printed.items()):
        return Meaning("field", "its value stands in the page's address", "project_code")
    for field, pattern in _TELLING.items():
        if all(re.fullmatch(pattern, value, re.S) for value in label.values) and all_read(site, field, label):
            return Meaning("field", f"every value {_read_or_are(field)}", field) if field not in taken else None
    return None


def _read_or_are(field: str) -> str:
    kind = FIELDS[field].kind.replace("_", " ")
    return "are text" if kind == "text" else f"read as {kind}"


def _kind_of_values(site: UnknownSite, label: PrintedLabel) -> str:
    """Why a label has no meaning: what its values are, and that its words do not tell of what."""
    if not label.values:
        return "never has a value"
    if all_read(site, "start_on", label, DAYS):
        return "a date; of what, its words do not tell"
    if all(value.casefold() in (*words_under("yes"), *words_under("no")) for value in label.values):
        return "yes or no; to what, its words do not tell"
    if looks_like_money(site, label):
        return "an amount: total_cost, support_amount or eu_contribution; which, only its words can tell"
    return "no registry has it, and its values tell nothing"
