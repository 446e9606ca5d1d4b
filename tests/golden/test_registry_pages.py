"""One test per field of every fixture, so that one wrong field is one red test; and per page what it is, its issues and its links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.reading import Page
from parsers.registry import sources
from tests.golden.fixture_pages import CASES, FIXTURES, read_case

FOLDERS = [FIXTURES / registry / name for registry, cases in CASES.items() for name in cases]


@cache
def got(folder: Path) -> dict[str, Any]:
    return read_case(folder)


@cache
def expected(folder: Path) -> dict[str, Any]:
    file = folder / "expected.json"
    if not file.exists():
        pytest.fail(f"{folder} has no fixture yet: run python -m tests.golden.fixture_pages, then read what it wrote", pytrace=False)
    value: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return value


def fields() -> Iterator[Any]:
    for folder in FOLDERS:
        for number, record in enumerate(expected(folder)["records"]):
            for name in record:
                yield pytest.param(folder, number, name, id=f"{folder.parent.name}/{folder.name}/{name}")


@pytest.mark.parametrize(("folder", "number", "name"), fields())
def test_field(folder: Path, number: int, name: str) -> None:
    assert got(folder)["records"][number].get(name) == expected(folder)["records"][number][name]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
@pytest.mark.parametrize("part", ["kind", "issues", "links"])
def test_page(folder: Path, part: str) -> None:
    assert got(folder)[part] == expected(folder)[part]
    assert len(got(folder)["records"]) == len(expected(folder)["records"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_span_holds_the_words_as_printed(folder: Path) -> None:
    request = json.loads((folder / "request.json").read_text("utf-8"))
    page = Page(request["url"], (folder / "body.html").read_bytes(), request["content_type"])
    reading = sources()[folder.parent.name].parse(page)
    printed = [seen for seen in reading.observations if seen.method != "derived"]
    assert len(printed) >= 6 or reading.kind != "project"
    for seen in printed:
        assert page.text.text[seen.start : seen.end] == seen.value_raw


def test_every_registry_has_fixtures_and_says_what_a_healthy_one_looks_like() -> None:
    assert sources().keys() == CASES.keys()
    for source in sources().values():
        if source.registry.authority != "project_page":  # whose pages have no codes, and so no projects
            assert source.registry.expect.min_projects > 0
            assert source.registry.expect.fill
