"""The rules that the tables are checked by, as they came out last, with rows that break them: for people and programs.

Belongs here: which outcome counts, and how it is shown. Does not belong here: running checks (`assets.table_checks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from assets.steps.saved_outcomes import unpublished_outcomes
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.wording import typed_command
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import WarehouseMissing, WarehouseUnreadable
from warehouse.places import Places
from warehouse.publish import published_outcomes

_WORST_FIRST = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """How a rule came out last: in the file that was built and is not published, or in the published one."""

    outcome: CheckOutcome
    is_published: bool

    def summary(self) -> dict[str, Any]:
        """The rule for a program, without the rows that break it."""
        found = self.outcome
        return {
            "rule": found.full_name,
            "table": found.table,
            "rule_id": found.rule_id,
            "severity": found.severity,
            "description": found.description,
            "holds": found.passed,
            "n_rows": found.n_unexpected,
            "is_published": self.is_published,
        }


def checked_rules(places: Places) -> list[CheckedRule]:
    """Every rule that was checked, the worst severity first."""
    try:
        published = published_outcomes(places.warehouse)
    except (WarehouseMissing, WarehouseUnreadable, duckdb.Error):
        published = []
    newest = {outcome.full_name: CheckedRule(outcome, is_published=True) for outcome in published}
    newest |= {outcome.full_name: CheckedRule(outcome, is_published=False) for outcome in unpublished_outcomes(places)}
    return sorted(newest.values(), key=lambda rule: (_WORST_FIRST.index(rule.outcome.severity), rule.outcome.full_name))


def broken_rules(rules: Sequence[CheckedRule]) -> list[CheckedRule]:
    """Those of the rules that some row breaks."""
    return [rule for rule in rules if not rule.outcome.passed]


def rules_named(rules: Sequence[CheckedRule], name: str) -> list[CheckedRule]:
    """The rules that a name stands for: a rule's own (`<table>:<rule>`, or without its table), or a table's for all that it breaks."""
    own = [rule for rule in rules if name in (rule.outcome.full_name, rule.outcome.rule_id)]
    of_table = [rule for rule in rules if rule.outcome.table == name]
    return own or broken_rules(of_table) or of_table


def say_rules(rules: Sequence[CheckedRule]) -> None:
    """Says of each rule what it asks for, whether it holds, and shows some of the rows that break it."""
    for rule in rules:
        found = rule.outcome
        where = "published" if rule.is_published else "in the build that was not published"
        if found.passed:
            console.say(f"{found.full_name} ({found.severity}) holds, {where}: {found.description}")
            continue
        rows = f"{found.n_unexpected} row{'' if found.n_unexpected == 1 else 's'}"
        console.say(f"{found.full_name} ({found.severity}) is broken by {rows}, {where}: {found.description}")
        if found.sample:
            columns = list(dict.fromkeys(name for row in found.sample for name in row))
            title = f"The first {len(found.sample)}" if len(found.sample) < found.n_unexpected else None
            console.print_rows(columns, [[row.get(name) for name in columns] for row in found.sample], title=title)


def say_broken_rules(settings: Settings, broken: Sequence[dict[str, Any]]) -> None:
    """A line for each broken rule, from its summary, and the command that shows its rows."""
    if broken:
        see = f"the rows: {typed_command(settings, 'status')} --check RULE"
        console.say(f"{len(broken)} rule{' is' if len(broken) == 1 else 's are'} broken; only errors stop a publication; {see}")
    for each in broken:
        where = "" if each["is_published"] else ", not published"
        console.say(f"  {each['severity']}: {each['rule']} ({each['n_rows']} row{'' if each['n_rows'] == 1 else 's'}{where})")
