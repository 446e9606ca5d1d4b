"""Amounts told in sentences, each by the words around it: total, support of the Union, national support, further lines of funding.

Belongs here: what an amount is for. Does not belong here: how it is written (`parsers.values.money`).

A percentage in a sentence is never a Union rate, and a sum over several operations never an amount of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.prose.sentences import COUNT_WORDS, PLURAL, Sentence
from parsers.record.draft import Draft
from parsers.values import numbers
from parsers.values.dates import periods_in
from parsers.values.money import Money, amount_of, amounts_in, currency_at

_LOCALES: dict[str, str] = {"sv": "sv-prose", "nb": "nb-prose", "da": "da-prose"}
_TOTAL = re.compile(
    r"(?:total\w*\s+(?:(?:svenske?a?|norske?a?)\s+)?(?:prosjekt|projekt)?(?:budsjett?|budget|kostnad|omkostning|omfang|ram)\w*"
    r"|totalbudsjett\w*|totalbudget\w*|budsjettramme\w*|saml(?:et|ede)\s+(?:budsjett?|budget|kostnad|omkostning|økonomi|ramme)\w*"
    r"|(?:prosjektet|projektet)s? (?:har |totale? )?(?:et |en )?budsjett?\w*|budget\w* för projektet)"
    r"(?:\s+(?:for|för)\s+\S+)?\s*(?:är|er|ligger|utgör|utgjør|på|om|ca\.?|cirka|:|\s)*$",
    re.I,
)
_TO_AMOUNT = r"^[\s,]*(?:är|er|i|kommer|kjem|fra|från|frå|af|av|ur|som)?\s*"
_IR = re.compile(_TO_AMOUNT + r"(?:fra |från |i )?norske?[ar]?r?\s+(?:statliga?e?\s+)?(?:IR|interreg)[- ]?m(?:id|ed)\w*", re.I)
_UNION = r"(?:EU\b|EUs\b|Europeiska|Den Europæiske|Det europeiske|Europæiske|European|regionalfonden|socialfonden|ERDF|ERUF)"
_EU = re.compile(
    _TO_AMOUNT + r"(?:(?:EU|ERDF|ERUF)[- ]?(?:st[öø]\w*|m(?:id|ed)\w*|bidrag\w*)"
    rf"|(?:i )?(?:EU-)?st[öø](?:d|tte)\s+(?:från|fra|frå|ur|av|af)\s+{_UNION}"
    rf"|(?:fra|från|frå|af|av|ur)\s+{_UNION})",
    re.I,
)
_BOTH = re.compile(_TO_AMOUNT + r"(?:st[öø]\w+\s+(?:från|fra|frå)\s+Interreg|EU-\w+\s+(?:og|och)\s+norske?a?\s+(?:IR|Interreg)-?\w*)", re.I)
_EU_GIVES = re.compile(
    r"\bEU(?:'?s? \w*fond)?\s+(?:støtter|støttar|stöder|stödjer|bidrar|bidrager)\s+(?:projektet|prosjektet)?\s*(?:med\s*)?$", re.I
)
_EU_IS = re.compile(r"\bEU-(?:st[öø]\w+|m(?:id|ed)\w+)(?:\s+(?:är|er|utgör|utgjør|på)|:)\s*$", re.I)
_IR_IS = re.compile(r"\bIR-m(?:id|ed)\w+(?:\s+(?:är|er|utgör|utgjør|på)|:)\s*$", re.I)
_PAID_BY = re.compile(rf"\b(?:støtt|stött|stöd|finansier)\w*\s+(?:af|av)\s+(?:den |det )?{_UNION}[^.]{{0,40}}\s+med\s*$", re.I)
_LIMIT = re.compile(r"\b(?:högst|maksimalt|maximalt|minst|mindst|upp till|op til|opp til|inntil|alltid|altid)\s*$", re.I)
_SINGULAR = re.compile(r"\bpros?jektets?\b", re.I)
_PAYER = re.compile(
    r"^\s*(?:af|av|från|fra|frå)\s+(?P<payer>Region(?:en)?\s+[A-ZÅÄÖÆØ]\w+"
    r"|[A-ZÅÄÖÆØ][\w-]+(?: [A-ZÅÄÖÆØ][\w-]+)* (?:kommune?|fylkeskommune|länsstyrelse\w*))"
)
_RECIPIENT = re.compile(
    r"(?P<recipient>[A-ZÅÄÖÆØ][^.;:]*?)(?:, der)?\s+(?:støttes|stöttas|stöds|mottar|modtager|tildeles|tilldelas)\s+(?:med\s*)?$"
)
_SHARE = re.compile(
    r"\b(?:hvorav|varav|heraf)\s+(?P<share>halvparten|halvdelen|hälften|\d{1,3} ?(?:%|prosent|procent))\s+(?:er|är)\s+"
    r"(?P<source>EU-\w+(?P<also>\s+(?:og|och)\s+norske?a?\s+(?:IR|Interreg)-?\w*)?)",
    re.I,
)
_ADJECTIVES = {"midtjysk": "Midtjylland", "sjællandsk": "Sjælland", "nordjysk": "Nordjylland", "syddansk": "Syddanmark"}


@dataclass(frozen=True, slots=True)
class _Sum:
    """An amount in a sentence with what stands before it and after it, up to the neighbouring amounts."""

    start: int
    end: int
    money: Money | numbers.Unreadable
    before: str
    after: str


def read_money(draft: Draft, told: Sequence[Sentence]) -> None:
    """Total, support of the Union, national support and further lines of funding, each by the words around it."""
    paragraph, several = -1, False
    for sentence in told:
        start = draft.page.text.rfind("\n", 0, sentence.span.start)
        several = PLURAL.search(sentence.words) is not None or (several and start == paragraph and not _SINGULAR.search(sentence.words))
        paragraph = start
        for each in _sums(sentence):
            if _LIMIT.search(each.before):
                continue
            field = _field_of(each)
            if isinstance(each.money, numbers.Unreadable):
                raw = sentence.words[each.start : each.end]
                draft.issue(each.money.code, f"{raw!r}: {each.money}", field=field, value_raw=raw)
            elif field is not None and not several:
                _add_amount(draft, sentence, each, each.money, field)
            elif field is None and not several:
                _add_line(draft, sentence, each, each.money)
        _read_share(draft, sentence)
    total, currency = draft.value("total_cost"), draft.currencies.get("total_cost")
    for share in draft.items("funding_share_pct"):
        if total and currency:
            amount = numbers.decimal_text(Decimal(total) * Decimal(share.value) / 100)
            rule = f"{share.value} % of the total of {total}"
            draft.derive("funding_amount", amount, rule, share.item_no, derived_from=("funding_share_pct", "total_cost"))
            draft.derive("funding_currency", currency[0], "currency of the total", share.item_no, derived_from=("total_cost",))


def _sums(sentence: Sentence) -> list[_Sum]:
    locale = _LOCALES.get(sentence.language, "nb-prose")
    places = amounts_in(sentence.words, locale)
    bounds = [0, *(at for place in places for at in place), len(sentence.words)]
    found = []
    for number, (start, end) in enumerate(places):
        try:
            read: Money | numbers.Unreadable = amount_of(sentence.words[start:end], locale)
        except numbers.Unreadable as error:
            read = error
        before, after = sentence.words[bounds[2 * number] : start], sentence.words[end : bounds[2 * number + 3]]
        found.append(_Sum(start, end, read, before, after))
    return found


def _field_of(each: _Sum) -> str | None:
    if _IR_IS.search(each.before):
        return "national_contribution"
    if _EU_IS.search(each.before):
        return "eu_contribution"
    if _IR.match(each.after):
        return "national_contribution"
    if _BOTH.match(each.after):
        return "support_amount"
    if _EU.match(each.after) or _EU_GIVES.search(each.before) or _PAID_BY.search(each.before):
        return "eu_contribution"
    return "total_cost" if _TOTAL.search(each.before) else None


def _add_amount(draft: Draft, sentence: Sentence, each: _Sum, read: Money, field: str) -> None:
    span, amount = sentence.at(each.start, each.end), numbers.decimal_text(read.amount)
    known = draft.value(field)
    if known is not None:
        draft.claimed.append(span)
        if known != amount:
            raw = sentence.words[each.start : each.end]
            told_twice = draft.observations[field, 0].method == "prose"
            taken = "neither is taken" if told_twice else "the one under a label is taken"
            draft.issue("conflicting_values", f"{raw!r} beside {known}; {taken}", field=field, value_raw=raw)
            if told_twice:
                del draft.observations[field, 0]
                draft.printed.add(field)
        return
    if field in draft.printed:
        return
    draft.read(field, span, "prose", value=amount)
    if read.currency:
        at = currency_at(sentence.words[each.start : each.end])
        draft.currencies[field] = read.currency, sentence.at(each.start + at[0], each.start + at[1]) if at else span
    period = next(iter(periods_in(each.after, ("year",))), None)
    if field == "eu_contribution" and period:
        place = sentence.at(each.end + period[0], each.end + period[1])
        draft.read("eu_contribution_period", place, "prose")


def _add_line(draft: Draft, sentence: Sentence, each: _Sum, read: Money) -> None:
    """A line of funding of its own: paid by somebody who is named, or to somebody who is."""
    payer, recipient = _PAYER.match(each.after), _RECIPIENT.search(each.before)
    if not payer and not recipient:
        return
    item = draft.next_item("funding_amount")
    draft.read("funding_amount", sentence.at(each.start, each.end), "prose", value=numbers.decimal_text(read.amount), item_no=item)
    if read.currency:
        at = currency_at(sentence.words[each.start : each.end]) or (0, each.end - each.start)
        draft.read("funding_currency", sentence.at(each.start + at[0], each.start + at[1]), "prose", value=read.currency, item_no=item)
    named = tuple(name for name, part in (("funding_source", payer), ("funding_recipient", recipient)) if part)
    draft.derive("funding_kind", "support", "the sentence says who supports whom", item, derived_from=named)
    if payer:
        place = sentence.at(each.end + payer.start("payer"), each.end + payer.end("payer"))
        draft.read("funding_source", place, "prose", item_no=item)
    if recipient:
        first = len(sentence.words[: each.start]) - len(each.before)
        draft.read("funding_recipient", sentence.at(first + recipient.start(1), first + recipient.end(1)), "prose", item_no=item)


def _read_share(draft: Draft, sentence: Sentence) -> None:
    """`hvorav halvparten er EU-støtte og norske Interreg-midler`: a share of two sources together, and so no rate of the Union."""
    found = _SHARE.search(sentence.words)
    if not found:
        return
    item = draft.next_item("funding_amount")
    kind = "eu_and_national" if found["also"] else "support"
    digits = re.match(r"\d+", found["share"])
    draft.read("funding_share_pct", sentence.at(*found.span("share")), "prose", value=digits.group() if digits else "50", item_no=item)
    draft.read("funding_source", sentence.at(*found.span("source")), "prose", item_no=item)
    draft.derive("funding_kind", kind, "the sources named", item, derived_from=("funding_source",))
    if found["also"]:
        told = "a share of Union and national money together; how it is split, and the Union's rate, the page does not say"
        draft.issue("unsplit_support", told, field="eu_cofinancing_rate_pct", value_raw=found.group())


def resolve_recipients(draft: Draft) -> None:
    """`De tre midtjyske erhvervsskoler` are the three partners in Region Midtjylland, where the page lists exactly three."""
    for seen in draft.items("funding_recipient"):
        words = seen.value.casefold()
        region = next((name for adjective, name in _ADJECTIVES.items() if adjective in words), None)
        counts = (int(word) if word.isdigit() else COUNT_WORDS.get(word) for word in words.split())
        count = next((number for number in counts if number is not None), None)
        members = [
            partner.value
            for partner in draft.items("partner_name")
            if region and (draft.value("partner_region_name", partner.item_no) or "").endswith(region)
        ]
        if region and members and len(members) == count:
            rule = f"the {count} partners listed in {region}"
            inputs = ("funding_recipient", "partner_name", "partner_region_name")
            draft.derive("funding_recipient_names", json.dumps(members, ensure_ascii=False), rule, seen.item_no, derived_from=inputs)
