"""What `diarium sql` says of tables, columns and macros, which publication it reads, and where a query comes from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pexpect
import pyarrow.parquet as pq
import pytest
from sql_runs import ROOT, at_a_terminal, sql

ENDLESS = "SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b WHERE (a.range * b.range) % 7 = 3;"
ENDLESS_ROWS = "SELECT a.range FROM range(9999999) a, range(9999999) b WHERE a.range + b.range = -1;"


def publish(data: Path, *, day: int, n_projects: int) -> None:
    """Puts a small warehouse with meanings in place, as a publication does: whole, under another inode."""
    folder = data / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "aside.duckdb")) as connection:
        connection.execute("CREATE SCHEMA mart; CREATE SCHEMA core; CREATE SCHEMA ops")
        connection.execute("CREATE TABLE mart.project (project_id VARCHAR, title VARCHAR, share DECIMAL(5,2))")
        connection.execute("CREATE TABLE core.project (project_id VARCHAR); CREATE TABLE core.funding (amount DECIMAL(18,2))")
        connection.execute("INSERT INTO mart.project SELECT 'esf_se:' || range, 'Projekt ' || range, 50 FROM range(?)", [n_projects])
        connection.execute("COMMENT ON TABLE mart.project IS 'One row per project. Each of them once.'")
        connection.execute("COMMENT ON COLUMN mart.project.title IS 'Name of the operation.'")
        connection.execute("COMMENT ON COLUMN mart.project.share IS 'Share of [all] money. [percent]'")
        connection.execute("CREATE MACRO mart.in_region(code, basis) AS TABLE SELECT project_id, code, basis FROM mart.project")
        connection.execute("COMMENT ON MACRO TABLE mart.in_region IS 'Projects there. In a region.'")
        connection.execute(
            "CREATE TABLE ops.publication (published_at TIMESTAMP, n_projects BIGINT, n_registries BIGINT, is_sample BOOLEAN)"
        )
        connection.execute("INSERT INTO ops.publication VALUES (?, ?, 2, true)", [f"2026-11-{day} 04:05:06", n_projects])
    (folder / "aside.duckdb").replace(folder / "diarium.duckdb")


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse that says what its tables mean."""
    folder = tmp_path_factory.mktemp("meant")
    publish(folder, day=25, n_projects=3)
    return folder


# ---- what tables and columns mean


PUBLICATION = "published 2026-11-25 04:05 UTC, 3 projects of 2 registries, the bundled SAMPLE, not to be cited"


def test_all_tables_and_macros_are_listed_with_rows_and_meaning(meant: Path) -> None:
    done = sql(meant, "--tables", "--format", "json")
    assert [json.loads(line) for line in done.stdout.splitlines()][:2] == [
        {"name": "mart.project", "n_rows": 3, "meaning": "One row per project"},
        {"name": "mart.in_region(code, basis)", "n_rows": None, "meaning": "Projects there"},
    ]
    assert f"{meant}/warehouse/diarium.duckdb: {PUBLICATION}\n" == done.stderr.decode()
    shown = sql(meant, "--tables").stdout.decode()
    assert re.search(r"mart\.project\s+│\s+3 │ One row per project\s+│", shown)
    assert "ops.publication" in shown


@pytest.mark.parametrize("name", ["project", "mart.project", "MART.Project"])
def test_a_table_is_described_by_its_columns_with_type_unit_and_meaning(meant: Path, name: str) -> None:
    done = sql(meant, "--describe", name, "--format", "csv")
    assert done.stdout.decode().splitlines() == [
        "column,type,unit,meaning",
        "project_id,VARCHAR,,",
        "title,VARCHAR,,Name of the operation.",
        'share,"DECIMAL(5,2)",percent,Share of [all] money.',
    ]
    assert "mart.project: One row per project. Each of them once.\n" in done.stderr.decode()
    assert PUBLICATION in done.stderr.decode()


def test_the_meaning_of_a_table_stands_above_its_columns_for_people(meant: Path) -> None:
    done = sql(meant, "--describe", "project")
    assert done.stdout.decode().startswith("mart.project: One row per project. Each of them once.\n")
    assert "mart.project" not in done.stderr.decode()


@pytest.mark.parametrize("name", ["in_region", "mart.in_region", "in_region()"])
def test_a_macro_is_described_by_its_arguments(meant: Path, name: str) -> None:
    told = json.loads(sql(meant, "--describe", name, "--format", "json").stdout)
    assert told == {"macro": "mart.in_region", "arguments": "code, basis", "meaning": "Projects there. In a region."}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("projet", "no table or macro projet; do you mean mart.project or core.project? diarium sql --tables lists all"),
        ("mart.funding", "do you mean core.funding? "),
        ("region", "do you mean mart.in_region? "),
        ("zzzz", "no table or macro zzzz; diarium sql --tables lists all"),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_close(meant: Path, name: str, told: str) -> None:
    done = sql(meant, "--describe", name, status=2)
    assert (told in done.stderr.decode(), done.stdout) == (True, b"")


def test_meanings_go_into_files_and_cannot_command_the_terminal(meant: Path, tmp_path: Path) -> None:
    sql(meant, "--tables", "--out", str(tmp_path / "tables.parquet"))
    assert "mart.project" in pq.read_table(tmp_path / "tables.parquet")["name"].to_pylist()
    publish(tmp_path, day=25, n_projects=1)
    with duckdb.connect(str(tmp_path / "warehouse" / "diarium.duckdb")) as connection:
        connection.execute("COMMENT ON TABLE mart.project IS 'red \x1b[31m'; COMMENT ON COLUMN mart.project.title IS '=1+1'")
    assert "red \\x1b[31m" in sql(tmp_path, "--describe", "project").stdout.decode()
    assert ",'=1+1\n" in sql(tmp_path, "--describe", "project", "--format", "csv").stdout.decode()


def test_a_file_that_does_not_say_when_it_was_published_is_described_all_the_same(tmp_path: Path) -> None:
    publish(tmp_path, day=25, n_projects=1)
    with duckdb.connect(str(tmp_path / "warehouse" / "diarium.duckdb")) as connection:
        connection.execute("DROP TABLE ops.publication")
    assert b"does not say when it was published" in sql(tmp_path, "--describe", "project").stderr


def test_what_is_published_at_that_moment_is_read(tmp_path: Path) -> None:
    for day, n_projects in ((25, 3), (26, 5)):
        publish(tmp_path, day=day, n_projects=n_projects)
        assert f"published 2026-11-{day} 04:05 UTC, {n_projects} projects" in sql(tmp_path, "--tables").stderr.decode()
        assert sql(tmp_path, "SELECT count(*) AS n FROM project", "--format", "csv").stdout.decode() == f"n\n{n_projects}\n"


# ---- queries from standard input, and one that is stopped


def test_queries_come_from_standard_input_and_nothing_but_their_answers_is_said(meant: Path) -> None:
    words = "SELECT title FROM project\nWHERE project_id = 'esf_se:1';\n\nSELECT 'å;\n' AS b;SELECT 1 AS c"
    done = sql(meant, "--format", "record", stdin=words)
    assert (re.findall(r"^(?:title|b|c) .*\S", done.stdout.decode(), re.MULTILINE), done.stderr) == (
        ["title  Projekt 1", "b  å;", "c  1"],
        b"",
    )
    alone = sql(meant, "--format", "csv", stdin=words.partition(";")[0])
    assert (alone.stdout.decode(), alone.stderr) == ("title\nProjekt 1\n", b"")


def test_a_query_from_standard_input_that_is_wrong_is_told_by_the_exit_code(meant: Path) -> None:
    done = sql(meant, "--format", "record", stdin="SELECT 1 AS a;\nFROM nonsense;\nSELECT 2;\n", status=2)
    assert (b"a  1" in done.stdout, b"nonsense" in done.stderr) == (True, True)


def test_standard_input_that_is_no_text_is_refused(meant: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "sql", "--data-dir", str(meant)]
    done = subprocess.run(command, input=b"SELECT '\xe5'", capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr.count(b"\n"), b"not UTF-8" in done.stderr) == (2, 1, True)


def test_without_a_query_at_a_terminal_it_says_what_to_do(meant: Path) -> None:
    process = at_a_terminal(meant, columns=500)
    process.expect(pexpect.EOF)
    told = str(process.before)
    assert (process.wait(), told.count("\n")) == (2, 1)
    assert re.search(rf"no query: .* sql --data-dir '{meant}' \"FROM mart.project\"; tables: .* --tables; ", told)
    assert f"duckdb -readonly {meant}/warehouse/diarium.duckdb" in told


def test_where_nothing_is_published_that_is_said_once(tmp_path: Path) -> None:
    done = sql(tmp_path / "nothing", stdin="SELECT 1;\nSELECT 2;\n", status=1)
    assert (done.stdout, done.stderr.count(b"run 'diarium run' first")) == (b"", 1)


@pytest.mark.parametrize("query", [ENDLESS, ENDLESS_ROWS])
def test_ctrl_c_stops_a_query_that_runs(meant: Path, query: str) -> None:
    process = at_a_terminal(meant, f"SELECT 'begun' AS said; {query}")
    process.expect("begun")
    time.sleep(1)
    process.sendintr()
    process.expect(pexpect.EOF)
    assert "stopped" in str(process.before)
    assert process.wait() == 130
