"""Lines of an unknown site's pages that are no labels and values: the site's own, titles, and what nothing explains.

Belongs here: what the draft reads or leaves unread beside labels. Does not belong here: what may not be shown of it (`personal_labels`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from parsers.page.labels import label_key
from parsers.page.text import Line, PageText, Span
from parsers.record.draft import Draft, unclaimed_share
from parsers.record.labelled_values import read_labels
from parsers.record.title_and_text import read_title
from parsers.values import numbers
from parsers.values.dates import DateForm
from pipeline.commands.new_registry.personal_labels import Personal
from pipeline.commands.new_registry.proposal import Guess, Meanings
from pipeline.commands.new_registry.unknown_site import UnknownSite

_LONGEST_FURNITURE = 100


def furniture_of(site: UnknownSite, personal: Personal) -> tuple[str, ...]:
    """Lines before the facts that stand on every page, as `label_key` has them: the site's, not the project's."""
    if len(site.pages) < 2:
        return ()
    first, *others = (
        [label_key(page.of(line)) for line in block.before] for page, block in zip(site.texts, site.found.blocks, strict=True)
    )
    common = [key for key in first if all(key in keys for keys in others)]
    return tuple(dict.fromkeys(key for key in common if len(key) < _LONGEST_FURNITURE and not personal.is_in(key)))


def titles_of(site: UnknownSite, personal: Personal, furniture: Collection[str]) -> list[str | None]:
    """What stands in the place of a title on each page."""
    titles = []
    for page, block, hidden in zip(site.texts, site.found.blocks, personal.hidden, strict=True):
        draft = Draft(page, site.declaration)
        kept_back = {page.of(page.lines[at]) for at in hidden}
        read_title(draft, [line for line in block.before if page.of(line) not in kept_back], furniture)
        titles.append(draft.value("title"))
    return titles


def guess_title_line(site: UnknownSite, titles: Sequence[str | None], meanings: Meanings) -> Guess[bool]:
    """Whether a line before the facts gives the title; the reason tells which."""
    n_titles = sum(title is not None for title in titles)
    if not n_titles:
        return Guess(False, "no line before the facts looks like one", is_agreed=False)
    is_headed = any(
        line.role == "heading" and numbers.plain(page.of(line)) == title
        for page, title in zip(site.texts, titles, strict=True)
        for line in page.lines
    )
    codes = [each for label in site.labels if meanings[label.key].field == "project_code" for each in label.first_by_page.items()]
    is_coded = any((titles[page] or "").startswith(code) for page, code in codes)
    also = "; it begins with the project's number" if is_coded else ""
    told = f"{'a heading' if is_headed else 'the first short line'} before the facts, on {n_titles} of {len(titles)} pages"
    return Guess(True, told + also, is_agreed=n_titles == len(titles))


@dataclass(frozen=True, slots=True)
class Unexplained:
    """The `lines` that may be shown, each once; how many more are hidden; the share (0-1) of each page's text that no label explains."""

    lines: Sequence[str]
    n_hidden: int
    shares: Sequence[float]


def unexplained_by(
    site: UnknownSite,
    meanings: Meanings,
    personal: Personal,
    titles: Sequence[str | None],
    furniture: Collection[str],
    locale: str,
    forms: tuple[DateForm, ...],
) -> Unexplained:
    """What the labels of a site leave unexplained where they are read as they are meant, beside titles and the site's own lines."""
    fields = {label.label: field for label in site.labels if (field := meanings[label.key].field)}
    others = {label.label: "" for label in site.labels if meanings[label.key].use in ("ignored", "unplaced")}
    dropped = tuple(label.label for label in site.labels if meanings[label.key].use == "dropped")
    registry = replace(site.declaration, labels=fields, dropped=dropped, ignored=others, number_locale=locale, date_forms=forms)
    lines: dict[str, None] = {}
    n_hidden, shares = 0, []
    for page, title, hidden in zip(site.texts, titles, personal.hidden, strict=True):
        draft, _ = read_labels(page, registry)
        site_lines = [line for line in page.lines if numbers.plain(page.of(line)) == title or label_key(page.of(line)) in furniture]
        claimed = [*draft.claimed, *(Span(line.start, line.end) for line in site_lines)]
        shares.append(unclaimed_share(page, claimed))
        left = {at for at, line in enumerate(page.lines) if not _is_covered(page, line, claimed)}
        n_hidden += len(left & hidden)
        lines |= dict.fromkeys(numbers.plain(page.of(page.lines[at])) for at in sorted(left - hidden))
    return Unexplained(list(lines), n_hidden, shares)


def _is_covered(page: PageText, line: Line, claimed: Sequence[Span]) -> bool:
    """Whether spans cover a line, but for a bullet or a mark."""
    left = set(range(line.start, line.end)).difference(*(range(span.start, span.end) for span in claimed if span.end > line.start))
    return sum(page.text[at].isalnum() for at in left) <= 2
