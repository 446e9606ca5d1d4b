"""The project bank of ESF-rådet: the traps of its pages, each by name."""

from __future__ import annotations

import pytest

from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.registry import sources

SOURCE = sources()["esf_se"]
REGISTRY, parse = SOURCE.registry, SOURCE.parse
ADDRESS = "https://www.esf.se/resultat/projektbanken/projekt/?dnr="
FACTS = {
    "Diarienummer": "23-901-S01",
    "Namn": "Ny väg: steg 2/3 & framåt",
    "Startdatum": "2023-03-01",
    "Slutdatum": "2025-02-28",
    "Land som berörs": "Sverige",
    "Berörd fond": "ESF+",
    "Program CCI": "2021SE05SFPR",
    "Projektägare": "EXEMPELKÖPINGS KOMMUN",
    "Unionens medfinansieringsgrad": "40%",
    "Region": "Övre Norrland",
    "NUTS-2 kod": "SE33",
    "Total projektbudget": "1 981 742",
}


def page(facts: dict[str, str], heading: str = "Projekt", prose: str = "Löpande text.", dnr: str = "23-901-S01") -> Page:
    lines = "\n".join(f"{label}:\n{value}" if value else f"{label}:" for label, value in facts.items())
    return Page(ADDRESS + dnr, f"{heading}\n\n{lines}\n\n{prose}".encode(), "text/plain")


def value(reading: Reading, field: str) -> str | None:
    return next((seen.value for seen in reading.observations if seen.field == field), None)


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def test_an_unknown_label_is_reported_without_its_value() -> None:
    reading = parse(page(FACTS | {"Ansvarig": "Anna Exempel"}))
    issue = next(issue for issue in reading.issues if issue.code == "unknown_label")
    assert issue.label == "Ansvarig"
    assert "Anna" not in issue.message
    assert issue.value_raw is None
    assert reading.unclaimed_share > 0


def test_period_and_dates_that_differ_are_reported_and_the_date_counts() -> None:
    reading = parse(page(FACTS | {"Projektperiod": "2023-04-01 - 2025-02-28"}))
    assert value(reading, "start_on") == "2023-03-01"
    assert codes(reading) == ["conflicting_values"]


@pytest.mark.parametrize(
    ("label", "words", "code"),
    [
        ("Startdatum", "1900-01-01", "sentinel_date"),
        ("Slutdatum", "2025-02-30", "impossible_date"),
        ("Unionens medfinansieringsgrad", "140%", "impossible_rate"),
        ("Total projektbudget", "125 00", "unreadable_amount"),
        ("Total projektbudget", "1 981 742 EUR", "unexpected_currency"),
        ("Berörd fond", "Tobaksfonden", "unknown_category"),
        ("Program CCI", "2021XX", "unreadable_cci"),
        ("NUTS-2 kod", "norr", "unreadable_nuts"),
        ("Land som berörs", "Atlantis", "unknown_category"),
    ],
)
def test_an_impossible_value_is_null_and_an_issue_that_names_it(label: str, words: str, code: str) -> None:
    reading = parse(page(FACTS | {label: words}))
    field = REGISTRY.labels[label]
    assert value(reading, field) in (None, "SE")
    issue = next(issue for issue in reading.issues if issue.field == field)
    assert (issue.code, issue.label, issue.value_raw) == (code, label, words)


def test_personal_data_never_gets_past_the_parser() -> None:
    contact = {"Kontaktperson": "Anna Exempel", "E-post": "anna.exempel@example.se", "Telefon": "070-123 45 67"}
    prose = "Frågor: anna.exempel@example.se eller 070-123 45 67."
    reading = parse(page({**FACTS, **contact}, prose=prose))
    everything = repr(reading) + repr(records(reading))
    for personal in ("Anna", "anna.exempel", "123 45 67"):
        assert personal not in everything


def test_a_personal_number_as_organisation_number_is_dropped_without_a_trace() -> None:
    reading = parse(page(FACTS | {"Projektägare organisationsnummer": "8112289874"}))
    assert value(reading, "beneficiary_org_number") is None
    assert "8112289874" not in repr(reading)
    assert codes(reading) == ["personal_number", "natural_person"]


def test_a_renamed_number_label_is_reported_and_the_heading_gives_the_number() -> None:
    facts = {"Ärendenummer" if label == "Diarienummer" else label: words for label, words in FACTS.items()}
    reading = parse(page(facts, heading="23-901-S01 - Ny väg"))
    assert value(reading, "project_code") == "23-901-S01"
    assert "unknown_label" in codes(reading)


def test_without_a_number_the_record_is_quarantined() -> None:
    reading = parse(page({label: words for label, words in FACTS.items() if label != "Diarienummer"}))
    assert not reading.record_numbers
    assert [issue.field for issue in reading.issues if issue.quarantines] == ["project_code"]


def test_numbers_that_differ_on_one_page_are_reported() -> None:
    assert "conflicting_values" in codes(parse(page(FACTS, heading="23-902-S01 - Ny väg")))
    assert "conflicting_values" in codes(parse(page(FACTS | {"Projektnummer": "23-902-S01"})))


@pytest.mark.parametrize("body", ["", "Sidan kunde inte hittas\n\nGå till startsidan", "\x00\ufffd\ufffd"])
def test_a_project_address_that_shows_no_project_is_quarantined(body: str) -> None:
    reading = parse(Page(ADDRESS + "23-901-S01", body.encode(), "text/html"))
    assert reading.kind == "unreadable"
    assert [issue.code for issue in reading.issues if issue.quarantines] == ["unreadable_page"]


@pytest.mark.parametrize(
    "url",
    [
        ADDRESS + "2022/00355",
        ADDRESS + "2022%2F00355",
        ADDRESS + "2022%2f00355&utm_source=nyhetsbrev",
        "https://WWW.ESF.SE/resultat/projektbanken/projekt?dnr=2022/00355#topp",
    ],
)
def test_every_spelling_of_an_address_is_one_page(url: str) -> None:
    assert SOURCE.canonical_url(url) == ADDRESS + "2022/00355"


@pytest.mark.parametrize("verb", ["får", "beviljas", "tilldelas"])
def test_a_press_release_gives_a_record_per_granted_project(verb: str) -> None:
    text = (
        "Nya projekt\n\nUtlysningen ”Vägar i Mellersta Norrlands glesbygd”\n\nUtlyst belopp: 18 miljoner kronor\n\n"
        f"  • Skenby kommun {verb} 6,5 miljoner kronor till projektet Mål 2032: steg ett \n"
        f"  • Provstaden {verb} 2 miljoner kronro till projektet Prov\n  • Avbruten AB får 5 miljoner kronor till pr\n"
    )
    reading = parse(Page("https://www.esf.se/pressmeddelanden/x/", text.encode(), "text/plain"))
    told = [(each["title"], each["beneficiary_name"], each["eu_contribution"], each["region_name"]) for each in records(reading)]
    assert told == [
        ("Mål 2032: steg ett", "Skenby kommun", 6_500_000, "Mellersta Norrland"),
        ("Prov", "Provstaden", 2_000_000, "Mellersta Norrland"),
    ]
    assert "unread_award" in codes(reading)


def html_page(inside: str, dnr: str = "23-901-S01") -> Page:
    facts = "".join(f"<dt>{label}:</dt><dd>{words}</dd>" for label, words in FACTS.items() if label != "Total projektbudget")
    return Page(ADDRESS + dnr, inside.replace("FACTS", f"<dl>{facts}</dl>").encode(), "text/html; charset=utf-8")


def test_a_page_that_shows_another_project_than_its_address_asks_for_is_quarantined() -> None:
    reading = parse(page(FACTS, dnr="23-902-S01"))
    assert not reading.record_numbers
    assert codes(reading) == ["code_mismatch"]


@pytest.mark.parametrize(
    "other",
    [
        "<h2>Fler projekt</h2><dl><dt>Region:</dt><dd>Skåne</dd><dt>Total projektbudget:</dt><dd>19 999 999</dd></dl>",
        "<h2>Medfinansiär</h2><dl><dt>Total projektbudget</dt><dd>9 999</dd><dt>Stödmottagare ort</dt><dd>X</dd></dl>",
        "<p>Prosa.</p><p>Total projektbudget: 99 999 kr<br>EU-stöd: 5 000 kr<br>Antal deltagare: 300</p>",
        "<dl><dt>Region:</dt><dd>Skåne</dd><dt>Total projektbudget:</dt><dd>19 999 999</dd></dl>",
    ],
)
def test_facts_of_something_else_further_down_are_not_taken_and_reported(other: str) -> None:
    reading = parse(html_page(f"<main><h1>Projekt</h1>FACTS{other}</main>"))
    assert value(reading, "region_name") == "Övre Norrland"
    assert value(reading, "total_cost") is None
    assert "second_block" in codes(reading)


def test_a_contact_block_beside_the_facts_gives_no_title() -> None:
    facts = "".join(f"<dt>{label}:</dt><dd>{words}</dd>" for label, words in FACTS.items() if label != "Namn")
    contact = "<dl><dt>Namn:</dt><dd>Anna Exempel</dd><dt>Telefon:</dt><dd>1</dd><dt>E-post:</dt><dd>x</dd></dl>"
    reading = parse(Page(ADDRESS + "23-901-S01", f"<main><h1>23-901-S01 - Ny väg</h1><dl>{facts}</dl>{contact}</main>".encode()))
    assert value(reading, "title") == "Ny väg"
    assert "Anna" not in repr(reading)


@pytest.mark.parametrize("line", ["Kontaktperson: Anna Exempel", "Projektledare Anna Exempel"])
def test_a_contact_line_ends_the_description(line: str) -> None:
    reading = parse(html_page(f"<main><h1>Projekt</h1>FACTS<p>Prosa.</p><p>{line}</p></main>"))
    assert value(reading, "description") == "Prosa."
    assert "Anna" not in repr(reading)


def test_a_name_behind_a_gap_after_its_label_is_not_the_description() -> None:
    reading = parse(page(FACTS | {"Kontaktperson": ""}, prose="Anna Exempel\n\nProsa."))
    assert value(reading, "description") == "Prosa."


def test_an_empty_value_beside_its_label_does_not_take_the_next_row() -> None:
    rows = {**FACTS, "Stödmottagare ort": "", "Ansvarig": "Anna Exempel"}
    body = "".join(f"<div><span>{label}</span><span>{words}</span></div>" for label, words in rows.items())
    reading = parse(Page(ADDRESS + "23-901-S01", f"<main><h1>Projekt</h1><section>{body}</section></main>".encode()))
    assert value(reading, "title") == FACTS["Namn"]
    assert value(reading, "beneficiary_city") is None
    assert "Anna" not in repr(reading)


@pytest.mark.parametrize("printed", ["100</dd><dd>200", "10 325 312<br>648 379", "10<p>325</p>"])
def test_a_value_of_several_lines_is_not_joined(printed: str) -> None:
    reading = parse(html_page(f"<main><h1>Projekt</h1><dl><dt>Total projektbudget:</dt><dd>{printed}</dd></dl>FACTS</main>"))
    assert value(reading, "total_cost") is None
    assert "value_of_several_lines" in codes(reading)


def test_a_known_label_without_its_colon_ends_the_value_before_it() -> None:
    text = "Projekt\n\nDiarienummer:\n23-901-S01\nNamn:\nNy väg\nProjektägare:\nX KOMMUN\nKontaktperson\nAnna Exempel\nRegion:\nSkåne\n"
    reading = parse(Page(ADDRESS + "23-901-S01", text.encode(), "text/plain"))
    assert value(reading, "beneficiary_name") == "X KOMMUN"
    assert "label_not_read" in codes(reading)
    assert "Anna" not in repr(reading)


def test_one_broken_byte_spoils_one_value_and_not_the_page() -> None:
    body = page(FACTS).body.replace("Ny väg".encode(), b"Ny v\xe9g")
    reading = parse(Page(ADDRESS + "23-901-S01", body, "text/plain; charset=utf-8"))
    assert value(reading, "region_name") == "Övre Norrland"
    assert value(reading, "title") is None
    assert "encoding" in codes(reading)


@pytest.mark.parametrize("cut", ["<html><body><main><h1>Projekt</h1>FACTS", "<main><h1>Projekt</h1>FACTS<p>Prosa"])
def test_a_page_that_breaks_off_is_quarantined(cut: str) -> None:
    reading = parse(html_page(cut))
    assert not reading.record_numbers
    assert "truncated_page" in codes(reading)


@pytest.mark.parametrize("hidden", ['style="display: none"', 'aria-hidden="true"', "hidden"])
def test_hidden_markup_is_not_read(hidden: str) -> None:
    block = f"<dl {hidden}><dt>Total projektbudget:</dt><dd>1 000</dd></dl>"
    assert value(parse(html_page(f"<main><h1>Projekt</h1>{block}FACTS</main>")), "total_cost") is None


def test_a_printed_value_that_cannot_be_read_is_not_replaced_by_a_derived_one() -> None:
    reading = parse(page(FACTS | {"Land som berörs": "Norge, Sverige", "Berörd fond": "Tobaksfonden"}))
    assert value(reading, "country_code") is None
    assert value(reading, "fund_code") is None


@pytest.mark.parametrize("words", ["-", "–", "n/a", "Saknas", "Uppgift saknas", "\u00ad", "\u200b"])
def test_a_placeholder_is_no_value(words: str) -> None:
    reading = parse(page(FACTS | {"Projektägare": words}))
    assert value(reading, "beneficiary_name") is None
