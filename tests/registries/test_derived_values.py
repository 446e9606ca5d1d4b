"""What derived values follow from: named with every one of them, on the page or in the declaration, and shown by `diarium cite`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parsers.reading import Observation
from parsers.registry import sources
from parsers.vocabulary.fields import FIELDS
from pipeline.commands.cite.project_versions import Observed, inputs_of
from pipeline.sample_facts import folder_of

FROM_NO_VALUE = {
    "country of the Norwegian owner; the page prints none",
    "country of the Swedish owner; the page prints none",
    "country of the registry; the page prints none",
    "currency of the registry; the page prints none",
    "last part of the page's address; the registry prints no number",
    "period of the registry; the page prints none",
    "the fund of the programme; the page prints none",
    "the id in the address; the page prints none",
    "the programme of the site",
    "the site of that period",
}
"""Rules whose value follows from the registry or the address alone."""


def observed(seen: Observation) -> Observed:
    return Observed(
        field=seen.field,
        item_no=seen.item_no,
        value=seen.value,
        value_raw=seen.value_raw,
        precision=seen.precision,
        label=seen.label,
        method=seen.method,
        span_start=seen.start,
        span_end=seen.end,
        derived_from=",".join(seen.derived_from) or None,
    )


def printed(field: str, value: str, item_no: int = 0) -> Observed:
    return observed(Observation(1, field, value, value, "label", field, 0, len(value), item_no=item_no))


def derived(field: str, *derived_from: str, item_no: int = 0) -> Observed:
    return observed(Observation(1, field, "value", "rule", "derived", item_no=item_no, derived_from=derived_from))


def records(code: str) -> Iterator[list[Observation]]:
    """The records of a registry's sample pages."""
    for sample in folder_of(code).samples.values():
        for number in sample.reading.record_numbers:
            yield [seen for seen in sample.reading.observations if seen.record_no == number]


@pytest.mark.parametrize("code", sources())
def test_every_derived_value_names_the_fields_it_follows_from(code: str) -> None:
    for record in records(code):
        for seen in record:
            if seen.method == "derived":
                assert bool(seen.derived_from) != (seen.value_raw in FROM_NO_VALUE), (seen.field, seen.value_raw)
            else:
                assert seen.derived_from == ()


@pytest.mark.parametrize("code", sources())
def test_every_derived_value_that_names_fields_is_cited_with_words_of_the_page(code: str) -> None:
    for record in records(code):
        rows = [observed(seen) for seen in record]
        for seen, row in zip(record, rows, strict=True):
            found = inputs_of(row, rows)
            assert bool(found) == bool(seen.derived_from), (seen.field, seen.value_raw)
            assert all(each.method != "derived" and each.span_start is not None for each in found)
            fields = [FIELDS[name].group for name in seen.derived_from]
            if fields == [FIELDS[seen.field].group]:
                assert {each.item_no for each in found} <= {seen.item_no}


def test_an_input_of_a_partner_is_its_own_and_not_a_neighbours() -> None:
    record = [printed("partner_name", "A", 1), printed("partner_name", "B", 2), derived("partner_role", "partner_name", item_no=2)]
    assert [each.value for each in inputs_of(record[-1], record)] == ["B"]


def test_a_value_derived_from_a_derived_one_is_cited_with_the_words_behind_both() -> None:
    record = [
        printed("project_code", "2018/00566"),
        derived("programming_period", "project_code"),
        derived("fund_code", "programming_period"),
    ]
    assert [each.field for each in inputs_of(record[-1], record)] == ["project_code"]


def test_a_correction_is_cited_with_the_value_it_corrects_once() -> None:
    record = [derived("cci", "cci"), printed("cci", "2021SE05SFPR"), derived("programme_cci", "cci")]
    assert inputs_of(record[0], record) == inputs_of(record[-1], record) == (record[1],)


def test_words_in_the_sentence_of_a_rule_are_no_inputs() -> None:
    record = [printed("region_name", "the programme"), derived("country_code")]
    assert inputs_of(record[-1], record) == ()
