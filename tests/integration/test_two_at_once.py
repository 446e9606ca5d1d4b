"""Two runs started at once: one does the work, the other says which process that is and ends; nothing is damaged. Exports go on beside."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.dagster.instance import INSTANCE_CONFIG
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from tests.integration import fixed_clock
from tests.integration.killing import CHANGE, Facts, damages, differences, facts_of, under_way
from warehouse.export.snapshot import export
from warehouse.export.snapshot_check import check_snapshot, latest_snapshot, snapshot_folders

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys, time
from pathlib import Path
from warehouse.lock import FileLock
locks = [FileLock(Path(file)) for file in sys.argv[1:]]
print("held", flush=True)
time.sleep(600)
"""

OPEN_AT_ONCE = """
import os, sys, time
from pathlib import Path
from pipeline.dagster.instance import open_instance
start, children = time.time() + 0.1, []
for _ in range(4):
    child = os.fork()
    if child == 0:
        while time.time() < start:
            pass
        try:
            open_instance(Path(sys.argv[1])).dispose()
        except Exception as error:
            print(error, flush=True)
            os._exit(1)
        os._exit(0)
    children.append(child)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


def started(folder: Path, *options: str) -> subprocess.Popen[str]:
    """A run of one registry over the folder, the clock of captures fixed, each request slowed a little."""
    command = [sys.executable, "-m", "tests.integration.fixed_clock", "run", "--registry", "esf_se", "--data-dir", str(folder), *options]
    surroundings = os.environ | {fixed_clock.DELAY: "0.02", "DAGSTER_HOME": ""}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=surroundings)


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = run.communicate(timeout=900)
    return run.returncode, said


def killed_while_it_held(*locks: Path) -> None:
    """Leaves lock files behind as a killed run does."""
    with subprocess.Popen([sys.executable, "-c", HOLDS, *map(str, locks)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Facts]:
    """What one run leaves that nobody disturbs."""
    folder = tmp_path_factory.mktemp("alone") / "data"
    code, said = ended(started(folder))
    assert code == 0, said
    return folder, facts_of(folder)


def of_two(folder: Path, *options: str) -> None:
    """Starts two runs at the same instant and looks at what each says: one has done the work, the other names it."""
    runs = [started(folder, *options), started(folder, *options)]
    results = {run.pid: ended(run) for run in runs}
    assert sorted(code for code, _ in results.values()) == [0, 1], results
    at_work = next(pid for pid, (code, _) in results.items() if code == 0)
    [told] = [said for code, said in results.values() if code == 1]
    assert f"another run (process {at_work}) is at work on {folder}; wait for it or end it, then run again" in told
    assert "Traceback" not in told
    assert "crashed" not in told


def test_of_two_first_runs_one_works_and_the_other_names_it(alone: tuple[Path, Facts], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    of_two(folder)
    assert list(differences(alone[1], facts_of(folder))) == []
    assert [*damages(folder), *under_way(folder)] == []


@pytest.mark.parametrize("once", range(3))
def test_four_that_make_the_dagster_instance_at_the_same_instant_share_one(tmp_path: Path, once: int) -> None:
    home = tmp_path / "dagster"
    done = subprocess.run([sys.executable, "-c", OPEN_AT_ONCE, str(home)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (home / "dagster.yaml").read_bytes() == INSTANCE_CONFIG.read_bytes()
    assert list(home.glob("dagster.yaml.*")) == []


def test_two_runs_where_a_killed_one_left_its_locks(alone: tuple[Path, Facts], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(alone[0], folder)
    killed_while_it_held(folder / "run.lock", folder / "captures/esf_se/.writer.lock")
    of_two(folder)
    assert list(differences(alone[1], facts_of(folder))) == []
    assert [*damages(folder), *under_way(folder)] == []


def test_exports_beside_a_run_are_whole_and_leave_nothing_behind(alone: tuple[Path, Facts], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(alone[0], folder)
    run = started(folder, "--sample-fault", CHANGE)
    names = set()
    while run.poll() is None:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "export", "--data-dir", str(folder)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert (done.returncode, done.stderr) == (0, "")
        snapshot = Path(done.stdout.strip())
        names.add(snapshot.name)
        assert check_snapshot(snapshot).problems == ()
        assert latest_snapshot(folder / "exports") in snapshot_folders(folder / "exports")
    code, said = ended(run)
    assert code == 0, said
    assert export(folder / "warehouse/diarium.duckdb", folder / "exports").snapshot_id not in alone[1].exports
    exports = folder / "exports"
    assert names <= {path.name for path in snapshot_folders(exports)}
    assert {path.name for path in exports.iterdir()} == {"LATEST", *(path.name for path in snapshot_folders(exports))}
    assert len(snapshot_folders(exports)) == 2


def test_exports_at_the_same_instant_all_give_the_same_snapshot(first: tuple[Settings, RunReport], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "export", "--data-dir", str(first[0].data_dir), "--out", str(tmp_path)]
    exports = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)]
    said = [(run.communicate(timeout=300), run.returncode) for run in exports]
    [(snapshot, complaint, code)] = {(told, complaint, code) for (told, complaint), code in said}
    assert (complaint, code) == ("", 0)
    assert check_snapshot(Path(snapshot.strip())).problems == ()
    assert {path.name for path in tmp_path.iterdir()} == {"LATEST", Path(snapshot.strip()).name}


def test_an_export_deletes_what_a_killed_one_left_and_not_what_one_at_work_writes(
    first: tuple[Settings, RunReport], tmp_path: Path
) -> None:
    (tmp_path / ".export-left").mkdir()
    (tmp_path / ".export-left/half.parquet").write_bytes(b"PAR1")
    (tmp_path / ".export-busy").mkdir()
    busy = os.open(tmp_path / ".export-busy", os.O_RDONLY)
    fcntl.flock(busy, fcntl.LOCK_EX)
    snapshot = export(first[0].places.warehouse, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".export-busy", "LATEST", snapshot.snapshot_id}
    os.close(busy)
