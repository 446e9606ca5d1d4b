"""What a draft is made of: `Proposal` and its parts, and why there may be none.

Belongs here: the shapes that stand between the pages and the draft. Does not belong here: how a proposal is made
(`pipeline.commands.new_registry.propose`) and what is written of it (`declaration_text`, `draft_output`). What is personal never enters a
`Proposal`: no value of a dropped label, no name that such a value holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from parsers.page.labels import Printing
from parsers.values.dates import DateForm

T_co = TypeVar("T_co", covariant=True)
Use = Literal["field", "dropped", "ignored", "unplaced"]


class NewRegistryError(Exception):
    """No draft can be made; the message is one line that says why and what to do. `is_usage` tells bad input from a failed fetch."""

    def __init__(self, message: str, *, is_usage: bool = True) -> None:
        super().__init__(message)
        self.is_usage = is_usage


@dataclass(frozen=True, slots=True)
class Guess(Generic[T_co]):
    """A guess with its reason. `is_agreed` tells that all that was seen speaks for it; else it is a TODO."""

    value: T_co
    reason: str
    is_agreed: bool = True

    @property
    def comment(self) -> str:
        """What stands beside the guess in the draft."""
        return f"{'check' if self.is_agreed else 'TODO'}: {self.reason}"


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
    field: str | None
    printed: tuple[str, ...]
    read: tuple[str, ...]
    n_unread: int


@dataclass(frozen=True, slots=True)
class AddressForms:
    """The addresses of a site: `query` names that tell its pages apart, regular expressions for path and query of `project` and `list`
    pages, one with a group `code` for the part that names the project, and where a list `start`s; None where nothing tells."""

    query: tuple[str, ...] = ()
    project: str | None = None
    list: str | None = None
    code: str | None = None
    start: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that a draft is made of. `extra_dropped` are labels of personal data that other registries of the language print, `markers`
    labels that tell a project's page, `furniture` lines before the facts that are no titles, `description_under` the headings of running
    text, `currencies` the most frequent first."""

    n_pages: int
    labels: Sequence[LabelProposal]
    extra_dropped: Sequence[str]
    language: Guess[str]
    country: Guess[str]
    currencies: Guess[tuple[str, ...]]
    number_locale: Guess[str]
    date_forms: Guess[tuple[DateForm, ...]]
    printing: Printing
    host: Guess[str]
    furniture: tuple[str, ...]
    description_under: tuple[str, ...]
    funds: tuple[str, ...]
    code_pattern: str | None
    addresses: AddressForms
    markers: tuple[str, ...]

    def of_use(self, use: Use) -> list[LabelProposal]:
        """The labels of one use."""
        return [label for label in self.labels if label.use == use]

    def has(self, field: str) -> bool:
        """Whether a label feeds the field."""
        return any(label.field == field for label in self.labels)
