"""How things stand, as a value: what is published, the state of each registry, its last crawl, and the broken rules.

Belongs here: which outcome of a rule counts, and how it is shown. Does not belong here: running checks (`assets.table_checks`), how
registries are shown to people (`status_output`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

import duckdb

from assets.steps.held_registry import what_to_do
from assets.steps.registry_health import RegistryHealth, Standing, standings
from assets.steps.saved_outcomes import unpublished_outcomes
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.wording import counted, typed_command
from warehouse.captures.manifest import CrawlOrigin
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.places import Places
from warehouse.publish import published_outcomes
from warehouse.run_log import logged_runs

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
        rows = counted(found.n_unexpected, "row")
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
        console.say(f"  {each['severity']}: {each['rule']} ({counted(each['n_rows'], 'row')}{where})")


def status_of(settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """What is published, the broken rules, and per registry its state (a `RegistryHealth`, as it is `now`), last crawl and last reading."""
    rules = [rule.summary() for rule in broken_rules(checked_rules(settings.places))]
    return {
        "data": str(settings.places.root),
        "publication": _publication(settings),
        "last_run": _last_run(settings),
        "registries": [_of_registry(settings, each) for each in standings(settings.places, now)],
        "broken_rules": rules,
    }


def _of_registry(settings: Settings, standing: Standing) -> dict[str, Any]:
    state = standing.state
    last = max(standing.crawls, key=lambda crawl: (crawl.origin == CrawlOrigin.CRAWL, crawl.started_at), default=None)
    complete = standing.last_complete
    return {
        "registry": standing.code,
        "title": standing.source.registry.title,
        "country": standing.source.group,
        "state": standing.health,
        "since": standing.since,
        "ring": state.ring if state else None,
        "held_by": standing.held_by,
        "reason": standing.reason,
        "to_do": _to_do(settings, standing),
        "projects": state.n_projects if state else 0,
        "quarantined": list(state.quarantined) if state else [],
        "last_complete_crawl": complete and _json(complete.finished_at.replace(tzinfo=None)),
        "last_crawl": last and {"at": _json(last.finished_at.replace(tzinfo=None)), **asdict(last)},
    }


def _last_run(settings: Settings) -> dict[str, Any] | None:
    runs = logged_runs(settings.places.runs)
    return {name: _json(value) for name, value in asdict(runs[-1]).items()} if runs else None


def _publication(settings: Settings) -> dict[str, Any] | None:
    try:
        with reading(settings.places.warehouse) as connection:
            answer = connection.execute("SELECT * FROM ops.publication")
            columns = [column[0] for column in answer.description or ()]
            row = answer.fetchall()[0]
    except WarehouseMissing:
        return None
    except (WarehouseUnreadable, duckdb.Error) as error:
        console.complain(f"{str(error).splitlines()[0]}\n{typed_command(settings, 'run')} publishes it anew from the captures")
        return None
    return dict(zip(columns, (_json(value) for value in row), strict=True))


def _to_do(settings: Settings, standing: Standing) -> str | None:
    run = typed_command(settings, "run")
    if standing.health == RegistryHealth.NEVER_READ:
        return run
    if standing.health == RegistryHealth.STALE:
        return f"crawl it again: {run} --registry {standing.code}"
    state, held_by = standing.state, standing.held_by
    if held_by is None or state is None or state.ring is None:
        return f"{run} --registry {standing.code}" if standing.health == RegistryHealth.FAILED else None
    return what_to_do(standing.code, held_by, state.ring, partial(typed_command, settings))


def _json(value: Any) -> Any:
    """Times to the second and in UTC, as everywhere in the status."""
    return f"{value.isoformat(timespec='seconds')}Z" if isinstance(value, datetime) else value
