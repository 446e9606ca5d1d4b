"""A proposal for a registry from pages of a site nobody has declared: pages in, `Proposal` out.

Belongs here: the order in which a site is understood, and what is reported about each label. Does not belong here: the single questions,
each of which has a module of its own beside this one. Everything is for a person to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from textwrap import shorten

from parsers.declaration import Registry
from parsers.page.labels import label_key
from parsers.page.text import MASK
from parsers.reading import Page
from parsers.values import numbers
from parsers.values.dates import DateForm
from pipeline.commands.new_registry import value_forms
from pipeline.commands.new_registry.label_meanings import meanings_of
from pipeline.commands.new_registry.personal_labels import LONG_LINE, Personal, find_personal, may_be_a_name
from pipeline.commands.new_registry.proposal import LabelProposal, Meaning, Meanings, NewRegistryError, Proposal, Use
from pipeline.commands.new_registry.site_guesses import address_forms
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite, survey

_LONGEST_VALUE, _LONGEST_FURNITURE = 48, 100
_MOST_MARKERS = 6
_ORDER: tuple[Use, ...] = ("field", "dropped", "ignored", "unplaced")
_MAY_BE_A_PERSON = (None, "beneficiary_name", "partner_name")
_MAY_BE_LONG = (None, "description", "partner_name")


def propose(pages: Sequence[Page], registries: Iterable[Registry], lists: Sequence[Page] = ()) -> Proposal:
    """The proposal for `pages` of projects and the `lists` that lead to them, judged by the labels of `registries`.

    Raises `NewRegistryError` where the pages show no label.
    """
    site, personal = find_personal(survey(pages, tuple(registries)))
    if not site.labels:
        raise NewRegistryError(
            "no label on the given pages: no line ends with a colon, is marked up as a label (dt, th), repeats in one shape before "
            "values, or is a label of another registry; save the page of one project as the browser shows it"
        )
    meanings = meanings_of(site, personal.dropped)
    amounts = value_forms.amounts_on(site, meanings)
    locale, forms = value_forms.guess_number_locale(site, amounts), value_forms.guess_date_forms(site, meanings)
    labels = [_label(site, personal, label, meanings[label.key], locale.value, forms.value) for label in site.labels]
    return Proposal(
        n_pages=len(pages),
        labels=sorted(labels, key=lambda label: _ORDER.index(label.use)),
        extra_dropped=_extra_dropped(site),
        language=site.language,
        country=site.country,
        currencies=value_forms.guess_currencies(site, amounts, locale.value),
        number_locale=locale,
        date_forms=forms,
        printing=replace(site.found.printing, sections=tuple(name for name in site.found.printing.sections if not personal.is_in(name))),
        host=site.host,
        furniture=_furniture_of(site, personal),
        description_under=_prose_headings(site, personal),
        funds=value_forms.funds_on(site, meanings),
        code_pattern=value_forms.code_pattern_of(
            value for field, value in value_forms.values_of(site, meanings, "code") if field == "project_code"
        ),
        addresses=address_forms(pages, lists),
        markers=_markers(site, meanings),
    )


def _furniture_of(site: UnknownSite, personal: Personal) -> tuple[str, ...]:
    """Lines before the facts that stand on every page, as `label_key` has them: the site's, not the project's."""
    before = [[label_key(page.of(line)) for line in block.before] for page, block in site.texts_and_blocks]
    common = [key for key in before[0] if len(before) > 1 and all(key in keys for keys in before)]
    return tuple(dict.fromkeys(key for key in common if len(key) < _LONGEST_FURNITURE and not personal.is_in(key)))


def _prose_headings(site: UnknownSite, personal: Personal) -> tuple[str, ...]:
    """The headings above running text behind the facts of a page."""
    found = (
        numbers.plain(page.of(above))
        for page, block in site.texts_and_blocks
        for above, line in pairwise(block.after)
        if above.role == "heading" and len(page.of(line)) > LONG_LINE and MASK not in page.of(line)
    )
    return tuple(dict.fromkeys(heading for heading in found if not personal.is_in(heading)))


def _label(
    site: UnknownSite, personal: Personal, label: PrintedLabel, meaning: Meaning, locale: str, forms: tuple[DateForm, ...]
) -> LabelProposal:
    """What is reported about one label: of its values only those that cannot name a person."""
    reason, field, values = meaning.reason, meaning.field, label.values
    shown = [] if meaning.use == "dropped" else list(dict.fromkeys(values))[:2]
    if meaning.use in ("field", "unplaced"):
        if field in _MAY_BE_A_PERSON and any(map(may_be_a_name, values)):
            shown, reason = [], f"{reason}; a value looks like a person's name, none is shown"
        elif any(map(personal.is_in, values)):
            shown, reason = [], f"{reason}; a value holds a contact, none is shown"
    read = {value: value_forms.read_as(site, field, value, locale, forms) if field else None for value in values}
    n_unread = sum(read[value] is None for value in values) if field else 0
    if field not in _MAY_BE_LONG:
        n_unread = max(n_unread, sum("\n" in value for printed in label.by_page.values() for value in printed))
    as_read = [read[value] or "does not read" for value in shown if field]
    short = [tuple(shorten(value, _LONGEST_VALUE, placeholder="…") for value in part) for part in (shown, as_read)]
    return LabelProposal(label.label, len(label.by_page), meaning.use, reason, field, short[0], short[1], n_unread)


def _extra_dropped(site: UnknownSite) -> list[str]:
    """Labels of personal data that registries of the same language print and these pages do not."""
    seen, language = {label.key for label in site.labels}, (site.language.value,)
    dropped = [(key, known) for key, labels in site.known.items() for known in labels if known.use == "dropped" and key not in seen]
    return list({key: known.label for key, known in dropped if known.registry.languages[:1] == language}.values())


def _markers(site: UnknownSite, meanings: Meanings) -> tuple[str, ...]:
    """Labels that tell a project: the most frequent that feed a field, and so many that each page shows two."""
    fields = sorted((label for label in site.labels if meanings[label.key].field), key=lambda label: -len(label.by_page))
    chosen = [label.label for label in fields[:_MOST_MARKERS]]
    for page in range(len(site.pages)):
        own = [label.label for label in fields if page in label.by_page]
        chosen += own[:2] if sum(label in chosen for label in own) < 2 else []
    return tuple(dict.fromkeys(chosen))
