"""Sentences that announce granted money: `OWNER får AMOUNT till projektet TITLE`, one operation each.

Belongs here: that sentence in its variants, Swedish. Does not belong here: which pages hold such sentences.
"""

from __future__ import annotations

import re

from parsers.declaration import Registry
from parsers.page.labels import bullet_end
from parsers.page.text import Span
from parsers.prose.sentences import Sentence
from parsers.prose.title_fund_places import read_fund
from parsers.reading import Issue, Page, Reading
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft
from parsers.record.readings import reading_of
from parsers.values import numbers
from parsers.values.money import amount_of, currency_at

_NO_OWNER = re.compile(
    r"(?:[a-zåäö]|(?:Varje|Alla|Nu|De|Det|Vi|Om|När|Då|I|På|Därmed|Dessutom|Projektet|Projekten|Flera|Sammanlagt|Totalt)\b)"
)
_SENTENCE_INSIDE = re.compile(r"[.?!]\s+[A-ZÅÄÖ]|\d{3}|\bkron|\b(?:att|som|får|beslutade|beslutat|meddelade|säger)\b")
_NO_TITLE = re.compile(r"\b[Ll]äs mer\b|\bkan det\b")
_LONGEST = 1000
_AWARD = re.compile(
    r"(?P<owner>[^•]+?) (?:får|beviljas|tilldelas) (?:(?:drygt|knappt|cirka|ca\.?|tillsammans|totalt) )?"
    r"(?P<amount>\d[\d\s,]*(?: ?(?:miljoner|miljon|tusen|mnkr|mkr|msek|tkr))?(?: (?:kron\w*|kr|euro))?)"
    r"(?P<source> i (?:EU-)?stöd| (?:i stöd )?(?:från|ur) [^.]*?)? (?:till|för) projektet (?P<title>\S.*?)(?=\.\s+[\[A-ZÅÄÖ]|\.?\s*$)"
)


def award_in(words: str) -> re.Match[str] | None:
    """The announcement a line makes, if it makes one."""
    found = _AWARD.match(words, bullet_end(words)) if len(words) <= _LONGEST else None
    if not found or _NO_OWNER.match(found["owner"]) or _SENTENCE_INSIDE.search(found["owner"]) or found["title"][0].islower():
        return None
    return found if not _NO_TITLE.search(found["title"]) else None


def read_award(page: Page, registry: Registry, at: int, found: re.Match[str], record_no: int, region: Span | None = None) -> Draft:
    """One record from the announcement found in words that begin at `at`.

    The amount is announced as money from the fund; whether state money is in it the sentence does not say, and an issue repeats that.
    """
    draft = Draft(page.text, registry, record_no)
    draft.read("title", Span(at + found.start("title"), at + found.end("title")), "prose")
    draft.read("beneficiary_name", Span(at + found.start("owner"), at + found.end("owner")), "prose")
    span = Span(at + found.start("amount"), at + found.end("amount"))
    try:
        granted = amount_of(re.sub(r"kron\w+$", "kronor", found["amount"].strip()), registry.number_locale)
    except numbers.Unreadable as error:
        draft.issue(error.code, str(error), field="eu_contribution", value_raw=found["amount"])
    else:
        draft.read("eu_contribution", span, "prose", value=numbers.decimal_text(granted.amount))
        if granted.currency:
            named = currency_at(found["amount"])
            place = Span(span.start + named[0], span.start + named[1]) if named else span
            draft.currencies["eu_contribution"] = granted.currency, place
        told = "announced as money from the fund; whether state co-financing is in it is not said"
        draft.issue("unsplit_support", told, field="eu_contribution")
    if found["source"]:
        start, end = found.span("source")
        read_fund(draft, Sentence(Span(at + start, at + end), found["source"], "sv"))
    if region:
        draft.read("region_name", region, "prose")
    draft.claimed.append(Span(at + found.start(), at + found.end()))
    settle_currency(draft)
    return draft


def read_awards(page: Page, registry: Registry, region: re.Pattern[str]) -> Reading:
    """Granted projects of a press release, one per line `OWNER får AMOUNT till projektet TITLE`; `region` finds the one above them."""
    drafts: list[Draft] = []
    issues: list[Issue] = []
    of_region: Span | None = None
    for line in page.text.lines:
        words = page.text.of(line)
        named = region.search(words) if words.startswith("Utlysning") else None
        if named:
            of_region = Span(line.start + named.start(), line.start + named.end())
        found = award_in(words)
        if found:
            drafts.append(read_award(page, registry, line.start, found, len(drafts) + 1, of_region))
        elif bullet_end(words) and " får " in words:
            told = f"a listed line of {len(words)} characters on granted money could not be read (character {line.start} of the text)"
            issues.append(Issue.of("unread_award", told))
    return reading_of("news", page, drafts, issues)
