"""Whatever a publication is made of, a change of it is noticed; a comment is no change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.steps import up_to_date
from assets.steps.crawl_and_read import Gathered
from assets.steps.up_to_date import ROOT, code_version, is_published, note_publication
from warehouse.places import Places


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that is built with, to change."""
    root = tmp_path_factory.mktemp("code")
    for part in ("warehouse", "parsers", "assets"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("samples", "__pycache__"))
    return root


def version_after(code: Path, file: str, change: Callable[[str], str]) -> tuple[str, str]:
    path = code / file
    before, was = path.read_text("utf-8"), code_version.__wrapped__(code)
    path.write_text(change(before), "utf-8")
    try:
        return was, code_version.__wrapped__(code)
    finally:
        path.write_text(before, "utf-8")


@pytest.mark.parametrize(
    "file",
    [
        "parsers/registries/npa/reader.py",
        "parsers/registries/esf_se/registry.toml",
        "parsers/registries/kohesio/facts.csv",
        "parsers/values/money.py",
        "parsers/vocabulary/countries.toml",
        "warehouse/reference/municipality.csv",
        "warehouse/reference/correction.csv",
        "warehouse/sql/core/project.sql",
        "warehouse/sql/checks/no_orphans.sql",
        "warehouse/tables/columns.toml",
        "warehouse/expectations.py",
        "assets/steps/acceptance_gates.py",
    ],
)
def test_a_change_of_reader_words_reference_data_or_rule_is_noticed(code: Path, file: str) -> None:
    was, now = version_after(code, file, lambda text: f"{text}\nadded = 1\n")
    assert was != now


def test_a_comment_changes_nothing(code: Path) -> None:
    was, now = version_after(code, "parsers/values/money.py", lambda text: f"{text}\n# a comment\n")
    assert was == now


def test_another_release_of_a_library_is_noticed(monkeypatch: pytest.MonkeyPatch, code: Path) -> None:
    was = code_version.__wrapped__(code)
    monkeypatch.setattr(up_to_date, "version", lambda library: "99" if library == "duckdb" else "1")
    assert code_version.__wrapped__(code) != was


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A publication of three files."""
    places = Places(tmp_path)
    for file in (places.warehouse, places.report, places.exports / "sample-1" / "core" / "project.parquet"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"published")
    (places.exports / "LATEST").write_text("sample-1\n", "utf-8")
    note_publication(places, "source")
    return places


def test_a_publication_stands_while_it_is_made_of_the_same(places: Places) -> None:
    assert is_published(places, "source")
    assert not is_published(places, "another source")


@pytest.mark.parametrize("change", ["damaged", "gone"])
@pytest.mark.parametrize("file", ["warehouse/diarium.duckdb", "report.html", "exports/sample-1/core/project.parquet"])
def test_a_published_file_that_is_damaged_or_gone_is_noticed(places: Places, file: str, change: str) -> None:
    path = places.root / file
    if change == "damaged":
        path.write_bytes(b"publish")
    else:
        path.unlink()
    assert not is_published(places, "source")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"built_from": "source"}'])
def test_a_note_that_cannot_be_read_says_that_nothing_stands(places: Places, text: str) -> None:
    places.published.write_text(text, "utf-8")
    assert not is_published(places, "source")


def test_a_registry_whose_reading_raised_is_no_run_in_which_nothing_changed() -> None:
    assert Gathered().is_sound
    assert not Gathered(unread=frozenset({"npa"})).is_sound
