"""How things stand: what is published, and per registry its state, its last crawl and its last reading; for people and programs.

Does not belong here: the rules that are broken (`checked_rules`), but for the place where they are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from assets.steps.gates import what_to_do
from parsers.registry import Registry, sources
from pipeline.commands.status.checked_rules import broken_rules, checked_rules, say_broken_rules
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.typed_command import failed_fetch, sql_hint, typed_command
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.manifest import Crawl
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.observations.observation_store import ObservationStore, ReadingState

SHOWN_FAILURES = 20


def status_of(settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """What is published, per registry its state, its last crawl and its last reading, and the rules that are broken.

    A registry is `accepted`, `held`, `stale` (accepted, but its last complete crawl is older than it should be `now`), or `never read`.
    """
    now = now or datetime.now(UTC)
    captures, observations = CaptureStore(settings.places.captures), ObservationStore(settings.places.observations)
    registries = []
    for code, source in sources().items():
        crawls, state = captures.crawls(code), observations.state(code)
        last = max(crawls, key=lambda crawl: (crawl.origin == "crawl", crawl.started_at), default=None)
        stale_since = _stale_since(source.registry, crawls, now) if state and state.state == "accepted" else None
        name = "stale" if stale_since else state.state if state else "never read"
        registries.append(
            {
                "registry": code,
                "title": source.registry.title,
                "state": name,
                "since": _json(stale_since) if stale_since else state.since if state else None,
                "ring": state.ring if state else None,
                "reason": state.reason if state else None,
                "to_do": _to_do(settings, name, state, code),
                "projects": state.n_projects if state else 0,
                "quarantined": list(state.quarantined) if state else [],
                "last_crawl": last and {"at": _json(last.finished_at.replace(tzinfo=None)), **asdict(last)},
            }
        )
    rules = [rule.summary() for rule in broken_rules(checked_rules(settings.places))]
    return {"data": str(settings.places.root), "publication": _publication(settings), "registries": registries, "broken_rules": rules}


def _stale_since(registry: Registry, crawls: Sequence[Crawl], now: datetime) -> datetime | None:
    """When a registry's last complete crawl became too old (naive UTC), or None where it is not. Imports alone cannot go stale."""
    whole = [crawl.finished_at for crawl in crawls if crawl.origin == "crawl" and crawl.state == "accepted"]
    due = max(whole) + timedelta(days=registry.expect.max_age_days) if whole else now
    return due.replace(tzinfo=None) if due < now else None


def show_status(settings: Settings, found: dict[str, Any]) -> None:
    """The status for people."""
    published = found["publication"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']}: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: {typed_command(settings, 'run')}")
    for each in found["registries"]:
        crawl = each["last_crawl"]
        kind = "import" if crawl and crawl["origin"] == "import" else "crawl"
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


def _to_do(settings: Settings, name: str, state: ReadingState | None, code: str) -> str | None:
    run = typed_command(settings, "run")
    if state is None:
        return run
    if name == "stale":
        return f"crawl it again: {run} --registry {code}"
    if state.reason is None:
        return None
    told = what_to_do(code, state.reason, has_arrived=state.ring == "reading")
    for each in ("reparse", "run", "accept"):
        told = told.replace(f"diarium {each}", typed_command(settings, each))
    return told


def _json(value: Any) -> Any:
    """Times to the second and in UTC, as everywhere in the status."""
    return f"{value.isoformat(timespec='seconds')}Z" if isinstance(value, datetime) else value
