"""How `diarium sql` gives its answers: for programs, into files, and for people at any width."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pexpect
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from sql_runs import at_a_terminal, sql

from pipeline.commands.sql.answers import ANSWER_FORMATS, WrongForm, answer_form

ROOT = Path(__file__).parents[2]
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


PIVOT = "PIVOT hostile ON n IN (0, 1) USING sum(amount)"
PIVOT_OF_UNKNOWN = "PIVOT (SELECT n % 2 AS half, 'a' || n % 3 AS third FROM long) ON third USING count(*) GROUP BY half ORDER BY half"


@pytest.mark.parametrize("form", ANSWER_FORMATS)
@pytest.mark.parametrize("query", [PIVOT, PIVOT_OF_UNKNOWN])
def test_a_pivot_has_an_answer_in_every_format(data: Path, form: str, query: str) -> None:
    told = sql(data, query, "--format", form).stdout
    if form == "parquet":
        rows = pq.read_table(io.BytesIO(told)).to_pylist()
    elif form == "xlsx":
        rows = cells_of(told)[1:]
    else:
        rows = [line for line in told.decode().splitlines() if "-1.5" in line or "206" in line or "205" in line]
    assert rows


def cells_of(workbook: bytes) -> list[list[Any]]:
    """The cells of the only sheet, as another program reads them."""
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    return rows


def test_a_workbook_has_numbers_dates_and_texts_that_are_no_formulas(data: Path) -> None:
    told = sql(
        data,
        "SELECT words, 1.50::DECIMAL(18,2) AS amount, DATE '2024-01-31' AS day, true AS is_it, NULL AS nothing, "
        "12345678901234567.89::DECIMAL(28,2) AS large, avg(n) OVER () AS mean FROM hostile ORDER BY n",
        "--format",
        "xlsx",
    ).stdout
    header, *rows = cells_of(told)
    assert header == ["words", "amount", "day", "is_it", "nothing", "large", "mean"]
    assert [row[0].strip() for row in rows] == [words.strip() for words in HOSTILE]
    assert {row[1] for row in rows} == {1.5}
    assert {str(row[2]) for row in rows} == {"2024-01-31"}
    assert {row[5] for row in rows} == {"12345678901234567.89"}, "a spreadsheet keeps 15 digits: more are text"
    assert {row[6] for row in rows} == {3}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT range AS n FROM range(1048576)", "xlsx holds 1,048,575 rows, the answer has more"),
        ("SELECT repeat('a', 32768) AS words", "xlsx holds 32,767 characters in a cell; words of row 1 has 32,768"),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused_and_leaves_no_file(data: Path, tmp_path: Path, query: str, told: str) -> None:
    done = sql(data, query, "--out", str(tmp_path / "a.xlsx"), status=2)
    assert told in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


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
        (["SELECT 1", "--out", "answer.txt", "--format", "table"], "a table is for looking at; add --format csv, json, parquet or xlsx"),
        (["SELECT 1", "--out", "nowhere/answer.csv"], "there is no folder nowhere"),
        (["--out", "answer.csv"], "no query: "),
        (["SELECT 1", "--tables"], "give one of a query, --tables and --describe NAME"),
        (["--tables", "--describe", "long"], "give one of a query, --tables and --describe NAME"),
        *(
            (["SELECT 1; SELECT 2", "--format", form], f"{form} holds the answer to one query; here are 2")
            for form in ("csv", "json", "parquet", "xlsx")
        ),
        (["CREATE TEMP TABLE a AS SELECT 1", "--format", "parquet"], "parquet holds the answer to one query; here are 0"),
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
    assert "parquet is not text: give --out FILE" in " ".join(seen(data, "FROM long", "--format", "parquet", columns=200))


def test_a_folder_that_may_not_be_written_to_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert answer_form(None, tmp_path / "A.CSV").format == "csv"
    with pytest.raises(WrongForm, match="there is no folder"):
        answer_form("csv", tmp_path / "gone" / "a.csv")


def test_a_long_answer_is_cut_and_says_how_long_it_is(data: Path) -> None:
    told = sql(data, "FROM long").stdout.decode().splitlines()
    assert told[-1] == "200 of 1234 rows shown; all of them: --format csv, json, parquet or xlsx"
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
