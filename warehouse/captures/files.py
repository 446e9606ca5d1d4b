"""What the files of a crawl are called (WARC file, index, manifest, a decision about it, and each while it is being written), and how one
gets its name."""

from __future__ import annotations

import os
from pathlib import Path

WARC_SUFFIX = ".warc.gz"
INDEX_SUFFIX = ".index.parquet"
MANIFEST_SUFFIX = ".crawl.json"
DECISION_SUFFIX = ".decision.json"
ASIDE_SUFFIX = ".tmp"


def index_file_of(warc: Path) -> Path:
    """Where the index of a WARC file lies."""
    return warc.with_name(crawl_id_of(warc) + INDEX_SUFFIX)


def manifest_of(warc: Path) -> Path:
    """Where the manifest of a WARC file lies."""
    return warc.with_name(crawl_id_of(warc) + MANIFEST_SUFFIX)


def crawl_id_of(file: Path) -> str:
    """The crawl a file belongs to."""
    return file.name.partition(".")[0]


def aside(file: Path) -> Path:
    """Where a file lies until it is whole."""
    return file.with_name(file.name + ASIDE_SUFFIX)


def replace_synced(written: Path, file: Path) -> None:
    """Renames a finished file; its bytes are on disk before, its name after."""
    sync(written)
    written.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Returns when what was written to a file, or renamed in a folder, is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
