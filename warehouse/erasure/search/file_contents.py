"""What is inside each kind of file, text by text, for the search that proves an erasure.

Belongs here: one reader a kind, which yields the places where something was found and raises `UnsearchableFileError` where it cannot see.
Does not belong here: what is looked for (`text_matcher`).
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.captures.content_encoding import UndecodableBodyError
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.http_message import message_in
from warehouse.captures.warc_reader import ArchiveRecord, whole_records
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.erasure.search.containers import UnopenedBody, closed_form, inflated, zipped_files
from warehouse.erasure.search.text_matcher import Look

_BATCH = 10_000
_PLAIN_TYPES = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT", "DATE", "TIME", "TIMESTAMP", "DECIMAL")


class UnsearchableFileError(Exception):
    """A file, or something in it, whose words nobody can see; the message says what and what to do, not the words."""


def kind_of(file: Path) -> str:
    """What a file is, by its first bytes; by its name only where those say nothing. Raises `UnsearchableFileError`."""
    with file.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"\x1f\x8b"):
        return "WARC" if ".warc" in file.name else "gzip"
    if head.startswith(b"PAR1"):
        return "Parquet"
    if head.startswith(b"SQLite format 3\0"):
        return "SQLite"
    if head[8:12] == b"DUCK":
        return "DuckDB"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if form := closed_form(head):
        raise UnsearchableFileError(f"{form}, which cannot be searched; look at it and remove it")
    return {".json": "JSON", ".html": "HTML"}.get(file.suffix, "other (bytes)")


def _in_warc(file: Path, look: Look) -> Iterator[str]:
    try:
        for record in whole_records(file):
            place = f"{record.kind} record at {record.offset}"
            try:
                if _is_in_record(record, look):
                    yield place
            except (UndecodableBodyError, UnopenedBody) as error:
                raise UnsearchableFileError(f"{place}: {error}") from error
    except DamagedCaptureError as error:
        raise UnsearchableFileError(str(error)) from error


def _is_in_record(record: ArchiveRecord, look: Look) -> bool:
    if look.finds_in_any([f"{name}: {value}" for name, value in record.fields]):
        return True
    message = message_in(record)
    if message is None:
        return look.finds_in_body(record.block, record.field("Content-Type")) or _is_in_json(record.block, look)
    lines = [message.first_line, *(f"{name}: {value}" for name, value in message.headers)]
    if look.finds_in_any(lines) or look.finds_in_bytes("\n".join(lines).encode("latin-1", "replace")):
        return True
    if record.kind == "revisit":
        return False
    return _is_in_body(message.body, message.header("Content-Type"), look)


def _is_in_body(body: bytes, content_type: str, look: Look) -> bool:
    if body.startswith(b"PK\x03\x04"):
        return any(look.finds(name) or _is_in_body(content, "", look) for name, content in zipped_files(body))
    if body.startswith(b"\x1f\x8b"):
        return _is_in_body(inflated(body), content_type, look)
    if form := closed_form(body):
        raise UnopenedBody(f"the body is {form}, whose words cannot be searched; erase its address with --address")
    return look.finds_in_body(body, content_type) or _is_in_json(body, look)


def _in_packed(file: Path, look: Look) -> Iterator[str]:
    try:
        if _is_in_body(file.read_bytes(), "", look):
            yield "its content"
    except UnopenedBody as error:
        raise UnsearchableFileError(str(error)) from error


def _in_html(file: Path, look: Look) -> Iterator[str]:
    """A page of ours holds its details in compressed blocks; its plain words are searched as those of every file."""
    for found in re.finditer(rb"H4sI[A-Za-z0-9+/]{20,}={0,2}", file.read_bytes()):
        try:
            if _is_in_body(inflated(base64.b64decode(found[0])), "", look):
                yield "a compressed block"
                return
        except (UnopenedBody, ValueError) as error:
            raise UnsearchableFileError(f"a compressed block cannot be read ({error}); remove the file") from error


def _in_parquet(file: Path, look: Look) -> Iterator[str]:
    try:
        with pq.ParquetFile(file) as parquet:
            described = [f"{key!r} {value!r}" for key, value in (parquet.schema_arrow.metadata or {}).items()]
            if look.finds_in_any([*described, *parquet.schema_arrow.names]):
                yield "its description"
            for batch in parquet.iter_batches(_BATCH):
                for name, column in zip(batch.schema.names, batch.columns, strict=True):
                    if not _is_plain(column.type) and look.finds_in_any(
                        list(_strings(column.unique() if _is_flat(column.type) else column))
                    ):
                        yield f"column {name}"
    except (pa.ArrowException, OSError) as error:
        raise UnsearchableFileError(f"not a readable Parquet file ({type(error).__name__}); remove it") from error


def _strings(column: Any) -> Iterator[str]:
    for value in column.to_pylist():
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    """A value as text; of a list or a struct each value in it."""
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, list | tuple | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)


def _is_flat(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _is_plain(kind: pa.DataType) -> bool:
    return bool(pa.types.is_primitive(kind) or pa.types.is_boolean(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind))


def _in_duckdb(file: Path, look: Look) -> Iterator[str]:
    try:
        with reading(file) as connection:
            columns = connection.execute(
                "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
                "WHERE database_name = 'diarium' AND NOT internal ORDER BY ALL"
            ).fetchall()
            for schema, table, column, kind in columns:
                if kind.startswith(_PLAIN_TYPES) and not kind.endswith("[]"):
                    continue
                value = f'"{column}"' if kind.endswith(("[]", ")")) else f'CAST("{column}" AS VARCHAR)'
                answer = connection.execute(f'SELECT DISTINCT {value} FROM "{schema}"."{table}"')
                while rows := answer.fetchmany(_BATCH):
                    if look.finds_in_any([text for row in rows for text in _texts(row[0])]):
                        yield f"{schema}.{table}, column {column}"
                        break
    except (WarehouseMissing, WarehouseUnreadable, duckdb.Error) as error:
        raise UnsearchableFileError(f"DuckDB cannot open it ({type(error).__name__}); remove it and run `diarium run`") from error


def _in_sqlite(file: Path, look: Look) -> Iterator[str]:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            for table in tables:
                answer = connection.execute(f'SELECT * FROM "{table}"')
                while rows := answer.fetchmany(_BATCH // 10):
                    if is_in_row([value for row in rows for value in row], look):
                        yield f"table {table}"
                        break
    except sqlite3.Error as error:
        raise UnsearchableFileError(f"SQLite cannot read it ({error}); end what has it open (diarium ui?) and purge again") from error


def is_in_row(values: list[Any], look: Look) -> bool:
    """Whether something is found in values of an SQLite row, JSON in them read as such."""
    texts = [value for value in values if isinstance(value, str)]
    blobs = [value for value in values if isinstance(value, bytes)]
    return look.finds_in_any(texts) or any(_is_in_blob(blob, look) for blob in blobs)


def _is_in_blob(blob: bytes, look: Look) -> bool:
    try:
        return look.finds_in_bytes(blob) or _is_in_body(_inflated(blob), "", look)
    except UnopenedBody as error:
        raise UnsearchableFileError(str(error)) from error


def _inflated(blob: bytes) -> bytes:
    """Dagster keeps descriptions of jobs compressed with zlib."""
    import zlib

    if blob[:1] != b"\x78":
        return b""
    try:
        return zlib.decompress(blob)
    except zlib.error:
        return b""


def _in_json(file: Path, look: Look) -> Iterator[str]:
    if _is_in_json(file.read_bytes(), look):
        yield "a string in it"


def _is_in_json(data: bytes, look: Look) -> bool:
    if data.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        return look.finds_in_any(list(json_strings(json.loads(data))))
    except ValueError:
        return False  # its bytes are searched as they are


def json_strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from json_strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from json_strings(each)


READERS: dict[str, Callable[[Path, Look], Iterator[str]]] = {
    "WARC": _in_warc,
    "gzip": _in_packed,
    "zip": _in_packed,
    "Parquet": _in_parquet,
    "DuckDB": _in_duckdb,
    "SQLite": _in_sqlite,
    "JSON": _in_json,
    "HTML": _in_html,
}
