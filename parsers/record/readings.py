"""The reading of a page from the drafts of its records: the closing account that all registries share.

Belongs here: a provisional code, what a record must have, what a page without one gives. Does not belong here: how a value is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from parsers.reading import Issue, Page, Reading
from parsers.record.currency import settle_currency
from parsers.record.draft import Draft, unclaimed_share
from parsers.record.privacy import withhold_person
from parsers.vocabulary.reading_words import PageKind


def provisional_code(draft: Draft, code: str | None) -> None:
    """A project code made of the address, where the registry prints none; an issue says that it is provisional."""
    if code and draft.value("project_code") is None:
        draft.derive("project_code", code, "last part of the page's address; the registry prints no number")
        draft.issue("provisional_code", "the registry prints no number; the code is made of the page's address")


def finish(draft: Draft, page: Page, *, required: Collection[str] = ("project_code",), missed: Collection[str] = ("title",)) -> Reading:
    """The reading of a project page. Without a field of `required`, or where the page breaks off, nothing of it is kept; without one of
    `missed` an issue says so."""
    settle_currency(draft)
    withhold_person(draft)
    absent = [name for name in required if draft.value(name) is None]
    if absent:
        told = f"the page has no readable {' and no '.join(absent)}; nothing of it is kept"
        draft.issue("missing_mandatory", told, field=absent[0])
    elif page.text.is_truncated:
        draft.issue("truncated_page", "the page breaks off before its end; nothing of it is kept")
    for name in missed:
        if draft.value(name) is None and not any(issue.field == name for issue in draft.issues):
            draft.issue("missing_field", f"the page has no {name}", field=name)
    return reading_of("project", page, [draft])


def reading_of(kind: PageKind, page: Page, drafts: Sequence[Draft], issues: Sequence[Issue] = ()) -> Reading:
    """The reading of a page of any kind from the drafts of its records."""
    for draft in drafts:
        withhold_person(draft)
    told = [*issues, *(issue for draft in drafts for issue in draft.issues)]
    if page.text.decoding_note:
        told.append(Issue.of("encoding", f"the page's encoding: {page.text.decoding_note}", drafts[0].record_no if drafts else 0))
    seen = tuple(observation for draft in drafts for observation in draft.observations.values())
    claimed = [span for draft in drafts for span in draft.claimed]
    return Reading(kind, seen, tuple(told), unclaimed_share(page.text, claimed), len(page.text.text))


def unreadable(page: Page, markers: str) -> Reading:
    """The reading of a page at a project's address that shows no project."""
    message = f"no project on this page: {markers}; open the address: the page may be redesigned, damaged or an error page"
    issue = Issue.of("unreadable_page", message, 1, field="project_code")
    return Reading("unreadable", (), (issue,), 0.0, len(page.text.text))


def too_deep() -> Reading:
    """The reading of a page whose elements are nested too deep to be read (`PageText.is_too_deep`), whatever it shows."""
    message = "elements nested deeper than is read; nothing of this page is kept: open the address, the page may be damaged or made to harm"
    return Reading("unreadable", (), (Issue.of("too_deep", message, 1, field="project_code"),))
