"""Which exchanges are stored, for questions beside the published tables: that is in the capture indexes and not published again."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.index import INDEX_SCHEMA
from warehouse.fill import Connection, keep_arrow


def keep_captures(connection: Connection, captures: CaptureStore, registries: Iterable[str]) -> None:
    """Makes the temporary table `stored_capture` of the exchanges of some registries; what cannot be read of their indexes is left out."""
    found = [captures.index(code).select(INDEX_SCHEMA.names) for code in registries]
    keep_arrow(connection, "stored_capture", pa.concat_tables([INDEX_SCHEMA.empty_table(), *found]))
