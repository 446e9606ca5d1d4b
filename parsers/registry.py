"""The contract between a registry module and the rest: what goes in, what comes out.

Belongs here: the shapes every registry module speaks (`Registry`, `Page`, `Observation`, `Issue`, `Reading`) and the walk that finds
the modules. Does not belong here: how any page is read.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType
from typing import Literal

from parsers.page.addresses import host_of
from parsers.page.html import page_text
from parsers.page.labels import USUAL, Printing, label_key
from parsers.page.text import PageText
from parsers.values.dates import DateForm
from parsers.vocabulary.issue_codes import CodeOfIssue, Severity, issue_code
from parsers.vocabulary.reading_words import Authority as Authority
from parsers.vocabulary.reading_words import Method as Method
from parsers.vocabulary.reading_words import PageKind as PageKind
from parsers.vocabulary.reading_words import Precision


class RegistryContractError(Exception):
    """A registry module lacks something the contract asks for; the message names the module and the part."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy registry looks like; less than this holds the registry back.

    `min_projects`: fewest projects a complete crawl may give. `max_shrink`: largest share (0-1) the number of projects may fall by
    since the last accepted crawl, and fall short of the number the registry's lists print. `max_failed`: largest share of pages that may
    fail to arrive. `max_alike`: largest share of addresses that may show one and the same page. `max_unreadable`: largest share of project
    pages that may give no record. `max_unknown_label`: largest share of project pages that may show one and the same unknown label (a
    renamed or a new one). `max_unclaimed_rise`: how much (0-1) the share of text that no rule claims may rise from one crawl to the next.
    `fill`: per field the least share of records that must have it. `max_age_days`: after how many days without a complete crawl the
    registry is called stale.
    """

    min_projects: int
    max_shrink: float = 0.1
    max_failed: float = 0.05
    max_unreadable: float = 0.05
    max_unknown_label: float = 0.2
    max_alike: float = 0.1
    max_unclaimed_rise: float = 0.1
    max_age_days: int = 14
    fill: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels of a registry as they are compared: fields by key, the keys of dropped, ignored and list labels, and all of them."""

    fields: Mapping[str, str]
    dropped: frozenset[str]
    ignored: frozenset[str]
    lists: frozenset[str]
    all: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Registry:
    """One registry, declared. Everything that follows from it (assets, schedule, documentation) is generated.

    `labels` maps a label as printed (without its colon) to a field of `parsers.vocabulary.fields.FIELDS`; `dropped` names labels whose
    values are personal data and never leave the parser; `ignored` names labels that carry nothing we want, with the reason. `patterns`
    gives for a field of kind "code" the regular expression its whole value must match (two registries with the same one for `project_code`
    share one list of codes); `fund_names` the funds as printed. `programmes` lists the full CCI codes the registry's projects can belong to
    (a printed prefix is completed from it when unique). `min_delay_s` is seconds between two requests to one host; `number_locale` says how
    the registry writes numbers, `date_forms` how it writes dates, `printing` how it prints labels and values; `currency` is the one of
    amounts printed without, `other_currencies` those that may be printed beside it; `list_total` is the regular expression, with a group
    `n`, of how many projects a list page says there are; `nuts_version` the year of the NUTS edition its codes follow. `authority` ranks
    what is read: the authority's own registry, an aggregator of several, a mirror, or a page of a project or partner; only the first counts
    in sums. `layouts` and `notes` tell people what the pages look like, `robots` what is known of the site's rules for robots."""

    code: str
    title: str
    country: str
    languages: tuple[str, ...]
    publisher: str
    licence: str
    hosts: tuple[str, ...]
    start_urls: tuple[str, ...]
    schedule: str
    min_delay_s: float
    currency: str
    number_locale: str
    funds: tuple[str, ...]
    programmes: tuple[str, ...]
    nuts_version: int
    grain: Literal["project", "partner", "region_share"]
    expect: Expect
    labels: Mapping[str, str]
    dropped: tuple[str, ...]
    patterns: Mapping[str, str] = field(default_factory=dict)
    fund_names: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    date_forms: tuple[DateForm, ...] = ("iso",)
    printing: Printing = USUAL
    list_total: str | None = None
    other_currencies: tuple[str, ...] = ()
    authority: Authority = "registry"
    layouts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    robots: str = "not known: never read live"

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The registry's labels as keys."""
        fields = {label_key(label): name for label, name in self.labels.items()}
        dropped, ignored = frozenset(map(label_key, self.dropped)), frozenset(map(label_key, self.ignored))
        lists = frozenset(map(label_key, self.printing.lists))
        return Vocabulary(fields, dropped, ignored, lists, frozenset(fields) | dropped | ignored)


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


@dataclass(frozen=True, slots=True)
class Source:
    """A registry with the functions of its module."""

    registry: Registry
    discover: Callable[[Page], list[Link]]
    is_project: Callable[[Page], bool]
    parse: Callable[[Page], Reading]
    canonical_url: Callable[[str], str]


@cache
def sources() -> Mapping[str, Source]:
    """Every registry under `parsers/registries/`, by code, in the order of their codes.

    Raises `RegistryContractError` where a module lacks a part or its code is not its file name.
    """
    package = importlib.import_module("parsers.registries")
    found = [info.name for info in pkgutil.iter_modules(package.__path__)]
    return {name: _source(name, importlib.import_module(f"parsers.registries.{name}")) for name in sorted(found)}


def source_of(url: str) -> Source | None:
    """The source that declares the host of `url`, or None."""
    host = host_of(url)
    return next((source for source in sources().values() if host in source.registry.hosts), None)


def source_for(url: str) -> Source:
    """The source to read a page with: the registry that declares its host, or else the reader of projects' and partners' pages."""
    return source_of(url) or sources()["project_page"]


def _source(name: str, module: ModuleType) -> Source:
    parts = ("REGISTRY", "discover", "is_project", "parse", "canonical_url")
    missing = [part for part in parts if not hasattr(module, part)]
    if missing:
        raise RegistryContractError(f"parsers/registries/{name}.py lacks {', '.join(missing)}")
    registry: Registry = module.REGISTRY
    if registry.code != name:
        raise RegistryContractError(f"parsers/registries/{name}.py declares code {registry.code!r}; a registry's code is its file name")
    return Source(registry, module.discover, module.is_project, module.parse, module.canonical_url)
