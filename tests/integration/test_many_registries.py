"""Hundreds of registries: some of them are chosen by code, country or failure, and what needs a person is found at a glance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from assets.inputs_asset import INPUTS, inputs_asset
from assets.steps.registry_health import RegistryHealth, Standing, standings
from parsers.registry import look_in, sources
from pipeline.chosen_registries import chosen_registries
from pipeline.cli import app
from pipeline.settings import Settings
from tests.benchmarks.bench_many_registries import leave_states, make_registries
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places

NUMBER = 40
HELD, FAILED, STALE, NEVER = ["ch_003", "se_028"], ["fr_011"], ["cz_005"], ["is_017"]


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """Registries of which one or two are held back, not loadable, out of date, never read, beside the bundled ones, never read."""
    leave_states(Places(tmp_path), make_registries(tmp_path, NUMBER))
    yield Settings(data_dir=tmp_path).places
    look_in(None)


def chosen(places: Places, *codes: str, countries: tuple[str, ...] = (), only_failed: bool = False) -> list[str]:
    return list(chosen_registries(codes, countries, places, only_failed=only_failed))


def of(places: Places, health: RegistryHealth) -> list[str]:
    return [each.code for each in standings(places) if each.health == health and each.code in MADE]


MADE = frozenset((*HELD, *FAILED, *STALE, *NEVER))


# ---- which registries a command is about


def test_registries_are_chosen_by_code_country_and_group(places: Places) -> None:
    assert chosen(places) == list(sources())
    assert chosen(places, "npa", "esf_se") == ["esf_se", "npa"]
    assert set(chosen(places, countries=("SE",))) >= {"esf_se", "interreg_se_no"}
    assert chosen(places, "npa", "esf_se", "interreg_se_no", countries=("interreg", "fi")) == ["interreg_se_no", "npa"]
    assert chosen(places, countries=("unloadable",)) == FAILED


def test_failed_ones_are_those_held_back_or_failed_and_not_those_out_of_date(places: Places) -> None:
    assert chosen(places, only_failed=True) == sorted([*HELD, *FAILED])
    assert chosen(places, countries=("ch",), only_failed=True) == ["ch_003"]
    assert chosen(places, *STALE, *NEVER, only_failed=True) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--country", "zz"], "no registry of 'zz'; there are at ("),
        (["--country", "dk", "--registry", "npa"], "no registry is chosen by both --registry and --country: npa is of eu and interreg"),
        (["--registry", "esf_ce"], "no registry 'esf_ce'; is esf_se meant? All 49 are listed by: diarium status --all"),
    ],
)
@pytest.mark.parametrize("command", ["run", "reparse", "status"])
def test_a_choice_that_matches_nothing_is_one_line_that_says_what_there_is(
    places: Places, command: str, words: list[str], told: str
) -> None:
    done = CliRunner().invoke(app, [command, *words, "--data-dir", str(places.root)])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr


def test_where_none_is_failed_it_says_so_and_there_is_nothing_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", "--failed", "--data-dir", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, "No registry of these is held back or failed: nothing to do\n")
    assert not list(tmp_path.iterdir())


# ---- how they stand


def test_each_registry_has_its_state(places: Places) -> None:
    assert of(places, RegistryHealth.HELD) == HELD
    assert of(places, RegistryHealth.FAILED) == FAILED
    assert of(places, RegistryHealth.STALE) == STALE
    assert of(places, RegistryHealth.NEVER_READ) == NEVER


def test_a_crawl_that_an_error_ended_is_a_failure_until_one_is_stored(places: Places) -> None:
    def standing() -> Standing:
        return next(each for each in standings(places) if each.code == "esf_se")

    store, at = ObservationStore(places.observations), datetime(2026, 11, 30, 4, tzinfo=UTC)
    assert not standing().needs_a_run
    store.note_crawl("esf_se", "OSError", at)
    assert (standing().health, standing().since, standing().needs_a_run) == (RegistryHealth.FAILED, "2026-11-30T04:00:00Z", True)
    store.note_crawl("esf_se", None, at)
    assert not standing().needs_a_run


def test_the_status_of_many_is_numbers_by_country_and_those_that_need_a_person(places: Places) -> None:
    runner, data = CliRunner(), ["--data-dir", str(places.root)]
    said = runner.invoke(app, ["status", *data]).output
    assert "49 registries by country" in said
    assert "4 of them need a person" in said
    shown = [line.split()[1] for line in said.splitlines() if line.startswith("│") and line.split()[1] in sources()]
    assert shown == [*FAILED, *HELD, *STALE]  # the worst first
    in_full = runner.invoke(app, ["status", "--registry", "ch_003", *data])
    assert in_full.exit_code == 1
    assert "ch_003: held since" in in_full.output
    assert "to do: " in in_full.output
    told = json.loads(runner.invoke(app, ["status", "--json", *data]).output)
    assert len(told["registries"]) == 49
    assert {each["state"] for each in told["registries"]} == {"accepted", "held", "failed", "stale", "never read"}


def rows_of(table: dg.MetadataValue[object]) -> list[str]:
    """The first column of a Markdown table."""
    return [line.split(" | ")[0].removeprefix("| ") for line in str(table.value).splitlines()[2:]]


def test_the_inputs_list_every_registry_and_the_warnings_name_those_they_are_about(places: Places) -> None:
    done = dg.materialize([inputs_asset()], resources={"places": places})
    assert done.success
    checks = {each.check_name: each for each in done.get_asset_check_evaluations()}
    assert {each.severity for each in checks.values()} == {dg.AssetCheckSeverity.WARN}
    assert {name: each.description for name, each in checks.items()} == {
        "none_held": f"2 of 49 held back: {', '.join(HELD)}",
        "none_failed": f"1 of 49 failed: {FAILED[0]}",
        "none_overdue": f"1 of 49 overdue: {STALE[0]}",
    }
    [made] = done.asset_materializations_for_node("core__inputs")
    assert made.asset_key == INPUTS
    assert sorted(rows_of(made.metadata["all registries"])) == list(sources())
    assert rows_of(checks["none_held"].metadata["which"]) == HELD
    assert made.metadata["held"].value == len(HELD)
