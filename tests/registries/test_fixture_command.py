"""`diarium fixture`: what is read is written for review, what changed is counted by field, and what is wrong is said in one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from parsers.registry import sources
from pipeline.cli import app
from pipeline.commands.fixture import EXPECTED

SOURCE = next(iter(sources().values()))
CODE = SOURCE.registry.code
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a registry's folder."""
    return Path(shutil.copytree(SOURCE.folder, tmp_path / CODE))


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, over that copy."""
    copy = SimpleNamespace(registry=SOURCE.registry, folder=folder, problem=None, parse=SOURCE.parse, discover=SOURCE.discover)
    for where in ("parsers.registry", "pipeline.chosen_registries"):
        monkeypatch.setattr(f"{where}.sources", lambda: {CODE: copy, "broken": SimpleNamespace(problem="broken: no title")})
    return lambda *words: CliRunner().invoke(app, ["fixture", *words])


def edit(folder: Path, old: str, new: str) -> None:
    """Changes words of expected.json."""
    text = (folder / EXPECTED).read_text("utf-8")
    assert old in text
    (folder / EXPECTED).write_text(text.replace(old, new), "utf-8")


def test_the_bundled_file_is_what_the_command_writes(run: Run, folder: Path) -> None:
    held = (folder / EXPECTED).read_bytes()
    (folder / EXPECTED).unlink()
    assert run(CODE).exit_code == 0
    assert (folder / EXPECTED).read_bytes() == held
    done = run(CODE)
    assert (done.exit_code, "unchanged" in done.stdout) == (0, True)


def test_what_changed_is_counted_by_field_and_facts_are_left_alone(run: Run, folder: Path) -> None:
    facts, held = (folder / "facts.csv").read_bytes(), (folder / EXPECTED).read_bytes()
    pages = json.loads(held)
    page, record = next(
        (name, page["records"][0]) for name, page in pages.items() if page.get("records") and "end_on" in page["records"][0]
    )
    del record["end_on"], record["raw"]["end_on"], record["labels"]["end_on"]
    record["title"] = "Another title"
    (folder / EXPECTED).write_text(json.dumps(pages), "utf-8")
    done = run(CODE)
    assert f"  end_on: 1 new ({page})\n" in done.stdout
    assert f"  title: 1 changed ({page})\n" in done.stdout
    assert "facts.csv: 105 values written there by a person, 0 differences" in done.stdout
    assert (folder / EXPECTED).read_bytes() == held
    assert (folder / "facts.csv").read_bytes() == facts


def test_a_check_writes_nothing_and_fails_where_it_differs(run: Run, folder: Path) -> None:
    assert run(CODE, "--check").exit_code == 0
    edit(folder, '"kind": "list"', '"kind": "other"')
    held = (folder / EXPECTED).read_bytes()
    done = run(CODE, "--check")
    assert (done.exit_code, (folder / EXPECTED).read_bytes()) == (1, held)
    assert "  kind: " in done.stdout


@pytest.mark.parametrize(
    ("code", "exit_code", "told"),
    [("nope", 2, f"no registry 'nope'; there is {CODE}"), ("broken", 1, "broken: no title"), (CODE, 1, "no sample pages: add them to")],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, folder: Path, code: str, exit_code: int, told: str) -> None:
    shutil.rmtree(folder / "samples")
    done = run(code)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (exit_code, "", 1)
    assert told in done.stderr


def test_a_site_that_cannot_be_used_is_named(run: Run, folder: Path) -> None:
    (folder / "samples" / "site.json").write_text("{", "utf-8")
    done = run(CODE)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert str(folder / "samples" / "site.json") in done.stderr


def test_a_fact_that_is_read_otherwise_is_shown_and_ends_with_one(run: Run, folder: Path) -> None:
    header, first, *others = (folder / "facts.csv").read_text("utf-8").splitlines()
    (folder / "facts.csv").write_text("\n".join([header, f"{first} and more", *others]), "utf-8")
    done = run(CODE)
    assert done.exit_code == 1
    assert "and more', read is" in done.stdout
    assert "1 difference\n" in done.stdout
