"""The names somebody may have meant who typed one that is not there. Does not belong here: what is alike in data (`warehouse`)."""

from __future__ import annotations

from collections.abc import Sequence

CLOSE = 70  # of 100, rapidfuzz's weighted ratio
NEARLY = 8  # a match this many points below the best is shown too
MOST = 5


def close_to(asked: str, known: Sequence[str]) -> list[str]:
    """The names most like the one asked for, best first, none where nothing is alike."""
    from rapidfuzz import fuzz, process, utils

    choices = list(dict.fromkeys(known))
    found = process.extract(asked, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST, score_cutoff=CLOSE)
    return [name for name, score, _ in found if score >= found[0][1] - NEARLY]
