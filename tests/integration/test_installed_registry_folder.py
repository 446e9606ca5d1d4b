"""Who installed Diarium adds a registry by a folder in the data directory, here of two countries that no bundled registry is of."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
OWN = PROJECT / "tests" / "registries_of_our_own"
CODES = sorted(folder.name for folder in OWN.iterdir() if folder.is_dir())


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed wheel with a data folder of its own, after a run."""

    data: Path
    environment: dict[str, str]
    run: subprocess.CompletedProcess[str]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.data / "warehouse" / "diarium.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


def python(environment: dict[str, str], folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environment, cwd=folder)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    source, site, data = folder / "source", folder / "site", folder / "data"
    leave = shutil.ignore_patterns(".venv", ".git", "tests", "data", "__pycache__", "*.egg-info", "build", ".*_cache")
    shutil.copytree(PROJECT, source, ignore=leave)
    made = python(
        os.environ.copy(), folder, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site), str(source)
    )
    assert made.returncode == 0, made.stderr
    shutil.rmtree(source)
    shutil.copytree(OWN, data / "registries")
    environment = os.environ | {"PYTHONPATH": str(site), "DAGSTER_HOME": ""}
    return Installed(data, environment, python(environment, folder, "-m", "pipeline.cli", "run", "--data-dir", str(data)))


def facts(code: str, field: str) -> dict[str, str]:
    """By page, the values of a field that a person found printed on the sample pages."""
    with (OWN / code / "facts.csv").open(encoding="utf-8", newline="") as file:
        return {row["page"]: row["value"] for row in csv.DictReader(file) if row["field"] == field and row["value"]}


def by_code(code: str, field: str) -> dict[str, str]:
    """By project number, the values of a field."""
    numbers, values = facts(code, "project_code"), facts(code, field)
    return {numbers[page]: values[page] for page in values}


def test_the_run_takes_the_wheel_s_code_and_succeeds(installed: Installed) -> None:
    assert installed.run.returncode == 0, installed.run.stdout + installed.run.stderr
    where = python(installed.environment, installed.data, "-c", "import parsers; print(parsers.__file__)").stdout
    assert PROJECT not in Path(where).parents


@pytest.mark.parametrize("code", CODES)
def test_every_project_arrives_with_its_dates_and_rate(installed: Installed, code: str) -> None:
    rows = installed.ask(f"SELECT project_code, start_on, end_on, eu_cofinancing_rate_pct FROM core.project WHERE registry = '{code}'")
    assert {number: str(start) for number, start, _, _ in rows} == by_code(code, "start_on")
    assert {number: str(end) for number, _, end, _ in rows if end} == by_code(code, "end_on")
    rates = {number: Decimal(rate) for number, rate in by_code(code, "eu_cofinancing_rate_pct").items()}
    assert {number: rate for number, _, _, rate in rows if rate is not None} == rates


@pytest.mark.parametrize("field", ["total_cost", "eu_contribution"])
@pytest.mark.parametrize(("code", "currency"), [("el_paradeigma", "EUR"), ("pl_przyklad", "PLN")])
def test_amounts_are_to_the_cent_and_in_their_currency(installed: Installed, code: str, currency: str, field: str) -> None:
    rows = installed.ask(
        "SELECT project_code, amount, currency, amount_eur FROM core.funding JOIN core.project USING (project_id) "
        f"WHERE registry = '{code}' AND field = '{field}'"
    )
    assert {number: amount for number, amount, _, _ in rows} == {number: Decimal(value) for number, value in by_code(code, field).items()}
    assert {(printed, euros is not None) for _, _, printed, euros in rows} == {(currency, True)}


@pytest.mark.parametrize(("code", "scheme"), [("el_paradeigma", "GR-AFM"), ("pl_przyklad", "PL-NIP")])
def test_organisation_numbers_have_their_scheme_and_are_valid(installed: Installed, code: str, scheme: str) -> None:
    rows = installed.ask(
        "SELECT organisation.org_number, org_number_scheme, is_org_number_valid FROM core.organisation "
        f"JOIN core.participation USING (organisation_id) JOIN core.project USING (project_id) "
        f"WHERE project.registry = '{code}' AND organisation.org_number IS NOT NULL"
    )
    assert sorted(rows) == sorted((number, scheme, True) for number in facts(code, "beneficiary_org_number").values())


@pytest.mark.parametrize(
    ("code", "regions"),
    [("el_paradeigma", {"EL30", "EL43", "EL54", "EL63"}), ("pl_przyklad", {"PL22", "PL61", "PL82", "PL91"})],
)
def test_regions_are_found_by_their_printed_names(installed: Installed, code: str, regions: set[str]) -> None:
    assert {region for (region,) in installed.ask(f"SELECT region_code FROM mart.project WHERE registry = '{code}'")} == regions


@pytest.mark.parametrize("code", CODES)
def test_nobody_s_name_or_telephone_gets_past_the_reader(installed: Installed, code: str) -> None:
    told = str(installed.ask(f"SELECT * FROM staging.observation WHERE registry = '{code}'"))
    told += str(installed.ask(f"SELECT * FROM staging.issue WHERE registry = '{code}'"))
    assert "Anna" not in told
    assert "example" not in told
