"""`diarium status --check`: a rule, the rows that break it, and where they were found; nothing of them commands a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assets.steps.build_inputs import NothingToBuild
from assets.steps.saved_outcomes import forget_outcomes, save_outcomes, saved_outcomes, unpublished_outcomes
from assets.table_checks import broken_rule
from pipeline.cli import app
from pipeline.settings import Settings
from pipeline.terminal.wording import with_typed_commands
from warehouse.check_outcome import CheckOutcome
from warehouse.erasure.leftover_files import remove_leftovers
from warehouse.erasure.phrases import phrase_of
from warehouse.erasure.search.file_search import search
from warehouse.erasure.search.text_matcher import Look
from warehouse.places import Places
from warehouse.progress import silent

TITLE = "Ett \x1b[31mrött\u202e namn"
ROW = {"project_id": "esf_se:22-021-S03", "title": TITLE, "amount": 12, "source_url": "https://www.esf.se/1"}


def outcome(table: str, rule_id: str, *rows: dict[str, object], severity: str = "error") -> CheckOutcome:
    return CheckOutcome(
        table=table,
        rule_id=rule_id,
        description=f"what {rule_id} says",
        severity=severity,  # type: ignore[arg-type]
        passed=not rows,
        n_unexpected=len(rows),
        sample=rows,
    )


OUTCOMES = [
    outcome("core.project", "titles_are_short", ROW),
    outcome("core.project", "title.not_null"),
    outcome("core.funding", "amount.range", {"project_id": "esf_se:1", "line_no": 1}, severity="warning"),
]
IN_MART = [outcome("mart.project", "title.not_null", {"project_id": "esf_se:2"}, severity="info")]


@pytest.fixture
def refused(tmp_path: Path) -> Places:
    """A data folder with a build that was checked and not published."""
    places = Places(tmp_path)
    places.build.parent.mkdir(parents=True)
    places.build.touch()
    save_outcomes(places, "core", OUTCOMES)
    save_outcomes(places, "mart", IN_MART)
    return places


def status(places: Places, *words: str) -> Result:
    return CliRunner().invoke(app, ["status", *words, "--data-dir", str(places.root)])


def test_outcomes_come_back_as_they_were_saved_and_are_replaced_by_stage(refused: Places) -> None:
    assert saved_outcomes(refused) == [*OUTCOMES, *IN_MART]
    save_outcomes(refused, "mart", [])
    with pytest.raises(NothingToBuild, match="the checks of mart have not run"):
        saved_outcomes(refused)


def test_outcomes_are_forgotten_also_those_of_earlier_versions(refused: Places) -> None:
    refused.build.with_name("checks-core.json").write_text(json.dumps([{"title": TITLE}]))
    forget_outcomes(refused)
    assert list(refused.build.parent.iterdir()) == [refused.build]
    assert unpublished_outcomes(refused) == []


def test_outcomes_of_what_was_published_are_not_those_of_a_build(refused: Places) -> None:
    refused.build.unlink()  # as publishing moves it away
    assert unpublished_outcomes(refused) == []


def test_a_purge_sees_the_rows_and_removes_them(refused: Places) -> None:
    look = Look([phrase_of("namn")])
    assert [hit.file for hit in search(refused.root, look, silent).hits] == ["warehouse/build/checks.parquet"]
    assert "warehouse/build/checks.parquet" in remove_leftovers(refused)
    assert search(refused.root, look, silent).is_clean


def test_a_broken_rule_is_told_to_dagster_without_the_values_of_its_rows() -> None:
    assert broken_rule(OUTCOMES[0]) == (
        "core.project: broken by 1 row: what titles_are_short says "
        "(the first: esf_se:22-021-S03; diarium status --check core.project:titles_are_short)"
    )


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("titles_are_short", 1, "core.project:titles_are_short (error) is broken by 1 row, in the build that was not published: what"),
        ("core.project:title.not_null", 0, "core.project:title.not_null (error) holds"),
        ("core.project: title.not_null", 0, "core.project:title.not_null (error) holds"),
        ("title.not_null", 1, "mart.project:title.not_null (info) is broken by 1 row"),
        ("core.funding", 1, "core.funding:amount.range (warning) is broken by 1 row"),
        ("core.project", 1, "titles_are_short (error) is broken by 1 row"),
        ("nope\x1b", 2, "no rule 'nope\\\\x1b'; broken are core.project:titles_are_short, core.funding:amount.range, mart.project:title"),
    ],
)
def test_a_rule_is_shown_by_any_name_it_has(refused: Places, name: str, code: int, says: str) -> None:
    done = status(refused, "--check", name)
    assert (done.exit_code, says in done.output) == (code, True), done.output


def test_the_rows_are_shown_and_their_words_are_not_obeyed(refused: Places) -> None:
    done = status(refused, "--check", "titles_are_short")
    assert "Ett \\x1b[31mrött\\u202e namn" in done.output
    assert "\x1b" not in done.output
    [told] = json.loads(status(refused, "--check", "titles_are_short", "--json").output)
    assert (told["rule"], told["holds"], told["n_rows"], told["is_published"]) == ("core.project:titles_are_short", False, 1, False)
    assert told["sample"] == [ROW]


def test_status_names_the_broken_rules_worst_first_and_how_to_see_the_rows(refused: Places) -> None:
    done = status(refused)
    assert "3 rules are broken; only errors stop a publication; the rows: " in done.output
    assert f"status --data-dir '{refused.root}' --check RULE" in done.output
    lines = [line for line in done.output.splitlines() if "not published)" in line]
    assert lines == [
        "  error: core.project:titles_are_short (1 row, not published)",
        "  warning: core.funding:amount.range (1 row, not published)",
        "  info: mart.project:title.not_null (1 row, not published)",
    ]
    assert [each["rule"] for each in json.loads(status(refused, "--json").output)["broken_rules"]] == [
        "core.project:titles_are_short",
        "core.funding:amount.range",
        "mart.project:title.not_null",
    ]


def test_where_no_check_has_run_it_says_so(tmp_path: Path) -> None:
    done = status(Places(tmp_path), "--check", "titles_are_short")
    assert done.exit_code == 1
    assert "no check has run" in done.output


def test_a_command_in_the_words_of_a_run_is_one_that_this_person_can_type() -> None:
    told = with_typed_commands(Settings(data_dir=Path("/elsewhere"), live=True), "broken (diarium status --check a.b:c); diarium ui")
    assert told.endswith(" status --live --data-dir '/elsewhere' --check a.b:c); diarium ui")


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more"])
def test_outcomes_that_are_damaged_count_as_none(refused: Places, content: bytes) -> None:
    refused.checks.write_bytes(content)
    assert unpublished_outcomes(refused) == []
    with pytest.raises(NothingToBuild, match="the checks of core have not run"):
        saved_outcomes(refused)
    save_outcomes(refused, "core", OUTCOMES)
    assert len(unpublished_outcomes(refused)) == len(OUTCOMES)
