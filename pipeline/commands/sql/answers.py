"""How the answer to one query leaves, to standard output or a file: a table to look at, or CSV, JSON lines, Parquet, a workbook.

Rows go out as they come in, a batch at a time: an answer may be larger than memory. Does not belong here: connections and errors
(`pipeline.commands.sql.query`), the look of tables (`answer_table`), what a sheet holds (`workbook`).
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
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.commands.sql.answer_table import print_answer
from pipeline.commands.sql.workbook import WrongForm, write_workbook
from pipeline.terminal import console
from warehouse.spreadsheets import safe_cell
from warehouse.visible import visible_json

ON_SCREEN, TEXTS, BINARY = ("table", "record"), ("csv", "json"), ("parquet", "xlsx")
ANSWER_FORMATS = (*ON_SCREEN, *TEXTS, *BINARY)
SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet", ".xlsx": "xlsx"}
"""What the name of a file says about its format."""

ANSWER_BATCH, PARQUET_BATCH = 2_000, 100_000
SHOWN_ROWS = 200
COUNTED_ROWS = 100_000
"""Beyond so many rows a table does not say how many there are: counting them would take as long as the whole answer."""


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
        raise WrongForm(f"--out {out}: a {chosen} is for looking at; add --format csv, json, parquet or xlsx")
    if out and not out.parent.is_dir():
        raise WrongForm(f"--out {out}: there is no folder {out.parent}")
    if chosen in BINARY and out is None and sys.stdout.isatty():
        raise WrongForm(f"{chosen} is not text: give --out FILE, or send it into a file or a program ('> answer.{chosen}')")
    return AnswerForm(chosen, out)


def write_answer(connection: duckdb.DuckDBPyConnection, statements: Sequence[duckdb.Statement], form: AnswerForm) -> None:
    """Runs statements and writes their answers. A file appears when it is whole. Raises `WrongForm`, `OSError` and `duckdb.Error`.

    Only what is for people may be several answers, one below the other: two tables in one file are neither. Statements that answer
    nothing, such as those that DuckDB makes of a PIVOT, may come before.
    """
    n_answers = sum(_answers(statement) for statement in statements)
    if not form.is_for_people and n_answers != 1:
        raise WrongForm(f"{form.format} holds the answer to one query; here are {n_answers}: put them one at a time")
    with _opened(form.file if form.format in TEXTS else None) as file:
        for statement in statements:
            answer = connection.execute(statement)
            if not _answers(statement) or not answer.description:
                continue
            columns = [str(column[0]) for column in answer.description]
            if form.format in BINARY:
                _write_binary(columns, answer, form)
            elif form.format == "csv":
                _write_csv(columns, answer, file)
            elif form.format == "json":
                _write_json(columns, answer, file)
            elif statement.type == duckdb.StatementType.EXPLAIN:
                file.writelines(f"{row[-1]}\n" for row in answer.fetchall())
            else:
                _print_first_rows(columns, answer, records=form.format == "record")


def _answers(statement: duckdb.Statement) -> bool:
    return statement.expected_result_type == [duckdb.ExpectedResultType.QUERY_RESULT]


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


def _write_parquet(columns: Sequence[str], answer: duckdb.DuckDBPyConnection, file: Path) -> None:
    batches = answer.fetch_record_batch(PARQUET_BATCH)
    schema = pa.schema([each.with_name(name) for each, name in zip(batches.schema, _distinct(columns), strict=True)])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.rename_columns(schema.names))


def _write_binary(columns: Sequence[str], answer: duckdb.DuckDBPyConnection, form: AnswerForm) -> None:
    """Parquet or a workbook: made aside as a whole, then put in place or sent to standard output."""
    with tempfile.TemporaryDirectory(prefix=".diarium-", dir=form.file.parent if form.file else None) as aside:
        part = Path(aside) / f"answer.{form.format}"
        if form.format == "parquet":
            _write_parquet(columns, answer, part)
        else:
            write_workbook(_distinct(columns), _batches(answer), part)
        if form.file:
            part.replace(form.file)
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
    console.say(f"{SHOWN_ROWS} of {n_all} rows shown; all of them: --format csv, json, parquet or xlsx")
