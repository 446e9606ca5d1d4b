"""Which version of its reader read a page: a digest of all that takes part, so that a change of any of it has stored pages read again.

Belongs here: what is in the digest. Comments, docstrings and the layout of files are not: a reading does not depend on them.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from parsers.registry import BUNDLED, sources

LIBRARIES = ("babel", "lxml", "python-stdnum")
"""The libraries that read; another release of one may read otherwise."""

_PARSERS = Path(__file__).parent
_RECORDS = _PARSERS.parent / "warehouse" / "observations" / "records.py"
"""What makes stored records of readings: another one may make others, so it counts as a part of every reader."""
_NOT_READ_BY = frozenset(("samples", "facts.csv", "expected.json", "__pycache__"))
_READ = (".py", ".toml", ".csv", ".json")
_FOR_PEOPLE = frozenset("title publisher licence schedule min_delay_s layouts notes robots expect start_urls".split())
"""Keys of a declaration that no reading depends on."""
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def reader_version(code: str) -> str:
    """Twelve hex digits over a registry's folder (samples and facts aside), the shared readers with their data, and the libraries that
    read. A registry that cannot be loaded has one, too: of its files as they are."""
    return _digest([_shared(), *(file_content(file) for file in _files_of(sources()[code].folder))])


def _files_of(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in _READ and file.is_file() and _NOT_READ_BY.isdisjoint(file.relative_to(folder).parts) and file.name[0] != ".":
            yield file


@cache
def _shared() -> str:
    """The digest of what all registries read with."""
    files = (file for file in _files_of(_PARSERS) if BUNDLED not in file.parents)
    return _digest([*(f"{library} {version(library)}" for library in LIBRARIES), *map(file_content, (*files, _RECORDS))])


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def file_content(file: Path) -> str:
    """The name of a file and what it says to Python: its syntax tree or its data; of a file that is neither, its bytes."""
    raw = file.read_bytes()
    try:
        match file.suffix:
            case ".py":
                said = ast.unparse(_without_docstrings(ast.parse(raw)))
            case ".toml":
                data = tomllib.loads(raw.decode("utf-8-sig"))
                said = json.dumps({key: value for key, value in data.items() if key not in _FOR_PEOPLE}, default=str)
            case ".csv":
                said = json.dumps(list(csv.reader(raw.decode().splitlines())))
            case _:
                said = hashlib.sha256(raw).hexdigest()
    except (SyntaxError, ValueError):
        said = hashlib.sha256(raw).hexdigest()
    return f"{file.parent.name}/{file.name}\0{said}"


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and node.body and _is_text(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
