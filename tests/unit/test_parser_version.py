"""The version of a reader changes with whatever takes part in reading, and with nothing else."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parsers import version
from parsers.registry import sources

PARSERS = Path(version.__file__).parent
BEFORE = version.reader_version("kohesio")
MONEY, WORDS, DECLARED = "values/money.py", "registries/kohesio/interface_words.csv", "registries/kohesio/registry.toml"


@pytest.fixture
def version_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], str]:
    """The version of `kohesio`'s reader after some words of a file under `parsers/` were replaced."""
    copy = tmp_path / "parsers"
    shutil.copytree(PARSERS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    moved = {code: replace(source, folder=copy / "registries" / code) for code, source in sources().items()}
    monkeypatch.setattr(version, "_PARSERS", copy)
    monkeypatch.setattr(version, "BUNDLED", copy / "registries")
    monkeypatch.setattr(version, "sources", lambda: moved)

    def changed(name: str, before: str, after: str) -> str:
        file = copy / name
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), "utf-8")
        version._shared.cache_clear()
        found = version.reader_version("kohesio")
        version._shared.cache_clear()
        return found

    return changed


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param(MONEY, "_LARGEST = Decimal(10) ** 15", "_LARGEST = Decimal(10) ** 14", id="shared code"),
        pytest.param(WORDS, "Start date", "Starting date", id="a word of the registry's data"),
        pytest.param(DECLARED, "2014-2020|2021-2027|2014-2021", "2014-2020|2021-2027", id="an expression of its declaration"),
        pytest.param("registries/kohesio/reader.py", "_FIRST_LABELS = 5", "_FIRST_LABELS = 4", id="its reader"),
    ],
)
def test_what_a_registry_is_read_with_changes_its_version(
    name: str, before: str, after: str, version_after: Callable[[str, str, str], str]
) -> None:
    assert version_after(name, before, after) != BEFORE


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param(MONEY, "_LARGEST = Decimal", "# large\n_LARGEST = Decimal", id="a comment"),
        pytest.param(MONEY, '"""Amounts of money', '"""Sums of money', id="a docstring"),
        pytest.param(DECLARED, "# Kohesio", "# the Commission's Kohesio", id="a comment of its declaration"),
        pytest.param("registries/esf_se/registry.toml", "Diarienummer", "Dnr", id="another registry's label"),
    ],
)
def test_what_says_nothing_to_a_reader_does_not(name: str, before: str, after: str, version_after: Callable[[str, str, str], str]) -> None:
    assert version_after(name, before, after) == BEFORE


def test_another_release_of_a_library_that_reads_changes_every_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "version", lambda library: "6.2.0" if library == "lxml" else "1")
    version._shared.cache_clear()
    assert version.reader_version("kohesio") != BEFORE
    version._shared.cache_clear()


def test_the_data_that_parsers_read_with_is_installed_with_them() -> None:
    installed = tomllib.loads((PARSERS.parent / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["parsers"]
    data = {file for suffix in (".toml", ".csv", ".json", ".html") for file in PARSERS.rglob(f"*{suffix}")}
    assert data <= {file for pattern in installed for file in PARSERS.glob(pattern)}
