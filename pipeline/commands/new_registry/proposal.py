"""What a draft is made of: `Proposal` and its parts, and why there may be none.

Belongs here: the shapes that stand between the pages and the draft. Does not belong here: how a proposal is made
(`pipeline.commands.new_registry.propose`) and what is written of it (`module_text`, `draft_output`). What is personal never enters a
`Proposal`: no value of a dropped label, no line below one, no name that such a value holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from parsers.page.labels import Printing
from parsers.values.dates import DateForm

T_co = TypeVar("T_co", covariant=True)
Use = Literal["field", "dropped", "ignored", "unplaced"]
PAGE_NAMES = ("page", "sida", "side", "sivu", "seite")
"""Names in a query that give the number of a list page."""
PRINTING_FLAGS = ("runs_through", "inline", "after_gap", "leading")
"""What of `Printing` is guessed beside the sections."""


class NewRegistryError(Exception):
    """No draft can be made; the message is one line that says why and what to do. `is_usage` tells bad input from a failed fetch."""

    def __init__(self, message: str, *, is_usage: bool = True) -> None:
        super().__init__(message)
        self.is_usage = is_usage


class NothingToDraft(NewRegistryError):
    """The pages show no label at all, so there is nothing to make a registry of."""


@dataclass(frozen=True, slots=True)
class Guess(Generic[T_co]):
    """A guess with its reason. `is_agreed` tells that all that was seen speaks for it; else it is a TODO."""

    value: T_co
    reason: str
    is_agreed: bool = True


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to do with a label and why; `field` where its values feed one."""

    use: Use
    reason: str
    field: str | None = None


Meanings = Mapping[str, Meaning]  # by `label_key`


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """What to do with one label, as in `Meaning`. `printed` and `read` hold at most two of its values, none where the label is dropped;
    `n_unread` counts the values that do not read as the field's kind."""

    label: str
    n_pages: int
    use: Use
    reason: str
    field: str | None = None
    printed: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    n_unread: int = 0


@dataclass(frozen=True, slots=True)
class PageAccount:
    """One page: its address (may be empty), how many labels were found on it, the share (0-1) of its text that no label explains."""

    url: str
    n_labels: int
    unclaimed_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that a draft is made of. `unclaimed` are lines that no label explains, shortened, the first of `n_unclaimed`; `n_hidden` counts
    those that may be personal and are not shown. `extra_dropped` are labels of personal data that other registries of the language print.
    `path` and `list_path` are regular expressions for the addresses (path and query) of projects and of lists. A page that shows
    `n_markers` of the labels `markers` is a project's. `is_titled` and `is_coded` tell that every page has a title, a code under a label.
    """

    pages: tuple[PageAccount, ...]
    labels: tuple[LabelProposal, ...]
    extra_dropped: tuple[str, ...]
    unclaimed: tuple[str, ...]
    n_unclaimed: int
    n_hidden: int
    language: Guess[str]
    country: Guess[str]
    currency: Guess[str]
    other_currencies: tuple[str, ...]
    number_locale: Guess[str]
    date_forms: Guess[tuple[DateForm, ...]]
    printing: Guess[Printing]
    host: Guess[str]
    title_line: Guess[bool]
    furniture: tuple[str, ...]
    has_prose: bool
    fund_names: Mapping[str, str]
    code_pattern: str | None
    query_names: tuple[str, ...]
    path: str | None
    list_path: str | None
    markers: tuple[str, ...]
    n_markers: int
    is_titled: bool
    is_coded: bool
    notes: tuple[str, ...]

    def of_use(self, use: Use) -> tuple[LabelProposal, ...]:
        """The labels of one use."""
        return tuple(label for label in self.labels if label.use == use)
