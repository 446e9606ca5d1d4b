"""The prompt of `diarium sql`: queries up to a semicolon, and a few dot commands as shells of databases have them.

Belongs here: what a line means, at a terminal and in a pipe. Does not belong here: editing and completion
(`pipeline.commands.sql.prompt_line`, `pipeline.commands.sql.completion`, both loaded at a terminal only)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from pipeline.commands.sql.answer_table import show_answer
from pipeline.commands.sql.answers import FORMATS, Target
from pipeline.commands.sql.query import SCHEMAS, Published, QueryError, ask, publication
from pipeline.terminal import console

LEAVING = ("exit", "quit", ".exit", ".quit", ".q")
MODES = tuple(name for name in FORMATS if name != "parquet")
COMMANDS = {
    ".tables [WORD]": "tables and macros, or those with the word in their name",
    ".schema NAME": "columns of a table and what they mean, or what a macro asks for",
    ".mode [MODE]": f"how answers look: {', '.join(MODES)}",
    ".help": "this list",
    ".quit": "leaves, as Ctrl-D does",
}
TABLES = f"""
    SELECT name, n_rows, split_part(comment, '. ', 1) AS what FROM (
        SELECT schema_name, schema_name || '.' || table_name AS name, estimated_size AS n_rows, comment FROM duckdb_tables()
        WHERE database_name = 'diarium'
        UNION ALL
        SELECT schema_name, schema_name || '.' || function_name || '(' || array_to_string(parameters, ', ') || ')', NULL, comment
        FROM duckdb_functions() WHERE database_name = 'diarium'
    ) WHERE contains(name, ?)
    ORDER BY list_position({list(SCHEMAS)}, schema_name), n_rows IS NULL, name
"""
COLUMNS = """
    SELECT column_name AS "column", data_type AS type, comment AS what FROM duckdb_columns()
    WHERE database_name = 'diarium' AND schema_name || '.' || table_name = ? ORDER BY column_index
"""
ABOUT = "SELECT comment FROM duckdb_tables() WHERE database_name = 'diarium' AND schema_name || '.' || table_name = ?"
MACRO = """
    SELECT schema_name || '.' || function_name || '(' || array_to_string(parameters, ', ') || ')', comment FROM duckdb_functions()
    WHERE database_name = 'diarium' AND ? IN (function_name, schema_name || '.' || function_name)
"""


def prompt(warehouse: Path, target: Target) -> int:
    """Reads queries up to a semicolon until end of input, `.quit` or `exit`. Each sees what is published at that moment.

    Returns 0, or where nobody sits at the terminal the exit code of the last query that failed. Raises `QueryError` where there is no
    warehouse to begin with.
    """
    with Published(warehouse) as published:
        published.connection()
        conversation = Conversation(published, target)
        if sys.stdin.isatty():
            _at_the_terminal(conversation)
            return 0
        for words in _piped():
            conversation.take(words)
            if conversation.is_over:
                break
        return conversation.worst


class Conversation:
    """Takes one query or dot command after the other; `worst` is the exit code of the last that failed."""

    def __init__(self, published: Published, target: Target) -> None:
        self.published = published
        self.worst = 0
        self.is_over = False
        self._target = target

    def take(self, words: str) -> None:
        """Does what was typed and says what is wrong with it; never raises for a bad query."""
        words = words.strip()
        if words.casefold().rstrip("; ") in LEAVING:
            self.is_over = True
            return
        try:
            if words.startswith("."):
                self._command(*words.rstrip(";").split(maxsplit=1))
            elif words.strip("; \n"):
                ask(self.connection(), words, self._target)
        except QueryError as error:
            console.complain(str(error))
            self.worst = error.exit_code

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection to what is published now; a change of the publication is said. Raises `QueryError`."""
        connection = self.published.connection()
        if self.published.is_new:
            console.complain(f"From here on another publication: {publication(connection)}. Temporary tables are gone.")
        return connection

    def _command(self, name: str, argument: str = "") -> None:
        argument = argument.strip()
        if name == ".help":
            show_answer(("type", "and see"), [*COMMANDS.items(), ("SELECT ... ;", "a query: it ends with a semicolon, on any line")])
        elif name == ".mode":
            self._mode(argument)
        elif name == ".tables":
            self._show(TABLES, argument, f"no table or macro has {argument!r} in its name; .tables lists all")
        elif name == ".schema":
            self._schema(argument)
        else:
            raise QueryError(f"no command {name}; there is {', '.join(COMMANDS)}", 2)

    def _mode(self, mode: str) -> None:
        if mode and mode not in MODES:
            raise QueryError(f".mode {mode}: there is {', '.join(MODES)}", 2)
        if mode:
            self._target = replace(self._target, output=mode)
        else:
            console.say(self._target.output)

    def _schema(self, wanted: str) -> None:
        if not wanted:
            raise QueryError(".schema NAME: name a table or a macro; .tables lists them", 2)
        connection = self.connection()
        name = wanted.casefold().rstrip("()")
        candidates = [name] if "." in name else [f"{schema}.{name}" for schema in SCHEMAS]
        for full_name in candidates:
            if rows := connection.execute(COLUMNS, [full_name]).fetchall():
                said = connection.execute(ABOUT, [full_name]).fetchall()
                console.say(f"{full_name}: {said[0][0] or ''}")
                show_answer(("column", "type", "what"), rows)
                return
        macros = connection.execute(MACRO, [name]).fetchall()
        if not macros:
            raise QueryError(f"no table or macro {wanted}; .tables lists all", 2)
        for call, said in macros:
            console.say(f"{call}: {said or ''}")

    def _show(self, query: str, argument: str, otherwise: str) -> None:
        answer = self.connection().execute(query, [argument])
        columns = [str(column[0]) for column in answer.description or ()]
        rows = answer.fetchall()
        if not rows:
            raise QueryError(otherwise, 2)
        show_answer(columns, rows)


def is_complete(words: str) -> bool:
    """Whether what was typed can be done: it is empty, a dot command or `exit`, or ends with a semicolon outside quotes and comments."""
    told = words.strip()
    if not told or told.startswith(".") or told.casefold() in LEAVING:
        return True
    try:
        tokens = duckdb.tokenize(words)
    except duckdb.Error:
        return told.endswith(";")
    data = words.encode()
    return bool(tokens) and data[tokens[-1][0] : tokens[-1][0] + 1] == b";"


def _piped() -> Iterator[str]:
    """Queries from standard input, as they become complete; the last one needs no semicolon."""
    waiting = ""
    for line in sys.stdin:
        waiting += line
        if waiting.strip() and is_complete(waiting):
            yield waiting
            waiting = ""
    if waiting.strip():
        yield waiting


def _at_the_terminal(conversation: Conversation) -> None:
    from pipeline.commands.sql.completion import NameCompleter, names_of
    from pipeline.commands.sql.prompt_line import history, session

    past, file = history()
    connection = conversation.published.connection()
    for words in (
        f"Reading {conversation.published.warehouse}",
        f"{publication(connection)}.",
        "End a query with ';'. Tab completes, .help lists commands, Ctrl-C gives up a query, Ctrl-D leaves.",
        f"History: {file}" if file else "There is no place to keep a history: it lasts for this session.",
    ):
        console.err.print(words, markup=False)
    completer = NameCompleter(names_of(connection), [command.split()[0] for command in COMMANDS])
    line = session(past, completer, is_complete)
    while not conversation.is_over:
        try:
            conversation.take(line.prompt())
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if conversation.published.is_new:
            completer.names = names_of(conversation.published.connection())
