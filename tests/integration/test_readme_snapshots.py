"""Every command that the README shows of snapshots does what it says, run as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.dagster.run_report import RunReport
from pipeline.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTION = README.partition("\n## Snapshots\n")[2].partition("\n## ")[0]
COMMANDS = [line.strip().partition("  #")[0].strip() for line in SECTION.splitlines() if line.startswith("    ")]
PYTHON = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)


@pytest.fixture(scope="module")
def root(every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data`, where a value was changed and exported after the first snapshot."""
    root = tmp_path_factory.mktemp("readme")
    shutil.copytree(every[0].data_dir, root / "data")
    with duckdb.connect(str(root / "data" / "warehouse" / "diarium.duckdb")) as connection:
        connection.execute("UPDATE mart.project SET participants = 25 WHERE project_id = 'esf_se:22-021-S03'")
    shell(root, "diarium export")
    return root


def shell(root: Path, command: str) -> str:
    found = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=root, env=found)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_section_shows_commands() -> None:
    assert len(COMMANDS) == 9
    assert len(PYTHON) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, root: Path) -> None:
    said = shell(root, command)
    if "export" in command and "--exports" not in command and command.startswith("diarium"):
        assert (root / said.strip()).is_dir()
    if command.startswith("diarium diff") and ">" not in command:
        assert "participants" in said
    if ">" in command:
        assert "esf_se:22-021-S03,changed,participants,0,25" in (root / "changes.csv").read_text("utf-8").splitlines()


def test_the_python_of_the_readme_runs(root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PYTHON[0]], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "ESF+" in done.stdout
