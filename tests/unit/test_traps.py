"""The traps of the field, each by name: what looks like a fact and is none, and what is broken and must not be guessed."""

from __future__ import annotations

import pytest

from parsers.page.text import Span
from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.record.party_names import split_parties
from parsers.registry import source_for

SE_NO = "https://www.interreg-sverige-norge-2014-2020.com/?portfolio=gransen"
NEWS = "https://www.interreg-sverige-norge.com/nya-projekt/"
BANK = "https://interreg.no/prosjektbank/grensen/"
OLD = "http://www.interreg.no/IREG/Web.nsf/ShowProject?OpenForm&B=Prosjekter0713&ID=ABC"
DANISH = "https://erhvervsfremmebestyrelsen.dk/vejen-frem"
FINNISH = "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=S29999"
KOHESIO = "https://kohesio.ec.europa.eu/{}/projects/Q1"


def read(url: str, text: str) -> Reading:
    return source_for(url).parse(Page(url, text.encode(), "text/plain; charset=utf-8"))


def one(url: str, text: str) -> dict[str, object]:
    (record,) = records(read(url, text))
    return record


def codes(url: str, text: str) -> set[str]:
    return {issue.code for issue in read(url, text).issues}


def danish(total: str = "1.000.000", support: str = "500.000", extra: str = "") -> str:
    return (
        "Vejen frem\n\nInfo om indsatsen\n\n • Startdato\n\n  01.02.2018\n • Slutdato\n\n  31.01.2020\n"
        f" • Samlede støtteberettigede projektudgifter (kr.)\n\n  {total}\n • EU-støtte til projektet (kr.)\n\n  {support}\n{extra}"
        " • Støttemodtagerens navn\n\n  Eksempelby Erhvervsskole\n\nProjektbeskrivelse\n\nEn skole prøver noget nyt.\n"
    )


@pytest.mark.parametrize("amount", ["125 00", "53.399.97", "1 000 000", "12,345,678", "tolv", "0", "1.000.000 SEK"])
def test_a_broken_amount_is_reported_and_null(amount: str) -> None:
    told = one(DANISH, danish(total=amount))
    assert told["total_cost"] is None
    assert told["eu_contribution"] == 500_000
    assert {"unreadable_amount", "zero_amount", "unexpected_currency"} & codes(DANISH, danish(total=amount))


def test_the_word_in_place_of_a_currency_is_no_currency() -> None:
    text = (
        "Grensen\n\nNorsk prosjekteier\n\nEksempel kommune\n\nProsjektperiode\n\n01.01.2014 - 31.12.2014\n\nBudsjett\n\n"
        "Norsk bidrag: 127410 Kjell\n\nTotal: 229 090 €\n"
    )
    told = one(BANK, text)
    assert (told.get("national_contribution"), told["total_cost"], told["currency"]) == (None, 229_090, "EUR")
    assert "unreadable_amount" in codes(BANK, text)


@pytest.mark.parametrize("amount", ["14 904 000 SEK €", "SEK 500.000 €", "NOK 5 EUR"])
def test_two_currencies_in_one_value_are_reported_and_null(amount: str) -> None:
    text = (
        "Grensen\n\nTekst.\nProsjektperiode\n01.01.2008 - 31.07.2011\nNorsk prosjekteier:\n\n"
        f"Eksempel høgskole\n\nBudsjett\nTotalt: {amount}\n"
    )
    told = one(OLD, text)
    assert (told["total_cost"], told["currency"]) == (None, None)
    assert "two_currencies" in codes(OLD, text)


def test_the_same_money_in_two_currencies_is_two_lines() -> None:
    text = (
        "Gränsen\n\nFakta\n\nSVENSK PROJEKTÄGARE Exempelstad\nEU-STÖD 100 000 €\n"
        "STATLIGA IR-MIDLER 672 000 € (5 376 000 NOK)\nTOTALBUDGET 900 000 €\n"
    )
    told = one(SE_NO, text)
    assert (told["national_contribution"], told["national_contribution_currency"]) == (672_000, "EUR")
    lines = told["funding"]
    assert isinstance(lines, list)
    assert [(line["amount"], line["currency"]) for line in lines][-1] == (5_376_000, "NOK")


def test_a_label_printed_twice_with_two_values_gives_none() -> None:
    text = danish(extra=" • Startdato\n\n  01.03.2018\n")
    assert one(DANISH, text)["start_on"] is None
    assert "duplicate_label" in codes(DANISH, text)


def test_two_owners_under_one_mistaken_label_are_both_owners_and_neither_the_beneficiary() -> None:
    text = (
        "Nye prosjekter\n\nGrensen\n\nPrioritering: En smartere region\nProsjektperiode: 1. mai 2024 – 30. April 2027\n"
        "Svensk prosjekteier: Exempelstad\nSvensk prosjekteier: Eksempel kommune\nTotalt budsjett: 1.629.843 EURO\n"
        "Søkt beløp EU-midler: 500 000 EURO\n"
    )
    told = one(NEWS, text)
    assert told["beneficiary_name"] is None
    assert told["partners"] == ["Exempelstad", "Eksempel kommune"]
    assert (told["total_cost"], told["start_on"], told["end_on"]) == (1_629_843, "2024-05-01", "2027-04-30")
    assert told["amounts_stage"] == "applied"
    assert "duplicate_label" in codes(NEWS, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Prosjektets totale budsjett er 3 000 000 EURO hvorav halvparten er EU-støtte og norske Interreg-midler.",
        "Prosjektets totale budsjett er 3 000 000 EURO hvorav 50 % er EU-støtte og norske Interreg-midler.",
    ],
)
def test_a_union_rate_is_never_taken_from_a_combined_share(sentence: str) -> None:
    told = one("", f"Interreg-prosjektet Grensen\n\n{sentence} Prosjektet varer i to år.\n")
    assert told["total_cost"] == 3_000_000
    assert (told["eu_cofinancing_rate_pct"], told["eu_contribution"]) == (None, None)
    lines = told["funding"]
    assert isinstance(lines, list)
    assert [line["kind"] for line in lines] == ["total_cost", "eu_and_national"]


@pytest.mark.parametrize("percent", ["40 % av kostnaden", "10 prosent", "minst 60 %"])
def test_a_percentage_in_a_sentence_is_no_union_rate(percent: str) -> None:
    told = one(
        "", f"Interreg-prosjektet Grensen\n\nProsjektet skal øke antallet med {percent}. Prosjektets totale budsjett er 3 000 000 euro.\n"
    )
    assert told["eu_cofinancing_rate_pct"] is None


@pytest.mark.parametrize(
    "line", ["Publisert: 24.05.2016", "Publicerad: 2016-05-24", "Publiceret 24. maj 2016", "Revideret 06-04-2022", "Oppdatert 1. mai 2020"]
)
def test_a_day_of_publication_is_never_a_date_of_the_project(line: str) -> None:
    told = one("", f"Interreg-prosjektet Grensen\n\n{line}\n\nProsjektets totale budsjett er 3 000 000 euro.\n")
    assert (told["start_on"], told["end_on"]) == (None, None)


def test_a_year_is_never_the_first_of_january() -> None:
    told = one("", "STEM-projektet\n\nProjektet støttes med 43 mio. kr. fra EU. Projektperioden er fra 2019-2021.\n")
    assert (told["start_on"], told["start_precision"], told["end_on"], told["end_precision"]) == ("2019", "year", "2021", "year")
    methods = told["methods"]
    assert isinstance(methods, dict)
    assert methods["start_on"] == "derived"


def test_a_sum_over_several_projects_is_no_amount_of_one() -> None:
    text = "Nye prosjekter\n\nProsjektene har et totalt budsjett på 60 mill. NOK. Projekten får 2 miljoner euro i EU-stöd.\n"
    assert not records(read("", text))


@pytest.mark.parametrize(
    ("words", "language", "names"),
    [
        ("Høgskolen i Oslo og Akershus", "nb", ["Høgskolen i Oslo og Akershus"]),
        (
            "Høgskolen i Oslo og Akershus, Fredrikstad kommune og Moss kommune",
            "nb",
            ["Høgskolen i Oslo og Akershus", "Fredrikstad kommune", "Moss kommune"],
        ),
        ("Torsta AB och Oi! Tröndersk mat og drikke AS", "sv", ["Torsta AB", "Oi! Tröndersk mat og drikke AS"]),
        ("Mittuniversitet och Nord universitet, Steinkjer", "sv", ["Mittuniversitet", "Nord universitet, Steinkjer"]),
        ("Braive AB och KBT – Kompetensesenter for brukarerfaring", "sv", ["Braive AB", "KBT – Kompetensesenter for brukarerfaring"]),
        ("DCUM, Fremstillingsindustrien og DA", "da", ["DCUM", "Fremstillingsindustrien", "DA"]),
        ("Mercantec", "da", ["Mercantec"]),
    ],
)
def test_names_with_conjunctions_and_commas_inside(words: str, language: str, names: list[str]) -> None:
    assert [words[span.start : span.end] for span in split_parties(words, Span(0, len(words)), language)] == names


def test_an_amount_applied_for_is_said_to_be_one() -> None:
    text = (
        "Nya projekt\n\nGränsen\n\nProjektperiod: 1 Maj 2024 – 30 april 2027\n"
        "Total budget: 794 510 EURO\nBelopp som sökts för EU-medel: 267 779 EURO\n"
    )
    assert one(NEWS, text)["amounts_stage"] == "applied"


def test_a_length_under_the_label_of_a_period_is_a_length() -> None:
    text = (
        "Nye prosjekter\n\nGrensen\n\nProsjekteiere: Eksempel kommune og Exempelstad.\n\n"
        "Budsjett: Den totale budsjettrammen er på 100 000 euro.\n\nProsjektperiode: Tre år.\n"
    )
    told = one("https://interreg.no/2019/06/nytt/", text)
    assert (told["duration_months"], told["start_on"], told["beneficiary_name"], told["total_cost"]) == (
        36,
        None,
        "Eksempel kommune",
        100_000,
    )


def test_a_call_in_the_shape_of_a_project_gives_no_record() -> None:
    text = (
        "Ny indsats\n\nInfo om indsatsen\n\n • Finansiering\n\n  30 mio. kr. fra Socialfonden\n"
        " • Projektperiode\n\n  2023-2026\n • Ansøgningsfrist\n\n  1. marts 2023\n"
    )
    assert read(DANISH, text).kind == "call"
    assert not records(read(DANISH, text))


def test_state_money_is_never_the_unions_share() -> None:
    text = (
        "Euroopan aluekehitysrahaston (EAKR) rahoittaman hankkeen kuvaus\n\nHankekoodi: S29999\n\nHankkeen nimi: Esimerkki\n\n"
        "Suunnitelman mukainen toteutusaika: Alkaa 1.9.2019 ja päättyy 31.8.2022\n\nMyönnetty EU- ja valtion rahoitus: 100 000\n"
    )
    told = one(FINNISH, text)
    assert (told["support_amount"], told["eu_contribution"], told["fund_code"], told["currency"]) == (100_000, None, "ERDF", "EUR")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Data początkowa: 1 listopada 2019\nFundusz: X (ERDF)\nBudżet ogółem: 10 000,00 €\nWkład UE: nie dotyczy\n"),
        ("hr", "Datum početka: 1 listopada 2019\nFond: X (ERDF)\nUkupni proračun: 10 000,00 €\nDoprinos EU-a: 1 000,00 € (84,957%)\n"),
    ],
)
def test_a_month_of_two_meanings_is_read_in_the_language_of_the_address(language: str, text: str) -> None:
    told = one(KOHESIO.format(language), text)
    assert told["start_on"] == {"pl": "2019-11-01", "hr": "2019-10-01"}[language]
    assert told["total_cost"] == 10_000
    assert told["eu_cofinancing_rate_pct"] == {"pl": None, "hr": 84.957}[language]


PERSONAL = "Anna Exempel"
CONTACTS = {
    SE_NO: (
        "Gränsen\n\nFakta\n\nSVENSK PROJEKTÄGARE Exempelstad\nEU-STÖD 100 000 €\nTOTALBUDGET 900 000 €\n"
        f"KONTAKTPERSON {PERSONAL}, tel. +46 70 123 45 67\n"
    ),
    OLD: (
        "Grensen\n\nTekst.\nProsjektperiode\n01.01.2008 - 31.07.2011\nKontakt\nNorsk prosjekteier:\n\nEksempel høgskole\n\n"
        f"Kontaktperson: {PERSONAL}\nBudsjett\nTotalt: 100 000 NOK\nTlf.: +47 12 34 56 78\n"
    ),
    DANISH: danish(extra=f" • Kontaktperson\n\n  {PERSONAL}\n"),
    FINNISH: (
        "Hankekoodi: S29999\n\nHankkeen nimi: Esimerkki\n\nPuhelinnumero: 0401234567\n\n"
        f"Hankkeen yhteyshenkilön nimi: {PERSONAL}\n\nYhteyshenkilön sähköpostisoite: anna.exempel(at)example.fi\n"
    ),
    NEWS: (
        "Nya projekt\n\nGränsen\n\n"
        "Projektägare är Exempelstad och Eksempel kommune. Den totala budgeten är 892 209 EUR, varav 289 968 EUR är EU-stöd.\n\n"
        f"Kontaktperson är {PERSONAL}.\n\nE-post: anna.exempel@example.se\n\nTelefon: +46 70 123 45 67\n"
    ),
    "": f"Interreg-prosjektet Grensen\n\nProsjektets totale budsjett er 3 000 000 euro.\n\nKontakt\n\n{PERSONAL}\nProsjektleder\n",
}


@pytest.mark.parametrize("url", CONTACTS)
def test_nothing_of_a_contact_person_gets_past_the_parser(url: str) -> None:
    reading = read(url, CONTACTS[url])
    assert reading.observations
    told = [
        *(seen.value + seen.value_raw for seen in reading.observations),
        *(f"{issue.message} {issue.value_raw}" for issue in reading.issues),
    ]
    for piece in ("Anna", "anna", "123 45 67", "0401234567", "12 34 56 78"):
        assert not any(piece in words for words in told)


def news_item(title: str, owners: str, total: str) -> str:
    return (
        f"{title}\nDelområde: Nordens Gröna Bälte\nSkog växer på båda sidor om gränsen, och den ska skötas i lag.\n\n"
        f"Projektägare är {owners}. Den totala budgeten är {total} EUR, varav 100 000 EUR är EU-stöd. Projektperioden är 3 år.\n\n"
    )


@pytest.mark.parametrize("title", ["Vem äger skogen?", "Välkommen!", "”Ung i Norden”", "3. Tredje vägen", "Skog: ett gränsfall", "Vital"])
def test_an_item_of_the_news_keeps_its_own_facts_whatever_its_title(title: str) -> None:
    text = "Nya projekt\n\n" + news_item("Snö", "Exempelstad och Eksempel kommune", "900 000")
    text += news_item(title, "Andra kommunen och Annen kommune", "800 000")
    told = [(each["title"], each["beneficiary_name"], each["partners"], each["total_cost"]) for each in records(read(NEWS, text))]
    assert told == [
        ("Snö", "Exempelstad", ["Eksempel kommune"], 900_000),
        (title, "Andra kommunen", ["Annen kommune"], 800_000),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Budget per område\n\nNordens Gröna Bälte\nDen totala budgeten är 30 000 000 EUR, varav 15 000 000 EUR är EU-stöd.\n",
        "Sök stöd\n\nSvensk projektägare: ansvarar för helheten\nNorsk projektägare: ansvarar för sin del\nProjektperiod: högst tre år\n",
        "Statistik\n\nSammanlagt\nTotalbudget: 75 000 000 EUR\nEU-stöd: 37 500 000 EUR\n",
    ],
)
def test_sums_and_rules_of_a_programme_are_no_project(text: str) -> None:
    assert not records(read(NEWS, text))


@pytest.mark.parametrize(
    "text",
    [
        "Interreg\n\nProgrammet finansierar projekt. Den totala budgeten är 94 miljoner euro, varav 47 miljoner euro är EU-stöd.\n",
        "Nyheter\n\nProjektet har en budget på 120 miljoner kronor. Exempelbygget är projektägare.\n",
        "Om oss\n\nI 2022 fik vi 43 mio. kr. fra EU til projekter i hele landet.\n",
        "Programbeskrivelse\n\nProjektet og programmet. Det samlede budget er 399.225.121 euro, heraf 206.615.841 euro fra EU.\n",
    ],
)
def test_pages_that_tell_of_no_operation_of_the_union_give_no_record(text: str) -> None:
    assert not records(read("https://www.example.org/om/", text))


def test_two_amounts_for_one_thing_give_none() -> None:
    told = one(
        "",
        "Interreg-prosjektet Grensen\n\nProsjektets totale budsjett er 5 000 000 euro, hvorav 2 000 000 euro er EU-støtte. "
        "Prosjektets totale budsjett er 10 000 000 euro.\n",
    )
    assert (told["total_cost"], told["eu_contribution"]) == (None, 2_000_000)


def test_what_is_told_of_other_projects_below_is_not_taken() -> None:
    text = danish().replace("Projektbeskrivelse", "Relaterede projekter\n\nInfo om indsatsen\n\n • Geografi\n\n  Fyn\n\nProjektbeskrivelse")
    assert one(DANISH, text)["region_name"] is None


def test_a_persons_name_does_not_come_back_in_the_description() -> None:
    url = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=2020/90001"
    text = (
        "2020/90001 - Prov\nDiarienummer:\n2020/90001\nNamn:\nProv\nProjektägare:\nEXEMPELSTAD\nKontaktperson:\nAnna Exempel\n"
        "Programområde:\n1\n\nProjektet prövar något. Fråga gärna Anna Exempel om mer.\n"
    )
    told = one(url, text)
    assert told["title"] == "Prov"
    assert "Anna" not in str(told)


@pytest.mark.parametrize(
    "line",
    [
        "I går beslutade rådet att Region Exempel får 24 miljoner kronor till projektet Kompetens.",
        "Om Region Exempel får 5 miljoner kronor till projektet Dala kan det starta.",
        "Varje region får upp till 20 miljoner kronor till projektet de väljer.",
        "KTH får 3 mnkr, Stockholms universitet får 2 mnkr i stöd från regionalfonden för projektet Delat labb.",
    ],
)
def test_a_sentence_around_an_award_gives_no_wrong_owner(line: str) -> None:
    assert not records(read("https://www.esf.se/nyheter/2024/stod/", f"Nytt\n\n{line}\n"))


@pytest.mark.parametrize(
    ("url", "line", "field"),
    [
        ("https://www.interreg.no/prosjekt/prov/", "Norsk bidrag: 1 850 000", "national_contribution"),
        ("https://www.interreg.no/prosjekt/prov/", "Total: 404 125", "total_cost"),
    ],
)
@pytest.mark.parametrize("currency", ["", " NOK"])
def test_an_amount_without_currency_is_null_where_a_registry_prints_several(url: str, line: str, field: str, currency: str) -> None:
    """The registry prints euro and kroner: taken for the other, the figure would be wrong by a factor of ten."""
    result = read(url, f"Prov\n\nInterreg-programmet: Nordsjøen\nProsjektperiode: 01.01.2023 - 31.12.2025\n{line}{currency}\n")
    (told,) = records(result)
    reported = [(issue.field, issue.value_raw) for issue in result.issues if issue.code == "unstated_currency"]
    if currency:
        assert told.get(field) is not None
        assert not reported
    else:
        assert told.get(field) is None
        assert reported == [(field, line.partition(": ")[2])]


SOLE_TRADER = {
    "Diarienummer": "23-901-S01",
    "Namn": "Ny väg",
    "Startdatum": "2023-03-01",
    "Slutdatum": "2025-02-28",
    "Projektägare": PERSONAL,
    "Projektägare org.nr.": "750312-1234",
    "Stödmottagare postnr": "923 81",
    "Stödmottagare ort": "STORUMAN",
    "Unionens medfinansieringsgrad": "40%",
    "Region": "Övre Norrland",
    "Total projektbudget": "1 981 742",
}
BANK_PAGE = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=23-901-S01"
OF_THE_PERSON = {"beneficiary_name", "beneficiary_postcode", "beneficiary_city", "beneficiary_org_number"}
WITH_RIGHT_CHECK_DIGIT = "750312-1236"  # such a number is masked before anything is read


def sole_trader(prose: str = "Projektet prövar något nytt.", heading: str = "Projekt", extra: str = "", **changes: str) -> Reading:
    told = SOLE_TRADER | {label.replace("_", " "): words for label, words in changes.items()}
    lines = "".join(f"{label}:\n{words}\n" if words else f"{label}:\n" for label, words in told.items())
    return read(BANK_PAGE, f"{heading}\n\n{lines}{extra}\n{prose}\n")


def assert_withheld(reading: Reading, *pieces: str) -> None:
    assert not OF_THE_PERSON & {seen.field for seen in reading.observations}
    assert {"personal_number", "natural_person"} <= {issue.code for issue in reading.issues}
    everything = (repr(reading) + repr(records(reading))).casefold()
    for piece in ("anna", "923 81", "92381", "storuman", "7503", "1234", *pieces):
        assert piece.casefold() not in everything


@pytest.mark.parametrize(
    "number",
    [
        "750312-1234",
        "7503121234",
        "750312 1234",
        "750312+1234",
        "750312–1234",
        "750312–1236",
        WITH_RIGHT_CHECK_DIGIT,
        "19750312-1234",
        "197503121234",
        f"19{WITH_RIGHT_CHECK_DIGIT}",
        "SE750325123401",
        "org.nr 750312-1234",
        "212000-2551, 750312-1234",
        "７５０３１２-１２３４",
    ],
)
def test_nothing_of_a_sole_trader_gets_past_the_parser(number: str) -> None:
    reading = sole_trader(**{"Projektägare org.nr.": number})
    assert_withheld(reading)
    (told,) = [issue for issue in reading.issues if issue.code == "natural_person"]
    assert (told.severity, told.field, told.value_raw) == ("info", "beneficiary_name", None)
    (record,) = records(reading)
    assert (record["title"], record["total_cost"], record["region_name"]) == ("Ny väg", 1_981_742, "Övre Norrland")
    assert record["description"] == "Projektet prövar något nytt."


@pytest.mark.parametrize("number", ["212000-2551", "222000-1289", "212000-2550", "162120002551", "SE212000255101", "SE202100548901"])
def test_an_organisation_keeps_its_name_and_place_whatever_its_number(number: str) -> None:
    reading = sole_trader(prose="Exempelbyn AB prövar något nytt.", **{"Projektägare": "Exempelbyn AB", "Projektägare org.nr.": number})
    (record,) = records(reading)
    assert [record[name] for name in ("beneficiary_name", "beneficiary_postcode", "beneficiary_city")] == [
        "Exempelbyn AB",
        "92381",
        "STORUMAN",
    ]
    assert record["description"] == "Exempelbyn AB prövar något nytt."
    assert not {"personal_number", "natural_person"} & {issue.code for issue in reading.issues}


@pytest.mark.parametrize("name", [PERSONAL, "ANNA EXEMPEL", "Exempel, Anna", "Anna Maria Exempel", "Exempel Bygg, Anna Exempel", "Anna"])
@pytest.mark.parametrize(
    "again",
    [
        "Fråga gärna Anna Exempel om mer.",
        "Det är ANNA EXEMPELS idé.",
        "Här bor Anna\nExempel.",
        "Hos An\u00adna Exem\u00adpel.",
        "Anna kan det.",
    ],
)
def test_a_sole_traders_name_does_not_come_back_in_the_description(name: str, again: str) -> None:
    reading = sole_trader(prose=f"Projektet prövar något nytt. {again}", Projektägare=name)
    assert_withheld(reading, "exempel")
    (record,) = records(reading)
    assert record["description"] == "Projektet prövar något nytt."


@pytest.mark.parametrize("title", ["Ny väg för Anna Exempel", "ANNA EXEMPELS VÄG"])
def test_a_title_that_names_a_sole_trader_is_not_kept_from_label_or_heading(title: str) -> None:
    for reading in (sole_trader(Namn=title), sole_trader(heading=f"23-901-S01 - {title}"), sole_trader(f"23-901-S01 - {title}", Namn="")):
        assert_withheld(reading, "exempel")
    assert not sole_trader(Namn=title).record_numbers  # without a title the registry's records are set aside


@pytest.mark.parametrize(
    "extra",
    [
        "Projektägare organisationsnummer:\n212000-2551\n",
        "Projektägare org.nr.:\n212000-2551\n",
        "Projektägare org.nr.:\n750312-1234\n212000-2551\n",
        "Projektägare:\nAnna Maria Exempel\n",
        "Stödmottagarens postnummer:\n923 81 STORUMAN\n",
        "Stödmottagarens ort:\nSTORUMAN hos Anna Exempel\n",
        "Fond:\nAnna Exempel\n",
    ],
)
def test_a_second_label_does_not_bring_a_sole_trader_back(extra: str) -> None:
    assert_withheld(sole_trader(extra=extra), "exempel")


def test_a_personal_number_under_a_second_label_is_found_and_not_repeated() -> None:
    changed = {"Projektägare organisationsnummer": "212000-2551", "Projektägare org.nr.": "750312-1234"}
    assert_withheld(sole_trader(**changed), "212000", "2120002551", "exempel")


def test_two_organisation_numbers_that_differ_are_reported_without_repeating_them() -> None:
    changed = {"Projektägare organisationsnummer": "212000-2551", "Projektägare org.nr.": "222000-1288"}
    reading = sole_trader(**changed)
    assert "conflicting_values" in {issue.code for issue in reading.issues}
    assert "222000" not in repr(reading)
