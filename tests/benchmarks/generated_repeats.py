"""What others say of generated projects: an aggregator that repeats many of them, its mirror, and pages that mention a few.

Belongs here: how a repeated project differs from the original, so that links and conflicts are found as in real lists.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tests.benchmarks import invented_words as words
from tests.benchmarks.generated_projects import Batch, only_where
from tests.benchmarks.generated_registries import Source

REPEATED = (
    "country_code",
    "programming_period",
    "fund_code",
    "start_on",
    "end_on",
    "eu_cofinancing_rate_pct",
    "region_name",
    "beneficiary_name",
    "managing_authority",
    "programme_cci",
    "priority_name",
    "specific_objective_name",
    "intervention_field_code",
)
FIRST = 1_000_000


def q_codes(numbers: words.Integers) -> pa.StringArray:
    """Codes of the aggregator, which its mirror shares."""
    return pc.binary_join_element_wise("Q", pa.array(FIRST + numbers).cast(pa.string()), "")


def repeated(
    rng: np.random.Generator, source: Source, batch: Batch, registry: str, positions: words.Integers, number: words.Integers
) -> Batch:
    """The projects of `batch` as the aggregator tells them: half with the same title, in euro, a tenth with the programme's id of it."""
    size, told = len(batch), batch.values
    values = {name: told[name] for name in REPEATED}
    values["project_code"] = q_codes(positions)
    kind = rng.choice(3, size, p=(0.55, 0.25, 0.2))
    longer = pc.binary_join_element_wise(told["title"], words.PLACES.take(pa.array(rng.integers(0, len(words.PLACES), size))), " ")
    values["title"] = pc.choose(pa.array(kind), told["title"], longer, words.titles(rng, size))
    official = pc.binary_join_element_wise(
        words.prose(rng, rng.integers(30, 60, size)), ". Id: ", told["programme_cci"], "_", told["project_code"], ""
    )
    values["description"] = pc.if_else(
        pa.array(rng.random(size) < 0.1), official, pc.binary_join_element_wise(told["description"], ".", "")
    )
    for name in ("total_cost", "eu_contribution"):
        values[name] = _in_euro(source, told[name], told["currency"])
    values["currency"] = only_where(np.asarray(pc.is_valid(told["currency"])), pa.array(["EUR"] * size))
    printed = {name: words_printed for name, words_printed in batch.printed.items() if name in REPEATED}
    precisions = {name: batch.precisions[name] for name in ("start_on", "end_on")}
    return Batch(registry, number, values, printed, precisions)


def mirrored(batch: Batch, registry: str, number: words.Integers) -> Batch:
    """The same once more: the mirror leaves the long texts out and rounds."""
    kept = ("project_code", "title", "country_code", "start_on", "end_on", "currency", "eu_cofinancing_rate_pct", "region_name")
    values = {name: batch.values[name] for name in kept}
    for name in ("total_cost", "eu_contribution"):
        rounded = pc.round_to_multiple(batch.values[name].cast(pa.float64()), 1000.0).cast(pa.int64())
        values[name] = rounded.cast(pa.string())
    return Batch(registry, number, values, precisions=batch.precisions)


def mentioned(batch: Batch, registry: str) -> Batch:
    """Pages that tell of the projects without their code: title and owner."""
    values = {name: batch.values[name] for name in ("title", "beneficiary_name", "start_on")}
    return Batch(registry, batch.number, values, precisions={"start_on": batch.precisions["start_on"]})


def _in_euro(source: Source, amounts: pa.Array, currencies: pa.Array) -> pa.Array:
    """Whole euro at a rate of about those years."""
    rates = pc.if_else(pc.equal(currencies, "EUR"), 1.0, source.per_euro)
    return pc.round(pc.divide(amounts.cast(pa.float64()), rates)).cast(pa.int64()).cast(pa.string())
