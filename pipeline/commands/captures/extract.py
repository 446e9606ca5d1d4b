"""Taking one capture out of the store: its body, its text, or a small WARC file that other tools read.

Does not belong here: which capture is meant (`timeline`), where the bytes go (`captures_command`).
"""

from __future__ import annotations

from io import BytesIO

from parsers.page.html import page_text
from pipeline.commands.captures.captures_output import wire_of
from pipeline.commands.captures.timeline import original_of, warc_file_of
from pipeline.settings import VERSION
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.errors import CaptureMissingError
from warehouse.captures.index import CaptureRow
from warehouse.captures.stored_records import read_is_sample, read_record
from warehouse.captures.warc_writer import WarcFile

_SOFTWARE = f"Diarium/{VERSION} (extract)"


def body_of(store: CaptureStore, row: CaptureRow) -> bytes:
    """The body of a capture, for a revisit the one it stands for. Raises `CaptureMissingError` where it has none, `DamagedCaptureError`."""
    if row.body_sha256 is None:
        words = f"the answer of {row.fetched_at:%Y-%m-%dT%H:%M:%SZ} has no body (status {row.status})"
        raise CaptureMissingError(f"{words}; --warc gives its headers")
    if row.record_type == "response":
        return read_record(warc_file_of(store, row), row.record_offset).body or b""
    return store.body(row.registry, row.body_sha256)


def text_of(store: CaptureStore, row: CaptureRow) -> str:
    """The page's text, to which the spans of values refer. Raises as `body_of`."""
    return page_text(body_of(store, row), row.content_type or "text/html").text


def warc_of(store: CaptureStore, row: CaptureRow) -> bytes:
    """A WARC file of that capture alone: answer and request, before them for a revisit what it stands for; records as they are stored.

    Raises `CaptureMissingError` where the body a revisit stands for is stored nowhere, `DamagedCaptureError`.
    """
    original = original_of(store, row)
    if row.record_type == "revisit" and original is None:
        raise CaptureMissingError(f"the body that the revisit of {row.fetched_at:%Y-%m-%dT%H:%M:%SZ} stands for is stored nowhere")
    stream = BytesIO()
    name = f"{row.registry}-{row.fetched_at:%Y%m%dT%H%M%SZ}.warc.gz"
    WarcFile(stream, name=name, software=_SOFTWARE, is_sample=read_is_sample(warc_file_of(store, row)))
    for each in dict.fromkeys((original or row, row)):
        for member in wire_of(store, each).members:
            stream.write(member)
    return stream.getvalue()
