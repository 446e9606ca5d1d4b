"""Every query of docs/cookbook.sql is run against the sample with some history, and its answer is the one the cookbook shows.

python -m tests.integration.test_cookbook      # runs the sample three times and writes the answers into the cookbook
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.dagster.execution import run_pipeline
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.connect import reading
from warehouse.progress import silent

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.sql"
RECIPE = re.compile(r"^-- == (?P<title>.+)\n(?P<query>(?:(?!-- ==|--\|).*\n)+)(?P<answer>(?:--\|.*\n)*)", re.MULTILINE)
HISTORY = ("set=22-021-S03:Antal deltagare=25", "withdrawn=23-043-S02")
N_QUESTIONS = 12
"""What people ask first; their recipes are numbered."""


def with_history(settings: Settings) -> None:
    """Two more runs of one registry: a changed value, then a withdrawn page."""
    for fault in HISTORY:
        changed = settings.changed(registries="esf_se", sample_fault=fault)
        report: RunReport = run_pipeline(changed, silent)
        assert report.published, report.problems


def answer(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer as comment lines, columns aligned."""
    found = connection.execute(query)
    rows = [[str(column[0]) for column in found.description or []]]
    rows += [
        ["" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for value in row]
        for row in found.fetchall()
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "".join(f"--| {line}".rstrip() + "\n" for line in [lines[0], "-+-".join("-" * width for width in widths), *lines[1:]])


def recipes() -> list[re.Match[str]]:
    return list(RECIPE.finditer(COOKBOOK.read_text("utf-8")))


@pytest.fixture(scope="module")
def warehouse(every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        folder = tmp_path_factory.mktemp("cookbook") / "data"
        shutil.copytree(every[0].data_dir, folder)
        settings = every[0].changed(data_dir=folder)
        with_history(settings)
        yield settings.places.warehouse


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe["title"])
def test_a_recipe_answers_what_the_cookbook_shows(recipe: re.Match[str], warehouse: Path) -> None:
    with reading(warehouse) as connection:
        told = answer(connection, recipe["query"])
    assert told == recipe["answer"]
    assert len(told.splitlines()) > 2, "a recipe that finds nothing on the sample shows nothing"


def test_each_question_people_ask_first_is_one_statement_over_one_table() -> None:
    titles = [recipe["title"] for recipe in recipes()]
    assert len(titles) == len(set(titles))
    first = recipes()[:N_QUESTIONS]
    assert [recipe["title"].split(". ")[0] for recipe in first] == [str(number) for number in range(1, N_QUESTIONS + 1)]
    for recipe in first:
        query = re.sub(r"--.*", "", recipe["query"])
        assert len(duckdb.extract_statements(query)) == 1
        assert not re.search(r"\bJOIN\b|\bUNION\b|\bWITH\b|\(\s*SELECT", query, re.IGNORECASE), recipe["title"]


def blank_after(found: re.Match[str]) -> str:
    """A blank line behind an answer that was not there before: the query had taken it."""
    return "" if found["answer"] else "\n"


def main() -> None:
    """Writes the answers."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        report = run_pipeline(settings, silent)
        assert report.published, report.problems
        with_history(settings)
        with reading(settings.places.warehouse) as connection:
            text = RECIPE.sub(
                lambda found: (
                    f"-- == {found['title']}\n{found['query'].rstrip()}\n{answer(connection, found['query'])}{blank_after(found)}"
                ),
                COOKBOOK.read_text("utf-8"),
            )
    COOKBOOK.write_text(text.rstrip("\n") + "\n", "utf-8")


if __name__ == "__main__":
    main()
