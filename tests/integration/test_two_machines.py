"""Two machines export the same bytes: two processes as unlike as one machine permits, and this machine against a recorded listing.

`sample-snapshot.sha256` is SHA256SUMS of the sample's snapshot, made with the clock of captures fixed; every machine that runs the tests
compares with it. When data or code changed on purpose:

    python tests/integration/test_two_machines.py     # writes it anew
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.run_outcome import RunReport
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_name("sample-snapshot.sha256")
RENEW = "python tests/integration/test_two_machines.py"
DIARIUM = (sys.executable, "-m", "pipeline.cli")
FIXED_CLOCK = (sys.executable, "-m", "tests.integration.fixed_clock")
MACHINES: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "one": ("077", ("taskset", "-c", "0"), {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
    "other": ("002", (), {"TZ": "America/Los_Angeles", "LANG": "sv_SE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711"}),
}
"""Per machine: umask, what the command is run by, environment. One processor means one thread wherever threads are not fixed."""


def tell(command: tuple[str, ...], *, umask: str = "022", **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "DIARIUM_", "DAGSTER_"))}
    done = subprocess.run(
        ["sh", "-c", 'umask "$0" && exec "$@"', umask, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**kept, **environment},
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def contents(exports: Path) -> dict[str, str]:
    """The digest of every file under a folder of exports, by its path."""
    files = sorted(path for path in exports.rglob("*") if path.is_file())
    return {path.relative_to(exports).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_machines_make_the_same_bytes_of_the_same_captures(every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    made = {}
    for name, (umask, by, environment) in MACHINES.items():
        folder = tmp_path / name / "a folder of its own"
        home = tmp_path / name / "home"
        home.mkdir(parents=True)
        shutil.copytree(every[0].places.captures, folder / "captures")
        own = {**environment, "HOME": str(home)}
        for command in (("reparse",), ("export", "--profile", "no-texts")):
            tell((*by, *DIARIUM, *command, "--data-dir", str(folder)), umask=umask, **own)
        made[name] = contents(folder / "exports")
    assert made["one"] == made["other"]
    assert sum(path.endswith("/SHA256SUMS") for path in made["one"]) == 2
    assert every[1].snapshot is not None
    first = Path(every[1].snapshot)
    assert contents(first) == {path.partition("/")[2]: digest for path, digest in made["one"].items() if path.startswith(f"{first.name}/")}


def listing(folder: Path) -> str:
    """SHA256SUMS of what a run with the fixed clock exports into `folder`."""
    tell((*FIXED_CLOCK, "run", "--data-dir", str(folder)))
    [snapshot] = (path for path in (folder / "exports").iterdir() if path.is_dir())
    return (snapshot / "SHA256SUMS").read_text("utf-8")


def test_this_machine_makes_the_recorded_bytes(tmp_path: Path) -> None:
    recorded, made = (
        dict(reversed(line.split("  ")) for line in text.splitlines()) for text in (RECORDED.read_text("utf-8"), listing(tmp_path))
    )
    other = sorted(path for path in recorded.keys() | made.keys() if recorded.get(path) != made.get(path))
    if other:
        pytest.fail(f"{len(other)} of {len(made)} files are not as recorded: {', '.join(other)}. If that is meant: {RENEW}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as aside:
        RECORDED.write_text(listing(Path(aside)), "utf-8")
