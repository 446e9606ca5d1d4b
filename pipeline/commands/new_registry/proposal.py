"""A proposal for a registry module, from pages of a site nobody has declared: pages in, `Proposal` out.

Belongs here: what each label of the pages may mean and why, what is personal and goes no further, and guesses of language, country,
currency, numbers, dates and addresses. Does not belong here: how labels are found (`pipeline.commands.new_registry.label_search`), the
words that hint at a meaning (`pipeline.commands.new_registry.label_words`), and the text of the module
(`pipeline.commands.new_registry.draft_module`). Everything here is for a person to check.

What is personal never enters a `Proposal`: no value of a dropped label, no line below one, no name that such a value holds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Generic, Literal, TypeVar
from urllib.parse import unquote

from parsers.page.addresses import host_of, parts_of, query_of
from parsers.page.encoding import decode
from parsers.page.labels import Block, Pair, Printing, bullet_end, label_key
from parsers.page.text import MASK, Line, PageText, Span
from parsers.prose.language import language_of
from parsers.record.draft import Draft, unclaimed_share
from parsers.record.field_values import value_of
from parsers.record.labelled_values import read_labels
from parsers.record.title_and_text import read_title
from parsers.registry import Expect, Page, Registry
from parsers.values import numbers
from parsers.values.dates import DateForm, date_of, period_of
from parsers.values.money import Locale, Money, amount_of
from parsers.vocabulary.fields import FIELDS
from pipeline.commands.new_registry import label_words as words_of
from pipeline.commands.new_registry.label_search import find_labels, is_short

T_co = TypeVar("T_co", covariant=True)
Use = Literal["field", "dropped", "ignored", "unplaced"]
SHOWN_LINES = 20
PAGE_NAMES = ("page", "sida", "side", "sivu", "seite")
_SHOWN = 48
_NEAR = 0.86
_LONG_LINE = 80
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:,? [^\W\d_][\w'’.-]*){1,3}")
_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})", re.I)
_WEBSITE = re.compile(r"(?:https?://|www\.)\S+")
_CODE_LIKE = re.compile(r"(?=.*\d)[\w ./_-]{2,40}")
_WITH_RATE = re.compile(r"\d.*\(\d[\d.,]* ?%\)$")
_YES_NO = frozenset("ja nej nei nein kyllä ei yes no".split())
_IN_LABEL = re.compile(r"\((kr\.?|sek|dkk|nok|eur|euro|€)\)", re.I)
_ANY_CURRENCY = ("EUR", "SEK", "NOK", "DKK")


class NothingToDraft(ValueError):
    """The pages show no label at all, so there is nothing to make a module of; the message says so in words."""


@dataclass(frozen=True, slots=True)
class Guess(Generic[T_co]):
    """A guess with its reason. `is_agreed` tells that all that was seen speaks for it; else it is a TODO."""

    value: T_co
    reason: str
    is_agreed: bool = True


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """What to do with one label: `field` where it is mapped, `reason` in words; `printed` and `read` hold at most two of its values, none
    where the label is dropped; `n_unread` counts the values that do not read as the field's kind."""

    label: str
    n_pages: int
    use: Use
    reason: str
    field: str | None = None
    printed: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    n_unread: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True)
class PageAccount:
    """One page: its address (may be empty), how many labels were found on it, the share (0-1) of its text that no label explains."""

    url: str
    n_labels: int
    unclaimed_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that a draft module is made of. `unclaimed` are lines that no label explains, shortened; `n_hidden` counts those that may be
    personal and are not shown. `extra_dropped` are labels of personal data that other registries of the language print.
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
    number_locale: Guess[Locale]
    date_forms: Guess[tuple[DateForm, ...]]
    printing: Guess[Printing]
    host: Guess[str]
    title_line: Guess[bool]
    furniture: tuple[str, ...]
    has_prose: bool
    fund_names: Mapping[str, str]
    unknown_funds: tuple[str, ...]
    code_pattern: str | None
    query_names: tuple[str, ...]
    path: str | None
    list_path: str | None
    markers: tuple[str, ...]
    n_markers: int
    is_titled: bool
    is_coded: bool
    notes: tuple[str, ...] = ()

    def of_use(self, use: Use) -> tuple[LabelProposal, ...]:
        """The labels of one use."""
        return tuple(label for label in self.labels if label.use == use)


@dataclass(frozen=True, slots=True)
class _Word:
    """A label as another registry declares it: `meaning` is a field, or the reason why it is ignored."""

    registry: str
    label: str
    languages: tuple[str, ...]
    use: Literal["field", "dropped", "ignored"]
    meaning: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """One label of the pages with all it stands for: per page its value (None where empty), `|`-free words as printed."""

    key: str
    label: str
    how: str
    by_page: tuple[tuple[int, str | None], ...]
    pairs: tuple[tuple[int, Pair], ...]

    @property
    def pages(self) -> set[int]:
        return {page for page, _ in self.by_page}

    @property
    def values(self) -> list[str]:
        """The values that say something."""
        return [value for _, value in self.by_page if value and not numbers.is_placeholder(value)]


@dataclass(frozen=True)
class _Vocabulary:
    """The labels of other registries."""

    words: tuple[_Word, ...]

    @cached_property
    def by_key(self) -> dict[str, list[_Word]]:
        found: dict[str, list[_Word]] = defaultdict(list)
        for word in self.words:
            found[label_key(word.label)].append(word)
        return dict(found)

    @cached_property
    def by_words(self) -> dict[str, list[_Word]]:
        found: dict[str, list[_Word]] = defaultdict(list)
        for word in self.words:
            found[_bare(word.label)].append(word)
        return dict(found)

    @cached_property
    def personal(self) -> frozenset[str]:
        return frozenset(label_key(word.label) for word in self.words if word.use == "dropped")


def propose(pages: Sequence[Page], registries: Iterable[Registry]) -> Proposal:
    """The proposal for `pages`, judged by the labels of `registries`. Raises `NothingToDraft` where the pages show no label."""
    declared = tuple(registries)
    return _Drafting(pages, declared).proposal()


def _vocabulary(registries: Iterable[Registry]) -> _Vocabulary:
    words: list[_Word] = []
    for registry in registries:
        words += (_Word(registry.code, label, registry.languages, "field", name) for label, name in registry.labels.items())
        words += (_Word(registry.code, label, registry.languages, "dropped", "personal data") for label in registry.dropped)
        words += (_Word(registry.code, label, registry.languages, "ignored", reason) for label, reason in registry.ignored.items())
    return _Vocabulary(tuple(words))


class _Drafting:
    """One use: what is known of the pages, in the order in which it is found out."""

    def __init__(self, pages: Sequence[Page], registries: tuple[Registry, ...]) -> None:
        self.sources, self.registries = pages, registries
        self.pages: list[PageText] = [page.text for page in pages]
        self.vocabulary = _vocabulary(registries)
        self.found = find_labels(self.pages, self.vocabulary.by_key.keys(), self.vocabulary.personal)
        self.seen = _collect(self.pages, self.found.blocks, self.found.how)
        if not self.seen:
            raise NothingToDraft(
                "no label on the given pages: no line ends with a colon, is marked up as a label (dt, th), repeats in one shape before "
                "values, or is a label of another registry; save the page of one project as the browser shows it"
            )
        self.host = _host(pages)
        self.language = _language(pages, self.pages, self.host)
        self.country = _country(self.host, self.language)
        self.funds = {name: code for registry in registries for name, code in registry.fund_names.items()} | {f: f for f in words_of.FUNDS}
        self.dropped: dict[str, str] = {each.key: reason for each in self.seen if (reason := self._personal_reason(each))}
        self._drop_names_beside_contacts()
        named = [each for each in self.seen if self._names_a_person(each)]
        self.seen = [each for each in self.seen if each not in named]
        begun = [[" ".join(each.label.split()[:2])] for each in named]
        self.secrets = _names_in([*(each.values for each in self.seen if each.key in self.dropped), *begun])
        self.hidden = [self._hidden_lines(page) for page in self.pages]
        self.furniture = self._furniture()
        self.titles = [self._title(page, block) for page, block in zip(self.pages, self.found.blocks, strict=True)]
        self.placed: dict[str, tuple[str, str]] = {}
        self.ignored: dict[str, str] = {}
        self.unplaced: dict[str, str] = {}
        self._place_all()

    # personal data

    def _personal_reason(self, each: _Seen) -> str | None:
        """Why a label's values are taken for personal data, or None."""
        dropping = [word for word in self.vocabulary.by_key.get(each.key, ()) if word.use == "dropped"]
        if dropping:
            return f"`{dropping[0].label}` is dropped by {dropping[0].registry}"
        masked = sum(MASK in value for value in each.values)
        if masked:
            return f"{masked} of {len(each.values)} values hold an e-mail address, a telephone number or a personal number"
        if any(word.use == "field" for word in self.vocabulary.by_key.get(each.key, ())):
            return None
        contact = words_of.CONTACT.search(each.key)
        if contact:
            return f"the label holds a word of contact, `{contact.group().strip()}`"
        near = next((key for key in self.vocabulary.personal if len(key) > 5 and _likeness(key, each.key) >= _NEAR), None)
        if near:
            return f"almost the label `{near}`, which another registry drops"
        if any(len(value) < 120 and words_of.CONTACT.match(value.casefold()) for value in each.values):
            return "a value begins with a word of contact"
        return None

    def _names_a_person(self, each: _Seen) -> bool:
        """Whether a label (`Anna Exempel berättar:`) begins with what may be a name: in the Nordic languages labels have one capital."""
        if self.language.value not in ("sv", "nb", "nn", "da", "fi") or each.key in self.vocabulary.by_key or each.key in self.dropped:
            return False
        known = any(pattern.search(each.key) for _, pattern in words_of.STEMS)
        return not known and _is_name(" ".join(each.label.split()[:2]))

    def _drop_names_beside_contacts(self) -> None:
        """`Namn` right beside `Kontaktperson` or `E-post` is the person's where its value looks like a person's name."""
        by_key = {each.key: each for each in self.seen}
        for page, block in zip(self.pages, self.found.blocks, strict=True):
            for at, pair in enumerate(block.pairs):
                beside = {other.key for other in (*block.pairs[max(0, at - 1) : at], *block.pairs[at + 1 : at + 2])}
                value = page.text[pair.value.start : pair.value.end] if pair.value else ""
                bare = pair.key in words_of.BARE_NAMES or pair.key not in self.vocabulary.by_key
                if bare and pair.key in by_key and not beside.isdisjoint(self.dropped) and _is_name(value):
                    self.dropped.setdefault(pair.key, "looks like a person's name and stands beside a contact")

    def _hidden_lines(self, page: PageText) -> set[int]:
        """Numbers of the lines that may be personal: what is masked or a contact, what stands below one, and names."""
        labels = set(self.found.how)
        hidden: set[int] = set()
        below = False
        for at, line in enumerate(page.lines):
            words = page.of(line)
            bare = words[bullet_end(words) :]
            head = label_key(bare.partition(":")[0])
            is_contact = head in self.dropped or head in self.vocabulary.personal or words_of.CONTACT.match(bare.casefold()) is not None
            if is_contact or MASK in words or self._is_secret(words):
                hidden.add(at)
                below = below or is_contact
            elif line.role == "heading" or head in labels or label_key(bare) in labels or len(words) > _LONG_LINE:
                below = False
            elif below:
                hidden.add(at)
        return hidden | {at for at, line in enumerate(page.lines) if _is_name(page.of(line)) and line.role != "heading"}

    def _is_secret(self, words: str) -> bool:
        """Whether words hold anything that may not be shown."""
        folded = words.casefold()
        return MASK in words or any(name in folded for name in self.secrets)

    # what the pages have in common

    def _furniture(self) -> tuple[str, ...]:
        """Lines before the facts that stand on every page: the site's, not the project's."""
        if len(self.pages) < 2:
            return ()
        common = set.intersection(
            *({label_key(page.of(line)) for line in block.before} for page, block in zip(self.pages, self.found.blocks, strict=True))
        )
        first = [label_key(self.pages[0].of(line)) for line in self.found.blocks[0].before]
        return tuple(dict.fromkeys(key for key in first if key in common and len(key) < 100 and not self._is_secret(key)))

    def _title(self, page: PageText, block: Block) -> str | None:
        """What stands in the place of a title on a page."""
        draft = Draft(page, self._scratch(labels={}))
        hidden = {page.of(line) for at, line in enumerate(page.lines) if at in self.hidden[self.pages.index(page)]}
        read_title(draft, [line for line in block.before if page.of(line) not in hidden], self.furniture)
        return draft.value("title")

    def _scratch(
        self,
        labels: Mapping[str, str],
        ignored: Mapping[str, str] | None = None,
        locale: Locale | None = None,
        forms: tuple[DateForm, ...] = words_of.DATE_FORMS,
    ) -> Registry:
        """A declaration good enough to read values with."""
        return Registry(
            code="draft",
            title="",
            country=self.country.value,
            languages=tuple(dict.fromkeys((self.language.value, "en"))),
            publisher="",
            licence="",
            hosts=(),
            start_urls=(),
            schedule="",
            min_delay_s=1.0,
            currency="EUR",
            other_currencies=_ANY_CURRENCY,
            number_locale=locale or self._locales()[0],
            date_forms=forms,
            funds=(),
            programmes=(),
            nuts_version=2021,
            grain="project",
            expect=Expect(1),
            labels=labels,
            dropped=tuple(each.label for each in self.seen if each.key in self.dropped),
            ignored=ignored or {},
            fund_names=self.funds,
            printing=self.found.printing,
        )

    def _locales(self) -> tuple[Locale, ...]:
        return words_of.LOCALES.get(self.language.value, words_of.OTHER_LOCALES)

    # which field a label feeds

    def _place_all(self) -> None:
        """Places labels, the surest way first, so that a guess never takes what a word has settled."""
        for way in (self._by_same_label, self._by_same_words, self._by_near_label, self._by_stems, self._by_values):
            for each in self.seen:
                if each.key in self.dropped or each.key in self.placed or each.key in self.ignored:
                    continue
                offer = way(each)
                if offer is None:
                    continue
                field, reason = offer
                clash = self._clash(each, field)
                if clash:
                    self.unplaced[each.key] = f"{field}? {reason}; but `{clash}` gives that field another value on the same page"
                else:
                    self.placed[each.key] = field, reason
        self._place_dates()

    def _clash(self, each: _Seen, field: str) -> str | None:
        """The label that already feeds `field` with another value on one page, if there is one."""
        if FIELDS[field].group:
            return None
        for other in self.seen:
            if other is not each and self.placed.get(other.key, ("",))[0] == field:
                mine, theirs = dict(each.by_page), dict(other.by_page)
                if any(
                    mine[page] and theirs.get(page) and numbers.plain(mine[page] or "") != numbers.plain(theirs[page] or "")
                    for page in mine
                ):
                    return other.label
        return None

    def _by_same_label(self, each: _Seen) -> tuple[str, str] | None:
        words = self.vocabulary.by_key.get(each.key, [])
        offer = self._offer(each, words, "{label} in {registry}")
        if offer and FIELDS[offer[0]].group and (own := self._by_stems(each)) and not FIELDS[own[0]].group:
            return own[0], f"{own[1]}; {offer[1]} is {offer[0]}"  # a member of a group there, the one of its kind here
        if offer is None and words:
            ignoring = next((word for word in words if word.use == "ignored"), None)
            if ignoring:
                self.ignored[each.key] = f"ignored in {ignoring.registry}: {ignoring.meaning}"
        return offer

    def _by_same_words(self, each: _Seen) -> tuple[str, str] | None:
        return self._offer(each, self.vocabulary.by_words.get(_bare(each.label), []), "same words as {label} in {registry}")

    def _by_near_label(self, each: _Seen) -> tuple[str, str] | None:
        if len(each.key) < 6:
            return None
        near = [word for key, words in self.vocabulary.by_key.items() if _likeness(key, each.key) >= _NEAR for word in words]
        near.sort(key=lambda word: -_likeness(label_key(word.label), each.key))
        return self._offer(each, near, "almost {label} in {registry}")

    def _by_stems(self, each: _Seen) -> tuple[str, str] | None:
        for field, pattern in words_of.STEMS:
            found = pattern.search(each.key)
            if field == "eu_contribution" and any(_WITH_RATE.search(value) for value in each.values):
                field = "eu_contribution_and_rate"
            if found and each.values and self._fits(field, each):
                return field, f"by its words, {_as_kind(field)}"
        return None

    def _by_values(self, each: _Seen) -> tuple[str, str] | None:
        """What the values alone tell: only what has one form and one meaning."""
        if not each.values:
            return None
        addresses = [unquote(self.sources[page].url) for page, value in each.by_page if value]
        printed = [value for _, value in each.by_page if value]
        if all(value in address and _CODE_LIKE.fullmatch(value) for value, address in zip(printed, addresses, strict=True)):
            return "project_code", "its value stands in the page's address"
        titles = [self.titles[page] for page, value in each.by_page if value]
        if all(title and numbers.plain(value) == title for value, title in zip(printed, titles, strict=True)):
            return "title", "its value is the page's heading"
        field = self._typed(each)
        taken = {name for name, _ in self.placed.values()}
        return (field, f"every value {_as_kind(field).removeprefix('and its values ')}") if field and field not in taken else None

    def _typed(self, each: _Seen) -> str | None:
        """The field whose values alone look like these, if it is one no other field shares its form with."""
        tests: tuple[tuple[str, str | None], ...] = (
            ("cci", None),
            ("eu_cofinancing_rate_pct", None),
            ("period", None),
            ("beneficiary_org_number", None),
            ("nuts_code", r"[A-Z]{2}\d[0-9A-Z]*"),
            ("fund_code", None),
            ("country_code", r"\D{3,}"),
            ("website", _WEBSITE.pattern),
        )
        for field, pattern in tests:
            if all((pattern is None or re.fullmatch(pattern, value)) and self._reads(field, value) for value in each.values):
                return field
        return None

    def _offer(self, each: _Seen, words: Sequence[_Word], told: str) -> tuple[str, str] | None:
        """The field that most registries give a label, those of the language first, where its values can be read as that."""
        mapped = [word for word in words if word.use == "field"]
        votes = Counter(word.meaning for word in mapped)
        ranked = sorted(mapped, key=lambda word: (self.language.value not in word.languages, len(word.languages) > 3, -votes[word.meaning]))
        for word in ranked:
            if self._fits(word.meaning, each):
                others = sorted({other.meaning for other in mapped} - {word.meaning})
                also = f" (elsewhere {', '.join(others)})" if others else ""
                return word.meaning, told.format(label=f"`{word.label}`", registry=word.registry) + also
        if ranked:
            word = ranked[0]
            self.unplaced.setdefault(each.key, f"`{word.label}` is {word.meaning} in {word.registry}, but its values do not read as that")
        return None

    def _fits(self, field: str, each: _Seen) -> bool:
        """Whether most values can be read as the field's kind; a text that is a date or an amount is not one."""
        if FIELDS[field].kind == "boolean" and self.language.value != "sv":
            return False
        if not each.values:
            return True
        if FIELDS[field].kind in ("text", "list"):
            return not all(any(self._reads(name, value) for name in ("start_on", "period", "cci")) for value in each.values if value) or (
                field in ("programming_period", "eu_contribution_period", "funding_period")
            )
        return 2 * sum(self._reads(field, value) for value in each.values) >= len(each.values)

    def _reads(self, field: str, value: str) -> bool:
        return bool(self._read(field, value))

    def _read(self, field: str, value: str, locale: Locale | None = None, forms: tuple[DateForm, ...] = words_of.DATE_FORMS) -> str | None:
        """A value as the field would be read, in `locale` or in any; None where it cannot be."""
        kind = FIELDS[field].kind
        languages = tuple(dict.fromkeys((self.language.value, "en")))
        if kind == "code":
            return numbers.plain(value) if len(value) <= 60 and (field != "project_code" or _CODE_LIKE.fullmatch(value)) else None
        try:
            if kind == "period":
                first, last = period_of(value, forms, languages)
                return f"{first[0].value} to {last[0].value}"
            if kind == "date":
                return date_of(value, forms, languages).value
            if kind in ("amount", "amount_and_rate"):
                amount = value.partition("(")[0].strip() if value.endswith(")") else value
                for each in (locale,) if locale else self._locales():
                    if read := _money(amount, each):
                        return f"{numbers.decimal_text(read.amount)} {read.currency or ''}".strip()
                return None
            return value_of(field, value, self._scratch({})).text
        except (numbers.Unreadable, KeyError):
            return None

    def _place_dates(self) -> None:
        """Two dates that nobody knows, one never after the other, are start and end; other dates and amounts only words tell apart."""
        taken = {field for field, _ in self.placed.values()}
        left = [each for each in self.seen if each.values and not self._is_settled(each.key)]
        days = [each for each in left if all(self._read("start_on", value, forms=words_of.DATE_FORMS[:4]) for value in each.values)]
        if len(days) == 2 and taken.isdisjoint({"start_on", "end_on", "period"}):
            pairs = [(dict(days[0].by_page).get(page), dict(days[1].by_page).get(page)) for page in range(len(self.pages))]
            both = [(self._read("start_on", one) or "", self._read("start_on", two) or "") for one, two in pairs if one and two]
            for first, second, ordered in ((days[0], days[1], both), (days[1], days[0], [(two, one) for one, two in both])):
                if ordered and all(one <= two for one, two in ordered) and first.key not in self.placed:
                    self.placed[first.key] = "start_on", "the earlier one of the only two dates"
                    self.placed[second.key] = "end_on", "the later one of the only two dates"
                    break
        for each in left:
            if self._is_settled(each.key):
                continue
            if each in days:
                self.unplaced.setdefault(each.key, "a date; of what, its words do not tell")
            elif all(value.casefold() in _YES_NO for value in each.values):
                self.unplaced.setdefault(each.key, "yes or no; to what, its words do not tell")
            elif all(self._looks_like_money(value) for value in each.values):
                self.unplaced.setdefault(
                    each.key, "an amount: total_cost, support_amount or eu_contribution; which, only its words can tell"
                )

    def _is_settled(self, key: str) -> bool:
        return key in self.placed or key in self.dropped or key in self.ignored

    def _looks_like_money(self, value: str) -> bool:
        read = self._read("total_cost", value)
        return read is not None and (" " in read or sum(char.isdigit() for char in value) > 5)

    # guesses

    def _values_of(self, *kinds: str) -> list[str]:
        return [value for each in self.seen if FIELDS.get(self._field(each), FIELDS["title"]).kind in kinds for value in each.values]

    def _field(self, each: _Seen) -> str:
        return self.placed.get(each.key, ("title",))[0]

    def _amounts(self) -> list[str]:
        printed = self._values_of("amount", "amount_and_rate")
        loose = [
            value
            for each in self.seen
            if not self._is_settled(each.key) and each.values and all(map(self._looks_like_money, each.values))
            for value in each.values
        ]
        return [value.partition("(")[0].strip() if value.endswith(")") else value for value in (*printed, *loose)]

    def _number_locale(self) -> Guess[Locale]:
        amounts, usual = self._amounts(), self._locales()[0]
        if not amounts:
            return Guess(usual, "no amount seen; the language's usual form", is_agreed=False)
        fitting = [locale for locale in self._locales() if all(_money(value, locale) for value in amounts)]
        if fitting:
            foreign = "" if self.language.value in words_of.LOCALES else "; no form is named after the language"
            return Guess(fitting[0], f"reads all {len(amounts)} amounts, first of {', '.join(fitting)}{foreign}")
        best = max(self._locales(), key=lambda locale: sum(_money(value, locale) is not None for value in amounts))
        n_read = sum(_money(value, best) is not None for value in amounts)
        return Guess(best, f"reads {n_read} of {len(amounts)} amounts; no form reads all", is_agreed=False)

    def _currency(self, locale: Locale) -> tuple[Guess[str], tuple[str, ...]]:
        read = [_money(value, locale) for value in self._amounts()]
        printed = Counter(money.currency for money in read if money and money.currency)
        in_labels = Counter(
            found.group(1).upper().rstrip(".")
            for each in self.seen
            if (found := _IN_LABEL.search(each.label)) and each.key not in self.dropped
        )
        usual = words_of.CURRENCIES.get(self.country.value, "EUR")
        labelled = Counter({("EUR" if name in ("€", "EURO") else usual if name == "KR" else name): n for name, n in in_labels.items()})
        total = printed + labelled
        if not total:
            return Guess(usual, "no currency printed; the country's own", is_agreed=False), ()
        first, *others = (name for name, _ in total.most_common())
        told = f"printed with {sum(printed.values())} of {len(read)} amounts, in {sum(labelled.values())} labels"
        return Guess(first, told, is_agreed=not others), tuple(others)

    def _date_forms(self) -> Guess[tuple[DateForm, ...]]:
        dates, periods = self._values_of("date"), self._values_of("period")
        used: dict[DateForm, int] = {}
        n_unread = 0
        for value, field in [(date, "start_on") for date in dates] + [(period, "period") for period in periods]:
            form = next((form for form in words_of.DATE_FORMS if self._read(field, value, forms=(form,))), None)
            if form:
                used[form] = used.get(form, 0) + 1
            else:
                n_unread += 1
        n_all = len(dates) + len(periods)
        if not used:
            return Guess(("iso",), "no date that reads was seen" if n_all else "no date seen", is_agreed=False)
        told = f"read {n_all - n_unread} of {n_all} dates and periods"
        return Guess(tuple(form for form in words_of.DATE_FORMS if form in used), told, is_agreed=not n_unread)

    def _fund_names(self) -> tuple[dict[str, str], tuple[str, ...]]:
        printed = sorted({numbers.plain(value) for each in self.seen if self._field(each) == "fund_code" for value in each.values})
        known: dict[str, str] = {}
        for name in printed:
            if len(name) < 110 and not self._is_secret(name) and (code := self._read("fund_code", name)):
                parts = [name] if name in self.funds else [part.strip() for part in name.split(",")]
                known |= {part: self.funds.get(part, code) for part in parts}
        return known, tuple(name for name in printed if not self._reads("fund_code", name) and not self._is_secret(name))

    def _code_pattern(self) -> str | None:
        """A regular expression made of the shapes of the project codes, where there are few."""
        codes = [numbers.plain(value) for each in self.seen if self._field(each) == "project_code" for value in each.values]
        shapes = list(dict.fromkeys(_shape_of(code) for code in codes))
        return "|".join(shapes) if 0 < len(shapes) <= 3 else None

    def _addresses(self) -> tuple[tuple[str, ...], str | None, str | None]:
        """The query names that tell projects apart, and the forms of the addresses of projects and of their list."""
        parts = [parts_of(page.url) for page in self.sources if page.url]
        if not parts:
            return (), None, None
        queries = [query_of(page.url) for page in self.sources if page.url]
        first = _escaped(unquote(parts[0].path))
        names = sorted(set.intersection(*(set(query) for query in queries)))
        if names and len({part.path for part in parts}) == 1:
            telling = tuple(name for name in names if len({query[name] for query in queries}) > 1) or tuple(names)
            form = rf"{first}\?(?:.*&)?{_escaped(telling[0])}=[^&]+.*"
            folder = parts[0].path.rstrip("/").rpartition("/")[0] + "/"
            return telling, form, rf"{_escaped(unquote(folder))}(?:\?(?:{'|'.join(PAGE_NAMES)})=\d+)?"
        folders = {part.path.rstrip("/").rpartition("/")[0] for part in parts}
        if len(folders) != 1:
            return (), None, None
        folder = f"{folders.pop()}/"
        return (), rf"{_escaped(unquote(folder))}[^/?]+/?", rf"{_escaped(unquote(folder))}(?:\?(?:{'|'.join(PAGE_NAMES)})=\d+)?"

    def _markers(self) -> tuple[tuple[str, ...], int]:
        """Labels that tell a project, mapped ones first, so many that each page with labels shows two; and how many each page shows."""
        ranked = sorted(
            (each for each in self.seen if each.key not in self.dropped), key=lambda each: (each.key not in self.placed, -len(each.pages))
        )
        everywhere = [each for each in ranked if len(each.pages) == len(self.pages) and each.key in self.placed]
        chosen = everywhere[:6] or ranked[:1]
        for page in self._read_pages():
            for each in ranked:
                if sum(page in other.pages for other in chosen) < 2 and page in each.pages and each not in chosen:
                    chosen.append(each)
        least = min((sum(page in each.pages for each in chosen) for page in self._read_pages()), default=0)
        return tuple(each.label for each in chosen), max(1, min(2, least))

    def _read_pages(self) -> list[int]:
        """Numbers of the pages that show a label that may be kept."""
        return sorted({page for each in self.seen if each.key not in self.dropped for page in each.pages})

    def _everywhere(self, field: str) -> bool:
        """Whether each page with labels has a value of `field` under a label."""
        having = {page for each in self.seen if self.placed.get(each.key, ("",))[0] == field for page, value in each.by_page if value}
        return having.issuperset(self._read_pages())

    # the proposal

    def proposal(self) -> Proposal:
        """All of it."""
        locale, forms = self._number_locale(), self._date_forms()
        currency, others = self._currency(locale.value)
        known_funds, unknown_funds = self._fund_names()
        names, path, list_path = self._addresses()
        lines, n_hidden, shares = self._unclaimed(locale.value, forms.value)
        markers, n_markers = self._markers()
        return Proposal(
            pages=tuple(
                PageAccount(page.url, sum(at in each.pages for each in self.seen), share)
                for at, (page, share) in enumerate(zip(self.sources, shares, strict=True))
            ),
            labels=tuple(sorted((self._label(each, locale.value, forms.value) for each in self.seen), key=lambda label: _ORDER[label.use])),
            extra_dropped=self._extra_dropped(),
            unclaimed=tuple(_short(line, 100) for line in lines[:SHOWN_LINES]),
            n_unclaimed=len(lines),
            n_hidden=n_hidden,
            language=self.language,
            country=self.country,
            currency=currency,
            other_currencies=others,
            number_locale=locale,
            date_forms=forms,
            printing=self._printing(),
            host=self.host,
            title_line=self._title_line(),
            furniture=self.furniture,
            has_prose=any(
                self._is_prose(page.of(line)) for page, block in zip(self.pages, self.found.blocks, strict=True) for line in block.after
            ),
            fund_names=known_funds,
            unknown_funds=unknown_funds,
            code_pattern=self._code_pattern(),
            query_names=names,
            path=path,
            list_path=list_path,
            markers=markers,
            n_markers=n_markers,
            is_titled=self._everywhere("title"),
            is_coded=self._everywhere("project_code"),
            notes=tuple(self._notes()),
        )

    def _label(self, each: _Seen, locale: Locale, forms: tuple[DateForm, ...]) -> LabelProposal:
        n_pages = len(each.pages)
        if each.key in self.dropped:
            return LabelProposal(each.label, n_pages, "dropped", self.dropped[each.key], how=each.how)
        field, reason = self.placed.get(each.key, (None, ""))
        secret = any(self._is_secret(value) for value in each.values)
        nameless = field in (None, "beneficiary_name", "partner_name") and any(_is_name(value) for value in each.values)
        shown = list(dict.fromkeys(each.values))[:2] if not secret and not nameless else []
        read = tuple(_short(self._read(field, value, locale, forms) or "does not read") for value in shown) if field else ()
        n_unread = sum(self._read(field, value, locale, forms) is None for value in each.values) if field else 0
        if field and field not in ("description", "partner_name"):
            n_unread = max(n_unread, sum(pair.n_lines > 1 for _, pair in each.pairs))
        printed = tuple(_short(numbers.plain(value)) for value in shown)
        hint = (
            "; a value looks like a person's name, none is shown"
            if nameless
            else "; a value holds a contact, none is shown"
            if secret
            else ""
        )
        if field:
            return LabelProposal(each.label, n_pages, "field", reason + hint, field, printed, read, n_unread, each.how)
        if each.key in self.ignored:
            return LabelProposal(each.label, n_pages, "ignored", self.ignored[each.key], None, printed, how=each.how)
        why = self.unplaced.get(each.key, "never has a value" if not each.values else "no registry has it, and its values tell nothing")
        return LabelProposal(each.label, n_pages, "unplaced", why + hint, None, printed, how=each.how)

    def _extra_dropped(self) -> tuple[str, ...]:
        """Labels of personal data that registries of the same language print and these pages do not."""
        seen = {each.key for each in self.seen}
        words = [word for word in self.vocabulary.words if word.use == "dropped" and word.languages[:1] == (self.language.value,)]
        return tuple({label_key(word.label): word.label for word in words if label_key(word.label) not in seen}.values())

    def _printing(self) -> Guess[Printing]:
        n_read = sum(value is not None for each in self.seen for _, value in each.by_page)
        n_all = sum(len(each.by_page) for each in self.seen)
        printing = self.found.printing
        if any(self._is_secret(name) for name in printing.sections):
            printing = replace(printing, sections=tuple(name for name in printing.sections if not self._is_secret(name)))
        return Guess(printing, f"finds most labels: {n_all} on all pages, {n_read} of them with a value")

    def _title_line(self) -> Guess[bool]:
        """Whether a line before the facts gives the title; the reason tells which."""
        if not any(self.titles):
            return Guess(False, "no line before the facts looks like one", is_agreed=False)
        headed = sum(
            any(numbers.plain(page.of(line)) == title and line.role == "heading" for line in page.lines)
            for page, title in zip(self.pages, self.titles, strict=True)
            if title
        )
        kind = "a heading" if headed else "the first short line"
        codes = {page: value for each in self.seen if self._field(each) == "project_code" for page, value in each.by_page if value}
        coded = sum(bool(title and codes.get(page) and title.startswith(codes[page])) for page, title in enumerate(self.titles))
        also = "; it begins with the project's number" if coded else ""
        n_titles = sum(title is not None for title in self.titles)
        return Guess(
            True, f"{kind} before the facts, on {n_titles} of {len(self.pages)} pages{also}", is_agreed=n_titles == len(self.pages)
        )

    def _notes(self) -> Iterator[str]:
        several = [each.label for each in self.seen if _is_repeated(self.pages, each) and each.key not in self.dropped]
        if several:
            listed = ", ".join(f"`{label}`" for label in several[:5])
            yield f"several projects to a page? printed with different values, so not read: {listed}"
        if self.language.value not in ("sv", "nb", "nn", "da", "fi", "en"):
            yield f"no registry in the language {self.language.value} yet: words such as yes and no and lengths of time are not read"
        if not any(name == "project_code" for name, _ in self.placed.values()):
            yield "no label gives the project's number: the code is made of the address and provisional"

    # what no label explains

    def _unclaimed(self, locale: Locale, forms: tuple[DateForm, ...]) -> tuple[list[str], int, list[float]]:
        """The lines that no label explains and may be shown, how many more are kept back, and the share of each page."""
        labels = {each.label: self.placed[each.key][0] for each in self.seen if each.key in self.placed}
        rest = {each.label: "" for each in self.seen if each.key not in self.placed and each.key not in self.dropped}
        registry = self._scratch(labels, rest, locale, forms)
        shown: dict[str, None] = {}
        n_hidden, shares = 0, []
        for at, (page, title) in enumerate(zip(self.pages, self.titles, strict=True)):
            draft, _ = read_labels(page, registry)
            site = [line for line in page.lines if numbers.plain(page.of(line)) == title or label_key(page.of(line)) in self.furniture]
            claimed = [*draft.claimed, *(Span(line.start, line.end) for line in site)]
            shares.append(unclaimed_share(page, claimed))
            open_lines = [number for number, line in enumerate(page.lines) if not _covered(page, line, claimed)]
            n_hidden += sum(number in self.hidden[at] for number in open_lines)
            shown |= dict.fromkeys(numbers.plain(page.of(page.lines[number])) for number in open_lines if number not in self.hidden[at])
        return list(shown), n_hidden, shares

    def _is_prose(self, words: str) -> bool:
        return len(words) > _LONG_LINE and MASK not in words and not words.endswith(":")


_ORDER: dict[Use, int] = {"field": 0, "dropped": 1, "ignored": 2, "unplaced": 3}


def _collect(pages: Sequence[PageText], blocks: Sequence[Block], how: Mapping[str, str]) -> list[_Seen]:
    """Every label of all pages once, in the order in which they stand."""
    pairs: dict[str, list[tuple[int, Pair]]] = {}
    for at, block in enumerate(blocks):
        for pair in block.pairs:
            if is_short(pair.label):
                pairs.setdefault(pair.key, []).append((at, pair))
    seen = []
    for key, members in pairs.items():
        by_page: dict[int, str | None] = {}
        for at, pair in members:
            value = pages[at].text[pair.value.start : pair.value.end] if pair.value else None
            by_page[at] = by_page.get(at) or value
        label = Counter(pair.label for _, pair in members).most_common(1)[0][0]
        seen.append(_Seen(key, numbers.plain(label), how.get(key, "stands among labels"), tuple(by_page.items()), tuple(members)))
    return [each for each in seen if not _is_name_of_person(each)]


def _is_name_of_person(each: _Seen) -> bool:
    """Whether a label is rather a person's name before a telephone number or a role."""
    personal = any(MASK in value or words_of.CONTACT.search(value.casefold()[:40]) for value in each.values)
    return personal and _is_name(each.label) and not words_of.CONTACT.search(each.key)


def _is_repeated(pages: Sequence[PageText], each: _Seen) -> bool:
    by_page: dict[int, set[str]] = defaultdict(set)
    for at, pair in each.pairs:
        if pair.value:
            by_page[at].add(numbers.plain(pages[at].text[pair.value.start : pair.value.end]))
    return any(len(printed) > 1 for printed in by_page.values())


def _names_in(printed: Iterable[Iterable[str]]) -> frozenset[str]:
    """The names that values of personal data hold, folded: to be shown nowhere."""
    parts = [part.strip(f" {MASK}.,;:()") for group in printed for value in group for part in re.split(r"[\n,;:()]|\s-\s", value)]
    return frozenset(part.casefold() for part in parts if len(part) > 4 and not any(char.isdigit() for char in part))


def _is_name(words: str) -> bool:
    """Whether words look like a person's name: two to four capitalised words, none of an organisation."""
    text = numbers.plain(words)
    if not _NAME.fullmatch(text) or len(text) > 50 or words_of.ORGANISATIONS.search(text.casefold()):
        return False
    parts = re.split(r",? ", text)
    return all(part[0].isupper() or part in ("von", "van", "de", "af", "av") for part in parts) and not text.isupper()


def _bare(label: str) -> str:
    """A label without brackets, marks and the site's own word order: its words, sorted, letters of Nordic neighbours folded."""
    words = re.sub(r"\([^)]*\)", " ", label_key(label)).translate(str.maketrans("æøåäö", "aoaao"))
    return " ".join(sorted(re.findall(r"\w+", words)))


def _likeness(one: str, two: str) -> float:
    shorter, longer = sorted((len(one), len(two)))
    return SequenceMatcher(None, one, two, autojunk=False).ratio() if shorter > 0.7 * longer else 0.0


def _money(value: str, locale: Locale) -> Money | None:
    try:
        return amount_of(value, locale)
    except (numbers.Unreadable, KeyError):
        return None


def _as_kind(field: str) -> str:
    kind = FIELDS[field].kind.replace("_", " ")
    return "and its values are text" if kind == "text" else f"and its values read as {kind}"


def _short(words: str, longest: int = _SHOWN) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _shape_of(code: str) -> str:
    """A code as a regular expression: runs of digits and of capitals by their length, the rest as it is."""
    parts = re.findall(r"\d+|[A-Z]+|[^\dA-Z]+", code)
    return "".join(rf"\d{{{len(part)}}}" if part[0].isdigit() else _escaped(part) for part in parts)


def _escaped(words: str) -> str:
    """Words as a regular expression, with no more backslashes than it takes."""
    return re.escape(words).replace(r"\-", "-").replace(r"\ ", " ")


def _covered(page: PageText, line: Line, claimed: Sequence[Span]) -> bool:
    """Whether spans cover a line, but for a bullet or a mark."""
    open_places = set(range(line.start, line.end))
    for span in claimed:
        if span.start < line.end and span.end > line.start:
            open_places -= set(range(span.start, span.end))
    return sum(page.text[at].isalnum() for at in open_places) <= 2


def _language(pages: Sequence[Page], texts: Sequence[PageText], host: Guess[str]) -> Guess[str]:
    """The language of the text, beside what the markup says."""
    said = {found.group(1).lower() for page in pages if (found := _LANG.search(decode(page.body[:8192], page.content_type)[0]))}
    told = {"no": "nb", "nn": "nn"}.get(next(iter(said)), next(iter(said))) if len(said) == 1 else None
    text = "\n".join(page.of(line) for page in texts for line in page.lines)
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = {language: sum(word in marks for word in words) for language, marks in words_of.FOREIGN.items()}
    foreign = max(hits, key=lambda language: hits[language])
    if hits[foreign] >= 3 and hits[foreign] > 0.03 * len(words):
        read: str | None = foreign
    else:
        votes = Counter(language_of(page.of(line)) for page in texts for line in page.lines if len(page.of(line)) > 60)
        read = next((language for language, _ in votes.most_common() if language), None) or language_of(text)
    neighbour = {"dk": "da", "no": "nb"}.get(host.value.rpartition(".")[2])
    if neighbour and read in ("nb", "da") and told in (None, neighbour):
        return Guess(
            neighbour, f"small words of the text, which Danish and Norwegian share, and the host under .{host.value.rpartition('.')[2]}"
        )
    if told and (told == read or hits.get(told, 0) or told not in ("sv", "nb", "da", "fi", "en")):
        return Guess(told, "the pages' lang attribute" + (" and their words" if told == read else ""))
    if read:
        return Guess(read, "small words of the text" + (f"; the lang attribute says {told}" if told else ""), is_agreed=told is None)
    return Guess(told or "en", "the lang attribute alone" if told else "no words that tell", is_agreed=False)


def _host(pages: Sequence[Page]) -> Guess[str]:
    hosts = Counter(host for page in pages if (host := host_of(page.url)))
    if not hosts:
        return Guess("example.invalid", "no address given: --url", is_agreed=False)
    return Guess(hosts.most_common(1)[0][0], "host of the given addresses", is_agreed=len(hosts) == 1)


def _country(host: Guess[str], language: Guess[str]) -> Guess[str]:
    domain = host.value.rpartition(".")[2]
    by_domain = {"uk": "GB", "gr": "EL"}.get(domain, domain.upper()) if domain in words_of.DOMAINS else None
    by_language = words_of.COUNTRIES.get(language.value)
    if by_domain:
        told = f"the host ends with .{domain}" + (f"; the language is {language.value}" if by_language not in (None, by_domain) else "")
        return Guess(by_domain, told, is_agreed=by_language in (None, by_domain))
    if by_language:
        return Guess(by_language, f"the language is {language.value}; the host tells nothing", is_agreed=False)
    return Guess("EU", "neither host nor language tell", is_agreed=False)
