"""What holds for every page of labels, every amount, every date: the right value or none, never a wrong one, never an exception.

Set HYPOTHESIS_PROFILE=thorough for twenty times the examples.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, get_args

import pytest
from babel import Locale as Locale_
from babel.dates import get_month_names
from hypothesis import HealthCheck, assume, example, given, note, settings
from hypothesis import strategies as st
from stdnum.no import orgnr as norwegian

from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.registry import source_for, sources
from parsers.values import codes, numbers
from parsers.values.dates import DateForm, date_of, months_of, period_of
from parsers.values.money import amount_of, amounts_in
from parsers.values.numbers import Unreadable, plain
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.languages import NUMBER_LOCALES, number_form
from tests.fuzz.fuzz_bytes import faults, is_canonical
from tests.fuzz.label_pages import (
    CANARY,
    CHARSETS,
    MARKUPS,
    PAIRED,
    SHAPES,
    UNKNOWN,
    Disguise,
    Fact,
    Printed,
    Shape,
    finnish_number,
    grouped,
    page_bytes,
    swedish_number,
)

pytestmark = pytest.mark.slow

settings.register_profile("default", deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
settings.register_profile("thorough", settings.get_profile("default"), derandomize=False)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
settings.load_profile(PROFILE)

by_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
chance = st.randoms(use_true_random=False)
seeded = st.integers(0, 2**32 - 1).map(Random)


def examples(n: int) -> settings:
    return settings(max_examples=n * (20 if PROFILE == "thorough" else 1))


# Pages of labels


def parsed(printed: Printed, body: bytes, content_type: str) -> tuple[Page, Reading]:
    page = Page(printed.url, body, content_type)
    note(f"{printed.url} {content_type}\n{body.decode('utf-8', 'replace')}")
    reading = source_for(printed.url).parse(page)
    assert not list(faults(page, reading))
    records(reading)
    return page, reading


def assert_nothing_wrong(reading: Reading, facts: list[Fact], printed: Printed) -> None:
    """Every value read is one that is printed for its field."""
    right: dict[str, set[str]] = defaultdict(set)
    for name, value in [*(pair for fact in facts for pair in fact.fields), *printed.around]:
        right[name].add(plain(value))
    if (
        len(right["beneficiary_name"]) > 1 and reading.record_numbers
    ):  # interreg_se_no: two owners under one label are owners, of no known side
        right["partner_name"] |= right["beneficiary_name"]
        right["partner_role"].add("owner")
    wrong = [
        (seen.field, seen.value, right[seen.field])
        for seen in reading.observations
        if seen.field != "description" and plain(seen.value) not in right[seen.field]
    ]
    assert not wrong, reading.issues


def assert_all_read(reading: Reading, facts: list[Fact]) -> None:
    got = {(seen.field, plain(seen.value)) for seen in reading.observations if seen.method != "derived"}
    missing = {(name, plain(value)) for fact in facts for name, value in fact.fields} - got
    assert not missing, reading.issues


@by_shape
@examples(40)
@given(rng=seeded, data=st.data())
def test_every_fact_of_a_plain_page_is_read(shape: Shape, rng: Random, data: st.DataObject) -> None:
    printed = shape.printed(rng)
    disguise = Disguise(data.draw(st.sampled_from(shape.own)))
    _, reading = parsed(printed, *page_bytes(rng, printed, [(fact.label, fact.printed) for fact in printed.facts], disguise))
    assert_all_read(reading, list(printed.facts))
    assert_nothing_wrong(reading, list(printed.facts), printed)
    assert reading.record_numbers == (1,)


DISGUISES: dict[str, Any] = {"charset": st.sampled_from(CHARSETS), "noise": st.booleans()}


@by_shape
@examples(40)
@given(rng=seeded, data=st.data())
def test_order_special_spaces_encoding_and_noise_change_no_value(shape: Shape, rng: Random, data: st.DataObject) -> None:
    printed = shape.printed(rng)
    facts = list(data.draw(st.permutations(printed.facts)))
    disguise = data.draw(st.builds(Disguise, st.sampled_from(shape.own), st.sampled_from(("plain", "special")), **DISGUISES))
    _, reading = parsed(printed, *page_bytes(rng, printed, [(fact.label, fact.printed) for fact in facts], disguise))
    assert_nothing_wrong(reading, facts, printed)
    assert_all_read(reading, facts)


@by_shape
@examples(15)
@given(rng=seeded, data=st.data())
def test_doubled_spaces_and_soft_hyphens_lose_no_value_in_silence(shape: Shape, rng: Random, data: st.DataObject) -> None:
    printed = shape.printed(rng)
    disguise = data.draw(st.builds(Disguise, st.sampled_from(shape.own), st.just("broken"), **DISGUISES))
    _, reading = parsed(printed, *page_bytes(rng, printed, [(fact.label, fact.printed) for fact in printed.facts], disguise))
    assert_nothing_wrong(reading, list(printed.facts), printed)
    told = {(seen.field, plain(seen.value)) for seen in reading.observations}
    lost = {plain(fact.label) for fact in printed.facts if not told.issuperset((name, plain(value)) for name, value in fact.fields)}
    assert reading.kind == "unreadable" or {label.casefold() for label in lost} <= {
        plain(issue.label or "").casefold() for issue in reading.issues
    }


@by_shape
@examples(150)
@given(rng=seeded, data=st.data())
def test_a_damaged_page_gives_the_right_values_or_none(shape: Shape, rng: Random, data: st.DataObject) -> None:
    """Any markup, facts dropped, unknown and personal ones between them, one printed twice."""
    printed = shape.printed(rng)
    facts = data.draw(st.lists(st.sampled_from(printed.facts), min_size=1, unique=True))
    spaces = st.sampled_from(("plain", "special", "broken"))
    disguise = data.draw(st.builds(Disguise, st.sampled_from(list(MARKUPS)), spaces, **DISGUISES))
    if data.draw(st.booleans()):
        facts = [_trap(fact, data, printed, is_beside=disguise.markup in BESIDE and disguise.markup in shape.own) for fact in facts]
    rows = [(fact.label, fact.printed) for fact in facts]
    twice = data.draw(st.sampled_from(("no", "no", "same", "other")))
    if twice != "no":
        again = data.draw(st.sampled_from(facts))
        others = {fact.label: fact for fact in shape.printed(Random(rng.random())).facts}
        other = others.get(again.label, again) if twice == "other" else again
        rows.insert(data.draw(st.integers(0, len(rows))), (other.label, other.printed))
        facts.append(other)
    for unknown in data.draw(st.lists(st.sampled_from(UNKNOWN), max_size=2)):
        rows.insert(data.draw(st.integers(0, len(rows))), unknown)
    personal = data.draw(st.lists(st.sampled_from(shape.registry.dropped), max_size=2)) if shape.registry.dropped else []
    for label in personal:
        value = data.draw(st.sampled_from((CANARY, f"{CANARY}, tel. +46 70 123 45 67", f"{CANARY} (zebulon@example.org)")))
        rows.insert(data.draw(st.integers(0, len(rows))), (label, value))
    _, reading = parsed(printed, *page_bytes(rng, printed, rows, disguise))
    assert_nothing_wrong(reading, facts, printed)
    told = plain(repr(reading.observations) + repr(reading.issues) + repr(records(reading))).casefold()
    for word in (*CANARY.casefold().split(), "zebulon@", "123 45 67"):
        assert word not in told.replace("\\xad", "").replace("\\xa0", " ")


TEXTS = ("title", "beneficiary_name", "region_name", "priority_name", "programme_name", "managing_authority", "status", "beneficiary_city")


BESIDE = (*PAIRED, "p strong", "p", "li", "br inline", "text inline", "text paragraphs")


def _trap(fact: Fact, data: st.DataObject, printed: Printed, *, is_beside: bool) -> Fact:
    """The same label with a value that looks like something else: an amount, a rate, a period; where the markup ties a value to its label,
    also another label, alone or with a value (on lines of their own nobody could tell them from labels)."""
    name = fact.fields[0][0]
    if name not in TEXTS or not data.draw(st.booleans()):
        return fact
    other = data.draw(st.sampled_from([each for each in printed.facts if each.label != fact.label]))
    labels = (other.label, f"{other.label}: {other.printed}", f"Etapp 2: {other.label}", other.printed)
    words = ("50 %", "2019 - 2021", "1 000 000 kr", *(labels if is_beside else ()))
    trap = data.draw(st.sampled_from(words))
    return Fact(fact.label, trap, ((name, trap),))


@by_shape
@examples(30)
@given(rng=seeded, data=st.data())
def test_two_values_of_one_label_are_never_silently_one(shape: Shape, rng: Random, data: st.DataObject) -> None:
    printed = shape.printed(rng)
    fact = data.draw(st.sampled_from([fact for fact in printed.facts if not FIELDS[fact.fields[0][0]].group]))
    others = {again.label: again for again in shape.printed(Random(rng.random())).facts}
    assume(fact.label in others and others[fact.label].fields != fact.fields)
    rows = [(each.label, each.printed) for each in printed.facts]
    rows.insert(data.draw(st.integers(0, len(rows))), (fact.label, others[fact.label].printed))
    _, reading = parsed(printed, *page_bytes(rng, printed, rows, Disguise(data.draw(st.sampled_from(shape.own)))))
    name = fact.fields[0][0]
    read = [seen.value for seen in reading.observations if seen.field == name and seen.method == "label"]
    assert not read or any(issue.label == fact.label or issue.code == "second_block" for issue in reading.issues)
    assert_nothing_wrong(reading, [*printed.facts, others[fact.label]], printed)


@by_shape
@examples(30)
@given(rng=seeded, data=st.data())
def test_an_empty_value_takes_nothing_from_its_neighbours(shape: Shape, rng: Random, data: st.DataObject) -> None:
    printed = shape.printed(rng)
    empty = data.draw(st.sampled_from(printed.facts))
    rows = [(fact.label, "" if fact is empty else fact.printed) for fact in printed.facts]
    _, reading = parsed(printed, *page_bytes(rng, printed, rows, Disguise(data.draw(st.sampled_from(shape.own)))))
    assert_nothing_wrong(reading, [fact for fact in printed.facts if fact is not empty], printed)


INTERREG_NO, KOHESIO = "https://interreg.no/prosjektbank/ny-vei/", "https://kohesio.ec.europa.eu/en/projects/Q1"
PORTFOLIO = "https://www.interreg-sverige-norge-2014-2020.com/?portfolio=ny-vag"
MIRROR = "https://eupublicdata.pages.dev/data/funds/Q7066020/"


@pytest.mark.parametrize(
    ("url", "body", "never"),
    [
        (
            INTERREG_NO,
            "A\n\n • Norsk prosjekteigar\n\n  X\n • Prosjektperiode\n\n  2020\n • Tema\n\n  Y\n • Nytt fält\n\n  okänt\n",
            "nytt fält",
        ),
        (
            KOHESIO,
            "project info\n\nStart date: 21 June 2023\n\nFund: Cohesion Fund (CF)\n\nNytt fält: okänt 7\n\nThe title\n\nProse.\n",
            "okänt",
        ),
        (
            KOHESIO,
            "project info\n\nStart date\n\n1 July 2023\n\nFund\n\nCohesion Fund (CF)\n\nManaging authority\n\nX\n\nThe title\n\nProse.",
            "X",
        ),
        (
            PORTFOLIO,
            "<h1>Mål</h1><h2>Fakta</h2><p>Kontaktperson</p><p>Zebulon Q</p><p>Insatsområde</p><p>X</p><p>EU-stöd</p><p>1 €</p>",
            "zebulon",
        ),
        (
            MIRROR,
            "<p>KOHESIO · Q7 · PL</p><h1>A</h1><p>EU budget: €4k</p><p>Total project cost: €7k</p><p>Period: </p><p>Co-funding</p>",
            "co-funding",
        ),
    ],
)
def test_what_was_once_misread_stays_unread(url: str, body: str, never: str) -> None:
    page = Page(url, body.encode(), "text/html" if body.startswith("<") else "text/plain; charset=utf-8")
    reading = source_for(url).parse(page)
    read = [seen for seen in reading.observations if seen.field != "description"]
    assert never not in repr([seen.value for seen in read]).casefold()
    assert never not in ("zebulon",) or never not in repr(reading.issues).casefold()


@pytest.mark.parametrize("words", ["٢٠٢٠", "juni ٢٠٢٠", "höstterminen ٢٠٢٠", "٢٠٢٠-01-01", "20200١01"])
def test_digits_of_other_scripts_are_no_date_or_a_canonical_one(words: str) -> None:
    with suppress(Unreadable):
        read = date_of(words, FORMS, ("sv",))
        assert is_canonical("start_on", read.value, read.precision)


# Amounts

locales = st.sampled_from(NUMBER_LOCALES)
amounts = st.one_of(st.integers(1, 10**5), st.integers(1, 10**14))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, Decimal, str | None]:
    """An amount as a locale writes it, what it is, and its currency."""
    locale, whole = draw(locales), draw(amounts)
    form = number_form(locale)
    decimals = draw(st.sampled_from(("", "", "5", "05", "67", "00")))
    digits = grouped(whole, draw(st.sampled_from(list(form.group)))) if draw(st.booleans()) else str(whole)
    number = digits + (form.decimal + decimals if decimals else "")
    amount = Decimal(f"{whole}.{decimals or 0}")
    kr = form.currency if form.currency in ("SEK", "NOK", "DKK") else None
    named = {
        "EUR": "EUR",
        "€": "EUR",
        "euro": "EUR",
        "SEK": "SEK",
        "NOK": "NOK",
        "DKK": "DKK",
        **({"kr": kr, "kr.": kr, "kronor": kr} if kr else {}),
    }
    word = draw(st.sampled_from((None, *named)))
    if word is None:
        return number, locale, amount, None
    gap = draw(st.sampled_from((" ", "\u00a0", "\u202f", *([""] if word == "€" else []))))
    return (f"{word}{gap}{number}" if draw(st.booleans()) else f"{number}{gap}{word}"), locale, amount, named[word]


@examples(300)
@given(written())
def test_an_amount_written_in_a_locale_is_read_back(case: tuple[str, str, Decimal, str | None]) -> None:
    words, locale, amount, currency = case
    read = amount_of(words, locale)
    assert (read.amount, read.currency, read.is_rounded) == (amount, currency, False)
    assert is_canonical("total_cost", numbers.decimal_text(read.amount), None)
    text = f"Budsjett: {words}, hei"
    if currency and locale.endswith("prose"):
        assert [text[start:end] for start, end in amounts_in(text, locale)] == [words]


@examples(300)
@given(written(), st.randoms(use_true_random=False))
def test_an_amount_with_broken_groups_is_not_read(case: tuple[str, str, Decimal, str | None], rng: Random) -> None:
    """A mark or a digit too many or too few between digits: refused, or (where a mark may be left out altogether) the same number."""
    words, locale, amount, _ = case
    inside = [at for at in range(1, len(words)) if words[at - 1].isdigit() and words[at].isdigit()]
    assume(inside)
    at = rng.choice(inside)
    marks = {" ", ".", ",", "'", "-", "/"} - {number_form(locale).decimal}
    broken = words[:at] + rng.choice(sorted(marks)) + words[at:]
    with suppress(Unreadable):
        assert amount_of(broken, locale).amount == amount
    separated = [
        at
        for at, char in enumerate(words)
        if char in number_form(locale).group and words[at - 1 : at].isdigit() and words[at + 1 : at + 2].isdigit()
    ]
    assume(separated)
    at = rng.choice(separated)
    for spoilt in (words[: at + 1] + words[at + 2 :], words[: at + 1] + "7" + words[at + 1 :]):
        with pytest.raises(Unreadable):
            amount_of(spoilt, locale)
    with suppress(Unreadable):
        assert amount_of(words[:at] + words[at] + words[at:], locale).amount == amount


@examples(400)
@given(st.text("0123456789 .,€%-:()krSEKmioEUR\u00a0\u202f\u00ad\u0663", max_size=24), locales)
@example("1 000.000", "sv-prose")
@example("1.000 000", "da-prose")
def test_any_words_are_an_amount_of_their_own_digits_or_none(words: str, locale: str) -> None:
    try:
        read = amount_of(words, locale)
    except Unreadable:
        return
    assert 0 < read.amount < 10**15
    digits = int(re.sub(r"\D", "", words))
    assert read.is_rounded or read.amount in (digits, Decimal(digits) / 10, Decimal(digits) / 100)
    assert re.fullmatch(r"\D*[\d.,' \u00a0\u202f\u00ad]+\D*", words)


@examples(150)
@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from(("sv", "nb", "da", "sv-prose")), st.data())
def test_a_multiplier_multiplies(whole: int, tenth: int, locale: str, data: st.DataObject) -> None:
    word, factor = data.draw(
        st.sampled_from((("miljoner kronor", 6), ("mio. kr.", 6), ("mill kr", 6), ("mnkr", 6), ("tkr", 3), ("mkr", 6), ("mdkr", 9)))
    )
    read = amount_of(f"{whole},{tenth} {word}" if tenth else f"{whole} {word}", locale)
    assert (read.amount, read.is_rounded) == (Decimal(f"{whole}.{tenth}").scaleb(factor), True)


# Dates

FORMS = get_args(DateForm)
LANGUAGES = sources()["kohesio"].registry.languages
SENTINELS = ("1970-01-01", "2099-12-31")
days = st.dates(date(1951, 1, 1), date(2098, 12, 30))


@examples(150)
@given(days, st.sampled_from(LANGUAGES))
@example(date(2020, 5, 5), "el")
def test_a_day_in_each_language_of_the_union_is_read_back(day: date, language: str) -> None:
    words = f"{day.day} {get_month_names('wide', 'format', language)[day.month]} {day.year}"
    assume(day.isoformat() not in SENTINELS and len(words.split()) == 3)  # two months of Irish have names of two words
    read = date_of(words, ("named",), (language,))
    assert (read.value, read.precision) == (day.isoformat(), "day")


@examples(150)
@given(days, st.sampled_from(("sv", "nb", "nn", "da", "en")), st.sampled_from(("", ".")), st.booleans())
def test_a_day_by_a_name_in_any_language_of_a_registry_is_that_day_or_none(day: date, language: str, dot: str, upper: bool) -> None:
    assume(day.isoformat() not in SENTINELS)
    name = get_month_names("wide", "format", language)[day.month]
    for month in {name, name[:3], name[:4]}:
        words = f"{day.day}{dot} {month.upper() if upper else month} {day.year}"
        assert date_of(words, ("named",), (language,)).value == day.isoformat()
        assert date_of(words, ("named",), LANGUAGES).value == day.isoformat() if _one_month(month) else True


def _one_month(begins: str) -> bool:
    tables = [Locale_.parse(language).months[context] for language in LANGUAGES for context in ("format", "stand-alone")]
    named = [entry for table in tables for width in ("wide", "abbreviated") for entry in table[width].items()]
    return len({number for number, name in named if name.casefold().startswith(begins.casefold())}) == 1


NUMERIC: dict[DateForm, str] = {"iso": "%Y-%m-%d", "dotted": "%d.%m.%Y", "slashed": "%d/%m/%Y", "compact": "%Y%m%d"}


@examples(150)
@given(days, st.sampled_from(sorted(NUMERIC)))
def test_a_day_in_numbers_is_read_back_in_its_form_only(day: date, form: DateForm) -> None:
    assume(day.isoformat() not in SENTINELS)
    words = day.strftime(NUMERIC[form])
    assert date_of(words, (form,), ("sv",)).value == day.isoformat()
    for other in set(NUMERIC) - {form}:
        with pytest.raises(Unreadable):
            date_of(words, (other,), ("sv",))


@examples(150)
@given(days, st.integers(1, 3000), st.sampled_from(sorted(NUMERIC)), st.sampled_from((" - ", "-", " – ", "--", " → ", " till ", " til ")))
def test_a_period_is_read_back_and_a_reversed_one_refused(start: date, length: int, form: DateForm, between: str) -> None:
    end = start + timedelta(length)
    assume(not {start.isoformat(), end.isoformat()} & set(SENTINELS) and end.year < 2099)
    first, last = (day.strftime(NUMERIC[form]) for day in (start, end))
    words = f"{first}{between}{last}"
    read = period_of(words, (form,), ("sv",))
    assert [(dated.value, words[at:to]) for dated, at, to in read] == [(start.isoformat(), first), (end.isoformat(), last)]
    with pytest.raises(Unreadable):
        period_of(f"{last}{between}{first}", (form,), ("sv",))


@examples(400)
@given(st.one_of(
    st.from_regex(r"\A\d{1,2}[./] ?\d{1,2}[./] ?\d{2,5}\Z"), st.from_regex(r"\A\d{3,5}-\d{1,2}-\d{1,2}\Z"), st.from_regex(r"\A\d{4,9}\Z"),
    st.from_regex(r"\A\d{1,2}\.? (juni|juli|mar|ju|maj|xxx)\.? \d{3,5}\Z"), st.text("0123456789.-/ juni\u00a0höstermin", max_size=18),
), st.lists(st.sampled_from(FORMS), min_size=1, unique=True))  # fmt: skip
def test_any_words_are_a_canonical_date_or_none(words: str, forms: list[DateForm]) -> None:
    try:
        read = date_of(words, tuple(forms), ("sv", "nb"))
    except Unreadable:
        return
    assert is_canonical("start_on", read.value, read.precision), read
    year = re.search(r"\d{4}", plain(words))
    assert year is not None or "compact" in forms


@examples(100)
@given(st.text("0123456789, årmånaderetogi-", max_size=16))
def test_any_words_are_a_length_in_months_or_none(words: str) -> None:
    try:
        months = months_of(words)
    except Unreadable:
        return
    assert 0 < months <= 240


# Rates, numbers, codes


@examples(200)
@given(st.decimals(0, 200, places=2), st.sampled_from(("{}%", "{} %", "({}%)", "{}\u00a0%", "{}%*")), st.booleans())
def test_a_rate_is_read_back_or_refused_above_100(rate: Decimal, form: str, comma: bool) -> None:
    words = form.format(str(rate).replace(".", ",") if comma else rate)
    if rate > 100:
        with pytest.raises(Unreadable):
            numbers.rate_pct(words)
    else:
        assert Decimal(numbers.rate_pct(words)) == rate


@examples(300)
@given(st.text("0123456789 %.,()-*\u00a0\u0663", max_size=10))
def test_any_words_are_a_rate_or_a_number_of_their_own_digits_or_none(words: str) -> None:
    for read, name in ((numbers.rate_pct, "eu_cofinancing_rate_pct"), (numbers.integer, "participants")):
        try:
            value = read(words)
        except Unreadable:
            continue
        assert is_canonical(name, value, None), value
        assert int(value.replace(".", "") or 0) in {int(re.sub(r"\D", "", words)) // 10**cut for cut in range(4)}


@examples(200)
@given(seeded, st.integers(0, 9), st.integers(1, 9))
def test_an_organisation_number_with_one_wrong_digit_is_refused(rng: Random, at: int, more: int) -> None:
    for country, number in (("SE", swedish_number(rng)), ("NO", _norwegian(rng)), ("FI", finnish_number(rng))):
        assert codes.organisation_number(number, country) == re.sub(r"\D", "", number)
        places = [place for place, char in enumerate(number) if char.isdigit()]
        place = places[at % len(places)]
        with pytest.raises(Unreadable):
            codes.organisation_number(number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :], country)


def _norwegian(rng: Random) -> str:
    while True:
        digits = f"{rng.randrange(10**7, 10**8)}"
        found = [number for last in range(10) if norwegian.is_valid(number := f"{digits}{last}")]
        if found:
            return found[0]


# Prose of a project's own page

_ASIDES = (
    "Andelen unga ska öka med 25 % till 2027.",
    "Programmet finansierar 60 % av kostnaderna.",
    "Publicerad: 12 mars 2022",
    "Styrkommittén träffades den 3 maj 2021 och prioriterade åtta projekt.",
    "Medfinansieringsgraden är 40 % i hela programmet.",
    "Andelen unge skal øke med 25 % innen 2027.",
    "Programmet støtter opptil 60 % av kostnadene.",
    "Publisert: 12.03.2022",
    "Styringskomiteen møttes 3. mai 2021 og prioriterte åtte prosjekter.",
)
NEVER = ("eu_cofinancing_rate_pct", "start_on", "end_on")


def _money_words(rng: Random, currency: str) -> tuple[str, str]:
    whole = rng.randrange(10**4, 10**8)
    return f"{grouped(whole, rng.choice((' ', '.', chr(160), chr(0x202F))))} {currency}", str(whole)


_PAGE_FORMS = (
    ("Projektet har en total budget på {total} och pågår i {years} år. EU bidrar med {union}.", "SEK"),
    ("Projektets totala budget är {total}, varav {union} är EU-stöd. Projektet pågår under {years} år.", "SEK"),
    (
        "Prosjektet har et totalbudsjett på {total}, hvorav halvparten er EU-støtte og norske Interreg-midler. "
        "Prosjektet skal gå over {years} år.",
        "EURO",
    ),
    ("Prosjektet har en budsjettramme på {total}. Av dette er {union} støtte fra EU. Prosjektet varer i {years} år.", "NOK"),
    (
        "Projektet har et samlet budget på {total} og støttes med {union} fra Den Europæiske Socialfond. Projektet løber over {years} år.",
        "DKK",
    ),
)


@examples(150)
@given(seeded, st.sampled_from(_PAGE_FORMS), st.booleans(), st.lists(st.sampled_from(_ASIDES), max_size=3))
def test_a_page_of_a_project_gives_its_own_amounts_and_no_rate(
    rng: Random, form: tuple[str, str], is_html: bool, asides: list[str]
) -> None:
    template, currency = form
    (total, t), (union, u), years = _money_words(rng, currency), _money_words(rng, currency), rng.randint(1, 5)
    paragraphs = [
        "Om projektet Grønn vekst",
        "Projektet är ett samarbete för att lära av det.",
        template.format(total=total, union=union, years=years),
    ]
    for aside in asides:
        paragraphs.insert(rng.randint(1, len(paragraphs)), aside)
    body = "".join(f"<p>{words}</p>\n" for words in paragraphs) if is_html else "\n\n".join(paragraphs)
    note(body)
    url, content_type = "https://inspiria.no/prosjekter/gronn-vekst", "text/html" if is_html else "text/plain; charset=utf-8"
    page = Page(url, f"<main>{body}</main>".encode() if is_html else body.encode(), content_type)
    reading = source_for(url).parse(page)
    assert not list(faults(page, reading))
    assert not [seen for seen in reading.observations if seen.field in NEVER]
    right = {
        "total_cost": {t},
        "eu_contribution": {u} if "{union}" in template else set(),
        "support_amount": {u},
        "national_contribution": set(),
        "duration_months": {str(12 * years)},
    }
    for number in reading.record_numbers:
        read: dict[str, set[str]] = defaultdict(set)
        for seen in reading.observations:
            if seen.record_no == number:
                read[seen.field].add(plain(seen.value))
        for name, allowed in right.items():
            assert read[name] <= allowed, name
        if not asides:
            assert read["total_cost"] == {t}
        for share in read["funding_share_pct"]:
            assert share == "50"
            assert read["funding_amount"] <= {numbers.decimal_text(Decimal(t) / 2)}
    assert reading.record_numbers or asides
