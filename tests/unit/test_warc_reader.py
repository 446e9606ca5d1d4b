"""The one reader of WARC records: where records lie, what of a block is kept, and what is accepted of our own files."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.foreign_warcs import Foreign
from warehouse.captures.errors import DamagedCaptureError
from warehouse.captures.warc_reader import ArchiveRecord, archive_records, record_at, stored_bytes, whole_records

MADE = Foreign().info().page("https://a.example/", datetime(2020, 1, 1, tzinfo=UTC), b"<p>a</p>" * 9_000)
MADE.page("https://a.example/b", datetime(2020, 1, 2, tzinfo=UTC), b"<p>b</p>")


@pytest.mark.parametrize("content", [MADE.plain(), MADE.packed()], ids=["plain", "gzip"])
def test_the_places_of_records_are_the_bytes_of_the_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.warc"
    file.write_bytes(content)
    records = list(whole_records(file))
    assert b"".join(stored_bytes(file, record) for record in records) == content
    assert [record_at(file, record.offset) for record in records] == records


def test_the_records_of_one_gzip_member_are_read_but_not_accepted_in_a_file_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "file.warc.gz"
    file.write_bytes(MADE.packed_in_one())
    assert [record.offset for record in archive_records(file)] == [0, 0, 0]
    with pytest.raises(DamagedCaptureError, match=r"at offset 0: .*several records in one gzip member"):
        list(whole_records(file))


@pytest.mark.parametrize("rest", [bytes(100), b"\x1f\x8b", b"something else"])
def test_a_file_of_ours_ends_with_its_last_record(tmp_path: Path, rest: bytes) -> None:
    file = tmp_path / "file.warc.gz"
    file.write_bytes(MADE.packed() + rest)
    with pytest.raises(DamagedCaptureError, match=f"at offset {len(MADE.packed())}: "):
        list(whole_records(file))


def test_a_huge_block_of_which_little_is_kept_takes_little_memory(tmp_path: Path) -> None:
    length, file = 50_000_000, tmp_path / "file.warc.gz"
    file.write_bytes(gzip.compress(f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n".encode() + bytes(length), 1))
    tracemalloc.start()
    (record,) = archive_records(file, lambda *_: 1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(record, ArchiveRecord)
    assert record.block == bytes(1_000)
    assert peak < 2_000_000
