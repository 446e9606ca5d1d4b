"""The house: every module says what belongs in it, is short, and shares its name with nothing but a command and what it commands."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipeline", "assets", "parsers", "warehouse")
LONGEST = 300
LONGEST_READER = 150
BY_CONTRACT = ("parsers/registries/",)
"""Modules that all define the same names, since a contract asks for them."""
COMMANDS = {str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback} | {"captures"}
COMMANDS |= {name.rstrip("_").replace("-", "_") for name in COMMANDS}
MODULES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def is_of(path: Path, folders: tuple[str, ...]) -> bool:
    return path.as_posix().startswith(folders)


def names_in(path: Path) -> list[str]:
    """The public functions and classes that a module defines."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]


def shared(places: dict[str, list[str]]) -> dict[str, list[str]]:
    """The names of several things, but those of a command and of what it commands."""
    return {name: found for name, found in places.items() if len(found) > (2 if name in COMMANDS else 1)}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8"))), f"{path} begins without a docstring"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_is_short(path: Path) -> None:
    assert len((ROOT / path).read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "reader.py"], ids=str)
def test_a_reader_holds_only_what_is_peculiar_to_its_registry(path: Path) -> None:
    assert len((ROOT / path).read_text("utf-8").splitlines()) <= LONGEST_READER


def test_no_two_modules_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if path.name != "reader.py":  # of a registry: its folder says which
            places[path.parent.name if path.name == "__init__.py" else path.stem].append(path.as_posix())
    assert shared(places) == {}


def test_no_two_public_names_are_the_same() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if not is_of(path, BY_CONTRACT):
            for name in names_in(path):
                places[name].append(path.as_posix())
    assert shared(places) == {}


def test_no_folder_is_empty() -> None:
    folders = {path.parent for path in MODULES}
    assert [str(folder) for folder in folders if all(path.name == "__init__.py" for path in MODULES if folder in path.parents)] == []
