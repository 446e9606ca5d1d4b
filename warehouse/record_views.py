"""Records of stored files as relations of a connection: as they were read, and as corrections make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.fill import Connection, keep_arrow
from warehouse.inputs import InputError
from warehouse.observations.records import KEY, RECORD
from warehouse.sql_literal import sql_literal


def view_records(connection: Connection, files: Iterable[Path]) -> None:
    """`staging.record_read`: the records as they were read. A column that came after a file was written is empty. Raises `InputError`."""
    paths, names = (", ".join(named(path) for path in sorted(files)) for named in (sql_literal, str))
    keep_arrow(connection, "no_records", RECORD.empty_table())
    stored = f" UNION ALL BY NAME FROM read_parquet([{paths}], union_by_name = true)" if paths else ""
    try:
        lacking = set(KEY) - {row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet([{paths}])").fetchall()} if paths else ()
        if lacking:
            raise InputError(f"{names}: cannot be read as records ({', '.join(sorted(lacking))} missing); read the registry again")
        connection.execute(f"CREATE OR REPLACE VIEW staging.record_read AS FROM no_records{stored}")
    except duckdb.Error as error:
        raise InputError(f"{names}: cannot be read as records ({error}); read the registry again: diarium reparse") from error


@contextmanager
def damage_named(files: Iterable[Path]) -> Iterator[None]:
    """Makes an error of DuckDB over bytes that it cannot decode an `InputError` that names the files being read."""
    try:
        yield
    except duckdb.Error as error:
        if not isinstance(error, duckdb.IOException | duckdb.InvalidInputException) and type(error) is not duckdb.Error:
            raise
        names = ", ".join(str(file) for file in sorted(files))
        raise InputError(f"{names}: one of them is damaged ({error}); read the registry again: diarium reparse") from error


def view_corrected(connection: Connection, corrected: pa.Table) -> None:
    """`staging.record`: what was read, and the few `corrected` records in the place of those they were made of."""
    keep_arrow(connection, "corrected_record", corrected)
    instead = f" ANTI JOIN corrected_record USING ({', '.join(KEY)}) UNION ALL BY NAME FROM corrected_record" if corrected.num_rows else ""
    connection.execute(f"CREATE OR REPLACE VIEW staging.record AS SELECT * FROM staging.record_read{instead}")
