"""How `diarium sql` gives its answers: for programs, into files, and for people at any width; what it says of tables and columns."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pexpect
import pyarrow.parquet as pq
import pytest

from pipeline.commands.sql.answers import WrongForm, answer_form

ROOT = Path(__file__).parents[2]
ENDLESS = "SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b WHERE (a.range * b.range) % 7 = 3;"
ENDLESS_ROWS = "SELECT a.range FROM range(9999999) a, range(9999999) b WHERE a.range + b.range = -1;"
HOSTILE = ("=1+1", "+46 8", "-2", "@SUM(A1)", "\tx", "\rx", "plain")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse: texts that spreadsheets would run, a wide table, and a table too long to be shown."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "warehouse").mkdir()
    with duckdb.connect(str(folder / "warehouse" / "diarium.duckdb")) as connection:
        connection.execute("CREATE SCHEMA mart; CREATE TABLE mart.hostile (n INTEGER, words VARCHAR, amount DECIMAL(18,2))")
        connection.executemany("INSERT INTO mart.hostile VALUES (?, ?, -1.50)", list(enumerate(HOSTILE)))
        wide = ", ".join(f"'value {n} of a column' AS column_{n}" for n in range(30))
        connection.execute(f"CREATE TABLE mart.wide AS SELECT range AS row_no, {wide} FROM range(10)")
        connection.execute("CREATE TABLE mart.long AS SELECT range AS n FROM range(1234)")
    return folder


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


def sql(data: Path, *arguments: str, status: int = 0, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "sql", "--data-dir", str(data), *arguments],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == status, done.stderr.decode()
    return done


def at_a_terminal(data: Path, *arguments: str, columns: int = 80) -> pexpect.spawn[str]:
    """The command on a pseudo-terminal so many characters wide, whatever the size of our own terminal."""
    ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return pexpect.spawn(
        sys.executable,
        ["-m", "pipeline.cli", "sql", "--data-dir", str(data), *arguments],
        env=ours | {"TERM": "xterm", "NO_COLOR": "1"},
        encoding="utf-8",
        timeout=60,
        dimensions=(50, columns),
        cwd=str(ROOT),
    )


def seen(data: Path, *arguments: str, columns: int = 80) -> list[str]:
    """What somebody sees at a terminal so many characters wide."""
    process = at_a_terminal(data, *arguments, columns=columns)
    process.expect(pexpect.EOF)
    return re.sub(r"\x1b\[\d*m|\r", "", str(process.before)).rstrip("\n").split("\n")


def test_csv_is_safe_in_a_spreadsheet_and_numbers_stay_numbers(data: Path) -> None:
    told = sql(data, "FROM hostile ORDER BY n", "--format", "csv").stdout.decode()
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert [row[1] for row in rows[1:]] == [f"'{words}" if words != "plain" else words for words in HOSTILE]
    assert {row[2] for row in rows[1:]} == {"-1.50"}


def test_json_and_parquet_give_every_text_as_it_is(data: Path, tmp_path: Path) -> None:
    told = sql(data, "FROM hostile ORDER BY n", "--format", "json").stdout.decode()
    assert tuple(json.loads(line)["words"] for line in told.splitlines()) == HOSTILE
    sql(data, "FROM hostile ORDER BY n", "--out", str(tmp_path / "a.parquet"))
    assert tuple(pq.read_table(tmp_path / "a.parquet")["words"].to_pylist()) == HOSTILE


def test_json_is_json_whatever_the_value(data: Path) -> None:
    query = (
        "SELECT 'nan'::DOUBLE AS odd, 1.50::DECIMAL(9,2) AS amount, [DATE '2024-01-01'] AS days, {'a': true} AS pair, "
        "MAP {DATE '2024-01-01': 1.25} AS by_day, 1 AS same, 2 AS same, NULL AS nothing"
    )
    assert json.loads(sql(data, query, "--format", "json").stdout) == {
        "odd": None,
        "amount": 1.5,
        "days": ["2024-01-01"],
        "pair": {"a": True},
        "by_day": {"2024-01-01": 1.25},
        "same": 1,
        "same_1": 2,
        "nothing": None,
    }


def test_parquet_keeps_types_and_goes_into_a_pipe(data: Path) -> None:
    query = "SELECT 1.50::DECIMAL(18,2) AS amount, DATE '2024-01-01' AS start_on, true AS is_listed -- all of it"
    told = sql(data, query, "--format", "parquet").stdout
    assert pq.read_table(io.BytesIO(told)).to_pylist() == [{"amount": Decimal("1.50"), "start_on": date(2024, 1, 1), "is_listed": True}]


@pytest.mark.parametrize("query", ["DESCRIBE mart.wide", "SHOW ALL TABLES", "SUMMARIZE mart.long", "WITH a AS (SELECT 1) FROM a;"])
def test_whatever_has_rows_can_be_parquet(data: Path, query: str) -> None:
    assert pq.read_table(io.BytesIO(sql(data, query, "--format", "parquet").stdout)).num_rows > 0


@pytest.mark.parametrize(
    ("name", "begins"), [("a.csv", b"n\n0\n"), ("a.json", b'{"n": 0}\n'), ("a.jsonl", b'{"n": 0}\n'), ("a.parquet", b"PAR1")]
)
def test_the_name_of_the_file_says_the_format(data: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    assert sql(data, "FROM long ORDER BY n", "--out", str(tmp_path / name)).stdout == b""
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_is_replaced_whole_or_not_at_all(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("yesterday's", "utf-8")
    query = "SELECT CASE WHEN n < 1200 THEN n ELSE error('broken') END AS n FROM long"
    assert b"broken" in sql(data, query, "--out", str(file), status=2).stderr
    assert file.read_text("utf-8") == "yesterday's"
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["SELECT 1", "--out", "answer.txt"], "--out answer.txt: the name does not say the format; add --format: there is table, record"),
        (["SELECT 1", "--out", "answer.txt", "--format", "table"], "a table is for looking at; add --format csv, json or parquet"),
        (["SELECT 1", "--out", "nowhere/answer.csv"], "there is no folder nowhere"),
        (["--out", "answer.csv"], "no query: "),
        (["SELECT 1", "--tables"], "give one of a query, --tables and --describe NAME"),
        (["--tables", "--describe", "long"], "give one of a query, --tables and --describe NAME"),
        (["SELECT 1; SELECT 2", "--format", "parquet"], "one query makes a Parquet file; here are 2"),
        (["CREATE TEMP TABLE a AS SELECT 1", "--format", "parquet"], "only a query makes a Parquet file"),
        (["CREATE TABLE mart.mine AS SELECT 1"], "CREATE TEMP TABLE mine AS SELECT ..."),
        (["FROM widd"], "Tables and columns: diarium sql --tables, diarium sql --describe TABLE"),
        (["SELECT words, amuont FROM hostile"], 'Candidate bindings: "amount"'),
        (["SELECT error(chr(27) || '[31mred')"], "\\x1b[31mred"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(data: Path, arguments: list[str], told: str) -> None:
    said = sql(data, *arguments, status=2).stderr.decode()
    assert told in said
    assert "Traceback" not in said


def test_parquet_is_not_thrown_at_a_terminal(data: Path) -> None:
    assert "Parquet is not text: give --out FILE" in " ".join(seen(data, "FROM long", "--format", "parquet", columns=200))


def test_a_folder_that_may_not_be_written_to_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert answer_form(None, tmp_path / "A.CSV").format == "csv"
    with pytest.raises(WrongForm, match="there is no folder"):
        answer_form("csv", tmp_path / "gone" / "a.csv")


def test_a_long_answer_is_cut_and_says_how_long_it_is(data: Path) -> None:
    told = sql(data, "FROM long").stdout.decode().splitlines()
    assert told[-1] == "200 of 1234 rows shown; all of them: --format csv, json or parquet"
    assert "200 of more than 100000 rows" in sql(data, "FROM range(1000000000000)").stdout.decode()


def test_many_wide_rows_are_shown_on_their_side_with_what_to_do(data: Path) -> None:
    told = seen(data, "FROM wide")
    assert max(map(len, told[:-1])) <= 80
    assert [line.split("│")[1].strip() for line in told if line.startswith("│")] == ["row_no", *(f"column_{n}" for n in range(30))]
    assert told[-1].startswith("The first 2 of the rows, on their side: there are 31 columns. Name the columns you want; or")


def test_most_columns_that_fit_are_shown_with_the_number_of_those_that_do_not(data: Path) -> None:
    told = seen(data, "SELECT COLUMNS('column_[0-5]$') FROM wide")
    assert told[0].count("┳") == 2
    assert told[3].count("value 0 of a column") == 1
    assert len(told) == 3 + 10 + 2, "a row is a line"
    assert told[-1].startswith("3 of 6 columns shown, long texts cut. Name the columns you want")


def test_a_few_wide_rows_are_records(data: Path) -> None:
    told = seen(data, "FROM wide WHERE row_no < 2 ORDER BY 1")
    assert [line.rstrip() for line in told[:3]] == ["── 1 ".ljust(23, "─"), "row_no     0", "column_0   value 0 of a column"]
    assert sum(line.startswith("── ") for line in told) == 2
    assert len(told) == 2 * 32


def test_records_show_a_text_to_its_end(data: Path) -> None:
    query = "SELECT repeat('word ', 100) || 'end' AS words, NULL AS nothing"
    assert "end" in sql(data, query, "--format", "record").stdout.decode()
    assert "end" not in sql(data, query).stdout.decode()


def test_a_table_that_fits_folds_texts_and_never_numbers(data: Path) -> None:
    told = seen(data, "SELECT 123456789012345678 AS amount, repeat('word ', 30) AS words", columns=46)
    assert "123\u202f456\u202f789\u202f012\u202f345\u202f678" in told[3]
    assert told[3].startswith("│ ")
    assert max(map(len, told)) <= 46


def test_names_and_texts_cannot_command_the_terminal(data: Path) -> None:
    query = 'SELECT chr(27) || \'[2J\' AS "a\x1b[2J", 1 AS "list[bold]"'
    for output in ("table", "record"):
        told = sql(data, query, "--format", output).stdout.decode()
        assert "\x1b" not in told
        assert "\\x1b[2J" in told
        assert "list[bold]" in told


def test_an_explained_plan_is_shown_whole(data: Path) -> None:
    assert "wide" in sql(data, "EXPLAIN SELECT count(*) FROM wide JOIN long ON row_no = n").stdout.decode()


def test_a_million_rows_pass_through_without_being_kept(data: Path, tmp_path: Path) -> None:
    """Memory of the whole process, measured: with all rows of this answer in memory it is some 330 MB more."""
    measured = """
import resource, sys
from pathlib import Path
from pipeline.commands.sql.answers import AnswerForm
from pipeline.commands.sql.query import published_connection, run_query
with published_connection(Path(sys.argv[1])) as connection:
    run_query(connection, sys.argv[2], AnswerForm("csv", Path(sys.argv[3])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    query = (
        "SELECT range AS id, 'title ' || range AS title, (range * 1.5)::DECIMAL(18,2) AS amount, DATE '2020-01-01' AS day FROM range({})"
    )
    peaks = []
    for n_rows in (1_000, 1_000_000):
        file = tmp_path / f"{n_rows}.csv"
        command = [sys.executable, "-c", measured, str(data / "warehouse" / "diarium.duckdb"), query.format(n_rows), str(file)]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout))
        assert sum(1 for _ in file.open("rb")) == n_rows + 1
    assert peaks[1] - peaks[0] < 100_000  # kB


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


def test_meanings_go_into_files_and_cannot_command_the_terminal(data: Path, tmp_path: Path) -> None:
    sql(data, "--tables", "--out", str(tmp_path / "tables.parquet"))
    assert "mart.hostile" in pq.read_table(tmp_path / "tables.parquet")["name"].to_pylist()
    publish(tmp_path, day=25, n_projects=1)
    with duckdb.connect(str(tmp_path / "warehouse" / "diarium.duckdb")) as connection:
        connection.execute("COMMENT ON TABLE mart.project IS 'red \x1b[31m'; COMMENT ON COLUMN mart.project.title IS '=1+1'")
    assert "red \\x1b[31m" in sql(tmp_path, "--describe", "project").stdout.decode()
    assert ",'=1+1\n" in sql(tmp_path, "--describe", "project", "--format", "csv").stdout.decode()


def test_a_file_that_does_not_say_when_it_was_published_is_described_all_the_same(data: Path) -> None:
    assert b"does not say when it was published" in sql(data, "--describe", "long").stderr


def test_what_is_published_at_that_moment_is_read(tmp_path: Path) -> None:
    for day, n_projects in ((25, 3), (26, 5)):
        publish(tmp_path, day=day, n_projects=n_projects)
        assert f"published 2026-11-{day} 04:05 UTC, {n_projects} projects" in sql(tmp_path, "--tables").stderr.decode()
        assert sql(tmp_path, "SELECT count(*) AS n FROM project", "--format", "csv").stdout.decode() == f"n\n{n_projects}\n"


# ---- queries from standard input, and one that is stopped


def test_queries_come_from_standard_input_and_nothing_but_their_answers_is_said(meant: Path) -> None:
    words = "SELECT title FROM project\nWHERE project_id = 'esf_se:1';\n\nSELECT 'å;\n' AS b;SELECT 1 AS c"
    done = sql(meant, "--format", "csv", stdin=words)
    assert (done.stdout.decode(), done.stderr) == ('title\nProjekt 1\nb\n"å;\n"\nc\n1\n', b"")


def test_a_query_from_standard_input_that_is_wrong_is_told_by_the_exit_code(meant: Path) -> None:
    done = sql(meant, "--format", "csv", stdin="SELECT 1 AS a;\nFROM nonsense;\nSELECT 2;\n", status=2)
    assert (done.stdout, b"nonsense" in done.stderr) == (b"a\n1\n", True)


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
