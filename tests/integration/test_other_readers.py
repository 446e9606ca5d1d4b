"""What we publish opens elsewhere: in other versions of DuckDB and in pandas."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.sql_files import table_macros
from warehouse.tables.catalogue import exported_tables

READERS = Path(sys.prefix) / "readers"
"""Where `make test` puts other versions of DuckDB (tests/readers/duckdb-*.lock), a folder each."""

ASKED = """
import json, sys
import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
def ask(query):
    return [[str(value) for value in row] for row in connection.execute(query).fetchall()]

told = {
    "projects": ask("SELECT project_id, title, total_cost_amount FROM mart.project_all ORDER BY project_id"),
    "sums": ask("SELECT region_code, fund_code, currency, support_eur FROM mart.funding_by_region_fund ORDER BY ALL"),
    "versions": ask("SELECT project_id, changed_values FROM core.project_version ORDER BY ALL"),
    "table comments": ask("SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"),
    "column comments": ask("SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"),
    "macro comments": ask("SELECT function_name, comment FROM duckdb_functions() WHERE schema_name = 'mart' ORDER BY ALL"),
    "as_of": ask("SELECT project_id, title, total_cost_amount FROM mart.as_of(TIMESTAMP '2100-01-01') ORDER BY ALL"),
    "in_region": ask("SELECT project_id FROM mart.in_region('SE3') ORDER BY ALL"),
    "cite": ask("SELECT value, value_raw, span_start, body_sha256 FROM mart.cite('esf_se:22-021-S03', 'eu_cofinancing_rate_pct')"),
    "partners_of": ask("SELECT organisation_name, n_projects FROM mart.partners_of('Region Exempel') ORDER BY ALL"),
    "scorecard_gap": ask("SELECT project_id FROM mart.scorecard_gap('esf_se', 'h') ORDER BY ALL"),
}
try:
    connection.execute("CREATE TABLE mart.mine (a INTEGER)")
    told["written"] = "yes"
except duckdb.Error:
    told["written"] = "no"
print(json.dumps({"version": duckdb.__version__, "told": told}))
"""


def asked_with(published: Path, *path: Path) -> dict[str, Any]:
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {[str(each) for each in path]!r}\n{ASKED}", str(published)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-2000:]
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


@pytest.fixture(scope="module")
def ours(every: tuple[Settings, RunReport]) -> dict[str, Any]:
    return asked_with(every[0].places.warehouse)


def test_the_file_answers_and_is_read_only(ours: dict[str, Any]) -> None:
    assert ours["version"] == duckdb.__version__
    assert all(answer for answer in ours["told"].values())
    assert ours["told"]["written"] == "no"
    assert [name for name, comment in ours["told"]["macro comments"] if comment] == [macro.name for macro in table_macros()]
    assert not [row for row in ours["told"]["column comments"] if row[-1] == "None"]


@pytest.mark.parametrize("version", ["1.4", "2.0"])
def test_another_version_of_duckdb_reads_the_same(version: str, ours: dict[str, Any], every: tuple[Settings, RunReport]) -> None:
    folder = READERS / f"duckdb-{version}"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: make test puts DuckDB {version} into it")
    theirs = asked_with(every[0].places.warehouse, folder)
    assert theirs["version"].startswith(f"{version}.")
    assert theirs["told"] == ours["told"]


def snapshot(every: tuple[Settings, RunReport]) -> Path:
    folder = every[1].snapshot
    assert folder is not None
    return Path(folder)


@pytest.mark.parametrize("table", exported_tables(), ids=lambda table: table.full_name)
def test_pandas_reads_the_parquet_with_whole_numbers_whole(table: Any, every: tuple[Settings, RunReport]) -> None:
    frame = pd.read_parquet(snapshot(every) / table.schema / f"{table.name}.parquet")
    assert list(frame.columns) == [column.name for column in table.exported_columns]
    for column in table.exported_columns:
        if column.type in ("INTEGER", "BIGINT", "BOOLEAN"):
            assert str(frame[column.name].dtype) == {"INTEGER": "Int32", "BIGINT": "Int64", "BOOLEAN": "boolean"}[column.type]


PARQUET = """
import json, sys
from pathlib import Path
import duckdb

connection = duckdb.connect()
folder = Path(sys.argv[1])
told = {}
for file in sorted(folder.rglob("*.parquet")):
    rows = connection.execute(f"SELECT * FROM '{file}'").fetchall()
    metadata = connection.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}') ORDER BY ALL").fetchall()
    told[file.relative_to(folder).as_posix()] = [[[str(value) for value in row] for row in rows], metadata]
print(json.dumps(told))
"""


def parquet_with(folder: Path, *path: Path) -> dict[str, Any]:
    told = [sys.executable, "-c", f"import sys; sys.path[:0] = {[str(each) for each in path]!r}\n{PARQUET}", str(folder)]
    found = subprocess.run(told, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


@pytest.mark.parametrize("version", ["1.4", "2.0"])
def test_another_version_of_duckdb_reads_the_same_rows_and_metadata_of_the_parquet(version: str, every: tuple[Settings, RunReport]) -> None:
    folder = READERS / f"duckdb-{version}"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: make test puts DuckDB {version} into it")
    ours = parquet_with(snapshot(every))
    assert len(ours) == len(exported_tables())
    assert {key for _, metadata in ours.values() for key, _ in metadata} == {"table", "description", "profile", "schema", "pandas"}
    assert parquet_with(snapshot(every), folder) == ours
