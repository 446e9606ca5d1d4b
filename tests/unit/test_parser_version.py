"""The version of a parser changes with whatever takes part in reading, and with nothing else."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers import version

PARSERS = Path(version.__file__).parent
BEFORE = version.parser_version("kohesio")


@pytest.fixture
def version_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """The version of `kohesio` after a line was added to a file of the parsers."""
    shutil.copytree(PARSERS, tmp_path / "parsers", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(version, "_FOLDER", tmp_path / "parsers")

    def changed(name: str) -> str:
        file = tmp_path / "parsers" / name
        file.write_text(f"{file.read_text('utf-8')}# changed\n", "utf-8")
        return version.parser_version.__wrapped__("kohesio")

    return changed


@pytest.mark.parametrize("name", ["registries/kohesio.py", "values/money.py", "vocabulary/kohesio_words.toml"])
def test_code_and_data_that_a_registry_is_read_with_change_its_version(name: str, version_after: Callable[[str], str]) -> None:
    assert version_after(name) != BEFORE


def test_the_module_of_another_registry_does_not(version_after: Callable[[str], str]) -> None:
    assert version_after("registries/esf_se.py") == BEFORE


def test_the_data_that_parsers_read_with_is_installed_with_them() -> None:
    installed = tomllib.loads((PARSERS.parent / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["parsers"]
    data = {file for suffix in (".toml", ".csv") for file in PARSERS.rglob(f"*{suffix}")}
    assert data == {file for pattern in installed for file in PARSERS.glob(pattern)}
