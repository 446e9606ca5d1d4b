"""The same captures give the same Parquet bytes: whatever the order of files, the number of threads or the hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.run_outcome import RunReport
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
AGAIN = """
import json, random, sys
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

from assets.steps.saved_outcomes import saved_outcomes
from assets.steps.build_inputs import inputs_for
from warehouse.places import Places
from warehouse.build import build_core, build_mart
from warehouse.export.snapshot import export
from warehouse.publish import Run, publish

data, work, threads, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
found = inputs_for(Places(data))
mixed = {}
for field in fields(found):
    values = list(getattr(found, field.name))
    random.Random(seed).shuffle(values)
    mixed[field.name] = tuple(values)
build_core(replace(found, **mixed), work / "aside.duckdb", threads=threads)
build_mart(work / "aside.duckdb", threads=threads)
now = datetime(2030, 1, seed + 1)
run = Run(run_id=str(seed), started_at=now, finished_at=now, diarium_version="0", is_sample=True)
publish(work / "aside.duckdb", work / "published.duckdb", run=run, published_at=now, outcomes=saved_outcomes(Places(data)))
done = export(work / "published.duckdb", work / "exports")
print(json.dumps({"id": done.snapshot_id, "tables": {file.path: file.sha256 for file in done.files if file.is_parquet}}))
"""


@pytest.mark.parametrize(("threads", "seed"), [(1, 0), (2, 1), (8, 2), (3, 3)])
def test_rebuilding_gives_the_same_bytes(threads: int, seed: int, every: tuple[Settings, RunReport], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, str(every[0].data_dir), str(tmp_path), str(threads), str(seed)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    again = json.loads(done.stdout)
    assert every[1].snapshot is not None
    first = Path(every[1].snapshot)
    sums = dict(line.split("  ")[::-1] for line in (first / "SHA256SUMS").read_text("utf-8").splitlines())
    assert again["tables"] == {path: digest for path, digest in sums.items() if path.endswith(".parquet")}
    assert again["id"] == first.name
