"""The outcomes of the checks, kept beside the file under construction until it is published."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from assets.steps.build_inputs import NothingToBuild
from warehouse.check_outcome import CheckOutcome
from warehouse.places import Places


def save_outcomes(places: Places, schema: str, outcomes: Iterable[CheckOutcome]) -> None:
    """Keeps the outcomes beside the file under construction, for `ops.check_result`."""
    file = places.build.with_name(f"checks-{schema}.json")
    file.write_text(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False, default=str), "utf-8")


def forget_outcomes(places: Places) -> None:
    """Forgets the outcomes of the checks: another file is about to be built."""
    for file in places.build.parent.glob("checks-*.json"):
        file.unlink()


def saved_outcomes(places: Places) -> list[CheckOutcome]:
    """The outcomes of the checks of the file under construction. Raises `NothingToBuild` where they have not all run."""
    rows: list[dict[str, Any]] = []
    for schema in ("core", "mart"):
        file = places.build.with_name(f"checks-{schema}.json")
        if not file.exists():
            raise NothingToBuild(f"the checks of {schema} have not run on {places.build}, so it is not published; run the whole job")
        rows += json.loads(file.read_text("utf-8"))
    return [CheckOutcome(**row | {"sample": tuple(row["sample"])}) for row in rows]
