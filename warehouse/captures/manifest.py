"""The manifest of a crawl: how it went, in one JSON file written last, so that a crawl with a manifest is a finished one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from warehouse.captures.decisions import BY_HAND, decision_of
from warehouse.captures.errors import DamagedDecisionError, DamagedManifestError

CrawlState = Literal["accepted", "held"]
CrawlOrigin = Literal["crawl", "import"]


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
    off, lost a list or was killed, nobody knows what it lacks. `decided_because` is the reason in writing for which an operator decided
    its `state` otherwise than the gates; it is no part of the manifest (`warehouse.captures.decisions`).
    """

    registry: str
    crawl_id: str
    started_at: datetime
    finished_at: datetime
    state: CrawlState
    reason: str | None
    is_sample: bool
    pages_fetched: int
    pages_unchanged: int
    pages_failed: int
    failures: tuple[CrawlFailure, ...] = ()
    origin: CrawlOrigin = "crawl"
    imported_from: str | None = None
    is_whole: bool = True
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
        if fields["state"] not in ("accepted", "held"):
            raise ValueError(f"state {fields['state']!r} is neither accepted nor held")
        return Crawl(
            **{
                **fields,
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
        return replace(crawl, state="held", reason=str(problem), decided_because=str(problem))
    if decision is None:
        return crawl
    reason = f"{BY_HAND}: {decision.reason}" if decision.state == "held" else None
    return replace(crawl, state=decision.state, reason=reason, decided_because=decision.reason)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
