"""What the files of a crawl are called: the WARC file, beside it its index and its manifest, and each while it is being written."""

from __future__ import annotations

from pathlib import Path

WARC_SUFFIX = ".warc.gz"
INDEX_SUFFIX = ".index.parquet"
MANIFEST_SUFFIX = ".crawl.json"
ASIDE_SUFFIX = ".tmp"


def index_of(warc: Path) -> Path:
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
