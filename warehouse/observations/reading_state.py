"""How the last reading of a registry ended, as it is kept in `state.json` beside what was read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from warehouse.captures.verdict import HeldBy, Verdict


class Ring(StrEnum):
    """Which gates held a registry back: those of the crawl, or those of its reading."""

    CAPTURE = "capture"
    READING = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingState:
    """How the last reading of a registry ended: accepted, or held back in which ring, by whom and why.

    `held_by` is None also in a held state that version 0.1 wrote (`assets.steps.held_registry.holder_of`). `through_crawl_id` is the newest
    crawl whose pages count; later ones wait until a reading accepts them. `held_crawl_ids` are earlier ones that arrived whole but did not
    read like the registry: nothing of them counts until a changed parser reads them well. `since` (ISO, UTC) is when the present state
    began; `quarantined` are pages of the newest crawl that gave no record, with the reason; `damaged` are digests of bodies that are stored
    and cannot be read: the next crawl asks for them anew.
    """

    registry: str
    state: Verdict
    ring: Ring | None
    reason: str | None
    since: str
    through_crawl_id: str | None
    n_projects: int
    held_crawl_ids: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    damaged: tuple[str, ...] = ()
    held_by: HeldBy | None = None


def state_text(state: ReadingState) -> str:
    """A state as the JSON text of its file."""
    return json.dumps(asdict(state), ensure_ascii=False, indent=2) + "\n"


def read_state(text: str) -> ReadingState:
    """The state that a JSON text holds, also one of version 0.1. Raises `ValueError`, `TypeError` or `KeyError` where it is damaged."""
    told = json.loads(text)
    return ReadingState(
        **{
            **told,
            "state": Verdict(told["state"]),
            "ring": told["ring"] and Ring(told["ring"]),
            "held_crawl_ids": tuple(told["held_crawl_ids"]),
            "quarantined": tuple((url, why) for url, why in told["quarantined"]),
            "damaged": tuple(told.get("damaged", ())),
            "held_by": HeldBy(told["held_by"]) if told.get("held_by") else None,
        }
    )
