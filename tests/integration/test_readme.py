"""What the README shows is what one gets: every command it gives is run on a copy of the sample, and the answers it prints are compared.

python tests/integration/test_readme.py DATA_DIR      # writes the output of a run in DATA_DIR into the README
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from foreign_warcs import LIVE_INFO, Foreign
from nbclient import NotebookClient
from typer.main import get_command

from pipeline.cli import app
from pipeline.dagster.execution import RunReport, run_pipeline
from pipeline.settings import Settings
from warehouse.progress import silent

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
COOKBOOK = ROOT / "docs" / "cookbook.sql"
NOTEBOOK = ROOT / "docs" / "analysis.ipynb"
READERS = Path(sys.prefix) / "readers"
"""Where `make test` puts DuckDB's own command line (tests/readers/duckdb-cli*.lock)."""

BLOCK = re.compile(r"```console\n\$ (?P<command>diarium sql .*)\n(?P<output>(?:(?!```).*\n)*)```")
COMMAND = re.compile(r"^(?: {4}|\$ |-- +)(?P<command>(?:diarium|cd) .*)$", re.MULTILINE)
DUCKDB = re.compile(r"^ {4}(?P<command>duckdb .*)$", re.MULTILINE)
PYTHON = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)
NOT_RUN = {"diarium ui": "serves until somebody ends it (tests/ui starts it)", "diarium run --live": "crawls the real sites"}
FAILING = {
    "diarium run --sample-fault half": 1,
    "diarium run --sample-fault rename=Diarienummer": 1,
    "diarium run --sample-fault garble=22-021-S03": 1,
    "diarium hold": 1,
}
"""Commands, by how they begin, that end with another exit code than 0: something is held back."""

FIRST = {"diarium accept": "diarium hold esf_se --reason 'somebody has to look at it'"}
"""What has to have happened before a command has something to do."""

REGISTRIES = ROOT / "parsers" / "registries"
ESF, PROSE = REGISTRIES / "esf_se" / "samples", REGISTRIES / "project_page" / "samples"
FILES = {
    "page.html": ESF / "22-021-S03.html",
    "page1.html": ESF / "22-044-S07.html",
    "page2.html": ESF / "22-017-S01.html",
    "partner-page.txt": PROSE / "prosjektet.html",
    "goals-page.txt": PROSE / "mal.html",
}
"""Files the README takes for given."""


def commands() -> list[str]:
    """Every command in the code blocks of the README and in the cookbook, as somebody would copy it, without its comment."""
    text = f"{README.read_text('utf-8')}\n{COOKBOOK.read_text('utf-8')}"
    found = (re.sub(r"\s+#.*$", "", match["command"]).strip() for match in COMMAND.finditer(text))
    return list(dict.fromkeys(found))


def run_here() -> list[str]:
    return [command for command in commands() if not command.startswith(tuple(NOT_RUN))]


def in_shell(command: str, folder: Path, *path: Path) -> subprocess.CompletedProcess[str]:
    """The command in a shell that stands in the folder, `diarium` being this one; one registry is enough where it runs the pipeline."""
    (folder / "bin").mkdir(exist_ok=True)
    diarium = folder / "bin" / "diarium"
    diarium.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m pipeline.cli "$@"\n', "utf-8")
    diarium.chmod(0o755)
    told = {
        "PATH": os.pathsep.join([*map(str, path), str(folder / "bin"), os.environ["PATH"]]),
        "HOME": str(folder / "home"),
        "DIARIUM_REGISTRIES": "esf_se",
        "DIARIUM_CONTACT": "tests@example.org",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        command, shell=True, cwd=folder, env=told, capture_output=True, text=True, check=False, timeout=300, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def lived_in(every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample after a second run, which found one value changed: with two snapshots to compare."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        data = tmp_path_factory.mktemp("readme") / "data"
        shutil.copytree(every[0].data_dir, data)
        again = every[0].changed(data_dir=data, registries="esf_se", sample_fault="set=22-021-S03:Antal deltagare=25")
        report = run_pipeline(again, silent)
        assert report.published, report.problems
        return data


@pytest.fixture
def folder(lived_in: Path, tmp_path: Path) -> Path:
    """A folder as the README has it in mind, with a data folder of its own."""
    shutil.copytree(lived_in, tmp_path / "data")
    return tmp_path


def give_files(command: str, folder: Path) -> None:
    """Puts the files there that a command reads; what it writes itself is not there yet."""
    for name, origin in FILES.items():
        if name in command and f"-o {name}" not in command:
            shutil.copy(origin, folder / name)
    if "CC-MAIN-2023.warc.gz" in command:
        address, at = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03", datetime(2023, 2, 6, 11, 39, 34, tzinfo=UTC)
        pages = Foreign().info(LIVE_INFO).page(address, at, FILES["page.html"].read_bytes())
        (folder / "CC-MAIN-2023.warc.gz").write_bytes(pages.packed())


@pytest.mark.parametrize("command", run_here())
def test_a_command_of_the_readme_does_what_it_is_shown_for(command: str, folder: Path) -> None:
    give_files(command, folder)
    for begins, before in FIRST.items():
        if command.startswith(begins):
            in_shell(before, folder)
    done = in_shell(command, folder)
    expected = next((code for begins, code in FAILING.items() if command.startswith(begins)), 0)
    assert done.returncode == expected, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Traceback" not in done.stderr


def leaves(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Commands of the command line, those of a group with its name."""
    below: dict[str, object] = getattr(command, "commands", {})
    if not below:
        yield " ".join(("diarium", *path))
    for name, each in below.items():
        yield from leaves(each, (*path, name))


@pytest.mark.parametrize("command", leaves(get_command(app)))
def test_every_command_has_an_example(command: str) -> None:
    named = set(NOT_RUN) & {command}
    assert named or any(f"{shown} ".startswith(f"{command} ") for shown in run_here()), f"no example of {command} in README or cookbook"


def test_what_is_not_run_is_still_shown() -> None:
    assert all(reason and any(command in line for line in README.read_text("utf-8").splitlines()) for command, reason in NOT_RUN.items())
    assert all(any(command.startswith(begins) for command in commands()) for begins in (*FAILING, *FIRST))


def answer(command: str, data_dir: Path) -> str:
    arguments = shlex.split(command)[1:]
    told = [sys.executable, "-m", "pipeline.cli", *arguments, "--data-dir", str(data_dir)]
    done = subprocess.run(told, capture_output=True, text=True, check=True, cwd=ROOT)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


@pytest.mark.parametrize("found", BLOCK.finditer(README.read_text("utf-8")), ids=lambda found: found["command"][:60])
def test_a_query_of_the_readme_answers_what_the_readme_shows(found: re.Match[str], every: tuple[Settings, RunReport]) -> None:
    assert found["output"] == answer(found["command"], every[0].data_dir)


def test_the_readme_shows_five_queries() -> None:
    assert len(BLOCK.findall(README.read_text("utf-8"))) == 5


@pytest.mark.parametrize("reader", ["duckdb-cli", "duckdb-cli-1.4"])
@pytest.mark.parametrize("found", DUCKDB.finditer(README.read_text("utf-8")), ids=lambda found: found["command"][-50:])
def test_duckdb_s_own_command_line_opens_the_file(found: re.Match[str], reader: str, folder: Path) -> None:
    home = READERS / reader
    program = next((file for file in (home / "duckdb_cli" / "duckdb", home / "bin" / "duckdb") if file.is_file()), None)
    if program is None:
        pytest.skip(f"{home} is not there: make test puts DuckDB's command line into it")
    before = (folder / "data" / "warehouse" / "diarium.duckdb").read_bytes()
    done = in_shell(found["command"], folder, program.parent)
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout + "".join(file.read_text("utf-8") for file in folder.glob("*.csv"))
    assert any(words in shown for words in ("published_at", "esf_se:22-021-S03", "n_rates_apart"))
    assert (folder / "data" / "warehouse" / "diarium.duckdb").read_bytes() == before
    assert [file.name for file in (folder / "data" / "warehouse").glob("*.wal")] == []


@pytest.mark.parametrize("found", PYTHON.finditer(README.read_text("utf-8")), ids=lambda found: found["code"].split("\n")[-2][:50])
def test_the_python_of_the_readme_runs(found: re.Match[str], folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", found["code"]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d", done.stdout), "it shows figures"


def test_the_notebook_runs_on_the_sample_as_it_lies_in_docs(folder: Path) -> None:
    (folder / "docs").mkdir()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    done = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder / "docs")}}).execute()
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output for output in outputs if output.output_type in ("error",) or output.get("name") == "stderr"] == []
    shown = " ".join(json.dumps(output, ensure_ascii=False) for output in outputs)
    for words in ("is_sample", "Övre Norrland", "n_rates_apart", "SHA-256", "[sample, not to be cited]", "linear-gradient"):
        assert words in shown


def test_the_notebook_is_kept_without_outputs_and_without_a_place_of_its_own() -> None:
    text = NOTEBOOK.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    assert str(ROOT) not in text
    assert "/home/" not in text


if __name__ == "__main__":
    shown = BLOCK.sub(
        lambda found: f"```console\n$ {found['command']}\n{answer(found['command'], Path(sys.argv[1]))}```", README.read_text("utf-8")
    )
    README.write_text(shown, "utf-8")
