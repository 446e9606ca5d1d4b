"""What can be wrong with stored captures. Every error names the file, the offset where there is one, and what to do."""

from __future__ import annotations

from pathlib import Path


class CaptureStoreError(Exception):
    """Something about the capture store; its subclasses say what.

    `file` is the file at fault and `offset` the byte position of the record in it, both None where they do not apply; `problem` is the
    message without them.
    """

    def __init__(self, message: str, *, file: Path | None = None, offset: int | None = None) -> None:
        place = "" if file is None else f"{file}: " if offset is None else f"{file} at offset {offset}: "
        super().__init__(place + message)
        self.problem = message
        self.file = file
        self.offset = offset


class BadRegistryCodeError(CaptureStoreError):
    """A registry code that cannot be the name of a folder."""


class CrawlInProgressError(CaptureStoreError):
    """Another process is writing captures of the same registry."""


class WriterClosedError(CaptureStoreError):
    """A capture was added to, or asked of, a writer that is already finished."""


class NothingToRevisitError(CaptureStoreError):
    """A server said "not modified" about an address of which no body is stored."""


class CaptureMissingError(CaptureStoreError):
    """No stored capture has the body asked for."""


class DamagedCaptureError(CaptureStoreError):
    """A WARC file, or one record of it, cannot be read or is not what its digest says."""


class DamagedIndexError(CaptureStoreError):
    """An index file cannot be read or has other columns; its rows are taken from the WARC file instead."""


class DamagedManifestError(CaptureStoreError):
    """A crawl manifest cannot be read; the crawl is not listed until it can."""


class DamagedDecisionError(CaptureStoreError):
    """What was decided about a crawl cannot be read; the crawl is held back until it can."""
