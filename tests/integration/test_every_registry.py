"""Every bundled registry in one run: crawled over loopback, read, built, checked, published, exported; and nobody's name in anything."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from warehouse_inputs import rows

from parsers.registry import sources
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings

PERSONAL = re.compile(r"anna (?:exempel|eksempel|esimerkki)|anna\.e(?:x|k|s)|(?<!\w)aesimerkki|000-000 00 00|0000000000", re.I)


def test_the_run_succeeds_and_every_registry_is_accepted(every: tuple[Settings, RunReport]) -> None:
    settings, report = every
    assert report.succeeded, report.problems
    assert report.published
    accepted = rows(settings.places.warehouse, "SELECT DISTINCT registry FROM staging.crawl WHERE state = 'accepted'")
    assert sorted(registry for (registry,) in accepted) == sorted(sources())


@pytest.mark.parametrize("code", [code for code in sources() if code != "project_page"])
def test_every_project_of_a_registry_arrives_once(every: tuple[Settings, RunReport], code: str) -> None:
    found = rows(every[0].places.warehouse, f"SELECT project_code FROM core.project WHERE registry = '{code}'")
    assert len(found) == len(set(found)) >= 3
    with (sources()[code].folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        assert len(found) <= len({(fact["page"], fact["record"]) for fact in csv.DictReader(file)})


def test_pages_of_projects_and_news_are_read_but_are_no_projects(every: tuple[Settings, RunReport]) -> None:
    settings, _ = every
    assert rows(settings.places.warehouse, "SELECT count(*) FROM core.project WHERE registry = 'project_page'") == [(0,)]
    [(n,)] = rows(settings.places.warehouse, "SELECT count(*) FROM staging.observation WHERE registry = 'project_page'")
    assert n > 20


def test_registries_that_repeat_others_are_not_summed(every: tuple[Settings, RunReport]) -> None:
    settings, _ = every
    counted = "SELECT sum(n_projects) FROM mart.funding_by_region_fund"
    once = "SELECT count(*) FROM core.project JOIN ref.registry USING (registry) WHERE authority = 'registry'"
    assert rows(settings.places.warehouse, counted) == rows(settings.places.warehouse, once)
    assert rows(settings.places.warehouse, "SELECT DISTINCT authority FROM ref.registry ORDER BY ALL") == [
        ("aggregator",),
        ("mirror",),
        ("project_page",),
        ("registry",),
    ]


def test_partners_arrive_with_their_roles_and_countries(every: tuple[Settings, RunReport]) -> None:
    settings, _ = every
    found = rows(
        settings.places.warehouse,
        "SELECT name_raw, role, country_code FROM core.participation "
        "WHERE project_id = 'interreg_se_no:scandinavian-science-cluster-2' ORDER BY ALL",
    )
    assert ("Innovatum Science Center", "beneficiary", "SE") in found
    assert ("Inspiria", "lead", "NO") in found
    assert ("Högskolan Väst", "partner", None) in found


def test_norwegian_money_has_its_own_source_and_currency(every: tuple[Settings, RunReport]) -> None:
    found = rows(
        every[0].places.warehouse,
        "SELECT source, amount, currency FROM core.funding WHERE project_id = 'interreg_se_no:scandinavian-science-cluster-2' ORDER BY ALL",
    )
    assert [(source, int(amount), currency) for source, amount, currency in found] == [
        ("EU", 1_115_740, "EUR"),
        ("national", 672_000, "EUR"),
        ("national", 5_376_000, "NOK"),
        ("total", 3_591_164, "EUR"),
    ]


def test_nothing_of_a_contact_person_is_in_anything_a_run_writes_but_the_captures(
    every: tuple[Settings, RunReport], capfd: pytest.CaptureFixture[str]
) -> None:
    settings, report = every
    searched = 0
    for name, words in texts(settings):
        searched += 1
        found = PERSONAL.search(words)
        assert found is None, f"{name}: {found and words[max(0, found.start() - 80) : found.end() + 20]}"
    assert searched > 40
    assert not PERSONAL.search("\n".join([*(problem.words for problem in report.problems), *report.warnings]))
    assert not PERSONAL.search("".join(capfd.readouterr()))


def texts(settings: Settings) -> Iterator[tuple[str, str]]:
    """Everything under the data folder but the captures, as text: each column of each table, each file, whatever holds no text as bytes."""
    places = settings.places
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        for schema, table in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            frame = connection.execute(f'SELECT CAST(t AS VARCHAR) FROM "{schema}"."{table}" AS t').fetchall()
            yield f"{schema}.{table}", "\n".join(row for (row,) in frame)
    for file in sorted(settings.data_dir.rglob("*")):
        if not file.is_file() or places.captures in file.parents:
            continue
        yield str(file), _words(file)


def _words(file: Path) -> str:
    if file.suffix == ".parquet":
        return "\n".join(str(row) for row in pq.read_table(file).to_pylist())
    words = file.read_bytes().decode("utf-8", "replace")
    # the tables of a database were read one by one above; its bytes hold runs of zeros that are no telephone number
    return re.sub(r"0{8,}", " ", words) if file.suffix == ".duckdb" else words
