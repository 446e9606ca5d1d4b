"""Owners, operators, lead partners and partners told in sentences and lists, each with its role.

Belongs here: who takes part and as what. Does not belong here: where one name of a list ends (`parsers.record.party_names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers.page.text import Line, Span
from parsers.prose.language import language_of
from parsers.prose.sentences import Sentence
from parsers.record.draft import Draft
from parsers.record.party_names import split_parties
from parsers.values import numbers
from parsers.vocabulary.languages import LANGUAGES

_SMALL_WORDS = (
    r"i|for|för|av|og|och|&|–|science|center|senter|sentrum|museum|museet|högskola|høgskole|institutt?|forening|förening|stiftelse"
    r"|kommune?|fylkeskommune|universitet\w*"
)
"""Words in small letters that stand inside the names of organisations."""
_NAME = rf"[A-ZÅÄÖÆØ][\w!&.-]*(?:,? (?:[A-ZÅÄÖÆØ0-9][\w!&.-]*|{_SMALL_WORDS}))*"
_OWNERS = re.compile(
    r"^\s*(?P<said>Projektägare|Prosjekteiere?|Prosjekteigar\w*)(?:\s+(?:for|för)\s+\S+)?(?:\s+(?:är|er|har vært)|:)"
    r"\s+(?P<list>[A-ZÅÄÖÆØ].*?)\.?\s*$"
)
_OWNERS_BARE = re.compile(r"^\s*(?P<said>Projektägare|Prosjekteiere?)\s+(?P<list>[A-ZÅÄÖÆØ].*?\s+(?:och|og)\s+.*?)\.?\s*$")
_TOGETHER = re.compile(r"\s+(?P<said>i samverkan med|i samarbete med|i samarbeid med|tillsammans med|sammen med)\s+")
_NO_NAMES = frozenset(("vi", "vår", "vårt", "han", "hon", "hun", "de", "det", "den", "projektet", "prosjektet", "her", "her er", "her är"))
_OWNED = re.compile(
    r"\b(?P<said>Projektet ägs av|Prosjektet eies av|Prosjektet eigast av)\s+(?P<list>[A-ZÅÄÖÆØ].*?)(?:,?\s+som\b|,?\s+vill\b|\.\s*$|$)"
)
_OWNED_WITH = re.compile(rf"(?P<we>{_NAME})\s+(?:ble|blev)\b.*?\bder vi sammen med (?P<other>{_NAME}) er (?P<said>prosjekteiere)")
_SIDES = {word: code for language in LANGUAGES.values() for word, code in (language.adjectives or {}).items()}
_NATIONAL_OWNER = re.compile(rf"(?P<name>{_NAME})\s+(?:är|er)\s+(?:(?P<side>{'|'.join(_SIDES)})\s+)?(?P<said>projektägare|prosjekteier)\b")
_OPERATOR = re.compile(
    rf"(?:(?:Erhvervsskolen|Skolen|Virksomheden)\s+)?(?P<name>{_NAME}?)(?:,\s*(?P<place>[A-ZÅÄÖÆØ]\w+),)?\s+(?:er|är)\s+(?P<said>operat[øö]r)"
)
_CROSS = re.compile(r"^(?P<list>[A-ZÅÄÖÆØ].*?)\s+er\s+(?P<said>tværgående partnere|tværgående partner)\b")
_ALSO = re.compile(
    r"(?P<said>^[Pp]artnere?(?: i pros?jektet)?(?=:)|en række partnere|[øØ]vrige partnere(?: i samarbeidet)?(?: er)?"
    r"|övriga partner|andra partner)\s*:?"
    r"\s+(?P<list>[A-ZÅÄÖÆØ].*?)(?:\s+(?:og|och)\s+der\s+knyttes.*|\.\s*|$)"
)
_WITH = re.compile(r"\b(?P<said>tillsammans med)\s+(?P<list>[A-ZÅÄÖÆØ].*?)\s+(?:beviljats|har|fått)\b")
_DONE_WITH = re.compile(
    r"\b(?:genomförs|drivs|gjennomføres|gennemføres|drives)\s+(?:av \S+ )?"
    r"(?P<said>tillsammans med|sammen med|i samarbete med|i samarbejde med|i samarbeid med)\s+(?P<list>[A-ZÅÄÖÆØ].*?)\.?\s*$"
)
_PARTNER_HEADING = re.compile(
    r"^(?:Yderligere partner\w*|Øvrige partnere|Andre partnere|Partnere i prosjektet|Övriga partner\w*|Samarbejdspartnere)\s*:?$", re.I
)
_MEMBER = re.compile(rf"(?P<name>{_NAME}?),\s*(?P<region>(?:Region\s+)?[A-ZÅÄÖÆØ][\w-]+)(?:\s*\((?P<role>[^()]+)\))?\s*$")
_IN_COUNTRY = re.compile(r"\s+i (?:Sverige|Norge|Danmark|Finland)$")
_LEAD = re.compile(r"lead ?partner|ledende partner|huvudpartner", re.I)


def read_parties(draft: Draft, told: Sequence[Sentence], lines: Sequence[Line], *, first_is_beneficiary: bool) -> None:
    """Owners, operator and partners. The first owner of an announcement is its beneficiary where `first_is_beneficiary`; elsewhere owners
    are owners, none of them the only one."""
    for sentence in told:
        owners = _OWNERS.match(sentence.words) or _OWNERS_BARE.match(sentence.words) or _OWNED.search(sentence.words)
        if owners:
            first, last = owners.span("list")
            also = _TOGETHER.search(sentence.words, first, last)
            for span in split_names(draft, sentence, (also.end(), last)) if also else []:
                add_partner(draft, span, "partner", said=sentence.at(*also.span("said"))) if also else None
            for number, span in enumerate(split_names(draft, sentence, (first, also.start() if also else last))):
                if number == 0 and first_is_beneficiary and draft.value("beneficiary_name") is None:
                    draft.read("beneficiary_name", span, "prose")
                else:
                    add_partner(draft, span, "lead" if first_is_beneficiary else "owner", said=sentence.at(*owners.span("said")))
        both = _OWNED_WITH.search(sentence.words)
        if both:
            for part in ("we", "other"):
                add_partner(draft, sentence.at(*both.span(part)), "owner", said=sentence.at(*both.span("said")))
        for found in _NATIONAL_OWNER.finditer(sentence.words):
            side = _SIDES.get(found["side"] or "")
            add_partner(draft, sentence.at(*found.span("name")), "owner", side, said=sentence.at(*found.span("said")))
        cross = _CROSS.match(sentence.words)
        if cross:
            for span in split_names(draft, sentence, cross.span("list")):
                add_partner(draft, span, "cross_cutting_partner", said=sentence.at(*cross.span("said")))
        for pattern in (_ALSO, _WITH, _DONE_WITH):
            also = pattern.search(sentence.words)
            if also:
                for span in split_names(draft, sentence, also.span("list")):
                    add_partner(draft, span, "partner", said=sentence.at(*also.span("said")))
    _read_member_lines(draft, lines)
    _read_partner_heading(draft, lines)
    for sentence in told:  # after the lists, so that an operator that is a partner too keeps its place there
        operator = _OPERATOR.search(sentence.words)
        if operator:
            add_partner(draft, sentence.at(*operator.span("name")), "operator", said=sentence.at(*operator.span("said")))


def split_names(draft: Draft, sentence: Sentence, part: tuple[int, int]) -> list[Span]:
    return [_without_country(draft, name) for name in split_parties(draft.page.text, sentence.at(*part), sentence.language)]


def _without_country(draft: Draft, span: Span) -> Span:
    """A name without the country told behind it: `Høyskolen i Borås i Sverige`."""
    told = _IN_COUNTRY.search(draft.page.text[span.start : span.end])
    return Span(span.start, span.start + told.start()) if told else span


def add_partner(draft: Draft, span: Span, role: str, country_code: str | None = None, said: Span | None = None) -> int:
    """Adds a partner with a role and, where it is said, a country; `said` is where the words for the role stand. A name that is there
    already gets no second item but a second role. Returns its item number; 0 where the words are no name."""
    name = numbers.plain(draft.page.text[span.start : span.end])
    if name.casefold() in _NO_NAMES:
        return 0
    known = next((seen.item_no for seen in draft.items("partner_name") if seen.value.casefold() == name.casefold()), None)
    if known is not None:
        draft.claimed.append(span)
        roles = draft.value("partner_role", known)
        if roles and role not in roles.split(",") and role != "partner":
            earlier = draft.observations.pop(("partner_role", known))
            both = role if roles == "partner" else f"{roles},{role}"
            rule = f"{earlier.value_raw}; the page also calls it {role}"
            draft.derive("partner_role", both, rule, known, derived_from=("partner_name",))
        return known
    item = draft.next_item("partner_name")
    draft.read("partner_name", span, "prose", item_no=item)
    if said:
        draft.read("partner_role", said, "prose", value=role, item_no=item)
    else:
        draft.derive("partner_role", role, "listed as a partner", item, derived_from=("partner_name",))
    if country_code:
        draft.derive("partner_country_code", country_code, "the side named beside it", item, derived_from=("partner_role",))
    return item


def _read_member_lines(draft: Draft, lines: Sequence[Line]) -> None:
    """Lines such as `ZBC, Region Sjælland (leadpartner)`, two or more of them after each other."""
    members = [(line, _MEMBER.match(draft.page.of(line)) if line.end - line.start < 300 else None) for line in lines]
    for at, (line, found) in enumerate(members):
        beside = [members[near][1] for near in (at - 1, at + 1) if 0 <= near < len(members)]
        if not found or not any(other and (other["role"] or other["region"].startswith("Region")) for other in beside):
            continue
        role = "lead" if found["role"] and _LEAD.search(found["role"]) else "partner"
        said = Span(line.start + found.start("role"), line.start + found.end("role")) if role == "lead" else None
        item = add_partner(draft, Span(line.start + found.start("name"), line.start + found.end("name")), role, said=said)
        if not item:
            continue
        draft.read("partner_region_name", Span(line.start + found.start("region"), line.start + found.end("region")), "prose", item_no=item)
        draft.claim_line(line)


def _read_partner_heading(draft: Draft, lines: Sequence[Line]) -> None:
    """What stands under a heading of partners: one line with a list, or a name on each line."""
    for heading, line in pairwise(lines):
        if not _PARTNER_HEADING.match(draft.page.of(heading)):
            continue
        draft.claim_line(heading)
        words = draft.page.of(line)
        end = re.search(r"\.\s+[A-ZÅÄÖÆØ]", words)
        span = Span(line.start, line.start + (end.start() if end else len(words)))
        for name in split_parties(draft.page.text, span, language_of(words, "nb") or "nb"):
            add_partner(draft, name, "partner", said=Span(heading.start, heading.end))
