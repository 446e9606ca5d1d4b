"""What Tab offers at the prompt: tables, columns, macros and functions of the published file, and the words of SQL.

Belongs here: names and which of them fit where the cursor is. Does not belong here: the prompt itself
(`pipeline.commands.sql.prompt_line`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import duckdb
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from pipeline.commands.sql.query import SCHEMAS
from warehouse.visible import visible

WORD = re.compile(r"[\w.]+$")
MENTIONED = re.compile(r"\b(?:from|join|describe|summarize)\s+([\w.]+)(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
WANTS_A_TABLE = re.compile(r"(?:\b(?:from|join|describe|summarize|table)\s+|^\s*\.schema\s+)[\w.]*$", re.IGNORECASE)
DOT_COMMAND = re.compile(r"^\s*\.\w*$")
LONGEST_HINT = 60


@dataclass(frozen=True, slots=True)
class Names:
    """What can be named: tables and macros as `schema.name` with what they are, columns by table with type and meaning, words of SQL."""

    tables: dict[str, str] = field(default_factory=dict)
    macros: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def names_of(connection: duckdb.DuckDBPyConnection) -> Names:
    """All names of the attached warehouse, those of marts first."""
    names = Names(
        functions=_words(
            connection, "SELECT DISTINCT function_name FROM duckdb_functions() WHERE regexp_full_match(function_name, '[a-z]\\w*')"
        ),
        keywords=_words(connection, "SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"),
    )
    ours = f"database_name = 'diarium' AND schema_name IN {SCHEMAS} ORDER BY list_position({list(SCHEMAS)}, schema_name)"
    for name, said in connection.execute(
        f"SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE {ours}, table_name"
    ).fetchall():
        names.tables[name] = said or ""
    for name, parameters, said in connection.execute(
        f"SELECT schema_name || '.' || function_name, parameters, comment FROM duckdb_functions() WHERE {ours}, function_name"
    ).fetchall():
        names.macros[name] = f"({', '.join(parameters)}) {said or ''}"
    for table, column, kind, said in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type, comment FROM duckdb_columns() "
        f"WHERE {ours}, table_name, column_index"
    ).fetchall():
        names.columns.setdefault(table, {})[column] = f"{kind}  {said or ''}"
    return names


def _words(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[str, ...]:
    return tuple(sorted(word for (word,) in connection.execute(query).fetchall()))


class NameCompleter(Completer):
    """Offers the names that fit; `names` and the dot commands are asked for anew each time."""

    def __init__(self, names: Names, commands: Iterable[str]) -> None:
        self.names = names
        self._commands = tuple(commands)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """What may stand where the cursor is, tables after FROM, columns of the tables named elsewhere in the query first."""
        before = document.text_before_cursor
        if DOT_COMMAND.match(before):
            word = before.strip()
            yield from (Completion(name, -len(word)) for name in self._commands if name.startswith(word))
            return
        found = WORD.search(before)
        word = found.group() if found else ""
        seen: set[str] = set()
        for text, said in self._candidates(before, document.text, word):
            if text.casefold().startswith(word.casefold()) and text not in seen:
                seen.add(text)
                yield Completion(text, -len(word), display_meta=visible(said)[:LONGEST_HINT])

    def _candidates(self, before: str, query: str, word: str) -> Iterator[tuple[str, str]]:
        if WANTS_A_TABLE.search(before):
            yield from self._named()
            return
        mentioned = [(self._resolved(name), name, alias) for name, alias in MENTIONED.findall(query)]
        owner, dot, _ = word.rpartition(".")
        if dot:
            for table, name, alias in mentioned:
                if table and owner in (name, alias, table, table.partition(".")[2]):
                    yield from ((f"{owner}.{column}", said) for column, said in self.names.columns.get(table, {}).items())
            yield from self._named()
            return
        for table, _name, _alias in mentioned:
            yield from self.names.columns.get(table or "", {}).items()
        if not word:
            return
        yield from ((keyword if word.isupper() else keyword.lower(), "") for keyword in self.names.keywords)
        yield from self._named()
        if not any(table for table, _name, _alias in mentioned):
            for columns in self.names.columns.values():
                yield from columns.items()
        yield from ((f"{name}(", "") for name in self.names.functions)

    def _named(self) -> Iterator[tuple[str, str]]:
        """Tables and macros, with their schema and, where that says enough, without."""
        yield from self.names.tables.items()
        yield from ((f"{name}(", said) for name, said in self.names.macros.items())
        yield from ((name.partition(".")[2], said) for name, said in self.names.tables.items())
        yield from ((f"{name.partition('.')[2]}(", said) for name, said in self.names.macros.items())

    def _resolved(self, name: str) -> str | None:
        """The table a name in the query means: in the first schema that has it."""
        wanted = name.casefold()
        return next((table for table in self.names.tables if wanted in (table, table.partition(".")[2])), None)
