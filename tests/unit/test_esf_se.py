"""The project bank of ESF-rådet: the traps of its pages, each by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from parsers.page.labels import label_key
from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.registry import source_of, sources

ESF = sources()["esf_se"]
REGISTRY, canonical_url, discover, parse = ESF.registry, ESF.canonical_url, ESF.discover, ESF.parse


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
SHARED = Path(__file__).parents[3] / "shared"


def page(facts: dict[str, str], heading: str = "Projekt", prose: str = "Löpande text.", dnr: str = "23-901-S01") -> Page:
    lines = "\n".join(f"{label}:\n{value}" if value else f"{label}:" for label, value in facts.items())
    return Page(ADDRESS + dnr, f"{heading}\n\n{lines}\n\n{prose}".encode(), "text/plain")


def value(reading: Reading, field: str) -> str | None:
    return next((seen.value for seen in reading.observations if seen.field == field), None)


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def test_labels_are_read_by_name_whatever_their_order() -> None:
    forward, backward = parse(page(FACTS)), parse(page(dict(reversed(FACTS.items()))))
    assert {seen.field: seen.value for seen in forward.observations} == {seen.field: seen.value for seen in backward.observations}
    assert value(forward, "title") == "Ny väg: steg 2/3 & framåt"
    assert value(forward, "total_cost") == "1981742"
    assert value(forward, "programme_cci") == "2021SE05SFPR001"


@pytest.mark.parametrize("label", [label for label in FACTS if label not in ("Diarienummer", "Namn")])
def test_an_empty_value_is_null_and_changes_nothing_else(label: str) -> None:
    whole, reading = parse(page(FACTS)), parse(page(FACTS | {label: ""}))
    field = REGISTRY.labels[label]
    assert value(reading, field) in (None, "SE")  # the country is then derived from the registry
    for seen in whole.observations:
        if seen.field not in (field, "programme_cci", "currency", "description"):
            assert value(reading, seen.field) == seen.value


@pytest.mark.parametrize(
    ("alias", "label"),
    [("Fond", "Berörd fond"), ("Projektnummer", "Diarienummer"), ("Stödmottagarens land", "Land som berörs")],
)
def test_an_alias_reads_the_same(alias: str, label: str) -> None:
    facts = {alias if name == label else name: words for name, words in FACTS.items()}
    assert value(parse(page(facts)), REGISTRY.labels[label]) == value(parse(page(FACTS)), REGISTRY.labels[label])


def test_an_unknown_label_is_reported_without_its_value() -> None:
    reading = parse(page(FACTS | {"Ansvarig": "Anna Exempel"}))
    issue = next(issue for issue in reading.issues if issue.code == "unknown_label")
    assert issue.label == "Ansvarig"
    assert "Anna" not in issue.message
    assert issue.value_raw is None
    assert reading.unclaimed_share > 0


def test_a_label_printed_twice_with_different_values_gives_none() -> None:
    text = "Projekt\n\nDiarienummer:\n23-901-S01\nNamn:\nA\nProjektägare:\nB\nStartdatum:\n2023-03-01\nStartdatum:\n2024-03-01\n"
    reading = parse(Page(ADDRESS + "23-901-S01", text.encode(), "text/plain"))
    assert value(reading, "start_on") is None
    assert "duplicate_label" in codes(reading)


def test_period_and_dates_that_differ_are_reported_and_the_date_counts() -> None:
    reading = parse(page(FACTS | {"Projektperiod": "2023-04-01 - 2025-02-28"}))
    assert value(reading, "start_on") == "2023-03-01"
    assert codes(reading) == ["conflicting_values"]


def test_the_period_fills_empty_dates() -> None:
    reading = parse(page(FACTS | {"Startdatum": "", "Slutdatum": "", "Projektperiod": "2022-09-01 - 2023-09-30"}))
    assert (value(reading, "start_on"), value(reading, "end_on")) == ("2022-09-01", "2023-09-30")


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


def test_the_title_comes_from_the_heading_where_no_label_gives_it() -> None:
    facts = {label: words for label, words in FACTS.items() if label != "Namn"}
    reading = parse(page(facts, heading="23-901-S01 - Ny väg - etapp 2"))
    assert value(reading, "title") == "Ny väg - etapp 2"
    assert next(seen.method for seen in reading.observations if seen.field == "title") == "heading"


def test_a_heading_that_is_just_projekt_is_no_title() -> None:
    reading = parse(page({label: words for label, words in FACTS.items() if label != "Namn"}))
    assert not reading.record_numbers
    assert [issue.field for issue in reading.issues if issue.quarantines] == ["title"]


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


def test_the_fund_of_2014_2020_is_derived_and_says_so() -> None:
    facts = {"Projektnummer": "2022/00355", "Namn": "A", "Projektägare": "B", "Beviljat ESF-stöd": "1 981 742"}
    reading = parse(page(facts, dnr="2022/00355"))
    told = {seen.field: (seen.value, seen.method) for seen in reading.observations}
    assert told["fund_code"] == ("ESF", "derived")
    assert told["currency"] == ("SEK", "derived")
    assert "eu_contribution" not in told


def test_a_call_is_no_project_even_at_the_address_of_one() -> None:
    facts = {
        "Utlysning": "2018/00185",
        "Region": "Västsverige",
        "Startdatum": "2018-04-09",
        "Slutdatum": "2018-09-03",
        "Utlyst belopp": "5 kr",
    }
    call = "Ett namn\n\n" + "".join(f"{label}\n{words}\n" for label, words in facts.items())
    seen = Page(ADDRESS + "2018/00185", call.encode(), "text/plain")
    assert parse(seen).kind != "project"
    reading = parse(seen)
    assert (reading.kind, reading.observations, codes(reading)) == ("call", (), ["call_at_project_address"])


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
    assert canonical_url(url) == ADDRESS + "2022/00355"


def test_only_pages_of_the_project_bank_are_discovered() -> None:
    hrefs = [
        "?sida=2",
        "projekt/?dnr=22-021-S03",
        "/utlysningar/x/",
        "https://annan.example/resultat/projektbanken/projekt/?dnr=1",
        "/intern/x/",
    ]
    body = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    found = discover(Page("https://www.esf.se/resultat/projektbanken/", body.encode()))
    assert [(link.kind, link.url.partition("banken/")[2]) for link in found] == [
        ("list", "?sida=2"),
        ("project", "projekt/?dnr=22-021-S03"),
    ]


def test_a_press_release_gives_a_record_per_granted_project() -> None:
    text = (
        "Nya projekt\n\nUtlysningen ”Vägar i Mellersta Norrlands glesbygd”\n\nUtlyst belopp: 18 miljoner kronor\n\n"
        "  • Skenby kommun får 6,5 miljoner kronor till projektet Mål 2032: steg ett \n"
        "  • Provstaden får 2 miljoner kronro till projektet Prov\n  • Avbruten AB får 5 miljoner kronor till pr\n"
    )
    reading = parse(Page("https://www.esf.se/pressmeddelanden/x/", text.encode(), "text/plain"))
    told = [(each["title"], each["beneficiary_name"], each["eu_contribution"], each["region_name"]) for each in records(reading)]
    assert told == [
        ("Mål 2032: steg ett", "Skenby kommun", 6_500_000, "Mellersta Norrland"),
        ("Prov", "Provstaden", 2_000_000, "Mellersta Norrland"),
    ]
    assert "unread_award" in codes(reading)


def test_labels_are_declared_once() -> None:
    declared = [*map(label_key, REGISTRY.labels), *map(label_key, REGISTRY.dropped), *map(label_key, REGISTRY.ignored)]
    assert len(declared) == len(set(declared))


def test_the_registry_is_found_by_its_host_only() -> None:
    found = source_of(ADDRESS + "x")
    assert found is not None
    assert found.registry is REGISTRY
    assert source_of("https://www.example.org/") is None


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here; the golden pages and the traps above stand without it")
@pytest.mark.parametrize("seed", ["002_16bc66c297f53783.txt 22-021-S03", "003_7af44f0ca841509a.txt 23-051-S01"])
def test_the_seeds_are_read_to_the_last_label(seed: str) -> None:
    name, code = seed.split()
    text = (SHARED / "seeds" / name).read_text("utf-8")
    reading = parse(Page(ADDRESS + code, text.encode(), "text/plain"))
    [record] = records(reading)
    told = {
        "project_code": code,
        "fund_code": "ESF+",
        "cci": "2021SE05SFPR",
        "programme_cci": "2021SE05SFPR001",
        "eu_cofinancing_rate_pct": 40,
    }
    told |= {"nuts_code": "SE33", "intervention_field_code": "175", "participants": 0, "is_strategic": False}
    assert {field: record[field] for field in told} == told
    assert all(text[start:end] == record["raw"][field] for field, (start, end) in record["spans"].items())
    assert reading.unclaimed_share == 0


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here; the golden pages and the traps above stand without it")
def test_the_real_pages_of_esf_se_score_1(tmp_path: Path) -> None:
    gold = [line for line in (SHARED / "data/pages/gold.jsonl").read_text("utf-8").splitlines() if "https://www.esf.se/" in line]
    (tmp_path / "gold.jsonl").write_text("\n".join(gold) + "\n", "utf-8")
    for file in (SHARED / "data/pages").glob("*_esf_*.txt"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    command = [
        sys.executable,
        str(SHARED / "tools/score_extraction.py"),
        str(tmp_path),
        "--parse-command",
        f"{sys.executable} -m pipeline.cli parse",
    ]
    done = subprocess.run([*command, "--show-misses"], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert "all: precision 1.000 recall 1.000 f1 1.000" in done.stdout, done.stdout + done.stderr


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
