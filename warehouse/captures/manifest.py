"""The manifest of a crawl: how it went, in one JSON file written last, so that a crawl with a manifest is a finished one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from warehouse.captures.decisions import decision_of
from warehouse.captures.errors import DamagedDecisionError, DamagedManifestError
from warehouse.captures.verdict import HeldBy, Verdict


class CrawlOrigin(StrEnum):
    """Whose captures a crawl holds: our own, or what others captured."""

    CRAWL = "crawl"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class CrawlFailure:
    """An address that could not be had, with the HTTP status where there was an answer."""

    url: str
    canonical_url: str
    status: int | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """A finished crawl. Times are aware and UTC.

    `pages_fetched` counts pages that arrived, new or unchanged; `pages_unchanged` those among them whose body was already stored.
    An import (`origin`) holds captures made by others, from the file `imported_from` (its name and SHA-256); it is never complete, so
    that a project it lacks is not withdrawn. `is_whole` tells that the crawl saw every page it knew of, come or failed: of one that broke
    off, lost a list or was killed, nobody knows what it lacks. `held_by` and `reason` say who holds a crawl back, and why.
    `decided_because` is the reason in writing for which an operator decided its `state` otherwise than the gates; it is no part of the
    manifest (`warehouse.captures.decisions`).
    """

    registry: str
    crawl_id: str
    started_at: datetime
    finished_at: datetime
    state: Verdict
    reason: str | None
    is_sample: bool
    pages_fetched: int
    pages_unchanged: int
    pages_failed: int
    failures: tuple[CrawlFailure, ...] = ()
    origin: CrawlOrigin = CrawlOrigin.CRAWL
    imported_from: str | None = None
    is_whole: bool = True
    held_by: HeldBy | None = None
    decided_because: str | None = None


def manifest_text(crawl: Crawl) -> str:
    """The crawl as the JSON text of its manifest."""
    fields = asdict(crawl) | {"started_at": _iso(crawl.started_at), "finished_at": _iso(crawl.finished_at)}
    del fields["decided_because"]
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def manifest_urn(crawl_id: str) -> str:
    """What the metadata record that holds the manifest is about."""
    return f"urn:diarium:crawl:{crawl_id}"


def read_manifest(file: Path) -> Crawl:
    """The crawl a manifest describes. Raises `DamagedManifestError`."""
    try:
        fields: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
        state = Verdict(fields["state"])
        return Crawl(
            **{
                **fields,
                "state": state,
                "origin": CrawlOrigin(fields.get("origin", CrawlOrigin.CRAWL)),
                "held_by": HeldBy(fields.get("held_by") or "") if state == Verdict.HELD else None,
                "started_at": datetime.fromisoformat(fields["started_at"]).astimezone(UTC),
                "finished_at": datetime.fromisoformat(fields["finished_at"]).astimezone(UTC),
                "failures": tuple(CrawlFailure(**failure) for failure in fields["failures"]),
            }
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        wrong = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        raise DamagedManifestError(f"not a readable crawl manifest ({wrong}); restore it from a copy", file=file) from error


def crawl_of(file: Path) -> Crawl:
    """The crawl a manifest describes, as it stands after what an operator decided about it. Raises `DamagedManifestError`.

    Where the decision cannot be read the crawl is held: nothing counts that somebody may have held back.
    """
    crawl = read_manifest(file)
    try:
        decision = decision_of(file)
    except DamagedDecisionError as problem:
        told = str(problem)
        return replace(crawl, state=Verdict.HELD, held_by=HeldBy.UNREADABLE_DECISION, reason=told, decided_because=told)
    if decision is None:
        return crawl
    if decision.state == Verdict.ACCEPTED:
        return replace(crawl, state=Verdict.ACCEPTED, held_by=None, reason=None, decided_because=decision.reason)
    reason = f"an operator decided: {decision.reason}"
    return replace(crawl, state=Verdict.HELD, held_by=HeldBy.OPERATOR, reason=reason, decided_because=decision.reason)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
