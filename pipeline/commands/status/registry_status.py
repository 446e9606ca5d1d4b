"""How things stand, as a value and for people: what is published, the state of each registry, its last crawl, and the broken rules.

Belongs here: which outcome of a rule counts, and how it is shown. Does not belong here: running checks (`assets.table_checks`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

import duckdb

from assets.steps.held_registry import holder_of, what_to_do
from assets.steps.registry_reading import unloadable_state
from assets.steps.saved_outcomes import unpublished_outcomes
from parsers.declaration import Registry
from parsers.registry import sources
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.wording import counted, failed_fetch, sql_hint, typed_command
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl, CrawlOrigin
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.check_outcome import CheckOutcome
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.reading_state import ReadingState
from warehouse.places import Places
from warehouse.publish import published_outcomes
from warehouse.run_log import logged_runs

SHOWN_FAILURES = 20
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


class RegistryHealth(StrEnum):
    """How a registry is: `stale` is accepted, but its last complete crawl is older than it should be."""

    ACCEPTED = "accepted"
    HELD = "held"
    STALE = "stale"
    NEVER_READ = "never read"


def status_of(settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """What is published, the broken rules, and per registry its state (a `RegistryHealth`, as it is `now`), last crawl and last reading."""
    now = now or datetime.now(UTC)
    captures, observations = CaptureStore(settings.places.captures), ObservationStore(settings.places.observations)
    registries = []
    for code, source in sources().items():
        crawls, state = captures.crawls(code), observations.state(code)
        if source.problem:  # it cannot be loaded since the last reading
            state = unloadable_state(code, source.problem, state)
        elif state and state.held_by == HeldBy.UNLOADABLE:
            state = replace(state, reason="its folder could not be loaded in the last run; it can be now")
        last = max(crawls, key=lambda crawl: (crawl.origin == CrawlOrigin.CRAWL, crawl.started_at), default=None)
        stale_since = _stale_since(source.registry, crawls, now) if state and state.state == Verdict.ACCEPTED else None
        known = RegistryHealth(state.state) if state else RegistryHealth.NEVER_READ
        health = RegistryHealth.STALE if stale_since else known
        held_by = holder_of(state, captures) if state else None
        registries.append(
            {
                "registry": code,
                "title": source.registry.title,
                "state": health,
                "since": _json(stale_since) if stale_since else state.since if state else None,
                "ring": state.ring if state else None,
                "held_by": held_by,
                "reason": state.reason if state else None,
                "to_do": _to_do(settings, health, code, held_by, state),
                "projects": state.n_projects if state else 0,
                "quarantined": list(state.quarantined) if state else [],
                "last_crawl": last and {"at": _json(last.finished_at.replace(tzinfo=None)), **asdict(last)},
            }
        )
    rules = [rule.summary() for rule in broken_rules(checked_rules(settings.places))]
    return {
        "data": str(settings.places.root),
        "publication": _publication(settings),
        "last_run": _last_run(settings),
        "registries": registries,
        "broken_rules": rules,
    }


def _last_run(settings: Settings) -> dict[str, Any] | None:
    runs = logged_runs(settings.places.runs)
    return {name: _json(value) for name, value in asdict(runs[-1]).items()} if runs else None


def _stale_since(registry: Registry, crawls: Sequence[Crawl], now: datetime) -> datetime | None:
    """When a registry's last complete crawl became too old (naive UTC), or None where it is not. Imports alone cannot go stale."""
    whole = [crawl.finished_at for crawl in crawls if crawl.origin == CrawlOrigin.CRAWL and crawl.state == Verdict.ACCEPTED]
    due = max(whole) + timedelta(days=registry.expect.max_age_days) if whole else now
    return due.replace(tzinfo=None) if due < now else None


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


def _to_do(settings: Settings, health: RegistryHealth, code: str, held_by: HeldBy | None, state: ReadingState | None) -> str | None:
    run = typed_command(settings, "run")
    if health == RegistryHealth.NEVER_READ:
        return run
    if health == RegistryHealth.STALE:
        return f"crawl it again: {run} --registry {code}"
    if held_by is None or state is None or state.ring is None:
        return None
    return what_to_do(code, held_by, state.ring, partial(typed_command, settings))


def _json(value: Any) -> Any:
    """Times to the second and in UTC, as everywhere in the status."""
    return f"{value.isoformat(timespec='seconds')}Z" if isinstance(value, datetime) else value


def say_status(settings: Settings, found: dict[str, Any]) -> None:
    """The status for people."""
    published = found["publication"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']}: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: {typed_command(settings, 'run')}")
    if last := found["last_run"]:
        pages = f"{counted(last['n_pages'], 'page')}, {last['n_pages_unchanged']} unchanged"
        console.say(f"Last run {last['finished_at']} ({last['job']}): {last['ending']}; {pages}")
    for each in found["registries"]:
        crawl = each["last_crawl"]
        kind = crawl["origin"] if crawl else CrawlOrigin.CRAWL
        when = f"; last {kind} {crawl['at']}: {crawl['pages_fetched']} pages, {crawl['pages_failed']} failed" if crawl else ""
        since = f" since {each['since']}" if each["since"] else ""
        console.say(f"{each['registry']}: {each['state']}{since}; {each['projects']} projects in the newest accepted crawl{when}")
        if each["reason"]:
            console.say(f"  why: {each['reason']}")
        elif crawl and crawl["decided_because"]:
            console.say(f"  its last crawl counts by hand, although it was held back: {crawl['decided_because']}")
        if each["to_do"]:
            console.say(f"  to do: {each['to_do']}")
        failures = crawl["failures"] if crawl else []
        for failure in failures[:SHOWN_FAILURES]:
            console.say(f"  failed: {failed_fetch(failure['url'], failure['error'])}")
        if len(failures) > SHOWN_FAILURES:
            console.say(f"  and {len(failures) - SHOWN_FAILURES} more")
        for url, why in each["quarantined"]:
            console.say(f"  quarantined: {url}: {why}")
        if each["quarantined"]:
            console.say(f"  values read from these pages before stand{sql_hint(settings, 'FROM ops.quarantine WHERE is_current')}")
    say_broken_rules(settings, found["broken_rules"])
