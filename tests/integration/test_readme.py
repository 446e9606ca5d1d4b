"""What the README shows is what one gets: its queries are run against the sample and their output compared.

python tests/integration/test_readme.py DATA_DIR      # writes the output of a run in DATA_DIR into the README
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.running import RunReport
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>diarium sql .*)\n(?P<output>(?:(?!```).*\n)*)```")


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


if __name__ == "__main__":
    shown = BLOCK.sub(
        lambda found: f"```console\n$ {found['command']}\n{answer(found['command'], Path(sys.argv[1]))}```", README.read_text("utf-8")
    )
    README.write_text(shown, "utf-8")
