"""A proposal for a registry from pages of a site nobody has declared: pages in, `Proposal` out.

Belongs here: the order in which a site is understood, and what is reported about each label. Does not belong here: the single questions,
each of which has a module of its own beside this one. Everything is for a person to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.declaration import Registry
from parsers.page.labels import Printing, label_key
from parsers.page.text import MASK
from parsers.reading import Page
from parsers.values import numbers
from parsers.values.dates import DateForm
from pipeline.commands.new_registry import value_forms
from pipeline.commands.new_registry.label_meanings import meanings_of
from pipeline.commands.new_registry.page_lines import furniture_of, guess_title_line, titles_of, unexplained_by
from pipeline.commands.new_registry.personal_labels import LONG_LINE, Personal, find_personal, may_be_a_name
from pipeline.commands.new_registry.proposal import Guess, LabelProposal, Meaning, Meanings, NothingToDraft, PageAccount, Proposal, Use
from pipeline.commands.new_registry.site_guesses import address_forms
from pipeline.commands.new_registry.unknown_site import PrintedLabel, UnknownSite, survey

_SHOWN_LINES = 20
_LONGEST_LINE = 100
_LONGEST_VALUE = 48
_MOST_MARKERS = 6
_ORDER: tuple[Use, ...] = ("field", "dropped", "ignored", "unplaced")
_MAY_BE_A_PERSON = (None, "beneficiary_name", "partner_name")
_MAY_BE_LONG = (None, "description", "partner_name")
_READ_LANGUAGES = ("sv", "nb", "nn", "da", "fi", "en")


def propose(pages: Sequence[Page], registries: Iterable[Registry]) -> Proposal:
    """The proposal for `pages`, judged by the labels of `registries`. Raises `NothingToDraft` where the pages show no label."""
    site, personal = find_personal(survey(pages, tuple(registries)))
    if not site.labels:
        raise NothingToDraft(
            "no label on the given pages: no line ends with a colon, is marked up as a label (dt, th), repeats in one shape before "
            "values, or is a label of another registry; save the page of one project as the browser shows it"
        )
    furniture = furniture_of(site, personal)
    titles = titles_of(site, personal, furniture)
    meanings = meanings_of(site, personal.dropped)
    amounts = value_forms.amounts_on(site, meanings)
    locale, forms = value_forms.guess_number_locale(site, amounts), value_forms.guess_date_forms(site, meanings)
    currencies = value_forms.guess_currency(site, amounts, locale.value)
    funds = value_forms.values_of(site, meanings, "fund_code")
    query_names, path, list_path = address_forms([page.url for page in pages if page.url])
    unexplained = unexplained_by(site, meanings, personal, titles, furniture, locale.value, forms.value)
    labels = [_label(site, personal, label, meanings[label.key], locale.value, forms.value) for label in site.labels]
    markers, n_markers = _markers(site, meanings)
    return Proposal(
        pages=tuple(
            PageAccount(page.url, sum(at in label.by_page for label in site.labels), share)
            for at, (page, share) in enumerate(zip(pages, unexplained.shares, strict=True))
        ),
        labels=tuple(sorted(labels, key=lambda label: _ORDER.index(label.use))),
        extra_dropped=_extra_dropped(site),
        unclaimed=tuple(_shortened(line, _LONGEST_LINE) for line in unexplained.lines[:_SHOWN_LINES]),
        n_unclaimed=len(unexplained.lines),
        n_hidden=unexplained.n_hidden,
        language=site.language,
        country=site.country,
        currency=Guess(currencies.value[0], currencies.reason, currencies.is_agreed),
        other_currencies=currencies.value[1:],
        number_locale=locale,
        date_forms=forms,
        printing=_printing(site, personal),
        host=site.host,
        title_line=guess_title_line(site, titles, meanings),
        furniture=furniture,
        has_prose=_has_prose(site),
        fund_names=value_forms.fund_names_on(site, [name for name in funds if not personal.is_in(name)]),
        code_pattern=value_forms.code_pattern_of(value_forms.values_of(site, meanings, "project_code")),
        query_names=query_names,
        path=path,
        list_path=list_path,
        markers=markers,
        n_markers=n_markers,
        is_titled=_is_everywhere(site, meanings, "title"),
        is_coded=_is_everywhere(site, meanings, "project_code"),
        notes=tuple(_notes(site, meanings)),
    )


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
    return LabelProposal(
        label.label,
        len(label.by_page),
        meaning.use,
        reason,
        field,
        tuple(_shortened(numbers.plain(value), _LONGEST_VALUE) for value in shown),
        tuple(_shortened(read[value] or "does not read", _LONGEST_VALUE) for value in shown if field),
        n_unread,
    )


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _extra_dropped(site: UnknownSite) -> tuple[str, ...]:
    """Labels of personal data that registries of the same language print and these pages do not."""
    seen = {label.key for label in site.labels}
    of_language = {label_key(word.label): word.label for word in site.known.dropped if word.languages[:1] == (site.language.value,)}
    return tuple(label for key, label in of_language.items() if key not in seen)


def _printing(site: UnknownSite, personal: Personal) -> Guess[Printing]:
    sections = tuple(name for name in site.found.printing.sections if not personal.is_in(name))
    n_all, n_read = sum(len(label.by_page) for label in site.labels), sum(len(label.first_by_page) for label in site.labels)
    told = f"finds most labels: {n_all} on all pages, {n_read} of them with a value"
    return Guess(replace(site.found.printing, sections=sections), told)


def _has_prose(site: UnknownSite) -> bool:
    """Whether running text stands behind the facts of a page."""
    behind = [page.of(line) for page, block in zip(site.texts, site.found.blocks, strict=True) for line in block.after]
    return any(len(words) > LONG_LINE and MASK not in words and not words.endswith(":") for words in behind)


def _markers(site: UnknownSite, meanings: Meanings) -> tuple[tuple[str, ...], int]:
    """Labels that tell a project, mapped ones first, so many that each page with labels shows two; and how many each page shows."""
    ranked = sorted(_shown(site, meanings), key=lambda label: (meanings[label.key].use != "field", -len(label.by_page)))
    everywhere = [label for label in ranked if len(label.by_page) == len(site.pages) and meanings[label.key].use == "field"]
    chosen = everywhere[:_MOST_MARKERS] or ranked[:1]
    pages = sorted(_pages_with_labels(site, meanings))
    for page in pages:
        for label in ranked:
            if sum(page in other.by_page for other in chosen) < 2 and page in label.by_page and label not in chosen:
                chosen.append(label)
    least = min((sum(page in label.by_page for label in chosen) for page in pages), default=0)
    return tuple(label.label for label in chosen), max(1, min(2, least))


def _shown(site: UnknownSite, meanings: Meanings) -> list[PrintedLabel]:
    return [label for label in site.labels if meanings[label.key].use != "dropped"]


def _pages_with_labels(site: UnknownSite, meanings: Meanings) -> set[int]:
    return {page for label in _shown(site, meanings) for page in label.by_page}


def _is_everywhere(site: UnknownSite, meanings: Meanings, field: str) -> bool:
    """Whether each page with labels has a value of `field` under a label."""
    having = {page for label in site.labels if meanings[label.key].field == field for page in label.first_by_page}
    return having.issuperset(_pages_with_labels(site, meanings))


def _notes(site: UnknownSite, meanings: Meanings) -> Iterator[str]:
    several = [label.label for label in _shown(site, meanings) if any(len(set(map(numbers.plain, v))) > 1 for v in label.by_page.values())]
    if several:
        listed = ", ".join(f"`{label}`" for label in several[:5])
        yield f"several projects to a page? printed with different values, so not read: {listed}"
    if site.language.value not in _READ_LANGUAGES:
        yield f"no registry in the language {site.language.value} yet: words such as yes and no and lengths of time are not read"
    if all(meaning.field != "project_code" for meaning in meanings.values()):
        yield "no label gives the project's number: the code is made of the address and provisional"
