"""What an operator decided about a crawl, against the judgement of the gates: it counts, or it does not, for a reason in writing.

Belongs here: the file beside the crawl's manifest that says so. The manifest itself stays as it was written. Because the decision lies with
the captures, a rebuild from a copy of them alone decides the same. Does not belong here: when a decision may be taken
(`assets.steps.held_registry`)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.captures.errors import DamagedDecisionError
from warehouse.captures.files import DECISION_SUFFIX, aside, crawl_id_of, replace_synced
from warehouse.captures.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a crawl counts (`accepted`) or does not (`held`), why, when it was decided (aware, UTC), and what the gates had said, if they
    had held it back."""

    state: Verdict
    reason: str
    decided_at: datetime
    held_because: str | None = None


def decision_of(manifest: Path) -> Decision | None:
    """What was decided about the crawl of a manifest, or None. Raises `DamagedDecisionError`."""
    file = _file_of(manifest)
    try:
        told = json.loads(file.read_text("utf-8"))
        decided_at = datetime.fromisoformat(told["decided_at"]).astimezone(UTC)
        return Decision(**{**told, "state": Verdict(told["state"]), "decided_at": decided_at})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        told = f"not a readable decision about a crawl ({error}); restore it from a copy, or remove it and decide again"
        raise DamagedDecisionError(told, file=file) from error


def save_decision(manifest: Path, decision: Decision) -> None:
    """Writes down what was decided about the crawl of a manifest; it takes the place of what was decided before."""
    file = _file_of(manifest)
    told = asdict(decision) | {"decided_at": decision.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    aside(file).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    replace_synced(aside(file), file)


def _file_of(manifest: Path) -> Path:
    return manifest.with_name(crawl_id_of(manifest) + DECISION_SUFFIX)
