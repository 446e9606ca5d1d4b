"""A proposal for a registry from pages of a site nobody has declared: pages in, `Proposal` out.

Belongs here: the order in which a site is understood, and what is reported about each label. Does not belong here: the single questions,
each of which has a module of its own beside this one. Everything is for a person to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.declaration import Registry
from parsers.page.labels import Printing, label_key
from parsers.page.text import MASK
from parsers.reading import Page
from parsers.values import numbers
from parsers.values.dates import DateForm
from pipeline.commands.new_registry import value_forms
from pipeline.commands.new_registry.label_meanings import meanings_of
from pipeline.commands.new_registry.personal_labels import LONG_LINE, Personal, find_personal, may_be_a_name
from pipeline.commands.new_registry.proposal import Guess, LabelProposal, Meaning, Meanings, NothingToDraft, Proposal, Use
from pipeline.commands.new_registry.site_guesses import address_forms
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite, survey

_LONGEST_VALUE, _LONGEST_FURNITURE = 48, 100
_MOST_MARKERS = 6
_ORDER: tuple[Use, ...] = ("field", "dropped", "ignored", "unplaced")
_MAY_BE_A_PERSON = (None, "beneficiary_name", "partner_name")
_MAY_BE_LONG = (None, "description", "partner_name")


def propose(pages: Sequence[Page], registries: Iterable[Registry], lists: Sequence[Page] = ()) -> Proposal:
    """The proposal for `pages` of projects and the `lists` that lead to them, judged by the labels of `registries`.

    Raises `NothingToDraft` where the pages show no label.
    """
    site, personal = find_personal(survey(pages, tuple(registries)))
    if not site.labels:
        raise NothingToDraft(
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
        printing=_printing(site, personal),
        host=site.host,
        furniture=_furniture_of(site, personal),
        description_under=_prose_headings(site, personal),
        funds=value_forms.funds_on(site, meanings),
        code_pattern=value_forms.code_pattern_of(
            value for field, value in value_forms.values_of(site, meanings, "code") if field == "project_code"
        ),
        addresses=address_forms(pages, lists),
        markers=_markers(site, meanings),
        notes=list(_notes(site, meanings)),
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
    short = [tuple(_shortened(numbers.plain(value), _LONGEST_VALUE) for value in part) for part in (shown, as_read)]
    return LabelProposal(label.label, len(label.by_page), meaning.use, reason, field, short[0], short[1], n_unread)


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _extra_dropped(site: UnknownSite) -> list[str]:
    """Labels of personal data that registries of the same language print and these pages do not."""
    seen, language = {label.key for label in site.labels}, (site.language.value,)
    dropped = [(key, known) for key, labels in site.known.items() for known in labels if known.use == "dropped" and key not in seen]
    return list({key: known.label for key, known in dropped if known.registry.languages[:1] == language}.values())


def _printing(site: UnknownSite, personal: Personal) -> Guess[Printing]:
    sections = tuple(name for name in site.found.printing.sections if not personal.is_in(name))
    n_all, n_read = sum(len(label.by_page) for label in site.labels), sum(len(label.first_by_page) for label in site.labels)
    told = f"finds most labels: {n_all} on all pages, {n_read} of them with a value"
    return Guess(replace(site.found.printing, sections=sections), told)


def _markers(site: UnknownSite, meanings: Meanings) -> tuple[str, ...]:
    """Labels that tell a project, mapped ones first, so many that each page with labels shows two."""
    shown = [label for label in site.labels if meanings[label.key].use != "dropped"]
    ranked = sorted(shown, key=lambda label: (meanings[label.key].use != "field", -len(label.by_page)))
    everywhere = [label for label in ranked if len(label.by_page) == len(site.pages) and meanings[label.key].use == "field"]
    chosen = everywhere[:_MOST_MARKERS] or ranked[:1]
    for page in range(len(site.pages)):
        for label in ranked:
            if sum(page in other.by_page for other in chosen) < 2 and page in label.by_page and label not in chosen:
                chosen.append(label)
    return tuple(label.label for label in chosen if meanings[label.key].use != "unplaced")


def _notes(site: UnknownSite, meanings: Meanings) -> Iterator[str]:
    fields = {meaning.field for meaning in meanings.values()}
    several = [
        label.label
        for label in site.labels
        if meanings[label.key].use != "dropped" and any(len(set(map(numbers.plain, values))) > 1 for values in label.by_page.values())
    ]
    if several:
        listed = ", ".join(f"`{label}`" for label in several[:5])
        yield f"several projects to a page? printed with different values, so not read: {listed}"
    if "project_code" not in fields:
        yield "no label gives the project's number: the code is made of the address and provisional"
    if "title" not in fields:
        yield "no label gives the title: the first heading or short line before the facts is taken for it"
