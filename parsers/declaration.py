"""What a registry declares, as it stands in its `registry.toml`: shapes and their meaning.

Belongs here: the fields of a declaration. Does not belong here: how a file is loaded and checked (`parsers.declaration_file`), or what is
read by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal
from urllib.parse import unquote

from pydantic import ConfigDict

from parsers.page.labels import USUAL, Printing, label_key
from parsers.values.dates import DateForm
from parsers.vocabulary.reading_words import Authority

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy registry looks like; less than this holds the registry back.

    `min_projects`: fewest projects a complete crawl may give. `max_shrink`: largest share (0-1) the number of projects may fall by
    since the last accepted crawl, and fall short of the number the registry's lists print. `max_failed`: largest share of pages that may
    fail to arrive. `max_alike`: largest share of addresses that may show one and the same page. `max_unreadable`: largest share of project
    pages that may give no record. `max_unknown_label`: largest share of project pages that may show one and the same unknown label (a
    renamed or a new one). `max_unclaimed_rise`: how much (0-1) the share of text that no rule claims may rise from one crawl to the next.
    `fill`: per field (`a|b`: one of two) the least share of records that must have it. `max_age_days`: after how many days without a
    complete crawl the registry is called stale.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

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
class Addresses:
    """The one address of a page, however it is linked.

    `host` stands for all hosts of the registry (none: the host as linked); `query` names what matters of an address's query, `without`
    pairs of it that make no difference (`sida = "1"`); `closing_slash` tells whether a path without a file ends in one (not declared: it
    stays as it is linked).
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    host: str | None = None
    query: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)
    closing_slash: bool | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """What kind of page stands at an address, and which labels tell.

    `project`, `list` and `news` are regular expressions, searched in `path?query` of a page's one address. `shows` are labels of a
    project's page: two of them (or the only one) make it a project. `call` are labels that only a call for applications has, `call_states`
    beginnings of lines that tell of one where no project is shown. `marks` are labels without which a page at a project's address is no
    damaged project page, but another page; none: every page there is meant to be a project.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    project: str | None = None
    list: str | None = None
    news: str | None = None
    shows: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    call_states: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageNumber:
    """List pages told apart by a number in the query: its name, the number of the first page, and how many projects a page lists. How many
    pages there are follows from `Registry.list_total`."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    per_page: int
    first: int = 1


@dataclass(frozen=True, slots=True)
class Discover:
    """Where links stand on a list page: CSS selectors of links to projects and to further list pages, or the number of a list page.

    A link counts where its address is of that kind (`Pages`)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    projects: str = "a[href]"
    lists: str = "a[href]"
    page_number: PageNumber | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that no page prints and that holds for every project of the registry, with the rule in words."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is read of a project's page beside its labels.

    `code_in_address` is a regular expression with a group `code`, searched in the decoded address: the number it asks for. Where pages
    print no number it is the project's code, and provisional. `title_before_labels` tells whether the title, where no label gives it, is
    looked for before the labels; `passed_over` are lines of the site that are no title. `description_under` are headings over the
    description, or else it stands between title and labels (`description_before_labels`). `constants` hold for every project. `required`
    are fields without which nothing of a page is kept, `missed` those whose absence is an issue.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    code_in_address: str | None = None
    description_under: tuple[str, ...] = ()
    description_before_labels: bool = False
    title_before_labels: bool = True
    passed_over: tuple[str, ...] = ()
    constants: tuple[Constant, ...] = ()
    required: tuple[str, ...] = ("project_code",)
    missed: tuple[str, ...] = ("title",)


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
    share one list of codes); `fund_names` the funds as printed, where the vocabulary has no such name (empty: no fund of the Union).
    `programmes` lists the full CCI codes the registry's projects can belong to (a printed prefix is completed from it when unique).
    `min_delay_s` is seconds between two requests to one host; `number_locale` says how the registry writes numbers, `date_forms` how it
    writes dates, `printing` how it prints labels and values; `currency` is the one of amounts printed without, `other_currencies` those
    that may be printed beside it; `list_total` is the regular expression, with a group `n`, of how many projects a list page says there
    are; `nuts_version` the year of the NUTS edition its codes follow. `authority` ranks what is read: the authority's own registry, an
    aggregator of several, a mirror, or a page of a project or partner; only the first counts in sums. `schedule` is a cron expression in
    UTC. `layouts` and `notes` tell people what the pages look like, `robots` what is known of the site's rules for robots.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

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
    nuts_version: int
    grain: Literal["project", "partner", "region_share"]
    expect: Expect
    labels: Mapping[str, str]
    dropped: tuple[str, ...]
    programmes: tuple[str, ...] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)
    fund_names: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    date_forms: tuple[DateForm, ...] = ("iso",)
    printing: Printing = USUAL
    pages: Pages = Pages()
    addresses: Addresses = Addresses()
    discover: Discover = Discover()
    record: Record = Record()
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

    @property
    def is_interreg(self) -> bool:
        """Whether every programme of the registry is one of territorial cooperation (TC in its CCI code)."""
        return bool(self.programmes) and all(cci[4:6] == "TC" for cci in self.programmes)

    @property
    def prints_code(self) -> bool:
        """Whether pages print the project's number: a label gives it, or its form is declared."""
        return "project_code" in self.labels.values() or "project_code" in self.patterns

    def asked_code(self, url: str) -> str | None:
        """The project number that an address asks for, decoded; None where it asks for none."""
        found = re.search(self.record.code_in_address, unquote(url)) if self.record.code_in_address else None
        return (found["code"] or "").strip() or None if found else None
