"""eupublicdata.pages.dev: what stands outside its labels: the headline with id and country, the title below it, the rate in a sentence."""

from __future__ import annotations

import re

from parsers.declaration import Registry
from parsers.page.labels import Block
from parsers.page.text import Span
from parsers.reading import Page
from parsers.record.draft import Draft
from parsers.record.title_and_text import is_title

_HEADLINE = re.compile(r"KOHESIO · (?P<code>Q\d+) · (?P<country>[A-Z]{2})")
_RATE = re.compile(r"[Tt]he EU contributes[^.]*?(?:\.\d[^.]*?)*co-funding rate of (?P<rate>\d{1,3}(?:\.\d+)? ?%)")


def amend(draft: Draft, _block: Block, page: Page, registry: Registry) -> None:
    """Adds id, country and title of the headline, and the first rate stated; the amounts of this mirror are rounded."""
    _read_headline(draft)
    if rate := _RATE.search(page.text.text):
        draft.read("eu_cofinancing_rate_pct", Span(*rate.span("rate")), "prose")
    for name in ("total_cost", "eu_contribution"):
        if draft.value(name):
            draft.issue("rounded_amount", "a mirror's figure, rounded; Kohesio has the exact one", field=name)


def _read_headline(draft: Draft) -> None:
    lines = draft.page.lines
    for at, line in enumerate(lines):
        found = _HEADLINE.search(draft.page.of(line))
        if not found:
            continue
        draft.claim_line(line)
        for name, part in (("project_code", "code"), ("country_code", "country")):
            draft.read(name, line.span(found, part), "heading", value=found[part])
        following = [line for line in lines[at + 1 : at + 4] if is_title(draft.page.of(line).rstrip(".")) or line.role == "heading"]
        if following:
            draft.read("title", Span(following[0].start, following[0].end), "heading")
        return
