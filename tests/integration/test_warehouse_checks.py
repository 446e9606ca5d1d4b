"""The checks of a warehouse: a sound one passes, contact details are not other numbers, and what was not checked does not pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_inputs import project, several_projects

from warehouse.check_outcome import CheckOutcome, blocking
from warehouse.connect import WarehouseMissing, writing
from warehouse.expectations import CheckCrashed
from warehouse.tables import catalogue
from warehouse.validate import check_queries, run_check_queries, validate_tables

CODE = "22-021-S03"
ID = f"esf_se:{CODE}"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = several_projects(tmp_path_factory.mktemp("sound"))
    raw.crawl(2)
    raw.page(CODE, project(CODE, title="Nytt namn"))
    return raw.build()


@pytest.fixture
def built(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(sound, tmp_path / "w.duckdb"))


def break_with(path: Path, *statements: str) -> None:
    with writing(path) as connection:
        for statement in statements:
            connection.execute(statement)


def failed(outcomes: list[CheckOutcome]) -> dict[str, CheckOutcome]:
    return {f"{outcome.table}: {outcome.rule_id}": outcome for outcome in outcomes if not outcome.passed}


def test_a_sound_warehouse_breaks_no_rule(sound: Path) -> None:
    assert failed(validate_tables(sound)) == {}


def test_a_sound_warehouse_passes_every_check_that_blocks(sound: Path) -> None:
    assert blocking(run_check_queries(sound, sound)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kontakta anna.exempel@example.se för mer",
        "ring 070-123 45 67",
        "Ring 08-12345678.",
        "tel: 0701234567",
        "Nå oss på +46 70 123 45 67",
        "0046 70 123 45 67",
        "personnummer 850709-9805",
        "19850709-9805",
    ],
)
def test_contact_details_block_and_are_not_repeated_in_the_result(built: Path, text: str) -> None:
    break_with(built, f"UPDATE mart.project_all SET description = '{text}' WHERE project_id = '{ID}'")
    outcome = failed(validate_tables(built, [catalogue.table("mart.project_all")]))["mart.project_all: no_contact_details"]
    assert outcome.is_blocking
    assert outcome.sample == ({"project_id": ID, "column_name": "description"},)


@pytest.mark.parametrize(
    "text",
    [
        "Projektperiod 20230301-20260228",
        "2023-09-01 - 2024-12-31",
        "Total 118 782 493 kr och 1 981 742,50",
        "Mobil 2021-2027 och Hotell 2014-2020",
        "diarienummer 2015/00461 2019-2021",
        "organisationsnummer 212000-2551, 2120002551",
        "läsåren 2023/2024-2025/2026, kapitel 01-02",
        "22-021-S03, @ rubriken, e-post saknas",
    ],
)
def test_numbers_that_are_no_contact_details_pass(built: Path, text: str) -> None:
    break_with(built, f"UPDATE mart.project_all SET description = '{text}' WHERE project_id = '{ID}'")
    assert failed(validate_tables(built, [catalogue.table("mart.project_all")])) == {}


def test_a_sample_is_the_first_five_rows_in_their_order(built: Path) -> None:
    break_with(built, "UPDATE core.project SET country_code = 'UK'")
    outcome = next(outcome for outcome in run_check_queries(built) if outcome.rule_id == "countries_are_iso_codes")
    assert outcome.n_unexpected == 9
    ids = [row["id"] for row in outcome.sample]
    assert len(ids) == 5
    assert ids == sorted(ids)


@pytest.mark.parametrize("statement", ["DELETE FROM core.project WHERE project_code < '22'", "UPDATE mart.project_all SET start_on = NULL"])
def test_a_publication_much_unlike_the_last_one_blocks(sound: Path, built: Path, statement: str) -> None:
    break_with(built, statement)
    assert {outcome.rule_id for outcome in blocking(run_check_queries(built, sound))} & {
        "projects_lost_since_previous",
        "fill_against_previous",
    }


def test_the_first_publication_has_nothing_to_be_compared_with(built: Path, tmp_path: Path) -> None:
    comparing = {query.name for query in check_queries() if query.needs_previous}
    assert comparing
    assert not {outcome.rule_id for outcome in run_check_queries(built, tmp_path / "none.duckdb")} & comparing


def test_a_previous_publication_of_another_shape_warns_and_does_not_block(built: Path, tmp_path: Path) -> None:
    previous = Path(shutil.copyfile(built, tmp_path / "previous.duckdb"))
    break_with(previous, "DROP TABLE mart.project_all")
    outcome = next(outcome for outcome in run_check_queries(built, previous) if outcome.rule_id == "fill_against_previous")
    assert (outcome.passed, outcome.is_blocking) == (False, False)
    assert "not_comparable" in outcome.sample[0]


def test_a_rule_that_cannot_be_evaluated_is_no_pass(built: Path) -> None:
    break_with(built, "ALTER TABLE core.classification DROP COLUMN scheme")
    with pytest.raises(CheckCrashed, match=r"core\.classification: rule .*scheme"):
        validate_tables(built, [catalogue.table("core.classification")])


def test_checking_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        validate_tables(tmp_path / "none.duckdb")


def test_the_file_is_free_again_after_validation(built: Path) -> None:
    validate_tables(built, [catalogue.table("core.project")])
    break_with(built, "CREATE TABLE core.more AS SELECT 1 AS a")


WATCHED = """
import socket, sys
from pathlib import Path
def refuse(self, address, *rest):
    raise SystemExit(f"connected to {address}")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
import warehouse.validate, warehouse.build, warehouse.publish, warehouse.export.snapshot
assert "great_expectations" not in sys.modules, "great_expectations is imported too early"
from warehouse.tables import catalogue
outcomes = warehouse.validate.validate_tables(Path(sys.argv[1]), [catalogue.table("core.project")])
import os, great_expectations
assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
assert great_expectations.get_context(mode="ephemeral") is not None
print(len(outcomes))
"""


def test_validation_opens_no_connection_and_imports_great_expectations_late(sound: Path) -> None:
    environment = {**os.environ, "GX_ANALYTICS_ENABLED": "true", "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, str(sound)], capture_output=True, text=True, env=environment, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) > 20
