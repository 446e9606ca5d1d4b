"""Every rule that `warehouse/reference/rule.csv` says is enforced on pages and in tables: once kept, once broken, and the culprit named."""

from __future__ import annotations

import csv
import importlib
import shutil
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from broken_rows import BROKEN, ID, OLD, PERSONAL_ISSUE, row_with
from warehouse_inputs import Raw, project, three_registries

from parsers.reading import Page
from parsers.registry import source_for, sources
from parsers.values.codes import organisation_number
from parsers.values.numbers import Unreadable
from parsers.vocabulary.issue_codes import ISSUE_CODES
from warehouse.build import build_mart
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import reading, writing
from warehouse.table_rules import rules_of
from warehouse.tables import catalogue, code_lists
from warehouse.validate import check_queries, run_check_queries, validate_tables

ROOT = Path(__file__).parents[2]
with (ROOT / "warehouse" / "reference" / "rule.csv").open(encoding="utf-8", newline="") as file:
    RULES = list(csv.DictReader(file))
QUERIES = {query.name: query for query in check_queries()}


def enforced(ring: int, *, scorecard: bool = False) -> list[object]:
    """The rows of one ring as cases named by rule and what enforces it."""
    rows = [row for row in RULES if row["ring"] == str(ring) and (scorecard == row["enforced_by"].startswith("mart.registry_scorecard: "))]
    return [pytest.param(row["rule_id"], row["enforced_by"], id=f"{row['rule_id']}-{row['enforced_by']}") for row in rows]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_registries(tmp_path_factory.mktemp("sound")).build()


@pytest.fixture(scope="module")
def outcomes(sound: Path) -> dict[str, CheckOutcome]:
    tables = [catalogue.table(name) for name in sorted({row["enforced_by"].partition(":")[0] for row in RULES if row["ring"] == "3"})]
    found = [*validate_tables(sound, tables), *run_check_queries(sound, sound)]
    return {outcome.rule_id if outcome.rule_id in QUERIES else f"{outcome.table}: {outcome.rule_id}": outcome for outcome in found}


def copy_of(sound: Path, folder: Path, *statements: str, name: str = "w.duckdb") -> Path:
    path = Path(shutil.copyfile(sound, folder / name))
    with writing(path) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def checked(path: Path, name: str, previous: Path | None = None) -> CheckOutcome:
    (outcome,) = run_check_queries(path, previous, [QUERIES[name]])
    return outcome


# what the list itself must be


def test_the_list_covers_every_dimension_and_sixty_rules() -> None:
    assert {row["dimension"] for row in RULES} == set(code_lists.RULE_DIMENSIONS)
    assert len({row["rule_id"] for row in RULES}) >= 60
    assert len({(row["rule_id"], row["enforced_by"]) for row in RULES}) == len(RULES)
    assert {len({row["dimension"] for row in RULES if row["rule_id"] == rule}) for rule in {row["rule_id"] for row in RULES}} == {1}


def test_check_queries_and_the_list_name_each_other() -> None:
    listed = {(row["rule_id"], row["enforced_by"]) for row in RULES if row["ring"] == "4" and ":" not in row["enforced_by"]}
    assert listed == {(rule, query.name) for query in QUERIES.values() for rule in query.rules}


@cache
def severities() -> dict[str, set[str]]:
    """Every thing that can enforce a rule, with the severities it has."""
    found: dict[str, set[str]] = {
        f"{table.full_name}: {rule.rule_id}": {rule.severity} for table in catalogue.TABLES for rule in rules_of(table)
    }
    found |= {query.name: {query.severity} for query in QUERIES.values()}
    found |= {code: {about.severity} for code, about in ISSUE_CODES.items()}
    with (ROOT / "warehouse/reference/article_item.csv").open(encoding="utf-8") as items:
        found |= {f"mart.registry_scorecard: {row['letter']}": {"info"} for row in csv.DictReader(items) if row["is_applicable"] == "true"}
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['rule_id']}-{row['enforced_by']}") for row in RULES if row["ring"] != "2"])
def test_what_enforces_a_rule_exists_and_has_its_severity(row: dict[str, str]) -> None:
    assert row["severity"] in severities().get(row["enforced_by"], set())


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['rule_id']}-{row['enforced_by']}") for row in RULES if row["ring"] == "2"])
def test_every_gate_exists(row: dict[str, str]) -> None:
    """What each holds back or leaves alone is shown in `tests/unit/test_acceptance_gates.py` and `test_fetch_*.py`."""
    module, _, name = row["enforced_by"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))
    assert row["severity"] == "error"


# ring 1: while reading a page

ESF = "https://www.esf.se/resultat/projektbanken/projekt/?dnr="
FACTS = {
    "Diarienummer": "23-901-S01",
    "Namn": "Ny väg",
    "Startdatum": "2023-03-01",
    "Slutdatum": "2025-02-28",
    "Land som berörs": "Sverige",
    "Berörd fond": "ESF+",
    "Program CCI": "2021SE05SFPR",
    "Projektägare": "EXEMPELKÖPINGS KOMMUN",
    "Projektägare org.nr.": "212000-2551",
    "Stödmottagare postnr": "923 81",
    "Unionens medfinansieringsgrad": "40%",
    "Region": "Övre Norrland",
    "NUTS-2 kod": "SE33",
    "Antal deltagare": "120",
    "Insats av strategisk betydelse": "Nej",
    "Total projektbudget": "1 981 742",
}
FJORD = "https://interreg.no/prosjektbank/grensen/"
OLD_FJORD = "http://www.interreg.no/IREG/Web.nsf/ShowProject?OpenForm&B=Prosjekter0713&ID=ABC"
DANISH = "https://erhvervsfremmebestyrelsen.dk/vejen-frem"


def page(text: str | bytes, url: str) -> Page:
    return Page(url, text if isinstance(text, bytes) else text.encode(), "text/plain; charset=utf-8")


def esf(heading: str = "Projekt", dnr: str = "23-901-S01", **facts: str) -> Page:
    told = FACTS | {label.replace("_", " "): value for label, value in facts.items()}
    lines = "\n".join(f"{label}:\n{value}" if value else f"{label}:" for label, value in told.items())
    return page(f"{heading}\n\n{lines}\n\nLöpande text.", ESF + dnr)


def labelled(label: str, value: str) -> Page:
    return esf(**{label: value})


def danish(total: str = "1.000.000", support: str = "500.000") -> Page:
    text = (
        "Vejen frem\n\nInfo om indsatsen\n\n • Startdato\n\n  01.02.2018\n • Slutdato\n\n  31.01.2020\n"
        f" • Samlede støtteberettigede projektudgifter (kr.)\n\n  {total}\n • EU-støtte til projektet (kr.)\n\n  {support}\n"
        " • Støttemodtagerens navn\n\n  Eksempelby Erhvervsskole\n\nProjektbeskrivelse\n\nEn skole prøver noget nyt.\n"
    )
    return page(text, DANISH)


def fjord(line: str) -> Page:
    return page(
        f"Prov\n\nInterreg-programmet: Nordsjøen\nProsjektperiode: 01.01.2023 - 31.12.2025\n{line}\n",
        "https://www.interreg.no/prosjekt/prov/",
    )


def old_fjord(amount: str) -> Page:
    text = "Grensen\n\nTekst.\nProsjektperiode\n01.01.2008 - 31.07.2011\nNorsk prosjekteier:\n\nEksempel høgskole\n\n"
    text += f"Budsjett\nTotalt: {amount}\n"
    return page(text, OLD_FJORD)


def told_of_half(what: str) -> Page:
    return page(f"Interreg-prosjektet Grensen\n\nProsjektets totale budsjett er 3 000 000 EURO hvorav halvparten er {what}.\n", "")


def finnish(amount: str) -> Page:
    text = (
        "Euroopan aluekehitysrahaston (EAKR) rahoittaman hankkeen kuvaus\n\nHankekoodi: S29999\n\nHankkeen nimi: Esimerkki\n\n"
        f"Suunnitelman mukainen toteutusaika: Alkaa 1.9.2019 ja päättyy 31.8.2022\n\nMyönnetty EU- ja valtion rahoitus: {amount}\n"
    )
    return page(text, "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=S29999")


def mirror() -> Page:
    file = ROOT / "parsers" / "registries" / "eupublicdata" / "samples" / "Q87431.html"
    return Page("https://eupublicdata.pages.dev/data/funds/Q87431/", file.read_bytes(), "text/html; charset=utf-8")


SOUND_PAGE = esf()
PAGES: dict[tuple[str, str], tuple[Page, Page, str]] = {
    ("R-ID-01", "missing_mandatory"): (SOUND_PAGE, esf(Diarienummer=""), "project_code"),
    ("R-ID-03", "unreadable_code"): (SOUND_PAGE, labelled("Diarienummer", "23-901-X1"), "23-901-X1"),
    ("R-ID-04", "code_mismatch"): (SOUND_PAGE, esf(dnr="23-902-S01"), "23-901-S01"),
    ("R-ID-04", "conflicting_values"): (SOUND_PAGE, esf(heading="23-901-S01 - Annat namn"), "Annat namn"),
    ("R-ID-05", "provisional_code"): (SOUND_PAGE, danish(), "no number"),
    ("R-CCI-01", "unreadable_cci"): (SOUND_PAGE, labelled("Program CCI", "2021SE5SFPR"), "2021SE5SFPR"),
    ("R-CCI-02", "unknown_programme"): (SOUND_PAGE, labelled("Program CCI", "2021SE16RFPR"), "2021SE16RFPR"),
    ("R-TXT-04", "undecodable"): (SOUND_PAGE, labelled("Namn", "Ny v\ufffdg"), "encoding"),
    ("R-TXT-09", "personal_data"): (SOUND_PAGE, labelled("Namn", "Ny väg, ring 070-123 45 67"), "title"),
    ("R-DAT-03", "unreadable_date"): (SOUND_PAGE, labelled("Startdatum", "1/3/23"), "1/3/23"),
    ("R-DAT-04", "period_reversed"): (
        esf(Startdatum="", Slutdatum="", Projektperiod="2023-01-01 - 2025-01-01"),
        esf(Startdatum="", Slutdatum="", Projektperiod="2025-01-01 - 2023-01-01"),
        "before the start",
    ),
    ("R-DAT-08", "sentinel_date"): (SOUND_PAGE, labelled("Slutdatum", "1900-01-01"), "1900-01-01"),
    ("R-FIN-03", "impossible_rate"): (SOUND_PAGE, labelled("Unionens medfinansieringsgrad", "140%"), "140%"),
    ("R-FIN-10", "zero_amount"): (SOUND_PAGE, labelled("Total projektbudget", "0"), "total_cost"),
    ("R-FIN-12", "unsplit_support"): (
        told_of_half("EU-støtte"),
        told_of_half("EU-støtte og norske Interreg-midler"),
        "eu_cofinancing_rate_pct",
    ),
    ("R-FIN-13", "rounded_amount"): (SOUND_PAGE, mirror(), "rounded"),
    ("R-FIN-14", "unreadable_amount"): (SOUND_PAGE, labelled("Total projektbudget", "1 981 74"), "1 981 74"),
    ("R-FIN-15", "unreadable_amount"): (danish(total="tolv mio. kr."), danish(total="tolv"), "tolv"),
    ("R-CUR-01", "two_currencies"): (old_fjord("14 904 000 SEK"), old_fjord("14 904 000 SEK €"), "14 904 000 SEK €"),
    ("R-CUR-02", "unexpected_currency"): (danish(), danish(total="1.000.000 SEK"), "1.000.000 SEK"),
    ("R-CUR-03", "ambiguous_currency"): (finnish("5 000 €"), finnish("5 000 kr"), "5 000 kr"),
    ("R-CUR-03", "unstated_currency"): (fjord("Total: 404 125 NOK"), fjord("Total: 404 125"), "404 125"),
    ("R-GEO-02", "unreadable_nuts"): (SOUND_PAGE, labelled("NUTS-2 kod", "se 33"), "se 33"),
    ("R-GEO-06", "unreadable_postcode"): (SOUND_PAGE, labelled("Stödmottagare postnr", "9238"), "9238"),
    ("R-ORG-02", "invalid_organisation_number"): (SOUND_PAGE, labelled("Projektägare org.nr.", "212000-2550"), "beneficiary_org_number"),
    ("R-ORG-03", "personal_number"): (SOUND_PAGE, labelled("Projektägare org.nr.", "851009-9805"), "beneficiary_org_number"),
    ("R-ORG-13", "natural_person"): (SOUND_PAGE, labelled("Projektägare org.nr.", "851009-9805"), "beneficiary_name"),
    ("R-CLS-09", "unknown_category"): (SOUND_PAGE, labelled("Insats av strategisk betydelse", "Kanske"), "Kanske"),
    ("R-DRF-10", "unknown_category"): (SOUND_PAGE, labelled("Berörd fond", "Nya fonden"), "Nya fonden"),
    ("R-OBS-01", "unreadable_number"): (SOUND_PAGE, labelled("Antal deltagare", "många"), "många"),
    ("R-OBS-03", "zero_or_missing"): (SOUND_PAGE, labelled("Antal deltagare", "0"), "participants"),
    ("R-SRC-02", "unreadable_page"): (SOUND_PAGE, page("Sidan kunde inte hittas\n\nFel 404\n", ESF + "23-901-S01"), "redesigned"),
    ("R-SRC-04", "encoding"): (SOUND_PAGE, page(SOUND_PAGE.body.decode().encode("cp1252"), SOUND_PAGE.url), "windows-1252"),
    ("R-DRF-01", "unknown_label"): (SOUND_PAGE, esf(Ansvarig="Anna Exempel"), "Ansvarig"),
}


def issues(read: Page, code: str) -> list[str]:
    found = [issue for issue in source_for(read.url).parse(read).issues if issue.code == code]
    return [f"{issue.field} {issue.label} {issue.value_raw} {issue.message}" for issue in found]


@pytest.fixture(scope="module")
def untidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project at two addresses, another twice on its page."""
    raw = Raw(tmp_path_factory.mktemp("untidy"))
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03"))
    raw.page("22-021-S03&sida=om", project("22-021-S03"))
    raw.page("22-031-S02", project("22-031-S02"), project("22-031-S02"))
    return raw.build()


def raised(path: Path, code: str) -> list[str]:
    """The projects about which the warehouse itself raises an issue of that code."""
    with reading(path) as connection:
        query = "SELECT project_id FROM ops.issue WHERE code = ? AND raised_by = 'warehouse'"
        return [str(row[0]) for row in connection.execute(query, [code]).fetchall()]


@pytest.mark.parametrize(
    ("rule", "code", "culprit"),
    [("R-ID-09", "several_addresses", "esf_se:22-021-S03"), ("R-DUP-05", "several_records", "esf_se:22-031-S02")],
)
def test_what_the_warehouse_finds_while_putting_in_order_is_told_of(rule: str, code: str, culprit: str, sound: Path, untidy: Path) -> None:
    assert raised(sound, code) == []
    assert raised(untidy, code) == [culprit]


@pytest.mark.parametrize(("country", "right", "wrong"), [("NO", "974 760 673", "974 760 674"), ("DK", "10150817", "10150818")])
def test_r_org_04_a_number_with_a_wrong_check_digit_is_refused(country: str, right: str, wrong: str) -> None:
    assert organisation_number(right, country) == right.replace(" ", "")
    with pytest.raises(Unreadable) as refused:
        organisation_number(wrong, country)
    assert refused.value.code == "invalid_organisation_number"


def test_every_rule_about_pages_has_its_case() -> None:
    elsewhere = {("R-ID-09", "several_addresses"), ("R-DUP-05", "several_records"), ("R-ORG-04", "invalid_organisation_number")}
    assert {(row["rule_id"], row["enforced_by"]) for row in RULES if row["ring"] == "1"} == {*PAGES, *elsewhere}


@pytest.mark.parametrize(("rule", "code"), [pytest.param(*case, id="-".join(case)) for case in PAGES])
def test_a_page_that_breaks_a_rule_is_told_of(rule: str, code: str) -> None:
    kept, broken, culprit = PAGES[rule, code]
    assert issues(kept, code) == []
    found = issues(broken, code)
    assert len(found) == 1 + (rule == "R-FIN-13")  # the mirror rounds two amounts
    assert culprit in found[0]


def test_no_label_of_any_registry_breaks_the_rules_about_labels(sound: Path, tmp_path: Path) -> None:
    """The two checks know labels by their words: none that a registry declares may be taken for another."""
    labels = [(source.registry.code, label, name) for source in sources().values() for label, name in source.registry.labels.items()]
    path = copy_of(sound, tmp_path, "DELETE FROM staging.observation")
    with writing(path) as connection:
        connection.executemany(
            "INSERT INTO staging.observation (registry, label, field, method, canonical_url) VALUES (?, ?, ?, 'label', 'https://www.example.org/')",
            labels,
        )
    assert checked(path, "labels_mean_what_they_are_read_as").passed
    assert checked(path, "no_contact_label_is_read").passed


# ring 3: within a table

WITHIN = {
    "core.project: registry+project_code.unique": (row_with("core.project", "project_code = '22-021-S03'", OLD), "22-021-S03"),
    "core.project: programme_cci.pattern": (row_with("core.project", "programme_cci = '2021SE05SFPR'"), "2021SE05SFPR"),
    "core.project: programme_cci.references": (row_with("core.project", "programme_cci = '2021SE05SFPR009'"), "2021SE05SFPR009"),
    "core.project: title.not_null": (row_with("core.project", "title = NULL"), ID),
    "core.project: no_contact_details": (row_with("core.project", "description = 'Ring 08-12345678.'"), ID),
    "core.project: start_on+end_on.ordered": (row_with("core.project", "end_on = '2022-01-01'"), ID),
    "core.project: eu_cofinancing_rate_pct.range": (row_with("core.project", "eu_cofinancing_rate_pct = 140"), ID),
    "core.project: participants.range": (row_with("core.project", "participants = -1"), ID),
    "core.project: fund_code.references": (row_with("core.project", "fund_code = 'FSE'"), "FSE"),
    "core.funding: amount.range": (row_with("core.funding", "amount = -5", more="line_no = 1"), ID),
    "core.funding: as_of_on.not_null": (row_with("core.funding", "as_of_on = NULL", more="line_no = 1"), ID),
    "core.funding: stage.not_null": (row_with("core.funding", "stage = NULL", more="line_no = 1"), ID),
    "core.funding: currency.pattern": (row_with("core.funding", "currency = 'kr'", more="line_no = 1"), "kr"),
    "core.location: nuts_code.pattern": (row_with("core.location", "nuts_code = 'Se33'", more="location_no = 1"), "Se33"),
    "core.location: basis.allowed": (row_with("core.location", "basis = 'guessed'", more="location_no = 1"), ID),
    "core.location: basis.not_null": (row_with("core.location", "basis = NULL", more="location_no = 1"), ID),
    "core.participation: role.allowed": (row_with("core.participation", "role = 'friend'"), ID),
    "core.participation: project_id+organisation_id+role.unique": (
        f"INSERT INTO core.participation FROM core.participation WHERE project_id = '{ID}'",
        ID,
    ),
    "core.organisation: org_number_scheme.references": (
        "UPDATE core.organisation SET org_number_scheme = 'EU-VAT' WHERE organisation_id = 'SE-ORGNR:2120002551'",
        "SE-ORGNR:2120002551",
    ),
    "core.project_version: valid_from+valid_to.ordered": (
        row_with("core.project_version", "valid_to = '2023-01-01'", more="version_no = 1"),
        ID,
    ),
    "ref.registry: authority.allowed": ("UPDATE ref.registry SET authority = 'newspaper' WHERE registry = 'kohesio'", "kohesio"),
    "staging.page: parser_version.not_null": ("UPDATE staging.page SET parser_version = NULL WHERE registry = 'kohesio'", "kohesio"),
    "mart.funding_by_basis_region_fund: region_basis.not_null": (
        "UPDATE mart.funding_by_basis_region_fund SET region_basis = NULL WHERE fund_code = 'ESF' AND region_code = 'SE33'",
        "SE33",
    ),
}


@pytest.mark.parametrize(("rule", "enforced_by"), enforced(3))
def test_a_row_that_breaks_a_rule_of_its_table_is_found(
    rule: str, enforced_by: str, sound: Path, outcomes: dict[str, CheckOutcome], tmp_path: Path
) -> None:
    statement, culprit = WITHIN[enforced_by]
    assert outcomes[enforced_by].passed
    path = copy_of(sound, tmp_path, statement)
    table, _, rule_id = enforced_by.partition(": ")
    (outcome,) = [outcome for outcome in validate_tables(path, [catalogue.table(table)]) if outcome.rule_id == rule_id]
    assert (outcome.passed, outcome.n_unexpected) == (False, 1)
    assert culprit in str(outcome.sample)


# ring 4: across tables


@pytest.mark.parametrize(("rule", "name"), enforced(4))
def test_rows_that_break_a_check_are_found(rule: str, name: str, sound: Path, outcomes: dict[str, CheckOutcome], tmp_path: Path) -> None:
    assert outcomes[name].passed
    assert_found(name, sound, tmp_path)


@pytest.mark.parametrize("name", [query.name for query in QUERIES.values() if not query.rules])
def test_rows_that_break_a_check_of_our_own_are_found(name: str, sound: Path, outcomes: dict[str, CheckOutcome], tmp_path: Path) -> None:
    assert outcomes[name].passed
    assert_found(name, sound, tmp_path)


def assert_found(name: str, sound: Path, folder: Path) -> None:
    """What breaks the check is found, counted and shown; what is only made ready for it, which the last publication has too, is not."""
    broken = BROKEN[name]
    previous = copy_of(sound, folder, *broken.before, name="previous.duckdb") if broken.before else sound
    assert not broken.before or checked(previous, name, previous).passed
    outcome = checked(copy_of(previous, folder, broken.statement), name, previous)
    assert (outcome.passed, outcome.n_unexpected) == (False, broken.n_unexpected)
    assert any(broken.shown in str(row) for row in outcome.sample)


@dataclass(frozen=True)
class OneOfSeveral:
    """A rule that shares its check with others: the statement that breaks this one, and what the row says."""

    rule: str
    name: str
    statement: str
    shown: str


CCI, LABELS = "cci_agrees_with_project", "labels_mean_what_they_are_read_as"
SEVERAL = [
    OneOfSeveral("R-CCI-02", CCI, row_with("core.project", "cci_raw = '2021SE05RFPR'"), "R-CCI-02: it does not begin"),
    OneOfSeveral("R-CCI-03", CCI, row_with("core.project", "programming_period = '2014-2020'"), "R-CCI-03: of another"),
    OneOfSeveral("R-CCI-04", CCI, "UPDATE ref.registry SET country_code = 'FI' WHERE registry = 'esf_se'", "R-CCI-04: of another country"),
    OneOfSeveral("R-CCI-05", CCI, row_with("core.project", "fund_code = 'JTF'"), "R-CCI-05: of another fund"),
    OneOfSeveral("R-CCI-06", CCI, row_with("core.project", "fund_code = 'AMIF'"), "R-CCI-06: of another directorate"),
    OneOfSeveral("R-CLS-02", "intervention_codes_exist", row_with("core.classification", "code = '124'", OLD), "'code': '124'"),
    OneOfSeveral("R-CLS-03", "intervention_codes_exist", row_with("core.classification", "code = '9'", OLD), "'code': '9'"),
    OneOfSeveral(
        "R-FIN-16",
        LABELS,
        "UPDATE staging.observation SET label = 'Medfinansiering' WHERE field = 'eu_cofinancing_rate_pct'",
        "Medfinansiering",
    ),
    OneOfSeveral(
        "R-FIN-17",
        LABELS,
        "UPDATE staging.observation SET label = 'Beviljat ESF-stöd' WHERE field = 'eu_contribution'",
        "Beviljat ESF-stöd",
    ),
    OneOfSeveral(
        "R-FIN-17",
        "union_money_is_the_unions_alone",
        row_with("core.funding", "field = 'support_amount'", more="field = 'eu_contribution'"),
        "support_amount",
    ),
    OneOfSeveral(
        "R-ORG-04",
        "organisation_numbers_are_valid",
        "UPDATE core.organisation SET is_org_number_valid = false, org_number = '974760674' WHERE country_code = 'NO'",
        "Eksempel kommune",
    ),
    OneOfSeveral(
        "R-ORG-03",
        "org_number_is_no_person",
        row_with("core.participation", "org_number = '19850709-1234', organisation_id = 'esf_se:name-0'"),
        "19********",
    ),
    OneOfSeveral(
        "R-ORG-03",
        "no_natural_person_is_named",
        f"{PERSONAL_ISSUE.replace('natural_person', 'personal_number')} AND field = 'beneficiary_org_number'",
        "beneficiary_org_number",
    ),
    OneOfSeveral("R-ORG-13", "no_natural_person_is_named", f"{PERSONAL_ISSUE} AND field = 'beneficiary_city'", "beneficiary_postcode"),
    OneOfSeveral(
        "R-CUR-04",
        "converted_amounts_keep_their_rate",
        row_with("core.funding", "fx_rate = NULL", more="field = 'total_cost'"),
        "'fx_rate': None",
    ),
]


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: f"{case.rule}-{case.name}")
def test_each_rule_of_a_check_that_has_several_is_broken_by_itself(case: OneOfSeveral, sound: Path, tmp_path: Path) -> None:
    assert case.rule in QUERIES[case.name].rules
    outcome = checked(copy_of(sound, tmp_path, case.statement), case.name)
    assert not outcome.passed
    assert case.shown in str(outcome.sample)


MARTS = (
    ("funding_by_region_fund", "region_code = 'SE33'"),
    ("funding_by_basis_region_fund", "region_basis = 'beneficiary_address' AND region_code = 'SE33'"),
    ("funding_by_year_fund", "true"),
    ("funding_by_programme_fund", "true"),
    ("funding_by_beneficiary_fund", "beneficiary_id = 'SE-ORGNR:2120002551'"),
)


@pytest.mark.parametrize(("mart", "row"), MARTS)
def test_a_cent_or_a_project_too_much_is_found_in_every_mart(mart: str, row: str, sound: Path, tmp_path: Path) -> None:
    change = "total_cost_amount = total_cost_amount + 0.01, support_eur = support_eur + 0.01, n_with_eu_eur = n_with_eu_eur + 1"
    path = copy_of(sound, tmp_path, f"UPDATE mart.{mart} SET {change} WHERE fund_code = 'ESF+' AND {row}")
    outcome = checked(path, "every_mart_adds_up_to_core")
    assert outcome.n_unexpected == 3
    assert {(found["mart"], found["fund_code"], found["currency"]) for found in outcome.sample} == {(mart, "ESF+", "SEK")}
    eu, support, total = sorted(outcome.sample, key=lambda found: str(found["measure"]))
    assert eu["n_added_up_eur"] - eu["n_counted_once_eur"] == 1
    assert support["added_up_eur"] - support["counted_once_eur"] == Decimal("0.01")
    assert total["added_up_amount"] - total["counted_once_amount"] == Decimal("0.01")


@pytest.mark.parametrize(("mart", "row"), MARTS)
def test_a_project_counted_twice_is_found_in_every_mart(mart: str, row: str, sound: Path, tmp_path: Path) -> None:
    change = f"UPDATE mart.{mart} SET n_projects = n_projects + 1 WHERE fund_code = 'ESF+' AND {row}"
    outcome = checked(copy_of(sound, tmp_path, change), "every_mart_counts_each_project_once")
    assert outcome.n_unexpected == 1
    assert {"mart": mart, "fund_code": "ESF+"}.items() <= outcome.sample[0].items()


def test_a_mart_without_a_fund_or_a_basis_is_found(sound: Path, tmp_path: Path) -> None:
    path = copy_of(sound, tmp_path, "DELETE FROM mart.funding_by_basis_region_fund WHERE region_basis = 'text_mentioned'")
    assert checked(path, "every_mart_counts_each_project_once").n_unexpected == 3
    assert {row["region_basis"] for row in checked(path, "every_mart_adds_up_to_core").sample} == {"text_mentioned"}


# the scorecard

EMPTIED: dict[str, tuple[str, ...]] = {
    "a": ("DELETE FROM core.participation WHERE project_id = '{id}'",),
    "e": ("UPDATE core.project SET description = NULL WHERE project_id = '{id}'",),
    "f": ("UPDATE core.project SET start_on = NULL WHERE project_id = '{id}'",),
    "g": ("UPDATE core.project SET end_on = NULL WHERE project_id = '{id}'",),
    "h": ("DELETE FROM core.funding WHERE project_id = '{id}' AND field = 'total_cost'",),
    "j": ("UPDATE core.project SET specific_objective_code = NULL, specific_objective_name = NULL WHERE project_id = '{id}'",),
    "k": ("UPDATE core.project SET eu_cofinancing_rate_pct = NULL WHERE project_id = '{id}'",),
    "l": ("DELETE FROM core.location WHERE project_id = '{id}'",),
    "n": ("DELETE FROM core.classification WHERE project_id = '{id}'",),
}


def scored(path: Path, letter: str) -> tuple[int, str]:
    """Projects of the registry that publish the item, and the pages that do not."""
    with reading(path) as connection:
        query = "SELECT n_with, coalesce(failing_urls_raw, '') FROM mart.registry_scorecard WHERE registry = 'esf_se' AND letter = ?"
        row = connection.execute(query, [letter]).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])


@pytest.mark.parametrize(("rule", "enforced_by"), enforced(4, scorecard=True))
def test_what_is_not_published_stands_in_the_scorecard(rule: str, enforced_by: str, sound: Path, tmp_path: Path) -> None:
    letter = enforced_by[-1]
    n_before, urls_before = scored(sound, letter)
    path = copy_of(sound, tmp_path, *(statement.format(id=ID) for statement in EMPTIED[letter]))
    build_mart(path)
    n_with, urls = scored(path, letter)
    assert (n_with, "22-021-S03" in urls, "22-021-S03" in urls_before) == (n_before - 1, True, False)
