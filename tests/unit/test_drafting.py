"""The proposal for an unknown registry: which labels are found, where they go and why, and that nothing personal is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from parsers.declaration import Registry
from parsers.reading import Page
from parsers.registry import BUNDLED, sources
from pipeline.commands.new_registry.proposal import LabelProposal, NewRegistryError, Proposal
from pipeline.commands.new_registry.propose import propose
from pipeline.sample_site import SampleSite

SHARED = Path(__file__).parents[3] / "shared/data/pages"
OWN = Path(__file__).parents[1] / "registries_of_our_own"
HOST = "projekt.exempelfonden.se"
FICTIONAL_PEOPLE = ("anna exempel", "exempel, anna", "anna.exempel", "erika beispielfrau", "mette prøve", "kaisa esimerkki", "bo påhitt")


def others(*hidden: str) -> list[Registry]:
    """The vocabulary of all registries but the hidden ones: these are unknown sites then."""
    return [source.registry for code, source in sources().items() if code not in hidden]


def plain(text: str, number: int = 1, host: str = HOST) -> Page:
    return Page(f"https://{host}/projekt/{number}", text.encode(), "text/plain")


def own_pages(code: str, *kinds: str, parent: Path = OWN) -> list[Page]:
    """The sample pages of a registry of our own, which nobody has declared as far as a draft is concerned."""
    pages = SampleSite.of(parent / code).pages
    return [Page(address, page.body, page.content_type) for address, page in pages.items() if page.kind in kinds]


def of(proposal: Proposal, label: str) -> LabelProposal:
    return next(each for each in proposal.labels if each.label == label)


def fields(proposal: Proposal) -> dict[str, str | None]:
    return {each.label: each.field for each in proposal.labels if each.use == "field"}


def assert_nothing_personal(shown: str, people: Iterable[str] = FICTIONAL_PEOPLE) -> None:
    folded = shown.casefold()
    assert [name for name in people if name in folded] == []
    assert "@" not in shown


def shared_page(name: str) -> Page:
    text = (SHARED / name).read_text("utf-8")
    address = re.match(r"# url: (\S+)", text)
    assert address
    return Page(address[1], re.sub(r"\A(?:#.*\n)+\n*", "", text).encode(), "text/plain")


SWEDISH = """Beviljade insatser

{title}

Projektägare:
{owner}
Insatsens start:
{start}
Insatsens slut:
{end}
Total budget:
{budget}
Projektnummer:
{code}
Handläggare:
Anna Exempel
Nås på:
anna.exempel@example.org
Kulör:
blå

Insatsen ska ge fler personer i länet en väg till arbete, och den bygger vidare på det som kommunerna redan gör tillsammans.
"""


def swedish() -> list[Page]:
    first = SWEDISH.format(
        title="Vägen vidare", owner="Exempelköpings kommun", start="2023-02-01", end="2024-06-30", budget="1 250 000", code="EX-101"
    )
    second = SWEDISH.format(
        title="Ny i hamnen", owner="Testeby kommun", start="2022-09-15", end="2025-01-31", budget="87 400 500", code="EX-102"
    )
    return [plain(first, 1), plain(second, 2)]


def test_swedish_labels_with_a_colon_are_placed_and_say_why() -> None:
    proposal = propose(swedish(), others())
    placed = fields(proposal)
    assert placed["Projektägare"] == "beneficiary_name"
    assert (placed["Insatsens start"], placed["Insatsens slut"]) == ("start_on", "end_on")
    assert (placed["Total budget"], placed["Projektnummer"]) == ("total_cost", "project_code")
    assert of(proposal, "Total budget").reason.startswith("`Total budget` in ")
    assert "by its words, and its values read as date" in of(proposal, "Insatsens start").reason
    assert of(proposal, "Insatsens start").printed == ("2023-02-01", "2022-09-15")
    assert of(proposal, "Total budget").read == ("1250000", "87400500")


def test_swedish_pages_tell_their_language_country_numbers_dates_and_addresses() -> None:
    proposal = propose(swedish(), others())
    assert (proposal.language.value, proposal.country.value, proposal.currencies.value[0]) == ("sv", "SE", "SEK")
    assert proposal.country.is_agreed
    assert not proposal.currencies.is_agreed  # no page prints one
    assert (proposal.number_locale.value, proposal.date_forms.value) == ("sv", ("iso",))
    assert proposal.host.value == HOST
    assert proposal.addresses.project is not None
    assert re.search(proposal.addresses.project, "/projekt/77/")
    assert proposal.code_pattern == r"EX-\d{3}"
    assert proposal.furniture == ("beviljade insatser",)


def test_a_label_nobody_can_place_stays_a_todo_with_its_value() -> None:
    colour = of(propose(swedish(), others()), "Kulör")
    assert (colour.use, colour.field, colour.printed) == ("unplaced", None, ("blå",))


def test_what_is_personal_is_dropped_and_shown_nowhere() -> None:
    proposal = propose(swedish(), others())
    assert {each.label for each in proposal.of_use("dropped")} == {"Handläggare", "Nås på"}
    assert all(each.printed == each.read == () for each in proposal.of_use("dropped"))
    assert "word of contact" in of(proposal, "Handläggare").reason
    assert "2 of 2 values hold an e-mail address" in of(proposal, "Nås på").reason
    assert "Telefon" in proposal.extra_dropped
    assert_nothing_personal(repr(proposal))


def test_danish_bullets_with_the_value_below_an_empty_line() -> None:
    text = (
        "Havnen som læreplads\n\nOm indsatsen\n\n • Startdato\n\n  01.03.2021\n • Slutdato\n\n  30.04.2023\n"
        " • Samlet budget (kr.)\n\n  2.345.678\n • EU-støtte (kr.)\n\n  1.172.839\n • Farve\n\n  grøn\n\n"
        "Det er en indsats, som skal hjælpe flere unge i gang med en uddannelse.\n"
    )
    proposal = propose([plain(text, host="eksempel.dk")], others("erhvervsfremme_dk"))
    assert fields(proposal) == {
        "Startdato": "start_on",
        "Slutdato": "end_on",
        "Samlet budget (kr.)": "total_cost",
        "EU-støtte (kr.)": "eu_contribution",
    }
    assert of(proposal, "Farve").use == "unplaced"
    assert proposal.printing.after_gap
    assert (proposal.language.value, proposal.country.value) == ("da", "DK")
    assert (proposal.currencies.value[0], proposal.number_locale.value, proposal.date_forms.value) == ("DKK", "da", ("dotted",))


def test_finnish_label_and_value_on_one_line() -> None:
    text = (
        "Rannikon osaajat\n\nHankekoodi: S90001\n\nHankkeen nimi: Rannikon osaajat\n\nToteutusaika: 1.9.2019 - 31.8.2022\n\n"
        "Tuensaaja: Mallilan kaupunki\n\nYhteyshenkilö: Kaisa Esimerkki\n\nKokonaiskustannukset: 450 000,50 €\n\n"
        "Hanke on osa maakunnan kehittämistä ja se tukee työttömiä sekä nuoria, jotka ovat vailla koulutusta.\n"
    )
    proposal = propose([plain(text, host="esimerkki.fi")], others("eura_fi"))
    assert fields(proposal) == {
        "Hankekoodi": "project_code",
        "Hankkeen nimi": "title",
        "Toteutusaika": "period",
        "Tuensaaja": "beneficiary_name",
        "Kokonaiskustannukset": "total_cost",
    }
    assert of(proposal, "Yhteyshenkilö").use == "dropped"
    assert (proposal.language.value, proposal.country.value, proposal.currencies.value[0]) == ("fi", "FI", "EUR")
    assert_nothing_personal(repr(proposal))


GERMAN = """<!DOCTYPE html><html lang="de"><body><main><h1>{title}</h1><table>
<tr><th>Förderkennzeichen</th><td>{code}</td></tr><tr><th>Zuwendungsempfänger</th><td>{owner}</td></tr>
<tr><th>Laufzeitbeginn</th><td>{start}</td></tr><tr><th>Laufzeitende</th><td>{end}</td></tr>
<tr><th>Gesamtkosten</th><td>{cost} €</td></tr><tr><th>Bewilligte Mittel</th><td>{granted} €</td></tr>
<tr><th>Ansprechpartnerin</th><td>Erika Beispielfrau</td></tr><tr><th>Erreichbar unter</th><td>erika@beispiel.example</td></tr></table>
<p>Das Vorhaben richtet sich an kleine Betriebe, die für ihre Beschäftigten eine Weiterbildung suchen und nicht allein planen.</p>
</main></body></html>"""


def german() -> list[Page]:
    rows = (
        ("w-1001", "Werkstatt Morgen", "Lernhof Musterstadt gGmbH", "01.03.2022", "28.02.2025", "1.234.567,89", "900.000,00"),
        ("w-1002", "Brücke zur Arbeit", "Stadt Beispielau", "15.06.2021", "14.06.2023", "88.000,50", "60.000,00"),
    )
    return [
        Page(
            f"https://foerderung.beispiel.de/vorhaben/{code}",
            GERMAN.format(code=code.upper(), title=title, owner=owner, start=start, end=end, cost=cost, granted=granted).encode(),
        )
        for code, title, owner, start, end, cost, granted in rows
    ]


def test_a_language_no_registry_has() -> None:
    proposal = propose(german(), others())
    assert fields(proposal) == {
        "Förderkennzeichen": "project_code",
        "Zuwendungsempfänger": "beneficiary_name",
        "Laufzeitbeginn": "start_on",
        "Laufzeitende": "end_on",
        "Gesamtkosten": "total_cost",
    }
    assert (proposal.language.value, proposal.country.value, proposal.currencies.value[0]) == ("de", "DE", "EUR")
    assert proposal.number_locale.value == "de"
    assert {each.label for each in proposal.of_use("dropped")} == {"Ansprechpartnerin", "Erreichbar unter"}
    assert_nothing_personal(repr(proposal))


def test_an_amount_whose_label_says_nothing_is_never_guessed() -> None:
    granted = of(propose(german(), others()), "Bewilligte Mittel")
    assert granted.use == "unplaced"
    assert granted.reason.startswith("an amount: total_cost, support_amount or eu_contribution")


def test_amounts_that_no_one_form_reads_make_a_todo() -> None:
    pages = [plain(f"Projektnummer:\nX-{n}\nTotal budget:\n{amount}\n", n) for n, amount in ((1, "1.234.567,50"), (2, "1,234,567.50"))]
    locale = propose(pages, others()).number_locale
    assert not locale.is_agreed
    assert "no form reads all" in locale.reason


def test_dates_without_a_word_are_not_guessed() -> None:
    pages = [plain(f"Kod:\nA-{n}\nFörst:\n2020-0{n}-01\nSist:\n2021-0{n}-01\n", n) for n in (1, 2)]
    first = of(propose(pages, others()), "Först")
    assert (first.use, first.reason) == ("unplaced", "a date; of what, its words do not tell")


def test_a_code_that_stands_in_the_address_is_the_projects() -> None:
    pages = [Page(f"https://bank.example/show?id=Q-{n}", f"Beteckning:\nQ-{n}\nKulör:\nröd\n".encode(), "text/plain") for n in (11, 12)]
    proposal = propose(pages, others())
    assert of(proposal, "Beteckning").field == "project_code"
    assert proposal.addresses.query[0] == "id"


def test_two_labels_with_different_values_do_not_share_a_field() -> None:
    page = plain("Projektnummer:\nA-1\nStartdatum:\n2020-01-01\nPlanerad start:\n2019-06-01\nSlutdatum:\n2021-01-01\n")
    proposal = propose([page], others())
    assert of(proposal, "Startdatum").field == "start_on"
    assert of(proposal, "Planerad start").use == "unplaced"
    assert "`Startdatum` gives that field another value" in of(proposal, "Planerad start").reason


def test_a_known_label_whose_values_are_something_else_is_not_mapped() -> None:
    page = plain("Projektnummer:\nA-1\nStartdatum:\nnästa höst någon gång\nKulör:\nröd\n")
    assert of(propose([page], others()), "Startdatum").use == "unplaced"


def test_names_beside_a_contact_and_below_one_are_kept_back() -> None:
    text = (
        "Projektnummer:\nA-1\nStartdatum:\n2020-01-01\nSlutdatum:\n2020-05-01\n"
        "Kontaktperson:\nNamn:\nBo Påhitt\nTelefon:\n070-123 45 67\n\n"
        "Frågor besvaras av\nBo Påhitt\nbo.pahitt@example.org\n\nKontakt\n\nAnna Exempel\nProjektchef\n\nÖppet alla dagar\n"
    )
    proposal = propose([plain(text)], others())
    assert of(proposal, "Namn").use == "dropped"
    assert_nothing_personal(repr(proposal))


def test_a_label_that_begins_with_a_name_and_a_line_that_is_one_are_kept_back() -> None:
    text = "Projektnummer:\nA-1\nStartdatum:\n2020-01-01\nBo Påhitt berättar:\nDet gick bra\n\nVi i projektet\n\nAnna Exempel\n"
    proposal = propose([plain(text)], others())
    assert {each.label for each in proposal.labels} == {"Projektnummer", "Startdatum"}
    assert_nothing_personal(repr(proposal))


def test_a_name_dropped_in_one_place_is_shown_in_no_other() -> None:
    text = (
        "Projektnummer:\nA-1\nStartdatum:\n2020-01-01\nKontaktperson:\nBo Påhitt\nKulör:\nden som Bo Påhitt valde\n\n"
        "I hamnen leder Bo Påhitt arbetet med att bygga om kajen.\n"
    )
    proposal = propose([plain(text)], others())
    assert of(proposal, "Kulör").printed == ()
    assert_nothing_personal(repr(proposal))


def test_a_label_without_a_value_does_not_take_the_next_heading_where_values_stand_behind_labels() -> None:
    text = (
        "1 Hanke\n\nHankekoodi: S90001\n\nHankkeen nimi: Rannikon osaajat\n\nToteutusaika: 1.9.2019 - 31.8.2022\n\n"
        "Hakijoiden lukumäärä:\n\n2 Kuvaus\n\nTuensaaja: Mallilan kaupunki\n"
    )
    proposal = propose([plain(text, host="esimerkki.fi")], others("eura_fi"))
    assert of(proposal, "Hakijoiden lukumäärä").printed == ()
    assert of(proposal, "Tuensaaja").field == "beneficiary_name"


def test_a_beneficiary_who_may_be_a_person_is_not_shown() -> None:
    page = plain("Projektnummer:\nA-1\nProjektägare:\nBo Påhitt\nStartdatum:\n2020-01-01\n")
    owner = of(propose([page], others()), "Projektägare")
    assert (owner.field, owner.printed, owner.read) == ("beneficiary_name", (), ())
    assert_nothing_personal(repr(owner))


@pytest.mark.parametrize("text", ["Om oss\n\nVi finns i hela landet och hjälper den som vill.\n", "x", "2020-01-01\n"])
def test_a_page_without_a_label_cannot_be_drafted_from(text: str) -> None:
    with pytest.raises(NewRegistryError, match="no label on the given pages"):
        propose([plain(text)], others())


@pytest.mark.parametrize("body", [b"<dl>" * 2000, b"<table><tr><th>:</th><td></td></tr>", b":\n" * 50, b"\xff\xfe: x\n\xe5:\n1\n" * 9])
def test_odd_pages_end_in_a_proposal_or_a_clear_refusal(body: bytes) -> None:
    for content_type in ("text/html", "text/plain"):
        with suppress(NewRegistryError):
            assert propose([Page("https://[::1", body, content_type)], others()).labels


def test_the_sample_registry_drafted_as_if_it_were_unknown() -> None:
    pages = own_pages("esf_se", "project", parent=BUNDLED)[::4]
    proposal = propose(pages, others("esf_se"))
    own = sources()["esf_se"].registry.labels
    placed = fields(proposal)
    assert len(placed) >= 12
    assert {label for label, field in placed.items() if own.get(label, field) != field} <= {
        "Specifikt mål"
    }  # a name elsewhere, a code here
    assert {"start_on", "end_on", "title", "beneficiary_name", "project_code", "cci", "nuts_code"} <= set(placed.values())
    assert "Beviljat ESF-stöd" not in placed
    assert (proposal.language.value, proposal.country.value, proposal.number_locale.value) == ("sv", "SE", "sv")
    assert proposal.addresses.query[0] == "dnr"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not on this machine")
def test_real_pages_of_esf_with_its_own_vocabulary_hidden() -> None:
    names = sorted(file.name for file in SHARED.glob("*_esf_2*.txt"))
    proposal = propose([shared_page(name) for name in names], others("esf_se"))
    placed = fields(proposal)
    assert (placed["Startdatum"], placed["Slutdatum"], placed["Projektperiod"]) == ("start_on", "end_on", "period")
    assert (placed["Namn"], placed["Projektägare"]) == ("title", "beneficiary_name")
    assert {each.label for each in proposal.of_use("dropped")} == {"Kontaktperson", "E-post"}
    assert of(proposal, "Beviljat ESF-stöd").use == "unplaced"  # EU and state together: a guess would be wrong
    assert_nothing_personal(repr(proposal))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not on this machine")
def test_a_real_finnish_page_prints_values_behind_their_labels() -> None:
    proposal = propose([shared_page("43_fi_eura_S21744.txt")], others("eura_fi"))
    assert not proposal.printing.after_gap  # else a label without a value takes the next heading
    assert {"project_code", "title", "period", "beneficiary_name", "beneficiary_org_number"} <= set(fields(proposal).values())
    assert {"Puhelinnumero", "Hankkeen yhteyshenkilön nimi"} <= {each.label for each in proposal.of_use("dropped")}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not on this machine")
@pytest.mark.parametrize("file", sorted(SHARED.glob("*.txt")), ids=lambda file: file.stem)
def test_no_real_page_leaks_a_person(file: Path) -> None:
    try:
        proposal = propose([shared_page(file.name)], others("esf_se", "interreg_no", "interreg_se_no", "project_page", "eura_fi"))
    except NewRegistryError:
        return
    assert_nothing_personal(repr(proposal))
