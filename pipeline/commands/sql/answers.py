"""How the answer to one query leaves: a table to look at, or CSV, JSON lines and Parquet for other programs, to standard output or a file.

Rows go out as they come in, a batch at a time: an answer may be larger than memory. Does not belong here: connections and errors
(`pipeline.commands.sql.query`), the look of tables (`pipeline.commands.sql.answer_table`).
"""

from __future__ import annotations

import csv
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import duckdb

from pipeline.commands.sql.answer_table import print_answer
from pipeline.terminal import console
from pipeline.terminal.options import USAGE, Refused
from warehouse.spreadsheets import safe_cell
from warehouse.visible import visible_json

ANSWER_FORMATS = ("table", "record", "csv", "json", "parquet")
ON_SCREEN = ("table", "record")
SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet"}
"""What the name of a file says about its format."""

ANSWER_BATCH = 2_000
SHOWN_ROWS = 200
COUNTED_ROWS = 100_000
"""Beyond so many rows a table does not say how many there are: counting them would take as long as the whole answer."""


class WrongForm(Refused):
    """The answer cannot be written as or where it was asked for; the message says what can."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """As what (`ANSWER_FORMATS`) and into which file an answer is written; without a file, to standard output."""

    format: str = "table"
    file: Path | None = None

    @property
    def is_for_people(self) -> bool:
        """Whether it is laid out to be looked at."""
        return self.format in ON_SCREEN


def answer_form(output: str | None, out: Path | None) -> AnswerForm:
    """What is asked for; a file's suffix says the format where `output` does not. Raises `WrongForm`."""
    chosen = output or (SUFFIXES.get(out.suffix.casefold(), "") if out else "table")
    if chosen not in ANSWER_FORMATS:
        why = f"--format {output}" if output else f"--out {out}: the name does not say the format; add --format"
        raise WrongForm(f"{why}: there is {', '.join(ANSWER_FORMATS)}")
    if out and chosen in ON_SCREEN:
        raise WrongForm(f"--out {out}: a {chosen} is for looking at; add --format csv, json or parquet")
    if out and not out.parent.is_dir():
        raise WrongForm(f"--out {out}: there is no folder {out.parent}")
    if chosen == "parquet" and out is None and sys.stdout.isatty():
        raise WrongForm("Parquet is not text: give --out FILE, or send it into a file or a program ('> answer.parquet')")
    return AnswerForm(chosen, out)


def write_answer(connection: duckdb.DuckDBPyConnection, statements: Sequence[duckdb.Statement], form: AnswerForm) -> None:
    """Runs statements and writes their answers. A file appears when it is whole. Raises `WrongForm`, `OSError` and `duckdb.Error`."""
    if form.format == "parquet":
        if len(statements) != 1:
            raise WrongForm(f"one query makes a Parquet file; here are {len(statements)}")
        _write_parquet(connection, statements[0], form.file)
        return
    with _opened(form.file) as file:
        for statement in statements:
            answer = connection.execute(statement)
            if not answer.description:
                continue
            columns = [str(column[0]) for column in answer.description]
            if form.format == "csv":
                _write_csv(columns, answer, file)
            elif form.format == "json":
                _write_json(columns, answer, file)
            elif statement.type == duckdb.StatementType.EXPLAIN:
                file.writelines(f"{row[-1]}\n" for row in answer.fetchall())
            else:
                _print_first_rows(columns, answer, records=form.format == "record")


def _batches(answer: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while rows := answer.fetchmany(ANSWER_BATCH):
        yield rows


def _write_csv(columns: Sequence[str], answer: duckdb.DuckDBPyConnection, file: TextIO) -> None:
    writer = csv.writer(_Lines(file))
    writer.writerow([safe_cell(name) for name in columns])
    for rows in _batches(answer):
        writer.writerows([str(value).lower() if isinstance(value, bool) else safe_cell(value) for value in row] for row in rows)


class _Lines:
    """Ends lines with a line feed. csv is left to end them as it likes to: a carriage return within a text is quoted only then."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(line.removesuffix("\r\n") + "\n")


def _write_json(columns: Sequence[str], answer: duckdb.DuckDBPyConnection, file: TextIO) -> None:
    names = _distinct(columns)
    for rows in _batches(answer):
        file.writelines(
            visible_json(json.dumps({name: _json(value) for name, value in zip(names, row, strict=True)}, ensure_ascii=False)) + "\n"
            for row in rows
        )


def _distinct(columns: Sequence[str]) -> list[str]:
    """Two columns of one name are `a` and `a_1`, as DuckDB names them in a file."""
    names: list[str] = []
    for column in columns:
        name, n = column, 0
        while name in names:
            n += 1
            name = f"{column}_{n}"
        names.append(name)
    return names


def _json(value: Any) -> Any:
    """Numbers as numbers (amounts have at most 17 digits), lists and structs as such, what JSON has no word for as text or null."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value if value is None or isinstance(value, str | int) else str(value)


def _write_parquet(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, out: Path | None) -> None:
    if statement.type != duckdb.StatementType.SELECT:
        raise WrongForm("only a query makes a Parquet file, not a statement that changes or explains something")
    query = statement.query.rstrip().rstrip(";")
    folder = out.parent if out else None
    with tempfile.TemporaryDirectory(prefix=".diarium-", dir=folder) as aside:
        part = Path(aside) / "answer.parquet"
        quoted = str(part).replace("'", "''")
        connection.execute(f"COPY (FROM ({query}\n)) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")
        if out:
            part.replace(out)
            return
        with part.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    with tempfile.TemporaryDirectory(prefix=".diarium-", dir=out.parent) as aside:
        part = Path(aside) / "answer"
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(out)


def _print_first_rows(columns: Sequence[str], answer: duckdb.DuckDBPyConnection, *, records: bool) -> None:
    rows = answer.fetchmany(SHOWN_ROWS + 1)
    print_answer(columns, rows[:SHOWN_ROWS], records=records)
    if len(rows) <= SHOWN_ROWS:
        return
    n_rows = len(rows)
    while n_rows <= COUNTED_ROWS and (more := answer.fetchmany(ANSWER_BATCH)):
        n_rows += len(more)
    n_all = str(n_rows) if n_rows <= COUNTED_ROWS else f"more than {COUNTED_ROWS}"
    console.say(f"{SHOWN_ROWS} of {n_all} rows shown; all of them: --format csv, json or parquet")
