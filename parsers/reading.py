"""What a reader takes and gives: a page, the links of a list, and the reading of a page with its values and issues.

Belongs here: the shapes that every reader uses. Does not belong here: what a registry declares (`parsers.declaration`), or how any page is
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from parsers.page.html import page_text
from parsers.page.text import PageText
from parsers.vocabulary.issue_codes import CodeOfIssue, Severity, issue_code
from parsers.vocabulary.reading_words import Method, PageKind, Precision


@dataclass(frozen=True)
class Page:
    """One captured page: its address, the body after transfer and content decoding, and the Content-Type header as sent."""

    url: str
    body: bytes
    content_type: str = "text/html"

    @cached_property
    def text(self) -> PageText:
        """The page as text with the structure that reading needs; `text.text[start:end]` is what spans refer to."""
        return page_text(self.body, self.content_type)


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent with a POST request: a search form, or a query to a JSON endpoint."""

    body: str
    content_type: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Link:
    """A link found on a list page: where to, and what we expect to find there. With `post`, it is asked for by POST."""

    url: str
    kind: Literal["list", "project"]
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One value read from a page.

    `value` is the canonical text of the normalised value (ISO date, plain decimal, `true`/`false`, code); `value_raw` the words as
    printed; `start` and `end` the half-open code point span in `page_text`, for which `text[start:end] == value_raw`. A derived value
    has no span; its `value_raw` says the rule in words, and `derived_from` names the fields of the record it follows from (those of its
    own group: of the same item); none where it follows from the registry or the address. `item_no` numbers the members of a group
    (partners, funding lines, ...) from 1 within the record; 0 is the record itself.
    """

    record_no: int
    field: str
    value: str
    value_raw: str
    method: Method
    label: str | None = None
    start: int | None = None
    end: int | None = None
    precision: Precision | None = None
    item_no: int = 0
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Something on the page that was not read as a value. `value_raw` is never personal data; `quarantines` drops the whole record.

    Raises `UnknownIssueCode` where `parsers.vocabulary.issue_codes` lacks the code."""

    code: CodeOfIssue
    severity: Severity
    message: str
    record_no: int = 0
    field: str | None = None
    label: str | None = None
    value_raw: str | None = None
    quarantines: bool = False

    def __post_init__(self) -> None:
        issue_code(self.code)

    @classmethod
    def of(
        cls,
        code: CodeOfIssue,
        message: str,
        record_no: int = 0,
        *,
        field: str | None = None,
        label: str | None = None,
        value_raw: str | None = None,
        severity: Severity | None = None,
    ) -> Issue:
        """An issue of the severity that the catalogue gives its code, unless the reader has a reason for another: an error drops the
        record."""
        severity = severity or issue_code(code).severity
        return cls(code, severity, message, record_no, field, label, value_raw, quarantines=severity == "error")


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one page gave. `unclaimed_share` is the share (0-1) of its visible characters that no rule claimed."""

    kind: PageKind
    observations: tuple[Observation, ...] = ()
    issues: tuple[Issue, ...] = ()
    unclaimed_share: float = 0.0
    text_length: int = 0

    @property
    def record_numbers(self) -> tuple[int, ...]:
        """Numbers of the records that survived (records with a quarantining issue do not)."""
        lost = {issue.record_no for issue in self.issues if issue.quarantines}
        return tuple(sorted({seen.record_no for seen in self.observations} - lost))
