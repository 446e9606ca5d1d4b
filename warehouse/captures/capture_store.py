"""The capture store: what is kept of each registry, found again. Reading needs no lock; a reader sees whole files or none."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.captures.crawl_writer import CaptureWriter
from warehouse.captures.decisions import Decision, save_decision
from warehouse.captures.errors import (
    BadRegistryCodeError,
    CaptureMissingError,
    CaptureStoreError,
    CrawlInProgressError,
    DamagedCaptureError,
    DamagedManifestError,
)
from warehouse.captures.exchange import Known
from warehouse.captures.files import ASIDE_SUFFIX, MANIFEST_SUFFIX, WARC_SUFFIX, aside, index_file_of, manifest_of
from warehouse.captures.index import CaptureRow, capture_rows, latest_by, page_rows, response_rows
from warehouse.captures.leftovers import left_off, new_crawl, restore_manifest, rows_of_left
from warehouse.captures.manifest import Crawl, CrawlOrigin, crawl_of
from warehouse.captures.stored_records import read_is_sample, read_record
from warehouse.captures.survey import Survey, is_indexed, survey_folder
from warehouse.captures.verdict import Verdict
from warehouse.erasure.suppression import Suppressions
from warehouse.lock import FileLock, HeldElsewhere

log = logging.getLogger(__name__)


class CaptureStore:
    """Captures of all registries under `folder`, one subfolder each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[str, dict[str, list[CaptureRow]]] = {}

    @property
    def erased(self) -> Suppressions:
        """What was erased from the captures and must not come back. Raises `DamagedSuppressionsError`."""
        return Suppressions.load(self._folder)

    def codes(self) -> list[str]:
        """Codes of the registries of which anything is stored."""
        return sorted({file.parent.name for file in self._folder.glob(f"*/*{WARC_SUFFIX}")})

    def begin(
        self,
        registry_code: str,
        *,
        is_sample: bool,
        software: str,
        now: datetime | None = None,
        distrusted: Collection[str] = (),
        damaged: Collection[str] = (),
    ) -> CaptureWriter:
        """Begins a crawl of the registry, or goes on with the one that was killed; `software` names who crawls, for the WARC file.

        A killed crawl that began more than `leftovers.RESUMABLE` ago is put in place first, as held: what it has is kept. `now` (default:
        the clock) is when the crawl begins. What an accepted crawl of ours said last is asked for conditionally, unless that crawl is
        one of `distrusted` (it did not read well: an error page must not become the page that "has not changed") or the body is one of
        `damaged` (it is to be stored anew). Raises `CrawlInProgressError` while another writer is at work on the registry.
        """
        now = now or datetime.now(UTC)
        folder, lock = self._locked(registry_code)
        try:
            erased = self.erased
            crawl = left_off(folder, registry_code, is_sample=is_sample, now=now)
            pages, stored = self._latest(registry_code, is_sample=is_sample, distrusted=distrusted)
            stored = {digest: row for digest, row in stored.items() if digest not in damaged}
            taken = rows_of_left(folder, crawl, stored.values()) if crawl else []
            crawl = crawl or new_crawl(registry_code, f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}", now, is_sample=is_sample)
            known = self._known(registry_code, pages, stored)
            known |= {
                row.canonical_url: _known_of(row, partial(self._body_of_taken, row, taken), is_taken=True) for row in taken if row.is_page
            }
            stored |= {row.body_sha256: row for row in taken if row.is_page and row.body_sha256 and row.record_type == "response"}
            return CaptureWriter(folder, lock, crawl, software=software, known=known, stored=stored, taken=taken, erased=erased)
        except BaseException:
            lock.release()
            raise

    def begin_import(
        self, registry_code: str, crawl_id: str, started_at: datetime, *, imported_from: str, is_sample: bool, software: str
    ) -> CaptureWriter:
        """Begins to store captures made by others, the earliest of them from `started_at`.

        Raises `CrawlInProgressError` while another writer is at work on the registry.
        """
        folder, lock = self._locked(registry_code)
        try:
            for leftover in folder.glob(f"{crawl_id}.*{ASIDE_SUFFIX}"):
                leftover.unlink()
            _, stored = self._latest(registry_code, is_sample=is_sample)
            crawl = replace(
                new_crawl(registry_code, crawl_id, started_at, is_sample=is_sample), origin=CrawlOrigin.IMPORT, imported_from=imported_from
            )
            return CaptureWriter(folder, lock, crawl, software=software, known={}, stored=stored, erased=self.erased)
        except BaseException:
            lock.release()
            raise

    def survey(self, registry_code: str) -> Survey:
        """All index rows of the registry with what was wrong on the way; the problems are logged too."""
        found = survey_folder(self.folder_of(registry_code), registry_code)
        for problem in found.problems:
            log.warning("captures of %s: %s", registry_code, problem)
        return found

    def mend(self, registry_code: str) -> list[str]:
        """Writes anew, from the WARC files, the index files and manifests that are missing or damaged; returns their names. Only the run
        that holds the data folder may call it."""
        folder = self.folder_of(registry_code)
        warcs = sorted(folder.glob(f"*{WARC_SUFFIX}"))
        mended = [manifest_of(warc).name for warc in warcs if restore_manifest(warc)]
        unread = [warc for warc in warcs if not is_indexed(warc)]
        if not unread:
            return mended
        survey = self.survey(registry_code)
        damaged = {problem.file for problem in survey.problems if isinstance(problem, DamagedCaptureError)}
        for warc in unread:
            if warc in damaged:
                continue
            index = index_file_of(warc)
            pq.write_table(survey.index.filter(pc.equal(survey.index["file"], warc.name)), aside(index), compression="zstd")
            aside(index).replace(index)
            mended.append(index.name)
        return mended

    def index(self, registry_code: str) -> pa.Table:
        """One row per stored exchange of the registry, oldest first; `survey` also tells which files could not be used."""
        return self.survey(registry_code).index

    def known(self, registry_code: str, *, is_sample: bool) -> dict[str, Known]:
        """By canonical address, the latest capture of an accepted crawl whose body is stored, for conditional requests.

        Sample and live captures never vouch for each other: only those of the asked kind are looked at.
        """
        return self._known(registry_code, *self._latest(registry_code, is_sample=is_sample))

    def body(self, registry_code: str, body_sha256: str) -> bytes:
        """The decoded body with that hex digest.

        Raises `CaptureMissingError` where no capture has it, `DamagedCaptureError` where every record that should hold it is damaged.
        """
        places = self._places.get(registry_code, {})
        if body_sha256 not in places:
            places = self._places[registry_code] = self._places_of(registry_code)
        worst: CaptureStoreError = CaptureMissingError(
            f"no capture of {registry_code} has a body with SHA-256 {body_sha256}; crawl it again"
        )
        for row in places.get(body_sha256, ()):
            file = self.folder_of(registry_code) / row.file
            try:
                body = read_record(file, row.record_offset).body or b""
            except DamagedCaptureError as damage:
                worst = damage
                continue
            if sha256(body).hexdigest() == body_sha256:
                return body
            worst = DamagedCaptureError(
                f"the body is not the one with SHA-256 {body_sha256}; restore the file", file=file, offset=row.record_offset
            )
        self._places.pop(registry_code, None)
        raise worst

    def crawls(self, registry_code: str) -> list[Crawl]:
        """The finished crawls of the registry, oldest first, as they stand after what was decided about them.

        A damaged manifest is logged and left out.
        """
        found: list[Crawl] = []
        for file in self.folder_of(registry_code).glob(f"*{MANIFEST_SUFFIX}"):
            try:
                found.append(crawl_of(file))
            except DamagedManifestError as problem:
                log.warning("captures of %s: %s", registry_code, problem)
        return sorted(found, key=lambda crawl: (crawl.started_at, crawl.crawl_id))

    def last_crawl(self, registry_code: str) -> Crawl | None:
        """The newest crawl of ours whose manifest can be read: of many, only that one is opened (ids sort by time)."""
        for file in sorted(self.folder_of(registry_code).glob(f"*{MANIFEST_SUFFIX}"), reverse=True):
            with suppress(DamagedManifestError):
                if (crawl := crawl_of(file)).origin == CrawlOrigin.CRAWL:
                    return crawl
        return None

    def decide(self, registry_code: str, crawl_id: str, decision: Decision) -> None:
        """Writes down what an operator decided about a crawl; its manifest stays as it was. Only the run that holds the data folder may."""
        save_decision(self.folder_of(registry_code) / f"{crawl_id}{MANIFEST_SUFFIX}", decision)

    def folder_of(self, registry_code: str) -> Path:
        """Where the files of a registry lie, which need not be there yet. Raises `BadRegistryCodeError`."""
        if not re.fullmatch(r"[a-z][a-z0-9_]*", registry_code):
            raise BadRegistryCodeError(f"{registry_code!r} is no registry code: lower-case letters, digits and underscores, a letter first")
        return self._folder / registry_code

    def _locked(self, registry_code: str) -> tuple[Path, FileLock]:
        """The registry's folder, and the lock on it."""
        folder = self.folder_of(registry_code)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return folder, FileLock(folder / ".writer.lock")
        except HeldElsewhere as held:
            told = f"process {held.holder} is already storing captures here; wait for it or end it"
            raise CrawlInProgressError(told, file=held.file) from held

    def _latest(
        self, registry_code: str, *, is_sample: bool, distrusted: Collection[str] = ()
    ) -> tuple[dict[str, CaptureRow], dict[str, CaptureRow]]:
        """Of sample or of live captures: the latest page row of trusted crawls by canonical address, the latest response by digest."""
        index, crawls = self.index(registry_code), self.crawls(registry_code)
        trusted = [crawl.crawl_id for crawl in crawls if crawl.state == Verdict.ACCEPTED and crawl.origin == CrawlOrigin.CRAWL]
        kinds: dict[str, bool | None] = {crawl.crawl_id: crawl.is_sample for crawl in crawls}
        for crawl_id in set(index.column("crawl_id").unique().to_pylist()) - kinds.keys():
            try:
                kinds[crawl_id] = read_is_sample(self.folder_of(registry_code) / f"{crawl_id}{WARC_SUFFIX}")
            except DamagedCaptureError as problem:
                log.warning("captures of %s: %s", registry_code, problem)
        wanted = index.filter(
            pc.is_in(index.column("crawl_id"), pa.array([crawl_id for crawl_id, kind in kinds.items() if kind is is_sample], pa.string()))
        )
        said = wanted.filter(pc.is_in(wanted["crawl_id"], pa.array(sorted(set(trusted) - set(distrusted)), pa.string())))
        return latest_by("canonical_url", page_rows(said)), latest_by("body_sha256", response_rows(wanted))

    def _known(self, registry_code: str, pages: Mapping[str, CaptureRow], stored: Mapping[str, CaptureRow]) -> dict[str, Known]:
        return {
            url: _known_of(row, partial(self.body, registry_code, row.body_sha256))
            for url, row in pages.items()
            if row.body_sha256 is not None and row.body_sha256 in stored
        }

    def _body_of_taken(self, row: CaptureRow, taken: Sequence[CaptureRow]) -> bytes:
        """The body of a page that the crawl under way has already: in its own file, or in that of an earlier one."""
        for each in taken:
            if each.record_type == "response" and each.body_sha256 == row.body_sha256:
                return read_record(aside(self.folder_of(row.registry) / each.file), each.record_offset).body or b""
        return self.body(row.registry, row.body_sha256 or "")

    def _places_of(self, registry_code: str) -> dict[str, list[CaptureRow]]:
        """By digest, every response record that holds a page's body, the latest first."""
        places: dict[str, list[CaptureRow]] = {}
        for row in capture_rows(response_rows(self.index(registry_code))):
            if row.body_sha256 is not None:
                places.setdefault(row.body_sha256, []).insert(0, row)
        return places


def _known_of(row: CaptureRow, read_body: Callable[[], bytes], *, is_taken: bool = False) -> Known:
    return Known(
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256 or "",
        content_type=row.content_type,
        fetched_at=row.fetched_at,
        read_body=read_body,
        is_taken=is_taken,
    )
