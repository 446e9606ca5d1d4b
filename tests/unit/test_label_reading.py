"""Labels are found by name; an empty value is not the next label. Every markup: `test_reading_properties.py`."""

from __future__ import annotations

import pytest

from parsers.page.blocks import block_of
from parsers.page.html import page_text
from parsers.page.labels import label_key
from parsers.reading import Page
from parsers.registry import source_for

VOCABULARY = frozenset(map(label_key, ("Namn", "Region", "Startdatum", "Slutdatum", "Projektägare")))
PLAIN = "text/plain"


def pairs(body: str, content_type: str = "text/html") -> list[tuple[str, str | None]]:
    page = page_text(body.encode(), content_type)
    block = block_of(page, VOCABULARY)
    return [(pair.label, page.text[pair.value.start : pair.value.end] if pair.value else None) for pair in block.pairs]


FACTS = [("Namn", "Ny väg"), ("Startdatum", ""), ("Slutdatum", "2024-12-31"), ("Projektägare", "Region"), ("Region", "Stockholm")]


def test_an_empty_value_is_not_the_next_label() -> None:
    assert pairs("Startdatum:\nSlutdatum:\nNamn:\nNy väg", PLAIN) == [("Startdatum", None), ("Slutdatum", None), ("Namn", "Ny väg")]


def test_an_empty_last_value_is_not_the_prose() -> None:
    assert pairs("Namn:\nNy väg\nRegion:\n\nProsa om projektet.", PLAIN)[-1] == ("Region", None)
    rows = "".join(
        f"<div class='l'>{label}</div><div class='v'>{value}</div>" for label, value in [*FACTS[:1], *FACTS[2:4], ("Region", "")]
    )
    assert dict(pairs(f"<main>{rows}<div class='prose'>Prosa om projektet.</div></main>"))["Region"] is None


def test_a_value_may_be_the_name_of_a_label() -> None:
    assert dict(pairs("Namn:\nRegion\nStartdatum:\n2023-01-01", PLAIN))["Namn"] == "Region"
    assert dict(pairs("<dl><dt>Namn</dt><dd>Region</dd></dl>"))["Namn"] == "Region"


def test_prose_that_ends_in_a_colon_is_no_label() -> None:
    body = "Namn:\nNy väg\nRegion:\nStockholm\nSlutdatum:\n2024-12-31\n\nProjektet har tre mål:\natt lära"
    assert [label for label, _ in pairs(body, PLAIN)] == ["Namn", "Region", "Slutdatum"]


def test_a_label_in_a_teaser_of_another_project_is_no_fact_of_this_one() -> None:
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in FACTS)
    body = f"<main><dl>{rows}</dl><ul><li><span>Namn:</span> Ett annat projekt</li></ul></main>"
    assert dict(pairs(body))["Namn"] == "Ny väg"


@pytest.mark.parametrize("printed", ["Projektägare:", "Projekt\u00adägare", "PROJEKTÄGARE", "Projektägare\u00a0:", "Projekta\u0308gare"])
def test_labels_are_compared_without_colons_case_and_soft_hyphens(printed: str) -> None:
    assert label_key(printed) == "projektägare"


@pytest.mark.parametrize(("headline", "issue"), [("", "missing_mandatory"), ("<p>KOHESIO · Q1 · PL</p>", "code_mismatch")])
def test_a_page_that_should_print_its_number_is_not_named_after_its_address(headline: str, issue: str) -> None:
    labels = "<dt>EU budget</dt><dd>€1.3M</dd><dt>Total project cost</dt><dd>€1.6M</dd>"
    page = Page("https://eupublicdata.pages.dev/data/funds/Q2/", f"<main>{headline}<h1>A title</h1><dl>{labels}</dl></main>".encode())
    reading = source_for(page.url).parse(page)
    assert reading.record_numbers == ()
    assert issue in [each.code for each in reading.issues]
