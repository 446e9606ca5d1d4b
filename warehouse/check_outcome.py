"""What a check found: `CheckOutcome`, the one shape that table rules and check queries both answer with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from warehouse.tables.model import Severity

SAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutcome:
    """One rule and what breaks it: `n_unexpected` rows, the first few of them in `sample`. Only severity `error` blocks publication."""

    table: str
    rule_id: str
    description: str
    severity: Severity
    passed: bool
    n_unexpected: int = 0
    sample: tuple[dict[str, Any], ...] = ()

    @property
    def is_blocking(self) -> bool:
        """True when the rule failed and its severity is error."""
        return not self.passed and self.severity == "error"


def blocking(outcomes: Iterable[CheckOutcome]) -> list[CheckOutcome]:
    """The outcomes that forbid publication."""
    return [outcome for outcome in outcomes if outcome.is_blocking]
