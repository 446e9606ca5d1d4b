"""A batch of generated projects, drawn column by column: what the registries of `generated_registries.py` would print of them.

Belongs here: which values a project has, how often and how large. Does not belong here: captures, crawls and files (`many_projects.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tests.benchmarks import invented_words as words
from tests.benchmarks.generated_registries import Organisations, Source, municipalities, programmes, regions

Mask = npt.NDArray[np.bool_]
YEARS = np.arange(2014, 2028)
YEAR_WEIGHTS = np.array((2, 5, 9, 11, 12, 10, 9, 7, 8, 9, 8, 6, 3, 1), float)
PRECISIONS = (None, "day", "month", "term", "year")
RATES = ("40", "50", "60", "67.5", "75", "80", "85", "90", "95")
HRK_UNTIL = 2022
DERIVED = {
    "country_code": "country of the registry; the page prints none",
    "currency": "currency of the registry; the page prints none",
    "programming_period": "year of the project code",
    "programme_cci": "the programme that the page names",
    "partner_role": "listed under the heading of partners",
}
"""The rule of each field that no page prints."""


@dataclass(frozen=True, slots=True)
class Several:
    """Values of a field that a record has beside or instead of a single one: `record` and `item_no` by value."""

    field: str
    record: words.Integers
    item_no: words.Integers
    value: pa.StringArray

    def only(self, records: words.Integers) -> Several:
        """Those of some records, which are then numbered in their order."""
        place = np.searchsorted(records, self.record)
        kept = np.isin(self.record, records)
        return Several(self.field, place[kept], self.item_no[kept], self.value.filter(pa.array(kept)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one registry: single values by field (null where there is none), words as printed where they differ from the value,
    precision by date field (position in `PRECISIONS`), several values, and the records whose issue is a missing or a broken figure."""

    registry: str
    number: words.Integers
    values: dict[str, pa.StringArray]
    printed: dict[str, pa.StringArray] = field(default_factory=dict)
    precisions: dict[str, npt.NDArray[np.int8]] = field(default_factory=dict)
    several: tuple[Several, ...] = ()

    def __len__(self) -> int:
        return len(self.number)

    def only(self, records: words.Integers) -> Batch:
        """The batch of some of its records, in rising order."""
        at = pa.array(records)
        return Batch(
            self.registry,
            self.number[records],
            {name: value.take(at) for name, value in self.values.items()},
            {name: value.take(at) for name, value in self.printed.items()},
            {name: codes[records] for name, codes in self.precisions.items()},
            tuple(each.only(records) for each in self.several),
        )


def start_years(positions: words.Integers, n: int) -> words.Integers:
    """Year of the code by position in a registry of `n`: codes rise with time."""
    shares = np.cumsum(YEAR_WEIGHTS) / YEAR_WEIGHTS.sum()
    return YEARS[np.searchsorted(shares, (positions + 0.5) / n)]


def draw(
    rng: np.random.Generator, source: Source, people: Organisations, positions: words.Integers, n: int, number: words.Integers
) -> Batch:
    """The projects at `positions` of a registry of `n` projects."""
    years, size = start_years(positions, n), len(positions)
    values: dict[str, pa.Array] = {"project_code": pa.array(source.project_codes(years, positions)), "title": _titles(rng, size)}
    values["country_code"] = pa.array([source.country]).take(pa.array(np.zeros(size, int)))
    dates, printed, precisions = _dates(rng, years)
    money, money_printed = _money(rng, source, years)
    values |= dates | money | _programme(rng, source, years) | _owner(rng, people, size) | _small(rng, size)
    values["description"] = _kept(rng, 0.97, _description(rng, source, size))
    several = [_region(rng, source, values, size), *_partners(rng, source, people, size), *_twice(rng, values)]
    return Batch(source.code, number, values, printed | money_printed, precisions, tuple(each for each in several if len(each.record)))


def _kept(rng: np.random.Generator, share: float, values: pa.Array) -> pa.Array:
    return only_where(rng.random(len(values)) < share, values)


def only_where(kept: Mask, values: pa.Array) -> pa.Array:
    """The values where `kept`, else null."""
    return pc.if_else(pa.array(kept), values, pa.scalar(None, pa.string()))


def _pick(rng: np.random.Generator, choices: tuple[str, ...] | list[str], size: int) -> pa.Array:
    """Drawn from `choices`, the first ones more often."""
    weights = 1 / (np.arange(len(choices)) + 2)
    return pa.array(choices, pa.string()).take(pa.array(rng.choice(len(choices), size, p=weights / weights.sum())))


def _titles(rng: np.random.Generator, size: int) -> pa.Array:
    """Nearly all are of their own; some are what many call their project."""
    usual = words.titles(np.random.default_rng(1), 5_000)
    is_usual = rng.random(size) < 0.04
    return pc.if_else(pa.array(is_usual), usual.take(pa.array(words.ranks(rng, size, len(usual)))), words.titles(rng, size))


def _description(rng: np.random.Generator, source: Source, size: int) -> pa.Array:
    """300 to 1,500 characters; four in ten have figures, and of Swedish ones one in eight names a municipality or two."""
    text = words.prose(rng, np.clip(rng.lognormal(4.25, 0.45, size), 30, 145).astype(np.int64))
    figures = pa.array([f". {count} deltagare under {year}." for count, year in zip(*_draws(rng, size, 40, 900, 2014, 2027), strict=True)])
    text = pc.binary_join_element_wise(text, pc.if_else(pa.array(rng.random(size) < 0.4), figures, "."), "")
    if source.country != "SE":
        return text
    towns = (_pick(rng, municipalities(), size) for _ in range(2))
    named = pc.binary_join_element_wise(text, " Projektet arbetar i ", next(towns), " kommun och i ", next(towns), ".", "")
    return pc.if_else(pa.array(rng.random(size) < 0.12), named, text)


def _draws(rng: np.random.Generator, size: int, *limits: int) -> list[list[int]]:
    return [rng.integers(low, high, size).tolist() for low, high in zip(limits[::2], limits[1::2], strict=True)]


def _dates(
    rng: np.random.Generator, years: words.Integers
) -> tuple[dict[str, pa.Array], dict[str, pa.Array], dict[str, npt.NDArray[np.int8]]]:
    """Start and end: days mostly, sometimes a month, a term or a year; printed in the Nordic way."""
    size = len(years)
    start = (years - 1970) * 12 + rng.integers(0, 12, size)
    end = start + rng.integers(3, 48, size)
    values, printed, precisions = {}, {}, {}
    for name, months, share in (("start_on", start, 0.99), ("end_on", end, 0.985)):
        days = months.astype("datetime64[M]").astype("datetime64[D]") + rng.integers(0, 28, size)
        date, codes = pa.array(days), rng.choice(np.array((1, 2, 3, 4), np.int8), size, p=(0.955, 0.03, 0.005, 0.01))
        iso = date.cast(pa.string())
        term = pc.binary_join_element_wise(pc.utf8_slice_codeunits(iso, 0, 4), pc.if_else(pa.array(months % 12 < 6), "-H1", "-H2"), "")
        forms = (iso, pc.utf8_slice_codeunits(iso, 0, 7), term, pc.utf8_slice_codeunits(iso, 0, 4))
        value = pc.choose(pa.array(codes - 1), *forms)
        values[name], precisions[name] = _kept(rng, share, value), codes
        printed[name] = pc.if_else(pa.array(codes == 1), pc.strftime(date, "%d.%m.%Y"), value)
    return values, printed, precisions


def _money(rng: np.random.Generator, source: Source, years: words.Integers) -> tuple[dict[str, pa.Array], dict[str, pa.Array]]:
    """Two thirds of the projects have amounts: lognormal, some round, the Union's share within the support and that within the cost."""
    size = len(years)
    is_euro = (years > HRK_UNTIL) & (source.currency == "HRK")
    total = rng.lognormal(12.2, 1.5, size) * np.where(is_euro, 1.0, source.per_euro)
    exact = np.round(total, 2 if source.currency in ("EUR", "PLN") else 0)
    total = 1000 + np.where(rng.random(size) < 0.35, np.round(total, -3), exact)
    rates = rng.integers(0, len(RATES), size)
    union = np.floor(total * np.array([float(rate) for rate in RATES])[rates] / 100)
    support = np.floor(union + (total - union) * rng.choice((0.0, 0.5, 1.0), size))
    has = rng.random(size) < 0.66
    values = {"eu_cofinancing_rate_pct": _kept(rng, 0.85, pa.array(RATES).take(pa.array(rates)))}
    printed = {"eu_cofinancing_rate_pct": pc.binary_join_element_wise(pa.array(RATES).take(pa.array(rates)), " %", "")}
    for name, amounts, share in (("total_cost", total, 0.95), ("support_amount", support, 0.9), ("eu_contribution", union, 0.75)):
        text = [f"{amount:,.2f}".removesuffix(".00") for amount in amounts.tolist()]
        values[name] = only_where(has & (rng.random(size) < share), pc.replace_substring(pa.array(text), ",", ""))
        printed[name] = pc.replace_substring(pc.replace_substring(pa.array(text), ".", ";"), ",", " ")
        printed[name] = pc.replace_substring(printed[name], ";", ",")
    values["currency"] = only_where(has, pc.if_else(pa.array(is_euro), "EUR", source.currency))
    return values, printed


def _programme(rng: np.random.Generator, source: Source, years: words.Integers) -> dict[str, pa.Array]:
    """Period, programme and fund: those of the period; where no programme of it is known, a fund and no number."""
    size, is_new = len(years), years > 2020
    old = programmes(source.country, "2014-2020") or [(None, "ERDF")]
    new = programmes(source.country, "2021-2027") or [(None, "ESF+"), (None, "ERDF"), (None, "JTF")]
    at = np.where(is_new, len(old) + rng.integers(0, len(new), size), rng.integers(0, len(old), size))
    numbers = pa.array([number for number, _ in old + new], pa.string()).take(pa.array(at))
    funds = pa.array([fund for _, fund in old + new]).take(pa.array(at))
    return {
        "programming_period": _kept(rng, 0.95, pc.if_else(pa.array(is_new), "2021-2027", "2014-2020")),
        "programme_cci": _kept(rng, 0.9, numbers),
        "cci": _kept(rng, 0.9 if source.country == "SE" else 0.0, pc.utf8_slice_codeunits(numbers, 0, 12)),
        "fund_code": _kept(rng, 0.98, funds),
    }


def _owner(rng: np.random.Generator, people: Organisations, size: int) -> dict[str, pa.Array]:
    at = people.draw(rng, size)
    return {
        "beneficiary_name": _kept(rng, 0.99, people.name.take(at)),
        "beneficiary_org_number": _kept(rng, 0.96, people.number.take(at)),
        "beneficiary_postcode": _kept(rng, 0.8, people.postcode.take(at)),
        "beneficiary_city": _kept(rng, 0.8, people.city.take(at)),
    }


def _small(rng: np.random.Generator, size: int) -> dict[str, pa.Array]:
    """Codes, counts, flags and names from short lists."""
    aims = words.titles(np.random.default_rng(2), 60).to_pylist()
    authorities = [f"Generated authority {at}" for at in range(30)]
    drawn = {
        "specific_objective_name": (0.5, aims[:40]),
        "priority_name": (0.85, aims[40:]),
        "intervention_field_code": (0.9, [f"{code:03d}" for code in rng.permutation(123)[:80] + 1]),
        "participants": (0.6, [str(count) for count in rng.permutation(900)]),
        "is_strategic": (0.85, ["false", "true"]),
        "is_child_poverty": (0.7, ["false", "true"]),
        "managing_authority": (0.85, authorities),
        "status": (0.8, ["Running", "Ended", "Approved", "Withdrawn"]),
        "amounts_stage": (0.1, ["awarded", "contracted"]),
        "website": (0.06, [f"https://project-{at}.invalid/" for at in range(500)]),
    }
    area = _pick(rng, list("ABCEF"), size)
    coded = {
        "programme_area": (0.6, area),
        "specific_objective_code": (0.9, pc.binary_join_element_wise(area, _pick(rng, ["1", "2"], size), "")),
    }
    drawn_all = coded | {name: (share, _pick(rng, choices, size)) for name, (share, choices) in drawn.items()}
    return {name: _kept(rng, share, values) for name, (share, values) in drawn_all.items()}


def _region(rng: np.random.Generator, source: Source, values: dict[str, pa.Array], size: int) -> Several:
    """One region in most projects, two in some; the others are national, of an unknown name, or have none."""
    codes, names = regions(source.country, source.nuts_version)
    first, second = (_positions(rng, len(codes), size) for _ in range(2))
    kind = rng.choice(4, size, p=(0.88, 0.04, 0.03, 0.05))
    national = ("SE0", "ESF Nationellt") if source.country == "SE" else (source.country, "Whole country, generated")
    for name, known, other in (("nuts_code", codes, national[0]), ("region_name", names, national[1])):
        printed = only_where(kind < 2, known.take(first))
        printed = pc.if_else(pa.array(kind == 2), other if name in source.region_prints else pa.scalar(None, pa.string()), printed)
        values[name] = printed if name in source.region_prints else pa.nulls(size, pa.string())
    main = source.region_prints[0]
    at = np.flatnonzero((kind == 1) & (np.asarray(first) != np.asarray(second)))
    return Several(main, at, np.zeros(len(at), np.int64), {"nuts_code": codes, "region_name": names}[main].take(second.take(pa.array(at))))


def _positions(rng: np.random.Generator, n: int, size: int) -> pa.Array:
    weights = 1 / (np.arange(n) + 3)
    return pa.array(rng.choice(n, size, p=weights / weights.sum()))


def _partners(rng: np.random.Generator, source: Source, people: Organisations, size: int) -> list[Several]:
    """Up to 40 partners, of few projects many and of most none."""
    counts = np.minimum(40, rng.geometric(0.25, size)) * (rng.random(size) < source.partner_share)
    record, total = np.repeat(np.arange(size), counts), int(counts.sum())
    item_no = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    foreign = _pick(rng, [source.country, "SE", "NO", "DK", "FI", "DE", "PL"], total)
    told = (("partner_country_code", foreign), ("partner_name", people.name.take(people.draw(rng, total))))
    roles = pc.if_else(pa.array(item_no == 1), "lead", _pick(rng, ["partner", "co_funder", "partner,operator"], total))
    return [Several(name, record, item_no, value) for name, value in (*told, ("partner_role", roles))]


def _twice(rng: np.random.Generator, values: dict[str, pa.Array]) -> list[Several]:
    """A second code of intervention in a seventh of the records, a second cost in a few."""
    found = []
    for name, share, other in (("intervention_field_code", 0.15, "123"), ("total_cost", 0.003, "1000")):
        at = np.flatnonzero((rng.random(len(values[name])) < share) & np.asarray(pc.is_valid(values[name])))
        found.append(Several(name, at, np.zeros(len(at), np.int64), pa.array([other] * len(at), pa.string())))
    return found


def changed(batch: Batch, turn: int) -> Batch:
    """The records as a later capture shows them, one or two values other than before: the amounts, or the end, or else the title."""
    values, printed = dict(batch.values), dict(batch.printed)
    takes_money = _is_told(batch, "total_cost") & (batch.number % 3 > 0)
    takes_end = ~takes_money & _is_told(batch, "end_on")

    def replaced(name: str, taken: Mask, new: Callable[[str], str]) -> None:
        for told in (values, printed):
            if name in told:
                later = [value and new(value) for value in batch.values[name].to_pylist()]
                told[name] = pc.if_else(pa.array(taken), pa.array(later, pa.string()), told[name])

    for name in ("total_cost", "support_amount"):
        replaced(name, takes_money, lambda amount: f"{int(float(amount)) + 1000 * turn}")
    replaced("end_on", takes_end, lambda date: f"{int(date[:4]) + turn}{date[4:]}")
    replaced("title", ~takes_money & ~takes_end, lambda title: f"{title} {turn}")
    return replace(batch, values=values, printed=printed)


def _is_told(batch: Batch, name: str) -> Mask:
    return np.asarray(pc.is_valid(batch.values[name])) if name in batch.values else np.zeros(len(batch), bool)
