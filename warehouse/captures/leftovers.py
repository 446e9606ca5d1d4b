"""What a crawl leaves behind that was killed: cut back to what is whole, gone on with, or put in place as held. Nothing of it is lost."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.captures.errors import DamagedCaptureError, DamagedManifestError
from warehouse.captures.files import ASIDE_SUFFIX, WARC_SUFFIX, aside, crawl_id_of, manifest_of
from warehouse.captures.index import PAGE_STATUSES, CaptureRow, index_warc
from warehouse.captures.manifest import Crawl, manifest_text, manifest_urn, read_manifest
from warehouse.captures.stored_records import read_is_import, read_is_sample, read_metadata, whole_length
from warehouse.captures.survey import resolved
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.captures.warc_writer import WarcFile

log = logging.getLogger(__name__)

RESUMABLE = timedelta(hours=24)
"""A crawl that was killed is gone on with if it began less than this ago; its pages would else be of too different times."""


def new_crawl(registry_code: str, crawl_id: str, started_at: datetime, *, is_sample: bool) -> Crawl:
    """A crawl that has nothing yet."""
    return Crawl(
        registry=registry_code,
        crawl_id=crawl_id,
        started_at=started_at,
        finished_at=started_at,
        state=Verdict.HELD,
        reason=None,
        is_sample=is_sample,
        pages_fetched=0,
        pages_unchanged=0,
        pages_failed=0,
    )


def left_off(folder: Path, registry_code: str, *, is_sample: bool, now: datetime) -> Crawl | None:
    """The crawl that was killed and can be gone on with, its WARC file cut back to what is whole.

    Of others that were killed, what is whole is put in place as held; all else that lies aside is deleted, imports too: they can be done
    again from the file they came from. Only who holds the registry's lock may call it.
    """
    found = None
    for torn in sorted(folder.glob(f"*{WARC_SUFFIX}{ASIDE_SUFFIX}"), reverse=True):
        crawl = _cut_back(torn, registry_code)
        if crawl is None or read_is_import(torn):
            torn.unlink()
        elif found is None and crawl.is_sample == is_sample and now - crawl.started_at < RESUMABLE:
            found = crawl
        else:
            _seal(torn, crawl)
    for leftover in folder.glob(f"*{ASIDE_SUFFIX}"):
        if found is None or leftover.name != f"{found.crawl_id}{WARC_SUFFIX}{ASIDE_SUFFIX}":
            leftover.unlink()
    return found


def rows_of_left(folder: Path, crawl: Crawl, stored: Iterable[CaptureRow]) -> list[CaptureRow]:
    """What a killed crawl has already, in its order; revisits with the bodies they stand for, which `stored` has where it has not."""
    warc = folder / f"{crawl.crawl_id}{WARC_SUFFIX}"
    return resolved(index_warc(aside(warc), registry=crawl.registry, crawl_id=crawl.crawl_id, name=warc.name), stored)


def restore_manifest(warc: Path) -> bool:
    """Writes the manifest of a WARC file that has none, or a damaged one, from the copy in it; whether it did."""
    manifest = manifest_of(warc)
    try:
        read_manifest(manifest)
    except DamagedManifestError:
        pass
    else:
        return False
    try:
        text = read_metadata(warc, manifest_urn(crawl_id_of(warc)))
    except DamagedCaptureError as problem:
        log.warning("%s", problem)
        return False
    if text is None:
        return False
    aside(manifest).write_bytes(text)
    aside(manifest).replace(manifest)
    return True


def _cut_back(torn: Path, registry_code: str) -> Crawl | None:
    """The crawl of a WARC file that broke off, the file cut back to what is whole; None where that is nothing, or no crawl's."""
    length = whole_length(torn)
    started = re.match(r"(\d{8}T\d{6}Z)-[0-9a-f]{8}\.", torn.name)
    if not length or not started:
        return None
    with torn.open("r+b") as stream:
        stream.truncate(length)
    started_at = datetime.strptime(started[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return new_crawl(registry_code, crawl_id_of(torn), started_at, is_sample=read_is_sample(torn))


def _seal(torn: Path, crawl: Crawl) -> None:
    """Puts the whole part of a killed crawl in place, held back."""
    told = f"the crawl of {crawl.started_at:%Y-%m-%d %H:%M} UTC was killed and not gone on with in time; its pages do not count"
    warc = torn.with_name(torn.name.removesuffix(ASIDE_SUFFIX))
    rows = index_warc(torn, registry=crawl.registry, crawl_id=crawl.crawl_id, name=warc.name)
    pages = [row.record_type for row, _ in rows if row.status in PAGE_STATUSES]
    killed = replace(crawl, held_by=HeldBy.KILLED, reason=told, is_whole=False)
    text = manifest_text(replace(killed, pages_fetched=len(pages), pages_unchanged=pages.count("revisit")))
    with torn.open("ab") as stream:
        records = WarcFile(stream, name=warc.name, software="", is_sample=crawl.is_sample)
        records.write_metadata(manifest_urn(crawl.crawl_id), crawl.started_at, text.encode(), "application/json")
    torn.replace(warc)
    restore_manifest(warc)
