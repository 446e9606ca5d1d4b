"""What a check found: `CheckOutcome`, the one shape that table rules and check queries both answer with, and how it is kept as a row.

Does not belong here: where the rows are kept (`assets.steps.saved_outcomes`, `warehouse.publish`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from parsers.vocabulary.issue_codes import Severity

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
    def full_name(self) -> str:
        """The rule as it is named on the command line, `<table>:<rule_id>`."""
        return f"{self.table}:{self.rule_id}"

    @property
    def is_blocking(self) -> bool:
        """True when the rule failed and its severity is error."""
        return not self.passed and self.severity == "error"


def blocking(outcomes: Iterable[CheckOutcome]) -> list[CheckOutcome]:
    """The outcomes that forbid publication."""
    return [outcome for outcome in outcomes if outcome.is_blocking]


def check_row(outcome: CheckOutcome) -> dict[str, Any]:
    """An outcome by the columns of `ops.check_result` after `run_id`: the sample is JSON, dates and decimals in it are text."""
    return {
        "table_name": outcome.table,
        "rule_id": outcome.rule_id,
        "description": outcome.description,
        "severity": outcome.severity,
        "is_passed": outcome.passed,
        "n_unexpected": outcome.n_unexpected,
        "sample_raw": json.dumps(outcome.sample, default=str, ensure_ascii=False) if outcome.sample else None,
    }


def outcome_of_row(row: Mapping[str, Any]) -> CheckOutcome:
    """The outcome that `check_row` made a row of."""
    return CheckOutcome(
        table=row["table_name"],
        rule_id=row["rule_id"],
        description=row["description"],
        severity=row["severity"],
        passed=row["is_passed"],
        n_unexpected=row["n_unexpected"],
        sample=tuple(json.loads(row["sample_raw"])) if row["sample_raw"] else (),
    )
